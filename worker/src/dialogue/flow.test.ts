import { describe, expect, it } from "vitest";
import { createDecide } from "./decide.ts";
import { flatten } from "./flat-flow.ts";
import { wayFrom } from "./flow.ts";
import { startTalk, testNowMs, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const city = { type: "choice" as const, options: [{ value: "moscow", label: text("Москва", "Moscow") }, { value: "omsk", label: text("Омск", "Omsk") }] };
const number = { type: "digits" as const, length: { min: 2, max: 2 } };

describe("the choice of a way", () => {
  const bot = smallBot({
    flow: {
      start: "a",
      states: { a: question("А?"), b: end("Б."), c: end("В."), d: end("Г.") },
      transitions: [
        { from: "*", to: "d", when: { intent: "no" } },
        { from: "a", to: "b", when: { intent: "yes" }, if: [{ language: "en" }] },
        { from: "a", to: "c", when: { intent: "yes" } },
        { from: "a", to: "b", when: { intent: "no" }, if: [{ language: "en" }, { not: { heard: "yes" } }] },
      ],
    },
  });
  it("is the first transition of the state whose guards all hold", () => {
    expect(startTalk(bot, "ru").say("да").flowState).toBe("c");
    expect(startTalk(bot, "en").say("yes").flowState).toBe("b");
  });
  it("goes on to those from anywhere when no own one fits", () => {
    expect(startTalk(bot, "ru").say("нет").flowState).toBe("d");
    expect(startTalk(bot, "en").say("no").flowState).toBe("b");
  });
  it("never leads from anywhere into the state where the call is", () => {
    const place = { flowState: "d", calls: [] };
    expect(wayFrom(flatten(bot), place, { intent: "no" }, () => true)).toBeNull();
  });
});

describe("a transition", () => {
  const bot = smallBot({
    flow: {
      start: "a",
      states: { a: question("А?"), enough: end("Хватит.") },
      transitions: [
        { from: "a", to: "enough", when: { intent: "no" }, if: [{ counter: "noes", at_least: 2 }], outcome: "refused" },
        { from: "a", to: "a", when: { intent: "no" }, count: "noes", say: text("Жаль.") },
      ],
    },
  });
  it("counts, and says its words before the target speaks", () => {
    const talk = startTalk(bot, "ru");
    expect(textOf(talk.say("нет"))).toBe("Жаль. А?");
    expect(talk.last.state.counters).toEqual({ noes: 1 });
    talk.say("нет");
    expect(talk.say("нет")).toMatchObject({ flowState: "enough", hangup: "completed" });
  });
  it("is said again with the question it led to", () => {
    const talk = startTalk(bot, "ru");
    talk.say("нет");
    expect(textOf(talk.say("повторите"))).toBe("Жаль. А?");
  });
});

describe("an end without an outcome of its own", () => {
  const bot = smallBot({ flow: { start: "a", states: { a: question("А?"), bye: { type: "end", say: text("Пока."), outcome: null } }, transitions: [{ from: "a", to: "bye", when: { intent: "yes" }, outcome: "callback" }, { from: "a", to: "bye", when: { intent: "no" } }] } });
  it("keeps what the way said the call came to, else it was answered", () => {
    expect(startTalk(bot, "ru").say("да").outcome).toBe("callback");
    expect(startTalk(bot, "ru").say("нет").outcome).toBe("answered");
  });
});

describe("a sub-flow", () => {
  const bot = smallBot({
    fields: { city, number },
    flow: {
      start: "where",
      states: { where: { type: "flow", flow: "place" }, late: question("Поздно?"), found: end("Город {city}."), none: end("Без города."), bye: end("До свидания.", "refused") },
      transitions: [
        { from: "where", to: "none", when: { returned: "skipped" } },
        { from: "where", to: "found", when: { done: true } },
        { from: "where", to: "bye", when: { intent: "cancel" } },
        { from: "*", to: "bye", when: { intent: "goodbye" } },
        { from: "late", to: "found", when: { intent: "yes" } },
      ],
      flows: {
        place: {
          start: "ask",
          states: { ask: { type: "ask", field: "city", say: text("Какой город?"), hint: text("Москва или Омск.") }, detail: { type: "flow", flow: "code" }, skip: { type: "return", result: "skipped" }, back: { type: "return" } },
          transitions: [{ from: "ask", to: "detail", when: { done: true } }, { from: "detail", to: "back", when: { done: true } }, { from: "*", to: "skip", when: { intent: "no" } }],
        },
        code: { start: "number", states: { number: { type: "ask", field: "number", say: text("Код?"), hint: text("Две цифры.") }, back: { type: "return" } }, transitions: [{ from: "number", to: "back", when: { done: true } }] },
      },
    },
  });
  it("is named by its flow, runs within another, and returns to the states that run it", () => {
    const talk = startTalk(bot, "ru");
    expect(talk.first).toMatchObject({ flowState: "place.ask", state: { calls: ["where"] } });
    expect(talk.say("Омск")).toMatchObject({ flowState: "code.number", state: { calls: ["where", "place.detail"] } });
    expect(talk.keys("12")).toMatchObject({ flowState: "found", state: { calls: [] }, hangup: "completed" });
  });
  it("tells by what it returned", () => {
    expect(startTalk(bot, "ru").say("нет")).toMatchObject({ flowState: "none", hangup: "completed" });
  });
  it("from within another, ways from anywhere of the one that runs it hold, and unwind to it", () => {
    const talk = startTalk(bot, "ru");
    talk.say("Омск");
    expect(talk.say("нет")).toMatchObject({ flowState: "none", state: { calls: [] } });
  });
  it("is left by a way of the flow that runs it, or of the very state", () => {
    for (const words of ["до свидания", "отмена"]) {
      const talk = startTalk(bot, "ru");
      talk.say("Омск");
      expect(talk.say(words)).toMatchObject({ flowState: "bye", outcome: "refused" });
    }
  });
  it("shows in the trace where it was entered and left", () => {
    const talk = startTalk(bot, "ru");
    talk.say("Омск");
    const steps = talk.keys("12").trace?.steps.map(({ code, subject, to }) => [code, subject, to]) ?? [];
    expect(steps).toEqual(expect.arrayContaining([["took_field", "number", null], ["returned", "done", "place.detail"], ["returned", "done", "where"], ["transition", "done", "found"], ["enter", "end", "found"], ["end", "answered", null]]));
  });
  it("is listened for with every way out that the flows around it have", () => {
    expect(startTalk(bot, "ru").first.listen.phrases).toEqual(expect.arrayContaining(["до свидания", "отмена", "нет"]));
  });
});

describe("a linear flow", () => {
  it("goes on to the next state written where no guarded way holds", () => {
    const bot = smallBot({ fields: { city }, flow: { type: "linear", start: "ask", states: { ask: { type: "ask", field: "city", say: text("Город?"), hint: text("Москва.") }, other: end("Другой."), omsk: end("Омск.") }, transitions: [{ from: "ask", to: "omsk", when: { done: true }, if: [{ field: "city", is: "omsk" }] }] } });
    expect(startTalk(bot, "ru").say("Омск").flowState).toBe("omsk");
    expect(startTalk(bot, "ru").say("Москва").flowState).toBe("other");
  });
});

describe("a time-out of a state", () => {
  const bot = smallBot({ flow: { start: "a", states: { a: question("А?"), late: end("Поздно.", "callback"), yes: end("Да.") }, transitions: [{ from: "a", to: "late", when: { timeout_s: 20 } }, { from: "a", to: "yes", when: { intent: "yes" } }] } });
  const at = (talk: ReturnType<typeof startTalk>, seconds: number) => talk.clock(testNowMs + seconds * 1000);
  it("is taken at the first second of silence after it", () => {
    const talk = startTalk(bot, "ru");
    at(talk, 19);
    expect(talk.silence(1000).say).toEqual([]);
    at(talk, 20);
    expect(talk.silence(2000)).toMatchObject({ flowState: "late", hangup: "completed" });
  });
  it("is taken by a turn that is no answer, and not by one that is", () => {
    const [one, other] = [startTalk(bot, "ru"), startTalk(bot, "ru")];
    at(one, 30);
    at(other, 30);
    expect(one.say("абырвалг").flowState).toBe("late");
    expect(other.say("да").flowState).toBe("yes");
  });
});

describe("a way taken while a model still thinks", () => {
  it("leaves its answer behind", () => {
    const bot = smallBot({ llm: { provider: "compatible", model: "m" }, flow: { start: "talk", states: { talk: { type: "talk", say: text("Слушаю."), hint: text("Спросите.") }, still: question("Вы здесь?"), bye: end("Пока.") }, transitions: [{ from: "talk", to: "still", when: { silence: 1 } }, { from: "still", to: "bye", when: { intent: "yes" } }] } });
    const talk = startTalk(bot, "ru");
    const asked = talk.say("а что у вас есть интересного");
    talk.silence(6000);
    expect(talk.input({ type: "model", key: asked.model?.key ?? "", result: { status: "failed" } })).toMatchObject({ flowState: "still", say: [], hangup: null });
  });
});

describe("a state that an older version stored", () => {
  it("is gone on with, and its call has no age", () => {
    const bot = smallBot({ fields: { city }, flow: { start: "a", states: { a: { type: "ask", field: "city", say: text("Город?"), hint: text("Омск.") }, old: end("Давно."), fresh: end("Недавно.") }, transitions: [{ from: "a", to: "old", when: { done: true }, if: [{ call_minutes: 1 }] }, { from: "a", to: "fresh", when: { done: true } }] } });
    const stored = { version: 1, language: "ru", flowState: "a", visits: { a: 1 }, fields: {}, parts: {}, doubt: null, mending: false, misses: 0, silences: 0, toolRuns: 0, tool: null, toolValues: {}, asked: [], cut: false, spared: false, thought: null, thoughts: 0, ignoredTools: 0, outcome: null, ended: null };
    const decide = createDecide(bot, { timeZone: "UTC" });
    // What a row held before sub-flows, counters and transfers; the type knows only what is written today.
    expect(decide(JSON.parse(JSON.stringify(stored)), { type: "turn", text: "Омск", verdict: "sure", by: "voice", language: "ru" }, testNowMs)).toMatchObject({ flowState: "fresh", fields: { city: "Омск" } });
  });
});

describe("what goes round", () => {
  it("ends when a tool fails again and again and nobody is asked anything", () => {
    const bot = smallBot({ tools: [{ type: "platform", name: "look", effect: "read" }], flow: { start: "look", states: { look: { type: "tool", tool: "look" }, bye: end("Всё.") }, transitions: [{ from: "look", to: "bye", when: { tool: "ok" } }, { from: "look", to: "look", when: { tool: "failed" } }] } });
    const talk = startTalk(bot, "ru");
    for (let times = 0; times < 40 && talk.last.hangup === null; times += 1) talk.toolEnds({ status: "failed", reason: "down" });
    expect(talk.last).toMatchObject({ hangup: "completed", outcome: "failed" });
  });
  it("ends when not being understood leads from one question to another and back", () => {
    const bot = smallBot({ flow: { start: "a", states: { a: question("А?"), b: question("Б?"), bye: end("Всё.") }, transitions: [{ from: "a", to: "b", when: { not_understood: 2 } }, { from: "b", to: "a", when: { not_understood: 2 } }, { from: "*", to: "bye", when: { intent: "yes" } }] } });
    const talk = startTalk(bot, "ru");
    let turns = 0;
    while (talk.last.hangup === null && turns < 50) {
      talk.say("абырвалг");
      turns += 1;
    }
    expect(talk.last).toMatchObject({ hangup: "completed", outcome: "not_understood" });
    expect(turns).toBeLessThanOrEqual(10);
  });
  it("ends when the caller only ever wants it again", () => {
    const bot = smallBot({ flow: { start: "a", states: { a: question("А?"), bye: end("Всё.") }, transitions: [{ from: "a", to: "bye", when: { intent: "yes" } }] } });
    const talk = startTalk(bot, "ru");
    for (let times = 0; times < 20 && talk.last.hangup === null; times += 1) talk.say("повторите");
    expect(talk.last).toMatchObject({ hangup: "completed", outcome: "not_understood" });
  });
});
