/** What the tenant's CRM knows of the number that calls. */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import { askService } from "./ask-service.ts";
import type { ToolContext, ToolPorts } from "./port.ts";
import { columnsOf, fillUrl, namesIn } from "./templates.ts";

/** An address that names `{phone}` is asked with GET, any other told {phone, call_id} with POST. 404, nothing, an empty list and none of the columns: nobody known. */
export async function runCrm({ config }: ToolOf<"crm">, call: ToolCall, context: ToolContext, ports: Pick<ToolPorts, "egress" | "secret">, signal: AbortSignal): Promise<ToolResult> {
  if (context.caller === "") return { status: "failed", reason: "no number" };
  const byGet = namesIn(config.url).includes("phone");
  const url = fillUrl(config.url, { phone: context.caller });
  if (url === null) return { status: "failed", reason: "the address can't be made of these values" };
  const request = { url, headers: config.headers, timeoutMs: config.timeout_ms };
  const answer = await askService(ports, call, byGet ? { ...request, method: "GET" } : { ...request, method: "POST", body: { phone: context.caller, call_id: context.callId } }, signal);
  if (!answer.ok) return answer.status === 404 ? { status: "ok", value: { found: "no" } } : answer.result;
  if (answer.json === undefined) return { status: "failed", reason: "the service answered in another form than expected" };
  const columns = columnsOf(answer.json, Object.keys(config.result).length === 0 ? undefined : config.result);
  const nobody = answer.json === null || (Array.isArray(answer.json) && answer.json.length === 0) || (Object.keys(config.result).length > 0 && Object.keys(columns).length === 0);
  return { status: "ok", value: nobody ? { found: "no" } : { found: "yes", ...columns } };
}
