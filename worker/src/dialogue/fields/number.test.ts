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
  return readField(fieldSchema.parse({ type: "number", ...more }), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null, ...context });
};
const none = { kind: "none" };

describe("a number", () => {
  it.each([
    ["двести пятьдесят", "250"],
    ["полтора миллиона", "1500000"],
    ["1 500 000 рублей", "1500000"],
    ["две с половиной тысячи", "2500"],
    ["полмиллиона", "500000"],
    ["пол миллиона", "500000"],
    ["50 тысяч", "50000"],
    ["50 тысяч триста", "50300"],
    ["двадцать пять тысяч триста", "25300"],
    ["нас будет трое", "3"],
    ["вдвоем", "2"],
    ["минус пять", "-5"],
    ["не пять а шесть", "6"],
    ["пять нет шесть", "6"],
    ["завтра в пять на четверых", "4"],
    ["завтра в пять нас будет шесть человек", "6"],
    ["a hundred and twenty", "120"],
    ["one and a half million", "1500000"],
    ["half a million", "500000"],
    ["two hundred fifty", "250"],
    ["1,500", "1500"],
    ["fifty k", "50000"],
    ["a couple", "2"],
    ["a dozen", "12"],
    ["twenty five thousand three hundred", "25300"],
    ["i guess about forty", "40"],
    ["tomorrow at five for four people", "4"],
    ["three hundred thousand dollars", "300000"],
    ["minus ten", "-10"],
    ["twenty no thirty", "30"],
    ["восемнадцать миллионов четыреста тысяч", "18400000"],
    ["бюджет 2.5 миллиона", "2500000"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([
    ["2,5", "2.5"],
    ["два с половиной", "2.5"],
    ["две целых пять десятых", "2.5"],
    ["ноль целых три десятых", "0.3"],
    ["три запятая четырнадцать", "3.14"],
    ["two point five", "2.5"],
  ])("«%s» is %s where it need not be whole", (text, value) => expect(read(text, { integer: false })).toEqual({ kind: "value", value }));

  it("is refused outside its bounds, when it is not whole, and when there are two", () => {
    expect(read("минус пять", { min: 0 })).toMatchObject({ kind: "refused", reason: "range" });
    expect(read("a hundred", { max: 99 })).toMatchObject({ kind: "refused", reason: "range" });
    expect(read("2,5")).toMatchObject({ kind: "refused", reason: "range" });
    expect(read("двадцать или тридцать")).toMatchObject({ kind: "refused", reason: "several" });
  });
  it("is no day, hour or phone, and nothing unasked unless it is called by its name", () => {
    expect(read("завтра в пять")).toEqual(none);
    expect(read("24.11 в 15.30")).toEqual(none);
    expect(read("eight tomorrow evening")).toEqual(none);
    expect(read("twenty third street")).toEqual(none);
    expect(read("мой телефон восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять")).toEqual(none);
    expect(read("четверо", {}, { expected: false })).toEqual(none);
    expect(read("количество гостей двенадцать", { called: { ru: ["количество гостей"] } }, { expected: false })).toEqual({ kind: "value", value: "12" });
    expect(read("не знаю")).toEqual(none);
  });
  it("is said in words", () => {
    const field = fieldSchema.parse({ type: "number" });
    expect(spokenField(field, "2.5", "ru")).toEqual({ text: "2,5", voice: "два с половиной" });
    expect(spokenField(field, "2.5", "en").voice).toBe("two point five");
    expect(spokenField(field, "1500000", "ru").voice).toBe("один миллион пятьсот тысяч");
  });
});

it.each(["a new one", "that one", "this one please"])("«%s» is no number", (text) => expect(read(text)).toEqual(none));
it.each([["one", "1"], ["just one", "1"], ["a hundred and one", "101"]])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));
