/**
 * The shape of audio inside the node: mono PCM16 at 8 kHz in 20 ms frames, and time counted in samples.
 *
 * A leg's audio clock is its number of samples since it opened. Everything that has a time (frames, marks, digits, the
 * recording) lies on that axis, so a recording replays at any speed and no wall clock enters a decision.
 */
export const SAMPLE_RATE_HZ = 8000;
export const FRAME_MS = 20;
export const FRAME_SAMPLES = (SAMPLE_RATE_HZ / 1000) * FRAME_MS;
export const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** Level of digital silence; also the floor of `levelDb`. */
export const SILENCE_DB = -96;

export function samplesToMs(samples: number): number {
  return samples / SAMPLES_PER_MS;
}

export function msToSamples(ms: number): number {
  return Math.round(ms * SAMPLES_PER_MS);
}

/** RMS level in dB relative to full scale (a full-scale square wave is 0, a full-scale sine -3), floor -96. */
export function levelDb(pcm: Int16Array): number {
  if (pcm.length === 0) return SILENCE_DB;
  let power = 0;
  for (let n = 0; n < pcm.length; n++) {
    const sample = pcm[n] as number;
    power += sample * sample;
  }
  if (power === 0) return SILENCE_DB;
  return Math.max(SILENCE_DB, 10 * Math.log10(power / pcm.length / (32768 * 32768)));
}
