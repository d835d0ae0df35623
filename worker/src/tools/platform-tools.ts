/** Tools the platform runs itself. */
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import type { People, RunTool } from "./port.ts";

/** `save_booking` (write): keeps the fields among the tenant's bookings; the same key again finds the first. */
export async function runPlatform(call: ToolCall, callId: string, people: Pick<People, "saveBooking">): Promise<ToolResult> {
  switch (call.name) {
    case "save_booking": {
      const { status } = await people.saveBooking({ key: call.key, callId, fields: call.arguments });
      return { status: "ok", value: { booking: status } };
    }
    default:
      return { status: "failed", reason: `there is no tool "${call.name}"` };
  }
}

/** Of a session that knows no other tools. */
export function createPlatformTools(people: Pick<People, "saveBooking">, callId: string): RunTool {
  return async (call, signal) => {
    signal.throwIfAborted();
    return runPlatform(call, callId, people);
  };
}
