import { describe, expect, it } from "vitest";
import { completeness, digitsIn, type Completeness, type Expected } from "./completeness.ts";

const nothing: Expected = { phrases: [], digits: null };
const four: Expected = { phrases: ["оператор"], digits: { min: 4, max: 4 }, expects: "digits" };
const times: Expected = { phrases: ["на пять", "на пять тридцать", "завтра на шесть", "да", "нет", "нет на шесть"], digits: null, expects: "time" };

describe("whether words end here", () => {
  it.each<[string, Expected, Completeness]>([
    ["", nothing, "open"],
    ["да", nothing, "finished"],
    ["Да, верно.", nothing, "finished"],
    ["нет спасибо", nothing, "finished"],
    ["да но", nothing, "unfinished"],
    ["нет, лучше на", nothing, "unfinished"],
    ["да,", nothing, "unfinished"],
    ["я хотел бы записаться на", nothing, "unfinished"],
    ["я хотел бы записаться", nothing, "open"],
    ["я хотел бы записаться на стрижку.", nothing, "finished"],
    ["завтра и", nothing, "unfinished"],
    ["завтра в пять эм", nothing, "unfinished"],
    ["завтра…", nothing, "unfinished"],
    ["запишите меня пожалуйста", nothing, "finished"],
    ["это всё", nothing, "finished"],
    ["Ленина", { ...nothing, expects: "address" }, "open"],
    ["улица Ленина дом", { ...nothing, expects: "address" }, "unfinished"],
    ["Улица Ленина дом пять.", { ...nothing, expects: "address" }, "open"],
    // In an open talk nobody asked for a number or an address, and the caller gives one.
    ["мой номер восемь девятьсот двенадцать", nothing, "number"],
    ["мой номер восемь девятьсот двенадцать.", { ...nothing, expects: "any" }, "number"],
    ["мой номер восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять", nothing, "open"],
    ["мой номер 8 912 345", nothing, "number"],
    ["my number is four one five", nothing, "number"],
    ["сколько стоит двести пятьдесят пять", nothing, "open"],
    ["столик на двадцать пять", nothing, "open"],
    ["завтра в восемнадцать тридцать пять", { ...nothing, expects: "time" }, "open"],
    ["улица Ленина", nothing, "address"],
    ["улица Ленина дом пять", nothing, "address"],
    ["Улица Ленина, дом пять.", nothing, "address"],
    ["улица Ленина дом пять квартира восемь", nothing, "open"],
    ["five Main Street apartment", nothing, "unfinished"],
    ["five Main Street apartment two", nothing, "open"],
    ["улица Ленина у вас в списке есть или как мне сказали", nothing, "open"],
    ["yes", nothing, "finished"],
    ["Yes, please.", nothing, "finished"],
    ["yes I do", nothing, "finished"],
    ["no that's not", nothing, "finished"],
    ["I would like to", nothing, "unfinished"],
    ["I need a table for two and", nothing, "unfinished"],
    ["I need a table for um", nothing, "unfinished"],
    ["I need a table for two.", nothing, "finished"],
    ["I need a table for two", nothing, "open"],
    ["okay thank you", nothing, "finished"],
    ["my name is", nothing, "unfinished"],
    ["на пять тридцать", times, "finished"],
    ["на пять", times, "open"],
    ["завтра на", times, "unfinished"],
    ["нет", times, "finished"],
    ["четыре ноль", four, "unfinished"],
    ["40 7", four, "unfinished"],
    ["четыре ноль семь один", four, "finished"],
    ["сорок семьдесят один", four, "finished"],
    ["4071", four, "finished"],
    ["оператор", four, "finished"],
    ["40718", { phrases: [], digits: { min: 4, max: 11 } }, "open"],
  ])("«%s»", (text, expected, wanted) => {
    expect(completeness(text, expected)).toBe(wanted);
  });

  it.each([["восемь девятьсот двенадцать", 4], ["двадцать один", 2], ["двадцать один тридцать", 4], ["one two three", 3], ["twenty one", 2], ["сто двадцать три", 3], ["улица", 0]])("counts the digits of «%s»", (text, count) => {
    expect(digitsIn(text)).toBe(count);
  });
});
