/**
 * A day and a time of day, relative to now: «послезавтра в полтретьего», "next friday at quarter to five".
 * What was said is read by `readMoment`; here it meets the hours, days and grid that the owner offers.
 */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { addDays, daysBetween, minutesOf, timeOf, weekdayOf } from "../../language/calendar.ts";
import { numberInWords, plural } from "../../language/number-speech.ts";
import { ruWeekdays } from "../../language/time-speech.ts";
import type { DayTimeParts } from "../state.ts";
import { readMoment } from "./moment/moment.ts";
import type { Moment } from "./moment/moment.ts";
import { offeredDay, pickOffered } from "./offered.ts";
import type { Reading, ReadingContext } from "./reading.ts";
import { shiftedFrom } from "./shifted.ts";

const toParts = (value: string) => ({ date: value.slice(0, 10), time: value.slice(11, 16) });
export const partsOf = (value: string | null | undefined) => (value === undefined || value === null ? null : toParts(value));

/** @param list affirmed words. @returns a value "YYYY-MM-DDTHH:MM" in the tenant's time, or the half that was named, its hours narrowed where a part of the day was. */
export function readDayTime(field: FieldOf<"day_time">, list: readonly string[], context: ReadingContext): Reading {
  const { language, now, parts } = context;
  const shifted = shiftedFrom(list, parts, language);
  if (shifted !== null) return offeredAt(field, shifted, now);
  const moment = readMoment(context.text ?? list, language, now, { loose: context.expected });
  const picked = context.expected && context.offered !== undefined ? pickOffered(context.offered, list, moment, parts, context) : null;
  if (picked !== null) return { kind: "value", value: picked };
  if (moment === null) return { kind: "none" };
  const days = moment.days ?? (moment.date === null ? (parts?.days ?? null) : null);
  const date = moment.date !== null ? inWeek(moment, moment.date, parts?.days) : moment.days !== null ? null : (parts?.date ?? (context.expected && days === null ? offeredDay(context.offered) : null));
  const open = { from: minutesOf(field.from), to: minutesOf(field.to) };
  const isRange = moment.from !== null || moment.to !== null;
  let clock: string | null = isRange ? null : (parts?.time ?? null);
  let window = isRange || moment.time !== null ? null : (parts?.window ?? null);
  if (isRange) {
    const hours = narrowed(field, moment);
    if (hours === null) return { kind: "refused", reason: "closed", parts: { date, time: null } };
    if (hours.from === hours.to) clock = hours.from;
    else window = hours;
  } else if (moment.time !== null) {
    const within = (hours: { from: number; to: number }) => moment.candidates.filter((minutes) => minutes >= hours.from && minutes <= hours.to);
    // The hours named before come first; both halves of the day may be open: people mean the one of daylight.
    const hours = parts?.window ?? null;
    const asked = hours === null ? [] : within({ from: minutesOf(hours.from), to: minutesOf(hours.to) });
    const offered = asked.length > 0 ? asked : within(open);
    const minutes = halfOfDay(offered, minutesOf(moment.time), parts?.time ?? null);
    if (minutes === undefined) return { kind: "refused", reason: "closed", parts: { date, time: null } };
    if ((minutes - open.from) % field.step_minutes !== 0) return { kind: "refused", reason: "step", parts: { date, time: null } };
    clock = timeOf(minutes);
  }
  const named = (day: string | null, time: string | null): DayTimeParts => ({ date: day, time, ...(time === null && window !== null ? { window } : {}), ...(day === null && days !== null ? { days } : {}) });
  if (days !== null && date === null && daysBetween(now.date, days.from) > field.days_ahead) return { kind: "refused", reason: "too_far", parts: clock === null ? null : { date: null, time: clock } };
  if (date !== null) {
    const ahead = daysBetween(now.date, date);
    if (ahead < 0) return { kind: "refused", reason: "past", parts: named(null, clock) };
    if (ahead > field.days_ahead) return { kind: "refused", reason: "too_far", parts: named(null, clock) };
    if (!field.weekdays.includes(weekdayOf(date))) return { kind: "refused", reason: "closed", parts: named(null, clock) };
    if (ahead === 0 && clock !== null && clock <= now.time) return { kind: "refused", reason: "past", parts: { date, time: null } };
    // Today after the last hour, or after the hours named.
    if (ahead === 0 && clock === null && (window?.to ?? field.to) <= now.time) return { kind: "refused", reason: "past", parts: { date: field.to <= now.time ? null : date, time: null } };
  }
  return date !== null && clock !== null ? { kind: "value", value: `${date}T${clock}` } : { kind: "parts", parts: named(date, clock) };
}

/** A whole moment against the owner's hours, days and grid. */
function offeredAt(field: FieldOf<"day_time">, { date, time }: { date: string; time: string }, now: ReadingContext["now"]): Reading {
  const refused = (reason: Extract<Reading, { kind: "refused" }>["reason"]): Reading => ({ kind: "refused", reason, parts: { date, time: null } });
  if (time < field.from || time > field.to || !field.weekdays.includes(weekdayOf(date))) return refused("closed");
  if ((minutesOf(time) - minutesOf(field.from)) % field.step_minutes !== 0) return refused("step");
  if (`${date}T${time}` <= `${now.date}T${now.time}`) return refused("past");
  return daysBetween(now.date, date) > field.days_ahead ? refused("too_far") : { kind: "value", value: `${date}T${time}` };
}

/** "Tuesday" of the week that was named before. */
function inWeek({ weekday }: Moment, date: string, days: DayTimeParts["days"]): string {
  if (days === undefined || weekday === null) return date;
  const inIt = addDays(days.to, weekday - 7);
  return inIt < days.from ? date : inIt;
}

/** Both halves of the day may be open: a correction stays in that of the hour before («нет, в восемь» after seven in the evening). */
function halfOfDay(open: readonly number[], meant: number, before: string | null): number | undefined {
  if (before !== null && open.length > 1) return open.toSorted((one, other) => Math.abs(one - minutesOf(before)) - Math.abs(other - minutesOf(before)))[0];
  return open.includes(meant) ? meant : open[0];
}

/** The hours of a range or a part of the day that are offered, on the grid; null when none is. */
function narrowed(field: FieldOf<"day_time">, { from, to }: Pick<Moment, "from" | "to">): { from: string; to: string } | null {
  const first = minutesOf(field.from);
  const begins = Math.max(first, minutesOf(from ?? field.from));
  const ends = Math.min(minutesOf(field.to), minutesOf(to ?? field.to));
  const onGrid = first + Math.ceil((begins - first) / field.step_minutes) * field.step_minutes;
  const lastOnGrid = first + Math.floor((ends - first) / field.step_minutes) * field.step_minutes;
  return onGrid > lastOnGrid ? null : { from: timeOf(onGrid), to: timeOf(lastOnGrid) };
}

const near: Record<Language, string[]> = { ru: ["сегодня", "завтра", "послезавтра"], en: ["today", "tomorrow", "the day after tomorrow"] };
const enWeekdayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function weekdayPhrases(field: FieldOf<"day_time">, language: Language): string[] {
  return field.weekdays.map((weekday) => (language === "en" ? `on ${enWeekdayNames[weekday - 1] ?? ""}` : `${weekday === 2 ? "во" : "в"} ${ruWeekdays[weekday] ?? ""}`));
}

/** «в пять» and «в пять часов», "at five" and "at five o'clock"; minutes follow the hour. Twelve-hour words: the offered hours say which half of the day. */
function timePhrase(minutes: number, language: Language, long: boolean): string {
  const hours = Math.floor(minutes / 60);
  const twelve = hours % 12 === 0 ? 12 : hours % 12;
  const rest = minutes % 60 === 0 ? "" : ` ${numberInWords(minutes % 60, language, "feminine")}`;
  if (language === "en") {
    const hour = numberInWords(twelve, "en");
    return rest === "" && long ? `at ${hour} o'clock` : `at ${hour}${rest}`;
  }
  if (twelve === 1) return `в час${rest === "" ? (long ? " дня" : "") : rest}`;
  const hour = numberInWords(twelve, "ru");
  return rest === "" && long ? `в ${hour} ${plural(twelve, "час", "часа", "часов")}` : `в ${hour}${rest}`;
}

function listedTimes(field: FieldOf<"day_time">): number[] {
  const listed: number[] = [];
  for (let minutes = minutesOf(field.from); minutes <= minutesOf(field.to); minutes += field.listed_step_minutes) listed.push(minutes);
  return listed;
}

export function timePhrases(field: FieldOf<"day_time">, language: Language): string[] {
  return listedTimes(field).flatMap((minutes) => [timePhrase(minutes, language, false), timePhrase(minutes, language, true)]);
}
export function shortTimePhrases(field: FieldOf<"day_time">, language: Language): string[] {
  return listedTimes(field).map((minutes) => timePhrase(minutes, language, false));
}
export function dayPhrases(field: FieldOf<"day_time">, language: Language): string[] {
  return [...near[language], ...weekdayPhrases(field, language)];
}
/** One form each, or the list would double: near days with the short time, weekdays with the long. */
export function dayTimePhrases(field: FieldOf<"day_time">, language: Language): string[] {
  const times = listedTimes(field);
  const pair = (days: string[], long: boolean) => days.flatMap((day) => times.map((minutes) => `${day} ${timePhrase(minutes, language, long)}`));
  return [...pair(near[language], false), ...pair(weekdayPhrases(field, language), true)];
}

