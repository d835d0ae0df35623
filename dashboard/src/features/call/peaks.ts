/** What the waveform draws: the loudest moment under every bar, caller and bot apart. */
import type { Wav } from "./wav.ts";

/** 0 to 1, one value a bar. A mono recording shows as the bot's side empty. */
export type Peaks = { caller: readonly number[]; bot: readonly number[] };

/** Speech on the telephone lies low: the square root lifts quiet syllables to where the eye sees them. */
const shape = (peak: number) => Math.sqrt(peak / 32768);

/** @param bars how many fit the drawn width. Left channel the caller, right the bot. */
export function peaksOf(wav: Wav, bars: number): Peaks {
  const frames = Math.floor(wav.samples.length / wav.channels);
  const caller = new Array<number>(bars).fill(0);
  const bot = new Array<number>(bars).fill(0);
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * frames) / bars);
    const to = Math.floor(((bar + 1) * frames) / bars);
    let left = 0;
    let right = 0;
    for (let frame = from; frame < to; frame++) {
      left = Math.max(left, Math.abs(wav.samples[frame * wav.channels] ?? 0));
      if (wav.channels > 1) right = Math.max(right, Math.abs(wav.samples[frame * wav.channels + 1] ?? 0));
    }
    caller[bar] = shape(left);
    bot[bar] = shape(right);
  }
  return { caller, bot };
}
