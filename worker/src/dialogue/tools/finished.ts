/** How a trace names what came of a tool. */
import type { ToolResult } from "../decision.ts";

/** What a calendar tells of a time or an appointment that is not to be had; any other service may put a caller's words there. */
const reasons: ReadonlySet<string> = new Set(["taken", "closed", "too_soon", "too_far", "none", "several"]);

/** "check_availability ok taken", "note failed answered 500 api.example.com": the tool, what came of it, and why a time is not to be had or the service did not do it. */
export function finishedAs(name: string, result: ToolResult): string {
  const { status } = result;
  const value = "value" in result ? result.value : undefined;
  const why = value?.["why"] ?? value?.["found"];
  const cause = "cause" in result ? result.cause : undefined;
  return [name, status, ...(why !== undefined && reasons.has(why) ? [why] : cause === undefined ? [] : [cause.why, String(cause.status ?? "-"), cause.host])].join(" ");
}
