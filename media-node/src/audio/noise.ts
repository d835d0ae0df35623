/** Soft noise, for lines that must not sound dead. */
import { SILENCE_DB } from "./frame.ts";

/** White noise, the next sample of so many dB of full scale each; nothing for digital silence. The same numbers in each run. */
export function createNoise(): (db: number) => number {
  let seed = 1;
  let forDb = SILENCE_DB;
  let amplitude = 0;
  return (db) => {
    if (db !== forDb) {
      forDb = db;
      // Evenly spread numbers have a third of their peak's power.
      amplitude = db <= SILENCE_DB ? 0 : Math.sqrt(3) * 32768 * 10 ** (db / 20);
    }
    if (amplitude === 0) return 0;
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    return (seed / 2 ** 31) * amplitude;
  };
}
