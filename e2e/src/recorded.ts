/** A recording as the API gives it: stereo PCM16, the caller left, the bot right, on the call's audio clock. */

export type Recorded = { rateHz: number; left: Int16Array; right: Int16Array };

const headerBytes = 44;

/** @throws Error when it is not the 44-byte-header stereo WAV that the product writes. */
export function readRecording(file: Buffer): Recorded {
  const channels = file.readUInt16LE(22);
  const bits = file.readUInt16LE(34);
  if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 36, 40) !== "data" || channels !== 2 || bits !== 16) throw new Error(`not a stereo recording: ${channels} channels of ${bits} bits`);
  const frames = Math.floor(Math.min(file.readUInt32LE(40), file.length - headerBytes) / 4);
  const left = new Int16Array(frames);
  const right = new Int16Array(frames);
  for (let i = 0; i < frames; i++) {
    left[i] = file.readInt16LE(headerBytes + 4 * i);
    right[i] = file.readInt16LE(headerBytes + 4 * i + 2);
  }
  return { rateHz: file.readUInt32LE(24), left, right };
}

/** RMS of a stretch, in PCM16 units; 0 outside the recording. */
export function loudness(samples: Int16Array, rateHz: number, fromMs: number, toMs: number): number {
  const part = samples.subarray(Math.max(0, Math.round((fromMs * rateHz) / 1000)), Math.max(0, Math.round((toMs * rateHz) / 1000)));
  let sum = 0;
  for (const sample of part) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, part.length));
}

/** Silence of G.711 and of the line stays far below; a voice on a telephone is far above. */
const soundRms = 200;

/** How long a stretch sounds, counted in frames of 20 ms. */
export function soundingMs(samples: Int16Array, rateHz: number, fromMs: number, toMs: number): number {
  let ms = 0;
  for (let at = fromMs; at < toMs; at += 20) if (loudness(samples, rateHz, at, at + 20) >= soundRms) ms += 20;
  return ms;
}

/** Where the last sound of a stretch ends; null when it is silent. */
export function lastSoundMs(samples: Int16Array, rateHz: number, fromMs: number, toMs: number): number | null {
  for (let at = toMs - 20; at >= fromMs; at -= 20) if (loudness(samples, rateHz, at, at + 20) >= soundRms) return at + 20;
  return null;
}
