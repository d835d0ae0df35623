/**
 * Moments in speech: «послезавтра в полтретьего», "a week from Monday, towards evening". Pieces are found by the grammar of
 * the language, denied and corrected ones are dropped, and what is left is counted from now. Nothing is guessed: words
 * that name neither day nor hour are null.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { addDays, addMonths, dateOf, minutesOf, timeOf, weekdayOf } from "../../../language/calendar.ts";
import type { LocalNow } from "../../../language/calendar.ts";
import { withoutSums } from "../../../language/sums.ts";
import { tokens } from "../../../language/tokens.ts";
import { nextWeekday } from "../../../language/time-speech.ts";
import { english } from "./english.ts";
import { mend } from "./mend.ts";
import { hideNumberRuns } from "./number-runs.ts";
import type { ClockPart, DayPart, Mention, MentionOf } from "./mention.ts";
import { russian } from "./russian.ts";
import { findMentions, settle } from "./settle.ts";
import type { Settled } from "./settle.ts";

export type Moment = {
  /** YYYY-MM-DD, null when no day is named. */
  date: string | null;
  /** HH:MM as people mean it: a bare hour from one to seven is of the afternoon. Of a range its beginning. From "24:00" on it is the night after `date`. */
  time: string | null;
  /** Minutes of the day that the words allow: both halves of it when none is named. */
  candidates: number[];
  part: DayPart | null;
  /** Bounds of a range or of the part, HH:MM; null where the words set none. */
  from: string | null;
  to: string | null;
  /** A calendar week whose day is not named: Monday to Sunday, of this week from today on. */
  days: { from: string; to: string } | null;
  /** A weekday without a word of which week: `date` is the next one. */
  weekday: number | null;
};

const grammars = { ru: russian, en: english };

/** The first and the last minute people mean; an hour of a morning may be earlier. */
export const partHours: Record<DayPart, { from: string; to: string }> = {
  morning: { from: "06:00", to: "12:00" },
  afternoon: { from: "12:00", to: "17:00" },
  evening: { from: "17:00", to: "23:00" },
  night: { from: "22:00", to: "24:00" },
};

/**
 * @param said the text, or its words with or without commas.
 * @param loose a lone number is an hour («пять» after «во сколько?»).
 */
export function readMoment(said: string | readonly string[], language: Language, now: LocalNow, { loose = false }: { loose?: boolean } = {}): Moment | null {
  const grammar = grammars[language];
  const list = hideNumberRuns(mend(typeof said === "string" ? tokens(withoutSums(said)) : said, language), language);
  const settled = settle(list, findMentions(list, grammar), grammar, loose);
  const exact = settled.anchor?.kind === "later" ? later(settled.anchor, now) : null;
  const date = exact?.date ?? dateFrom(settled, now.date);
  const clock = settled.clock === null || exact !== null ? null : { ...settled.clock, part: settled.clock.part ?? partFor(settled) };
  const candidates = exact === null ? (clock === null ? [] : minutesOfClock(clock)) : [minutesOf(exact.time)];
  const meant = exact !== null ? minutesOf(exact.time) : clock === null ? null : preferred(clock, candidates);
  const part = meant === null ? (settled.part?.part ?? null) : null;
  const days = date === null && exact === null ? weekFrom(settled, now.date) : null;
  if (date === null && meant === null && part === null && settled.end === null && days === null) return null;
  const end = settled.end === null ? null : lastMinute(settled.end, meant);
  const bounds = part === null ? null : partHours[part];
  return {
    date,
    time: meant === null ? null : timeOf(meant),
    candidates,
    part,
    from: settled.clock?.edge === "begins" && meant !== null ? timeOf(meant) : (bounds?.from ?? null),
    to: end !== null ? timeOf(end) : (settled.part?.until ?? bounds?.to ?? null),
    days,
    weekday: settled.anchor?.kind === "weekday" && settled.anchor.week === null && settled.modifier === null ? settled.anchor.weekday : null,
  };
}

function weekFrom({ anchor, modifier }: Settled, today: string): Moment["days"] {
  if (anchor !== null || modifier?.kind !== "week" || modifier.week < 0) return null;
  const monday = addDays(today, 1 - weekdayOf(today) + 7 * modifier.week);
  return { from: monday < today ? today : monday, to: addDays(monday, 6) };
}

/** The words with those of days and hours replaced by "#": for parsers of other numbers. A lone number is left, unless it is the hour of a day that is named. */
export function hideMoments(list: readonly string[], language: Language): string[] {
  const shown = hideNumberRuns(mend(list, language), language);
  const mentions = findMentions(shown, grammars[language]);
  const { clock } = settle(shown, mentions, grammars[language], false);
  for (const one of mentions) {
    const counts = one.kind !== "nothing" && !(one.kind === "clock" && one.weak && (clock?.hour !== one.hour || clock.minute !== one.minute));
    if (counts) shown.fill("#", one.from, one.to);
  }
  return shown;
}

/** A moment as one value: day and time, a day with its part, or null. A time alone is its next occurrence. */
export function whenOf(moment: Moment | null, now: LocalNow): { when: string; part?: DayPart } | null {
  if (moment === null || (moment.date === null && moment.time === null && moment.part === null)) return null;
  const { date, time, part } = moment;
  if (time !== null) {
    // The midnight that ends a day is the beginning of the next.
    if (time >= "24:00") return { when: `${addDays(date ?? now.date, 1)}T${timeOf(minutesOf(time) - 1440)}` };
    return { when: `${date ?? (time > now.time ? now.date : addDays(now.date, 1))}T${time}` };
  }
  if (part === null) return date === null ? null : { when: date };
  // «утром», said at night, is tomorrow's.
  return { when: date ?? (partHours[part].to <= now.time ? addDays(now.date, 1) : now.date), part };
}

function later({ minutes }: MentionOf<"later">, now: LocalNow): { date: string; time: string } {
  const at = minutesOf(now.time) + minutes;
  return { date: addDays(now.date, Math.floor(at / 1440)), time: timeOf(at % 1440) };
}

function dateFrom({ anchor, modifier, weekday }: Settled, today: string): string | null {
  if (anchor === null || anchor.kind === "later" || anchor.kind === "day_after" || anchor.kind === "same_weekday") return null;
  const shifted = (date: string | null) => (date === null ? null : modifier?.kind === "shift" ? addDays(date, modifier.days) : modifier?.kind === "weeks" ? addDays(date, modifier.count * 7) : date);
  switch (anchor.kind) {
    case "day": return shifted(addDays(today, anchor.days));
    case "weeks": return addDays(today, anchor.count * 7);
    case "months": return addMonths(today, anchor.count);
    case "nth_weekday": return nthWeekday(anchor, modifier?.kind === "month" ? modifier.ahead : null, today);
    case "date": {
      const date = nextDate(anchor, modifier?.kind === "month" ? modifier.ahead : null, today);
      // Which of the two is meant nobody knows.
      return date !== null && weekday !== null && weekdayOf(date) !== weekday ? null : shifted(date);
    }
    case "weekday": {
      const monday = addDays(today, 1 - weekdayOf(today));
      const week = modifier?.kind === "week" ? modifier.week : modifier?.kind === "weeks" ? modifier.count : anchor.week;
      if (week === null || modifier?.kind === "shift") return shifted(nextOf(today, anchor, monday));
      const date = addDays(monday, week * 7 + anchor.weekday - 1);
      // «в эту среду», said on Friday, is the one to come.
      return week === 0 && date < today ? addDays(date, 7) : date;
    }
  }
}
const nextOf = (today: string, anchor: MentionOf<"weekday">, monday: string): string => (anchor.week === null ? nextWeekday(today, anchor.weekday) : addDays(monday, anchor.week * 7 + anchor.weekday - 1));

/** Of the month that is named, of this one or the next ones: the first such day that is not over. */
function nthWeekday({ nth, weekday, month }: MentionOf<"nth_weekday">, ahead: number | null, today: string): string | null {
  for (let step = ahead ?? 0; step <= (ahead ?? 12); step += 1) {
    const first = addMonths(`${today.slice(0, 7)}-01`, step);
    if (month !== null && Number(first.slice(5, 7)) !== month) continue;
    const begin = addDays(first, (weekday - weekdayOf(first) + 7) % 7);
    const inMonth = [0, 1, 2, 3, 4].map((week) => addDays(begin, week * 7)).filter((date) => date.slice(0, 7) === first.slice(0, 7));
    const date = inMonth.at(nth > 0 ? nth - 1 : nth);
    if (date !== undefined && date >= today) return date;
  }
  return null;
}

/** The next date with that day of the month, and that month and year when they are named. */
function nextDate({ day, month, year }: MentionOf<"date">, ahead: number | null, today: string): string | null {
  const thisYear = Number(today.slice(0, 4));
  const thisMonth = Number(today.slice(5, 7));
  if (year !== null && month !== null) return dateOf(year, month, day);
  for (let step = ahead ?? 0; step <= (ahead ?? 96); step += 1) {
    const at = thisMonth - 1 + step;
    if (month !== null && (at % 12) + 1 !== month) continue;
    const date = dateOf(thisYear + Math.floor(at / 12), (at % 12) + 1, day);
    if (date !== null && (date >= today || ahead !== null)) return date;
  }
  return null;
}

/** A part said elsewhere in the phrase settles the hour too: «завтра вечером в семь». */
function partFor({ clock, part }: Settled): ClockPart | null {
  return clock === null || part === null ? null : part.part;
}

function minutesOfClock({ hour, minute, part }: MentionOf<"clock">): number[] {
  if (hour === 24) return [1440];
  if (hour > 12 || hour === 0) return [hour * 60 + minute];
  const am = (hour % 12) * 60 + minute;
  const pm = am + 720;
  switch (part) {
    case "am": return [am];
    case "pm": return [pm];
    // «двенадцать утра» is nobody's midnight.
    case "morning": return [hour === 12 ? pm : am];
    // «двенадцать дня» is noon, «одиннадцать дня» still morning.
    case "day": case "afternoon": return [hour >= 9 && hour < 12 ? am : pm];
    // «двенадцать вечера» ends the day.
    case "evening": return [hour === 12 ? 1440 + minute : pm];
    case "night": return [hour === 12 ? 1440 + minute : hour >= 8 ? pm : am];
    case null: return [am, pm];
  }
}

/** A bare hour: one to seven are of the afternoon, eight to eleven of the morning, twelve is noon. */
function preferred({ hour }: MentionOf<"clock">, candidates: readonly number[]): number {
  const [first = 0, second] = candidates;
  return second !== undefined && (hour <= 7 || hour === 12) ? second : first;
}

/** The end of a range comes after its beginning. */
function lastMinute(end: MentionOf<"clock">, begins: number | null): number {
  const candidates = minutesOfClock(end);
  return candidates.find((minutes) => begins !== null && minutes > begins) ?? preferred(end, candidates);
}

export type { DayPart, Mention };
