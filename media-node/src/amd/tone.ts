/**
 * Tones on a line, 20 ms at a time: the beep of an answering machine, a fax, the exchange's own signals. A frame is a
 * tone when one sine takes nearly all of its energy. Its frequency is estimated by linear prediction of second order (a
 * sine obeys x[n] = 2·cos ω·x[n−1] − x[n−2]), its share by projecting the frame onto that sine: about 600
 * multiplications a frame, no transform.
 */
import { FRAME_SAMPLES } from "../audio/frame.ts";

const rateHz = 8_000;
/** Of the frame's energy. G.711 leaves 0.999, white noise 12 dB below the tone 0.94; a sung vowel has its harmonics and stays under 0.8. */
const minShare = 0.88;
/** Below it a vowel's fundamental may stand alone; above it no machine beeps. */
const lowestHz = 380;
const highestHz = 2_400;
/** Mean square of −50 dBFS: quieter is hiss. */
const minPower = 32_768 ** 2 * 1e-5;

/** @param pcm one frame at 8 kHz @returns its frequency, or null when it is no single tone */
export function toneOf(pcm: Int16Array): number | null {
  let total = 0;
  let dot = 0;
  let norm = 0;
  let mean = 0;
  for (const sample of pcm) mean += sample;
  mean /= pcm.length;
  for (let n = 1; n + 1 < pcm.length; n += 1) {
    const middle = (pcm[n] ?? 0) - mean;
    dot += middle * ((pcm[n - 1] ?? 0) + (pcm[n + 1] ?? 0) - 2 * mean);
    norm += middle * middle;
  }
  for (const sample of pcm) total += (sample - mean) ** 2;
  if (total < minPower * pcm.length || norm === 0) return null;
  const cosine = dot / norm / 2;
  if (Math.abs(cosine) >= 1) return null;
  const omega = refined(pcm, mean, Math.acos(cosine));
  const hz = (omega * rateHz) / (2 * Math.PI);
  if (hz < lowestHz || hz > highestHz) return null;
  return shareOfSine(pcm, mean, omega) >= minShare * total ? hz : null;
}

/** Noise pulls the prediction towards 2 kHz; the phase that a sine gains from the frame's first half to its second puts it right, up to 50 Hz. */
function refined(pcm: Int16Array, mean: number, omega: number): number {
  const half = pcm.length >> 1;
  let [re1, im1, re2, im2] = [0, 0, 0, 0];
  for (let n = 0; n < half; n += 1) {
    const c = Math.cos(omega * n);
    const s = Math.sin(omega * n);
    const first = (pcm[n] ?? 0) - mean;
    const second = (pcm[n + half] ?? 0) - mean;
    re1 += first * c;
    im1 -= first * s;
    re2 += second * c;
    im2 -= second * s;
  }
  const gained = Math.atan2(im2, re2) - Math.atan2(im1, re1) - omega * half;
  return omega + Math.atan2(Math.sin(gained), Math.cos(gained)) / half;
}

/** Energy of the frame that lies on a sine of this frequency, by least squares over its two phases. */
function shareOfSine(pcm: Int16Array, mean: number, omega: number): number {
  let cc = 0;
  let ss = 0;
  let cs = 0;
  let xc = 0;
  let xs = 0;
  for (let n = 0; n < pcm.length; n += 1) {
    const c = Math.cos(omega * n);
    const s = Math.sin(omega * n);
    const x = (pcm[n] ?? 0) - mean;
    cc += c * c;
    ss += s * s;
    cs += c * s;
    xc += x * c;
    xs += x * s;
  }
  const determinant = cc * ss - cs * cs;
  if (determinant === 0) return 0;
  return (xc * (xc * ss - xs * cs) + xs * (xs * cc - xc * cs)) / determinant;
}

/** What a tone that has ended, or lasts long enough to be known, means. */
export type Signal =
  /** An answering machine: speak now. */
  | { type: "beep"; hz: number; startMs: number; endMs: number }
  /** A fax or modem (T.30 calling and answering tones). */
  | { type: "fax"; startMs: number }
  /** Three rising tones before "the number you have dialled" (ITU-T E.180 special information tone). */
  | { type: "no-service"; startMs: number };

export interface SignalEars {
  /** Feeds a frame. @param atMs its start on the audio clock @returns what it made known */
  hear(pcm: Int16Array, atMs: number): Signal | null;
  /** The frame just heard was a tone: no speech, whatever a voice detector says. */
  sounding(): boolean;
}

/** Noise may spoil a frame or two of a tone; a message that begins with the beep still sounding would lose its first word. */
const spoiltMs = 40;
/** The same tone drifts by less between frames; speech does not stay within it. */
const sameHz = 25;
const beepMs = { min: 120, max: 2_000 };
/** Ringing, busy and dial tones: 425 Hz in Europe and Russia, 400 to 480 elsewhere; a beep is higher. */
const progressHz = 500;
const faxHz = { calling: 1_100, answering: 2_100, within: 30 };
const faxMs = 400;
const informationHz: readonly [number, number, number] = [950, 1_400, 1_800];
const informationWithinHz = 60;
/** The three tones follow each other at once; 50 ms of each is surely a part of it. */
const informationGapMs = 200;

const near = (hz: number, wanted: number, within: number): boolean => Math.abs(hz - wanted) <= within;

export function createSignalEars(): SignalEars {
  let tone: { hz: number; startMs: number; endMs: number } | null = null;
  let told = false;
  /** How many of the information tone's three have been heard, and when the last one ended. */
  let information = { heard: 0, endMs: -Infinity };
  let sounding = false;

  function ended(was: { hz: number; startMs: number; endMs: number }): Signal | null {
    const lastedMs = was.endMs - was.startMs;
    const step = near(was.hz, informationHz[0], informationWithinHz) ? 0 : near(was.hz, informationHz[1], informationWithinHz) ? 1 : near(was.hz, informationHz[2], informationWithinHz) ? 2 : -1;
    if (step >= 0 && lastedMs >= 50 && (step === 0 || (information.heard === step && was.startMs - information.endMs <= informationGapMs))) {
      information = { heard: step + 1, endMs: was.endMs };
      if (step === 2) return { type: "no-service", startMs: was.startMs };
      // Of the first two it is not known yet: a beep of 950 Hz is told once no other tone has followed.
      return null;
    }
    return asBeep(was);
  }

  function asBeep({ hz, startMs, endMs }: { hz: number; startMs: number; endMs: number }): Signal | null {
    const lastedMs = endMs - startMs;
    return hz >= progressHz && lastedMs >= beepMs.min && lastedMs <= beepMs.max ? { type: "beep", hz, startMs, endMs } : null;
  }

  /** A tone that could have been the first of three. */
  let held: { hz: number; startMs: number; endMs: number } | null = null;

  return {
    hear(pcm, atMs) {
      const hz = toneOf(pcm);
      const endMs = atMs + (pcm.length / FRAME_SAMPLES) * 20;
      sounding = hz !== null;
      if (hz !== null && tone !== null && near(hz, tone.hz, sameHz)) {
        tone.endMs = endMs;
        if (!told && tone.endMs - tone.startMs >= faxMs && (near(tone.hz, faxHz.calling, faxHz.within) || near(tone.hz, faxHz.answering, faxHz.within))) {
          told = true;
          return { type: "fax", startMs: tone.startMs };
        }
        return null;
      }
      if (hz === null && tone !== null && atMs - tone.endMs < spoiltMs) return null;
      const was = tone;
      tone = hz === null ? null : { hz, startMs: atMs, endMs };
      const alreadyTold = told;
      told = false;
      if (was !== null && !alreadyTold) {
        const signal = ended(was);
        if (signal !== null) {
          held = null;
          return signal;
        }
        if (information.heard > 0 && information.endMs === was.endMs) held = was;
      }
      if (held !== null && hz === null && atMs - held.endMs > informationGapMs) {
        const late = asBeep(held);
        held = null;
        return late;
      }
      return null;
    },
    sounding: () => sounding,
  };
}
