/** What runners stand on, for their tests: a way out to this machine, a store in memory, secrets by name that are for this machine. */
import { createEgress } from "../../egress/egress.ts";
import type { ToolCall } from "../../dialogue/decision.ts";
import type { ToolContext, ToolPorts } from "../port.ts";

export const context: ToolContext = { callId: "call_a", caller: "+79120001427", language: "en", timeZone: "Europe/Moscow", nowMs: Date.UTC(2026, 10, 21, 9) };

const nobody = async (): Promise<never> => {
  throw new Error("this test keeps no people");
};
export const portsTo = (secrets: Record<string, string> = {}): ToolPorts => ({
  egress: createEgress({ fetch, allow: "127.0.0.1/32" }),
  people: { saveBooking: nobody, bookAppointment: nobody, cancelAppointment: nobody, moveAppointment: nobody, busyTimes: nobody },
  knowledge: async () => [],
  secret: async (name, hostname) => {
    const value = secrets[name];
    return value === undefined ? { ok: false, why: "missing" } : hostname === "127.0.0.1" ? { ok: true, value } : { ok: false, why: "other_host" };
  },
});

export const callOf = (name: string, effect: "read" | "write", given: Record<string, string> = {}, tool = name): ToolCall => ({ key: "call_a/book-1", tool, name, effect, arguments: given });
export const never = new AbortController().signal;
