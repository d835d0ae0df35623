import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  language_switch: "follow",
  fields: {
    when: { type: "day_time", from: "10:00", to: "19:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") },
    name: { type: "name", known: { ru: ["Анна"], en: ["Anna"] }, carriers: {} },
  },
  tools: [{ type: "calendar", name: "calendar", config: { resource: "room" } }],
  flow: {
    type: "graph", start: "when",
    states: {
      when: { type: "ask", field: "when", say: text("Когда вам удобно?", "When?"), hint: text("Назовите день и время.", "A day and a time.") },
      look: { type: "tool", tool: "calendar", function: "check_availability", say: text("Смотрю.", "Let me look.") },
      pick: { type: "ask", field: "when", say: text("Что подойдёт?", "Which suits you?"), hint: text("Назовите день и время.", "A day and a time.") },
      free: { type: "tool", tool: "calendar", function: "check_availability", arguments: { when: "{when}" }, say: text("Секунду.", "One moment.") },
      taken: { type: "say", say: text("Занято. {tool.offer}", "Taken. {tool.offer}"), forget: ["when"] },
      name: { type: "ask", field: "name", say: text("Свободно. Как вас зовут?", "It is free. Your name?"), hint: text("Имя?", "Your name?") },
      check: { type: "confirm", fields: ["when", "name"], say: text("{when}, {name}. Верно?", "{when}, {name}. Right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что не так?", "What is wrong?"), corrected: text("Меняю.", "Changed.") },
      bye: end("Ждём."),
    },
    transitions: [
      { from: "when", to: "free", when: { done: true } }, { from: "when", to: "look", when: { intent: "maybe" } }, { from: "look", to: "pick", when: { done: true } }, { from: "pick", to: "free", when: { done: true } },
      { from: "free", to: "name", when: { tool: "ok" }, if: [{ tool_value: "free", is: "yes" }] }, { from: "free", to: "taken", when: { done: true } }, { from: "taken", to: "when", when: { done: true } },
      { from: "name", to: "check", when: { done: true } }, { from: "check", to: "bye", when: { done: true } },
    ],
  },
});
const free = { status: "ok" as const, value: { free: "yes" } };

function readBack(language: "ru" | "en") {
  const talk = startTalk(bot, language);
  talk.say(language === "ru" ? "завтра в четыре" : "tomorrow at four");
  talk.toolEnds(free);
  talk.say(language === "ru" ? "Анна" : "Anna");
  return talk;
}

describe("a time that was looked up and is put right", () => {
  it.each([["ru", "нет, в пять", "да"], ["en", "no, at five", "yes"]] as const)("is looked up again at the read-back, and read back only once it is free: %s", (language, corrected, yes) => {
    const talk = readBack(language);
    const again = talk.say(corrected);
    expect(again.tool).toMatchObject({ name: "check_availability", arguments: { when: "2026-11-22T17:00" } });
    expect(talk.toolEnds(free)).toMatchObject({ flowState: "check", fields: { when: "2026-11-22T17:00" } });
    expect(talk.say(yes).flowState).toBe("bye");
  });
  it("that is taken is offered another", () => {
    const talk = readBack("ru");
    talk.say("нет, в пять");
    expect(textOf(talk.toolEnds({ status: "ok", value: { free: "no", next: "2026-11-22T18:00", offer: "Свободно: завтра в шесть." } }))).toBe("Занято. Свободно: завтра в шесть. Когда вам удобно?");
    expect(talk.say("в шесть").tool).toMatchObject({ arguments: { when: "2026-11-22T18:00" } });
  });
  it("is looked up again while something else is asked", () => {
    const talk = startTalk(bot, "en");
    talk.say("tomorrow at four");
    talk.toolEnds(free);
    expect(talk.say("no, half five").tool).toMatchObject({ arguments: { when: "2026-11-22T17:30" } });
    expect(textOf(talk.toolEnds(free))).toBe("It is free. Your name?");
  });
  it("is left alone where only the name is put right", () => {
    const talk = readBack("ru");
    expect(talk.say("нет, не Анна, а Мария")).toMatchObject({ tool: null, flowState: "check" });
  });
});

describe("half of a moment", () => {
  it.each([["ru", "завтра вечером", "не знаю", { date: "2026-11-22", part: "evening" }], ["en", "tomorrow morning", "I don't know", { date: "2026-11-22", part: "morning" }], ["ru", "на следующей неделе", "не знаю", { date: "2026-11-23" }], ["en", "at three", "I don't know", { time: "15:00" }]] as const)("%s: «%s» is what a calendar looks for", (language, half, unsure, asked) => {
    const talk = startTalk(bot, language);
    talk.say(half);
    expect(talk.say(unsure).tool?.arguments).toEqual(asked);
    expect(textOf(talk.toolEnds({ status: "ok", value: { free: "yes", next: "2026-11-22T18:00", offer: "…" } }))).toBe(language === "ru" ? "Что подойдёт?" : "Which suits you?");
  });
});

describe("times that were offered in one language", () => {
  it("are offered in the other once the caller speaks it", () => {
    const talk = startTalk(bot, "ru");
    talk.say("не знаю");
    talk.toolEnds({ status: "ok", value: { free: "yes", next: "2026-11-22T18:00", near: "завтра в шесть", offer: "Свободно: завтра в шесть." } });
    expect(textOf(talk.say("can we speak English please", { language: "en" }))).toBe("These are free: tomorrow, November twenty-second, at six p m. Which suits you?");
    expect(talk.say("at six", { language: "en" }).tool).toMatchObject({ arguments: { when: "2026-11-22T18:00" } });
  });
  it("are in the language that the caller went over to while they were looked for", () => {
    const talk = startTalk(bot, "ru");
    talk.say("завтра в пять");
    expect(textOf(talk.say("can we speak English please", { language: "en" }))).toBe("One moment.");
    expect(textOf(talk.toolEnds({ status: "ok", value: { free: "no", next: "2026-11-22T18:00", near: "завтра в шесть", offer: "Свободно: завтра в шесть." } }))).toContain("These are free: tomorrow");
  });
});

describe("the number of the call", () => {
  const phones = smallBot({
    fields: { phone: { type: "phone" } },
    flow: {
      type: "linear", start: "phone",
      states: {
        phone: { type: "ask", field: "phone", say: text("На какой номер перезвонить?", "Which number shall we call?"), hint: text("Назовите номер.", "The number, please.") },
        bye: { type: "end", outcome: "callback", say: text("Позвоним на {phone}, с {caller}.", "We will call {phone}, from {caller}.") },
      },
    },
  });
  it.each(["на этот номер", "на этот же", "тот, с которого звоню", "давайте на этот", "запишите этот"])("«%s» is it", (said) => expect(startTalk(phones, "ru").say(said).fields).toEqual({ phone: "+79120001427" }));
  it.each(["use this number", "this one please", "the number I'm calling from", "the same number", "call me on this number"])("«%s» is it", (said) => expect(startTalk(phones, "en").say(said).fields).toEqual({ phone: "+79120001427" }));
  it.each([["ru", "не на этот номер"], ["ru", "этот номер не мой"], ["en", "not this number"]] as const)("%s: «%s» is not", (language, said) => expect(startTalk(phones, language).say(said).fields).toEqual({}));
  it("is said where a text names it", () => {
    expect(textOf(startTalk(phones, "ru").say("на этот"))).toBe("Позвоним на +7 912 000-14-27, с +7 912 000-14-27.");
  });
});
