/** «На час позже», "make it half an hour earlier": counted from the time that is known, and not from now. */
import type { Language } from "@zvon/contract/call-link.ts";
import { addDays, minutesOf, timeOf } from "../../language/calendar.ts";
import { readNumber } from "../../language/number-words.ts";

const spans: Record<Language, readonly [RegExp, number][]> = {
  ru: [[/^(?:полчаса|получаса)$/, 30], [/^(?:час|часик|часок)$/, 60], [/^(?:полтора|полтора часа)$/, 90]],
  en: [[/^half an hour$/, 30], [/^(?:an hour|one hour|hour)$/, 60], [/^(?:an hour and a half|hour and a half)$/, 90]],
};
const shifts: Record<Language, RegExp> = {
  ru: /(?:^| )на ((?:[а-я]+|\d+)(?: (?:часа|часов|час|минут|минуты))?) (раньше|пораньше|позже|попозже|позднее)(?: |$)/,
  en: /(?:^| )((?:half an hour|an hour(?: and a half)?|(?:[a-z]+|\d+) (?:hours?|minutes?))) (earlier|later|before that|after that)(?: |$)/,
};
const earlier = /^(?:раньше|пораньше|earlier|before that)$/;
/** Nobody moves a time by more so. */
const mostMinutes = 12 * 60;

/** @param list words. @param known of the time that is put right: both halves. @returns the other time; null where none is named so. */
export function shiftedFrom(list: readonly string[], known: { date: string | null; time: string | null } | null, language: Language): { date: string; time: string } | null {
  const found = shifts[language].exec(list.join(" "));
  if (found === null || known === null || known.date === null || known.time === null) return null;
  const minutes = minutesIn(found[1] ?? "", language);
  if (minutes === null || minutes > mostMinutes) return null;
  const at = minutesOf(known.time) + (earlier.test(found[2] ?? "") ? -minutes : minutes);
  const days = Math.floor(at / 1440);
  return { date: addDays(known.date, days), time: timeOf(at - days * 1440) };
}

function minutesIn(span: string, language: Language): number | null {
  const whole = spans[language].find(([pattern]) => pattern.test(span));
  if (whole !== undefined) return whole[1];
  const [word = "", unit = ""] = span.split(" ");
  if (unit === "") return null;
  const count = /^\d+$/.test(word) ? Number(word) : /^полтора$/.test(word) ? 1.5 : (readNumber([word], 0, language)?.value ?? null);
  if (count === null) return null;
  return Math.round(count * (/^(?:мин|min)/.test(unit) ? 1 : 60));
}
