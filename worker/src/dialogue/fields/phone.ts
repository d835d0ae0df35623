/**
 * A phone number as it is dictated: by digits, by groups, doubled, with or without the country, whole or in halves.
 * Canonical form: E.164.
 */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { readDigitGroup } from "../../language/number-words.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { isPause, putsRight, repaired, withOtherEnd, withShortPauses } from "./self-repair.ts";

/** Said between the groups. */
const between = new Set("так дальше потом там и еще э эм ну тире дефис пробел код минус and then dash um uh space area code is".split(" "));
type Run = { plus: boolean; digits: string };
/** `before`: what stood before a correction, or, not `sure`, before a pause. */
type Dictated = { plus: boolean; groups: string[]; before: string[] | null; sure: boolean };

/** Every stretch of dictated digits; a group that is put right («сорок пять, нет, сорок шесть») takes the place of the one before. */
function runsOf(spoken: readonly string[], language: Language): Run[] {
  const list = withShortPauses(spoken, language);
  const runs: Dictated[] = [];
  let open = false;
  let plus = false;
  for (let at = 0; at < list.length; ) {
    const word = list[at] ?? "";
    const group = word === "oh" && putsRight(list[at + 1], language) ? null : readDigitGroup(list, at, language);
    const run = runs.at(-1);
    if (group === null) {
      if (word === "плюс" || word === "plus") {
        plus = true;
        open = false;
      } else if (putsRight(word, language) && open && run !== undefined) {
        Object.assign(run, { before: settled(run), groups: [], sure: !isPause(word, language) || (run.groups.length === 0 && run.sure) });
      } else if (!between.has(word)) open = false;
      at += 1;
      continue;
    }
    if (!open || run === undefined) runs.push({ plus, groups: [group.digits], before: null, sure: false });
    else run.groups.push(group.digits);
    [open, plus] = [true, false];
    at += group.length;
  }
  return runs.map((run) => ({ plus: run.plus, digits: settled(run).join("") }));
}

const settled = ({ before, groups, sure }: Dictated): string[] => (before === null || groups.length === 0 ? (before ?? groups) : repaired(before, groups, null, sure));

/** The whole number, or null when digits lack or are too many. `country`: of a number said without one. */
export function toE164({ plus, digits }: Run, country: string): string | null {
  if (plus) return digits.length >= 8 && digits.length <= 15 ? `+${digits}` : null;
  if (country === "7") {
    // «на пять, восемь девятьсот…»: the hour before is no part of it.
    const tail = /^(?:[1-69]|1\d|2[0-4])?[78](\d{10})$/.exec(digits)?.[1] ?? (digits.length === 10 ? digits : null);
    return tail === null ? null : `+7${tail}`;
  }
  if (country === "1") {
    const tail = /^1?([2-9]\d{9})$/.exec(digits)?.[1];
    return tail === undefined ? null : `+1${tail}`;
  }
  // Elsewhere the length varies; the trunk prefix is a nought.
  if (digits.startsWith("0")) return digits.length >= 9 && digits.length <= 12 ? `+${country}${digits.slice(1)}` : null;
  if (digits.startsWith(country) && digits.length >= country.length + 8 && digits.length <= 15) return `+${digits}`;
  return digits.length >= 8 && digits.length <= 11 ? `+${country}${digits}` : null;
}

/** Fewer digits are no beginning of a number. */
const leastDigits = 3;
const mostDigits = 15;

const thisNumber: Record<Language, RegExp> = {
  ru: /^(?:(?:на|по|да|давайте|ну|вот|лучше|можно|пишите|запишите|звоните|перезвоните|пожалуйста) )*(?:(?:этот|этому|с этого|него|с него)(?: же| самый| самого)?(?: номер| номера| номеру| телефон| телефона| телефону)?|(?:номер|телефон|тот)?(?: с)? ?которого (?:я )?(?:сейчас )?звоню|текущий(?: номер)?|мой номер(?: определился)?|тот же(?: номер| самый)?)(?: пожалуйста| подойдет| и запишите)*$/,
  en: /^(?:(?:on|use|yes|just|please|let's|take|call|it's|well|is|fine|me|to) )*(?:this(?: same)? (?:number|phone|one)|the same(?: number| one)?|the (?:number|one|phone) (?:that )?(?:i'm|i am) calling (?:from|on)|my (?:current|own) number|the current (?:one|number)|this)(?: is)?(?: please| fine| ok| okay| works| good)*$/,
};
/** «На этот номер», "use this number": the one they call from. */
const meansOwn = (list: readonly string[], language: Language): boolean => thisNumber[language].test(list.join(" "));

/** "+1 (415) 555-0142", as it is typed: its country is its own, whatever the bot's. Null where there is none, or more than one. */
function writtenWithPlus(text: string): string | null {
  const [only, ...more] = text.match(/\+\d[\d\s().-]{6,24}/g) ?? [];
  const digits = only?.replaceAll(/\D/g, "") ?? "";
  // Of Russia and America the length is known: a day and an hour may follow the number.
  const whole = /^[17]/.test(digits) ? digits.length === 11 : digits.length >= 8 && digits.length <= 15;
  return whole && more.length === 0 ? `+${digits}` : null;
}

export function readPhone(field: FieldOf<"phone">, list: readonly string[], { language, expected, parts, caller = null, denies, known = null, text = "" }: ReadingContext): Reading {
  const typed = writtenWithPlus(text);
  if (typed !== null) return { kind: "value", value: typed };
  const mended = known === null ? null : withOtherEnd(known, list, language);
  if (mended !== null) return { kind: "value", value: mended };
  if (expected && !denies && caller !== null && meansOwn(list, language)) return { kind: "value", value: caller };
  const runs = runsOf(list, language);
  const whole = runs.map((run) => toE164(run, field.country_code)).findLast((value) => value !== null);
  if (whole !== undefined && whole !== null) return { kind: "value", value: whole };
  // "Four one five, sorry about the noise, five five five …": told in pieces.
  const pieces = { plus: runs[0]?.plus === true, digits: runs.map(({ digits }) => digits).join("") };
  const inPieces = expected && runs.length > 1 && runs.every(({ digits, plus }, at) => digits.length >= leastDigits && (at === 0 || !plus)) ? toE164(pieces, field.country_code) : null;
  if (inPieces !== null) return { kind: "value", value: inPieces };
  const before = parts?.digits ?? "";
  const longest = runs.reduce<Run | null>((best, run) => (best === null || run.digits.length > best.digits.length ? run : best), null);
  if (longest === null || (!expected && before === "") || (before === "" && longest.digits.length < leastDigits)) return { kind: "none" };
  // A plus is kept as a sign before the digits until the number is whole.
  const said = `${before === "" && longest.plus ? "+" : ""}${before}${longest.digits}`;
  const run = { plus: said.startsWith("+"), digits: said.replace("+", "") };
  const joined = isLongEnough(run, field.country_code) ? toE164(run, field.country_code) : null;
  if (joined !== null) return { kind: "value", value: joined };
  if (run.digits.length > mostDigits || (!run.plus && run.digits.length >= 11)) return { kind: "refused", reason: "length", parts: null };
  return { kind: "parts", parts: { date: null, time: null, digits: said } };
}

/** With a plus a number may be whole at eight digits already; where the country is known by its code its length is. */
const isLongEnough = ({ plus, digits }: Run, country: string): boolean => !plus || !digits.startsWith(country) || (country !== "7" && country !== "1") || digits.length === 11;

/** "+79120001427" → "+7 912 000-14-27" */
export function phoneForEye(phone: string): string {
  const russian = /^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(phone);
  if (russian !== null) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return american === null ? phone : `+1 ${american[1]} ${american[2]}-${american[3]}`;
}
