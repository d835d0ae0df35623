/** English of pages that come when they are opened, beside the bot's editor. */
import type { Message } from "../../lib/translate.ts";

export const appointmentsEn = {
  "appointments.title": "Appointments",
  "appointments.span": "Days",
  "appointments.span.1": "Day",
  "appointments.span.7": "Week",
  "appointments.span.30": "30 days",
  "appointments.from": "From day",
  "appointments.earlier": "Earlier",
  "appointments.later": "Later",
  "appointments.today": "Today",
  "appointments.resource": "Calendar",
  "appointments.allResources": "All calendars",
  "appointments.count": { one: "{count} appointment", other: "{count} appointments" },
  "appointments.time": "Time",
  "appointments.who": "Who",
  "appointments.what": "What for",
  "appointments.call": "Call",
  "appointments.openCall": "Open the call",
  "appointments.trial": "Test",
  "appointments.trial.hint": "Made in a test call or chat: it takes nobody's time and goes after a day.",
  "appointments.cancelled": "Cancelled",
  "appointments.noName": "No name",
  "appointments.truncated": "There are more than 500: choose fewer days.",
  "appointments.zone": "Times are of the zone {zone}.",
  "appointments.empty.title": "No appointments yet",
  "appointments.empty.text": "What bots book into the built-in calendar stands here. A bot books when it has the tool \"Calendar\": the template of a beauty salon has it already.",
  "appointments.empty.bot": "Create a bot that books",
  "appointments.empty.tools": "A bot that exists gets its calendar under Bots → the bot → Tools.",
  "appointments.none.title": "Nothing is booked for these days",
  "appointments.none.text": "Appointments of other days are still there.",
  "appointments.none.wider": "Show 30 days",
} satisfies Record<string, Message>;

export const pagesEn = { ...appointmentsEn };
export type PagesKey = keyof typeof pagesEn;
