/** What the dialogue remembers for a model's sake: plain JSON in the state, bounded. */
import type { Claim } from "./claims.ts";
import { evidenceOf } from "./claims.ts";
import type { ModelCall, ModelMessage, ToolResult } from "./decision.ts";
import type { ToolFunction } from "./tools/definitions.ts";

/** A result of a tool, kept for later turns as data. */
export type ToolNote = { name: string; arguments: Record<string, string>; status: ToolResult["status"]; value: Record<string, string> };

/** The tools of one turn, while the model is at it. */
export type ModelTurn = {
  /** Answers with calls so far. */
  rounds: number;
  /** Wrong arguments were told to the model once. */
  corrected: boolean;
  /** A filler was said; a second one in a row sounds like a fault of the line. */
  filled: boolean;
  /** The answer at work had words that were spoken. */
  spoke: boolean;
  /** What it has changed in this turn. */
  wrote: ToolFunction["kind"][];
  /** What it has called, and what came of it. */
  called: ModelMessage[];
  queue: ModelCall[];
  /** Calls of the answer at work that need no words of the model after them. */
  quiet: boolean;
  /** It has pressed keys: a voice menu wants no words. */
  pressed?: true;
  running: { call: ModelCall; name: string; arguments: Record<string, string> } | null;
};

export type ModelMemory = {
  /** The caller's utterances, newest last: what a write is given must come from them. */
  words: string[];
  /** What tools have done in this call, and what may or may not have been done. */
  evidence: Claim[];
  unsure: Claim[];
  notes: ToolNote[];
  /** Keys that the model asked the caller to press. */
  keys: { max: number } | null;
  turn: ModelTurn | null;
};

export const newModelMemory = (): ModelMemory => ({ words: [], evidence: [], unsure: [], notes: [], keys: null, turn: null });
export const newModelTurn = (): ModelTurn => ({ rounds: 0, corrected: false, filled: false, spoke: false, wrote: [], called: [], queue: [], quiet: true, running: null });

/** A talk of some minutes; it is stored with each turn. */
const mostWords = 30;
const mostWordChars = 300;
const mostNotes = 6;
const mostValueChars = 400;

export function rememberWords(memory: ModelMemory, text: string): void {
  if (text.trim() !== "") memory.words = [...memory.words, text.trim().slice(0, mostWordChars)].slice(-mostWords);
}

/** What a cancellation undoes, and the other way round. */
const opposites: Partial<Record<Claim, Claim>> = { book: "cancel", cancel: "book" };

/** @param one the function that ran; null when the bot has none of that name any more. */
export function rememberResult(memory: ModelMemory, one: Pick<ToolFunction, "kind" | "name" | "description"> | null, given: Record<string, string>, result: ToolResult): void {
  const claims = one === null ? [] : evidenceOf(one);
  if (result.status === "ok") {
    const undone = claims.map((claim) => opposites[claim]);
    memory.evidence = [...new Set([...memory.evidence.filter((claim) => !undone.includes(claim)), ...claims])];
    memory.unsure = memory.unsure.filter((claim) => !claims.includes(claim));
  } else if (result.status === "unknown") memory.unsure = [...new Set([...memory.unsure, ...claims])];
  const value = result.status === "ok" ? result.value : result.status === "failed" ? { reason: result.reason, ...result.value } : {};
  const short = Object.fromEntries(Object.entries(value).slice(0, 20).map(([name, text]) => [name, text.slice(0, mostValueChars)]));
  if (one === null) return;
  memory.notes = [...memory.notes, { name: one.name, arguments: given, status: result.status, value: short }].slice(-mostNotes);
}
