import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading } from "./reading.ts";

const read = (field: Record<string, unknown>, text: string): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse(field), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null });
};
const value = (text: string) => ({ kind: "value", value: text });

describe("digits that are put right while they are said", () => {
  it.each([
    ["four zero seven sorry four zero eight one", "4081"],
    ["four oh seven oh sorry four oh eight one", "4081"],
    ["четыре ноль семь, ой, четыре ноль восемь один", "4081"],
    ["сорок ноль семь нет сорок восемьдесят один", "4081"],
    ["сорок два ноль семь, вернее ноль восемь", "4208"],
    ["four two zero seven no zero eight", "4208"],
    ["four two zero seven, no, wait, one two three four", "1234"],
    ["4 0 7 sorry 4081", "4081"],
    ["нет, четыре ноль восемь один", "4081"],
  ])("of four: «%s» is %s", (text, digits) => expect(read({ type: "digits", length: { min: 4, max: 4 } }, text)).toEqual(value(digits)));

  it.each([
    ["one two three four five no four six", "12346"],
    ["один два три четыре пять, ой, четыре шесть", "12346"],
    ["one two three sorry one two four five", "1245"],
    ["сорок пять сорок шесть нет сорок семь", "4547"],
  ])("of four to eight: «%s» is %s", (text, digits) => expect(read({ type: "digits", length: { min: 4, max: 8 } }, text)).toEqual(value(digits)));

  it.each([
    ["восемь девятьсот двенадцать сорок пять ой сорок шесть семьсот восемьдесят девять десять", "+79124678910"],
    ["восемь девять один два, четыре пять шесть, нет, четыре пять семь восемь восемь девять девять", "+79124578899"],
  ])("of a phone number: «%s» is %s", (text, number) => expect(read({ type: "phone" }, text)).toEqual(value(number)));

  it("of an American number too", () => {
    expect(read({ type: "phone", country_code: "1" }, "four one five five five five one two three sorry one two four five")).toEqual(value("+14155551245"));
  });
});
