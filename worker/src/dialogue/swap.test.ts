import { describe, expect, it } from "vitest";
import { startTalk } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";
import { swapIn } from "./swap.ts";

const bot = smallBot({
  fields: {
    doctor: { type: "choice", called: {}, options: [{ value: "gp", label: text("терапевт", "a doctor"), object: {}, synonyms: {} }, { value: "dentist", label: text("стоматолог", "a dentist"), object: {}, synonyms: {} }] },
    when: { type: "day_time", from: "08:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
    name: { type: "name", known: {}, carriers: {} },
    phone: { type: "phone", called: {} },
    address: { type: "address", called: {} },
    new_when: { type: "day_time", from: "08:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
  },
  flow: {
    start: "doctor",
    states: {
      doctor: { type: "ask", field: "doctor", also: ["name"], say: text("К кому?", "Whom?"), hint: text("К кому?", "Whom?") },
      confirm: { type: "confirm", fields: ["doctor", "when", "name", "phone", "address"], say: text("Верно?", "Right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что поправить?", "What is wrong?"), corrected: text("Поправила.", "Changed.") },
      sure: question("Приехать?"), done: end("Готово.", "booked"),
    },
    transitions: [{ from: "doctor", to: "confirm", when: { done: true } }, { from: "confirm", to: "sure", when: { done: true } }, { from: "sure", to: "done", when: { intent: "yes" } }],
  },
});
const known = { when: "2026-11-25T10:00", name: "Анна Петрова", phone: "+79121234567", address: "ул. Ленина, д. 5, кв. 12" };
const knownEn = { when: "2026-11-25T10:00", name: "Mary Jones", phone: "+14155550142", address: "5 Oak Street, flat 12" };

function readBack(language: "ru" | "en") {
  const talk = startTalk(bot, language);
  talk.input({ type: "begin", language, from: "", fields: language === "ru" ? known : knownEn });
  talk.say(language === "ru" ? "терапевт" : "a doctor");
  return talk;
}
const all = (language: "ru" | "en") => ({ doctor: "gp", ...(language === "ru" ? known : knownEn) });

describe("one thing put in place of another", () => {
  it.each([
    ["ru", "не шестьдесят семь, а шестьдесят восемь", "phone", "+79121234568"],
    ["ru", "нет, не сто двадцать три а сто двадцать четыре", "phone", "+79121244567"],
    ["ru", "не в десять а в одиннадцать", "when", "2026-11-25T11:00"],
    ["ru", "нет, не в среду, а в четверг", "when", "2026-11-26T10:00"],
    ["ru", "не Анна, а Алина", "name", "Алина Петрова"],
    ["ru", "не Анна Петрова а Анна Смирнова", "name", "Анна Смирнова"],
    ["ru", "не терапевт, а стоматолог", "doctor", "dentist"],
    ["ru", "нет, не дом пять, а дом семь", "address", "ул. Ленина, д. 7, кв. 12"],
    ["ru", "нет не квартира двенадцать а квартира пять", "address", "ул. Ленина, д. 5, кв. 5"],
    ["en", "not flat twelve but flat five", "address", "5 Oak Street, flat 5"],
    ["ru", "не Ленина а Гагарина", "address", "ул. Гагарина, д. 5, кв. 12"],
    ["en", "no, not forty two, forty eight", "phone", "+14155550148"],
    ["en", "not ten but eleven", "when", "2026-11-25T11:00"],
    ["en", "it's Jane, not Mary", "name", "Jane Jones"],
    ["en", "not Oak, Elm Street", "address", "5 Elm Street, flat 12"],
  ] as const)("changes what holds it, and nothing else (%s: %s)", (language, says, field, value) => {
    const { flowState, state } = readBack(language).say(says);
    expect([flowState, state.fields]).toEqual(["confirm", { ...all(language), [field]: value }]);
  });
  it.each([["ru", "нет, не девяносто девять, а восемь"], ["en", "no, not ninety nine, eight"]] as const)("is asked for where nothing holds it (%s: %s)", (language, says) => {
    const { say, state } = readBack(language).say(says);
    expect([say.at(-1)?.text, state.fields]).toEqual([language === "ru" ? "Что поправить?" : "What is wrong?", all(language)]);
  });
  it.each([["ru", "не туда"], ["ru", "не надо"], ["en", "I'd rather not"], ["en", "not now"]] as const)("needs both of them (%s: %s)", (language, says) => expect(swapIn(says, language)).toBeNull());
});

describe("a yes behind a value that was not understood", () => {
  it.each([["ru", "я жду вас во вторник в пять", "да"], ["en", "but I expect you on tuesday at five", "yes"]] as const)("does not confirm the old one: it is asked for again (%s)", (language, says, yes) => {
    const talk = readBack(language);
    expect(talk.say(yes).flowState).toBe("sure");
    talk.say(says);
    expect(talk.say(yes)).toMatchObject({ flowState: "sure", hangup: null });
    expect(talk.say(yes)).toMatchObject({ flowState: "done", hangup: "completed" });
  });
});
