/**
 * Phones learnt from the embedded voice, which says exactly when each phone begins. A phone sounds different beside
 * different neighbours, so each of its states exists in up to four forms: with both neighbours, with the left or the
 * right one, alone; the most exact form that was heard often enough is used.
 */
import { createStatesBuilder, type AcousticStates } from "./acoustic-states.ts";
import { DIMENSIONS, HOP_MS, type Cepstra } from "./features.ts";

export interface TimedPhone {
  /** Empty: a pause. */
  name: string;
  startMs: number;
}

/** One utterance to learn from. Frame 0 of the cepstra is the first sample. */
export interface AlignedUtterance {
  cepstra: Cepstra;
  phones: TimedPhone[];
}

export interface PhoneModel {
  states: AcousticStates;
  /** "left-phone+right/k", "left-phone/k", "phone+right/k", "phone/k" → state. */
  byName: Map<string, number>;
  /** States a phone, in order, without context: the filler's alphabet. */
  alone: Map<string, Int32Array>;
}

/** Speech a state stands for at normal speed; a phone has 1 to 3 states, so it may be said three times as fast. */
const MS_A_STATE = 32;
const MAX_STATES = 3;
/** Frames a form must have been heard in; below, the next more general form is the better guess. */
const MIN_CONTEXT_FRAMES = 30;
const GAUSSIANS_IN_CONTEXT = 3;
const GAUSSIANS_ALONE = 4;
/** More adds seconds to training and nothing to the mean. */
const MAX_FRAMES_ALONE = 3_000;

export const PAUSE = "";

/** The first window is centred 12.5 ms after its first sample. */
export function frameAt(ms: number): number {
  return Math.max(0, Math.round((ms - 12.5) / HOP_MS));
}

export function trainPhones(utterances: AlignedUtterance[]): PhoneModel {
  const rows = stacked(utterances);
  const spans = spansOf(utterances);
  const statesOf = stateCounts(spans);
  const frames = new Map<string, number[]>();
  const note = (name: string, frame: number): void => {
    const known = frames.get(name);
    if (known === undefined) frames.set(name, [frame]);
    else known.push(frame);
  };
  for (const span of spans) {
    const count = statesOf.get(span.name) ?? 1;
    const length = span.to - span.from;
    for (let t = 0; t < length; t++) {
      const k = Math.min(count - 1, Math.floor((t * count) / length));
      for (const name of formsOf(span.left, span.name, span.right, k)) note(name, span.from + t);
    }
  }

  const builder = createStatesBuilder(typicalVariance(rows, frames));
  const byName = new Map<string, number>();
  for (const [name, list] of frames) {
    const isAlone = !/[-+]/.test(name.slice(0, name.lastIndexOf("/")));
    if (!isAlone && list.length < MIN_CONTEXT_FRAMES) continue;
    const step = isAlone ? Math.max(1, list.length / MAX_FRAMES_ALONE) : 1;
    const indices = Int32Array.from({ length: Math.floor(list.length / step) }, (_, i) => list[Math.floor(i * step)] ?? 0);
    byName.set(name, builder.add({ rows, indices }, isAlone ? GAUSSIANS_ALONE : GAUSSIANS_IN_CONTEXT));
  }
  const alone = new Map<string, Int32Array>();
  for (const [phone, count] of statesOf) {
    alone.set(phone, Int32Array.from({ length: count }, (_, k) => byName.get(`${phone}/${k}`) ?? 0));
  }
  return { states: builder.build(), byName, alone };
}

/** States of a phone between its neighbours; null when the model has never heard this phone. */
export function statesFor(model: PhoneModel, left: string, phone: string, right: string): Int32Array | null {
  const alone = model.alone.get(phone);
  if (alone === undefined) return null;
  return Int32Array.from(alone, (fallback, k) => {
    const half = alone.length / 2;
    const [both, withLeft, withRight] = formsOf(left, phone, right, k);
    // The nearer neighbour colours a state more.
    const order = k + 0.5 <= half ? [both, withLeft, withRight] : [both, withRight, withLeft];
    for (const name of order) {
      const state = model.byName.get(name ?? "");
      if (state !== undefined) return state;
    }
    return fallback;
  });
}

interface Span {
  name: string;
  left: string;
  right: string;
  /** Frames in the stacked rows. */
  from: number;
  to: number;
}

function formsOf(left: string, phone: string, right: string, k: number): [string, string, string, string] {
  return [`${left}-${phone}+${right}/${k}`, `${left}-${phone}/${k}`, `${phone}+${right}/${k}`, `${phone}/${k}`];
}

function spansOf(utterances: AlignedUtterance[]): Span[] {
  const spans: Span[] = [];
  let base = 0;
  for (const { cepstra, phones } of utterances) {
    for (const [i, phone] of phones.entries()) {
      const from = frameAt(phone.startMs);
      const next = phones[i + 1];
      const to = Math.min(cepstra.frames, next === undefined ? cepstra.frames : frameAt(next.startMs));
      if (to <= from) continue;
      spans.push({
        name: phone.name,
        left: phones[i - 1]?.name ?? PAUSE,
        right: next?.name ?? PAUSE,
        from: base + from,
        to: base + to,
      });
    }
    base += cepstra.frames;
  }
  return spans;
}

function stateCounts(spans: Span[]): Map<string, number> {
  const totals = new Map<string, { frames: number; spans: number }>();
  for (const span of spans) {
    const total = totals.get(span.name) ?? { frames: 0, spans: 0 };
    total.frames += span.to - span.from;
    total.spans += 1;
    totals.set(span.name, total);
  }
  return new Map(
    [...totals].map(([name, { frames, spans: count }]) => {
      const states = Math.round((frames * HOP_MS) / count / MS_A_STATE);
      return [name, name === PAUSE ? 1 : Math.min(MAX_STATES, Math.max(1, states))];
    }),
  );
}

function stacked(utterances: AlignedUtterance[]): Float32Array {
  const total = utterances.reduce((sum, { cepstra }) => sum + cepstra.frames, 0);
  const rows = new Float32Array(total * DIMENSIONS);
  let at = 0;
  for (const { cepstra } of utterances) {
    rows.set(cepstra.rows, at * DIMENSIONS);
    at += cepstra.frames;
  }
  return rows;
}

/** Variance within a context-free state, averaged over the states. */
function typicalVariance(rows: Float32Array, frames: Map<string, number[]>): Float32Array {
  const sums = new Float64Array(DIMENSIONS);
  let total = 0;
  for (const [name, list] of frames) {
    if (/[-+]/.test(name.slice(0, name.lastIndexOf("/")))) continue;
    for (let d = 0; d < DIMENSIONS; d++) {
      let sum = 0;
      let squares = 0;
      for (const frame of list) {
        const value = rows[frame * DIMENSIONS + d] ?? 0;
        sum += value;
        squares += value * value;
      }
      sums[d] = (sums[d] ?? 0) + squares - (sum * sum) / list.length;
    }
    total += list.length;
  }
  return Float32Array.from(sums, (sum) => Math.max(1e-4, sum / Math.max(1, total)));
}
