/** What a calendar answers, whichever keeps the times: columns for flow and model, and free times as they are said. */
import type { ToolResult } from "../../dialogue/decision.ts";
import type { DayHours } from "@zvon/contract/calendar-hours.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { momentsInWords, offerInWords } from "../../dialogue/free-times.ts";
import { hoursOfWeekSpoken } from "../../dialogue/opening-hours.ts";
import type { ToolContext } from "../port.ts";
import type { Sentence } from "@zvon/contract/bot-fault.ts";
import type { WhyNot } from "./slots.ts";
import type { Moment } from "../../language/zone.ts";
import { zoneOf } from "../../language/zone.ts";

/**
 * `free` yes or no, `next` up to three moments by commas, `next_1` … each by itself, `near` all of them as they are
 * said: «завтра, двадцать второго ноября, в час дня или в два часа дня», `offer` the same as a sentence.
 */
export function availabilityColumns(why: WhyNot | null, next: readonly Moment[], when: Moment | null, context: ToolContext, hours: Hours = {}): Record<string, string> {
  return { free: why === null ? "yes" : "no", ...(why === null ? {} : whyColumns(why, context, hours)), ...(when === null ? {} : { when }), ...alternatives(next, context) };
}

/** `why`: taken, closed, too_soon or too_far; `open`: no where a time can't be had by anybody; `refusal`: the same as a sentence. */
const whyColumns = (why: WhyNot, { language }: ToolContext, hours: Hours): Record<string, string> => ({ why, open: why === "taken" ? "yes" : "no", refusal: [refusals[why][language], ...(why === "closed" ? openAt(hours, language) : [])].join(" ") });

/** By the day of the week; empty where another service keeps them. */
type Hours = Readonly<Record<string, DayHours>>;
/** Who asked for a closed day is told which days are open. */
const openAt = (hours: Hours, language: Language): string[] => (Object.keys(hours).length === 0 ? [] : [`${language === "ru" ? "Мы открыты" : "We are open"} ${hoursOfWeekSpoken(hours, language).voice}.`]);

const refusals: Record<WhyNot, Sentence> = {
  taken: { ru: "На это время уже занято.", en: "That time is taken already." },
  closed: { ru: "В это время мы не работаем.", en: "We are closed then." },
  too_soon: { ru: "На это время записать уже нельзя.", en: "It is too late to book that time." },
  too_far: { ru: "Запись на такой день ещё не открыта.", en: "That day can't be booked yet." },
};
const reasons: Record<WhyNot, string> = { taken: "this time is not free", closed: "closed at this time", too_soon: "too late to book this time", too_far: "this day can't be booked yet" };

export const booked = (when: Moment, context: ToolContext): ToolResult => ({ status: "ok", value: { booking: "booked", when, said: said([when], context) } });
/** `old`: cancelled, none, several or unknown; where it is not cancelled a person has to look. */
export const moved = (when: Moment, old: "cancelled" | "none" | "several" | "unknown", context: ToolContext): ToolResult => ({ status: "ok", value: { booking: "moved", when, said: said([when], context), old } });
/** The reason is the model's to read; a flow says `{tool.near}`. */
export const refused = (why: WhyNot, next: readonly Moment[], context: ToolContext, hours: Hours = {}): ToolResult => ({ status: "failed", reason: next.length === 0 ? reasons[why] : `${reasons[why]}; free: ${next.join(", ")}`, value: { free: "no", ...whyColumns(why, context, hours), ...alternatives(next, context) } });

function alternatives(next: readonly Moment[], context: ToolContext): Record<string, string> {
  const near = said(next, context);
  return { next: next.join(", "), ...Object.fromEntries(next.map((when, index) => [`next_${index + 1}`, when])), near, offer: offerInWords(near, context.language) };
}
/** `found`: none, or several, and then `near` which. */
export const noSuchAppointment: ToolResult = { status: "failed", reason: "there is no such appointment", value: { found: "none" } };
export const severalAppointments = (whens: readonly Moment[], context: ToolContext): ToolResult => ({ status: "failed", reason: `there are several: ${whens.join(", ")}; ask which one`, value: { found: "several", several: whens.join(", "), near: said(whens, context) } });
export const cancelled = (when: Moment, context: ToolContext): ToolResult => ({ status: "ok", value: { booking: "cancelled", when, said: said([when], context) } });

const said = (moments: readonly Moment[], { language, timeZone, nowMs }: ToolContext): string => momentsInWords(moments, zoneOf(timeZone).momentAt(nowMs).slice(0, 10), language);
