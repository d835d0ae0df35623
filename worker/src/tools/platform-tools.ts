/** Tools the platform runs itself. */
import type { TenantPeople } from "../tenants/people.ts";
import type { RunTool } from "./port.ts";

/** `save_booking` (write): keeps the fields among the tenant's bookings; the same key again finds the first. */
export function createPlatformTools(people: DurableObjectStub<TenantPeople>, callId: string): RunTool {
  return async (call, signal) => {
    switch (call.name) {
      case "save_booking": {
        signal.throwIfAborted();
        const { status } = await people.saveBooking({ key: call.key, callId, fields: call.arguments });
        return { status: "ok", value: { booking: status } };
      }
      default:
        return { status: "failed", reason: `there is no tool "${call.name}"` };
    }
  };
}
