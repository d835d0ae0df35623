/**
 * The state is stored with every turn and travels with every decision, so it has a bound. What a flow reads (fields,
 * counters, where it stands) is small by its config and stays; what tools and models brought gives way, oldest and longest first.
 */
import { cut } from "./cut.ts";
import type { DialogueState } from "./state.ts";

/** Characters of JSON: at most twice as many bytes in Cyrillic, so under 32 kB. */
export const mostStateChars = 16_000;
const mostColumns = 40;
const mostColumnChars = 1000;
const shortColumnChars = 120;
const leastWords = 8;
const mostCalledChars = 1500;

/** Columns of one tool's answer. */
export const boundColumns = (columns: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).slice(0, mostColumns).map(([column, value]) => [column, cut(value, mostColumnChars)]));

const shortened = (columns: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, cut(value, shortColumnChars)]));

/** In this order until it fits; each step is counted in `state.dropped`. */
const steps: readonly ((state: DialogueState) => void)[] = [
  ({ model }) => { model.notes = model.notes.slice(-2); },
  ({ model }) => { model.words = model.words.slice(-leastWords); },
  ({ model }) => { model.notes = model.notes.map((note) => ({ ...note, value: shortened(note.value) })); },
  (state) => { state.toolValues = shortened(state.toolValues); },
  (state) => { state.contact = shortened(state.contact); },
  (state) => { state.asked = state.asked.slice(-3).map(({ text, voice }) => ({ text: cut(text, 1000), voice: cut(voice, 1000) })); },
  ({ model }) => { if (model.turn !== null) model.turn.called = model.turn.called.map((message) => ({ ...message, content: cut(message.content, mostCalledChars) })); },
  // States that were entered once are as new; who counts visits counts from the second.
  (state) => { state.visits = Object.fromEntries(Object.entries(state.visits).filter(([name, times]) => times > 1 || name === state.flowState)); },
  ({ model }) => { model.notes = []; },
];

/** @param state the decision's own copy; changed in place. */
export function boundState(state: DialogueState): void {
  for (const step of steps) {
    if (JSON.stringify(state).length <= mostStateChars) return;
    step(state);
    state.dropped += 1;
  }
}
