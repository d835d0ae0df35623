/**
 * The built-in calendar's rules, without a store: which times there are and which of them are free. Slots begin on a
 * grid from each day's opening, in the tenant's zone; an hour that summer time skips has none.
 */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import { z } from "zod";
import { addDays, daysBetween, minutesOf, timeOf, weekdayOf } from "../../language/calendar.ts";
import type { Moment, Zone } from "../../language/zone.ts";
import { mostAtOnce } from "../../language/overlap.ts";

export type Rules = Pick<ToolOf<"calendar">["config"], "slot_minutes" | "step_minutes" | "capacity" | "hours" | "closed" | "days_ahead" | "notice_minutes">;
export type Slot = { when: Moment; startMs: number; endMs: number };
/** An appointment that stands. */
export type Busy = { startMs: number; endMs: number };
export type PartOfDay = "morning" | "afternoon" | "evening";
export type Wanted = { date: string | null; time: string | null; part: PartOfDay | null };
export type Calendar = { rules: Rules; zone: Zone; nowMs: number; busy: readonly Busy[] };

/** Why nobody can be booked then. closed: no working hours; too_soon: past, or within the notice; too_far: beyond the days that are open for booking. */
export const whyNotSchema = z.enum(["taken", "closed", "too_soon", "too_far"]);
export type WhyNot = z.infer<typeof whyNotSchema>;

const minuteMs = 60_000;
const parts: Record<PartOfDay, { from: string; to: string }> = { morning: { from: "00:00", to: "12:00" }, afternoon: { from: "12:00", to: "17:00" }, evening: { from: "17:00", to: "24:00" } };
/** So many are told: more nobody keeps in mind by ear. */
const mostAlternatives = 3;
/** Of other days: where so many are full, a year of them is not worth a caller's seconds. */
const farthestDays = 60;

/** All slots of a day, taken or not, past ones left out. */
export function slotsOf(date: string, { rules, zone, nowMs }: Omit<Calendar, "busy">): Slot[] {
  const open = rules.hours[String(weekdayOf(date))];
  const ahead = daysBetween(zone.momentAt(nowMs).slice(0, 10), date);
  if (open === undefined || rules.closed.includes(date) || ahead < 0 || ahead > rules.days_ahead) return [];
  // A place that is open until midnight writes 00:00.
  const end = open.to === "00:00" ? 24 * 60 : minutesOf(open.to);
  const from = minutesOf(open.from);
  const firstMs = zone.instantOf(`${date}T${open.from}`);
  const lastMs = end > from ? zone.instantOf(`${date}T${timeOf(end - 1)}`) : null;
  // Where no clock is put on or back between them all others are counted: asking the zone for each, a full salon of 60 days took 121 ms of a caller's turn, so 29.
  const even = firstMs !== null && lastMs !== null && lastMs - firstMs === (end - 1 - from) * minuteMs;
  const slots: Slot[] = [];
  for (let minute = from; minute + rules.slot_minutes <= end; minute += rules.step_minutes ?? rules.slot_minutes) {
    const when = `${date}T${timeOf(minute)}`;
    const startMs = even ? firstMs + (minute - from) * minuteMs : zone.instantOf(when);
    if (startMs !== null && startMs >= nowMs + rules.notice_minutes * minuteMs) slots.push({ when, startMs, endMs: startMs + rules.slot_minutes * minuteMs });
  }
  return slots;
}

/** @returns null when there is no such slot: closed, past, too soon, too far, or between two. */
export const slotAt = (when: Moment, calendar: Omit<Calendar, "busy">): Slot | null => slotsOf(when.slice(0, 10), calendar).find((slot) => slot.when === when) ?? null;

/** Of a time that is not free. A time between two slots of an open hour counts as taken: it can't be had, and its neighbours are offered. */
export function whyNot({ date, time }: Wanted, { rules, zone, nowMs }: Omit<Calendar, "busy">): WhyNot {
  if (date === null) return "taken";
  const now = zone.momentAt(nowMs);
  const ahead = daysBetween(now.slice(0, 10), date);
  if (ahead < 0) return "too_soon";
  const open = rules.hours[String(weekdayOf(date))];
  if (open === undefined || rules.closed.includes(date)) return "closed";
  if (ahead > rules.days_ahead) return "too_far";
  if (time === null) return "taken";
  const end = open.to === "00:00" ? 24 * 60 : minutesOf(open.to);
  if (minutesOf(time) < minutesOf(open.from) || minutesOf(time) + rules.slot_minutes > end) return "closed";
  const startMs = zone.instantOf(`${date}T${time}`);
  return startMs !== null && startMs < nowMs + rules.notice_minutes * minuteMs ? "too_soon" : "taken";
}

/** Appointments may be of another length than slots have now. */
export const isFree = (slot: Busy, { rules, busy }: Pick<Calendar, "rules" | "busy">): boolean => mostAtOnce(busy, slot) < rules.capacity;

/** Is what was asked for free, and which times are near it: at most three, in order. */
export function availability(wanted: Wanted, calendar: Calendar): { free: boolean; next: Slot[] } {
  const { rules, zone, nowMs, busy } = calendar;
  const today = zone.momentAt(nowMs).slice(0, 10);
  const days = Array.from({ length: rules.days_ahead + 1 }, (_, day) => addDays(today, day));
  const free = (date: string): Slot[] => {
    const slots = slotsOf(date, calendar);
    const [first, last] = [slots[0], slots.at(-1)];
    const ofDay = first === undefined || last === undefined ? [] : busy.filter((one) => one.startMs < last.endMs && one.endMs > first.startMs);
    return slots.filter((slot) => isFree(slot, { rules, busy: ofDay }));
  };
  const fits = ({ when }: Slot): boolean => (wanted.time === null || when.slice(11) === wanted.time) && (wanted.part === null || (when.slice(11) >= parts[wanted.part].from && when.slice(11) < parts[wanted.part].to));
  const { date, time } = wanted;
  if (date === null) {
    const fitting = firstOf(days.slice(0, farthestDays), (day) => free(day).filter(fits));
    return { free: fitting.length > 0, next: fitting.length > 0 ? fitting : firstOf(days.slice(0, farthestDays), free) };
  }
  const ofDay = free(date);
  const fitting = ofDay.filter(fits);
  if (time === null && fitting.length > 0) return { free: true, next: spread(fitting) };
  const fixed = fitting[0];
  const target = minutesOf(time ?? (wanted.part === null ? "00:00" : parts[wanted.part].from));
  const away = ({ when }: Slot): number => Math.abs(minutesOf(when.slice(11)) - target);
  const near = (slots: Slot[]): Slot[] => slots.filter((slot) => slot !== fixed).toSorted((a, b) => away(a) - away(b));
  // The same day first: who named a day means it. Then the days around it, at that hour.
  const others = days.filter((day) => day !== date).toSorted((a, b) => Math.abs(daysBetween(date, a)) - Math.abs(daysBetween(date, b))).slice(0, farthestDays);
  const found = near(ofDay);
  for (const day of others) {
    if (found.length >= mostAlternatives) break;
    found.push(...near(free(day)).slice(0, mostAlternatives - found.length));
  }
  const chosen = found.slice(0, mostAlternatives).toSorted((a, b) => a.startMs - b.startMs);
  return { free: time !== null && fixed !== undefined, next: chosen };
}

function firstOf(days: readonly string[], slots: (day: string) => Slot[]): Slot[] {
  const found: Slot[] = [];
  for (const day of days) {
    found.push(...slots(day));
    if (found.length >= mostAlternatives) break;
  }
  return found.slice(0, mostAlternatives);
}

/** The first, one in the middle and the last: a caller hears what kind of day it is. */
function spread(slots: Slot[]): Slot[] {
  if (slots.length <= mostAlternatives) return slots;
  return [0, Math.floor((slots.length - 1) / 2), slots.length - 1].flatMap((index) => slots[index] ?? []);
}
