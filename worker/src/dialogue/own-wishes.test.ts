/** A wish said together with what it is about: the wish is served, and what was named with it answers no other question. */
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { doubtful } from "./doubtful.ts";
import { step } from "./step.ts";
import { startTalk } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const option = (value: string, ru: [string, string, ...string[]], en: [string, string]) => ({ value, label: text(ru[0], en[0]), object: text(ru[1], en[1]), synonyms: { ru: ru.slice(2), en: [] } });
const bot = smallBot({
  fields: {
    service: { type: "choice", options: [option("cut", ["стрижка", "стрижку"], ["haircut", "a haircut"]), option("nails", ["маникюр", "маникюр"], ["manicure", "a manicure"]), option("dentist", ["стоматолог", "стоматологу"], ["dentist", "a dentist"])] },
    when: { type: "day_time", from: "08:00", to: "20:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
  },
  intents: [
    { name: "book", examples: { ru: ["запишите меня", "хочу записаться"], en: ["book me in", "I'd like an appointment"] } },
    { name: "party", examples: { ru: ["запишите меня с подругой", "нас двое"], en: ["book me and a friend", "there are two of us"] } },
    { name: "cancel_booking", examples: { ru: ["отмените мою запись", "хочу отменить запись", "не смогу прийти на приём", "отмените визит"], en: ["cancel my appointment", "I want to cancel", "I can't come to my appointment", "cancel my booking"] } },
    { name: "move_booking", examples: { ru: ["перенесите мою запись", "хочу перенести"], en: ["move my appointment", "I'd like to reschedule"] } },
    { name: "when_free", examples: { ru: ["какие есть свободные окна", "когда свободно", "что у вас есть на завтра"], en: ["when are you free", "what times do you have free", "what do you have on monday"] } },
  ],
  flow: {
    start: "service",
    states: {
      service: { type: "ask", field: "service", also: ["when"], say: text("На что?", "What for?"), hint: text("На что?", "What for?") },
      when: { type: "ask", field: "when", say: text("Когда?", "When?"), hint: text("Когда?", "When?") },
      drop: question("Отменить?"), move: { type: "say", say: text("Перенесём.", "Let's move it."), forget: ["when"] },
      look: { type: "tool", tool: "calendar", function: "check_availability", arguments: { service: "{service}" } },
      several: end("Вас запишет человек."), booked: end("Записала."), dropped: end("Ничего не записываю."), kept: end("Отменила."),
    },
    transitions: [
      { from: "service", to: "when", when: { done: true } }, { from: "when", to: "booked", when: { done: true } }, { from: "look", to: "when", when: { tool: "ok" } }, { from: "look", to: "when", when: { tool: "failed" } }, { from: "move", to: "service", when: { done: true } },
      { from: "*", to: "drop", when: { intent: "cancel_booking" } }, { from: "*", to: "move", when: { intent: "move_booking" } }, { from: "*", to: "several", when: { intent: "party" } }, { from: "*", to: "look", when: { intent: "when_free" } }, { from: "*", to: "dropped", when: { intent: "cancel" } }, { from: "drop", to: "kept", when: { intent: "yes" } },
    ],
  },
  objections: { kinds: [{ intent: "book", limit: 5, answers: [text("Конечно.", "Of course.")] }] },
  tools: [{ type: "calendar", name: "calendar", description: text("Календарь.", "Calendar."), config: { resource: "salon", slot_minutes: 60, hours: Object.fromEntries(["1", "2", "3", "4", "5", "6", "7"].map((day) => [day, { from: "08:00", to: "20:00" }])) } }],
});
const heard = (language: Language, said: string) => startTalk(bot, language).say(said);

describe("a wish about an appointment", () => {
  it.each([
    ["ru", "отмените запись на маникюр на завтра"], ["ru", "отмените маникюр"], ["ru", "я на стрижку завтра не приду"], ["ru", "не смогу прийти завтра на приём к стоматологу"], ["ru", "отмените мою запись к стоматологу на завтра"], ["ru", "хочу отменить стрижку во вторник"],
    ["en", "cancel my haircut tomorrow"], ["en", "I need to cancel my manicure on Friday"], ["en", "I have an appointment with the dentist on Monday and I can't come"], ["en", "cancel my appointment with the dentist tomorrow"],
  ] as const)("is cancelling it, whatever it was for and when (%s: %s)", (language, said) => expect(heard(language, said)).toMatchObject({ flowState: "drop", hangup: null, fields: {} }));

  it.each([["ru", "перенесите мой маникюр с завтра на понедельник в три"], ["en", "I'd like to reschedule my manicure to Monday at three"]] as const)("moves it to the time that is named (%s: %s)", (language, said) => {
    const talk = startTalk(bot, language);
    talk.say(said);
    expect(talk.last.trace?.steps).toContainEqual(expect.objectContaining({ code: "enter", to: "move" }));
    expect(talk.last.state.fields).toEqual({ service: "nails", when: "2026-11-23T15:00" });
  });

  it.each([["ru", "какие есть свободные окна на маникюр завтра"], ["en", "when are you free for a manicure tomorrow"]] as const)("asks for free times of that day (%s: %s)", (language, said) => {
    expect(heard(language, said)).toMatchObject({ flowState: "look", tool: { name: "check_availability", arguments: { service: "nails", date: "2026-11-22" } } });
  });
});

it.each([["ru", "что у вас есть во вторник после обеда"], ["en", "what do you have on Friday afternoon"]] as const)("an example of one day is one of any (%s: %s)", (language, said) => expect(heard(language, said).flowState).toBe("look"));

describe("an answer", () => {
  it.each([["ru", "запишите меня на маникюр завтра в пять"], ["en", "book me in for a manicure tomorrow at five"]] as const)("with words of a wish in it is an answer (%s: %s)", (language, said) => expect(heard(language, said)).toMatchObject({ flowState: "booked", hangup: "completed" }));

  it.each([["ru", "стрижку завтра в пять"], ["en", "a haircut tomorrow at five"], ["ru", "на маникюр, не на стрижку, завтра в пять"]] as const)("stays one (%s: %s)", (language, said) => expect(heard(language, said).flowState).toBe("booked"));

  it("that the rules took beside a cancelling is put to a model", () => {
    const talk = { bot, state: startTalk(bot, "ru").last.state, way: () => null };
    const hearing = { intents: [], aside: ["cancel"], sure: true, keys: false, text: "не смогу в пятницу" };
    expect(doubtful(talk, hearing, step({ type: "done" }, null, { fields: { when: "2026-11-27T10:00" } }))).toBe("cancel");
    expect(doubtful(talk, { ...hearing, aside: [] }, step({ type: "done" }, null, { fields: { when: "2026-11-27T10:00" } }))).toBeNull();
  });
});
