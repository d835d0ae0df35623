/** A first name: from the list in any case form, or whatever follows «меня зовут». */
import type { FieldOf } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { stem } from "../../language/stem.ts";
import { indexOfWords, words } from "../../language/tokens.ts";
import type { Reading, ReadingContext } from "./reading.ts";

const carriers: Record<Language, string[][]> = {
  ru: [["меня", "зовут"], ["мое", "имя"], ["мое", "имя", "это"], ["зовут"], ["имя"], ["это"], ["я"], ["запишите", "на", "имя"], ["на", "имя"]],
  en: [["my", "name", "is"], ["my", "name's"], ["the", "name", "is"], ["name", "is"], ["i", "am"], ["i'm"], ["it's"], ["it", "is"], ["this", "is"], ["call", "me"]],
};
const fillers: Record<Language, ReadonlySet<string>> = {
  ru: new Set(["ну", "э", "эм", "мм", "да", "нет", "так", "вот", "пожалуйста", "здравствуйте", "меня", "зовут", "мое", "имя", "это", "я", "на", "запишите"]),
  en: new Set(["um", "uh", "er", "well", "yes", "no", "please", "hello", "hi", "my", "name", "is", "name's", "the", "i", "am", "i'm", "it's", "it", "this", "call", "me", "a", "just", "so"]),
};
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** @param list affirmed words. Names keep their dictionary form («Анну» → «Анна») when they are on the list. */
export function readName(field: FieldOf<"name">, list: readonly string[], { language, expected }: ReadingContext): Reading {
  const known = (field.known[language] ?? []).map((name) => ({ name, word: words(name)[0] ?? "" }));
  for (const word of list) {
    const exact = known.find((one) => one.word === word);
    if (exact !== undefined) return { kind: "value", value: exact.name };
  }
  // Case forms only where a name is awaited: «марин» is also a stem of other words.
  const carried = carriers[language].filter((carrier) => carrier.length > 1 || expected).map((carrier) => ({ carrier, at: indexOfWords(list, carrier) })).filter((hit) => hit.at >= 0);
  if (!expected && carried.length === 0) return { kind: "none" };
  for (const word of list) {
    const bent = language === "ru" ? known.find((one) => stem(one.word) === stem(word)) : undefined;
    if (bent !== undefined) return { kind: "value", value: bent.name };
  }
  const rest = list.filter((word) => !fillers[language].has(word));
  // Three or more words are a sentence, not a name.
  if (rest.length === 0 || rest.length > 2 || rest.some((word) => word.length < 2 || /\d/.test(word))) return { kind: "none" };
  return { kind: "value", value: rest.map(capital).join(" ") };
}

export function namePhrases(field: FieldOf<"name">, language: Language): string[] {
  return (field.known[language] ?? []).flatMap((name) => [name, ...(field.carriers[language] ?? []).map((carrier) => carrier.replaceAll("{name}", name))]);
}
