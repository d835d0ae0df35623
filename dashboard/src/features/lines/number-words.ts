/** A number and its hours as the list tells them. Pure. */
import { weekdays } from "@zvon/contract/numbers-api.ts";
import type { Hours, NumberRecord, Weekday } from "@zvon/contract/numbers-api.ts";
import { phone } from "../../lib/format.ts";
import type { Format } from "../../lib/format.ts";
import type { Translate } from "../../lib/i18n.tsx";
import { groupsOf } from "./hours.ts";

/** Digits of E.164 as people write them; an internal extension as it is. */
export const numberShown = (number: string): string => (/^\d{8,15}$/.test(number) ? phone(`+${number}`) : number);

/** "2026-11-21" in the zone. */
export const today = (zone: string): string => new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(Date.now());

/** "Пн–Пт 09:00–18:00, Сб 10:00–15:00". */
export function hoursWords({ week }: Pick<Hours, "week">, t: Translate): string {
  if (week === null) return t("lines.hours.always");
  const groups = groupsOf(week);
  if (groups.length === 0) return t("lines.hours.never");
  return groups.map(({ days, open }) => `${daysWords(days, t)} ${open.map(({ from, to }) => `${from}–${to}`).join(", ")}`).join("; ");
}

const shortDay = (day: Weekday, t: Translate): string => t(`lines.day.${day}`);
function daysWords(days: readonly Weekday[], t: Translate): string {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return "";
  if (days.length === weekdays.length) return t("lines.day.every");
  return days.length === 1 ? shortDay(first, t) : days.length === 2 ? `${shortDay(first, t)}, ${shortDay(last, t)}` : `${shortDay(first, t)}–${shortDay(last, t)}`;
}

/** What callers hear outside the hours. @param bots by id. */
export function afterHoursWords({ afterHours }: Pick<NumberRecord, "afterHours">, t: Translate, bots: ReadonlyMap<string, string>): string {
  switch (afterHours?.kind) {
    case undefined: return t("lines.afterHours.same");
    case "bot": return t("lines.after.bot", { name: bots.get(afterHours.botId) ?? "—" });
    case "message": return t("lines.after.message");
    case "forward": return t("lines.after.forward", { number: numberShown(afterHours.to) });
  }
}

/** Open now or not, and until when. @param format of the number's own zone. */
export function openWords({ openNow, until, hours }: Pick<NumberRecord, "openNow" | "until" | "hours">, t: Translate, format: Pick<Format, "date" | "time">, now: number): string {
  if (openNow && hours.week === null && until === null) return t("lines.hours.always");
  if (until === null) return t(openNow ? "lines.open" : "lines.closed");
  const time = format.date(until) === format.date(now) ? format.time(until) : `${format.date(until)}, ${format.time(until)}`;
  return t(openNow ? "lines.open.until" : "lines.closed.until", { time });
}
