/** Who names a time where the bot arranges one says when to come; a call later is asked for in words of its own. */
import { describe, expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: { when: { type: "day_time", from: "09:00", to: "21:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") } },
  intents: [{ name: "another_time", examples: { ru: ["давайте в другое время", "можно вечером", "давайте завтра", "привезите вечером"], en: ["another time", "can you come in the evening", "let's do tomorrow", "could you come later"] } }],
  flow: {
    start: "offer",
    states: { offer: question("Привезём сегодня?"), new_when: { type: "ask", field: "when", say: text("Когда?", "When?"), hint: text("Когда?", "When?") }, fine: end("Ждите."), later: end("Перезвоним.", "callback") },
    transitions: [{ from: "offer", to: "fine", when: { intent: "yes" } }, { from: "offer", to: "new_when", when: { intent: "another_time" } }, { from: "new_when", to: "fine", when: { done: true } }, { from: "*", to: "later", when: { intent: "busy" } }],
  },
});

describe("a time that is named", () => {
  it.each([["ru", "давайте завтра, но не раньше часа"], ["ru", "можно в другое время, вечером после семи"], ["ru", "давайте через неделю в это же время"], ["en", "can you come in the evening after seven"], ["en", "tomorrow's no good, can you come in the evening after seven"]] as const)("is no wish for a call later (%s: %s)", (language, said) => expect(startTalk(bot, language).say(said)).toMatchObject({ hangup: null, flowState: "new_when" }));

  it("keeps its bound", () => expect(startTalk(bot, "ru").say("давайте завтра, но не раньше часа").state.parts["when"]).toMatchObject({ date: "2026-11-22", window: { from: "13:00" } }));

  it.each([["ru", "перезвоните завтра после обеда"], ["ru", "я занята, наберите после шести"], ["en", "can you call me back after five"], ["en", "I'm busy right now, try me tomorrow at five"]] as const)("beside a wish for one is when to call (%s: %s)", (language, said) => expect(startTalk(bot, language).say(said).flowState).toBe("later"));
});
