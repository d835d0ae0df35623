/** Tools every model-led talk has. One zod definition gives the model its schema and reads what the model wrote. */
import { outcomeSchema } from "@zvon/contract/end-reason.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { z } from "zod";
import type { ModelTool } from "./decision.ts";

/** What a model may say of a call that it ends itself. A booking is a write's to claim, a transfer the exchange's. */
const told = ["answered", "refused", "callback", "not_understood"] as const satisfies readonly Outcome[];
const endCallSchema = z.object({ outcome: outcomeSchema.extract(told) });

const descriptions: Record<Language, string> = {
  ru: "Заканчивает звонок, когда собеседнику больше ничего не нужно или он прощается. Сначала попрощайся словами. outcome: answered — вопрос решён, refused — собеседник отказался, callback — просил перезвонить, not_understood — понять друг друга не получилось.",
  en: "Ends the call once the caller needs nothing more or says goodbye. Say goodbye in words first. outcome: answered — the question is settled, refused — the caller declined, callback — asked to be called back, not_understood — you could not understand each other.",
};

export function modelTools(language: Language): ModelTool[] {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(endCallSchema);
  return [{ name: "end_call", description: descriptions[language], parameters }];
}

/** @returns null for a tool we do not have, or arguments that are not as its schema says. */
export function readToolCall(call: { name: string; arguments: string }): { type: "end_call"; outcome: Outcome } | null {
  if (call.name !== "end_call") return null;
  const parsed = endCallSchema.safeParse(jsonOf(call.arguments));
  return parsed.success ? { type: "end_call", outcome: parsed.data.outcome } : null;
}

/** Undefined for what is no JSON: models write that too. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
