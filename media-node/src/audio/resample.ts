/**
 * Stateful sample-rate conversion by a Kaiser-windowed polyphase FIR.
 *
 * Speech arrives at whatever rate a voice or a trunk has (22,050, 48,000, 16,000 Hz) in chunks cut anywhere; a converter
 * that starts anew at each chunk clicks at every border. This one keeps the filter's history, so the output is the same
 * whatever the chunking.
 */

/** Zero crossings a side at the lower of the two rates: 32 gives a 4 ms look-ahead at 8 kHz. */
const HALF_WIDTH = 32;
/** 88 dB: alias and image floor. Less widens the passband by a few Hz only, more is below 16-bit quantisation. */
const STOPBAND_DB = 88;
/** Kaiser's formula for the window's shape at that attenuation. */
const KAISER_BETA = 0.1102 * (STOPBAND_DB - 8.7);
/** Transition band as a part of the lower Nyquist frequency; the stopband begins at Nyquist, so nothing folds back. */
const TRANSITION = (STOPBAND_DB - 8) / (2.285 * 2 * HALF_WIDTH * Math.PI);
/** 16 MB of coefficients: beyond this the ratio is a mistake (8,000 to 7,999 Hz), not a codec. */
const MAX_COEFFICIENTS = 4_000_000;

/** Rates of browsers are multiples of it; a resampler between others and 8 kHz takes megabytes and a tenth of a second. */
export const browserRateStepHz = 25;

export interface Resampler {
  /** PCM16 at `fromHz`, any length (0 too). Returns what is ready at `toHz`; the filter's look-ahead is held back. */
  push(pcm: Int16Array): Int16Array;
  /** The held-back tail; altogether ceil(input * toHz / fromHz) samples came out. The resampler is then as new. */
  flush(): Int16Array;
}

interface Bank {
  up: number;
  down: number;
  taps: number;
  /** `up` rows of `taps`: the weights of input samples i-half+1 … i+half for an output at i + row/up. */
  rows: Float32Array;
}

/** Banks are pure values of their ratio and cost milliseconds to compute, so equal ratios share one. */
const banks = new Map<string, Bank>();
const MAX_BANKS = 32;

/** @throws RangeError when a rate is not a positive integer or the ratio needs an absurd filter. */
export function createResampler(fromHz: number, toHz: number): Resampler {
  if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz <= 0 || toHz <= 0) {
    throw new RangeError(`resample: rates must be positive integers, got ${fromHz} and ${toHz}`);
  }
  if (fromHz === toHz) return { push: (pcm) => pcm.slice(), flush: () => new Int16Array(0) };

  const { up, down, taps, rows } = bankFor(fromHz, toHz);
  const half = taps / 2;
  const wholeStep = Math.floor(down / up);
  const phaseStep = down % up;

  let window = new Float32Array(4096);
  let filled = 0;
  let centre = 0; // index in `window` of the input sample at or before the next output
  let phase = 0; // numerator over `up` of its distance from that sample
  reset();

  function reset(): void {
    window.fill(0, 0, half - 1);
    filled = half - 1; // silence before the first sample
    centre = half - 1;
    phase = 0;
  }

  function append(length: number): void {
    if (filled + length <= window.length) return;
    const grown = new Float32Array(Math.max(window.length * 2, filled + length));
    grown.set(window.subarray(0, filled));
    window = grown;
  }

  /** Produces every output whose centre lies below `limit`. */
  function run(limit: number): Int16Array {
    const ready = centre >= limit ? 0 : Math.ceil(((limit - centre) * up - phase) / down);
    const out = new Int16Array(ready);
    for (let n = 0; n < ready; n++) {
      const row = phase * taps;
      const first = centre - half + 1;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += (rows[row + k] as number) * (window[first + k] as number);
      out[n] = sum >= 32767 ? 32767 : sum <= -32768 ? -32768 : Math.round(sum);
      centre += wholeStep;
      phase += phaseStep;
      if (phase >= up) {
        phase -= up;
        centre++;
      }
    }
    const drop = Math.min(centre - half + 1, filled);
    if (drop > 0) {
      window.copyWithin(0, drop, filled);
      filled -= drop;
      centre -= drop;
    }
    return out;
  }

  return {
    push(pcm) {
      append(pcm.length);
      window.set(pcm, filled);
      filled += pcm.length;
      return run(filled - half);
    },
    flush() {
      const end = filled; // outputs centred beyond the last input sample are not ours
      append(half);
      window.fill(0, filled, filled + half);
      filled += half;
      const tail = run(end);
      reset();
      return tail;
    },
  };
}

function bankFor(fromHz: number, toHz: number): Bank {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const key = `${up}/${down}`;
  const known = banks.get(key);
  if (known) return known;

  const half = Math.ceil(HALF_WIDTH * Math.max(1, down / up));
  const taps = 2 * half;
  if (up * taps > MAX_COEFFICIENTS) throw new RangeError(`resample: ${fromHz} to ${toHz} Hz needs an absurd filter`);

  const bank: Bank = { up, down, taps, rows: kaiserRows(up, down, half) };
  if (banks.size >= MAX_BANKS) banks.clear();
  banks.set(key, bank);
  return bank;
}

function kaiserRows(up: number, down: number, half: number): Float32Array {
  const taps = 2 * half;
  const cutoff = Math.min(1, up / down) * (1 - TRANSITION / 2); // as a part of the input's Nyquist frequency
  const scale = 1 / besselI0(KAISER_BETA);
  const rows = new Float32Array(up * taps);
  for (let p = 0; p < up; p++) {
    let gain = 0;
    for (let k = 0; k < taps; k++) {
      const distance = k - half + 1 - p / up;
      const edge = distance / half;
      const shape = Math.abs(edge) >= 1 ? 0 : besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge)) * scale;
      const angle = Math.PI * distance * cutoff;
      const weight = (angle === 0 ? 1 : Math.sin(angle) / angle) * shape;
      rows[p * taps + k] = weight;
      gain += weight;
    }
    // Unity gain at DC in each row: otherwise the rows' small differences modulate a constant at the phase rate.
    for (let k = 0; k < taps; k++) rows[p * taps + k] = (rows[p * taps + k] as number) / gain;
  }
  return rows;
}

/** Modified Bessel function of the first kind, order 0, by its series; converged when a term adds nothing. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  const quarter = (x * x) / 4;
  for (let k = 1; k < 64; k++) {
    term *= quarter / (k * k);
    sum += term;
    if (term < sum * 1e-12) break;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
