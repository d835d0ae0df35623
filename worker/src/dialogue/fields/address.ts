/** A postal address as it is told; canonical «ул. Ленина, д. 5, кв. 12» and "5 Oak Street, apt 12". */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { readDigitGroup } from "../../language/number-words.ts";
import { tokens, words } from "../../language/tokens.ts";
import { correctedEnglishAddress, englishAddress } from "./address-en.ts";
import { correctedRussianAddress, russianAddress } from "./address-ru.ts";
import { hasDenial } from "../negation.ts";
import { isOnlyMoment } from "../understanding/only-moment.ts";
import type { Reading, ReadingContext } from "./reading.ts";

const readers: Record<Language, (list: readonly string[], expected: boolean) => string | null> = { ru: russianAddress, en: englishAddress };

const correctors: Record<Language, (known: string, list: readonly string[]) => string | null> = { ru: correctedRussianAddress, en: correctedEnglishAddress };

/** @param list affirmed words. Unasked it is taken only when it names a street and a house. */
export function readAddress(_field: FieldOf<"address">, affirmedWords: readonly string[], { language, expected, text, known = null }: ReadingContext): Reading {
  // «Послезавтра к двенадцати» is no street.
  if (text !== undefined && isOnlyMoment(text, language)) return { kind: "none" };
  const mended = text === undefined ? null : putRight(tokens(text), language, expected);
  if (mended !== null) return { kind: "value", value: mended };
  // «25 а»: a letter, and no «but».
  const list = text === undefined || hasDenial(words(text), language) ? affirmedWords : words(text);
  const value = readers[language](language === "en" && list !== affirmedWords && text !== undefined ? tokens(text) : list, expected) ?? (known === null ? null : correctors[language](known, list));
  return value === null ? { kind: "none" } : { kind: "value", value };
}

const turns: Record<Language, ReadonlySet<string>> = { ru: new Set("нет ой вернее точнее извините простите ошибся ошиблась стоп".split(" ")), en: new Set("no nope sorry wait actually rather oops".split(" ")) };
/** Beside them. */
const small: Record<Language, ReadonlySet<string>> = { ru: new Set(", а ну".split(" ")), en: new Set(", oh i mean it's".split(" ")) };

/** «Квартира пятьдесят шесть, а нет, пятьдесят семь»: what is said anew in one breath. @param said with its commas. @returns null where nothing is put right. */
function putRight(said: readonly string[], language: Language, expected: boolean): string | null {
  const turn = said.findIndex((word) => turns[language].has(word));
  if (turn < 1) return null;
  const apart = (word: string | undefined): boolean => word !== undefined && (turns[language].has(word) || small[language].has(word));
  let to = turn;
  while (apart(said[to])) to += 1;
  let from = turn;
  while (from > 0 && apart(said[from - 1])) from -= 1;
  const before = readers[language](language === "en" ? said.slice(0, from) : said.slice(0, from).filter((word) => word !== ","), expected);
  const after = said.slice(to).filter((word) => word !== ",");
  if (before === null || after.length === 0) return null;
  const digits = digitsAlone(after, language);
  return digits === null ? (correctors[language](before, after) ?? readers[language](after, expected)) : before.replace(/\d+(?=\D*$)/, digits);
}

/** A number and nothing else takes the place of the one said last. */
function digitsAlone(list: readonly string[], language: Language): string | null {
  let digits = "";
  for (let at = 0; at < list.length; ) {
    const group = readDigitGroup(list, at, language);
    if (group === null) return null;
    digits += group.digits;
    at += group.length;
  }
  return digits;
}
