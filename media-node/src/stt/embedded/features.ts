/**
 * Sound → numbers that can be compared: mel-frequency cepstra with their first and second differences.
 *
 * The spectra are computed as audio arrives (`createSpectra`); the rest needs the whole utterance, because level, noise
 * floor and channel are taken out relative to it, and costs little (`cepstraOf`). So ±6 dB, a different telephone or
 * A-law against µ-law change nothing much.
 */

/** 8 kHz: 10 ms a step, 25 ms a window. */
export const HOP_SAMPLES = 80;
export const HOP_MS = 10;
const WINDOW_SAMPLES = 200;
const FFT_SIZE = 256;
const BANDS = 22;
/** Telephone speech lives here; below is hum, above the codec's filter. */
const LOWEST_HZ = 150;
const HIGHEST_HZ = 3_600;
const STATIC = 13;
/** Static, first and second differences. */
export const DIMENSIONS = STATIC * 3;
/** Under the loudest band energy by this much is treated as equally silent: G.711 noise, comfort noise, dither. */
const FLOOR_BELOW_PEAK = 10 ** (-42 / 10);
/** A frame this far (dB) under the loud ones is a pause for the channel's mean and for trimming. */
const PAUSE_BELOW_PEAK_DB = 28;
/** In noise a pause is louder: this far (dB) above the quietest frames still counts as one. */
const PAUSE_ABOVE_FLOOR_DB = 5;
/**
 * The mean of one short word is more that word than the telephone ("да" is nearly all "а"), so the usual mean of speech
 * weighs as much as this many frames of the utterance.
 */
const USUAL_MEAN_FRAMES = 40;

export interface Spectra {
  /** Any length. Frames are centred on their hop; the last 200 samples wait for more. */
  push(pcm: Int16Array): void;
  readonly frames: number;
  /** frames × BANDS mel energies, valid for the first `frames` rows. */
  readonly energies: Float32Array;
  /** Mean power a frame, for speech and pause. */
  readonly powers: Float32Array;
}

export interface Cepstra {
  frames: number;
  /** frames × DIMENSIONS. */
  rows: Float32Array;
  /** Each frame's power relative to the utterance's loud frames, dB, at most about 0. */
  levelDb: Float32Array;
}

const window = Float32Array.from({ length: WINDOW_SAMPLES }, (_, i) => {
  return 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (WINDOW_SAMPLES - 1));
});
const filters = melFilters();
const cosines = cosineTable();
const twiddleRe = Float32Array.from({ length: FFT_SIZE / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / FFT_SIZE));
const twiddleIm = Float32Array.from({ length: FFT_SIZE / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / FFT_SIZE));
const reversed = Uint16Array.from({ length: FFT_SIZE }, (_, i) => {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) out |= ((i >> bit) & 1) << (7 - bit);
  return out;
});

export function createSpectra(): Spectra {
  let tail = new Float32Array(WINDOW_SAMPLES * 2 + 8_000);
  let filled = 0;
  let previous = 0;
  let frames = 0;
  let energies = new Float32Array(BANDS * 256);
  let powers = new Float32Array(256);
  const re = new Float32Array(FFT_SIZE);
  const im = new Float32Array(FFT_SIZE);

  const analyse = (at: number): void => {
    re.fill(0);
    im.fill(0);
    let power = 0;
    for (let i = 0; i < WINDOW_SAMPLES; i++) {
      const sample = tail[at + i] ?? 0;
      power += sample * sample;
      re[reversed[i] ?? 0] = sample * (window[i] ?? 0);
    }
    transform(re, im);
    if (frames === powers.length) {
      energies = grown(energies);
      powers = grown(powers);
    }
    powers[frames] = power / WINDOW_SAMPLES;
    for (let band = 0; band < BANDS; band++) {
      const filter = filters[band];
      if (filter === undefined) continue;
      let sum = 0;
      for (let i = 0; i < filter.weights.length; i++) {
        const bin = filter.from + i;
        const a = re[bin] ?? 0;
        const b = im[bin] ?? 0;
        sum += (filter.weights[i] ?? 0) * (a * a + b * b);
      }
      energies[frames * BANDS + band] = sum;
    }
    frames += 1;
  };

  return {
    push(pcm) {
      if (filled + pcm.length > tail.length) {
        const larger = new Float32Array((filled + pcm.length) * 2);
        larger.set(tail.subarray(0, filled));
        tail = larger;
      }
      for (let i = 0; i < pcm.length; i++) {
        const sample = (pcm[i] ?? 0) / 32_768;
        tail[filled++] = sample - 0.97 * previous; // pre-emphasis: the upper formants count too
        previous = sample;
      }
      let at = 0;
      for (; at + WINDOW_SAMPLES <= filled; at += HOP_SAMPLES) analyse(at);
      tail.copyWithin(0, at, filled);
      filled -= at;
    },
    get frames() {
      return frames;
    },
    get energies() {
      return energies;
    },
    get powers() {
      return powers;
    },
  };
}

/** The mean cepstrum of speech over many utterances: what is taken for the channel until an utterance shows its own. */
export type UsualMean = Float32Array;

/** Averages over utterances, each given as the frames [0, frames) of its spectra. */
export function usualMeanOf(utterances: Spectra[]): UsualMean {
  const mean = new Float32Array(STATIC);
  for (const spectra of utterances) {
    const { rows, levelDb } = staticsOf(spectra, 0, spectra.frames);
    const { sum, count } = meanOfSpeech(rows, spectra.frames, levelDb);
    for (let c = 0; c < STATIC; c++) mean[c] = (mean[c] ?? 0) + (sum[c] ?? 0) / Math.max(1, count) / utterances.length;
  }
  return mean;
}

/** Cepstra of frames [from, to) as one utterance. */
export function cepstraOf(spectra: Spectra, from: number, to: number, usual: UsualMean): Cepstra {
  const frames = Math.max(0, to - from);
  const { rows, levelDb } = staticsOf(spectra, from, to);
  const { sum, count } = meanOfSpeech(rows, frames, levelDb);
  for (let c = 0; c < STATIC; c++) {
    const offset = ((sum[c] ?? 0) + USUAL_MEAN_FRAMES * (usual[c] ?? 0)) / (count + USUAL_MEAN_FRAMES);
    for (let t = 0; t < frames; t++) rows[t * DIMENSIONS + c] = (rows[t * DIMENSIONS + c] ?? 0) - offset;
  }
  differences(rows, frames, 0, STATIC);
  differences(rows, frames, STATIC, STATIC * 2);
  return { frames, rows, levelDb };
}

/** Static cepstra in the first columns of each row, the level taken out, the channel still in. */
function staticsOf(spectra: Spectra, from: number, to: number): { rows: Float32Array; levelDb: Float32Array } {
  const frames = Math.max(0, to - from);
  const rows = new Float32Array(frames * DIMENSIONS);
  const { levelDb } = levelsOf(spectra, from, to);
  let loudest = 1e-12;
  for (let i = from * BANDS; i < to * BANDS; i++) loudest = Math.max(loudest, spectra.energies[i] ?? 0);
  const logs = new Float32Array(BANDS);
  for (let t = 0; t < frames; t++) {
    for (let band = 0; band < BANDS; band++) {
      logs[band] = Math.log((spectra.energies[(from + t) * BANDS + band] ?? 0) / loudest + FLOOR_BELOW_PEAK);
    }
    for (let c = 0; c < STATIC; c++) {
      let sum = 0;
      for (let band = 0; band < BANDS; band++) sum += (cosines[c * BANDS + band] ?? 0) * (logs[band] ?? 0);
      rows[t * DIMENSIONS + c] = sum;
    }
  }
  return { rows, levelDb };
}

/** As many frames may be louder than what counts as the loud level: a click is shorter, the shortest word longer. */
const LOUD_FRAMES = 6;

export interface Levels {
  /** Each frame's level relative to the loud frames. */
  levelDb: Float32Array;
  /** Under this a frame is a pause. */
  pauseDb: number;
  /** From the quiet frames (10th percentile) to the loud ones: about 40 on a clean line, 17 at 12 dB of white noise. */
  contrastDb: number;
}

export function levelsOf(spectra: Spectra, from: number, to: number): Levels {
  const frames = Math.max(0, to - from);
  const levelDb = new Float32Array(frames);
  for (let t = 0; t < frames; t++) levelDb[t] = 10 * Math.log10((spectra.powers[from + t] ?? 0) + 1e-12);
  const sorted = Float32Array.from(levelDb).sort();
  // Not a percentile: more silence at the end must not move it.
  const loud = sorted[Math.max(0, frames - LOUD_FRAMES)] ?? 0;
  const quiet = (sorted[Math.floor(frames * 0.1)] ?? 0) - loud;
  for (let t = 0; t < frames; t++) levelDb[t] = (levelDb[t] ?? 0) - loud;
  const pauseDb = Math.min(-6, Math.max(-PAUSE_BELOW_PEAK_DB, quiet + PAUSE_ABOVE_FLOOR_DB));
  return { levelDb, pauseDb, contrastDb: -quiet };
}

function meanOfSpeech(rows: Float32Array, frames: number, levelDb: Float32Array): { sum: Float64Array; count: number } {
  const sum = new Float64Array(STATIC);
  let count = 0;
  for (let t = 0; t < frames; t++) {
    if ((levelDb[t] ?? 0) < -PAUSE_BELOW_PEAK_DB) continue;
    count += 1;
    for (let c = 0; c < STATIC; c++) sum[c] = (sum[c] ?? 0) + (rows[t * DIMENSIONS + c] ?? 0);
  }
  return { sum, count };
}

/** Slope over ±2 frames of columns [from, from + STATIC) into [to, to + STATIC). */
function differences(rows: Float32Array, frames: number, from: number, to: number): void {
  const at = (t: number, c: number): number => rows[Math.min(frames - 1, Math.max(0, t)) * DIMENSIONS + from + c] ?? 0;
  for (let t = 0; t < frames; t++) {
    for (let c = 0; c < STATIC; c++) {
      rows[t * DIMENSIONS + to + c] = (at(t + 1, c) - at(t - 1, c) + 2 * (at(t + 2, c) - at(t - 2, c))) / 10;
    }
  }
}

function grown(array: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** In-place radix-2 FFT of bit-reversed input. */
function transform(re: Float32Array, im: Float32Array): void {
  for (let size = 2; size <= FFT_SIZE; size *= 2) {
    const half = size / 2;
    const stride = FFT_SIZE / size;
    for (let start = 0; start < FFT_SIZE; start += size) {
      for (let k = 0; k < half; k++) {
        const wr = twiddleRe[k * stride] ?? 0;
        const wi = twiddleIm[k * stride] ?? 0;
        const a = start + k;
        const b = a + half;
        const br = re[b] ?? 0;
        const bi = im[b] ?? 0;
        const tr = br * wr - bi * wi;
        const ti = br * wi + bi * wr;
        const ar = re[a] ?? 0;
        const ai = im[a] ?? 0;
        re[b] = ar - tr;
        im[b] = ai - ti;
        re[a] = ar + tr;
        im[a] = ai + ti;
      }
    }
  }
}

function melFilters(): { from: number; weights: Float32Array }[] {
  const mel = (hz: number): number => 1_127 * Math.log(1 + hz / 700);
  const hz = (value: number): number => 700 * (Math.exp(value / 1_127) - 1);
  const low = mel(LOWEST_HZ);
  const step = (mel(HIGHEST_HZ) - low) / (BANDS + 1);
  const binHz = 8_000 / FFT_SIZE;
  return Array.from({ length: BANDS }, (_, band) => {
    const left = hz(low + band * step);
    const centre = hz(low + (band + 1) * step);
    const right = hz(low + (band + 2) * step);
    const from = Math.ceil(left / binHz);
    const to = Math.floor(right / binHz);
    const weights = Float32Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => {
      const at = (from + i) * binHz;
      return Math.max(0, at <= centre ? (at - left) / (centre - left) : (right - at) / (right - centre));
    });
    return { from, weights };
  });
}

/** DCT-II with sinusoidal liftering (22), so that high cepstra weigh as much as low ones. */
function cosineTable(): Float32Array {
  const table = new Float32Array(STATIC * BANDS);
  for (let c = 0; c < STATIC; c++) {
    const lifter = 1 + 11 * Math.sin((Math.PI * c) / 22);
    for (let band = 0; band < BANDS; band++) {
      table[c * BANDS + band] = lifter * Math.sqrt(2 / BANDS) * Math.cos((Math.PI * c * (band + 0.5)) / BANDS);
    }
  }
  return table;
}
