import { describe, expect, it } from "vitest";
import { readUtterance } from "./utterance.ts";
import { votesEn } from "./word-votes-en.ts";
import { votesRu } from "./word-votes-ru.ts";
import { createVotes, shares, voters } from "./word-votes.ts";

const read = (text: string, language: "ru" | "en") => readUtterance(text, language, (word) => [word]);

describe("the votes of words", () => {
  it("are shares of one, for any words, none of them included", () => {
    for (const [table, language] of [[votesRu, "ru"], [votesEn, "en"]] as const) {
      const votes = createVotes(table);
      for (const text of ["", "да", "qwertyuiop", "перезвоните завтра пожалуйста", "what did you say", "😀 ".repeat(500)]) {
        const share = votes(read(text, language));
        expect([...share.keys()]).toEqual(table.classes);
        expect([...share.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
      }
    }
  });
  it("know words that differ by an ending or a letter", () => {
    const votes = createVotes(votesRu);
    for (const text of ["перезвоните попозже", "перезвони попозжее", "перезваните попозже"]) {
      const best = [...votes(read(text, "ru"))].toSorted(([, a], [, b]) => b - a)[0]?.[0];
      expect(best).toBe("busy");
    }
  });
  it("of a bucket count once, at its full weight", () => {
    const found = voters(read("да да да", "ru"), 4);
    expect(found.size).toBeLessThanOrEqual(4);
    expect(Math.max(...found.values())).toBe(1);
  });
  it("stay numbers when the sums are large", () => expect(shares([1000, 0, -1000])).toEqual([1, 0, 0]));
});
