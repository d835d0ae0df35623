import { describe, expect, it } from "vitest";
import { snowball } from "./snowball.ts";

describe("Russian stems by Snowball", () => {
  // From the algorithm's published vocabulary.
  it.each([
    ["важная", "важн"], ["вагонов", "вагон"], ["валяется", "валя"], ["вечерами", "вечер"], ["возможности", "возможн"], ["зачитавшись", "зачита"], ["красивейший", "красив"],
  ])("«%s» is «%s»", (word, stem) => expect(snowball(word)).toBe(stem));
  it.each([
    ["перезвоните", "перезвоню"], ["отменить", "отмените"], ["интересно", "интересный"], ["поставщиками", "поставщик"],
  ])("«%s» and «%s» are one word", (one, other) => expect(snowball(one)).toBe(snowball(other)));
  it("a word without a vowel, or of one letter, stays", () => {
    expect(["в", "ск", "я", ""].map(snowball)).toEqual(["в", "ск", "я", ""]);
  });
});
