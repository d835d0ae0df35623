/** Civil dates without a clock: "2026-11-21", "17:30", days added, weekdays. The time zone enters once, in `localClock`. */
export type LocalNow = { /** YYYY-MM-DD */ date: string; /** HH:MM */ time: string };

/**
 * The tenant's clock. Made once: a formatter costs more than everything else in a decision.
 * @param timeZone IANA name. @throws RangeError for a zone that does not exist.
 */
export function localClock(timeZone: string): (nowMs: number) => LocalNow {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return (nowMs) => {
    const parts = format.formatToParts(nowMs);
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "00";
    return { date: `${part("year")}-${part("month")}-${part("day")}`, time: `${part("hour")}:${part("minute")}` };
  };
}

const dayMs = 86_400_000;
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);

export const addDays = (date: string, days: number): string => new Date(utc(date) + days * dayMs).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / dayMs);

/** 1 Monday … 7 Sunday. */
export const weekdayOf = (date: string): number => ((new Date(utc(date)).getUTCDay() + 6) % 7) + 1;

/** The date, or null when there is no such day (31 November). */
export function dateOf(year: number, month: number, day: number): string | null {
  const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const at = utc(date);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? null : date;
}

/** The same day so many months on, or the last day of a shorter month. */
export function addMonths(date: string, count: number): string {
  const at = Number(date.slice(5, 7)) - 1 + count;
  const [year, month] = [Number(date.slice(0, 4)) + Math.floor(at / 12), (((at % 12) + 12) % 12) + 1];
  for (let day = Number(date.slice(8, 10)); day > 28; day -= 1) {
    const same = dateOf(year, month, day);
    if (same !== null) return same;
  }
  return dateOf(year, month, Math.min(28, Number(date.slice(8, 10)))) ?? date;
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
export const timeOf = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
