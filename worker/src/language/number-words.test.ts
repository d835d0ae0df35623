import { describe, expect, it } from "vitest";
import { numberInWords } from "./number-speech.ts";
import { readDigits, readNumber } from "./number-words.ts";
import { words } from "./tokens.ts";

describe("numbers out of words", () => {
  it.each([
    ["ru", "пять", 5, 1],
    ["ru", "двадцать пять", 25, 2],
    ["ru", "сто двадцать три четыре", 123, 3],
    ["ru", "тысяча двести тридцать четыре", 1234, 4],
    ["ru", "две тысячи пять", 2005, 3],
    ["ru", "двадцать пять тысяч триста", 25_300, 4],
    ["ru", "одиннадцать двенадцать", 11, 1],
    ["ru", "пять двадцать", 5, 1],
    ["ru", "ноль пять", 0, 1],
    ["ru", "двадцать ноль", 20, 1],
    ["ru", "17", 17, 1],
    ["en", "twelve thirty four", 12, 1],
    ["en", "thirty four", 34, 2],
    ["en", "one hundred and five", 105, 4],
    ["en", "two thousand three hundred forty five", 2345, 6],
    ["en", "five hundred thousand", 500_000, 3],
    ["en", "oh five", 0, 1],
    ["ru", "восемнадцать миллионов четыреста пятьдесят тысяч девятьсот девяносто", 18_450_990, 7],
    ["en", "two hundred million and six", 200_000_006, 5],
    ["en", "five and six", 5, 1],
  ] as const)("%s «%s» begins with %d", (language, text, value, length) => {
    expect(readNumber(words(text), 0, language)).toMatchObject({ value, length });
  });

  it("finds no number where there is none", () => {
    expect(readNumber(words("стрижка"), 0, "ru")).toBeNull();
    expect(readNumber([], 0, "en")).toBeNull();
    expect(readNumber(words("hundred"), 0, "en")).toBeNull();
  });

  it("reads back every number it says, in both languages", () => {
    for (const language of ["ru", "en"] as const) {
      for (let value = 0; value < 10_000; value += value < 200 ? 1 : 37) {
        const spoken = words(numberInWords(value, language));
        expect([language, value, readNumber(spoken, 0, language)]).toEqual([language, value, expect.objectContaining({ value, length: spoken.length })]);
      }
    }
  });
});

describe("digits as they are dictated", () => {
  it.each([
    ["ru", "один два три четыре", "1234"],
    ["ru", "двенадцать тридцать четыре", "1234"],
    ["ru", "тысяча двести тридцать четыре", "1234"],
    ["ru", "номер ноль ноль семь пять", "0075"],
    ["ru", "сорок ноль семь один", "40071"],
    ["ru", "раз два три", "123"],
    ["ru", "1 2 3 4", "1234"],
    ["ru", "двадцать пять восемьдесят", "2580"],
    ["en", "one two three four", "1234"],
    ["en", "twelve thirty four", "1234"],
    ["en", "four oh seven one", "4071"],
    ["en", "double five one two", "5512"],
    ["en", "triple zero nine", "0009"],
    ["en", "my number is nine zero three six", "9036"],
    ["en", "twenty five eighty", "2580"],
    ["ru", "не помню", ""],
  ] as const)("%s «%s» is %s", (language, text, digits) => {
    expect(readDigits(words(text), language)).toBe(digits);
  });
});
