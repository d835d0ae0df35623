import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { describe, expect, it } from "vitest";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readField } from "./read.ts";
import type { Reading, ReadingContext } from "./reading.ts";

const options = { type: "choice", options: [{ value: "haircut", label: { ru: "стрижка", en: "haircut" } }, { value: "manicure", label: { ru: "маникюр", en: "manicure" } }, { value: "massage", label: { ru: "массаж", en: "massage" } }] };
const read = (text: string, more: Record<string, unknown> = {}, context: Partial<ReadingContext> = {}): Reading => {
  const language = /[а-я]/i.test(text) ? "ru" : "en";
  const list = affirmed(tokens(text), language);
  return readField(fieldSchema.parse({ ...options, ...more }), list, { language, now: { date: "2026-11-20", time: "10:00" }, expected: true, denies: list.length < words(text).length, text, parts: null, ...context });
};
const none = { kind: "none" };

describe("one of a list, by its place or nearly by its name", () => {
  it.each([
    ["первый вариант", "haircut"],
    ["второе", "manicure"],
    ["давайте третий", "massage"],
    ["последний", "massage"],
    ["номер два", "manicure"],
    ["маникур", "manicure"],
    ["the second one", "manicure"],
    ["option three", "massage"],
    ["the first", "haircut"],
    ["manicur please", "manicure"],
    ["number one", "haircut"],
    ["не стрижку а массаж", "massage"],
    ["не хочу стрижку хочу массаж", "massage"],
  ])("«%s» is %s", (text, value) => expect(read(text)).toEqual({ kind: "value", value }));

  it.each([["на второй этаж"], ["пятый"], ["первый раз у вас"]])("«%s» is none", (text) => expect(read(text)).toEqual(none));

  it("is nothing that begins otherwise", () => expect(read("can I bring my dog", { options: [{ value: "haircut", label: { ru: "чёлка", en: "fringe" } }] })).toEqual(none));

  it("is no place in a list that was not asked for", () => expect(read("второе", {}, { expected: false })).toEqual(none));
});
