import type { Language } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { understandIntents } from "./understand-intents.ts";

const names = (text: string, language: Language, expects?: "time" | "name") => understandIntents(text, { language, own: [], ...(expects === undefined ? {} : { expects }) }).map(({ name }) => name);

describe("a moment", () => {
  it.each([
    ["в следующую среду ближе к вечеру", "ru"], ["через час", "ru"], ["вечером", "ru"], ["попозже вечером", "ru"], ["завтра", "ru"], ["ну, после обеда", "ru"], ["later in the evening", "en"], ["tomorrow towards evening", "en"], ["tomorrow", "en"], ["in an hour", "en"],
  ] as const)("is no intent: '%s'", (text, language) => expect(names(text, language)).toEqual([]));
  it.each([["перезвоните через час", "ru"], ["позже", "ru"], ["call me back tomorrow", "en"], ["not now, call me back in an hour", "en"]] as const)("beside a wish leaves the wish: '%s'", (text, language) => expect(names(text, language)[0]).toBe("busy"));
});

describe("what may be is no maybe", () => {
  it.each([["i might have two or three questions", "en"], ["I may be late", "en"], ["у меня может быть пара вопросов", "ru"], ["может быть у меня два вопроса", "ru"]] as const)("where it is told: '%s'", (text, language) => expect(names(text, language)).not.toContain("maybe"));
  it.each([["i might", "en"], ["maybe tomorrow", "en"], ["может быть", "ru"]] as const)("but where it answers: '%s'", (text, language) => expect(names(text, language)[0]).toBe("maybe"));
});

describe("asked for a time or a name", () => {
  it("a later, a maybe and a thanks count less", () => {
    expect(names("может быть завтра", "ru")).toContain("busy");
    expect(names("может быть завтра", "ru", "time")).not.toContain("busy");
    const confidence = (expects?: "name") => understandIntents("thanks", { language: "en", own: [], ...(expects === undefined ? {} : { expects }) })[0]?.confidence ?? 0;
    expect(confidence("name")).toBeLessThan(confidence());
  });
});
