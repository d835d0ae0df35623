import type { ToNode } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { ProviderError } from "../audio/provider-error.ts";
import { begin, factOf, listen, place, reply, types, welcome } from "../testing/call-under-test.ts";
import { fakeStt, fakeTts, type Script } from "../testing/fake-speech.ts";
import type { TurnModel } from "../turn/turn-model.ts";
import type { Way, WayEvent } from "./way.ts";

describe("a call", () => {
  it("tells who took it when the edge asks, and a machine's readiness to record after that", async () => {
    const { leg, facts } = await begin({ detectMachine: true });
    await leg.run(400);
    await leg.run(3_000, 0.9);
    await leg.run(2_500);
    expect(factOf(facts, "amd")).toEqual([{ type: "amd", verdict: "machine", why: "long_greeting", afterMs: 2_900 }]);
    expect(factOf(facts, "machine.listening")).toEqual([{ type: "machine.listening", by: "silence" }]);
  });

  it("does not look for a machine unasked", async () => {
    const { leg, facts } = await begin({});
    await leg.run(4_000, 0.9);
    expect(factOf(facts, "amd")).toEqual([]);
  });

  it("greets, hears the answer out, and tells both as facts in order", async () => {
    const { leg, facts, edge, stt } = await begin({ finals: [{ text: "да", verdict: "sure" }] });
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(1000);
    await leg.run(600, 0.9);
    await leg.run(1000);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "turn.final"]);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ reply: 0, heard: "Здравствуйте", interrupted: false, startMs: 20, endMs: 740 });
    expect(factOf(facts, "turn.final")[0]).toMatchObject({ turn: 1, text: "да", verdict: "sure", startMs: 1000, endMs: 1600, by: "voice", endpointMs: 500 });
    // 300 ms before the speech, the speech, and the silence that ended it.
    expect(stt.heardMs[0]).toBeGreaterThanOrEqual(1380);
  });

  it("asks no recogniser for a click, which a vendor would bill as a stream (Yandex: 15 s), and none of the words after it is lost", async () => {
    let asked = 0;
    const ears = fakeStt([{ text: "да", verdict: "sure" }]);
    const { leg, facts, call } = await begin({ ears: { ...ears, transcribe: (...of) => ((asked += 1), ears.transcribe(...of)) } });
    await leg.run(1000);
    await leg.run(60, 0.9);
    await leg.run(1000);
    expect(asked).toBe(0);
    await leg.run(60, 0.9);
    expect(asked).toBe(0);
    await leg.run(20, 0.9);
    expect(asked).toBe(1);
    await leg.run(400, 0.9);
    await leg.run(1000);
    expect(ears.heardMs[0]).toBeGreaterThanOrEqual(300 + 480 + 500);
    call.hangup("caller_hangup");
    await call.done;
    expect(factOf(facts, "call.ended")[0]?.media).toMatchObject({ falseStarts: 1 });
  });

  it("tells in its books how often a stand-in heard or spoke", async () => {
    const { call, facts } = await begin({ ears: { ...fakeStt([]), failovers: () => 2 }, voice: { ...fakeTts(), failovers: () => 1 } });
    call.hangup("caller_hangup");
    await call.done;
    expect(factOf(facts, "call.ended")[0]?.media).toMatchObject({ sttFailovers: 2, ttsFailovers: 1 });
  });

  it("records nothing until the caller has heard to the end that it is recorded", async () => {
    const { leg, edge } = await begin({ recordAfterReply: 0 });
    expect(leg.recording).toBe(false);
    edge(reply(0, 0, "Разговор записывается", { interruptible: false }));
    await leg.run(400);
    expect(leg.recording).toBe(false);
    await leg.run(1000);
    expect(leg.recording).toBe(true);
  });

  it("does not take a notice that was talked over for heard", async () => {
    const { leg, edge } = await begin({ recordAfterReply: 0, finals: [{ text: "да", verdict: "sure" }] });
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(400);
    await leg.run(600, 0.9);
    await leg.run(700);
    expect(leg.recording).toBe(false);
    edge(reply(1, 1, "Раз два"));
    await leg.run(1500);
    expect(leg.recording).toBe(true);
  });

  it("stops when the caller interrupts, and says only what was really heard", async () => {
    const { leg, facts, edge } = await begin({ finals: [{ text: "да", verdict: "sure" }] });
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(400);
    await leg.run(600, 0.9);
    await leg.run(700);
    const heard = factOf(facts, "reply.heard")[0];
    expect(heard).toMatchObject({ interrupted: true, heard: "Раз два" });
    expect(types(facts).indexOf("reply.heard")).toBeLessThan(types(facts).indexOf("turn.final"));
  });

  it("presses keys for a voice menu once the words before them were heard, and none after its end", async () => {
    const { call, leg, edge, pressed } = await begin();
    edge(reply(0, 0, "Минуту"));
    edge({ v: 1, type: "dtmf.send", digits: "2#", afterReply: 0 });
    await leg.run(300);
    expect(pressed).toEqual([]);
    await leg.run(600);
    expect(pressed).toEqual(["2#"]);
    edge({ v: 1, type: "dtmf.send", digits: "9", afterReply: 5 });
    call.hangup("caller_hangup");
    await call.done;
    expect(pressed).toEqual(["2#"]);
  });

  it("hangs up only after the farewell was heard", async () => {
    const { call, leg, facts, edge, hangups } = await begin();
    edge(reply(0, 0, "До свидания"));
    edge({ v: 1, type: "hangup", reason: "completed", afterReply: 0 });
    await leg.run(300);
    expect(hangups).toEqual([]);
    await leg.run(600);
    await call.done;
    expect(hangups).toEqual(["completed"]);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "call.ended"]);
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "completed" });
  });

  it("hears out a farewell that is said anew, for a turn that came while the first one sounded", async () => {
    const { call, leg, facts, edge, hangups } = await begin();
    edge(reply(0, 0, "До свидания до свидания"));
    edge({ v: 1, type: "hangup", reason: "completed", afterReply: 0 });
    await leg.run(200);
    edge(reply(1, 1, "До свидания"));
    await leg.run(200);
    expect(hangups).toEqual([]);
    edge({ v: 1, type: "hangup", reason: "completed", afterReply: 1 });
    await leg.run(3000);
    await call.done;
    expect(factOf(facts, "reply.heard").map(({ reply: of, interrupted }) => [of, interrupted])).toEqual([[0, true], [1, false]]);
    expect(hangups).toEqual(["completed"]);
  });

  it("tells one end when the far side hangs up while the bot speaks, with what was heard before it", async () => {
    const { call, leg, facts, edge, far, hangups } = await begin();
    edge(reply(0, 0, "Раз два три четыре"));
    await leg.run(500);
    const cause = { q850: 16, sip: null, text: "Normal Clearing" };
    far({ type: "hangup", reason: "caller_hangup", cause, detail: "" });
    far({ type: "hangup", reason: "failed", cause, detail: "" });
    await call.done;
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "call.ended"]);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: true, heard: "Раз два" });
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "caller_hangup", durationMs: 500 });
    expect(hangups).toEqual([]);
    expect(leg.closed).toBe(true);
  });

  it("asks again when the recogniser never answers, instead of silence", async () => {
    const { leg, facts, timers } = await begin({ finals: ["hang"] });
    await leg.run(600, 0.9);
    await leg.run(600);
    expect(factOf(facts, "turn.final")).toEqual([]);
    [...timers].find((timer) => timer.ms === 3000)?.run();
    await leg.run(40);
    expect(factOf(facts, "turn.final")[0]).toMatchObject({ turn: 1, verdict: "rejected" });
  });

  it("commits what was said in the order it was said, though the recogniser is late with the first", async () => {
    const { leg, facts, timers } = await begin({ finals: ["hang", { text: "второе", verdict: "sure" }] });
    await leg.run(600, 0.9);
    await leg.run(700);
    await leg.run(600, 0.9);
    await leg.run(700);
    expect(factOf(facts, "turn.final")).toEqual([]);
    [...timers].find((timer) => timer.ms === 3000)?.run();
    await leg.run(40);
    expect(factOf(facts, "turn.final").map((final) => [final.turn, final.text, final.startMs])).toEqual([[1, "", 0], [2, "второе", 1300]]);
  });

  it("does not call it silence while the recogniser still thinks of what was said", async () => {
    const { leg, notes } = await begin({ finals: ["hang"] });
    await leg.run(600, 0.9);
    await leg.run(2600);
    expect(notes.map((note) => note.type)).toEqual(["turn.started"]);
  });

  it("lets a good reply stand when the caller coughed before it", async () => {
    const { call, leg, facts, edge } = await begin({ finals: [{ text: "да", verdict: "sure" }, { text: "", verdict: "rejected" }] });
    edge(reply(0, 0, "Да?"));
    await leg.run(300);
    await leg.run(600, 0.9);
    await leg.run(520);
    // The turn is committed, its reply not yet there.
    await leg.run(200, 0.9);
    edge(reply(1, 1, "Раз два три четыре пять шесть семь"));
    await leg.run(3000);
    call.hangup("api_hangup");
    await call.done;
    expect(factOf(facts, "turn.final").map((final) => final.text)).toEqual(["да"]);
    expect(factOf(facts, "reply.heard")[1]).toMatchObject({ reply: 1, interrupted: false });
    expect(factOf(facts, "call.ended")[0]?.media).toMatchObject({ falseStarts: 1 });
  });

  it("still asks again after a short word that nobody understood, once the bot is silent", async () => {
    const { leg, facts, edge } = await begin({ finals: [{ text: "", verdict: "rejected" }] });
    edge(reply(0, 0, "Да?"));
    await leg.run(500);
    await leg.run(200, 0.9);
    await leg.run(700);
    expect(factOf(facts, "turn.final")).toMatchObject([{ turn: 1, verdict: "rejected" }]);
  });

  it("goes on when the voice fails: the reply counts as said and not heard", async () => {
    const { leg, facts, edge } = await begin({ failing: () => true });
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(100);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ heard: "" });
  });

  it.each([[true, "Здравствуйте", 0], [false, "", 1]])("asks the voice once more when it failed and may not fail again (%s)", async (retryable, heard, ttsErrors) => {
    const failures = [new ProviderError("the voice's process died", { code: "failed", retryable })];
    const { call, leg, facts, edge } = await begin({ failing: () => failures.shift() ?? false });
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(1000);
    call.hangup("api_hangup");
    await call.done;
    expect(factOf(facts, "reply.heard")).toMatchObject([{ heard, interrupted: false }]);
    expect(factOf(facts, "call.ended")[0]?.media).toMatchObject({ ttsErrors });
  });

  it("says no filler behind a reply whose voice is slow", async () => {
    const { leg, edge, plan } = await begin();
    edge(reply(0, 0, "Да"));
    plan("filler");
    await leg.run(1500);
    expect(leg.played).toEqual(["r0.0"]);
  });

  it("lets a newer reply replace one that still sounds, and reports both", async () => {
    const { leg, facts, edge } = await begin();
    edge(reply(0, 0, "Раз два три четыре"));
    await leg.run(500);
    edge(reply(1, 0, "Пять"));
    await leg.run(1000);
    expect(factOf(facts, "reply.heard").map((heard) => [heard.reply, heard.heard, heard.interrupted])).toEqual([[0, "Раз два", true], [1, "Пять", false]]);
  });

  it("takes pressed keys as an answer and falls silent", async () => {
    const { leg, facts, edge } = await begin();
    edge(reply(0, 0, "Назовите номер заказа", { listen: { phrases: [], digits: { min: 4, max: 4 }, keys: { max: 4, terminator: "#", gapMs: 3000 } } }));
    await leg.run(200);
    for (const digit of "4071") leg.tell({ type: "dtmf", digit, atMs: 200 });
    await leg.run(100);
    expect(factOf(facts, "turn.final")[0]).toMatchObject({ text: "4071", by: "keys", verdict: "sure" });
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: true });
  });

  it("says the filler of the plan, and ends as edge_lost when the plan is over", async () => {
    const { call, leg, facts, plan } = await begin();
    plan("filler");
    await leg.run(100);
    expect(leg.played).toEqual(["a1"]);
    plan("end");
    await call.done;
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "edge_lost" });
  });

  it("tells seconds of silence only while nobody speaks", async () => {
    const { leg, notes, edge } = await begin();
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(3000);
    expect(notes.filter((note) => note.type === "silence").map((note) => note.type === "silence" && note.forMs)).toEqual([1000, 2000]);
  });

  it.each(["stt", "tts"] as const)("fails before anything rings when the node lacks the %s the call asks for, and the node lives", async (without) => {
    const { call, legs, facts } = await place({ without });
    await call.done;
    expect(legs).toEqual([]);
    expect(types(facts)).toEqual(["usage", "call.ended"]);
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "failed", detail: "this node has no such provider" });
  });

  it("ends as failed when its media dies under it, and tells the far side", async () => {
    const { call, leg, facts, hangups } = await begin();
    await leg.run(200);
    leg.close();
    await call.done;
    expect(factOf(facts, "call.ended")).toMatchObject([{ reason: "failed", detail: "the media of the call ended" }]);
    expect(hangups).toEqual(["failed"]);
  });

  it("refuses the far side when the edge does not welcome the call", async () => {
    const { call, timers, hangups, legs } = await place({ unwelcome: true });
    [...timers].find((timer) => timer.ms === 5000)?.run();
    await call.done;
    expect(hangups).toEqual(["edge_lost"]);
    expect(legs).toEqual([]);
  });

  it("tells times as whole milliseconds, whatever the clock counts in", async () => {
    let nowMs = 0.123;
    const { leg, facts, edge } = await begin({ finals: [{ text: "да", verdict: "sure" }], now: () => (nowMs += 7.77) });
    await leg.run(600, 0.9);
    await leg.run(600);
    edge(reply(0, 1, "Хорошо"));
    await leg.run(800);
    const times = [...factOf(facts, "turn.final"), ...factOf(facts, "reply.heard")].flatMap((fact) => Object.entries(fact).filter(([name]) => name.endsWith("Ms")));
    expect(times).toHaveLength(9);
    expect(times.filter(([, ms]) => !Number.isInteger(ms))).toEqual([]);
  });

  it("ends a call that lasts longer than it may", async () => {
    const { call, leg, facts, edge } = await begin();
    edge({ ...welcome, maxDurationMs: 1000 });
    await leg.run(1100);
    await call.done;
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "max_duration" });
  });
});

const partial = (text: string): Script["events"][number][1] => ({ type: "partial", text });
const cough: Script = { events: [], final: { text: "", verdict: "rejected" } };
const ended = async (began: { call: { hangup(reason: "api_hangup"): void; done: Promise<void> } }) => {
  began.call.hangup("api_hangup");
  await began.call.done;
};

describe("a call with ears that tell words as they are spoken", () => {
  it("pauses for a cough over the bot, goes on from there, and tells no interruption", async () => {
    const began = await begin({ scripts: [cough] });
    const { leg, facts, edge } = began;
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(600);
    await leg.run(300, 0.9);
    await leg.run(4000);
    expect(types(facts)).toEqual(["call.answered", "reply.heard"]);
    // 34 letters of 60 ms, and silence from 240 ms into the cough until its end was decided, 500 ms after it.
    const heard = factOf(facts, "reply.heard")[0];
    expect(heard).toMatchObject({ heard: "Раз два три четыре пять шесть семь", interrupted: false });
    expect((heard?.endMs ?? 0) - (heard?.startMs ?? 0)).toBeGreaterThanOrEqual(34 * 60 + 560);
    await ended(began);
    expect(factOf(facts, "call.ended")[0]?.media).toMatchObject({ pauses: 1, wentOn: 1, falseStarts: 1 });
  });

  it("speaks on over «угу»", async () => {
    const { leg, facts, edge } = await begin({ scripts: [{ events: [[480, partial("угу")]], final: { text: "угу", verdict: "sure" } }] });
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(600);
    await leg.run(300, 0.9);
    await leg.run(4000);
    expect(types(facts)).toEqual(["call.answered", "reply.heard"]);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: false });
  });

  it("stops for a short «нет» of which only the final text told, and tells what was heard before it", async () => {
    const { leg, facts, edge } = await begin({ scripts: [{ events: [], final: { text: "нет", verdict: "sure" } }] });
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(600);
    await leg.run(280, 0.9);
    await leg.run(1000);
    expect(types(facts)).toEqual(["call.answered", "reply.heard", "usage", "turn.final"]);
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ interrupted: true, heard: "Раз два три" });
    expect(factOf(facts, "turn.final")[0]).toMatchObject({ turn: 1, text: "нет" });
  });

  it.each([200, 600, 1000])("still answers when the caller coughed for %i ms while the answer was being thought of", async (coughMs) => {
    const { leg, facts, edge } = await begin({ scripts: [{ events: [], final: { text: "запишите меня", verdict: "sure" } }, cough] });
    await leg.run(600, 0.9);
    await leg.run(520);
    await leg.run(coughMs, 0.9);
    await leg.run(700);
    edge(reply(0, 1, "Записала"));
    await leg.run(1500);
    expect(factOf(facts, "turn.final").map(({ text }) => text)).toEqual(["запишите меня"]);
    expect(factOf(facts, "reply.heard")).toMatchObject([{ reply: 0, heard: "Записала", interrupted: false }]);
  });

  it("takes what is said while the answer is thought of for a turn of its own, so that it is answered", async () => {
    const { leg, facts } = await begin({ scripts: [{ events: [], final: { text: "запишите меня", verdict: "sure" } }, { events: [], final: { text: "нет, постойте", verdict: "sure" } }] });
    await leg.run(600, 0.9);
    await leg.run(520);
    await leg.run(600, 0.9);
    await leg.run(700);
    expect(factOf(facts, "turn.final").map(({ turn, text }) => [turn, text])).toEqual([[1, "запишите меня"], [2, "нет, постойте"]]);
  });

  it("lets the next reply sound though the one before it was paused when it was replaced", async () => {
    const { leg, facts, edge } = await begin({ scripts: [cough, cough] });
    edge(reply(0, 0, "Раз два три четыре пять шесть семь"));
    await leg.run(400);
    await leg.run(300, 0.9);
    edge(reply(1, 0, "Восемь"));
    await leg.run(1500);
    expect(factOf(facts, "reply.heard")).toMatchObject([{ reply: 0, interrupted: true }, { reply: 1, heard: "Восемь", interrupted: false }]);
  });

  it("ends a whole answer sooner, and tells the edge of words that stand", async () => {
    const { leg, facts, notes } = await begin({ scripts: [{ events: [[500, partial("да")], [860, partial("да")]], final: { text: "да", verdict: "sure" } }], turnTaking: { speculate: true } });
    await leg.run(600, 0.9);
    await leg.run(900);
    expect(factOf(facts, "turn.final")[0]).toMatchObject({ endMs: 600, endpointMs: 300 });
    expect(notes.filter((note) => note.type === "turn.speculate")).toEqual([{ type: "turn.speculate", turn: 1, text: "да", language: "ru" }]);
  });

  it("takes the timers of the state that listens", async () => {
    const { leg, facts, edge } = await begin({ scripts: [{ events: [], final: { text: "улица Ленина", verdict: "sure" } }] });
    edge(reply(0, 0, "Адрес?", { listen: { ...listen, timing: { endpointMs: 900 } } }));
    await leg.run(600);
    await leg.run(600, 0.9);
    await leg.run(1500);
    expect(factOf(facts, "turn.final")[0]).toMatchObject({ endpointMs: 900 });
  });

  it("asks the turn model and believes it; one that fails changes nothing but a counter", async () => {
    const model = (judge: TurnModel["judge"]): TurnModel => ({ judge, close: () => Promise.resolve() });
    const heardMs: number[] = [];
    const script = (): Script => ({ events: [], final: { text: "завтра", verdict: "sure" } });
    const sure = await begin({ scripts: [script()], turnModel: model((pcm) => (heardMs.push(pcm.length / 8), Promise.resolve(0.9))) });
    await sure.leg.run(600, 0.9);
    await sure.leg.run(900);
    expect(factOf(sure.facts, "turn.final")[0]).toMatchObject({ endpointMs: 300 });
    expect(heardMs).toEqual([760]);
    const broken = await begin({ scripts: [script()], turnModel: model(() => Promise.reject(new Error("no"))) });
    await broken.leg.run(600, 0.9);
    await broken.leg.run(900);
    expect(factOf(broken.facts, "turn.final")[0]).toMatchObject({ endpointMs: 500 });
    await ended(broken);
    expect(factOf(broken.facts, "call.ended")[0]?.media).toMatchObject({ turnModelErrors: 1 });
  });
});

describe("a call that goes on in another language", () => {
  const inEnglish: ToNode = {
    v: 1, type: "speech", reply: 0, language: "en", voice: { provider: "embedded", voice: "emma", speed: 1 }, stt: { provider: "embedded", listens: [listen] }, turnTaking: welcome.turnTaking,
    lostPlan: { ...welcome.lostPlan, filler: "One moment" },
  };

  it("speaks the next reply with the other voice, and tells what it hears in the other language", async () => {
    const voices: string[] = [];
    const fake = fakeTts();
    const { leg, facts, edge } = await begin({ finals: [{ text: "да", verdict: "sure" }, { text: "yes", verdict: "sure" }], voice: { ...fake, synthesise: (request, signal) => (voices.push(`${request.voice} ${request.language}`), fake.synthesise(request, signal)) } });
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(1000);
    await leg.run(600, 0.9);
    await leg.run(1000);
    edge(inEnglish);
    edge(reply(1, 1, "Of course", { language: "en" }));
    await leg.run(1000);
    await leg.run(600, 0.9);
    await leg.run(1000);
    expect(voices).toEqual(["anna ru", "emma en"]);
    expect(factOf(facts, "turn.final").map((fact) => fact.language)).toEqual(["ru", "en"]);
  });

  it("a welcome after a reconnect says the same, and the plan for a lost edge is in that language", async () => {
    const said: string[] = [];
    const fake = fakeTts();
    const { leg, edge, plan } = await begin({ voice: { ...fake, synthesise: (request, signal) => (said.push(`${request.voice}: ${request.text}`), fake.synthesise(request, signal)) } });
    edge({ ...welcome, epoch: 2, language: "en", voice: { provider: "embedded", voice: "emma", speed: 1 }, lostPlan: { ...welcome.lostPlan, filler: "One moment" } });
    await leg.run(100);
    plan("filler");
    await leg.run(100);
    expect(said).toEqual(["emma: One moment"]);
  });
});

describe("a caller who is to be handed on", () => {
  const transfer: ToNode = { v: 1, type: "transfer", key: "transfer-1", to: "1002", kind: "blind", afterReply: 0, summary: "" };

  it("hears the words before it out; then the edge is told, once, that nobody can be reached from here", async () => {
    const { leg, facts, edge } = await begin();
    edge(reply(0, 0, "Соединяю"));
    edge(transfer);
    await leg.run(200);
    expect(factOf(facts, "transfer.result")).toEqual([]);
    await leg.run(1000);
    expect(factOf(facts, "transfer.result")).toMatchObject([{ result: "failed" }]);
    edge(transfer);
    expect(factOf(facts, "transfer.result")).toHaveLength(1);
    expect(types(facts).indexOf("reply.heard")).toBeLessThan(types(facts).indexOf("transfer.result"));
  });

  it("hears ringing while somebody is dialled, is not listened to, and is handed over: the far side is not hung up", async () => {
    let person: (event: WayEvent) => void = () => undefined;
    const second: Way["second"] = () => ({
      via: "sip", transport: { kind: "frames" }, onLegEvent: () => undefined, flush: () => undefined, hangup: () => Promise.resolve(), join: () => Promise.resolve(),
      start(_leg, onEvent) {
        person = onEvent;
        return Promise.resolve();
      },
    });
    const { leg, facts, notes, hangups, edge, call, far } = await begin({ second });
    edge(reply(0, 0, "Соединяю"));
    edge(transfer);
    await leg.run(1000);
    expect(leg.played).toEqual(["r0.0", "w1"]);
    await leg.run(1000, 0.9);
    far({ type: "key", digit: "5" });
    await leg.run(4000);
    expect(leg.played).toEqual(["r0.0", "w1", "w2"]);
    expect(notes.filter((note) => note.type === "turn.started" || note.type === "silence")).toEqual([]);
    person({ type: "answered" });
    await call.done;
    expect(types(facts).filter((type) => type !== "usage")).toEqual(["call.answered", "reply.heard", "transfer.result", "call.ended"]);
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "transferred" });
    expect(hangups).toEqual([]);
  });

  it("hears that the line is held, until it is not", async () => {
    const { leg, edge, notes } = await begin();
    edge({ v: 1, type: "hold", on: true });
    await leg.run(1000, 0.9);
    expect(leg.played).toEqual(["w1"]);
    edge({ v: 1, type: "hold", on: false });
    await leg.run(400, 0.9);
    expect(notes.filter((note) => note.type === "turn.started")).toHaveLength(1);
  });

  it("hears on hold where in the queue they are, and is not taken for an answer meanwhile", async () => {
    const { leg, edge, notes } = await begin();
    edge(reply(0, 0, "Минуту"));
    await leg.run(100);
    edge({ v: 1, type: "hold", on: true });
    await leg.run(1000);
    expect(leg.played).toEqual(["r0.0", "w1"]);
    edge(reply(1, 0, "Вы второй"));
    await leg.run(300, 0.9);
    expect(leg.played).toEqual(["r0.0", "w1", "r1.0"]);
    await leg.run(1000, 0.9);
    expect(leg.played).toEqual(["r0.0", "w1", "r1.0", "w2"]);
    expect(notes.filter((note) => note.type === "turn.started")).toEqual([]);
    edge({ v: 1, type: "hold", on: false });
    await leg.run(400, 0.9);
    expect(notes.filter((note) => note.type === "turn.started")).toHaveLength(1);
  });

  it("is back on hold when the one who was dialled did not come", async () => {
    let person: (event: WayEvent) => void = () => undefined;
    const second: Way["second"] = () => ({
      via: "sip", transport: { kind: "frames" }, onLegEvent: () => undefined, flush: () => undefined, hangup: () => Promise.resolve(), join: () => Promise.resolve(),
      start(_leg, onEvent) {
        person = onEvent;
        return Promise.resolve();
      },
    });
    const { leg, facts, edge, notes } = await begin({ second });
    edge({ v: 1, type: "hold", on: true });
    edge({ v: 1, type: "transfer", key: "transfer-1", to: "operator:anna", kind: "blind", afterReply: -1, summary: "" });
    await leg.run(1000);
    person({ type: "hangup", reason: "no_answer", cause: { q850: 19, sip: null, text: "" }, detail: "" });
    await leg.run(1000, 0.9);
    expect(factOf(facts, "transfer.result")).toMatchObject([{ result: "no_answer" }]);
    // Held, ringing, held again.
    expect(leg.played).toEqual(["w2", "w3"]);
    expect(notes.filter((note) => note.type === "turn.started" || note.type === "silence")).toEqual([]);
  });

  it("may put us on hold for longer than silence is borne, and is listened to again afterwards", async () => {
    const { leg, facts, notes, far, call } = await begin({ finals: [{ text: "да", verdict: "sure" }] });
    await leg.run(500);
    far({ type: "held", on: true });
    leg.tell({ type: "media-timeout", silentForMs: 30_000 });
    await leg.run(2500, 0.9);
    expect(notes.filter((note) => note.type === "turn.started" || note.type === "silence")).toEqual([]);
    far({ type: "held", on: false });
    await leg.run(600, 0.9);
    await leg.run(1000);
    expect(factOf(facts, "turn.final")).toMatchObject([{ text: "да" }]);
    leg.tell({ type: "media-timeout", silentForMs: 30_000 });
    await call.done;
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "media_timeout" });
  });
});

describe("a call of a node that stops", () => {
  it("hears out what is being said, then an apology, and ends as failed", async () => {
    const { leg, facts, edge, call } = await begin();
    edge(reply(0, 0, "Здравствуйте"));
    await leg.run(200);
    call.leave();
    call.leave();
    await leg.run(1500);
    expect(leg.played).toEqual(["r0.0", "a1"]);
    await call.done;
    expect(factOf(facts, "reply.heard")[0]).toMatchObject({ heard: "Здравствуйте", interrupted: false });
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "failed", detail: "the node stops" });
  });

  it("ends at once when nobody could be apologised to", async () => {
    const { facts, call } = await begin({ failing: () => true });
    call.leave();
    await call.done;
    expect(factOf(facts, "call.ended")[0]).toMatchObject({ reason: "failed" });
  });
});
