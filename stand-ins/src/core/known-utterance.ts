/** An utterance made ready to be known again: its speech alone, its print at four phases of a frame, its words in time. */
import { knownPrintOf, printHopMs, printHopSamples, printOf, type KnownPrint } from "./sound-print.ts";

export type HeardWord = { text: string; startMs: number; endMs: number };

export interface KnownUtterance {
  text: string;
  /** From the first frame of the print. */
  words: HeardWord[];
  /** The print that is searched with. */
  print: KnownPrint;
  /** The same, begun a quarter, a half and three quarters of a frame later; made when first needed. */
  phases(): KnownPrint[];
}

/** Under the loud frames; quieter is a pause. */
const pauseBelowLoudDb = 30;
/** A pause that a speaker makes, not a stop consonant. An endpoint may cut an utterance there. */
const speakerPauseMs = 140;
/** Around the speech, so that its onset is in the print. */
const aroundMs = 30;

type Stretch = { from: number; to: number };

/**
 * The whole utterance and, where the speaker pauses in it, each part alone.
 * @param pcm 8 kHz
 */
export function knownUtterances(text: string, pcm: Int16Array): KnownUtterance[] {
  const stretches = stretchesOf(pcm);
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) return [];
  const words = wordsInTime(text, stretches);
  const cut = (from: number, to: number): KnownUtterance[] => {
    const begin = Math.max(0, from - aroundMs / printHopMs);
    const sound = pcm.subarray(begin * printHopSamples, (to + aroundMs / printHopMs + 2) * printHopSamples);
    const inside = words.filter((word) => word.endMs > from * printHopMs && word.startMs < to * printHopMs);
    if (inside.length === 0) return [];
    const beginMs = begin * printHopMs;
    return [known(inside.map((word) => word.text).join(" "), sound, inside.map((word) => ({ ...word, startMs: word.startMs - beginMs, endMs: word.endMs - beginMs })))];
  };
  const whole = cut(first.from, last.to).map((utterance) => ({ ...utterance, text }));
  if (stretches.length === 1) return whole;
  // What ends a part is no comma to who hears it alone.
  const parts = stretches.flatMap(({ from, to }) => cut(from, to)).map((part) => ({ ...part, words: part.words.map((word, n) => (n === part.words.length - 1 ? { ...word, text: withoutMark(word.text) } : word)) }));
  return [...whole, ...parts.map((part) => ({ ...part, text: withoutMark(part.text) }))];
}

const withoutMark = (text: string): string => text.replace(/[,;:…—–]+$/u, "");

function known(text: string, sound: Int16Array, words: HeardWord[]): KnownUtterance {
  const print = knownPrintOf(sound);
  let phases: KnownPrint[] | null = null;
  return {
    text,
    words,
    print,
    phases: () => (phases ??= [print, ...[1, 2, 3].map((quarter) => knownPrintOf(sound.subarray((quarter * printHopSamples) / 4)))]),
  };
}

/** Where somebody speaks, in frames, without the short pauses. */
function stretchesOf(pcm: Int16Array): Stretch[] {
  const { powers } = printOf(pcm);
  const loud = Float32Array.from(powers).sort().at(-Math.min(6, powers.length)) ?? 0;
  if (loud < 1e-9) return [];
  const limit = loud * 10 ** (-pauseBelowLoudDb / 10);
  const out: Stretch[] = [];
  for (const [frame, power] of powers.entries()) {
    if (power < limit) continue;
    const current = out.at(-1);
    if (current && (frame - current.to) * printHopMs < speakerPauseMs) current.to = frame + 1;
    else out.push({ from: frame, to: frame + 1 });
  }
  // A click of two frames is no speech.
  return out.filter(({ from, to }) => to - from > 3);
}

/**
 * Words share the time of speech by their length in letters; a pause stands at a mark (, . ? !) where there are as many
 * marks as pauses.
 */
function wordsInTime(text: string, stretches: Stretch[]): HeardWord[] {
  const tokens = text.split(/\s+/u).filter((token) => token !== "");
  const clauses: string[][] = [[]];
  for (const [n, token] of tokens.entries()) {
    clauses.at(-1)?.push(token);
    if (n + 1 < tokens.length && /[,.;:!?…—–]$/u.test(token)) clauses.push([]);
  }
  if (clauses.length === stretches.length) return clauses.flatMap((clause, n) => shared(clause, stretches.slice(n, n + 1)));
  return shared(tokens, stretches);
}

function shared(tokens: string[], stretches: Stretch[]): HeardWord[] {
  const weights = tokens.map((token) => 1 + token.replace(/[^\p{L}\p{N}]/gu, "").length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spokenFrames = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  /** Time of the nth frame of speech, pauses not counted. */
  const timeOf = (spoken: number, end: boolean): number => {
    let left = spoken;
    for (const { from, to } of stretches) {
      if (left < to - from || (end && left <= to - from)) return Math.round((from + left) * printHopMs);
      left -= to - from;
    }
    return (stretches.at(-1)?.to ?? 0) * printHopMs;
  };
  let before = 0;
  return tokens.map((text, n) => {
    const start = (before / total) * spokenFrames;
    before += weights[n] ?? 0;
    return { text, startMs: timeOf(start, false), endMs: timeOf((before / total) * spokenFrames, true) };
  });
}
