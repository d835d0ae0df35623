/** The stand-in's model at work: its words one by one, with the pace and the faults that were asked for. */
import { faultMs } from "../core/fault-plan.ts";
import { pause } from "../core/serve.ts";
import type { Fault, Latency } from "../stand-in.ts";
import type { Reply } from "./answers.ts";
import { tokensOf } from "./answers.ts";

export type Pace = Pick<Latency, "llmFirstTokenMs" | "llmTokensPerSecond">;
export type Written = { type: "word"; text: string } | { type: "end"; finish: "stop" | "length" | "tools" } | { type: "break"; how: "drop" | "garbage" };

/** How long the line still carries what was written before it breaks. */
const breakAfterMs = 50;

/** Words and their end; nothing more once the signal is aborted. `maxTokens` holds, save for a model that never ends. */
export async function* write(reply: Reply, { maxTokens, fault, pace, signal }: { maxTokens: number; fault: Fault | null; pace: Partial<Pace>; signal: AbortSignal }): AsyncGenerator<Written, void, undefined> {
  await pause((pace.llmFirstTokenMs ?? 0) + (fault?.kind === "slow_first_token" ? faultMs(fault) : 0), signal);
  const endless = fault?.kind === "endless";
  const words = tokensOf(reply.text);
  const half = Math.ceil(words.length / 2);
  const beatMs = pace.llmTokensPerSecond === undefined || pace.llmTokensPerSecond === 0 ? 0 : 1000 / pace.llmTokensPerSecond;
  for (let at = 0; endless || at < words.length; at += 1) {
    if (signal.aborted) return;
    if (!endless && at >= maxTokens) return yield { type: "end", finish: "length" };
    // In the middle: something was said, something was not.
    if (at === half && fault?.kind === "stall") return await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    if (at === half && (fault?.kind === "drop" || fault?.kind === "garbage")) {
      await pause(breakAfterMs, signal);
      return yield { type: "break", how: fault.kind };
    }
    yield { type: "word", text: words[at % words.length] ?? " " };
    // One that never ends lets others work between two words.
    await pause(endless ? Math.max(beatMs, 1) : beatMs, signal);
  }
  if (!signal.aborted) yield { type: "end", finish: reply.tools.length > 0 ? "tools" : "stop" };
}
