/** A calendar of the tenant's own that answers the calendar protocol (docs/guides/tools). */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import { z } from "zod";
import type { ToolCall, ToolResult } from "../../dialogue/decision.ts";
import { askService } from "../ask-service.ts";
import type { ToolContext, ToolPorts } from "../port.ts";
import { atPointer } from "../templates.ts";
import { availabilityColumns, booked, cancelled, moved, noSuchAppointment, refused, severalAppointments } from "./answers.ts";
import { wantedOf } from "./built-in.ts";
import { whyNotSchema } from "./slots.ts";

const moment = z.string().regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/);
const next = z.array(moment).max(50).default([]);
/** Newer than the protocol: who leaves it out means that the time is taken. */
const why = whyNotSchema.default("taken");
const answers = {
  check_availability: z.object({ free: z.boolean(), next, why }),
  book_appointment: z.discriminatedUnion("status", [z.object({ status: z.literal("booked"), when: moment }), z.object({ status: z.literal("taken"), next, why })]),
  cancel_appointment: z.discriminatedUnion("status", [z.object({ status: z.literal("cancelled"), when: moment }), z.object({ status: z.literal("none") }), z.object({ status: z.literal("several"), whens: z.array(moment).min(1).max(50) })]),
};
const otherForm = "the calendar answered in another form than expected";

type Source = Extract<ToolOf<"calendar">["config"]["source"], { kind: "http" }>;

type Ports = Pick<ToolPorts, "egress" | "secret">;

export async function runCalendarService(tool: ToolOf<"calendar">, source: Source, call: ToolCall, context: ToolContext, ports: Ports, signal: AbortSignal): Promise<ToolResult> {
  return call.name === "move_appointment" ? moveBySteps((step) => askCalendar(tool, source, step, context, ports, signal), call, context) : askCalendar(tool, source, call, context, ports, signal);
}

/**
 * The protocol cannot move, so the new time is booked first and the old one cancelled then: whatever fails, one of them
 * stands. `except` tells which is not meant; a calendar that does not know the word and cancels the new one has it booked again.
 */
async function moveBySteps(ask: (call: ToolCall) => Promise<ToolResult>, call: ToolCall, context: ToolContext): Promise<ToolResult> {
  const when = call.arguments["when"] ?? "";
  const book = (key: string) => ask({ ...call, key, name: "book_appointment" });
  const cancel = (key: string, given: Record<string, string>) => ask({ ...call, key, name: "cancel_appointment", arguments: given });
  const made = await book(call.key);
  if (made.status !== "ok") return made;
  const gone = await cancel(`${call.key}-old`, { except: when });
  if (gone.status === "unknown") return moved(when, "unknown", context);
  if (gone.status === "ok") {
    if (gone.value["when"] !== when) return moved(when, "cancelled", context);
    const again = await book(`${call.key}-again`);
    return again.status === "ok" ? moved(when, "none", context) : { status: "unknown" };
  }
  if (gone.value?.["found"] === "none") return moved(when, "none", context);
  const others = (gone.value?.["several"] ?? "").split(", ").filter((one) => one !== "" && one !== when);
  const [only, ...more] = others;
  if (only === undefined) return moved(when, gone.value?.["found"] === "several" ? "none" : "unknown", context);
  if (more.length > 0) return moved(when, "several", context);
  return moved(when, (await cancel(`${call.key}-other`, { when: only })).status === "ok" ? "cancelled" : "unknown", context);
}

async function askCalendar({ config }: ToolOf<"calendar">, source: Source, call: ToolCall, context: ToolContext, ports: Ports, signal: AbortSignal): Promise<ToolResult> {
  const { name } = call;
  if (name !== "check_availability" && name !== "book_appointment" && name !== "cancel_appointment") return { status: "failed", reason: `a calendar has no function "${name}"` };
  const phone = name === "book_appointment" && context.caller !== "" ? { phone: context.caller } : {};
  const body = { action: name, resource: config.resource, time_zone: context.timeZone, slot_minutes: config.slot_minutes, ...phone, ...call.arguments, caller: context.caller, call_id: context.callId };
  const answer = await askService(ports, call, { method: "POST", url: source.url, headers: source.headers, body, timeoutMs: source.timeout_ms }, signal);
  // Whoever answers "conflict" as HTTP has it means the same, whatever the body says: of a problem (RFC 9457) `status` is 409.
  const json = answer.status === 409 && name === "book_appointment" ? { status: "taken", next: next.safeParse(atPointer(answer.json, "/next")).data, why: why.safeParse(atPointer(answer.json, "/why")).data } : answer.ok ? answer.json : undefined;
  if (json === undefined && !answer.ok) return answer.result;
  switch (name) {
    case "check_availability": {
      const parsed = answers[name].safeParse(json);
      if (!parsed.success) return { status: "failed", reason: otherForm };
      const { date, time } = wantedOf(call.arguments);
      return { status: "ok", value: availabilityColumns(parsed.data.free ? null : parsed.data.why, parsed.data.next.slice(0, 3), date !== null && time !== null ? `${date}T${time}` : null, context) };
    }
    case "book_appointment": {
      const parsed = answers[name].safeParse(json);
      // Perhaps it is booked, and told in a way that nobody can trust.
      if (!parsed.success) return { status: "unknown" };
      if (parsed.data.status === "taken") return refused(parsed.data.why, parsed.data.next.slice(0, 3), context);
      return parsed.data.when === call.arguments["when"] ? booked(parsed.data.when, context) : { status: "unknown" };
    }
    case "cancel_appointment": {
      const parsed = answers[name].safeParse(json);
      if (!parsed.success) return { status: "unknown" };
      if (parsed.data.status === "cancelled") return cancelled(parsed.data.when, context);
      return parsed.data.status === "none" ? noSuchAppointment : severalAppointments(parsed.data.whens, context);
    }
  }
}
