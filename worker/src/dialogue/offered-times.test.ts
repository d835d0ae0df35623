import { describe, expect, it } from "vitest";
import { startTalk, textOf } from "./testing.ts";
import { end, smallBot, text } from "./testing/small-bot.ts";

const bot = smallBot({
  fields: { when: { type: "day_time", from: "08:00", to: "21:00", ask_day: text("На какой день?", "For which day?"), ask_time: text("Во сколько?", "At what time?") } },
  tools: [{ type: "calendar", name: "calendar", config: { resource: "room" } }],
  flow: {
    type: "graph", start: "when",
    states: {
      when: { type: "ask", field: "when", say: text("Когда вам удобно?", "When?"), hint: text("Назовите день и время.", "A day and a time.") },
      look: { type: "tool", tool: "calendar", function: "check_availability", say: text("Смотрю.", "Let me look.") },
      pick: { type: "ask", field: "when", say: text("Что подойдёт?", "Which suits you?"), hint: text("Назовите день и время.", "A day and a time.") },
      check: { type: "confirm", fields: ["when"], say: text("{when}. Верно?", "{when}. Right?"), hint: text("Да или нет?", "Yes or no?"), what: text("Что не так?", "What is wrong?"), corrected: text("Меняю.", "Changed.") },
      bye: end("Ждём."),
    },
    transitions: [
      { from: "when", to: "check", when: { done: true } }, { from: "when", to: "look", when: { intent: "maybe" } }, { from: "look", to: "pick", when: { done: true } },
      { from: "pick", to: "check", when: { done: true } }, { from: "check", to: "bye", when: { done: true } },
    ],
  },
});
/** After «завтра в десять, завтра в половине третьего или в понедельник в пять». */
function offered(language: "ru" | "en") {
  const talk = startTalk(bot, language);
  talk.say(language === "ru" ? "не знаю" : "I don't know");
  talk.toolEnds({ status: "ok", value: { free: "yes", next: "2026-11-22T10:00, 2026-11-22T14:30, 2026-11-23T17:00" } });
  return talk;
}

describe("of times that were offered", () => {
  it.each([
    ["ru", "первое", "2026-11-22T10:00"], ["ru", "давайте второе", "2026-11-22T14:30"], ["ru", "третий вариант, пожалуйста", "2026-11-23T17:00"], ["ru", "последнее", "2026-11-23T17:00"], ["ru", "лучше попозже", "2026-11-23T17:00"], ["ru", "вариант два", "2026-11-22T14:30"],
    ["ru", "в пять", "2026-11-23T17:00"], ["ru", "в половине третьего", "2026-11-22T14:30"], ["ru", "в понедельник", "2026-11-23T17:00"],
    ["en", "the first one", "2026-11-22T10:00"], ["en", "second please", "2026-11-22T14:30"], ["en", "the last one", "2026-11-23T17:00"], ["en", "the earlier one would be good", "2026-11-22T10:00"], ["en", "option three", "2026-11-23T17:00"],
    ["en", "half past two works for me", "2026-11-22T14:30"], ["en", "Monday's fine", "2026-11-23T17:00"],
  ] as const)("%s: «%s» is one of them", (language, said, value) => {
    expect(offered(language).say(said)).toMatchObject({ flowState: "check", fields: { when: value } });
  });
  it("another time is another time", () => {
    expect(offered("ru").say("послезавтра в шесть")).toMatchObject({ fields: { when: "2026-11-23T18:00" } });
    expect(offered("ru").say("второго декабря в десять")).toMatchObject({ fields: { when: "2026-12-02T10:00" } });
    expect(offered("en").say("tomorrow at six in the evening")).toMatchObject({ fields: { when: "2026-11-22T18:00" } });
  });
  it("a day that holds two of them asks for the hour", () => {
    expect(textOf(offered("ru").say("завтра"))).toBe("Во сколько?");
  });
});

describe("a week without its day", () => {
  it.each([["ru", "на следующей неделе", "А в какой день на следующей неделе?"], ["en", "sometime next week", "Which day next week?"]] as const)("%s: «%s» is asked for it", (language, said, asked) => {
    const talk = startTalk(bot, language);
    expect(textOf(talk.say(said))).toBe(asked);
    expect(textOf(talk.say(language === "ru" ? "во вторник" : "Tuesday"))).toBe(language === "ru" ? "Во сколько?" : "At what time?");
    expect(talk.say(language === "ru" ? "в десять утра" : "ten in the morning").fields).toEqual({ when: "2026-11-24T10:00" });
  });
  it("keeps its hours, and its weekday is that week's though a nearer one comes", () => {
    const other = startTalk(bot, "en");
    other.say("the week after next, in the afternoon");
    other.say("on Tuesday");
    expect(other.say("at three").fields).toEqual({ when: "2026-12-01T15:00" });
  });
  it("gives way to a day that is named", () => {
    const talk = startTalk(bot, "ru");
    talk.say("на следующей неделе");
    expect(talk.say("а нет, лучше завтра в пять").fields).toEqual({ when: "2026-11-22T17:00" });
  });
});

describe("an hour that is put right", () => {
  it.each([
    ["en", "tomorrow at seven in the evening", "no, at eight", "2026-11-22T20:00"], ["en", "tomorrow at nine in the morning", "no, half eight", "2026-11-22T08:30"], ["en", "tomorrow at four", "no, half five", "2026-11-22T17:30"],
    ["ru", "завтра в семь вечера", "нет, в восемь", "2026-11-22T20:00"], ["ru", "завтра в девять утра", "нет, в полдевятого", "2026-11-22T08:30"],
  ] as const)("%s: after «%s» «%s» is of the same half of the day", (language, said, corrected, value) => {
    const talk = startTalk(bot, language);
    talk.say(said);
    expect(talk.say(corrected)).toMatchObject({ flowState: "check", fields: { when: value } });
  });
});
