/** Speech is what stands out of the background: a level over the noise floor, with hang-over. */
import { createNoiseFloor, type NoiseFloor } from "../audio/noise-floor.ts";
import type { Vad } from "./port.ts";

const ABOVE_FLOOR_DB = 9;
/** Quieter than the softest caller on a telephone line. */
const MIN_SPEECH_DB = -50;
/** 200 ms bridge the stops inside words; measured best of 100 to 400. */
const HANG_OVER_FRAMES = 10;

export interface EnergyStream {
  floor: NoiseFloor;
  hangOver: number;
}

export function createEnergyVad(): Vad<EnergyStream> {
  let judged = 0;
  return {
    kind: "energy",
    open: () => ({ floor: createNoiseFloor(), hangOver: 0 }),
    run(frames) {
      judged += frames.length;
      const speech = Float32Array.from(frames, ({ stream, levelDb }) => {
        const floor = stream.floor.push(levelDb);
        if (levelDb > Math.max(MIN_SPEECH_DB, floor + ABOVE_FLOOR_DB)) stream.hangOver = HANG_OVER_FRAMES;
        else if (stream.hangOver > 0) stream.hangOver--;
        return stream.hangOver > 0 ? 1 : 0;
      });
      return Promise.resolve(speech);
    },
    counters: () => ({ judged, skipped: 0, runs: 0 }),
    close: () => Promise.resolve(),
  };
}
