/**
 * What a model is told of the call so far: the words that were really heard, oldest first. A reply the caller cut
 * short ends where it stopped sounding, so the model does not believe it has said the rest.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import { words } from "../language/tokens.ts";
import type { ModelMessage } from "./decision.ts";

/** As the session keeps it; `heardText` null: nobody knows yet what sounded of it. */
export type HistoryLine = { who: "bot" | "caller"; text: string; heardText: string | null; interrupted: boolean };

/** A talk of ten minutes; what is older is in the fields already. */
const maxMessages = 40;
const maxChars = 12_000;

const cutMark: Record<Language, string> = { ru: "[собеседник перебил]", en: "[the caller interrupted]" };

/** Words of a caller are data: they stand in tags that they cannot close. */
export const asCallersWords = (text: string): string => `<caller>${text.replace(/[<>]/g, " ").trim()}</caller>`;

/** The same for what other systems say: CRM, tools, knowledge. */
export const asData = (text: string): string => `<data>${text.replace(/[<>]/g, " ").trim()}</data>`;

export function historyOf(lines: readonly HistoryLine[], language: Language): ModelMessage[] {
  const messages: ModelMessage[] = [];
  for (const line of lines) {
    const heard = line.heardText?.trim() ?? "";
    if (heard === "") continue;
    const role = line.who === "bot" ? "assistant" : "user";
    const content = role === "user" ? asCallersWords(heard) : line.interrupted ? `${heard} … ${cutMark[language]}` : heard;
    const last = messages.at(-1);
    // Vendors want the roles to take turns.
    if (last?.role === role) messages[messages.length - 1] = { role, content: `${last.content}\n${content}` };
    else messages.push({ role, content });
  }
  return bounded(messages);
}

function bounded(messages: readonly ModelMessage[]): ModelMessage[] {
  const kept: ModelMessage[] = [];
  let chars = 0;
  for (const message of messages.toReversed()) {
    chars += message.content.length;
    // The newest words are kept whatever their length.
    if (kept.length > 0 && (kept.length >= maxMessages || chars > maxChars)) break;
    kept.push(message);
  }
  return kept.toReversed();
}

/** Two questions with the same print have the same answer: case, punctuation and «ё» of the newest words do not count. */
export function printOf(system: string, messages: readonly ModelMessage[], called: readonly ModelMessage[] = []): string {
  return JSON.stringify([system, messages.slice(0, -1), messages.at(-1)?.role, words(messages.at(-1)?.content ?? ""), called]);
}
