/** How different two sounds are to an ear that minds spectra and not phases. */

const size = 256;
const hop = 40;
/** Below −60 dB of full scale nothing is heard on a telephone line. */
const floor = (32_768 * 10 ** (-60 / 20)) ** 2;

const window = Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
const cosines = Float64Array.from({ length: size }, (_, n) => Math.cos((2 * Math.PI * n) / size));
const sines = Float64Array.from({ length: size }, (_, n) => Math.sin((2 * Math.PI * n) / size));

/** Power spectrum in dB, 128 bands up to 4 kHz. */
function spectrum(pcm: Int16Array, from: number): Float64Array {
  const bands = new Float64Array(size / 2);
  for (let k = 0; k < bands.length; k++) {
    let re = 0;
    let im = 0;
    for (let n = 0; n < size; n++) {
      const sample = (pcm[from + n] ?? 0) * (window[n] as number);
      re += sample * (cosines[(k * n) % size] as number);
      im += sample * (sines[(k * n) % size] as number);
    }
    bands[k] = 10 * Math.log10((re * re + im * im) / size + floor);
  }
  return bands;
}

/**
 * Log-spectral distance in dB, mean over windows of 32 ms, one each 5 ms, that lie at least half in a packet that
 * `touched` names: the joints on both sides of it are heard too.
 * @param packetSamples 160 for 20 ms at 8 kHz
 */
export function logSpectralDistance(said: Int16Array, heard: Int16Array, touched: readonly boolean[], packetSamples: number): number {
  let sum = 0;
  let windows = 0;
  for (const [n, counts] of touched.entries()) {
    if (!counts) continue;
    for (let from = n * packetSamples - size / 2; from <= (n + 1) * packetSamples - size / 2; from += hop) {
      if (from < 0 || from + size > said.length) continue;
      const a = spectrum(said, from);
      const b = spectrum(heard, from);
      let squares = 0;
      for (let k = 0; k < a.length; k++) squares += ((a[k] as number) - (b[k] as number)) ** 2;
      sum += Math.sqrt(squares / a.length);
      windows++;
    }
  }
  return windows === 0 ? Number.NaN : sum / windows;
}
