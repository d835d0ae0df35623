/** A question to the tenant's knowledge bases. */
import type { ToolOf } from "@zvon/contract/bot-tools.ts";
import type { ToolCall, ToolResult } from "../dialogue/decision.ts";
import type { KnowledgeSearch, ToolContext } from "./port.ts";

/** Of an installation that keeps no documents. */
export const searchNothing: KnowledgeSearch = async () => [];

/** A model reads that much of it; more costs time and says no more on the phone. */
const mostChars = 4000;

export async function runKnowledge({ config }: ToolOf<"knowledge">, call: ToolCall, context: ToolContext, search: KnowledgeSearch, signal: AbortSignal): Promise<ToolResult> {
  const found = await search({ query: call.arguments["query"] ?? "", knowledgeBases: config.knowledge_bases, topK: config.top_k, language: context.language }, signal);
  if (found.length === 0) return { status: "ok", value: { found: "no", answer: "" } };
  return { status: "ok", value: { found: "yes", answer: found.map((one) => one.text).join("\n\n").slice(0, mostChars), sources: found.map((one) => one.source).join(", ").slice(0, 500) } };
}
