/** A postal address as it is told; canonical «ул. Ленина, д. 5, кв. 12» and "5 Oak Street, apt 12". */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { tokens, words } from "../../language/tokens.ts";
import { correctedEnglishAddress, englishAddress } from "./address-en.ts";
import { correctedRussianAddress, russianAddress } from "./address-ru.ts";
import { hasDenial } from "../negation.ts";
import type { Reading, ReadingContext } from "./reading.ts";

const readers: Record<Language, (list: readonly string[], expected: boolean) => string | null> = { ru: russianAddress, en: englishAddress };

const correctors: Record<Language, (known: string, list: readonly string[]) => string | null> = { ru: correctedRussianAddress, en: correctedEnglishAddress };

/** @param list affirmed words. Unasked it is taken only when it names a street and a house. */
export function readAddress(_field: FieldOf<"address">, affirmedWords: readonly string[], { language, expected, text, known = null }: ReadingContext): Reading {
  // «25 а»: a letter, and no «but».
  const list = text === undefined || hasDenial(words(text), language) ? affirmedWords : words(text);
  const value = readers[language](language === "en" && list !== affirmedWords && text !== undefined ? tokens(text) : list, expected) ?? (known === null ? null : correctors[language](known, list));
  return value === null ? { kind: "none" } : { kind: "value", value };
}
