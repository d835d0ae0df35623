/**
 * Recorded examples as templates: each example is a chain with a state each 20 ms, and the nearest example wins (dynamic
 * time warping). Right for the speakers who recorded them, poor for anyone else.
 */
import type { ListenHint } from "../port.ts";
import { createStatesBuilder, type AcousticStates } from "./acoustic-states.ts";
import { cepstraOf, createSpectra, DIMENSIONS, usualMeanOf, type UsualMean } from "./features.ts";
import { speechSpan } from "./decide.ts";
import type { Chain } from "./search.ts";
import { createColumns, type VerdictPolicy, type Vocabulary } from "./vocabulary.ts";

export interface Example {
  /** The phrase as bots list it, or one digit ("7"). */
  text: string;
  /** 8 kHz mono. */
  pcm: Int16Array;
}

export interface ExampleModel {
  states: AcousticStates;
  usual: UsualMean;
  /** State sequences by text. */
  templates: Map<string, Int32Array[]>;
  /** The state of a pause between words. */
  pause: number;
}

/**
 * Tuned on takes 0–2 of spoken digits as examples and 3–4 as callers. With examples of everything that may be said, what is
 * off the list loses 13 or more a frame; a word nobody recorded may lose only 8, so single phrases are believed later than
 * digits, which are only used with examples of all ten.
 */
const phrasePolicy: VerdictPolicy = { sureLoss: 8.5, rejectLoss: 14, sureMargin: 250 };
const digitPolicy: VerdictPolicy = { sureLoss: 12, rejectLoss: 18, sureMargin: 150 };
const DIGIT_COST = 20;
/** A state stands for 20 ms of the example, so it may be said at up to twice its speed, and at any slower one. */
const FRAMES_A_STATE = 2;
/** The filler is made of pieces of the examples this long, in any order: 60 ms, about a phone. */
const PIECE_STATES = 3;
const PIECE_ENTRY_COST = 3;
/** One frame of one take shows no variance; this much of the variance of all speech is taken for each frame. */
const FRAME_VARIANCE = 0.35;

export function learnExamples(examples: Example[]): ExampleModel {
  const heard = examples.flatMap(({ text, pcm }) => {
    const spectra = createSpectra();
    spectra.push(pcm);
    const span = speechSpan(spectra);
    return span === null ? [] : [{ text, spectra, span }];
  });
  const usual = usualMeanOf(heard.map(({ spectra }) => spectra));
  const spoken = heard.map(({ text, spectra, span }) => ({ text, cepstra: cepstraOf(spectra, span.from, span.to, usual) }));
  const builder = createStatesBuilder(spread(spoken.map(({ cepstra }) => cepstra.rows)));
  const templates = new Map<string, Int32Array[]>();
  const quiet: number[] = [];
  for (const { text, cepstra } of spoken) {
    const states = Int32Array.from({ length: Math.floor(cepstra.frames / FRAMES_A_STATE) }, (_, k) => {
      const indices = Int32Array.from({ length: FRAMES_A_STATE }, (_, i) => k * FRAMES_A_STATE + i);
      return builder.add({ rows: cepstra.rows, indices }, 1);
    });
    const known = templates.get(text) ?? [];
    known.push(states);
    templates.set(text, known);
    // The margin before the speech is the room: what a pause between words sounds like.
    quiet.push(...cepstra.rows.slice(0, DIMENSIONS));
  }
  const rooms = Float32Array.from(quiet);
  const pause = builder.add({ rows: rooms, indices: Int32Array.from({ length: spoken.length }, (_, i) => i) }, 8);
  return { states: builder.build(), usual, templates, pause };
}

/** Null when nothing of this listen has examples. Digits come from examples only when all ten have some. */
export function vocabularyOfExamples(model: ExampleModel, listen: ListenHint): Vocabulary | null {
  const { columnOf, wanted } = createColumns();
  const chainsOf = (text: string): Chain[] =>
    (model.templates.get(text) ?? []).map((states) => {
      const columns = Int32Array.from([model.pause, ...states, model.pause], columnOf);
      const optional = new Uint8Array(columns.length);
      optional[0] = 1;
      optional[columns.length - 1] = 1;
      return { columns, optional };
    });
  const phrases = listen.phrases.filter((text) => model.templates.has(text)).map((text) => ({ text, chains: chainsOf(text) }));
  const digits = listen.digits !== null && hasDigits(model) ? Array.from({ length: 10 }, (_, digit) => chainsOf(String(digit))) : null;
  if (phrases.length === 0 && digits === null) return null;
  const filler: Int32Array[] = [Int32Array.of(columnOf(model.pause))];
  for (const states of [...model.templates.values()].flat()) {
    for (let at = 0; at < states.length; at += PIECE_STATES) {
      filler.push(Int32Array.from(states.subarray(at, at + PIECE_STATES), columnOf));
    }
  }
  return {
    states: model.states,
    usual: model.usual,
    wanted: wanted(),
    phrases,
    digits,
    filler,
    fillerEntryCost: PIECE_ENTRY_COST,
    phrasePolicy,
    digitPolicy,
    digitCost: DIGIT_COST,
  };
}

export function hasDigits(model: ExampleModel): boolean {
  return Array.from({ length: 10 }, (_, digit) => String(digit)).every((digit) => model.templates.has(digit));
}

function spread(all: Float32Array[]): Float32Array {
  const sums = new Float64Array(DIMENSIONS);
  const squares = new Float64Array(DIMENSIONS);
  let count = 0;
  for (const rows of all) {
    for (let i = 0; i < rows.length; i++) {
      const d = i % DIMENSIONS;
      const value = rows[i] ?? 0;
      sums[d] = (sums[d] ?? 0) + value;
      squares[d] = (squares[d] ?? 0) + value * value;
    }
    count += rows.length / DIMENSIONS;
  }
  return Float32Array.from(squares, (square, d) => {
    const mean = (sums[d] ?? 0) / Math.max(1, count);
    return Math.max(1e-4, FRAME_VARIANCE * (square / Math.max(1, count) - mean * mean));
  });
}
