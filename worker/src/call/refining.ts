/** Asks the bot's models for the meaning of a turn that the rules did not understand, within a budget: a caller waits. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Refinable, Understood } from "../dialogue/decision.ts";
import { readRefined, refineQuestion } from "../dialogue/refine.ts";
import type { DialogueState } from "../dialogue/state.ts";
import { AnswerError } from "../llm/fallback.ts";
import { usageLines } from "../llm/usage.ts";
import type { Ask } from "./models.ts";

/** A hole of a second is heard as a lost line; the time to understand is only a part of it. */
const mostMs = 700;

export const refineBudgetMs = (llm: { first_token_timeout_ms: number }): number => Math.min(mostMs, llm.first_token_timeout_ms);

export type RefineRequest = { text: string; wanted: Refinable; state: DialogueState; known: Record<string, string>; timeZone: string; nowMs: number };

/** @returns null when nothing came of it in time, or nothing sensible: the rules' result stands. Never throws. */
export async function refine(bot: Pick<BotConfig, "intents" | "fields">, ask: Ask, budgetMs: number, { text, wanted, state, known, timeZone, nowMs }: RefineRequest, onUsage: (lines: UsageLine[]) => void, onFailure: (error: unknown) => void): Promise<Understood | null> {
  const { system, messages, answerSchema } = refineQuestion(bot, state, text, wanted);
  const late = AbortSignal.timeout(budgetMs);
  let answer = "";
  try {
    const thought = { key: "refine", system, tools: [], messages, language: state.language, known, answerSchema, budgetMs };
    for await (const event of ask(thought, late, ({ provider, model, usage }) => {
      if (usage !== null) onUsage(usageLines(provider, model, usage));
    })) if (event.type === "text") answer += event.text;
  } catch (error) {
    if (!late.aborted && !(error instanceof AnswerError)) onFailure(error);
    return null;
  }
  return readRefined(bot, state, text, wanted, answer, { timeZone, nowMs });
}
