/**
 * Frames made of more or of less sound than they last, by one pitch period that is left out or said twice: the pitch
 * stays, and where the sound is periodic or soft nobody hears it (the overlap-and-add of WSOLA). So delay is taken back
 * and built up without a gap.
 */
import { findPeriod, MAX_PERIOD_MS, MIN_PERIOD_MS, type Period } from "./period.ts";

const OVERLAP_MS = 8;

export interface TimeScale {
  /** Samples of look-ahead beyond the frame that `shorten` wants. */
  readonly most: number;
  /** How much may be left out of `source` (frame and look-ahead), and how well it fits; `much`: rather several periods. */
  periodAhead(source: Int16Array, much: boolean): Period;
  /** `target` from target.length + lag samples of `source`. */
  shorten(source: Int16Array, lag: number, target: Int16Array): void;
  /** How much of what was played before `source` may be said again before it. */
  periodBehind(played: Int16Array, source: Int16Array, much: boolean): Period;
  /** `target` from target.length - lag samples of `source`, after the last of `played`. */
  lengthen(played: Int16Array, source: Int16Array, lag: number, target: Int16Array): void;
}

export function createTimeScale(rateHz: number): TimeScale {
  const perMs = rateHz / 1000;
  const overlap = OVERLAP_MS * perMs;
  const least = Math.round(MIN_PERIOD_MS * perMs);
  const most = Math.round(MAX_PERIOD_MS * perMs);
  const joined = new Int16Array(most + 1 + overlap);
  const reversed = new Int16Array(most + 1 + overlap);

  return {
    most,
    periodAhead(source, much) {
      // As looking back, in a mirror: what is left out lies ahead.
      for (let n = 0; n < reversed.length; n++) reversed[n] = source[reversed.length - 1 - n] ?? 0;
      return findPeriod(reversed, most + 1, overlap, much ? most >> 1 : least, most);
    },
    shorten(source, lag, target) {
      for (let n = 0; n < overlap; n++) {
        const part = (n + 1) / (overlap + 1);
        target[n] = Math.round((source[n] as number) * (1 - part) + (source[n + lag] as number) * part);
      }
      target.set(source.subarray(overlap + lag, target.length + lag), overlap);
    },
    periodBehind(played, source, much) {
      joined.set(played.subarray(played.length - most - 1));
      joined.set(source.subarray(0, overlap), most + 1);
      return findPeriod(joined, most + 1, overlap, much ? most >> 1 : least, most);
    },
    lengthen(played, source, lag, target) {
      const before = (n: number): number => (n < lag ? played[played.length - lag + n] : source[n - lag]) as number;
      for (let n = 0; n < target.length; n++) {
        const part = n < overlap ? (n + 1) / (overlap + 1) : 1;
        target[n] = part < 1 ? Math.round((source[n] as number) * (1 - part) + before(n) * part) : before(n);
      }
    },
  };
}
