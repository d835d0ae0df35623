/** The stand-in's model at work: its words one by one, with the pace and the faults that were asked for. */
import type { Fault, FaultKind, Latency } from "../stand-in.ts";
import type { Reply } from "./answers.ts";
import { tokensOf } from "./answers.ts";

/** A fault for so many requests, then none. */
export function createFaults(first: Fault | undefined) {
  let fault: Fault | null = first ?? null;
  let left = first?.times ?? Number.POSITIVE_INFINITY;
  return {
    set(next: Fault | null): void {
      fault = next;
      left = next?.times ?? Number.POSITIVE_INFINITY;
    },
    /** The fault of this request. */
    next(): Fault | null {
      if (fault === null || left <= 0) return null;
      left -= 1;
      return fault;
    },
  };
}
export type Faults = ReturnType<typeof createFaults>;

export const faultMs = (fault: Fault | null, kind: FaultKind): number => (fault?.kind === kind ? (fault.ms ?? 3000) : 0);

/** Ends early, without an error, when the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });

/** Words and their end. `maxTokens` holds, save for a model that never ends. */
export async function* write(reply: Reply, options: { maxTokens: number; fault: Fault | null; latency: Latency; signal: AbortSignal }): AsyncGenerator<{ type: "word"; text: string } | { type: "end"; finish: "stop" | "length" | "tools" }> {
  const { fault, latency, signal } = options;
  await pause(latency.llmFirstTokenMs + faultMs(fault, "slow_first_token"), signal);
  const endless = fault?.kind === "endless";
  const words = tokensOf(reply.text);
  const beats = latency.llmTokensPerSecond > 0 ? 1000 / latency.llmTokensPerSecond : 0;
  for (let at = 0; endless || at < words.length; at += 1) {
    if (signal.aborted) return;
    if (!endless && at >= options.maxTokens) return yield { type: "end", finish: "length" };
    // In the middle: something was said, something was not.
    if (fault?.kind === "stall" && at >= Math.ceil(words.length / 2)) return await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    yield { type: "word", text: words[at % words.length] ?? " " };
    // Even an instant model lets others work between two words.
    await pause(endless ? Math.max(beats, 1) : beats, signal);
  }
  yield { type: "end", finish: reply.tools.length > 0 ? "tools" : "stop" };
}
