/** Is a number open now? Hours, holidays and nights that run into the next day, on the wall clock of a zone. Pure. */
import { weekdays } from "@zvon/contract/numbers-api.ts";
import type { Hours, Open } from "@zvon/contract/numbers-api.ts";
import { addDays, minutesOf, timeOf, weekdayOf } from "../language/calendar.ts";
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

/** A clock costs more than all that is read from it: who looks at many numbers gives one that remembers. */
export type Zones = (name: string) => Zone;
export function rememberedZones(): Zones {
  const known = new Map<string, Zone>();
  return (name) => {
    const zone = known.get(name) ?? zoneOf(name);
    known.set(name, zone);
    return zone;
  };
}

/** @param defaultZone of the account. @throws RangeError for a zone that does not exist. */
export const isOpen = (hours: Hours, defaultZone: string, nowMs: number, zones: Zones = zoneOf): boolean => openAt(hours, zones(hours.timeZone ?? defaultZone).momentAt(nowMs));

/** @returns wall time of the next opening or closing, ms since 1970; null when there is none within a fortnight. */
export function nextChange(hours: Hours, defaultZone: string, nowMs: number, zones: Zones = zoneOf): number | null {
  if (hours.week === null && hours.holidays.length === 0) return null;
  const zone = zones(hours.timeZone ?? defaultZone);
  const wall = zone.momentAt(nowMs);
  const now = openAt(hours, wall);
  const today = wall.slice(0, 10);
  for (let day = -1; day <= daysAhead; day += 1) {
    // Looked for on the wall, where it costs nothing; only what is found is made an instant.
    const changed = boundariesOf(hours, addDays(today, day)).find((moment) => moment > wall && openAt(hours, moment) !== now);
    if (changed !== undefined) return instantOf(zone, changed);
  }
  return null;
}

/** In order, on the wall. */
function boundariesOf(hours: Hours, date: string): string[] {
  const minutes = planOf(hours, date).flatMap((one) => [minutesOf(one.from), minutesOf(one.to) + (runsOver(one) ? dayMinutes : 0)]);
  // A day that is closed all through changes at its midnight, too: what was open round the clock ends there.
  return [...new Set([0, ...minutes])].toSorted((a, b) => a - b).map((minute) => `${addDays(date, Math.floor(minute / dayMinutes))}T${timeOf(minute % dayMinutes)}`);
}

/** A time that no clock shows (summer time begins) is when the clock has jumped over it: a whole hour, half of one on Lord Howe. */
function instantOf(zone: Zone, moment: string): number | null {
  const [date = "", time = ""] = moment.split("T");
  for (const later of [0, 30, 60]) {
    const minute = minutesOf(time) + later;
    const instant = zone.instantOf(`${addDays(date, Math.floor(minute / dayMinutes))}T${timeOf(minute % dayMinutes)}`);
    if (instant !== null) return instant;
  }
  return null;
}
