/** SMS and e-mail by the tenant's webhook. Where a message goes is the verified caller's number, or a field that the caller confirmed. */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import { askService } from "./ask-service.ts";
import type { ToolContext, ToolPorts } from "./port.ts";

const fits = { sms: /^\+[1-9]\d{6,14}$/, email: /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/ };

const messageOf = ({ config }: ToolOf<"message">, call: ToolCall, context: ToolContext) => ({
  to: config.to === "caller" ? context.caller : (call.arguments["to"] ?? ""), text: (call.arguments["text"] ?? "").trim(), subject: (call.arguments["subject"] ?? "").trim(),
});

/** @returns null when it can be sent. */
export function whyUnsendable(tool: ToolOf<"message">, call: ToolCall, context: ToolContext): string | null {
  const { to, text } = messageOf(tool, call, context);
  const { channel } = tool.config;
  if (!fits[channel].test(to)) return channel === "sms" ? "no number" : "no address";
  return text === "" ? "no text" : null;
}

export async function runMessage(tool: ToolOf<"message">, call: ToolCall, context: ToolContext, ports: Pick<ToolPorts, "egress" | "secret">, signal: AbortSignal): Promise<ToolResult> {
  const { config } = tool;
  const reason = whyUnsendable(tool, call, context);
  if (reason !== null) return { status: "failed", reason };
  const { to, text, subject } = messageOf(tool, call, context);
  const body = { channel: config.channel, to, text, ...(config.channel === "email" ? { subject } : {}), call_id: context.callId };
  const answer = await askService(ports, call, { method: "POST", url: config.url, headers: config.headers, body, timeoutMs: config.timeout_ms }, signal);
  return answer.ok ? { status: "ok", value: { sent: "yes" } } : answer.result;
}
