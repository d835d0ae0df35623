/** A yes and a wish to cancel in one breath: what is read back decides what is meant. */
import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const check = { type: "confirm" as const, fields: ["who"], say: text("Записываю на завтра. Верно?", "I'm booking tomorrow. Right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что поправить?", "What is wrong?"), corrected: text("Исправляю.", "Corrected.") };
const sure = { ...check, say: text("Отменяю запись. Верно?", "I'm cancelling. Right?") };
const bot = (start: string, way = true) => smallBot({
  fields: { who: { type: "name", called: { ru: ["имя"], en: ["the name"] }, known: {} } },
  flow: {
    start,
    states: { ready: question("Чем помочь?"), check, sure, booked: end("Записала."), cancelled: end("Отменила."), dropped: end("Ничего не записываю.") },
    transitions: [
      { from: "ready", to: "sure", when: { intent: "cancel" } },
      { from: "check", to: "booked", when: { done: true } },
      ...(way ? [{ from: "check", to: "dropped", when: { intent: "cancel" as const } }] : []),
      { from: "sure", to: "cancelled", when: { done: true } },
      // Each can be reached.
      { from: "ready", to: "check", when: { intent: "yes" } },
    ],
  },
});

describe("a yes with a wish to cancel", () => {
  it.each([["ru", "да, давайте отменим"], ["en", "yes, let's cancel"]] as const)("at a booking's read-back books nothing (%s)", (language, said) => {
    expect(startTalk(bot("check"), language).say(said).flowState).toBe("dropped");
    const asked = startTalk(bot("check", false), language).say(said);
    expect(asked).toMatchObject({ flowState: "check", hangup: null });
    expect(textOf(asked)).toContain(check.say[language] ?? "");
  });

  it.each([["ru", "хочу отменить запись", "да, отменяйте"], ["en", "I want to cancel", "yes, cancel it"]] as const)("at a cancelling's read-back cancels (%s)", (language, wish, said) => {
    const talk = startTalk(bot("ready"), language);
    expect(talk.say(wish).flowState).toBe("sure");
    expect(talk.say(said).flowState).toBe("cancelled");
  });
});
