/** Digits by voice or by keys. */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import { readDigits } from "../../language/number-words.ts";
import type { Reading, ReadingContext } from "./reading.ts";

/** @param list affirmed words; keys come as one word of digits. */
export function readDigitsField(field: FieldOf<"digits">, list: readonly string[], { language, expected }: ReadingContext): Reading {
  const digits = readDigits(list, language);
  if (digits.length >= field.length.min && digits.length <= field.length.max) return { kind: "value", value: digits };
  return digits.length > 0 && expected ? { kind: "refused", reason: "length", parts: null } : { kind: "none" };
}
