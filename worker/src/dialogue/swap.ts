/**
 * «Не шестьдесят семь, а шестьдесят восемь», "not Monday but Tuesday", "the name is Will, not Bill": one thing is put in
 * place of another. Only what holds the first of them now is changed, and nothing that merely could hold the second.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Field } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { readDigitGroup, readNumber } from "../language/number-words.ts";
import { stem, stems } from "../language/stem.ts";
import { tokens, words } from "../language/tokens.ts";
import { canonicalFault } from "./fields/canonical.ts";
import type { Hearing } from "./hearing.ts";
import type { DialogueState } from "./state.ts";

export type Swap = { old: string; fresh: string };
type Context = { bot: Pick<BotConfig, "fields">; state: DialogueState; hearing: Hearing };

const set = (list: string): ReadonlySet<string> => new Set(list.split(" "));
const nots: Record<Language, ReadonlySet<string>> = { ru: set("не"), en: set("not isn't") };
/** Between the two. */
const turns: Record<Language, ReadonlySet<string>> = { ru: set(", а но"), en: set(", but it's rather instead") };
/** Before either of them, and part of neither. */
const lead: Record<Language, ReadonlySet<string>> = { ru: set(", нет да а но это там ой извините простите"), en: set(", no yes but it's its is it actually sorry oh rather instead that's") };
/** «Не звоните, а напишите»: more than is swapped of a value. */
const mostWords = 9;

/** @returns what is denied and what is said instead; null when the words do not put one in place of the other. */
export function swapIn(text: string, language: Language): Swap | null {
  const list = tokens(text);
  const at = list.findIndex((word) => nots[language].has(word));
  if (at < 0 || list.slice(at + 1).some((word) => nots[language].has(word))) return null;
  const behind = list.slice(at + 1);
  const turn = behind.findIndex((word, index) => index > 0 && turns[language].has(word));
  const told = trimmed(turn < 0 ? list.slice(0, at) : behind.slice(turn), language);
  const denied = trimmed(turn < 0 ? behind : behind.slice(0, turn), language);
  return told.length === 0 || denied.length === 0 || told.length > mostWords || denied.length > mostWords ? null : { old: denied.join(" "), fresh: told.join(" ") };
}

function trimmed(list: readonly string[], language: Language): string[] {
  const from = list.findIndex((word) => !lead[language].has(word));
  return from < 0 ? [] : list.slice(from, list.findLastIndex((word) => !lead[language].has(word)) + 1).filter((word) => word !== ",");
}

/** @returns the one of the fields that holds what is denied, with its new value; null when none or more than one does. */
export function swapped(context: Context, { old, fresh }: Swap, fields: readonly string[]): { name: string; value: string } | null {
  const { bot, state } = context;
  const found = [...new Set(fields)].flatMap((name) => {
    const [field, known] = [bot.fields[name], state.fields[name]];
    if (field === undefined || known === undefined) return [];
    const value = exchanged(context, name, field, known, { old, fresh });
    return value === null ? [] : [{ name, value }];
  });
  const [only, ...others] = found;
  // The end of a phone number may be an hour as well: whoever says «в десять» says which.
  if (others.length > 0) return found.find(({ name }) => isMoment(context, name, old)) ?? null;
  return only === undefined || only.value === state.fields[only.name] ? null : only;
}

/** «Не шестьдесят семь, а шестьдесят восемь»: no word tells of what. */
export function isNumbers(text: string, language: Language): boolean {
  const swap = swapIn(text, language);
  return swap !== null && [swap.old, swap.fresh].every((part) => digitsOf(part, language) !== null);
}

function isMoment({ bot, hearing }: Context, name: string, part: string): boolean {
  const reading = hearing.named(name, false, part);
  return bot.fields[name]?.type === "day_time" && (reading.kind === "value" || reading.kind === "parts");
}

/** @returns null when the field does not hold what is denied, or what is said instead is no value of it. */
function exchanged({ state, hearing }: Context, name: string, field: Field, known: string, { old, fresh }: Swap): string | null {
  const { language } = state;
  switch (field.type) {
    case "phone":
    case "digits":
      return otherDigits(field, known, old, fresh, language);
    case "name":
      return otherName(known, old, fresh, language, (part) => valueOf(hearing, name, part));
    case "address":
      return otherPart(known, old, fresh, language);
    case "day_time":
      // «Шестьдесят семь» is no seven o'clock.
      if (isPlainNumber(old, language) > 59 || isPlainNumber(fresh, language) > 59) return null;
      return valueOf(hearing, name, old) === known ? valueOf(hearing, name, fresh) : null;
    case "choice":
    case "number":
      return valueOf(hearing, name, old) === known ? valueOf(hearing, name, fresh) : null;
    case "email":
    case "text":
      return null;
  }
}

const valueOf = (hearing: Hearing, name: string, part: string): string | null => {
  const reading = hearing.read(name, true, part);
  return reading.kind === "value" ? reading.value : null;
};

/** Nothing but a number, or 0. */
function isPlainNumber(text: string, language: Language): number {
  const list = words(text);
  const number = readNumber(list, 0, language);
  return number !== null && number.length === list.length ? number.value : 0;
}

/** @returns null where anything but digits stands. */
function digitsOf(text: string, language: Language): string | null {
  const list = words(text).filter((word) => !/^(?:на|в|конце|номер|телефон|цифры|the|number|at|end|in)$/.test(word));
  let digits = "";
  for (let at = 0; at < list.length; ) {
    const group = readDigitGroup(list, at, language);
    if (group === null) return null;
    digits += group.digits;
    at += group.length;
  }
  return digits === "" ? null : digits;
}

/** The group that is there once, or the end of the number. */
function otherDigits(field: Field, known: string, old: string, fresh: string, language: Language): string | null {
  const [was, will] = [digitsOf(old, language), digitsOf(fresh, language)];
  if (was === null || will === null || was.length !== will.length) return null;
  const once = known.indexOf(was) === known.lastIndexOf(was);
  const at = once || known.endsWith(was) ? known.lastIndexOf(was) : -1;
  if (at < 0) return null;
  const value = known.slice(0, at) + will + known.slice(at + was.length);
  return canonicalFault(field, value) === null ? value : null;
}

const carriers: Record<Language, ReadonlySet<string>> = {
  ru: set("на имя это фамилия фамилию зовут меня отчество"),
  en: set("the name is my it's for surname last first name's i'm"),
};

function otherName(known: string, old: string, fresh: string, language: Language, read: (part: string) => string | null): string | null {
  const names = (text: string) => words(text).filter((word) => !carriers[language].has(word));
  const [was, will] = [names(old), names(fresh)];
  const now = known.split(" ");
  const held = new Set(was.map(stem));
  const places = stems(now.map((word) => words(word)[0] ?? "")).map((one) => held.has(one));
  if (was.length === 0 || was.some((word) => !stems(words(known)).includes(stem(word)))) return null;
  const value = read(fresh) ?? (will.length <= was.length ? read(will.join(" ")) : null);
  if (value === null) return null;
  // Of «Анна Петрова» the one that is denied gives way, unless the whole name is said anew.
  if (value.split(" ").length > was.length || places.every(Boolean)) return value;
  const first = places.indexOf(true);
  return now.flatMap((word, at) => (places[at] !== true ? [word] : at === first ? [value] : [])).join(" ");
}

const kinds = /^(?:улица|улице|улицу|проспект|переулок|бульвар|площадь|шоссе|набережная)$/;
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** «Дом пять», "flat twelve": the word, and what stands before the number in an address. */
const numbered: readonly [RegExp, string][] = [[/(?:^| )дом\S?(?= )/, "д. "], [/(?:^| )(?:кв|квартир\S?)(?= )/, "кв. "], [/(?:^| )корпус\S?(?= )/, "к. "], [/(?:^| )(?:flat|apt|apartment)(?= )/, "(?:flat|apt|apartment) "], [/(?:^| )house(?: number)?(?= )/, ""]];

/** A house, a flat, a street by its own word. */
function otherPart(known: string, denied: string, instead: string, language: Language): string | null {
  const [word, mark] = numbered.find(([one]) => one.test(denied)) ?? [/$^/, ""];
  const [old, fresh] = [denied, instead].map((part) => part.replace(word, "").trim());
  return old === undefined || fresh === undefined ? null : otherPiece(known, old, fresh, mark, language);
}

function otherPiece(known: string, old: string, fresh: string, mark: string, language: Language): string | null {
  const [was, will] = [digitsOf(old, language), digitsOf(fresh, language)];
  if (was !== null && will !== null) {
    const number = new RegExp(`(?<!\\d)(?<=${mark})${was}(?!\\d)`, "g");
    return (known.match(number) ?? []).length === 1 ? known.replace(number, will) : null;
  }
  const [held, instead] = [words(old), words(fresh)];
  if (was !== null || will !== null || held.length !== 1 || instead.length === 0 || instead.length > 3) return null;
  const pieces = known.split(" ");
  const places = pieces.flatMap((piece, at) => ((words(piece)[0] ?? "").length > 2 && stem(words(piece)[0] ?? "") === stem(held[0] ?? "") ? [at] : []));
  const [place, ...more] = places;
  if (place === undefined || more.length > 0) return null;
  // «Не Ленина, а улица Гагарина», "not Oak, Elm Street": the kind stands there already.
  const street = instead.filter((word) => !pieces.some((piece) => words(piece)[0] === word) && !kinds.test(word));
  if (street.length === 0) return null;
  const comma = (pieces[place] ?? "").endsWith(",") ? "," : "";
  return pieces.with(place, `${street.map(capital).join(" ")}${comma}`).join(" ");
}
