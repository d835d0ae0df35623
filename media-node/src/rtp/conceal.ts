/**
 * Packet-loss concealment: the voice goes on for a moment as it was. The last pitch period is repeated, then the last
 * two and three (one alone for long is a buzz), fading out from the eleventh millisecond to the sixtieth; what comes
 * after a loss is blended in. The idea is ITU-T G.711 appendix I's; unlike there nothing is delayed for it: the step to
 * the first repetition is evened out afterwards, not blended before.
 *
 * Sound without a period (hiss, noise) is repeated by the longest one there is, since repeated hiss hums.
 *
 * Where nothing is made up, after the fade or while the sender is silent by itself, comes noise as loud as the line's
 * own (what comfort noise told, RFC 3389, or the softest frames heard): a line that goes dead in mid-call sounds broken
 * to people and starts every energy measure anew.
 */
import { createNoise } from "../audio/noise.ts";
import { createNoiseFloor } from "../audio/noise-floor.ts";
import { SILENCE_DB } from "../audio/frame.ts";
import { findPeriod, MAX_PERIOD_MS, MIN_PERIOD_MS } from "./period.ts";

const FULL_MS = 10;
/** More would make a robot of an outage; less lets a single loss click, which voice detection takes for an end of speech. */
const FADED_MS = 60;
/** Two periods are repeated from here on, and three. */
const STAGES_MS = [0, 10, 20];
/** The end of the longest loss is blended over so much. */
const MERGE_MS = 10;
const MATCH_MS = 20;
/** Under this likeness a sound has no period. */
const VOICED = 0.4;
/** Louder is no line's noise and must not be made up. */
const LOUDEST_NOISE_DB = -45;

export interface Concealer {
  /** Takes what was heard in `frame[from, to)`, and blends its beginning with what was made up before it. */
  heard(frame: Int16Array, from: number, to: number): void;
  /** Makes up `frame[from, to)`. `false` when nothing of it is speech any more. */
  conceal(frame: Int16Array, from: number, to: number): boolean;
  /** The sender is silent by itself: noise of the line. */
  rest(frame: Int16Array, from: number, to: number): void;
  /** A whole frame was heard, this loud. */
  measure(levelDb: number): void;
  /** The sender tells how loud its line is; `null` forgets it. */
  comfort(levelDb: number | null): void;
  /** The last samples that were given out, newest last; a view that changes with each call. */
  history(): Int16Array;
  /** What stood in for a loss has faded out. */
  faded(): boolean;
  floorDb(): number;
}

export function createConcealer(rateHz: number): Concealer {
  const perMs = rateHz / 1000;
  const minPeriod = Math.round(MIN_PERIOD_MS * 2 * perMs);
  const maxPeriod = Math.round(MAX_PERIOD_MS * perMs);
  const full = FULL_MS * perMs;
  const faded = FADED_MS * perMs;
  const merge = MERGE_MS * perMs;
  // Three of the longest periods, and a quarter of one to blend.
  const history = new Int16Array(Math.round(3.5 * maxPeriod));
  const made = new Float32Array(faded + merge);
  const floor = createNoiseFloor();
  const noise = createNoise();
  let quarter = 0; // of the period that is repeated
  /** Samples made up since the last that was heard; -1: none. */
  let gone = -1;
  let toldDb: number | null = null;
  let floorDb = SILENCE_DB;

  function remember(frame: Int16Array, from: number, to: number): void {
    const length = to - from;
    if (length >= history.length) {
      history.set(frame.subarray(to - history.length, to));
      return;
    }
    history.copyWithin(0, length);
    history.set(frame.subarray(from, to), history.length - length);
  }

  const back = (n: number): number => history[history.length - n] as number;

  function prepare(): void {
    const match = MATCH_MS * perMs;
    const { lag, likeness } = findPeriod(history, history.length - match, match, minPeriod, maxPeriod);
    const period = likeness >= VOICED ? lag : maxPeriod;
    quarter = period >> 2;
    const step = back(1) - back(period + 1);
    /** Sample `n` of the repetition of `count` periods: its end is blended into its beginning. */
    const repeated = (n: number, count: number): number => {
      const length = period * count;
      const at = n % length;
      const left = length - at;
      const sample = back(left);
      return left > quarter ? sample : (sample * left + back(left + length) * (quarter - left)) / quarter;
    };
    for (let n = 0; n < made.length; n++) {
      const since = STAGES_MS.findLastIndex((fromMs) => n >= fromMs * perMs);
      const began = (STAGES_MS[since] ?? 0) * perMs;
      // A stage goes on at the place within the period that the former had reached.
      const phase = (stage: number): number => n - Math.floor(((STAGES_MS[stage] ?? 0) * perMs) / period) * period;
      let sample = repeated(phase(since), since + 1);
      if (since > 0 && n - began < quarter) {
        const part = (n - began) / quarter;
        sample = sample * part + repeated(phase(since - 1), since) * (1 - part);
      }
      if (n < quarter) sample += step * (1 - n / quarter);
      const gain = n < full ? 1 : Math.max(0, 1 - (n - full) / (faded - full));
      made[n] = sample * gain;
    }
  }

  return {
    heard(frame, from, to) {
      if (gone >= 0) {
        // The longer the loss, the less the two agree.
        const blend = Math.min(to - from, merge, quarter + Math.floor(gone / full) * 4 * perMs);
        for (let n = 0; n < blend; n++) {
          const part = (n + 1) / (blend + 1);
          frame[from + n] = Math.round((frame[from + n] as number) * part + (made[gone + n] ?? 0) * (1 - part));
        }
        gone = -1;
      }
      remember(frame, from, to);
    },

    conceal(frame, from, to) {
      if (gone < 0) {
        prepare();
        gone = 0;
      }
      const db = Math.min(toldDb ?? floorDb, LOUDEST_NOISE_DB);
      const speech = gone < faded;
      for (let n = from; n < to; n++) {
        const share = Math.min(1, gone / faded);
        frame[n] = clamp((made[gone] ?? 0) + noise(db) * share);
        if (gone < faded) gone++;
      }
      remember(frame, from, to);
      return speech;
    },

    rest(frame, from, to) {
      const db = Math.min(toldDb ?? floorDb, LOUDEST_NOISE_DB);
      for (let n = from; n < to; n++) frame[n] = Math.round(noise(db));
      gone = -1;
      remember(frame, from, to);
    },

    measure(level) {
      floorDb = floor.push(level);
    },
    comfort(level) {
      toldDb = level;
    },
    history: () => history,
    faded: () => gone >= faded,
    floorDb: () => floorDb,
  };
}

const clamp = (sample: number): number => Math.max(-32768, Math.min(32767, Math.round(sample)));
