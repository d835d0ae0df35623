/** What the dialogue remembers between two inputs. Plain JSON: stored with the turn, survives eviction and replay. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { EndReason, Outcome } from "@zvon/contract/end-reason.ts";
import type { Segment } from "./decision.ts";
import { newModelMemory } from "./model-memory.ts";
import type { ModelMemory } from "./model-memory.ts";

/** Half of an answer: the caller said one part and is asked for the other. */
export type DayTimeParts = {
  date: string | null;
  time: string | null;
  /** «После шести», "in the morning": the exact time within it is still to be said. "HH:MM", both included. */
  window?: { from: string; to: string } | null;
  /** «На следующей неделе»: the day of it is still to be said. "YYYY-MM-DD", both included. */
  days?: { from: string; to: string };
  /** First digits of a phone number; the caller goes on in the next turn. */
  digits?: string;
};

export type DialogueState = {
  version: 1;
  language: Language;
  /** Flat name: "confirm", or "booking.confirm" within a sub-flow. */
  flowState: string;
  /** `flow` states that wait for their sub-flow to return, outermost first. */
  calls: string[];
  /** Wall time of the edge; 0: written before it was kept. */
  beganAtMs: number;
  enteredAtMs: number;
  /** State → how often it was entered. */
  visits: Record<string, number>;
  /** States entered since the caller last spoke: a flow that goes round by itself ends. */
  hops: number;
  /** Counters of transitions, and how often each objection was raised. */
  counters: Record<string, number>;
  /** The verified number the call comes from or goes to, E.164; null when it is withheld or no number. */
  caller: string | null;
  /** Intents heard in the call. */
  heard: string[];
  /** Field → canonical value (a choice's `value`, "2026-11-22T17:00", a name, digits). */
  fields: Record<string, string>;
  /** Fields that the caller said yes to, or keyed in. */
  confirmed: string[];
  parts: Record<string, DayTimeParts>;
  /** Heard but not surely; waits for yes or no. */
  doubt: { field: string; value: string | null; parts: DayTimeParts | null } | null;
  /** A bare "no" at a read-back: the caller is asked what to mend. */
  mending: boolean;
  /** The read-back that a model alone heard a yes to: the next one counts. */
  leaning: string | null;
  /** In a row, in this state. */
  misses: number;
  /** Turns in a row that were not understood, over all states: some flows lead in circles. */
  lost: number;
  /** Turns in a row that were understood and led nowhere: "repeat", "wait", a time that is closed. */
  stuck: number;
  /** Turns not understood since the last handoff. */
  misunderstood: number;
  /** Callers handed to a person by a criterion, not by their own wish. */
  handoffs: number;
  /** In a row. */
  silences: number;
  /** Prompts after silence in the whole call. */
  silencePrompts: number;
  toolRuns: number;
  tool: { key: string; name: string; /** In which it words what it brings. */ language?: Language } | null;
  transfer: { key: string; destination: string } | null;
  /** Columns the last tool brought, in the call's language. */
  toolValues: Record<string, string>;
  /** What the CRM knows of the caller. */
  contact: Record<string, string>;
  /** The last thing asked, for "repeat"; after an interruption only what did not sound. */
  asked: Segment[];
  /** The last reply was cut short by the caller. */
  cut: boolean;
  /** Noise over a reply has been forgiven once; a line that is noise all the time counts as misses. */
  spared: boolean;
  /** The model's answer that is waited for: its key, and how often it was lost on the way. */
  thought: { key: string; losses: number } | null;
  model: ModelMemory;
  /** Questions put to the model so far. */
  thoughts: number;
  /** Tool calls of the model that made no sense. */
  ignoredTools: number;
  /** Steps by which the state was made smaller (state-bound.ts). */
  dropped: number;
  /** A machine has taken the call, and its message waits until it records. */
  machine: boolean;
  /** The caller has made a sound that was taken for words, or pressed a key. */
  spoke: boolean;
  /** The newest long utterances, as words: a recording says them again. */
  utterances: string[];
  /** The last minute has been told of. */
  warned: boolean;
  outcome: Outcome | null;
  ended: EndReason | null;
  /** What stands beside the reason in the record. */
  endedWhy: string | null;
};

export function newState(language: Language, flowState: string, atMs = 0): DialogueState {
  return {
    version: 1, language, flowState, calls: [], beganAtMs: atMs, enteredAtMs: atMs, visits: {}, hops: 0, counters: {}, caller: null, heard: [], fields: {}, confirmed: [], parts: {}, doubt: null, mending: false, leaning: null,
    misses: 0, lost: 0, stuck: 0, misunderstood: 0, handoffs: 0, silences: 0, silencePrompts: 0, toolRuns: 0, tool: null, transfer: null, toolValues: {}, contact: {}, asked: [], cut: false, spared: false, thought: null, model: newModelMemory(), thoughts: 0, ignoredTools: 0, dropped: 0, machine: false, spoke: false, utterances: [], warned: false, outcome: null, ended: null, endedWhy: null,
  };
}

/** Plain JSON alone, and several times faster than `structuredClone`. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key]);
  return copy;
}

/** Written by an older version, it lacks what came later. */
export const completeState = (state: DialogueState, nowMs = 0): DialogueState => ({ ...newState(state.language, state.flowState, nowMs), ...state });
