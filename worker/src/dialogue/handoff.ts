/**
 * When a person takes over (PRODUCT D9): the criteria of `agent.handoff_criteria` lead to `agent.handoff_state`, out of
 * any state but a transfer or an end. Without such a state they are a note for the owner.
 */
import { stems } from "../language/stem.ts";
import { indexOfWords, words } from "../language/tokens.ts";
import { enter } from "./enter.ts";
import type { Hearing } from "./hearing.ts";
import type { Talk } from "./talk.ts";
import { sentimentOf } from "./understanding/sentiment.ts";

/** A transfer that fails leads back to the flow; the caller is not sent round for ever. */
const mostHandoffs = 3;

/** By what the caller says, whatever the flow asks: words, then the tone. @returns the criterion, as the trace names it. */
export function handoffByWords({ bot, state }: Pick<Talk, "bot" | "state">, { text, sure }: Pick<Hearing, "text" | "sure">): string | null {
  if (!sure) return null;
  const heard = stems(words(text));
  for (const criterion of bot.agent.handoff_criteria) {
    if ("words" in criterion && (criterion.words[state.language] ?? []).some((phrase) => indexOfWords(heard, stems(words(phrase))) >= 0)) return "words";
    if ("sentiment_below" in criterion && sentimentOf(text, state.language) < criterion.sentiment_below) return "sentiment";
  }
  return null;
}

/** By an intent that no transition takes. */
export const handoffByIntent = ({ bot }: Pick<Talk, "bot">, intents: readonly string[]): string | null =>
  intents.find((intent) => bot.agent.handoff_criteria.some((criterion) => ("intent" in criterion && criterion.intent === intent) || ("complex_request" in criterion && intent === "complex_request"))) ?? null;

export const handoffByMisses = ({ bot, state }: Pick<Talk, "bot" | "state">): string | null =>
  bot.agent.handoff_criteria.some((criterion) => "misunderstood" in criterion && state.misunderstood >= criterion.misunderstood) ? "misunderstood" : null;

/** «Соедините с бухгалтерией»: the state that hands the caller to the destination they name. @returns null when none is named, no state leads there, or they were handed on often enough. */
export function stateOfDestination({ bot, state }: Pick<Talk, "bot" | "state">, text: string): string | null {
  if (state.handoffs >= mostHandoffs) return null;
  const heard = stems(words(text));
  const named = bot.agent.destinations.find(({ called }) => (called[state.language] ?? []).some((phrase) => indexOfWords(heard, stems(words(phrase))) >= 0));
  if (named === undefined) return null;
  return Object.entries(bot.flow.states).find(([name, one]) => one.type === "transfer" && one.destination === named.name && !name.includes("."))?.[0] ?? null;
}

/** Whether a criterion may lead away from here at all. */
export function mayHandOff({ bot, state }: Pick<Talk, "bot" | "state">): boolean {
  const target = bot.agent.handoff_state;
  const here = bot.flow.states[state.flowState];
  return target !== null && target !== state.flowState && state.handoffs < mostHandoffs && here?.type !== "transfer" && here?.type !== "end";
}

/** @param to another state than the bot's own for it. @returns false where the bot hands nobody over, or no longer. */
export function handOff(talk: Talk, criterion: string, to: string | null = null): boolean {
  const { bot, state } = talk;
  const target = to ?? bot.agent.handoff_state;
  if (target === null || (to === null && !mayHandOff(talk))) return false;
  talk.note("handoff", criterion, target);
  Object.assign(state, { misunderstood: 0, handoffs: state.handoffs + 1, calls: [] });
  enter(talk, target);
  return true;
}
