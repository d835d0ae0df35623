import { describe, expect, it } from "vitest";
import { tokens } from "../language/tokens.ts";
import { affirmed } from "./negation.ts";

const left = (text: string) => affirmed(tokens(text), /[а-я]/i.test(text) ? "ru" : "en").join(" ");

describe("what is left of an utterance without what it denies", () => {
  it.each([
    ["не в пять, а в шесть", "в шесть"],
    ["не на стрижку а на маникюр", "на маникюр"],
    ["не Анна Петрова, а Мария", "мария"],
    ["не Анна, Мария", "мария"],
    ["не завтра послезавтра", "послезавтра"],
    ["не хочу стрижку", ""],
    ["не хочу стрижку хочу массаж", "хочу массаж"],
    ["не надо в среду давайте в четверг", "давайте в четверг"],
    ["завтра в пять", "завтра в пять"],
    ["no, not Anna, Hannah", "no hannah"],
    ["not Anna it's Hannah", "it's hannah"],
    ["not Anna Hannah", "hannah"],
    ["not at five but at six", "at six"],
    ["I do not want a haircut", "i do"],
  ])("«%s» → «%s»", (text, words) => expect(left(text)).toBe(words));
});
