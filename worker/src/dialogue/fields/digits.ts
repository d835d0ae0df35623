/** Digits by voice or by keys. */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { repairedDigits, withOtherEnd } from "./self-repair.ts";

/** @param list affirmed words; keys come as one word of digits. */
export function readDigitsField({ length: { min, max } }: FieldOf<"digits">, list: readonly string[], { language, expected, known = null }: ReadingContext): Reading {
  const mended = known === null ? null : withOtherEnd(known, list, language);
  if (mended !== null) return { kind: "value", value: mended };
  const digits = repairedDigits(list, language, min === max ? max : null);
  if (digits.length >= min && digits.length <= max) return { kind: "value", value: digits };
  return digits.length > 0 && expected ? { kind: "refused", reason: "length", parts: null } : { kind: "none" };
}
