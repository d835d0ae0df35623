import { describe, expect, it } from "vitest";
import { detectLanguage } from "./detect.ts";

describe("the language of an utterance", () => {
  it.each([
    ["запишите меня на завтра", "ru"],
    ["do you speak english", "en"],
    ["can I book a haircut", "en"],
    ["у меня iphone пятнадцатый", "ru"],
    ["хочу на shellac запись завтра", "ru"],
    ["ду ю спик инглиш", "en"],
    ["zdravstvuite menya zovut anna", "ru"],
    ["yes", "en"],
    ["да", "ru"],
  ] as const)("of «%s» is %s, whatever was spoken before", (text, language) => {
    expect(detectLanguage(text, "ru")).toBe(language);
    expect(detectLanguage(text, "en")).toBe(language);
  });
  it.each([["ok"], ["12 30"], [""], ["🙂"], ["whatsapp"], ["мне book a haircut please на"]])("is what was spoken before where «%s» does not decide", (text) => {
    const before = text.startsWith("мне") ? "en" : "ru";
    expect(detectLanguage(text, before)).toBe(before);
  });
});
