/** A first name: from the list in any case form, or whatever follows «меня зовут». */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
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

/** Words that stand where a name is awaited and are none. */
const noNames: Record<Language, ReadonlySet<string>> = {
  ru: new Set(["пока", "потом", "знаю", "скажу", "какая", "зачем", "почему", "разница", "что", "как", "кто", "где", "алло", "завтра", "сегодня", "послезавтра", "стоп", "ладно", "понятно", "хорошо", "извините", "простите"]),
  en: new Set(["why", "what", "who", "how", "where", "know", "later", "nothing", "tomorrow", "today", "okay", "sorry", "excuse", "whatever", "don't", "do", "you", "need", "that", "for"]),
};

/** @param list affirmed words. Names keep their dictionary form («Анну» → «Анна») when they are on the list. */
export function readName(field: FieldOf<"name">, list: readonly string[], { language, expected, denies }: ReadingContext): Reading {
  const known = (field.known[language] ?? []).map((name) => ({ name, word: words(name)[0] ?? "" }));
  const carried = carriers[language].some((carrier) => (carrier.length > 1 || expected) && indexOfWords(list, carrier) >= 0);
  // Case forms only where a name is awaited: «марин» is also a stem of other words.
  const bent = (word: string) => (language === "ru" && (expected || carried) ? known.find((one) => stem(one.word) === stem(word)) : undefined);
  const nameOf = (word: string) => (known.find((one) => one.word === word) ?? bent(word))?.name ?? null;
  const rest = list.filter((word) => !fillers[language].has(word));
  const first = rest.findIndex((word) => nameOf(word) !== null);
  const isName = (word: string | undefined): word is string => word !== undefined && word.length > 1 && !/\d/.test(word) && !noNames[language].has(word);
  if (first >= 0) {
    const given = nameOf(rest[first] ?? "") ?? "";
    // «Анна Петрова»: one word more, and nothing else, is the surname.
    const surname = rest[first + 1];
    return { kind: "value", value: rest.length === 2 && first === 0 && isName(surname) && (expected || carried) ? `${given} ${capital(surname)}` : given };
  }
  // Three or more words, or a denial, are a sentence and no name.
  if ((!expected && !carried) || (denies && !carried) || rest.length === 0 || rest.length > 2 || !rest.every(isName)) return { kind: "none" };
  return { kind: "value", value: rest.map(capital).join(" ") };
}

export function namePhrases(field: FieldOf<"name">, language: Language): string[] {
  return (field.known[language] ?? []).flatMap((name) => [name, ...(field.carriers[language] ?? []).map((carrier) => carrier.replaceAll("{name}", name))]);
}
