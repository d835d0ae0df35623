import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { ReadingContext } from "./reading.ts";

const context = (language: Language, more: Partial<ReadingContext> = {}): ReadingContext => ({ language, now: { date: "2026-11-21", time: "12:30" }, expected: true, denies: false, parts: null, ...more });
const read = (field: unknown, text: string, language: Language, more: Partial<ReadingContext> = {}) => {
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse(field), list, context(language, { denies: list.length < words(text).length, ...more }));
};

const services = {
  type: "choice",
  options: [
    { value: "haircut", label: { ru: "стрижка", en: "haircut" }, synonyms: { ru: ["подстричься"] } },
    { value: "beard", label: { ru: "стрижка бороды", en: "beard trim" } },
    { value: "colouring", label: { ru: "окрашивание", en: "colouring" }, synonyms: { ru: ["покраска волос"] } },
    { value: "manicure", label: { ru: "маникюр", en: "manicure" } },
  ],
};

describe("a choice", () => {
  it.each([
    ["ru", "хочу записаться на стрижку", "haircut"],
    ["ru", "насчёт стрижки", "haircut"],
    ["ru", "подстричься бы мне", "haircut"],
    ["ru", "стрижку бороды", "beard"],
    ["ru", "на маникюр", "manicure"],
    ["ru", "интересует окрашивание", "colouring"],
    ["ru", "сделать покраску волос", "colouring"],
    ["ru", "не стрижку, а маникюр", "manicure"],
    ["en", "two haircuts please", "haircut"],
    ["en", "hair coloring", "colouring"],
    ["en", "a beard trim", "beard"],
  ] as const)("%s «%s» is %s", (language, text, value) => expect(read(services, text, language)).toEqual({ kind: "value", value }));

  it("does not choose between two", () => expect(read(services, "стрижка и маникюр", "ru")).toMatchObject({ kind: "refused", reason: "several" }));
  it("is nothing else", () => {
    expect(read(services, "массаж", "ru")).toEqual({ kind: "none" });
    expect(read(services, "не стрижку", "ru")).toEqual({ kind: "none" });
  });
});

const name = { type: "name", known: { ru: ["Анна", "Алексей", "Юлия", "Павел"], en: ["Anna", "John"] } };

describe("a name", () => {
  it.each([
    ["ru", "Анна", "Анна"],
    ["ru", "меня зовут Алексей", "Алексей"],
    ["ru", "запишите на Анну", "Анна"],
    ["ru", "на Юлию", "Юлия"],
    ["ru", "Анна Петрова", "Анна Петрова"],
    ["ru", "меня зовут Зульфия", "Зульфия"],
    ["ru", "нет, не Анна, а Павел", "Павел"],
    ["en", "my name is John", "John"],
    ["en", "it's Anna", "Anna"],
    ["en", "John Smith", "John Smith"],
    ["en", "Zuleika", "Zuleika"],
  ] as const)("%s «%s» is %s", (language, text, value) => expect(read(name, text, language)).toEqual({ kind: "value", value }));

  it.each([["ru", "пока не знаю"], ["ru", "а зачем вам моё имя"], ["ru", "не скажу"], ["ru", "девушка, не надо"], ["ru", "ну"], ["en", "why do you need that"], ["en", "um"]] as const)("%s «%s» is none", (language, text) => {
    const reading = read(name, text, language);
    expect(reading).toEqual({ kind: "none" });
  });

  it("is taken unasked only with words that carry it, or from the list", () => {
    expect(read(name, "Зульфия", "ru", { expected: false })).toEqual({ kind: "none" });
    expect(read(name, "меня зовут Зульфия", "ru", { expected: false })).toEqual({ kind: "value", value: "Зульфия" });
    expect(read(name, "Павел", "ru", { expected: false })).toEqual({ kind: "value", value: "Павел" });
  });
});

describe("digits", () => {
  const field = { type: "digits", length: { min: 4, max: 4 } };
  it("are taken by voice and by keys", () => {
    expect(read(field, "один два три четыре", "ru")).toEqual({ kind: "value", value: "1234" });
    expect(read(field, "twelve thirty four", "en")).toEqual({ kind: "value", value: "1234" });
    expect(read(field, "4071", "ru")).toEqual({ kind: "value", value: "4071" });
  });
  it.each([["ru", "модель ИП-500, номер 4071"], ["en", "model IP-500, serial number 4071"], ["ru", "номер 4070, нет, номер 4071"]] as const)("are those behind their name, where others have a name too (%s: %s)", (language, says) => {
    const serial = { type: "digits", called: { ru: ["номер", "модель"], en: ["the serial number", "the model"] }, length: { min: 3, max: 8 } };
    expect(read(serial, says, language, { expected: false })).toEqual({ kind: "value", value: "4071" });
  });
  it("of the wrong number are refused where they are asked for, and ignored elsewhere", () => {
    expect(read(field, "один два три", "ru")).toMatchObject({ kind: "refused", reason: "length" });
    expect(read(field, "один два три", "ru", { expected: false })).toEqual({ kind: "none" });
    expect(read(field, "не помню", "ru")).toEqual({ kind: "none" });
  });
});
