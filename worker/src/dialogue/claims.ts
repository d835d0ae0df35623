/**
 * Does a sentence claim that something was done? A model's word for it is worth nothing: such a sentence is spoken only
 * once a tool of that kind has answered ok in this call. Questions, offers, wishes, refusals and the future pass.
 * Rather one true sentence withheld than one false one spoken: an honest sentence takes its place.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import type { Claim } from "./claims/clauses.ts";
import { englishClaims } from "./claims/english.ts";
import { russianClaims } from "./claims/russian.ts";

export type { Claim };

/** What bears a claim out. */
const proofs: Record<Claim, readonly Claim[]> = {
  book: ["book"], cancel: ["cancel"], send: ["send"], transfer: ["transfer"], pay: ["pay"],
  write: ["write", "book", "cancel", "send"], note: ["note", "write", "book"], done: ["write", "book", "cancel", "send", "transfer", "pay"],
};

export const borneOut = (claim: Claim, evidence: readonly Claim[]): boolean => proofs[claim].some((kind) => evidence.includes(kind));

/** What an ok of a function bears out. A general write is read from its name and description, as its owner wrote them. */
export function evidenceOf({ kind, name, description }: { kind: string; name: string; description: string }): Claim[] {
  if (kind === "book" || kind === "cancel" || kind === "send") return [kind, "write"];
  if (kind !== "write") return [];
  const about = `${name} ${description}`.toLowerCase();
  const named: [Claim, RegExp][] = [["cancel", /cancel|отмен|аннулир/], ["book", /book|appoint|reserv|schedul|запис|брон/], ["pay", /pay|charge|refund|оплат|плат[её]ж|возврат/], ["send", /send|sms|mail|отправ|сообщени/]];
  return ["write", ...named.flatMap(([claim, pattern]) => (pattern.test(about) ? [claim] : []))];
}

/** @param text one sentence, or as much of it as is known; its punctuation counts. */
export function claimsIn(text: string, language: Language): Claim[] {
  const sentences = text.toLowerCase().replaceAll("ё", "е").replaceAll("’", "'").match(/[^.!?…]+[.!?…]*/g) ?? [];
  const found = sentences.flatMap((sentence) => (language === "ru" ? russianClaims(sentence) : englishClaims(sentence)));
  return [...new Set(found)];
}
