/** The vendor's own book: what was asked, and the tokens it would bill, per model. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Asked } from "../stand-in.ts";
import { tokensOf } from "./answers.ts";

const askedKept = 1000;
const promptsKept = 50;

export type Ledger = {
  asked: Asked[];
  note(what: string, detail: Record<string, unknown>): Asked;
  /** A request that was begun; its words are counted as they are written. */
  open(model: string, prompt: string, promptTokens: number): { cachedTokens: number; word(tokens: number): void; outputTokens(): number };
  bill(): UsageLine[];
};

/** @param cacheFrom prompts that begin alike so far are read from a cache, in steps of 128 tokens (OpenAI: from 1,024); null: this vendor caches nothing. */
export function createLedger(provider: string, cacheFrom: number | null): Ledger {
  const asked: Asked[] = [];
  const prompts: string[][] = [];
  const requests: { model: string; input: number; cached: number; output: number }[] = [];
  return {
    asked,
    note(what, detail) {
      const line = { at: Date.now(), what, detail };
      asked.push(line);
      if (asked.length > askedKept) asked.shift();
      return line;
    },
    open(model, prompt, promptTokens) {
      const tokens = tokensOf(prompt);
      const common = Math.max(0, ...prompts.map((known) => known.findIndex((token, at) => tokens[at] !== token)).map((at, index) => (at === -1 ? (prompts[index]?.length ?? 0) : at)));
      const cached = cacheFrom !== null && common >= cacheFrom ? Math.floor(Math.min(common, promptTokens) / 128) * 128 : 0;
      prompts.push(tokens);
      if (prompts.length > promptsKept) prompts.shift();
      const request = { model, input: promptTokens, cached, output: 0 };
      requests.push(request);
      return { cachedTokens: cached, word: (count) => void (request.output += count), outputTokens: () => request.output };
    },
    bill() {
      const models = [...new Set(requests.map((request) => request.model))];
      return models.flatMap((model) => {
        const of = requests.filter((request) => request.model === model);
        const line = (unit: UsageLine["unit"], amount: number): UsageLine => ({ kind: "llm", provider, model, unit, amount });
        const sum = (pick: (request: (typeof of)[number]) => number): number => of.reduce((total, request) => total + pick(request), 0);
        return [line("requests", of.length), line("tokens_in", sum((each) => each.input)), line("tokens_cached", sum((each) => each.cached)), line("tokens_out", sum((each) => each.output))].filter((each) => each.amount > 0);
      });
    },
  };
}
