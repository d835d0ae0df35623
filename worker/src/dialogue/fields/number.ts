/** A number: «двести пятьдесят», «полтора миллиона», "a hundred and twenty", 2.5. What is a day, an hour or a phone is none. */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import { amountWords, readAmount } from "../../language/amounts.ts";
import { stems } from "../../language/stem.ts";
import { indexOfWords, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { hideMoments } from "./moment/moment.ts";
import type { Reading, ReadingContext } from "./reading.ts";

/** What comes after puts right what came before. */
const corrections = new Set(["нет", "ой", "вернее", "точнее", "лучше", "извините", "no", "sorry", "actually", "wait", "rather"]);

/** @returns a value such as "1500" or "2.5"; refused when it is outside the bounds, not whole, or one of several. */
export function readNumberField(field: FieldOf<"number">, list: readonly string[], { language, expected, text }: ReadingContext): Reading {
  const said = text === undefined ? [...list] : affirmed(amountWords(text), language);
  const called = (field.called[language] ?? []).some((name) => indexOfWords(stems(said), stems(words(name))) >= 0);
  if (!expected && !called) return { kind: "none" };
  const heard = hideMoments(said, language);
  const found: number[] = [];
  for (let at = 0; at < heard.length; ) {
    const amount = readAmount(heard, at, language);
    if (amount === null) {
      if (corrections.has(heard[at] ?? "")) found.length = 0;
      at += 1;
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
