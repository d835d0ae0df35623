import type { ToNode } from "@zvon/contract/call-link.ts";
import { maxChatMessagesAMinute, maxChatWaiting } from "@zvon/contract/chat.ts";
import type { FromChat } from "@zvon/contract/chat.ts";
import { describe, expect, it } from "vitest";
import { newCall } from "./state.ts";
import { hear, lineOf, next, take } from "./text-line.ts";
import type { ChatCall, LineStep, TextLine } from "./text-line.ts";

const startMs = Date.UTC(2026, 10, 21);
const call = (more: Partial<ChatCall> = {}): ChatCall => ({ live: true, turn: 0, reply: 0, language: "ru", createdAt: startMs, answeredAt: startMs, saidAt: [], ...more });
const idle = (): TextLine => ({ ...lineOf(newCall({ language: "ru", createdAt: startMs }, startMs)).line, asked: null, reply: { reply: 0, turn: 0, parts: ["Слушаю."], done: true } });
const says = (reply: number, turn: number, seq: number, text: string, last: boolean): ToNode => ({ v: 1, type: "reply.text", reply, turn, seq, text, voice: text, last, interruptible: true, language: "ru", listen: null });
const write = (line: TextLine, text: string, of = call(), nowMs = startMs + 1_000) => take(line, of, { type: "text", text }, nowMs);
const shown = (step: LineStep) => step.out.map(({ frame, plain }) => (frame.type === "message" ? [frame.who, frame.text, frame.done, plain] : [frame.type]));

describe("the line of a call in writing", () => {
  it("tells a call that begins that it was answered, and holds nothing", () => {
    const { facts, held } = lineOf(newCall({ language: "ru", createdAt: startMs }, startMs));
    expect(facts).toEqual([{ type: "call.answered", atMs: 0 }]);
    expect(held).toEqual({ reply: -1, seq: -1, last: true });
  });

  it("makes a turn of what is written, and shows it", () => {
    const step = write(idle(), "на стрижку");
    expect(step.facts).toEqual([{ type: "turn.final", turn: 1, text: "на стрижку", verdict: "sure", confidence: 1, language: "ru", startMs: 1_000, endMs: 1_000, endpointMs: 0, sttMs: 0, by: "text" }]);
    expect(shown(step)).toEqual([["caller", "на стрижку", true, null]]);
  });

  it("joins the sentences that come at once, and says that they were read", () => {
    const asked = write(idle(), "да").line;
    const step = hear(asked, call({ turn: 1 }), [says(1, 1, 0, "Хорошо.", false), says(1, 1, 1, "Когда?", true)], startMs + 1_040);
    expect(shown(step)).toEqual([["bot", "Хорошо. Когда?", true, "Хорошо. Когда?"]]);
    expect(step.facts).toEqual([{ type: "reply.heard", reply: 1, turn: 1, heard: "Хорошо. Когда?", interrupted: false, startMs: 1_040, endMs: 1_040, decisionMs: 40, ttsMs: 0, firstAudioMs: 40 }]);
    expect(step.answered).toEqual({ id: 1, turn: 1, firstMs: 40, tookMs: 40 });
  });

  it("lets a reply grow: whole for frames, by what is new for plain text", () => {
    const asked = write(idle(), "да").line;
    const first = hear(asked, call({ turn: 1 }), [says(1, 1, 0, "Секунду.", false)], startMs + 1_010);
    const second = hear(first.line, call({ turn: 1 }), [says(1, 1, 1, "Записала.", true)], startMs + 1_900);
    expect(shown(first)).toEqual([["bot", "Секунду.", false, "Секунду."]]);
    expect(first.facts).toEqual([]);
    expect(shown(second)).toEqual([["bot", "Секунду. Записала.", true, "Записала."]]);
    expect(second.answered).toMatchObject({ firstMs: 10, tookMs: 900 });
  });

  it("takes the same segment once", () => {
    const asked = write(idle(), "да").line;
    const first = hear(asked, call({ turn: 1 }), [says(1, 1, 0, "Раз.", false)], startMs);
    expect(hear(first.line, call({ turn: 1 }), [says(1, 1, 0, "Раз.", false)], startMs)).toMatchObject({ out: [], facts: [], answered: null });
  });

  it("keeps what comes meanwhile in order, and gives it on when the bot is done", () => {
    const first = write(idle(), "на стрижку");
    const second = write(first.line, "завтра");
    expect(second.facts).toEqual([]);
    const answered = hear(second.line, call({ turn: 1 }), [says(1, 1, 0, "Когда?", true)], startMs + 1_100);
    const onward: LineStep = { line: answered.line, facts: [], notes: [], out: [], answered: null };
    next(onward, call({ turn: 1, reply: 1 }), startMs + 1_100);
    expect(onward.facts).toMatchObject([{ type: "turn.final", turn: 2, text: "завтра" }]);
  });

  it("takes no yes that was written before the question stood there", () => {
    const asked = write(idle(), "запишите на завтра").line;
    const ahead = write(write(asked, "да").line, "в пять").line;
    const question = hear(ahead, call({ turn: 1 }), [says(1, 1, 0, "Записать на завтра?", true)], startMs);
    const onward = { ...question, line: { ...question.line, waiting: [...question.line.waiting] }, facts: [], out: [] };
    next(onward, call({ turn: 1, reply: 1 }), startMs);
    expect(onward.facts).toMatchObject([{ text: "да", verdict: "unsure" }]);
    // What is no yes is an answer all the same, and a yes to a question that was there agrees.
    const other = hear(onward.line, call({ turn: 2, reply: 1 }), [says(2, 2, 0, "Скажите да или нет.", true)], startMs);
    const last = { ...other, line: { ...other.line, waiting: [...other.line.waiting] }, facts: [], out: [] };
    next(last, call({ turn: 2, reply: 2 }), startMs);
    expect(last.facts).toMatchObject([{ text: "в пять", verdict: "sure" }]);
    expect(write({ ...question.line, waiting: [] }, "да, верно", call({ turn: 1, reply: 1 })).facts).toMatchObject([{ verdict: "sure" }]);
  });

  it.each(["точно", "Всё правильно", "согласна", "записывайте", "absolutely", "That's right", "agreed", "ok"])("takes «%s» for a yes as the dialogue does", (text) => {
    const language = /[а-я]/i.test(text) ? "ru" : "en";
    const ahead = write(write(idle(), "запишите на завтра").line, text).line;
    const question = hear(ahead, call({ turn: 1, language }), [says(1, 1, 0, "Записать на завтра?", true)], startMs);
    const onward = { ...question, facts: [], out: [] };
    next(onward, call({ turn: 1, reply: 1, language }), startMs);
    expect(onward.facts).toMatchObject([{ text, verdict: "unsure" }]);
  });

  it("takes no key for a yes either", () => {
    const ahead = take(write(idle(), "запишите на завтра").line, call(), { type: "keys", keys: "1" }, startMs).line;
    const question = hear(ahead, call({ turn: 1 }), [says(1, 1, 0, "Записать на завтра?", true)], startMs);
    const onward = { ...question, facts: [], out: [] };
    next(onward, call({ turn: 1, reply: 1 }), startMs);
    expect(onward.facts).toMatchObject([{ text: "1", by: "keys", verdict: "unsure" }]);
  });

  it("refuses more than waits, and more than anyone writes in a minute", () => {
    let { line } = write(idle(), "раз");
    for (let n = 0; n < maxChatWaiting; n += 1) ({ line } = write(line, "ещё"));
    expect(write(line, "и ещё").refused).toMatchObject({ code: "too_fast" });
    const often = call({ saidAt: Array.from({ length: maxChatMessagesAMinute }, (_, n) => startMs + n) });
    expect(write(idle(), "снова", often, startMs + 30_000).refused).toMatchObject({ code: "too_fast" });
    expect(write(idle(), "снова", often, startMs + 90_000).refused).toBeNull();
  });

  it("tells a silence that is asked for, and ends the turn when the bot leaves it so", () => {
    const silence: FromChat = { type: "silence" };
    const step = take(idle(), call(), silence, startMs);
    expect(step.notes).toMatchObject([{ type: "silence", turn: 0, reply: 0 }]);
    expect(hear(step.line, call(), [], startMs).answered).toMatchObject({ turn: 0 });
    const prompted = hear(step.line, call(), [says(1, 0, 0, "Вы ещё здесь?", true)], startMs);
    expect([shown(prompted)[0]?.[1], prompted.answered?.turn]).toEqual(["Вы ещё здесь?", 0]);
  });

  it("has no telephone to hand the caller on, and lets the turn go on with that", () => {
    const asked = write(idle(), "оператор").line;
    const step = hear(asked, call({ turn: 1 }), [says(1, 1, 0, "Соединяю.", true), { v: 1, type: "transfer", key: "transfer-1", to: "1002", kind: "blind", afterReply: 1, summary: "" }], startMs + 1_000);
    expect(step.facts.map((fact) => fact.type)).toEqual(["reply.heard", "transfer.result"]);
    expect(step.answered).toBeNull();
    const after = hear(step.line, call({ turn: 1 }), [says(2, 1, 0, "Никого нет.", true)], startMs + 1_001);
    expect(after.answered).toMatchObject({ id: 1, turn: 1 });
  });

  it("hangs up once the goodbye was read, and then takes nothing", () => {
    const asked = write(idle(), "пока").line;
    const bye = hear(asked, call({ turn: 1 }), [says(1, 1, 0, "До свидания!", true), { v: 1, type: "hangup", reason: "completed", afterReply: 1 }], startMs + 5_000);
    expect(bye.facts).toMatchObject([{ type: "reply.heard" }, { type: "call.ended", reason: "completed", durationMs: 5_000 }]);
    expect(write(bye.line, "алло").facts).toEqual([]);
  });

  it("waits with hanging up for a goodbye that is not all there", () => {
    const asked = write(idle(), "пока").line;
    const hangup: ToNode = { v: 1, type: "hangup", reason: "completed", afterReply: 1 };
    const first = hear(asked, call({ turn: 1 }), [says(1, 1, 0, "Ну что ж.", false), hangup], startMs);
    expect(first.facts).toEqual([]);
    expect(hear(first.line, call({ turn: 1 }), [says(1, 1, 1, "Пока!", true)], startMs).facts.map((fact) => fact.type)).toEqual(["reply.heard", "call.ended"]);
  });

  it("an object that slept says again that the last reply was read, and nothing more", () => {
    const slept = newCall<null>({ language: "ru", createdAt: startMs }, startMs);
    const segment = { text: "Когда?", voice: "Когда?" };
    slept.data = { ...slept.data, answeredAt: startMs, turn: 1, reply: 1, current: { reply: 1, turn: 1, segments: [segment], open: false, interruptible: true, language: "ru", listen: { phrases: [], digits: null, keys: null }, closed: false } };
    const { line, held, facts } = lineOf(slept);
    expect(facts).toMatchObject([{ type: "reply.heard", reply: 1, heard: "Когда?" }]);
    expect(held).toEqual({ reply: 1, seq: 0, last: true });
    expect(hear(line, call({ turn: 1, reply: 1 }), [], startMs)).toMatchObject({ out: [], answered: null });
  });
});
