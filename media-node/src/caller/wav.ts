/** Reads a RIFF/WAVE file of 16-bit PCM; of several channels the first. https://learn.microsoft.com/windows/win32/multimedia/resource-interchange-file-format-services */
export function readWav(file: Buffer): { rateHz: number; pcm: Int16Array } {
  if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE") throw new Error("this is not a WAV file");
  let format: { channels: number; rateHz: number; bits: number; code: number } | null = null;
  for (let at = 12; at + 8 <= file.length; ) {
    const id = file.toString("latin1", at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === "fmt ") format = { code: file.readUInt16LE(body), channels: file.readUInt16LE(body + 2), rateHz: file.readUInt32LE(body + 4), bits: file.readUInt16LE(body + 14) };
    if (id === "data") {
      // 0xFFFE is WAVE_FORMAT_EXTENSIBLE, in practice PCM again.
      if (!format || format.bits !== 16 || (format.code !== 1 && format.code !== 0xfffe)) throw new Error("only 16-bit PCM WAV files can be played");
      const frames = Math.floor(Math.min(size, file.length - body) / (2 * format.channels));
      const pcm = new Int16Array(frames);
      for (let i = 0; i < frames; i++) pcm[i] = file.readInt16LE(body + i * 2 * format.channels);
      return { rateHz: format.rateHz, pcm };
    }
    at = body + size + (size % 2);
  }
  throw new Error("this WAV file has no audio in it");
}
