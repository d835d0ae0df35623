import { describe, expect, it } from "vitest";
import { heardText } from "./heard.ts";

const words = [
  { charStart: 0, charEnd: 6, startMs: 0 },
  { charStart: 7, charEnd: 13, startMs: 500 },
  { charStart: 14, charEnd: 19, startMs: 1000 },
];
const segment = { text: "Добрый сейчас вечер", voice: "Добрый сейчас вечер", words, totalMs: 1500 };

describe("heard text", () => {
  it("is the whole text when all of it sounded", () => expect(heardText(segment, 1500)).toBe("Добрый сейчас вечер"));
  it("counts a word once most of it sounded", () => {
    expect(heardText(segment, 850)).toBe("Добрый сейчас");
    expect(heardText(segment, 700)).toBe("Добрый");
  });
  it("is nothing when the bot was cut off at once", () => expect(heardText(segment, 100)).toBe(""));
  it("never counts the last word of audio that is still being made", () => expect(heardText({ ...segment, totalMs: null }, 1400)).toBe("Добрый сейчас"));
  it("cuts at the same share where numbers were written out", () => {
    expect(heardText({ text: "В 5 часов вечера", voice: "Добрый сейчас вечер", words, totalMs: 1500 }, 850)).toBe("В 5 часов вечера".slice(0, 16));
  });
});
