/** Tokens of the requests of one vendor, in its book. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Ledger } from "../core/ledger.ts";
import { promptTokens, tokensOf } from "./answers.ts";
import type { Said } from "./answers.ts";

const promptsKept = 50;
/** Caches are read in steps of so many tokens. */
const cacheStep = 128;

export interface Meter {
  /** A request that was begun. Its words are billed as they are written, whether anybody waits for them or not. */
  open(model: string, messages: readonly Said[], tools: readonly unknown[]): { input: number; cached: number; wrote(tokens: number): void; output(): number };
}

/** @param cacheFrom prompts that begin alike for so many tokens are read from a cache; null: this vendor tells of none. */
export function createMeter(ledger: Ledger, provider: string, cacheFrom: number | null): Meter {
  const prompts: string[][] = [];
  return {
    open(model, messages, tools) {
      const tokens = tokensOf(messages.map((message) => message.content).join("\n"));
      const common = Math.max(0, ...prompts.map((known) => alike(known, tokens)));
      prompts.push(tokens);
      if (prompts.length > promptsKept) prompts.shift();
      const input = promptTokens(messages, tools);
      const cached = cacheFrom !== null && common >= cacheFrom ? Math.floor(common / cacheStep) * cacheStep : 0;
      const count = (unit: UsageLine["unit"], amount: number): void => ledger.count({ kind: "llm", provider, model, unit, amount });
      count("requests", 1);
      count("tokens_in", input);
      count("tokens_cached", cached);
      let output = 0;
      return {
        input,
        cached,
        wrote(amount) {
          output += amount;
          count("tokens_out", amount);
        },
        output: () => output,
      };
    },
  };
}

function alike(one: readonly string[], other: readonly string[]): number {
  const at = one.findIndex((token, index) => token !== other[index]);
  return at === -1 ? one.length : at;
}
