import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { spokenField } from "./spoken.ts";

const read = (text: string, more: Record<string, unknown> = {}, context: Partial<ReadingContext> = {}): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse({ type: "phone", ...more }), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null, ...context });
};
const none = { kind: "none" };
const half = (digits: string) => ({ parts: { date: null, time: null, digits } });

describe("a phone number", () => {
  it.each([
    ["восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять", "+79123456789"],
    ["плюс семь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять", "+79123456789"],
    ["девятьсот двенадцать три четыре пять шесть семь восемь девять", "+79123456789"],
    ["+7 (912) 345-67-89", "+79123456789"],
    ["мой номер 89123456789", "+79123456789"],
    ["запишите +1 (415) 555-0142", "+14155550142"],
    ["+44 20 7946 0000", "+442079460000"],
    ["8 912 345 67 89 завтра в пять", "+79123456789"],
    ["на завтра на пять телефон восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять", "+79123456789"],
    ["восемь девятьсот двенадцать триста сорок пять шестьдесят семь девяносто нет восемьдесят девять", "+79123456789"],
    ["восемь девятьсот двенадцать триста сорок пять два нуля семь один", "+79123450071"],
    ["восемь восемьсот двести ноль шесть ноль ноль", "+78002000600"],
    ["восемь девятьсот двенадцать, извините, тут шумно, триста сорок пять шестьдесят семь восемьдесят девять", "+79123456789"],
    ["восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять, вернее шестьдесят восемь восемьдесят девять", "+79123456889"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([
    ["four one five five five five oh one nine nine", "+14155550199"],
    ["plus one four one five triple five oh one double nine", "+14155550199"],
    ["415-555-0199", "+14155550199"],
    ["four one five, sorry about the noise, five five five oh one nine nine", "+14155550199"],
    ["four one five five five five, no problem, oh one nine nine", "+14155550199"],
    ["one eight hundred five five five twelve thirty four", "+18005551234"],
    ["plus four four twenty seven nine four six oh nine five eight", "+44279460958"],
  ])("'%s' is %s in America", (text, value) => expect(read(text, { country_code: "1" })).toEqual({ kind: "value", value }));

  it("loses the nought of its own country in Britain", () => {
    expect(read("oh two oh seven nine four six oh nine five eight", { country_code: "44" })).toEqual({ kind: "value", value: "+442079460958" });
  });
  it("comes in halves", () => {
    expect(read("восемь девятьсот двенадцать")).toEqual({ kind: "parts", ...half("8912") });
    expect(read("триста сорок пять", {}, half("8912"))).toEqual({ kind: "parts", ...half("8912345") });
    expect(read("шестьдесят семь восемьдесят девять", {}, half("8912345"))).toEqual({ kind: "value", value: "+79123456789" });
    expect(read("plus seven nine one two")).toEqual({ kind: "parts", ...half("+7912") });
    expect(read("three four five six seven eight nine", {}, half("+7912"))).toEqual({ kind: "value", value: "+79123456789" });
  });
  it("said whole takes the place of a half", () => {
    expect(read("восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять", {}, half("8916"))).toEqual({ kind: "value", value: "+79123456789" });
  });
  it("of too many digits is refused, and a few digits are none", () => {
    expect(read("89123456789012")).toMatchObject({ kind: "refused", reason: "length" });
    expect(read("один два")).toEqual(none);
    expect(read("не помню")).toEqual(none);
    expect(read("восемь девятьсот двенадцать", {}, { expected: false })).toEqual(none);
  });
  it("is read back by groups", () => {
    const field = fieldSchema.parse({ type: "phone" });
    expect(spokenField(field, "+79123456789", "ru")).toEqual({ text: "+7 912 345-67-89", voice: "плюс семь, девятьсот двенадцать, триста сорок пять, шестьдесят семь, восемьдесят девять" });
    expect(spokenField(field, "+14155550199", "en").voice).toBe("plus one, four one five, five five five, zero one nine nine");
  });
});
