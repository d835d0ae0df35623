/** The pitch period of a voice, or what comes nearest to one: how far to jump within a signal so that nobody hears it. */

/** 2.5 ms: voices are not higher than 400 Hz; a multiple of a shorter period is found as well. */
export const MIN_PERIOD_MS = 2.5;
/** 15 ms: the lowest voices, 67 Hz (ITU-T G.711 appendix I searches as far). */
export const MAX_PERIOD_MS = 15;

export interface Period {
  /** Samples. */
  lag: number;
  /** Normalised correlation at that lag, -1 to 1; 1 for digital silence. */
  likeness: number;
}

/**
 * The lag in [min, max] at which `signal[at - lag …]` is most like `signal[at …]` over `length` samples. The caller
 * sees to it that `at - max` is not negative and that `at + length` lies within the signal.
 */
export function findPeriod(signal: Int16Array, at: number, length: number, min: number, max: number): Period {
  let energyHere = 0;
  for (let n = 0; n < length; n++) energyHere += (signal[at + n] as number) ** 2;
  let energyThere = 0;
  for (let n = 0; n < length; n++) energyThere += (signal[at - min + n] as number) ** 2;
  let best = min;
  let likeness = -Infinity;
  for (let lag = min; lag <= max; lag++) {
    let product = 0;
    for (let n = 0; n < length; n++) product += (signal[at + n] as number) * (signal[at - lag + n] as number);
    const both = energyHere * energyThere;
    const found = both > 0 ? product / Math.sqrt(both) : Number(energyHere === energyThere);
    if (found > likeness) {
      likeness = found;
      best = lag;
    }
    // The window moves one sample back.
    energyThere += (signal[at - lag - 1] ?? 0) ** 2 - (signal[at - lag - 1 + length] as number) ** 2;
  }
  return { lag: best, likeness };
}
