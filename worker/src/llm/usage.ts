/** What models counted, as lines of a call's usage. Sums since the call began: setting them twice changes nothing. */
import type { LlmProvider, UsageLine } from "@zvon/contract/speech.ts";
import type { Usage } from "./fallback.ts";

/** One request's lines; units that counted nothing are left out. `tokens_in` includes `tokens_cached`. */
export function usageLines(provider: LlmProvider, model: string, usage: Usage): UsageLine[] {
  const line = (unit: UsageLine["unit"], amount: number): UsageLine => ({ kind: "llm", provider, model, unit, amount });
  return [line("requests", 1), line("tokens_in", usage.inputTokens), line("tokens_cached", usage.cachedTokens), line("tokens_out", usage.outputTokens)].filter((each) => each.amount > 0);
}

/** Adds by kind, provider, model and unit; the order of first appearance stays. */
export function addUsage(total: readonly UsageLine[], more: readonly UsageLine[]): UsageLine[] {
  const sums = total.map((line) => ({ ...line }));
  for (const line of more) {
    const same = sums.find((sum) => sum.kind === line.kind && sum.provider === line.provider && sum.model === line.model && sum.unit === line.unit);
    if (same === undefined) sums.push({ ...line });
    else same.amount += line.amount;
  }
  return sums;
}
