/** The tools of one call: what they may know of it, and how long each is waited for. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import type { Services } from "../services.ts";
import { callerNumber } from "../tools/caller.ts";
import { searchNothing } from "../tools/knowledge-tool.ts";
import { createRunTool, patienceMs } from "../tools/run-tools.ts";
import { moveSecretOver, openSecret } from "../vendors/tool-secrets.ts";
import type { BeginCall } from "./begin.ts";
import type { ToolRun } from "./state.ts";

/** A message costs the tenant money, and its number the caller's patience: whoever talks a bot into more gets none. */
const mostMessages = 5;

/**
 * @param language the call's own at this moment.
 * @param runs what the call has run, this one included.
 * @throws Error when the tool does not answer in time.
 */
export async function runCallTool({ begin, bot, language, runs, services }: { begin: BeginCall; bot: BotConfig | null; language: Language; runs: readonly ToolRun[]; services: Pick<Services, "db" | "egress" | "people" | "now" | "secrets"> }, call: ToolCall): Promise<ToolResult> {
  const { tenantId, callId, timeZone } = begin;
  const known = bot ?? { tools: [] };
  const messages = new Set(known.tools.flatMap((tool) => (tool.type === "message" ? [tool.name] : [])));
  const earlier = runs.filter((run) => run.call.key !== call.key && messages.has(run.call.tool ?? run.call.name));
  if (messages.has(call.tool ?? call.name) && earlier.length >= mostMessages) return { status: "failed", reason: "no more messages can be sent in this call" };
  const signal = AbortSignal.timeout(patienceMs(known, call));
  const timedOut = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("the tool did not answer in time")), { once: true }));
  const run = createRunTool(known, { callId, caller: callerNumber(begin), language, timeZone, nowMs: services.now(), trial: begin.direction === "test", liveTools: begin.liveTools === true }, {
    egress: services.egress,
    people: services.people(tenantId),
    knowledge: searchNothing,
    secret: async (name, hostname) => {
      const sealed = begin.secrets ?? [];
      const found = await openSecret(services.secrets, tenantId, sealed, name, hostname);
      const row = sealed.find((one) => one.name === name);
      // After a rotation of keys, and then once: a call carries what was stored when it began.
      if (found.ok && row !== undefined) await moveSecretOver(services.db, services.secrets, tenantId, row);
      return found;
    },
  });
  // The dialogue's keys are unique in the call; the tool's world is the tenant's.
  return Promise.race([run({ ...call, key: `${callId}/${call.key}` }, signal), timedOut]);
}
