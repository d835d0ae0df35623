import { describe, expect, it } from "vitest";
import { digitWords, pronunciationOf } from "./lexicon.ts";

const phones = (text: string): { name: string; startMs: number }[] => [...text].map((name, i) => ({ name: name === "." ? "" : name, startMs: i * 50 }));

describe("a pronunciation", () => {
  it("may be paused at its ends and between its words", () => {
    expect(pronunciationOf(phones("abcd"), [0, 100])).toEqual(["", "a", "b", "", "c", "d", ""]);
  });

  it("has one pause where the voice paused between words", () => {
    expect(pronunciationOf(phones("ab.cd.."), [0, 150])).toEqual(["", "a", "b", "", "c", "d", ""]);
  });
});

describe("digits", () => {
  it("have ten words a language", () => {
    for (const words of Object.values(digitWords)) {
      expect(words).toHaveLength(10);
      expect(new Set(words.flat()).size).toBe(words.flat().length);
    }
  });
});
