/** Collects keys into one answer: complete at `max`, at the terminator, or after a pause. Pure; times are the audio clock. */
import type { Listen } from "@zvon/contract/call-link.ts";

export type KeysState = { digits: string; startMs: number; lastMs: number };
export type KeysAnswer = { digits: string; startMs: number; endMs: number };

export const noKeys: KeysState = { digits: "", startMs: 0, lastMs: 0 };
/** With no keys expected, a single key is an answer by itself (0 for a person). */
const unexpected = { max: 1, terminator: null, gapMs: 0 };

export function pressKey(state: KeysState, digit: string, atMs: number, expected: Listen["keys"]): { state: KeysState; answer: KeysAnswer | null } {
  const rule = expected ?? unexpected;
  const startMs = state.digits === "" ? atMs : state.startMs;
  if (digit === rule.terminator) return { state: noKeys, answer: state.digits === "" ? null : { digits: state.digits, startMs, endMs: atMs } };
  const digits = state.digits + digit;
  if (digits.length >= rule.max) return { state: noKeys, answer: { digits, startMs, endMs: atMs } };
  return { state: { digits, startMs, lastMs: atMs }, answer: null };
}

/** Called with each frame: a pause longer than `gapMs` ends what was begun. */
export function waitKeys(state: KeysState, atMs: number, expected: Listen["keys"]): { state: KeysState; answer: KeysAnswer | null } {
  if (state.digits === "" || atMs - state.lastMs < (expected ?? unexpected).gapMs) return { state, answer: null };
  return { state: noKeys, answer: { digits: state.digits, startMs: state.startMs, endMs: state.lastMs } };
}
