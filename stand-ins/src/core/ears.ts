/**
 * Ears that know utterances by their sound: each known print is laid against the audio at every time, and where few
 * enough of its reliable bits are turned it was said there. Where the audio ends in the middle of a known utterance the
 * words said so far are heard.
 *
 * Measured over 150 utterances of the embedded voice and 300 human digits: what is to be heard (a shift, ±6 dB, A-law,
 * 8→16→8 kHz, noise at 20 dB) turns at most 4.6 % of the bits; another take of the same digit by the same speaker at
 * least 7.2 %, a wrong rate (22,050 against 24,000 Hz) 7 % for a short word and 20 % for a sentence, noise 20 %.
 */
import { createResampler } from "@zvon/media-node/src/audio/resample.ts";
import type { Ears } from "../stand-in.ts";
import { knownUtterances, type HeardWord, type KnownUtterance } from "./known-utterance.ts";
import { joined } from "./mouth.ts";
import { ones, printHopMs, printHz, printOf, type KnownPrint, type Print } from "./sound-print.ts";

/** Turned bits, of the reliable ones: the longer the sound, the less chance can do. */
const turnedShort = { frames: 40, part: 0.06 };
const turnedLong = { frames: 110, part: 0.14 };
/** A first look at some frames, a phase apart at worst, must not be worse than this. */
const firstLook = { frames: 20, part: 0.27 };
/** And a glance before it: four of five places are given up there, which is what hundreds of known utterances cost. */
const glance = { frames: 5, part: 0.36 };
/** Of an utterance that goes on after the end of the audio. */
const beginningMs = 400;
/** The endpoint may have come late: so much of the beginning may be missing. */
const missedPart = 0.2;
/** A word so short may be a part of another ("дал" begins as "да"): it must stand alone, so much quieter around it. */
const alone = { belowFrames: 70, quieter: 10 ** (-6 / 10), frames: 6, edgeFrames: 2 };
/** The end of the last word may be cut by so much. */
const endFrames = 8;
/** Of two that fit, "да, всё верно" without its beginning and "всё верно" whole, the whole one. */
const notWhole = 0.8;
/** Two utterances may share so much: their edges are pauses. */
const sharedFrames = 8;
/** A lost or repeated packet moves the rest of an utterance; each block may be moved by so many frames. */
const slip = { blockFrames: 40, frames: 4, part: 0.09 };
/** Mean power (pre-emphasised, of full scale): -75 dB is silence whatever is in it. */
const silence = 10 ** (-7.5);

/** A known utterance in the audio, there in frames [from, to). */
interface Sighting {
  utterance: KnownUtterance;
  /** Frame of the audio where it begins, or would. */
  lag: number;
  from: number;
  to: number;
  turned: number;
  reliable: number;
}

/** @param options.maxKnown utterances and their parts between pauses; one more throws a RangeError */
export function createEars({ maxKnown = 3_000 }: { maxKnown?: number } = {}): Ears {
  const known = new Map<string, KnownUtterance>();
  return {
    learn({ text, pcm, rateHz }) {
      for (const utterance of knownUtterances(text, telephone(pcm, rateHz))) {
        const key = `${utterance.text}\n${utterance.print.frames}\n${utterance.print.bits.join()}`;
        if (known.size >= maxKnown && !known.has(key)) throw new RangeError(`ears learn at most ${maxKnown} utterances`);
        known.set(key, utterance);
      }
    },
    recognise(pcm, rateHz) {
      const audio = printOf(telephone(pcm, rateHz));
      const sightings = chosen([...known.values()].flatMap((utterance) => sightingsOf(utterance, audio)));
      const words = sightings.flatMap(wordsSaid);
      if (words.length === 0) return null;
      const reliable = sightings.reduce((sum, sighting) => sum + sighting.reliable, 0);
      const turned = sightings.reduce((sum, sighting) => sum + sighting.turned * sighting.reliable, 0) / Math.max(1, reliable);
      return { text: words.map((word) => word.text).join(" "), words, confidence: Math.round((0.99 - 2 * turned) * 1000) / 1000 };
    },
  };
}

function telephone(pcm: Int16Array, rateHz: number): Int16Array {
  if (rateHz === printHz) return pcm;
  const resampler = createResampler(rateHz, printHz);
  return joined([resampler.push(pcm), resampler.flush()]);
}

/** Every place where the utterance may have been said; overlapping ones are sorted out by `chosen`. */
function sightingsOf(utterance: KnownUtterance, audio: Print): Sighting[] {
  const { print } = utterance;
  const out: Sighting[] = [];
  const beginning = Math.min(print.frames, beginningMs / printHopMs);
  const first = -Math.floor(print.frames * missedPart);
  for (let lag = first; lag <= audio.frames - beginning; lag++) {
    if (!looksAlike(print, audio, lag)) continue;
    const sighting = examined(utterance, audio, lag);
    if (!sighting) continue;
    const last = out.at(-1);
    // The same place a frame later.
    if (last && lag - last.lag < beginning) {
      if (sighting.turned < last.turned) out[out.length - 1] = sighting;
    } else out.push(sighting);
  }
  return out;
}

/** Looks at a few frames of what overlaps, then at some more. */
function looksAlike(print: KnownPrint, audio: Print, lag: number): boolean {
  return alikeAt(print, audio, lag, glance.frames, glance.part) && alikeAt(print, audio, lag, firstLook.frames, firstLook.part);
}

function alikeAt({ frames, bits, mask }: KnownPrint, audio: Print, lag: number, looks: number, part: number): boolean {
  const from = Math.max(0, -lag);
  const to = Math.min(frames, audio.frames - lag);
  const step = Math.max(1, Math.floor((to - from) / looks));
  let turned = 0;
  let reliable = 0;
  for (let t = from + (step >> 1); t < to; t += step) {
    const known = t * 2;
    const heard = (t + lag) * 2;
    const rises = mask[known] as number;
    const tilts = mask[known + 1] as number;
    turned += ones(((bits[known] as number) ^ (audio.bits[heard] as number)) & rises) + ones(((bits[known + 1] as number) ^ (audio.bits[heard + 1] as number)) & tilts);
    reliable += ones(rises) + ones(tilts);
  }
  return reliable > 0 && turned <= reliable * part;
}

function examined(utterance: KnownUtterance, audio: Print, lag: number): Sighting | null {
  const { frames } = utterance.print;
  const from = Math.max(0, -lag);
  const to = Math.min(frames, audio.frames - lag);
  const whole = from === 0 && to === frames;
  const reliable = reliableIn(utterance.print, from, to);
  // A beginning must have something to it, not the silence before its first word.
  if (!whole && (to - from) * printHopMs < beginningMs) return null;
  if (reliable < 120 || !sounds(audio, from + lag, to + lag)) return null;
  if (frames < alone.belowFrames && !standsAlone(audio, from + lag, to + lag)) return null;
  const prints = utterance.phases();
  const turned = Math.min(...prints.map((print) => turnedIn(print, audio, lag, from, Math.min(to, print.frames))));
  const found = { utterance, lag, from: from + lag, to: to + lag, reliable };
  if (turned <= allowed(to - from)) return { ...found, turned };
  if (to - from < turnedLong.frames || turned > 0.3) return null;
  const slipped = turnedByBlocks(prints, audio, lag, from, to);
  return slipped <= slip.part ? { ...found, turned: slipped } : null;
}

function allowed(frames: number): number {
  const way = Math.min(1, Math.max(0, (frames - turnedShort.frames) / (turnedLong.frames - turnedShort.frames)));
  return turnedShort.part + way * (turnedLong.part - turnedShort.part);
}

const reliableIn = (print: KnownPrint, from: number, to: number): number => (print.reliableBefore[to] ?? 0) - (print.reliableBefore[from] ?? 0);

/** The part of the reliable bits in frames [from, to) of the known print that the audio has otherwise. */
function turnedIn({ bits, mask, reliableBefore }: KnownPrint, audio: Print, lag: number, from: number, to: number): number {
  let turned = 0;
  for (let t = from; t < to; t++) {
    const known = t * 2;
    const heard = (t + lag) * 2;
    turned += ones(((bits[known] as number) ^ (audio.bits[heard] ?? 0)) & (mask[known] as number)) + ones(((bits[known + 1] as number) ^ (audio.bits[heard + 1] ?? 0)) & (mask[known + 1] as number));
  }
  return turned / Math.max(1, (reliableBefore[to] ?? 0) - (reliableBefore[from] ?? 0));
}

function turnedByBlocks(prints: KnownPrint[], audio: Print, lag: number, from: number, to: number): number {
  let turned = 0;
  let reliable = 0;
  for (let block = from; block < to; block += slip.blockFrames) {
    const end = Math.min(to, block + slip.blockFrames);
    let best = 1;
    for (let moved = -slip.frames; moved <= slip.frames; moved++) for (const print of prints) best = Math.min(best, turnedIn(print, audio, lag + moved, block, Math.min(end, print.frames)));
    const weight = prints[0] ? reliableIn(prints[0], block, end) : 0;
    turned += best * weight;
    reliable += weight;
  }
  return turned / Math.max(1, reliable);
}

/** Beyond the ends of the audio there is nothing. */
function powerIn(audio: Print, from: number, to: number): number {
  let power = 0;
  for (let t = from; t < to; t++) power += audio.powers[t] ?? 0;
  return power / Math.max(1, to - from);
}

const sounds = (audio: Print, from: number, to: number): boolean => powerIn(audio, from, to) > silence;

function standsAlone(audio: Print, from: number, to: number): boolean {
  const limit = powerIn(audio, from, to) * alone.quieter;
  const [before, after] = [from - alone.edgeFrames, to + alone.edgeFrames];
  return powerIn(audio, before - alone.frames, before) < limit && powerIn(audio, after, after + alone.frames) < limit;
}

/** The most convincing first, each time of the audio once; in order of time. */
function chosen(sightings: Sighting[]): Sighting[] {
  const weight = (sighting: Sighting): number => sighting.reliable * (0.5 - sighting.turned) * (isWhole(sighting) ? 1 : notWhole);
  const out: Sighting[] = [];
  for (const sighting of sightings.sort((a, b) => weight(b) - weight(a))) {
    if (out.every((other) => Math.min(other.to, sighting.to) - Math.max(other.from, sighting.from) <= sharedFrames)) out.push(sighting);
  }
  return out.sort((a, b) => a.from - b.from);
}

const isWhole = ({ utterance, lag, to }: Sighting): boolean => lag >= 0 && to - lag >= utterance.print.frames - endFrames;

/** Its words that are in the audio: by its end, and not wholly before its beginning. */
function wordsSaid({ utterance, lag, to }: Sighting): HeardWord[] {
  const lagMs = lag * printHopMs;
  const ended = to - lag >= utterance.print.frames - endFrames;
  return utterance.words
    .filter((word) => (ended || word.endMs + lagMs <= to * printHopMs) && word.endMs + lagMs > 0)
    .map(({ text, startMs, endMs }) => ({ text, startMs: Math.max(0, startMs + lagMs), endMs: Math.max(0, endMs + lagMs) }));
}
