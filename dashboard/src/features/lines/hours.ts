/** Business hours as their editor and the list show them. Pure; times are wall times "09:00", days as the contract names them. */
import { weekdays } from "@zvon/contract/numbers-api.ts";
import type { Hours, Open, Weekday } from "@zvon/contract/numbers-api.ts";

export type Week = NonNullable<Hours["week"]>;

/** Monday to Friday, nine to six: what most begin from. */
export const officeWeek: Week = Object.fromEntries(weekdays.slice(0, 5).map((day) => [day, [{ from: "09:00", to: "18:00" }]]));

/** Days in a row that are open alike: { days: ["mon", …, "fri"], open }. Closed days are left out. */
export function groupsOf(week: Week): { days: Weekday[]; open: readonly Open[] }[] {
  const groups: { days: Weekday[]; open: readonly Open[] }[] = [];
  let last = -2;
  weekdays.forEach((day, index) => {
    const open = week[day] ?? [];
    if (open.length === 0) return;
    const group = groups.at(-1);
    if (group !== undefined && last === index - 1 && sameHours(group.open, open)) group.days.push(day);
    else groups.push({ days: [day], open });
    last = index;
  });
  return groups;
}

const sameHours = (a: readonly Open[], b: readonly Open[]): boolean => a.length === b.length && a.every((one, index) => one.from === b[index]?.from && one.to === b[index]?.to);

/** A time of day as people write it: "9", "9:30", "930", "9.30" → "09:30". @returns what was written where it is none: the server says so. */
export function timeOf(written: string): string {
  const [, hours, minutes = "00"] = /^(\d{1,2})[:.\s]?(\d{2})?$/.exec(written.trim()) ?? [];
  return hours === undefined || Number(hours) > 24 || Number(minutes) > 59 ? written : `${hours.padStart(2, "0")}:${minutes}`;
}

/** The next opening of a day, after its last one; the day's end is never passed. */
export function nextOpening(open: readonly Open[]): Open {
  const last = open.at(-1)?.to ?? "09:00";
  const hour = last === "24:00" ? 23 : Math.min(22, Number(last.slice(0, 2)) + 1);
  const two = (part: number) => String(part).padStart(2, "0");
  return open.length === 0 ? { from: "09:00", to: "18:00" } : { from: `${two(hour)}:00`, to: hour + 4 >= 24 ? "24:00" : `${two(hour + 4)}:00` };
}

/** Public holidays of Russia that fall on the same date every year (Labour Code, article 112). */
export const russianHolidays: readonly { date: string; ru: string; en: string }[] = [
  ...["01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08"].map((date) => ({ date, ru: date === "01-07" ? "Рождество" : "Новогодние каникулы", en: date === "01-07" ? "Orthodox Christmas" : "New Year holidays" })),
  { date: "02-23", ru: "День защитника Отечества", en: "Defender of the Fatherland Day" },
  { date: "03-08", ru: "Международный женский день", en: "Women's Day" },
  { date: "05-01", ru: "Праздник Весны и Труда", en: "Spring and Labour Day" },
  { date: "05-09", ru: "День Победы", en: "Victory Day" },
  { date: "06-12", ru: "День России", en: "Russia Day" },
  { date: "11-04", ru: "День народного единства", en: "Unity Day" },
];

/** "12-31" comes every year. */
export const isYearly = (date: string): boolean => date.length === 5;
/** As a browser's calendar takes it: a yearly date in the year of `today`. */
export const dateShown = (date: string, today: string): string => (isYearly(date) ? `${today.slice(0, 4)}-${date}` : date);
