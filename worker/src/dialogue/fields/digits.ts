/** Digits by voice or by keys. */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { readDigits } from "../../language/number-words.ts";
import { stem } from "../../language/stem.ts";
import { words } from "../../language/tokens.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { putsRight, repairedDigits, withOtherEnd } from "./self-repair.ts";

/** @param spoken affirmed words; keys come as one word of digits. */
export function readDigitsField({ called, length: { min, max } }: FieldOf<"digits">, spoken: readonly string[], { language, expected, known = null }: ReadingContext): Reading {
  const mended = known === null ? null : withOtherEnd(known, spoken, language);
  if (mended !== null) return { kind: "value", value: mended };
  const list = behindItsName(spoken, called[language] ?? [], { min, max }, language);
  const digits = repairedDigits(list, language, min === max ? max : null);
  if (digits.length >= min && digits.length <= max) return { kind: "value", value: digits };
  return digits.length > 0 && expected ? { kind: "refused", reason: "length", parts: null } : { kind: "none" };
}

/** «Модель ИП-500, номер 4071»: each number is what stands before it. Of several that have a name the last that is long enough is meant, unless one puts the other right. */
function behindItsName(list: readonly string[], called: readonly string[], { min, max }: FieldOf<"digits">["length"], language: Language): readonly string[] {
  const names = new Set(called.flatMap(words).filter((word) => word !== "the").map(stem));
  const parts: string[][] = [[]];
  for (const word of list) {
    if (names.has(stem(word))) parts.push([]);
    parts.at(-1)?.push(word);
  }
  const numbered = parts.map((part) => ({ part, digits: readDigits(part, language).length })).filter(({ digits }) => digits > 0);
  if (numbered.length < 2 || list.some((word) => putsRight(word, language))) return list;
  return numbered.findLast(({ digits }) => digits >= min && digits <= max)?.part ?? list;
}
