/** The calendar that the tenant's own store keeps. */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../../dialogue/decision.ts";
import type { People, ToolContext } from "../port.ts";
import { availabilityColumns, booked, cancelled, moved, noSuchAppointment, refused, severalAppointments } from "./answers.ts";
import { trialResource } from "@zvon/contract/trial-resource.ts";
import { availability, isFree, slotAt, whyNot } from "./slots.ts";
import type { Calendar, Wanted } from "./slots.ts";
import { zoneOf } from "../../language/zone.ts";

const dayMs = 24 * 3_600_000;

export async function runBuiltInCalendar({ config }: ToolOf<"calendar">, call: ToolCall, context: ToolContext, people: People): Promise<ToolResult> {
  const zone = zoneOf(context.timeZone);
  const times = { rules: config, zone, nowMs: context.nowMs };
  // A test sees what callers have booked and what tests have; callers see nothing of tests.
  const resource = context.trial === true ? trialResource(config.resource) : config.resource;
  const busyAt = (of: string) => people.busyTimes({ resource: of, fromMs: context.nowMs, toMs: context.nowMs + (config.days_ahead + 2) * dayMs });
  const load = async (): Promise<Calendar> => ({ ...times, busy: (await Promise.all([...new Set([config.resource, resource])].map(busyAt))).flat() });
  const given = call.arguments;
  switch (call.name) {
    case "check_availability": {
      const wanted = wantedOf(given);
      const calendar = await load();
      const { free, next } = availability(wanted, calendar);
      const when = wanted.date !== null && wanted.time !== null ? `${wanted.date}T${wanted.time}` : null;
      return { status: "ok", value: availabilityColumns(free ? null : whyNot(wanted, calendar), next.map((slot) => slot.when), when, context, config.hours) };
    }
    case "book_appointment": {
      const when = given["when"] ?? "";
      const slot = slotAt(when, times);
      const { name = "", service = "", note = "", phone = "" } = given;
      // A repeat by its key is answered as the first was, be the slot past or the hours others by now.
      const { startMs, endMs } = slot ?? { startMs: 0, endMs: 0 };
      const fields = Object.fromEntries(Object.entries({ name, service, note }).filter(([, value]) => value !== ""));
      const room = slot === null || (context.trial === true && !isFree(slot, await load())) ? 0 : config.capacity;
      const answer = await people.bookAppointment({ key: call.key, callId: context.callId, resource, when, startMs, endMs, caller: context.caller, phone: phone === "" ? context.caller : phone, fields, capacity: room });
      if (answer.status !== "taken") return booked(answer.when, context);
      const wanted = wantedOf(given);
      const calendar = await load();
      return refused(whyNot(wanted, calendar), availability(wanted, calendar).next.map((one) => one.when), context, config.hours);
    }
    case "move_appointment": {
      const when = given["when"] ?? "";
      const slot = slotAt(when, times);
      const { name = "", service = "", note = "", phone = "" } = given;
      const { startMs, endMs } = slot ?? { startMs: 0, endMs: 0 };
      const fields = Object.fromEntries(Object.entries({ name, service, note }).filter(([, value]) => value !== ""));
      const room = slot === null || (context.trial === true && !isFree(slot, await load())) ? 0 : config.capacity;
      const answer = await people.moveAppointment({ key: call.key, callId: context.callId, resource, when, startMs, endMs, caller: context.caller, phone: phone === "" ? context.caller : phone, fields, capacity: room, nowMs: context.nowMs });
      if (answer.status === "moved") return moved(answer.when, "cancelled", context);
      if (answer.status === "none") return noSuchAppointment;
      if (answer.status === "several") return severalAppointments(answer.whens, context);
      const wanted = wantedOf(given);
      const calendar = await load();
      return refused(whyNot(wanted, calendar), availability(wanted, calendar).next.map((one) => one.when), context, config.hours);
    }
    case "cancel_appointment": {
      const when = given["when"] ?? "";
      const startMs = when === "" ? null : zone.instantOf(when);
      if (when !== "" && startMs === null) return noSuchAppointment;
      const answer = await people.cancelAppointment({ key: call.key, callId: context.callId, caller: context.caller, resource, startMs, nowMs: context.nowMs });
      if (answer.status === "cancelled") return cancelled(answer.when, context);
      return answer.status === "none" ? noSuchAppointment : severalAppointments(answer.whens, context);
    }
    default:
      return { status: "failed", reason: `a calendar has no function "${call.name}"` };
  }
}

/** A moment, or its parts. */
export function wantedOf(given: Readonly<Record<string, string>>): Wanted {
  const when = given["when"];
  const part = given["part"];
  return {
    date: when?.slice(0, 10) ?? given["date"] ?? null,
    time: when?.slice(11, 16) ?? given["time"] ?? null,
    part: part === "morning" || part === "afternoon" || part === "evening" ? part : null,
  };
}
