/**
 * The print of a sound: two words of bits for each 10 ms, each bit the sign of a difference of energies between near
 * times or near bands. Signs outlast a gain, A-law and a resampling; another rate, swapped bytes or another speaker
 * change half of them. (The idea is that of Haitsma and Kalker, ISMIR 2002, with windows that fit speech.)
 *
 * Of a sound that is to be known again, `mask` says which bits can be relied on: those that noise would not turn.
 */
import { createSpectra, HOP_MS, HOP_SAMPLES } from "@zvon/media-node/src/stt/embedded/features.ts";

export const printHz = 8_000;
export const printHopMs = HOP_MS;
export const printHopSamples = HOP_SAMPLES;

export interface Print {
  frames: number;
  /** 2 a frame: rises in time by band, then rises of the tilt between neighbouring bands. */
  bits: Int32Array;
  /** Mean power a frame, pre-emphasised. */
  powers: Float32Array;
}

export interface KnownPrint extends Print {
  /** As `bits`, set where the bit can be relied on. */
  mask: Int32Array;
  /** Bits set in the mask in all frames before this one; one more entry than frames. */
  reliableBefore: Int32Array;
}

/** Noise that a known sound must outlast, under its speech: 20 dB is what is promised. */
const noiseBelowSpeech = 10 ** (-17 / 10);
/** Energies below this part of that noise say nothing even on a clean line: comfort noise, the dither of a codec. */
const quietBelowNoise = 10 ** (-12 / 10);
/** Smaller differences, in nepers of energy, turn with a shift by half a frame. */
const surenessNepers = 0.5;
/** A difference in time is taken over twice so many frames. */
const reachFrames = 2;
const pauseBelowPeak = 10 ** (-25 / 10);

interface Bands {
  frames: number;
  bands: number;
  energies: Float32Array;
  powers: Float32Array;
}

function bandsOf(pcm: Int16Array): Bands {
  const spectra = createSpectra();
  spectra.push(pcm);
  const { frames, energies, powers } = spectra;
  return { frames, bands: energies.length / powers.length, energies, powers: powers.slice(0, frames) };
}

/** @param pcm 8 kHz */
export function printOf(pcm: Int16Array): Print {
  const sound = bandsOf(pcm);
  return { frames: sound.frames, bits: signsOf(sound, logsOf(sound, null, 0)).bits, powers: sound.powers };
}

/** @param pcm 8 kHz, the speech with little around it */
export function knownPrintOf(pcm: Int16Array): KnownPrint {
  const sound = bandsOf(pcm);
  const noise = speechPower(pcm) * noiseBelowSpeech;
  const profile = whiteProfile();
  const clean = signsOf(sound, logsOf(sound, profile, noise * quietBelowNoise));
  const noisy = signsOf(sound, logsOf(sound, profile, noise));
  const mask = clean.sure.map((word, n) => word & (noisy.sure[n] ?? 0) & ~((clean.bits[n] ?? 0) ^ (noisy.bits[n] ?? 0)));
  const reliableBefore = new Int32Array(sound.frames + 1);
  for (let t = 0; t < sound.frames; t++) reliableBefore[t + 1] = (reliableBefore[t] ?? 0) + ones(mask[t * 2] ?? 0) + ones(mask[t * 2 + 1] ?? 0);
  return { frames: sound.frames, bits: clean.bits, mask, reliableBefore, powers: sound.powers };
}

/** How many bits are set in a word. */
export function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

let knownProfile: Float32Array | null = null;

/** Band energies of white noise of power one: a pure value, computed once. */
function whiteProfile(): Float32Array {
  if (knownProfile) return knownProfile;
  let seed = 1;
  const noise = Int16Array.from({ length: printHz }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed / 2 ** 32 - 0.5) * 8_000;
  });
  const { frames, bands, energies } = bandsOf(noise);
  const power = powerOf(noise);
  knownProfile = Float32Array.from({ length: bands }, (_, band) => {
    let sum = 0;
    for (let t = 0; t < frames; t++) sum += energies[t * bands + band] ?? 0;
    return sum / frames / power;
  });
  return knownProfile;
}

function powerOf(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += (sample / 32_768) ** 2;
  return sum / Math.max(1, pcm.length);
}

/** Mean power of what is no pause. */
function speechPower(pcm: Int16Array): number {
  const powers: number[] = [];
  for (let at = 0; at < pcm.length; at += printHopSamples) powers.push(powerOf(pcm.subarray(at, at + printHopSamples)));
  const peak = powers.reduce((most, power) => Math.max(most, power), 1e-12);
  const spoken = powers.filter((power) => power > peak * pauseBelowPeak);
  return spoken.reduce((sum, power) => sum + power, 0) / Math.max(1, spoken.length);
}

function logsOf({ frames, bands, energies }: Bands, profile: Float32Array | null, noise: number): Float32Array {
  const logs = new Float32Array(frames * bands);
  for (let t = 0; t < frames; t++) {
    for (let band = 0; band < bands; band++) {
      const at = t * bands + band;
      logs[at] = Math.log((energies[at] ?? 0) + (profile?.[band] ?? 0) * noise + 1e-12);
    }
  }
  return logs;
}

function signsOf({ frames, bands }: Bands, logs: Float32Array): { bits: Int32Array; sure: Int32Array } {
  const bits = new Int32Array(frames * 2);
  const sure = new Int32Array(frames * 2);
  for (let t = reachFrames; t + reachFrames < frames; t++) {
    const before = (t - reachFrames) * bands;
    const after = (t + reachFrames) * bands;
    let rises = 0;
    let surelyRises = 0;
    let tilts = 0;
    let surelyTilts = 0;
    let lower = 0;
    for (let band = 0; band < bands; band++) {
      const rise = (logs[after + band] ?? 0) - (logs[before + band] ?? 0);
      const bit = 1 << band;
      if (rise > 0) rises |= bit;
      if (Math.abs(rise) > surenessNepers) surelyRises |= bit;
      const tilt = rise - lower;
      if (band > 0 && tilt > 0) tilts |= bit;
      if (band > 0 && Math.abs(tilt) > surenessNepers) surelyTilts |= bit;
      lower = rise;
    }
    bits[t * 2] = rises;
    bits[t * 2 + 1] = tilts;
    sure[t * 2] = surelyRises;
    sure[t * 2 + 1] = surelyTilts;
  }
  return { bits, sure };
}
