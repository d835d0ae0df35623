/** One of a list: by its label or synonyms in any case form, by its place («второй вариант»), or nearly so. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { isNear } from "../../language/nearness.ts";
import { readNumber } from "../../language/number-words.ts";
import { stems } from "../../language/stem.ts";
import { indexOfWords, words } from "../../language/tokens.ts";
import { hasDenial } from "../negation.ts";
import type { Reading, ReadingContext } from "./reading.ts";

type Option = FieldOf<"choice">["options"][number];

const namesOf = (option: Option, language: Language) => [textIn(option.label, language), option.object[language] ?? "", ...(option.synonyms[language] ?? [])].filter((one) => one !== "");

/** Stemmed once a bot: the names of a list are looked through at every turn. */
const stemmed = new WeakMap<Option, Partial<Record<Language, string[][]>>>();
function stemmedNames(option: Option, language: Language): string[][] {
  const known = stemmed.get(option) ?? {};
  stemmed.set(option, known);
  return (known[language] ??= namesOf(option, language).map((one) => stems(words(one))));
}

/** Shorter stems are too close to other words, and so are those that begin otherwise: "bring" is no "fringe". */
const leastNearLetters = 5;
const nearIndex = (heard: readonly string[], name: readonly string[]): number => (name.every((part) => part.length >= leastNearLetters) ? heard.findIndex((_, at) => name.every((part, offset) => heard[at + offset]?.charAt(0) === part.charAt(0) && isNear(heard[at + offset] ?? "", part))) : -1);

/** @param list affirmed words. */
export function readChoice(field: FieldOf<"choice">, list: readonly string[], { language, expected, text }: ReadingContext): Reading {
  const heard = stems(list);
  // «Не включается» is a name, and its "not" denies nothing.
  const whole = text === undefined ? heard : stems(words(text));
  const named = longest(field, language, (name) => indexOfWords(hasDenial(name, language) ? whole : heard, name) >= 0);
  const best = named.length > 0 || !expected ? named : longest(field, language, (name) => nearIndex(heard, name) >= 0);
  const [only, ...others] = best;
  if (only !== undefined) return others.length === 0 ? { kind: "value", value: only.value } : { kind: "refused", reason: "several", parts: null };
  const place = expected ? placeOf(list, language, field.options.length) : null;
  const chosen = place === null ? undefined : field.options[place];
  return chosen === undefined ? { kind: "none" } : { kind: "value", value: chosen.value };
}

/** The longest name wins, so that «стрижка бороды» is not also «стрижка». */
function longest(field: FieldOf<"choice">, language: Language, fits: (name: readonly string[]) => boolean): Option[] {
  const hits = field.options.flatMap((option) => {
    const length = Math.max(0, ...stemmedNames(option, language).filter(fits).map((name) => name.length));
    return length === 0 ? [] : [{ option, length }];
  });
  const most = Math.max(0, ...hits.map((hit) => hit.length));
  return hits.filter((hit) => hit.length === most).map((hit) => hit.option);
}

/** Where options are named among these words; of names within each other the longest. */
export function choiceSpans(field: FieldOf<"choice">, list: readonly string[], language: Language): { value: string; from: number; to: number }[] {
  const heard = stems(list);
  return field.options.flatMap((option) => {
    const spans = stemmedNames(option, language).flatMap((name) => {
      const from = indexOfWords(heard, name);
      return from < 0 ? [] : [{ value: option.value, from, to: from + name.length }];
    });
    return spans.toSorted((one, other) => other.to - other.from - (one.to - one.from)).slice(0, 1);
  });
}

const ruPlaces = ["перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят"];
const enPlaces = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const small: Record<Language, ReadonlySet<string>> = {
  ru: new Set("ну вариант варианта вариантом номер пункт пожалуйста давайте мне на хочу выбираю беру тогда который пусть будет это э эм под наверное".split(" ")),
  en: new Set("the one option number please let's take i'll i'd like with go for um uh want choice that's it's a well maybe choose pick".split(" ")),
};

/** «первое», «номер два», «последний», "the second one": the place in the list, when nothing else was said. */
function placeOf(list: readonly string[], language: Language, count: number): number | null {
  const [said, ...more] = list.filter((word, at) => !small[language].has(word) || (word === "one" && /^(number|option)$/.test(list[at - 1] ?? "")));
  if (said === undefined || more.length > 0) return null;
  if (/^последн(ий|яя|ее|юю|его)$|^last$/.test(said)) return count - 1;
  const ordinal = language === "ru" ? ruPlaces.indexOf(/^(.+?)(ый|ой|ий|ая|ое|ую|ого|ья|ье|ью|ьего)$/.exec(said)?.[1] ?? "") : enPlaces.indexOf(said);
  const place = ordinal >= 0 ? ordinal : (readNumber([said], 0, language)?.value ?? 0) - 1;
  return place >= 0 && place < count ? place : null;
}

export function choicePhrases(field: FieldOf<"choice">, language: Language): string[] {
  return field.options.flatMap((option) => {
    const object = option.object[language] ?? textIn(option.label, language);
    return [textIn(option.label, language), ...(field.carriers[language] ?? []).map((carrier) => carrier.replaceAll("{object}", object)), ...(option.synonyms[language] ?? [])];
  });
}
