/** A tool that asks a service of the tenant's by HTTP: templates in, columns out. */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import { askService } from "./ask-service.ts";
import type { ToolContext, ToolPorts } from "./port.ts";
import { columnsOf, fillBody, fillUrl, namesIn, typedValue } from "./templates.ts";

export async function runHttp({ config }: ToolOf<"http">, call: ToolCall, context: ToolContext, ports: Pick<ToolPorts, "egress" | "secret">, signal: AbortSignal): Promise<ToolResult> {
  const values = { ...call.arguments, caller: context.caller, call_id: context.callId };
  const filled = fillUrl(config.url, values);
  if (filled === null) return { status: "failed", reason: "the address can't be made of these values" };
  const url = config.method === "GET" && config.body === undefined ? withQuery(filled, config.url, call.arguments) : filled;
  const all = Object.fromEntries(Object.entries(call.arguments).map(([name, value]) => [name, typedValue(value, config.parameters[name])]));
  const body = config.method === "GET" ? undefined : config.body !== undefined ? fillBody(config.body, values, config.parameters) : config.method === "DELETE" ? undefined : all;
  const answer = await askService(ports, call, { method: config.method, url, headers: config.headers, ...(body === undefined ? {} : { body }), timeoutMs: config.timeout_ms }, signal);
  if (!answer.ok) return answer.result;
  const value = columnsOf(answer.json, config.result);
  // It says that it is done, and not what we were promised: a read has failed, of a write nobody knows.
  if (config.result !== undefined && Object.keys(config.result).length > 0 && Object.keys(value).length === 0) return call.effect === "write" ? { status: "unknown" } : { status: "failed", reason: "the service answered in another form than expected" };
  return { status: "ok", value };
}

/** What a GET's address does not name stands behind it. */
function withQuery(url: string, template: string, values: Readonly<Record<string, string>>): string {
  const made = new URL(url);
  const named = new Set(namesIn(template));
  for (const [name, value] of Object.entries(values)) if (!named.has(name)) made.searchParams.append(name, value);
  return made.href;
}
