/** One of a list, by its label or synonyms in any case form: «хочу записаться на стрижку» → haircut. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stems } from "../../language/stem.ts";
import { indexOfWords, words } from "../../language/tokens.ts";
import type { Reading, ReadingContext } from "./reading.ts";

type Option = FieldOf<"choice">["options"][number];

const namesOf = (option: Option, language: Language) => [textIn(option.label, language), option.object[language] ?? "", ...(option.synonyms[language] ?? [])].filter((one) => one !== "");

/** @param list affirmed words. */
export function readChoice(field: FieldOf<"choice">, list: readonly string[], { language }: ReadingContext): Reading {
  const heard = stems(list);
  // The longest name wins, so that «стрижка бороды» is not also «стрижка».
  const hits = field.options.flatMap((option) => {
    const length = Math.max(0, ...namesOf(option, language).map((one) => stems(words(one))).filter((name) => indexOfWords(heard, name) >= 0).map((name) => name.length));
    return length === 0 ? [] : [{ option, length }];
  });
  const longest = Math.max(0, ...hits.map((hit) => hit.length));
  const best = hits.filter((hit) => hit.length === longest);
  const [only, ...others] = best;
  if (only === undefined) return { kind: "none" };
  return others.length === 0 ? { kind: "value", value: only.option.value } : { kind: "refused", reason: "several", parts: null };
}

export function choicePhrases(field: FieldOf<"choice">, language: Language): string[] {
  return field.options.flatMap((option) => {
    const object = option.object[language] ?? textIn(option.label, language);
    return [textIn(option.label, language), ...(field.carriers[language] ?? []).map((carrier) => carrier.replaceAll("{object}", object)), ...(option.synonyms[language] ?? [])];
  });
}
