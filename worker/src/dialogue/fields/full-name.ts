/**
 * A name beside other things, in parts, and as it was written: «Иван Петров, телефон …», «нет, фамилия Орлова», "the last
 * name is Jones", «Алёна».
 */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { commonFirstNames, surnameEnding } from "../../language/first-names.ts";
import { stem } from "../../language/stem.ts";
import { tokens, words } from "../../language/tokens.ts";
import { affirmed } from "../negation.ts";
import { readName, wordNames } from "./name.ts";
import type { Reading, ReadingContext } from "./reading.ts";

type Part = "first" | "last";
const marks: Record<Language, readonly [RegExp, Part][]> = {
  ru: [[/^фамили[яюи]$/, "last"], [/^имя$/, "first"]],
  en: [[/^(?:surname|lastname)(?:'s)?$/, "last"], [/^last name(?:'s)?$/, "last"], [/^first name(?:'s)?$/, "first"]],
};
/** Between the mark and the name. */
const links: Record<Language, ReadonlySet<string>> = { ru: new Set("моя мое у меня будет это пациента".split(" ")), en: new Set("is it's will be should".split(" ")) };
/** «Фамилия неправильная»: what is wrong with it, and no name. */
const noName: Record<Language, RegExp> = { ru: /^(?:неправильн|неверн|правильн|верн|друг|такая$|та$|тоже$|как$|отчество$|не$)/, en: /^(?:wrong|right|correct|different|not|spelled|incorrect)/ };
const patronymic = /(?:ович|евич|ьич|овна|евна|ична|инична)$/;
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** @param list affirmed words. */
export function readFullName(field: FieldOf<"name">, list: readonly string[], context: ReadingContext): Reading {
  const reading = readParts(field, list, context);
  return reading.kind === "value" && context.text !== undefined ? { kind: "value", value: asWritten(reading.value, context.text) } : reading;
}

function readParts(field: FieldOf<"name">, list: readonly string[], context: ReadingContext): Reading {
  const part = partOf(field, list, context);
  if (part !== null) return { kind: "value", value: part };
  if (tellsWhatIsWrong(list, context.language)) return { kind: "none" };
  const whole = readName(field, list, context);
  const alone = aloneBetweenCommas(field, context);
  if (alone === null) return whole;
  return whole.kind !== "value" || (alone.length > whole.value.length && alone.includes(whole.value)) ? { kind: "value", value: alone } : whole;
}

/** @returns the whole name with the part that was named in its place; null when none was, or there is nothing to put it beside. */
function partOf(field: FieldOf<"name">, list: readonly string[], context: ReadingContext): string | null {
  const { language, known = null, expected } = context;
  if (!expected && known === null) return null;
  for (const [at, word] of list.entries()) {
    const [, part] = marks[language].find(([mark]) => mark.test(word) || mark.test(`${list[at - 1] ?? ""} ${word}`)) ?? [];
    if (part === undefined) continue;
    let from = at + 1;
    while (links[language].has(list[from] ?? "")) from += 1;
    const said = list[from];
    if (said === undefined || said.length < 2 || !/^\p{L}+(?:'\p{L}+)?$/u.test(said) || noName[language].test(said)) continue;
    const double = list[from + 1];
    const named = double !== undefined && (context.text ?? "").toLowerCase().replaceAll("ё", "е").includes(`${said}-${double}`) ? `${capital(said)} ${capital(double)}` : capital(said);
    const before = readName(field, list.slice(0, language === "en" && word.startsWith("name") ? at - 1 : at), { ...context, expected: true });
    const base = (before.kind === "value" ? before.value : known) ?? null;
    if (base === null) continue;
    if (part === "first") return named.includes(" ") ? null : withPart(base, named, "first", language);
    return withPart(base, named, "last", language);
  }
  return null;
}

function tellsWhatIsWrong(list: readonly string[], language: Language): boolean {
  return list.some((word, at) => marks[language].some(([mark]) => mark.test(word) || mark.test(`${list[at - 1] ?? ""} ${word}`)) && noName[language].test(list.slice(at + 1).find((one) => !links[language].has(one)) ?? ""));
}

function withPart(known: string, named: string, part: Part, language: Language): string | null {
  const now = known.split(" ");
  const isGiven = (word: string) => commonFirstNames.has(words(word)[0] ?? "");
  const isLast = (word: string, at: number) => (language === "en" ? at > 0 && at === now.length - 1 : !isGiven(word) && !patronymic.test(word) && (now.length > 1 || surnameEnding.test(word.toLowerCase())));
  const last = now.findIndex(isLast);
  if (part === "last") return last < 0 ? `${known} ${named}` : now.with(last, named).join(" ");
  const first = now.findIndex((_, at) => at !== last);
  // «Имя Анна» where only a first name is known is a new name.
  return first < 0 || now.length < 2 ? null : now.with(first, named).join(" ");
}

const around: Record<Language, ReadonlySet<string>> = {
  ru: new Set("это я меня зовут мое имя на пациент пациента зовут да нет а и пожалуйста здравствуйте".split(" ")),
  en: new Set("it's this is i'm i am my name the name's for yes no and please hello hi".split(" ")),
};
const mostNames = 3;

/** «К терапевту во вторник в десять, Пётр Кузнецов»: nothing but a name stands between the commas. */
function aloneBetweenCommas(field: FieldOf<"name">, context: ReadingContext): string | null {
  const { text, language } = context;
  if (text === undefined || !text.includes(",")) return null;
  for (const clause of text.split(",")) {
    const list = tokens(clause);
    const names = list.filter((word) => !around[language].has(word));
    if (names.length === 0 || names.length > mostNames || affirmed(list, language).length < list.length) continue;
    if (!names.some((word) => commonFirstNames.has(word) || (language === "en" && wordNames.has(word)) || (field.known[language] ?? []).some((one) => words(one)[0] === word))) continue;
    const reading = readName(field, list, { ...context, expected: true });
    if (reading.kind === "value" && words(reading.value).length === names.length) return reading.value;
  }
  return null;
}

/** «Алена» said as «Алёна», «Шмидт Орлова» as «Шмидт-Орлова»: what folding took away is given back. @param text as it was heard. */
export function asWritten(value: string, text: string): string {
  const heard = text.toLowerCase().match(/\p{L}+(?:[-'’]\p{L}+)*/gu) ?? [];
  const yo = heard.filter((word) => word.includes("ё")).map((word) => ({ word, folded: word.replaceAll("ё", "е") }));
  const spelled = value.split(" ").map((name) => {
    const low = name.toLowerCase();
    const like = yo.find(({ folded }) => folded === low || stem(folded) === stem(low));
    if (like === undefined) return name;
    return [...name].map((letter, at) => (letter === "е" && like.word[at] === "ё" ? "ё" : letter)).join("");
  });
  const double = heard.find((word) => word.includes("-") && value.toLowerCase().replaceAll("ё", "е").includes(word.replaceAll("ё", "е").replaceAll("-", " ")));
  const joined = spelled.join(" ");
  if (double === undefined) return joined;
  const from = joined.toLowerCase().replaceAll("ё", "е").indexOf(double.replaceAll("ё", "е").replaceAll("-", " "));
  return joined.slice(0, from) + joined.slice(from, from + double.length).replaceAll(" ", "-") + joined.slice(from + double.length);
}

/** Letter for letter, but for «ё». */
export const isSameName = (one: string, other: string): boolean => one.replaceAll("ё", "е") === other.replaceAll("ё", "е");
