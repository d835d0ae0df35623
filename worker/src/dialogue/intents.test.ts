import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { intentsOf } from "./intents.ts";
import { intentPhrases } from "./understanding/intent-phrases.ts";

const none = { intents: [] };
const first = (text: string, language: Language) => intentsOf(text, none, language)[0] ?? null;

describe("intents in Russian", () => {
  it.each([
    ["да", "yes"], ["ага, всё так", "yes"], ["да, записывайте", "yes"], ["конечно", "yes"], ["верно", "yes"], ["хорошо", "yes"],
    ["нет", "no"], ["неверно", "no"], ["не верно", "no"], ["нет, спасибо", "no"], ["да нет, не надо", "no"], ["не подходит", "no"], ["нет, неправильно", "no"],
    ["повторите, пожалуйста", "repeat"], ["ещё раз", "repeat"], ["что вы сказали", "repeat"], ["я не расслышал", "repeat"], ["алло", "repeat"],
    ["оператор", "operator"], ["соедините меня с человеком", "operator"], ["позовите администратора", "operator"],
    ["до свидания", "goodbye"], ["спасибо, до свидания", "goodbye"], ["ну пока", "goodbye"], ["всего доброго", "goodbye"],
    ["отмените запись", "cancel"], ["я передумала", "cancel"], ["ничего не надо", "cancel"],
    ["подождите минуту", "wait"], ["секундочку", "wait"],
    ["спасибо", "thanks"],
  ])("«%s» is %s", (text, intent) => expect(first(text, "ru")).toBe(intent));

  it.each([["не соединяйте с оператором", "operator"], ["не отменяйте", "cancel"], ["не повторяйте", "repeat"], ["пока не знаю", "goodbye"], ["стрижка", "yes"], ["в пять", "no"]])("«%s» is not %s", (text, intent) => {
    expect(intentsOf(text, none, "ru")).not.toContain(intent);
  });

  it("reports neither of a yes and a no that contradict each other", () => {
    expect(intentsOf("да, всё неверно", none, "ru")).toEqual([]);
    expect(intentsOf("yes, that's not right", none, "en")).toEqual([]);
  });
});

describe("intents in English", () => {
  it.each([
    ["yes", "yes"], ["yes, that's right", "yes"], ["yeah sure", "yes"], ["sounds good", "yes"],
    ["no", "no"], ["nope", "no"], ["that's wrong", "no"], ["not quite", "no"], ["definitely not", "no"], ["of course not", "no"], ["no, thank you", "no"],
    ["could you repeat that", "repeat"], ["say that again", "repeat"], ["pardon", "repeat"],
    ["I want to talk to a person", "operator"], ["operator", "operator"], ["put me through to a human", "operator"],
    ["goodbye", "goodbye"], ["thank you, bye", "goodbye"],
    ["cancel that", "cancel"], ["I changed my mind", "cancel"],
    ["hold on a second", "wait"], ["thank you", "thanks"],
  ])("'%s' is %s", (text, intent) => expect(first(text, "en")).toBe(intent));

  it("takes a denied yes for a no", () => {
    expect(intentsOf("that's not right", none, "en")).toEqual(["no"]);
    expect(intentsOf("это не верно", none, "ru")).toEqual(["no"]);
  });
});

describe("the tenant's own intents", () => {
  const bot = { intents: [{ name: "price", examples: { ru: ["сколько стоит", "цена"], en: ["how much"] } }] };
  it("are known by their examples, in any form of the words", () => {
    expect(intentsOf("а сколько это стоит? какая цена?", bot, "ru")).toContain("price");
    expect(intentsOf("скажите цену", bot, "ru")).toContain("price");
    expect(intentsOf("how much is it", bot, "en")).toContain("price");
    expect(intentsOf("стрижка", bot, "ru")).toEqual([]);
  });
});

describe("phrases for the recogniser", () => {
  it("mean what they stand for", () => {
    for (const language of ["ru", "en"] as const) {
      for (const [intent, phrases] of Object.entries(intentPhrases[language])) {
        for (const phrase of phrases ?? []) expect([phrase, intentsOf(phrase, none, language)[0]]).toEqual([phrase, intent]);
      }
    }
  });
});
