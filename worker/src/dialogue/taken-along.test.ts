import { describe, expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: { when: { type: "day_time", from: "10:00", to: "21:00", ask_day: text("На какой день?", "Which day?"), ask_time: text("Во сколько?", "What time?") } },
  intents: [{ name: "move", examples: { ru: ["перенесите", "можно перенести"], en: ["move it", "can you move it"] } }],
  flow: {
    start: "offer",
    states: {
      offer: { ...question("Удобно?"), fields: ["when"] },
      when: { type: "ask", field: "when", say: text("Когда?", "When?"), hint: text("Когда?", "When?") },
      yes: end("Да."), moved: end("Перенесено.", "callback"),
    },
    transitions: [
      { from: "offer", to: "yes", when: { intent: "yes" } },
      { from: "offer", to: "when", when: { intent: "move" } },
      { from: "offer", to: "when", when: { intent: "no" } },
      { from: "offer", to: "when", when: { done: true } },
      { from: "when", to: "moved", when: { done: true } },
    ],
  },
});

describe("what is said with a wish", () => {
  it("answers the question that the wish leads to", () => {
    const { flowState, fields } = startTalk(bot, "ru").say("перенесите на понедельник в три");
    expect([flowState, fields["when"]]).toEqual(["moved", "2026-11-23T15:00"]);
  });
  it("is half an answer where only half was said", () => {
    const talk = startTalk(bot, "ru");
    const { flowState, say } = talk.say("нет, в понедельник");
    expect([flowState, say.at(-1)?.text]).toEqual(["when", "Во сколько?"]);
    expect(talk.say("в три").fields["when"]).toBe("2026-11-23T15:00");
  });
  it("counts without any wish in words too", () => {
    const { flowState, say } = startTalk(bot, "en").say("monday");
    expect([flowState, say.at(-1)?.text]).toEqual(["when", "What time?"]);
  });
  it.each(["нет, завтра никого не будет", "нет, завтра не могу", "нет, я в понедельник до шести работаю"])("is not the time that does not suit: %s", (says) => {
    const { flowState, say } = startTalk(bot, "ru").say(says);
    expect([flowState, say.at(-1)?.text]).toEqual(["when", "Когда?"]);
  });
  it.each(["no, I can't make it tomorrow", "no, actually I won't make it tomorrow"])("is not the time that a \"make it\" of a refusal names: %s", (says) => {
    expect(startTalk(bot, "en").say(says)).toMatchObject({ flowState: "when", state: { parts: {} } });
  });
  it("is not the time that does not suit, in English", () => {
    expect(startTalk(bot, "en").say("no, I work until six").say.at(-1)?.text).toBe("When?");
    expect(startTalk(bot, "en").say("no, on monday").say.at(-1)?.text).toBe("What time?");
  });
  it("does not turn a yes into another time", () => {
    expect(startTalk(bot, "ru").say("да, завтра удобно").flowState).toBe("yes");
  });
});
