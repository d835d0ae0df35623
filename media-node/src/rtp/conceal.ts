/**
 * Packet-loss concealment: the last frame again, fading to silence in 60 ms. More than that would make a robot of an
 * outage; less lets a single loss click, which voice detection takes for an end of speech.
 */
const FADE_FRAMES = 3;

export interface Concealer {
  /** Remembers a frame that was really heard. */
  heard(frame: Int16Array): void;
  /** The next substitute frame; `false` once the fade is over and it is silence. */
  substitute(target: Int16Array): boolean;
}

export function createConcealer(frameSamples: number): Concealer {
  const last = new Int16Array(frameSamples);
  let faded = FADE_FRAMES;
  return {
    heard(frame) {
      last.set(frame);
      faded = 0;
    },
    substitute(target) {
      if (faded >= FADE_FRAMES) {
        target.fill(0);
        return false;
      }
      const from = 1 - faded / FADE_FRAMES;
      const slope = 1 / FADE_FRAMES / frameSamples;
      for (let n = 0; n < frameSamples; n++) target[n] = Math.round((last[n] as number) * (from - slope * n));
      faded++;
      return true;
    },
  };
}
