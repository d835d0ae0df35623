/**
 * A day and a time of day, relative to now: «послезавтра в полтретьего», "next friday at quarter to five".
 * The time is read first and taken out, for «десять минут шестого» holds an ordinal that is no date.
 */
import type { FieldOf } from "@zvon/contract/bot-fields.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { daysBetween, minutesOf, timeOf, weekdayOf } from "../../language/calendar.ts";
import { numberInWords, plural } from "../../language/number-speech.ts";
import { ruWeekdays } from "../../language/time-speech.ts";
import { readDay } from "./day.ts";
import { readTime } from "./time.ts";
import type { Reading, ReadingContext } from "./reading.ts";

const toParts = (value: string) => ({ date: value.slice(0, 10), time: value.slice(11, 16) });
export const partsOf = (value: string | null | undefined) => (value === undefined || value === null ? null : toParts(value));

/** @param list affirmed words. @returns a value "YYYY-MM-DDTHH:MM" in the tenant's time, or the half that was named. */
export function readDayTime(field: FieldOf<"day_time">, list: readonly string[], context: ReadingContext): Reading {
  const { language, now, parts } = context;
  const time = readTime(list, language, context.expected);
  const day = readDay(time === null ? list : time.rest, language, now.date);
  if (time === null && day === null) return { kind: "none" };
  const date = day ?? parts?.date ?? null;
  const from = minutesOf(field.from);
  const to = minutesOf(field.to);
  let clock: string | null = parts?.time ?? null;
  if (time !== null) {
    const open = time.candidates.filter((minutes) => minutes >= from && minutes <= to);
    // Both five in the morning and five in the evening may be open round the clock: people mean the day.
    const minutes = open.length > 1 ? (open.find((one) => one >= 8 * 60 && one < 20 * 60) ?? open[0]) : open[0];
    if (minutes === undefined) return { kind: "refused", reason: "closed", parts: { date, time: null } };
    if ((minutes - from) % field.step_minutes !== 0) return { kind: "refused", reason: "step", parts: { date, time: null } };
    clock = timeOf(minutes);
  }
  if (date !== null) {
    const ahead = daysBetween(now.date, date);
    if (ahead < 0) return { kind: "refused", reason: "past", parts: { date: null, time: clock } };
    if (ahead > field.days_ahead) return { kind: "refused", reason: "too_far", parts: { date: null, time: clock } };
    if (!field.weekdays.includes(weekdayOf(date))) return { kind: "refused", reason: "closed", parts: { date: null, time: clock } };
    if (ahead === 0 && clock !== null && clock <= now.time) return { kind: "refused", reason: "past", parts: { date, time: null } };
    // Today after the last hour.
    if (ahead === 0 && clock === null && field.to <= now.time) return { kind: "refused", reason: "past", parts: { date: null, time: null } };
  }
  return date !== null && clock !== null ? { kind: "value", value: `${date}T${clock}` } : { kind: "parts", parts: { date, time: clock } };
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

