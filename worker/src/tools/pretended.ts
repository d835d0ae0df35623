/**
 * What a tool would have brought, in a test: nothing leaves the platform unless who tests says so. Every such result has
 * the column `pretended`, so that nobody takes it for the service's own.
 */
import type { Tool } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import { availabilityColumns, booked, cancelled, moved } from "./calendar/answers.ts";
import { whyUnsendable } from "./message-tool.ts";
import type { ToolContext } from "./port.ts";

export const pretendedColumn = "pretended";

/** @returns null for a tool that stays inside and may run: the built-in calendar keeps tests apart by itself. */
export function pretendedResult(tool: Tool, call: ToolCall, context: ToolContext): ToolResult | null {
  switch (tool.type) {
    case "http":
      // By their names: what the service would say nobody knows.
      return pretended(Object.fromEntries(Object.keys(tool.config.result ?? {}).map((column) => [column, `«${column}»`])));
    // Where nothing could be sent or asked, that is found out as in a call.
    case "message":
      return whyUnsendable(tool, call, context) === null ? pretended({ sent: "yes" }) : null;
    case "crm":
      return context.caller === "" ? null : pretended({ found: "no" });
    case "calendar":
      return tool.config.source.kind === "http" ? calendar(call, context) : null;
    default:
      return null;
  }
}

const pretended = (value: Record<string, string>): ToolResult => ({ status: "ok", value: { ...value, [pretendedColumn]: "yes" } });

function calendar({ name, arguments: given }: ToolCall, context: ToolContext): ToolResult {
  const when = given["when"] ?? "";
  const result = name === "book_appointment" ? booked(when, context) : name === "move_appointment" ? moved(when, "cancelled", context) : name === "cancel_appointment" && when !== "" ? cancelled(when, context) : null;
  if (result?.status === "ok") return pretended(result.value ?? {});
  return pretended(name === "check_availability" ? availabilityColumns(null, [], when === "" ? null : when, context) : { booking: "cancelled", said: "" });
}
