/** Asks the bot's models about a call that is over. Nobody waits: they are given more time, and more words, than a caller would. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { AnalysisRequest } from "../dialogue/outcome/refine.ts";
import { AnswerError } from "../llm/fallback.ts";
import { usageLines } from "../llm/usage.ts";
import type { Ask } from "./models.ts";

const budgetMs = 20_000;
const maxTokens = 1_200;

/** @returns what a model wrote, null when none did in time. Never throws. */
export async function askAnalysis(ask: Ask, { system, transcript, schema, language, known }: AnalysisRequest, onUsage: (lines: UsageLine[]) => void, onFailure: (error: unknown) => void): Promise<string | null> {
  const late = AbortSignal.timeout(budgetMs + 1_000);
  const thought = { key: "analysis", system, tools: [], messages: [{ role: "user" as const, content: transcript }], language, known: { ...known }, answerSchema: { name: "call_analysis", schema }, budgetMs, unhurried: { maxTokens } };
  let text = "";
  try {
    for await (const event of ask(thought, late, ({ provider, model, usage }) => {
      if (usage !== null) onUsage(usageLines(provider, model, usage));
    })) {
      if (event.type === "text") text += event.text;
      // What broke off is no JSON.
      if (event.type === "done" && event.finish !== "stop") return null;
    }
  } catch (error) {
    if (!late.aborted && !(error instanceof AnswerError)) onFailure(error);
    return null;
  }
  return text.trim() === "" ? null : text;
}
