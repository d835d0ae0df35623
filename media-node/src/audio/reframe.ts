/**
 * Frame in, frame out at another rate: 20 ms of one clock become 20 ms of the other, always whole. The resampler's
 * look-ahead (4 ms at 8 kHz) becomes a constant delay of 5 ms, made of silence before the first sample.
 */
import { createResampler } from "./resample.ts";

/** Frames of `fromHz` / 50 samples to frames of `toHz` / 50. */
export function createReframer(fromHz: number, toHz: number): (frame: Int16Array) => Int16Array {
  if (fromHz === toHz) return (frame) => frame;
  const resampler = createResampler(fromHz, toHz);
  const size = Math.round(toHz / 50);
  let waiting = new Int16Array(Math.ceil(toHz / 200));
  return (frame) => {
    const fresh = resampler.push(frame);
    const all = new Int16Array(waiting.length + fresh.length);
    all.set(waiting);
    all.set(fresh, waiting.length);
    const out = all.slice(0, size);
    waiting = all.subarray(Math.min(size, all.length));
    if (out.length === size) return out;
    const whole = new Int16Array(size);
    whole.set(out);
    return whole;
  };
}
