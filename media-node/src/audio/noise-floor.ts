/**
 * The level of a stream's background: the quietest frame of the last 2 to 4 s (two windows that take turns), so it falls
 * at once and follows a louder line within seconds; speech has gaps, noise has none. It is unknown, and answered as
 * silence, for the first half second of sound: a call may begin in mid-word, and that word is no background.
 */
import { SILENCE_DB } from "./frame.ts";

const WINDOW_FRAMES = 100; // 2 s of 20 ms frames
const LEARNING_FRAMES = 25;

export interface NoiseFloor {
  /** Takes a frame's level and returns the floor, both in dB of full scale. */
  push(levelDb: number): number;
}

export function createNoiseFloor(): NoiseFloor {
  let current = Infinity;
  let before = Infinity;
  let frames = 0;
  let learning = LEARNING_FRAMES;
  return {
    push(level) {
      // Digital silence says nothing about the line's noise.
      if (level > SILENCE_DB) {
        if (learning > 0) learning--;
        if (level < current) current = level;
        if (++frames >= WINDOW_FRAMES) {
          frames = 0;
          before = current;
          current = level;
        }
      }
      return learning === 0 ? Math.min(current, before) : SILENCE_DB;
    },
  };
}
