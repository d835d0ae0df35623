/** What is found out about a call once it is over (PRODUCT D8), by rules: pure, and there for every call. */
import type { CallAnalysis } from "@zvon/contract/api.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import { sentimentOf } from "../understanding/sentiment.ts";
import type { FinishedCall } from "./finished-call.ts";
import { outcomeByRules } from "./outcome.ts";
import { callSentiment } from "./sentiment.ts";
import { fillData } from "./structured-data.ts";
import { summaryOf } from "./summary.ts";

export type Analysed = { outcome: Outcome; analysis: CallAnalysis };
/** `null`: the bot is forgotten, or a vendor's agent held the call. */
export type AnalysedBot = Pick<BotConfig, "fields" | "analysis"> | null;

export function analyseByRules(bot: AnalysedBot, call: FinishedCall): Analysed {
  const outcome = outcomeByRules(call);
  const known: FinishedCall = { ...call, outcome };
  const sentiment = callSentiment(call.lines.flatMap((line) => (line.who === "caller" ? [sentimentOf(line.text, call.language)] : [])));
  return {
    outcome,
    analysis: {
      summary: bot?.analysis.summary === false ? "" : summaryOf(bot?.fields ?? {}, known, sentiment),
      sentiment,
      success: bot === null ? null : bot.analysis.success_outcomes.includes(outcome),
      data: fillData(bot?.analysis.data_schema ?? null, { outcome, ...call.fields }),
      by: "rules",
    },
  };
}
