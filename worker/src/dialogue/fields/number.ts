/** A number: «двести пятьдесят», «полтора миллиона», "a hundred and twenty", 2.5. What is a day, an hour or a phone is none. */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { amountWords, readAmount } from "../../language/amounts.ts";
import { stems } from "../../language/stem.ts";
import { indexOfWords, tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { ordinalAt as englishOrdinalAt } from "./moment/english-words.ts";
import { hideMoments } from "./moment/moment.ts";
import { ordinalAt as russianOrdinalAt } from "./moment/russian-words.ts";
import type { Reading, ReadingContext } from "./reading.ts";

/** What comes after puts right what came before. */
const corrections = new Set(["нет", "ой", "вернее", "точнее", "лучше", "извините", "no", "sorry", "actually", "wait", "rather"]);

const ordinalAt = { ru: russianOrdinalAt, en: englishOrdinalAt };

/** 05.12 and 17.30 are a day and an hour where the words say so; as amounts they would be taken for decimals. */
function withoutFigureMoments(text: string, language: Language): string {
  const list = tokens(text);
  const hidden = hideMoments(list, language);
  return list.reduce((rest, token, at) => (hidden[at] === "#" && /\d[.:/-]\d/.test(token) ? rest.replace(token, " ").replace(token.replace(":", "."), " ") : rest), text);
}

/** "A new one", "that one": no number. */
const isPronoun = (list: readonly string[], at: number): boolean => list[at] === "one" && /^(?:an?|the|this|that|new|another|other|old|same|which|any|every|each|big|small|good|better|bigger|smaller|used|right|wrong|last|next)$/.test(list[at - 1] ?? "") && !/^(?:hundred|thousand|million)$/.test(list[at + 1] ?? "");

/** @returns a value such as "1500" or "2.5"; refused when it is outside the bounds, not whole, or one of several. */
export function readNumberField(field: FieldOf<"number">, list: readonly string[], { language, expected, text }: ReadingContext): Reading {
  const said = text === undefined ? [...list] : affirmed(amountWords(withoutFigureMoments(text, language)), language);
  const called = (field.called[language] ?? []).some((name) => indexOfWords(stems(said), stems(words(name))) >= 0);
  if (!expected && !called) return { kind: "none" };
  const heard = hideMoments(said, language);
  const found: number[] = [];
  for (let at = 0; at < heard.length; ) {
    // "twenty third street"
    const ordinal = ordinalAt[language](heard, at);
    const amount = ordinal === null && !isPronoun(heard, at) ? readAmount(heard, at, language) : null;
    if (amount === null) {
      if (corrections.has(heard[at] ?? "")) found.length = 0;
      at += ordinal?.length ?? 1;
      continue;
    }
    found.push(amount.value);
    at += amount.length;
  }
  const [value, ...others] = [...new Set(found)];
  if (value === undefined) return { kind: "none" };
  if (others.length > 0) return { kind: "refused", reason: "several", parts: null };
  const fits = (field.min === null || value >= field.min) && (field.max === null || value <= field.max) && (!field.integer || Number.isInteger(value));
  return fits ? { kind: "value", value: String(value) } : { kind: "refused", reason: "range", parts: null };
}
