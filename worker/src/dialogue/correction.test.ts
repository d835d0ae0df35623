import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { startTalk, textOf } from "./testing.ts";
import { smallBot, end, text } from "./testing/small-bot.ts";

const bot = demoBots.find(({ slug }) => slug === "salon")?.config;
function readBack(language: "ru" | "en") {
  if (bot === undefined) throw new Error("no salon");
  const talk = startTalk(bot, language);
  talk.say(language === "ru" ? "на стрижку завтра в пять" : "a haircut tomorrow at five");
  talk.say(language === "ru" ? "меня зовут Анна" : "my name is Anna");
  expect(talk.last.flowState).toBe("confirm");
  return talk;
}
const [five, six] = ["2026-11-22T17:00", "2026-11-22T18:00"];

describe("a correction at the read-back", () => {
  it.each([
    ["ru", "да, верно, только не Анна, а Яна", "Яна", five],
    ["ru", "нет, Зоя", "Зоя", five],
    ["ru", "да, но в шесть", "Анна", six],
    ["ru", "да, только время на полседьмого", "Анна", "2026-11-22T18:30"],
    ["en", "yes but make it six", "Anna", six],
    ["en", "yes, but the name is Jane, not Anna", "Jane", five],
    ["en", "yes only it's Jane not Anna", "Jane", five],
    ["en", "right, but not Anna, Yelena", "Yelena", five],
    ["en", "Jane, not Anna", "Jane", five],
    ["en", "no, Jane", "Jane", five],
    ["en", "not five, six", "Anna", six],
  ] as const)("is taken and read back (%s: %s)", (language, says, name, when) => {
    const decision = readBack(language).say(says);
    expect(decision).toMatchObject({ flowState: "confirm", tool: null, fields: { name, when } });
    expect(textOf(decision)).toContain(language === "ru" ? "Хорошо, меняю." : "I've changed that.");
  });
  it.each([["ru", "да, но другой день"], ["en", "yes but the other lady"]] as const)("that we did not catch is asked for, and its yes is no yes (%s: %s)", (language, says) => {
    expect(readBack(language).say(says)).toMatchObject({ tool: null, fields: { name: language === "ru" ? "Анна" : "Anna" } });
  });
  it.each([["en", "no, that's not right"], ["en", "yes, but one more thing"], ["ru", "нет, неверно"], ["ru", "да, но есть одно условие"], ["ru", "нет, одну минуту"]] as const)("is none in words that name nothing (%s: %s)", (language, says) => {
    expect(readBack(language).say(says)).toMatchObject({ flowState: "confirm", fields: { when: five, name: language === "ru" ? "Анна" : "Anna" } });
  });
  it("of the time alone keeps the day, of the day alone the time", () => {
    const talk = readBack("ru");
    expect(textOf(talk.say("время"))).toBe("Во сколько вам удобно?");
    expect(talk.say("на четыре")).toMatchObject({ flowState: "confirm", fields: { when: "2026-11-22T16:00", name: "Анна" } });
    const english = readBack("en");
    english.say("no");
    expect(english.say("the day")).toMatchObject({ flowState: "when" });
    expect(english.say("on Tuesday")).toMatchObject({ flowState: "confirm", fields: { when: "2026-11-24T17:00" } });
  });
  it("asks for the field without what was true the first time alone", () => {
    const free = smallBot({
      fields: { who: { type: "name", called: { ru: ["имя"] }, known: {} } },
      flow: {
        type: "linear", start: "who",
        states: {
          who: { type: "ask", field: "who", say: text("Свободно. Как вас зовут?"), hint: text("Назовите имя.") },
          check: { type: "confirm", fields: ["who"], say: text("{who}. Верно?"), hint: text("Да или нет?"), what: text("Что поправить?"), corrected: text("Меняю.") },
          bye: end("Готово."),
        },
      },
    });
    const talk = startTalk(free, "ru");
    talk.say("Анна");
    expect(textOf(talk.say("имя"))).toBe("Назовите имя.");
  });
});
