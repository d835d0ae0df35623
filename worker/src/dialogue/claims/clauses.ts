/** What the readers of claims in either language share. */
import { words } from "../../language/tokens.ts";

/** `note`: something was written down, which a field that was taken bears out. `done`: "you're all set", of whatever kind. */
export type Claim = "book" | "cancel" | "send" | "transfer" | "pay" | "write" | "note" | "done";

/** Clauses of a sentence, and whether the last of them asks. */
export function clausesOf(sentence: string): { clauses: string[][]; asks: boolean } {
  return { clauses: sentence.split(/[,;:—–|]| - /).map(words).filter((clause) => clause.length > 0), asks: /\?/.test(sentence) };
}

export const before = (clause: readonly string[], at: number, count: number): string[] => clause.slice(Math.max(0, at - count), at);
