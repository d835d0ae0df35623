/** The bot's models in order, each with the key it is asked by: the tenant's own, else the platform's. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { LlmProvider, VendorAccesses } from "@zvon/contract/speech.ts";
import type { Breakers } from "../llm/breaker.ts";
import { AnswerError, answer, limitsOf, systemClock } from "../llm/fallback.ts";
import type { AnswerEvent, Attempt, Candidate } from "../llm/fallback.ts";
import { openLlm } from "../llm/open.ts";
import { LlmError } from "../llm/port.ts";
import type { TokenStore } from "../llm/token-store.ts";
import type { Thought } from "./state.ts";

/** @throws AnswerError when no model gave a word, at once where there is none to be asked. */
export type Ask = (thought: Thought, signal: AbortSignal, onAttempt: (attempt: Attempt) => void) => AsyncIterable<AnswerEvent>;

export type ModelAccess = { tenantId: string; tenant: VendorAccesses; platform: VendorAccesses };
export type SharedByCalls = { breakers: Breakers; tokens: TokenStore; fetch: typeof fetch };

export function createAsk(llm: NonNullable<BotConfig["llm"]>, access: ModelAccess, shared: SharedByCalls, onUnusable: (why: string) => void): Ask {
  const candidates = modelsOf(llm).flatMap(([provider, model]) => candidateOf(provider, model, llm.streaming, access, shared, onUnusable));
  const limits = limitsOf(llm);
  return ({ system, messages, tools }, signal, onAttempt) =>
    answer({
      candidates,
      request: { messages: [{ role: "system", content: system }, ...messages], tools, temperature: llm.temperature, maxTokens: llm.max_tokens },
      limits, breakers: shared.breakers, clock: systemClock, signal, onAttempt,
    });
}

/** Of a bot that has no model: a flow that lost it to a change goes on by its own words. */
export const noModel: Ask = () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new AnswerError([])) }) });

function modelsOf(llm: NonNullable<BotConfig["llm"]>): [LlmProvider, string][] {
  const { provider, model, fallback_provider, fallback_model } = llm;
  return fallback_model === null || fallback_model === "" ? [[provider, model]] : [[provider, model], [fallback_provider ?? provider, fallback_model]];
}

function candidateOf(provider: LlmProvider, model: string, streaming: Candidate["streaming"], { tenantId, tenant, platform }: ModelAccess, { tokens, fetch }: SharedByCalls, onUnusable: (why: string) => void): Candidate[] {
  const own = tenant[provider];
  const access = own ?? platform[provider];
  if (access === undefined) {
    onUnusable(`there is no key for ${provider}`);
    return [];
  }
  try {
    return [{ llm: openLlm({ provider, model, access, fetch, tokens }), keyOwner: own === undefined ? "platform" : tenantId, streaming }];
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    onUnusable(`${provider}: ${error.message}`);
    return [];
  }
}
