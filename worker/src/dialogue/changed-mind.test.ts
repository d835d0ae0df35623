/** Who has changed their mind at a read-back and says what they want instead is not let go. */
import { describe, expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: { when: { type: "day_time", from: "08:00", to: "20:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") } },
  intents: [{ name: "cancel_booking", examples: { ru: ["отмените запись", "отмените мою запись"], en: ["cancel my booking", "cancel the booking"] } }],
  flow: {
    start: "when",
    states: {
      when: { type: "ask", field: "when", say: text("Когда?", "When?"), hint: text("Когда?", "When?") },
      check: { type: "confirm", fields: ["when"], say: text("Верно?", "Right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что поправить?", "What is wrong?"), corrected: text("Исправляю.", "Corrected.") },
      booked: end("Записала."), dropped: end("Ничего не записываю."),
    },
    transitions: [
      { from: "when", to: "check", when: { done: true } }, { from: "check", to: "booked", when: { done: true } },
      { from: "check", to: "dropped", when: { intent: "cancel" } }, { from: "check", to: "dropped", when: { intent: "cancel_booking" } },
    ],
  },
});

function atReadBack(language: "ru" | "en") {
  const talk = startTalk(bot, language);
  expect(talk.say(language === "ru" ? "завтра в пять" : "tomorrow at five").flowState).toBe("check");
  return talk;
}

describe("a change of mind at a read-back", () => {
  it.each([
    ["ru", "ой, извините, я передумала, лучше в шесть"], ["ru", "я передумал, давайте в шесть"], ["ru", "отмена, запишите на шесть"],
    ["en", "actually I've changed my mind, make it six"], ["en", "cancel that, make it six"], ["en", "scratch that, at six please"],
  ] as const)("with another time in it changes the time (%s: %s)", (language, said) => {
    expect(atReadBack(language).say(said)).toMatchObject({ hangup: null, flowState: "check", fields: { when: "2026-11-22T18:00" } });
  });

  it.each([["ru", "я передумала"], ["ru", "отмените"], ["en", "I changed my mind"], ["en", "cancel it, I can't come at five"], ["ru", "передумал, не хочу завтра в пять"]] as const)("without one calls it off (%s: %s)", (language, said) => {
    expect(atReadBack(language).say(said)).toMatchObject({ flowState: "dropped" });
  });
});

it.each([["ru", "завтра не смогу"], ["ru", "я завтра не могу в пять"], ["en", "tomorrow doesn't suit me"]] as const)("a time that is read back and does not suit is asked for anew (%s: %s)", (language, said) => {
  const asked = atReadBack(language).say(said);
  expect([asked.hangup, asked.flowState === "when" || asked.say.some(({ text: words }) => words === "Что поправить?" || words === "What is wrong?")]).toEqual([null, true]);
});
