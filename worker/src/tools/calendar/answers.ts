/** What a calendar answers, whichever keeps the times: columns for flow and model, and free times as they are said. */
import type { ToolResult } from "../../dialogue/decision.ts";
import { dayTimeSpoken } from "../../dialogue/render.ts";
import type { ToolContext } from "../port.ts";
import type { Moment } from "../../language/zone.ts";
import { zoneOf } from "../../language/zone.ts";

/**
 * `free` yes or no, `next` up to three moments by commas, `next_1` … each by itself, `near` all of them as they are
 * said: «завтра, двадцать второго ноября, в час дня или в два часа дня», `offer` the same as a sentence.
 */
export function availabilityColumns(free: boolean, next: readonly Moment[], when: Moment | null, context: ToolContext): Record<string, string> {
  return { free: free ? "yes" : "no", ...(when === null ? {} : { when }), ...alternatives(next, context) };
}

export const booked = (when: Moment, context: ToolContext): ToolResult => ({ status: "ok", value: { booking: "booked", when, said: said([when], context) } });
/** The reason is the model's to read; a flow says `{tool.near}`. */
export const taken = (next: readonly Moment[], context: ToolContext): ToolResult => ({ status: "failed", reason: next.length === 0 ? "this time is not free" : `this time is not free; free: ${next.join(", ")}`, value: { free: "no", ...alternatives(next, context) } });

function alternatives(next: readonly Moment[], context: ToolContext): Record<string, string> {
  const near = said(next, context);
  const offer = near === "" ? "" : `${context.language === "ru" ? "Свободно" : "These are free"}: ${near}.`;
  return { next: next.join(", "), ...Object.fromEntries(next.map((when, index) => [`next_${index + 1}`, when])), near, offer };
}
/** `found`: none, or several, and then `near` which. */
export const noSuchAppointment: ToolResult = { status: "failed", reason: "there is no such appointment", value: { found: "none" } };
export const severalAppointments = (whens: readonly Moment[], context: ToolContext): ToolResult => ({ status: "failed", reason: `there are several: ${whens.join(", ")}; ask which one`, value: { found: "several", several: whens.join(", "), near: said(whens, context) } });
export const cancelled = (when: Moment, context: ToolContext): ToolResult => ({ status: "ok", value: { booking: "cancelled", when, said: said([when], context) } });

/** A day is named once, its hours after it. */
export function said(moments: readonly Moment[], { language, timeZone, nowMs }: ToolContext): string {
  const today = zoneOf(timeZone).momentAt(nowMs).slice(0, 10);
  const days = new Map<string, string[]>();
  for (const when of moments) days.set(when.slice(0, 10), [...(days.get(when.slice(0, 10)) ?? []), when.slice(11)]);
  const groups = [...days].map(([date, times]) => {
    const hours = times.map((time) => dayTimeSpoken({ date: null, time }, today, language).voice);
    return `${dayTimeSpoken({ date, time: null }, today, language).voice}, ${listed(hours, language)}`;
  });
  return groups.length < 2 ? (groups[0] ?? "") : `${groups.slice(0, -1).join("; ")}; ${language === "ru" ? "или" : "or"} ${groups.at(-1) ?? ""}`;
}

const listed = (words: readonly string[], language: ToolContext["language"]): string => (words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${language === "ru" ? "или" : "or"} ${words.at(-1) ?? ""}`);
