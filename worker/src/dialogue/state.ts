/** What the dialogue remembers between two inputs. Plain JSON: stored with the turn, survives eviction and replay. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { EndReason, Outcome } from "@zvon/contract/end-reason.ts";
import type { Segment } from "./decision.ts";

/** Half of a day and time: the caller named one and is asked for the other. */
export type DayTimeParts = { date: string | null; time: string | null };

export type DialogueState = {
  version: 1;
  language: Language;
  flowState: string;
  /** State → how often it was entered. */
  visits: Record<string, number>;
  /** Field → canonical value (a choice's `value`, "2026-11-22T17:00", a name, digits). */
  fields: Record<string, string>;
  parts: Record<string, DayTimeParts>;
  /** Heard but not surely; waits for yes or no. */
  doubt: { field: string; value: string | null; parts: DayTimeParts | null } | null;
  /** A bare "no" at a read-back: the caller is asked what to mend. */
  mending: boolean;
  /** In a row, in this state. */
  misses: number;
  silences: number;
  toolRuns: number;
  tool: { key: string; name: string } | null;
  /** Columns the last tool brought, in the call's language. */
  toolValues: Record<string, string>;
  /** The last thing asked, for "repeat"; after an interruption only what did not sound. */
  asked: Segment[];
  /** The last reply was cut short by the caller. */
  cut: boolean;
  /** Noise over a reply has been forgiven once; a line that is noise all the time counts as misses. */
  spared: boolean;
  /** The model's answer that is waited for: its key, and how often it was lost on the way. */
  thought: { key: string; losses: number } | null;
  /** Questions put to the model so far. */
  thoughts: number;
  /** Tool calls of the model that made no sense. */
  ignoredTools: number;
  outcome: Outcome | null;
  ended: EndReason | null;
};

export function newState(language: Language, flowState: string): DialogueState {
  return {
    version: 1, language, flowState, visits: {}, fields: {}, parts: {}, doubt: null, mending: false,
    misses: 0, silences: 0, toolRuns: 0, tool: null, toolValues: {}, asked: [], cut: false, spared: false, thought: null, thoughts: 0, ignoredTools: 0, outcome: null, ended: null,
  };
}

/** Written by an older version, it lacks what came later. */
export const completeState = (state: DialogueState): DialogueState => ({ ...newState(state.language, state.flowState), ...state });
