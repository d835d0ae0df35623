import { describe, expect, it } from "vitest";
import { digitsInWords, numberInWords, phoneInWords, plural } from "./number-speech.ts";

describe("numbers for the voice", () => {
  it.each([
    [0, "ноль"], [1, "один"], [11, "одиннадцать"], [21, "двадцать один"], [105, "сто пять"], [342, "триста сорок два"],
    [1000, "тысяча"], [2001, "две тысячи один"], [11_000, "одиннадцать тысяч"], [21_000, "двадцать одна тысяча"], [1_000_000, "один миллион"], [-7, "минус семь"],
  ])("%d is said «%s»", (value, spoken) => expect(numberInWords(value, "ru")).toBe(spoken));

  it("honours gender in Russian", () => {
    expect(numberInWords(1, "ru", "feminine")).toBe("одна");
    expect(numberInWords(22, "ru", "feminine")).toBe("двадцать две");
    expect(numberInWords(1, "ru", "neuter")).toBe("одно");
    expect(numberInWords(2001, "ru", "feminine")).toBe("две тысячи одна");
  });

  it.each([[0, "zero"], [13, "thirteen"], [40, "forty"], [115, "one hundred fifteen"], [2345, "two thousand three hundred forty five"], [1_000_001, "one million one"]])("%d is said '%s'", (value, spoken) => expect(numberInWords(value, "en")).toBe(spoken));

  it("says what is too large or not whole digit by digit", () => {
    expect(numberInWords(1e12, "en")).toMatch(/^one zero/);
  });

  it("says digits one by one and phones in groups", () => {
    expect(digitsInWords("4071", "ru")).toBe("четыре ноль семь один");
    expect(digitsInWords("90-36", "en")).toBe("nine zero three six");
    expect(phoneInWords("+79161234567", "ru")).toBe("плюс семь, девятьсот шестнадцать, сто двадцать три, сорок пять, шестьдесят семь");
    expect(phoneInWords("+79160030507", "ru")).toBe("плюс семь, девятьсот шестнадцать, ноль ноль три, ноль пять, ноль семь");
    expect(phoneInWords("5550100", "en")).toBe("five, five five zero, one zero zero");
  });

  it.each([[1, "час"], [2, "часа"], [5, "часов"], [11, "часов"], [21, "час"], [22, "часа"], [112, "часов"]])("%d %s", (count, word) => expect(plural(count, "час", "часа", "часов")).toBe(word));
});
