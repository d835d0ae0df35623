/** Is a number open now? Hours, holidays and nights that run into the next day, on the wall clock of a zone. Pure. */
import { weekdays } from "@zvon/contract/numbers-api.ts";
import type { Hours, Open } from "@zvon/contract/numbers-api.ts";
import { addDays, minutesOf, weekdayOf } from "../language/calendar.ts";
import { zoneOf } from "../language/zone.ts";
import type { Zone } from "../language/zone.ts";

/** How far the next change is looked for: beyond a long weekend, and no further than anyone asks. */
const daysAhead = 14;
const dayMinutes = 24 * 60;

/** What the plan says of a date: a holiday with its year before the one of every year, before the weekday. */
function planOf(hours: Hours, date: string): readonly Open[] {
  const holiday = hours.holidays.find((one) => one.date === date) ?? hours.holidays.find((one) => one.date === date.slice(5));
  if (holiday !== undefined) return holiday.open;
  if (hours.week === null) return roundTheClock;
  const weekday = weekdays[weekdayOf(date) - 1];
  return weekday === undefined ? [] : (hours.week[weekday] ?? []);
}
const roundTheClock: readonly Open[] = [{ from: "00:00", to: "24:00" }];

const runsOver = ({ from, to }: Open): boolean => minutesOf(to) <= minutesOf(from);

function openAt(hours: Hours, moment: string): boolean {
  const [date = "", time = ""] = moment.split("T");
  const minute = minutesOf(time);
  const today = planOf(hours, date).some((one) => minute >= minutesOf(one.from) && (runsOver(one) || minute < minutesOf(one.to)));
  // What began yesterday ends as it would have, also on a holiday.
  return today || planOf(hours, addDays(date, -1)).some((one) => runsOver(one) && minute < minutesOf(one.to));
}

/** @param defaultZone of the account. @throws RangeError for a zone that does not exist. */
export const isOpen = (hours: Hours, defaultZone: string, nowMs: number): boolean => openAt(hours, zoneOf(hours.timeZone ?? defaultZone).momentAt(nowMs));

/** @returns wall time of the next opening or closing, ms since 1970; null when there is none within a fortnight. */
export function nextChange(hours: Hours, defaultZone: string, nowMs: number): number | null {
  if (hours.week === null && hours.holidays.length === 0) return null;
  const zone = zoneOf(hours.timeZone ?? defaultZone);
  const now = openAt(hours, zone.momentAt(nowMs));
  const today = zone.momentAt(nowMs).slice(0, 10);
  for (let day = -1; day <= daysAhead; day += 1) {
    const changed = boundariesOf(hours, addDays(today, day), zone).find((ms) => ms > nowMs && openAt(hours, zone.momentAt(ms)) !== now);
    if (changed !== undefined) return changed;
  }
  return null;
}

/** In order. A time that no clock shows (summer time begins) is when the clock has jumped over it. */
function boundariesOf(hours: Hours, date: string, zone: Zone): number[] {
  const minutes = planOf(hours, date).flatMap((one) => [minutesOf(one.from), minutesOf(one.to) + (runsOver(one) ? dayMinutes : 0)]);
  // A day that is closed all through changes at its midnight, too: what was open round the clock ends there.
  return [...new Set([0, ...minutes])].toSorted((a, b) => a - b).flatMap((minute) => instantOf(zone, date, minute) ?? []);
}

function instantOf(zone: Zone, date: string, minute: number): number | null {
  for (let later = 0; later <= 60; later += 30) {
    const at = minute + later;
    const day = addDays(date, Math.floor(at / dayMinutes));
    const inDay = at % dayMinutes;
    const instant = zone.instantOf(`${day}T${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(inDay % 60).padStart(2, "0")}`);
    if (instant !== null) return instant;
  }
  return null;
}
