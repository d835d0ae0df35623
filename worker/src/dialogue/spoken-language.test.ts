import { describe, expect, it } from "vitest";
import { languageWanted } from "./spoken-language.ts";
import { startTalk, textOf } from "./testing.ts";
import { end, question, smallBot, text } from "./testing/small-bot.ts";

const both = { languages: ["ru" as const, "en" as const] };
const nothingElse = { fields: {}, flow: { type: "graph" as const, start: "s", states: {}, transitions: [], flows: {} } };
const wanted = (words: string, language: "ru" | "en", more: Partial<{ language_switch: "off" | "follow"; recognised: "ru" | "en"; verdict: "sure" | "unsure"; by: "voice" | "keys" }> = {}) =>
  languageWanted({ ...nothingElse, ...both, language_switch: more.language_switch ?? "follow" }, { language, flowState: "s" }, { text: words, by: more.by ?? "voice", verdict: more.verdict ?? "sure", language: more.recognised ?? language });

describe("the language wanted", () => {
  it.each([
    "can we speak English?", "English please", "could we switch to english", "do you speak English", "давайте по-английски", "говорите по-английски, пожалуйста", "можно на английском?", "I don't speak Russian", "по английски", "хелло ду ю спик инглиш",
  ])("is English by request, whatever the bot's policy: «%s»", (words) => expect(wanted(words, "ru", { language_switch: "off" })).toBe("en"));
  it.each([
    "говорите по-русски", "по-русски, пожалуйста", "можно на русском", "can we speak Russian", "russian please", "я не говорю по-английски",
  ])("is Russian by request: «%s»", (words) => expect(wanted(words, "en", { language_switch: "off" })).toBe("ru"));
  it.each([
    "у вас есть курсы на английском, и сколько они стоят по субботам и воскресеньям", "english breakfast tea for two people at nine in the morning", "сколько стоит английский",
  ])("is left as it is by a talk about a language: «%s»", (words) => expect(wanted(words, /[а-я]/.test(words) ? "ru" : "en", { language_switch: "off" })).toBeNull());
  it.each([
    ["I'd like a haircut", "ru", "en"], ["hello", "ru", "en"], ["tomorrow at five please", "ru", "en"], ["is anybody there", "ru", "en"], ["хелло май нэйм из джон", "ru", "en"],
    ["я хочу записаться", "en", "ru"], ["zdravstvuite menya zovut anna", "en", "ru"], ["здравствуйте", "en", "ru"], ["завтра в пять", "en", "ru"],
  ] as const)("follows a whole utterance: «%s»", (words, from, to) => {
    expect(wanted(words, from)).toBe(to);
    expect(wanted(words, from, { language_switch: "off" })).toBeNull();
  });
  it.each([
    ["iPhone", "ru"], ["iPhone Pro Max", "ru"], ["John Smith", "ru"], ["Анна Петрова", "en"], ["хочу iPhone", "ru"], ["yes", "ru"], ["да", "en"], ["12 30", "ru"], ["", "ru"], ["Windows десять", "ru"],
  ] as const)("stays for names, brands, numbers, one word and mixtures: «%s»", (words, from) => expect(wanted(words, from)).toBeNull());
  it("believes the recogniser about two words in the script of that language", () => {
    expect(wanted("haircut tomorrow", "ru", { recognised: "en" })).toBe("en");
    expect(wanted("херкат туморроу", "ru", { recognised: "en" })).toBeNull();
  });
  it("stays when the words were not heard surely, or pressed", () => {
    expect(wanted("can we speak English", "ru", { verdict: "unsure" })).toBeNull();
    expect(wanted("1", "ru", { by: "keys" })).toBeNull();
  });
});

it("is not told by an address of mail", () => {
  const mail = smallBot({ language_switch: "follow", fields: { mail: { type: "email" } }, flow: { type: "linear", start: "ask", states: { ask: { type: "ask", field: "mail", say: text("Почта?"), hint: text("Почта.") }, bye: end("Ясно.") } } });
  expect(startTalk(mail, "ru").say("info at mail dot ru")).toMatchObject({ language: "ru" });
});

describe("a change of language", () => {
  const bot = smallBot({
    language_switch: "follow",
    fields: { city: { type: "choice", options: [{ value: "omsk", label: text("Омск", "Omsk") }] } },
    flow: { start: "ask", states: { ask: { type: "ask", field: "city", say: text("Какой город?", "Which city?"), hint: text("Омск.", "Omsk.") }, sure: question("Точно?"), bye: end("Пока.") }, transitions: [{ from: "ask", to: "sure", when: { done: true } }, { from: "sure", to: "bye", when: { intent: "yes" } }] },
  });
  it("asks the question anew, listens in the new language, and counts no miss", () => {
    const talk = startTalk(bot, "ru");
    const asked = talk.say("can we speak English?");
    expect(asked).toMatchObject({ language: "en", flowState: "ask", state: { language: "en", misses: 0 } });
    expect(textOf(asked)).toBe("Which city?");
    expect(asked.listen.phrases).toContain("Omsk");
    expect(asked.trace?.steps[0]).toEqual({ code: "language", subject: "en", to: null });
  });
  it("takes the answer that came in it", () => {
    expect(startTalk(bot, "ru").say("I am in Omsk")).toMatchObject({ language: "en", flowState: "sure", fields: { city: "Omsk" } });
  });
  it("forgets what was heard in doubt: a yes to the question anew is not one to that", () => {
    const talk = startTalk(bot, "ru");
    talk.unsure("Омск");
    expect(textOf(talk.say("давайте по-английски"))).toBe("Which city?");
    expect(talk.say("yes")).toMatchObject({ flowState: "ask", fields: {} });
  });
  it("in the middle of a correction reads back anew, and takes one yes for it", () => {
    const checked = smallBot({
      fields: { city: { type: "choice", options: [{ value: "omsk", label: text("Омск", "Omsk") }] } },
      flow: {
        type: "linear", start: "ask",
        states: {
          ask: { type: "ask", field: "city", say: text("Какой город?", "Which city?"), hint: text("Омск.", "Omsk.") },
          check: { type: "confirm", fields: ["city"], say: text("{city}, верно?", "{city}, right?"), hint: text("Да?", "Yes?"), what: text("Что не так?", "What is wrong?"), corrected: text("Поправила.", "Corrected.") },
          bye: end("Пока."),
        },
      },
    });
    const talk = startTalk(checked, "ru");
    talk.say("Омск");
    expect(textOf(talk.say("нет"))).toBe("Что не так?");
    expect(textOf(talk.say("давайте по-английски"))).toBe("Omsk, right?");
    expect(talk.say("yes")).toMatchObject({ flowState: "bye", hangup: "completed" });
  });
  it("goes back as it came", () => {
    const talk = startTalk(bot, "ru");
    talk.say("hello");
    expect(textOf(talk.say("давайте по-русски"))).toBe("Какой город?");
  });
});
