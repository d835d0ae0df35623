/** A yes to a question that takes no values is one, whatever was said before it. */
import { expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: { when: { type: "day_time", from: "09:00", to: "21:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") } },
  flow: { start: "offer", states: { offer: question("Рассказать?"), told: end("Рассказываю.") }, transitions: [{ from: "offer", to: "told", when: { intent: "yes" } }] },
});

it.each([["ru", "завтра в пять", "да"], ["en", "tomorrow at five", "yes"]] as const)("after a time that the question has no place for (%s)", (language, value, yes) => {
  const talk = startTalk(bot, language);
  expect(talk.say(value).flowState).toBe("offer");
  expect(talk.say(yes).flowState).toBe("told");
});
