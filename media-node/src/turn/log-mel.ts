/**
 * Log-mel features as Whisper's extractor makes them, which turn models of its family expect (SmartTurn v3: 8 s at
 * 16 kHz → 80 × 800): Hann windows of 25 ms every 10 ms, centred with reflected edges; 80 mel bands on Slaney's scale to
 * 8 kHz, each of equal area; log10, at most 80 dB below the loudest, scaled to about −1 to 1.
 */
const rateHz = 16_000;
const windowSamples = 400;
const hopSamples = 160;
const bins = windowSamples / 2 + 1;
export const melBands = 80;

/** @param audio 16 kHz, any scale: it is brought to mean 0 and variance 1 first. @returns band by band, `audio.length / 160` values each */
export function logMel(audio: Float32Array): Float32Array {
  const signal = standardised(audio);
  const frames = Math.floor(signal.length / hopSamples);
  const out = new Float32Array(melBands * frames);
  const windowed = new Float64Array(windowSamples);
  const power = new Float64Array(bins);
  let loudest = -Infinity;
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * hopSamples - windowSamples / 2;
    for (let n = 0; n < windowSamples; n++) windowed[n] = (hann[n] ?? 0) * (signal[reflected(from + n, signal.length)] ?? 0);
    powerSpectrum(windowed, power);
    filters.forEach(({ first, weights }, band) => {
      let sum = 0;
      for (let n = 0; n < weights.length; n++) sum += (weights[n] ?? 0) * (power[first + n] ?? 0);
      const level = Math.log10(Math.max(sum, 1e-10));
      out[band * frames + frame] = level;
      if (level > loudest) loudest = level;
    });
  }
  for (let n = 0; n < out.length; n++) out[n] = (Math.max(out[n] ?? 0, loudest - 8) + 4) / 4;
  return out;
}

function standardised(audio: Float32Array): Float64Array {
  const mean = audio.reduce((sum, sample) => sum + sample, 0) / Math.max(1, audio.length);
  const variance = audio.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / Math.max(1, audio.length);
  const scale = 1 / Math.sqrt(variance + 1e-7);
  return Float64Array.from(audio, (sample) => (sample - mean) * scale);
}

const reflected = (at: number, length: number): number => (at < 0 ? -at : at >= length ? 2 * (length - 1) - at : at);

const hann = Float64Array.from({ length: windowSamples }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / windowSamples));

/** Slaney's scale: linear to 1 kHz, logarithmic above. */
const melOf = (hz: number): number => (hz < 1000 ? hz / (200 / 3) : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4));
const hzOf = (mel: number): number => (mel < 15 ? mel * (200 / 3) : 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27));

/** Triangles over the bins; only where they are not nought. */
const filters = Array.from({ length: melBands }, (_, band) => {
  const edge = (n: number) => hzOf((melOf(rateHz / 2) * n) / (melBands + 1));
  const [low, middle, high] = [edge(band), edge(band + 1), edge(band + 2)];
  const all = Array.from({ length: bins }, (__, bin) => {
    const hz = (bin * rateHz) / windowSamples;
    return (Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle))) * 2) / (high - low);
  });
  const first = Math.max(0, all.findIndex((weight) => weight > 0));
  return { first, weights: all.slice(first, all.findLastIndex((weight) => weight > 0) + 1) };
});

const cos = Float64Array.from({ length: windowSamples }, (_, n) => Math.cos((2 * Math.PI * n) / windowSamples));
const sin = Float64Array.from({ length: windowSamples }, (_, n) => -Math.sin((2 * Math.PI * n) / windowSamples));
const factors = [2, 2, 2, 2, 5, 5];
const spectrum = { re: new Float64Array(windowSamples), im: new Float64Array(windowSamples) };
const scratch = factors.map((_, depth) => {
  const length = factors.slice(depth).reduce((product, factor) => product * factor, 1);
  return { re: new Float64Array(length), im: new Float64Array(length) };
});

function powerSpectrum(input: Float64Array, power: Float64Array): void {
  transform(input, 0, 1, 0, spectrum.re, spectrum.im, 0);
  for (let bin = 0; bin < bins; bin++) power[bin] = (spectrum.re[bin] ?? 0) ** 2 + (spectrum.im[bin] ?? 0) ** 2;
}

/** Fourier transform of every `stride`-th real sample from `from` on, by decimation in time over `factors` from `depth` on. */
function transform(input: Float64Array, from: number, stride: number, depth: number, re: Float64Array, im: Float64Array, to: number): void {
  const factor = factors[depth];
  const work = scratch[depth];
  if (factor === undefined || work === undefined) {
    re[to] = input[from] ?? 0;
    im[to] = 0;
    return;
  }
  const part = work.re.length / factor;
  for (let n = 0; n < factor; n++) transform(input, from + n * stride, stride * factor, depth + 1, re, im, to + n * part);
  work.re.set(re.subarray(to, to + factor * part));
  work.im.set(im.subarray(to, to + factor * part));
  for (let k = 0; k < factor * part; k++) {
    let sumRe = 0;
    let sumIm = 0;
    for (let n = 0; n < factor; n++) {
      const turn = (n * k * stride) % windowSamples;
      const [a, b] = [work.re[n * part + (k % part)] ?? 0, work.im[n * part + (k % part)] ?? 0];
      const [c, d] = [cos[turn] ?? 0, sin[turn] ?? 0];
      sumRe += a * c - b * d;
      sumIm += a * d + b * c;
    }
    re[to + k] = sumRe;
    im[to + k] = sumIm;
  }
}
