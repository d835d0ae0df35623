/** Appointments as their page shows them: by days, with services in words. Pure. */
import type { AppointmentList } from "@zvon/contract/appointments-api.ts";
import { listAt, membersAt, textAt } from "../../lib/pointer.ts";

export type Appointment = AppointmentList["appointments"][number];
export type Day = { date: string; appointments: readonly Appointment[] };

/** In order of days, each with its own in order of time; those that were cancelled stand where they were. */
export function byDays(appointments: readonly Appointment[]): Day[] {
  const days = new Map<string, Appointment[]>();
  for (const one of appointments) {
    const date = one.when.slice(0, 10);
    const day = days.get(date);
    if (day === undefined) days.set(date, [one]);
    else day.push(one);
  }
  return [...days].toSorted(([a], [b]) => a.localeCompare(b)).map(([date, own]) => ({ date, appointments: own }));
}

/** "13:00" and "13:45" of an appointment at "2026-11-23T13:00" that takes 45 minutes; past midnight it begins anew. */
export function hoursOf({ when, minutes }: Pick<Appointment, "when" | "minutes">): { from: string; to: string } {
  const from = when.slice(11, 16);
  const end = (Number(from.slice(0, 2)) * 60 + Number(from.slice(3)) + minutes) % (24 * 60);
  const two = (part: number) => String(part).padStart(2, "0");
  return { from, to: `${two(Math.floor(end / 60))}:${two(end % 60)}` };
}

/** @returns the day so many days on; `date` as "2026-11-23". */
export const daysOn = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** "2026-11-23" in the zone. */
export const dayIn = (zone: string, at: number): string => new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(at);

/** What the options of bots' choices are called: value → label. An earlier bot's word stays. */
export function optionWords(configs: readonly unknown[], language: "ru" | "en"): Map<string, string> {
  const words = new Map<string, string>();
  for (const config of configs) {
    for (const [, field] of membersAt(config, "/fields")) {
      for (const option of listAt(field, "/options")) {
        const value = textAt(option, "/value");
        const label = textAt(option, `/label/${language}`) || textAt(option, "/label/ru") || textAt(option, "/label/en");
        if (value !== "" && label !== "" && !words.has(value)) words.set(value, label);
      }
    }
  }
  return words;
}
