/** Reads the recording's WAV (RIFF, PCM 16 bit): where its samples lie and how they are laid out. */
export type Wav = {
  channels: number;
  /** Samples a second and channel. */
  rate: number;
  /** Interleaved samples. */
  samples: Int16Array;
  durationMs: number;
};

const pcm = 1;

/** @returns null when the file is not a WAV with 16 bit samples. A file cut short gives what it has. */
export function readWav(bytes: ArrayBuffer): Wav | null {
  const view = new DataView(bytes);
  const tag = (at: number) => (at + 4 <= bytes.byteLength ? String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3)) : "");
  if (tag(0) !== "RIFF" || tag(8) !== "WAVE") return null;
  let format: { channels: number; rate: number } | null = null;
  // Chunks: four letters, length, body padded to even (RIFF, 1991).
  for (let at = 12; at + 8 <= bytes.byteLength; ) {
    const name = tag(at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === "fmt " && body + 16 <= bytes.byteLength) {
      if (view.getUint16(body, true) !== pcm || view.getUint16(body + 14, true) !== 16) return null;
      format = { channels: view.getUint16(body + 2, true), rate: view.getUint32(body + 4, true) };
    }
    if (name === "data" && format !== null && format.channels > 0 && format.rate > 0) {
      const count = Math.floor(Math.min(length, bytes.byteLength - body) / 2);
      const samples = body % 2 === 0 ? new Int16Array(bytes, body, count) : new Int16Array(bytes.slice(body, body + count * 2));
      return { ...format, samples, durationMs: (count / format.channels / format.rate) * 1000 };
    }
    at = body + length + (length % 2);
  }
  return null;
}
