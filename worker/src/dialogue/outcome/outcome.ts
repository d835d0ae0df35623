/** What a call came to when its flow did not say (PRODUCT D8): by how it ended and what the caller said last. */
import type { Outcome } from "@zvon/contract/end-reason.ts";
import type { FinishedCall } from "./finished-call.ts";

/** Later words count more than earlier ones; of one utterance the first that is here. */
const meanings: Readonly<Record<string, Outcome>> = {
  answering_machine: "voicemail",
  not_interested: "refused", cancel: "refused", objection_no_need: "refused", objection_expensive: "refused", objection_have_supplier: "refused", objection_trust: "refused",
  busy: "callback", objection_no_time: "callback", objection_think: "callback", objection_send_info: "callback",
};
/** Whoever thanks or takes leave after the bot has told something got what they wanted. */
const content = new Set(["goodbye", "thanks"]);

export function outcomeByRules({ outcome, endReason, answered, lines }: Pick<FinishedCall, "outcome" | "endReason" | "answered" | "lines">): Outcome {
  if (outcome !== null) return outcome;
  if (endReason === "voicemail" || endReason === "transferred") return endReason;
  if (!answered) return unanswered(endReason);
  const ended = endReason === "caller_hangup" || endReason === "silent" || endReason === "api_hangup" || endReason === "max_duration" || endReason === "completed";
  if (!ended) return "failed";
  const said = lines.filter((line) => line.who === "caller").toReversed();
  for (const [back, { intents }] of said.entries()) {
    const meaning = intents.map((intent) => meanings[intent]).find((one) => one !== undefined);
    if (meaning !== undefined) return meaning;
    if (back === 0 && said.length > 1 && intents.some((intent) => content.has(intent))) return "answered";
    // A yes after a refusal takes it back.
    if (intents.includes("yes")) break;
  }
  return endReason === "completed" ? "answered" : "abandoned";
}

function unanswered(endReason: FinishedCall["endReason"]): Outcome {
  if (endReason === "api_hangup" || endReason === "caller_hangup") return "abandoned";
  return endReason === "no_answer" || endReason === "busy" || endReason === "rejected" || endReason === "cancelled" ? "no_answer" : "failed";
}
