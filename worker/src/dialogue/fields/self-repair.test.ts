import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading } from "./reading.ts";

const read = (field: Record<string, unknown>, text: string, known: string | null = null): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse(field), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, known, parts: null });
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
    ["сорок два тринадцать, ой, сорок два тридцать", "4230"],
    ["forty two thirteen, sorry, forty two thirty", "4230"],
    ["one two three sorry one two four five", "1245"],
    ["сорок пять сорок шесть нет сорок семь", "4547"],
  ])("of four to eight: «%s» is %s", (text, digits) => expect(read({ type: "digits", length: { min: 4, max: 8 } }, text)).toEqual(value(digits)));

  it.each([
    ["восемь девятьсот двенадцать сорок пять ой сорок шесть семьсот восемьдесят девять десять", "+79124678910"],
    ["восемь девять один два, четыре пять шесть, нет, четыре пять семь восемь восемь девять девять", "+79124578899"],
  ])("of a phone number: «%s» is %s", (text, number) => expect(read({ type: "phone" }, text)).toEqual(value(number)));

  it.each([
    ["twelve thirty four, wait a second, fifty six", "123456"], ["сорок два тринадцать, погодите минутку, ноль семь", "421307"], ["4213, one sec, 07", "421307"], ["4213 погодите 07", "421307"], ["4213 wait 4214", "4214"], ["4213 нет погодите 5178", "5178"],
  ])("which only paused go on: «%s» is %s", (text, digits) => expect(read({ type: "digits", length: { min: 4, max: 8 } }, text)).toEqual(value(digits)));
  it("which only paused go on in a phone number", () => {
    expect(read({ type: "phone" }, "восемь девятьсот двенадцать сто двадцать три, погодите, сорок пять шестьдесят семь")).toEqual(value("+79121234567"));
    expect(read({ type: "phone" }, "восемь девятьсот двенадцать, подождите секундочку, сто двадцать три сорок пять шестьдесят семь")).toEqual(value("+79121234567"));
  });

  it("of an American number too", () => {
    expect(read({ type: "phone", country_code: "1" }, "four one five five five five one two three sorry one two four five")).toEqual(value("+14155551245"));
    expect(read({ type: "phone", country_code: "1" }, "four one five five five five sorry four one five six six six one two three four")).toEqual(value("+14156661234"));
  });

  it.each([
    ["+79123456789", "нет, в конце девяносто", "+79123456790"], ["+79123456789", "последние две цифры девяносто", "+79123456790"], ["+79123456789", "no, it ends in nine zero", "+79123456790"], ["+79123456789", "the last two digits are ninety", "+79123456790"],
  ])("%s at its end is put right by «%s»", (known, text, number) => expect(read({ type: "phone" }, text, known)).toEqual(value(number)));
  it.each(["нет", "последний раз звонил в два", "last time I called at two", "последний вопрос", "that's the last one"])("«%s» puts nothing right", (text) => expect(read({ type: "phone" }, text, "+79123456789").kind).not.toBe("value"));
});

describe("the end of a phone number that is known", () => {
  const phone = { type: "phone", country_code: "7" };
  it.each([["сорок шесть в конце", "+79121234546"], ["нет, сорок шесть на конце", "+79121234546"], ["в конце сорок шесть", "+79121234546"], ["forty six at the end", "+79121234546"], ["ninety eight at the end", "+79121234598"]])("is put right, its digits before the word for it or behind: «%s»", (text, whole) => expect(read(phone, text, "+79121234567")).toEqual(value(whole)));
  it.each(["приду в конце", "позвоните сорок шестому в конце дня", "I'll be there at the end"])("is left where no digits are told: «%s»", (text) => expect(read(phone, text, "+79121234567").kind).not.toBe("value"));
});
