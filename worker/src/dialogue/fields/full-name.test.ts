import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { asWritten } from "./full-name.ts";
import { readField } from "./read.ts";

const field = fieldSchema.parse({ type: "name", known: { ru: ["Анна", "Ольга"], en: ["Anna", "Kate"] } });
function read(text: string, language: "ru" | "en", { expected = false, known = null }: { expected?: boolean; known?: string | null } = {}) {
  const list = affirmed(tokens(text), language);
  const reading = readField(field, list, { language, now: { date: "2026-11-21", time: "10:00" }, expected, denies: list.length < words(text).length, text, parts: null, known });
  return reading.kind === "value" ? asWritten(reading.value, text) : null;
}

describe("a name beside other things", () => {
  it.each([
    ["ru", "к терапевту во вторник в десять, Пётр Кузнецов", "Пётр Кузнецов"],
    ["ru", "к терапевту во вторник в десять пётр кузнецов", "Пётр Кузнецов"],
    ["ru", "Мария, на стрижку завтра в пять", "Мария"],
    ["en", "a manicure on Friday at three for Bill", "Bill"],
    ["en", "a haircut tomorrow at five, I'm Julia", "Julia"],
  ] as const)("is taken where nobody asked for it (%s: %s)", (language, says, name) => expect(read(says, language)).toBe(name));
  it.each([["ru", "Иван Петров, телефон восемь девятьсот двенадцать", "Иван Петров"], ["en", "Will Turner, my phone is plus one four one five", "Will Turner"], ["en", "Will", "Will"]] as const)("is whole where it was asked for (%s: %s)", (language, says, name) => expect(read(says, language, { expected: true })).toBe(name));
  it.each([["ru", "на маникюр в пятницу к мастеру Ольге"], ["ru", "на стрижку с Анной"], ["en", "a haircut with Kate next Friday"], ["en", "I will come tomorrow"]] as const)("is not that of somebody else, nor a word (%s: %s)", (language, says) => expect(read(says, language)).toBeNull());
});

describe("a part of a name", () => {
  it.each([
    ["ru", "нет, фамилия Орлова", "Анна Петрова", "Анна Орлова"],
    ["ru", "фамилия Ковалёв", "Пётр", "Пётр Ковалёв"],
    ["ru", "имя Семён", "Пётр Ковалёв", "Семён Ковалёв"],
    ["ru", "фамилия Орлова", "Петрова Анна Ивановна", "Орлова Анна Ивановна"],
    ["ru", "Анна, а фамилия Шмидт-Орлова", null, "Анна Шмидт-Орлова"],
    ["en", "no, the last name is Jones", "Mary Turner", "Mary Jones"],
    ["en", "my first name is Jane", "Mary Turner", "Jane Turner"],
  ] as const)("takes the place of its like (%s: %s)", (language, says, known, name) => expect(read(says, language, { expected: known === null, known })).toBe(name));
  it.each([["ru", "фамилия неправильная"], ["en", "the last name is wrong"], ["en", "the name's wrong"], ["en", "my name is incorrect"]] as const)("is not what is said to be wrong with it (%s: %s)", (language, says) => expect(read(says, language, { known: "Анна Петрова" })).toBeNull());
});

it("is said back with the letters it came with", () => {
  expect([asWritten("Алена Ковалева", "Алёна Ковалёва"), asWritten("Алена", "на Алёну"), asWritten("Петр", "петр"), asWritten("Анна Шмидт Орлова", "Анна Шмидт-Орлова")]).toEqual(["Алёна Ковалёва", "Алёна", "Петр", "Анна Шмидт-Орлова"]);
});
