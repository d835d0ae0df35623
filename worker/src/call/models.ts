/** The bot's models in order, each with the key it is asked by: the tenant's own, else the platform's. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { LlmProvider, VendorAccesses } from "@zvon/contract/speech.ts";
import type { Breakers } from "../llm/breaker.ts";
import { AnswerError, answer, limitsOf, systemClock } from "../llm/fallback.ts";
import type { AnswerEvent, Attempt, Candidate } from "../llm/fallback.ts";
import { createUnmasker, maskMessages, maskingNote, unmaskJson } from "../llm/masking.ts";
import type { KnownValue, Masks } from "../llm/masking.ts";
import { openLlm } from "../llm/open.ts";
import { LlmError } from "../llm/port.ts";
import type { ChatMessage } from "../llm/port.ts";
import type { TokenStore } from "../llm/token-store.ts";
import type { Thought } from "./state.ts";

/** @throws AnswerError when no model gave a word, at once where there is none to be asked. */
export type Ask = (thought: Thought, signal: AbortSignal, onAttempt: (attempt: Attempt) => void) => AsyncIterable<AnswerEvent>;

export type ModelAccess = { tenantId: string; tenant: VendorAccesses; platform: VendorAccesses };
export type SharedByCalls = { breakers: Breakers; tokens: TokenStore; fetch: typeof fetch };

/** The part of a bot that its models need. */
export type ModelBot = Pick<BotConfig, "fields"> & { llm: NonNullable<BotConfig["llm"]> };

/** Of one call: personal data keeps its placeholder from turn to turn. @param onUnusable told of each model that can't be asked, and why. */
export function createAsk({ llm, fields }: ModelBot, access: ModelAccess, shared: SharedByCalls, onUnusable: (why: string) => void): Ask {
  let masks: Masks = {};
  const candidates = modelsOf(llm).flatMap(([provider, model]) => candidateOf(provider, model, llm.streaming, access, shared, onUnusable));
  const limits = limitsOf(llm);
  return ({ system, messages: said, called = [], tools, language: spoken, known, personal = [], answerSchema, budgetMs, unhurried }, signal, onAttempt) => {
    const messages = [...said, ...called];
    // JSON has no language.
    const language = answerSchema === undefined ? { language: spoken } : {};
    const asJson = answerSchema === undefined ? {} : { answerSchema };
    const within = budgetMs === undefined ? limits : { ...limits, firstWordMs: Math.min(limits.firstWordMs, budgetMs), wholeMs: budgetMs, silenceMs: budgetMs };
    const maxTokens = unhurried?.maxTokens ?? llm.max_tokens;
    const limitsNow = unhurried === undefined || budgetMs === undefined ? within : { firstWordMs: budgetMs, wholeMs: budgetMs, gapMs: budgetMs, answerMs: budgetMs, silenceMs: budgetMs, maxChars: 6 * maxTokens };
    // JSON is needed whole, and not every vendor streams it.
    const asking = answerSchema === undefined ? candidates : candidates.map((one) => ({ ...one, streaming: "never" as const }));
    const ask = (asked: ChatMessage[]) => answer({ candidates: asking, ...language, request: { messages: asked, tools, temperature: answerSchema === undefined ? llm.temperature : 0, maxTokens, ...asJson }, limits: limitsNow, breakers: shared.breakers, clock: systemClock, signal, onAttempt });
    if (!llm.mask_personal_data) return ask([{ role: "system", content: system }, ...messages]);
    const masked = maskMessages([{ role: "system", content: system }, ...messages], masks, [...knownValues(fields, known), ...personal]);
    masks = masked.masks;
    const [first, ...rest] = masked.messages;
    return unmasked(ask([{ role: "system", content: `${first?.content ?? ""}\n\n${maskingNote[spoken]}` }, ...rest]), masks);
  };
}

function knownValues(fields: BotConfig["fields"], known: Record<string, string>): KnownValue[] {
  return Object.entries(known).flatMap(([name, value]): KnownValue[] => {
    const type = fields[name]?.type;
    return type === "name" ? [{ kind: "name", value }] : type === "digits" ? [{ kind: "value", value }] : [];
  });
}

async function* unmasked(events: AsyncIterable<AnswerEvent>, masks: Masks): AsyncGenerator<AnswerEvent, void, undefined> {
  const unmasker = createUnmasker(masks);
  for await (const event of events) {
    if (event.type === "text") yield { ...event, text: unmasker.push(event.text) };
    else if (event.type === "tool") yield { ...event, arguments: unmaskJson(event.arguments, masks) };
    else {
      const rest = event.type === "done" ? unmasker.end() : "";
      if (rest !== "") yield { type: "text", text: rest };
      yield event;
    }
  }
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
