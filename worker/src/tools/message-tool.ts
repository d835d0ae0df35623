/** SMS and e-mail by the tenant's webhook. Where a message goes is the verified caller's number, or a field that the caller confirmed. */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import { askService } from "./ask-service.ts";
import type { ToolContext, ToolPorts } from "./port.ts";

const fits = { sms: /^\+[1-9]\d{6,14}$/, email: /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/ };

export async function runMessage({ config }: ToolOf<"message">, call: ToolCall, context: ToolContext, ports: Pick<ToolPorts, "egress" | "secret">, signal: AbortSignal): Promise<ToolResult> {
  const to = config.to === "caller" ? context.caller : (call.arguments["to"] ?? "");
  const text = (call.arguments["text"] ?? "").trim();
  const subject = (call.arguments["subject"] ?? "").trim();
  if (!fits[config.channel].test(to)) return { status: "failed", reason: config.channel === "sms" ? "no number" : "no address" };
  if (text === "") return { status: "failed", reason: "no text" };
  const body = { channel: config.channel, to, text, ...(config.channel === "email" ? { subject } : {}), call_id: context.callId };
  const answer = await askService(ports, call, { method: "POST", url: config.url, headers: config.headers, body, timeoutMs: config.timeout_ms }, signal);
  return answer.ok ? { status: "ok", value: { sent: "yes" } } : answer.result;
}
