/**
 * The turn-taking set: calls made of human recordings, cut and joined with pauses, over a telephone's A-law, with noise.
 *
 * Pauses within a turn are lognormal: median 250 ms where the words might have ended (one in twelve is longer than the
 * usual endpoint of 500 ms), 350 ms between digits, 600 ms after words that lead on ("at", "and"). Coughs are
 * synthesised bursts of noise, or a human syllable backwards, in which there is no word; «угу» is a human letter or "oh"
 * which the recogniser hears as «угу» or "mhm", since nobody recorded a listener.
 */
import { decodeG711, encodeG711 } from "../../../media-node/src/codec/g711.ts";
import type { Language, Prompts } from "./prompts.ts";

export type Word = { text: string; startMs: number; endMs: number };
export type Digits = { min: number; max: number } | null;
/** A turn of the caller; `speech` are the parts, with silence between. */
export type Turn = { startMs: number; endMs: number; digits: Digits; parts: number };
/** What sounds over the bot. */
export type Over = { kind: "words" | "overlap" | "backchannel" | "cough" | "syllable"; startMs: number; endMs: number };
export type Condition = "clean" | "20 dB" | "10 dB" | "5 dB";
export type ScriptedCall = { language: Language; condition: Condition; pcm: Int16Array; words: Word[]; turns: Turn[]; /** The bot speaks from here to the end. */ botFromMs: number | null; over: Over | null };

const conditions: Condition[] = ["clean", "20 dB", "10 dB", "5 dB"];
const perMs = 8;

/** Uniform in [0, 1), the same every run. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Random = () => number;
const gaussian = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Noise is read from a table, each call from a place of its own. */
const noiseTable = (() => {
  const random = createRandom(3);
  return Float32Array.from({ length: 1 << 17 }, () => gaussian(random));
})();
const pick = <const T extends readonly [unknown, ...unknown[]]>(random: Random, list: T): T[number] => list[Math.floor(random() * list.length)] ?? list[0];
/** Median and the spread of its logarithm. */
const pause = (random: Random, medianMs: number, spread: number): number => Math.round(medianMs * Math.exp(spread * gaussian(random)));
const openPause = (random: Random) => pause(random, 250, 0.5);
const digitPause = (random: Random) => pause(random, 350, 0.5);
const leadingPause = (random: Random) => pause(random, 600, 0.4);

type Piece = { file: string; text: string; pauseMs: number };

const names = {
  en: { days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"], digits: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], at: "at", and: "and", tomorrow: "tomorrow", hello: "hello", sorry: "I'm sorry", again: "please try again", moment: "one moment please", number: "my telephone number", goodbye: "goodbye", mhm: "mhm" },
  ru: { days: ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"], digits: ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"], at: "в", and: "и", tomorrow: "завтра", hello: "здравствуйте", sorry: "извините", again: "попробуйте ещё раз", moment: "подождите минуту", number: "телефонный номер", goodbye: "до свидания", mhm: "угу" },
} as const;

function piecesOf(language: Language, random: Random): { pieces: Piece[]; digits: Digits } {
  const say = names[language];
  const day = (pauseMs: number): Piece => {
    const n = Math.floor(random() * 7);
    return { file: `digits/day-${n}`, text: say.days[n] ?? "", pauseMs };
  };
  const digit = (pauseMs: number): Piece => {
    const n = Math.floor(random() * 10);
    return { file: `digits/${n}`, text: say.digits[n] ?? "", pauseMs };
  };
  const piece = (file: string, text: string, pauseMs: number): Piece => ({ file, text, pauseMs });
  const free = (pieces: Piece[]) => ({ pieces, digits: null });
  switch (Math.floor(random() * 7)) {
    case 0:
      return free([random() < 0.5 ? piece("digits/tomorrow", say.tomorrow, 0) : day(0)]);
    case 1:
      return free([day(openPause(random)), piece("digits/at", say.at, leadingPause(random)), digit(0)]);
    case 2:
      return { pieces: [digit(digitPause(random)), digit(digitPause(random)), digit(digitPause(random)), digit(0)], digits: { min: 4, max: 4 } };
    case 3:
      return free([piece("im-sorry", say.sorry, openPause(random)), piece("please-try-again", say.again, 0)]);
    case 4:
      return free([day(openPause(random)), piece("vm-and", say.and, leadingPause(random)), day(0)]);
    case 5:
      return free([piece("telephone-number", say.number, leadingPause(random)), digit(120), digit(120), digit(0)]);
    default:
      return free([piece("hello", say.hello, openPause(random)), piece("one-moment-please", say.moment, 0)]);
  }
}

/** Between two turns of a call the bot would speak; here it is silent, so that an end that comes late is seen. */
const betweenTurnsMs = 3_200;
const leadMs = 1_200;

/** Calls of `turns` turns each, languages and conditions in turn. */
export function answeringCalls(prompts: Prompts, count: number, turns: number, seed: number): ScriptedCall[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const language: Language = n % 2 === 0 ? "en" : "ru";
    const call = draft(language, conditions[Math.floor(n / 2) % 4] ?? "clean");
    let atMs = leadMs;
    for (let turn = 0; turn < turns; turn++) {
      const { pieces, digits } = piecesOf(language, random);
      const startMs = atMs;
      for (const { file, text, pauseMs } of pieces) {
        const endMs = put(call, prompts(language, file).pcm, atMs, text);
        atMs = endMs + pauseMs;
      }
      call.turns.push({ startMs, endMs: atMs, digits, parts: pieces.length });
      atMs += betweenTurnsMs;
    }
    return finished(call, atMs, random);
  });
}

const kinds = ["words", "backchannel", "syllable", "words", "overlap", "cough"] as const;

/** One stretch of sound over the speaking bot a call. */
export function overCalls(prompts: Prompts, count: number, seed: number): ScriptedCall[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const language: Language = n % 2 === 0 ? "en" : "ru";
    const call = draft(language, conditions[Math.floor(n / (2 * kinds.length)) % 4] ?? "clean");
    call.botFromMs = 500;
    const kind = kinds[Math.floor(n / 2) % kinds.length] ?? "words";
    const startMs = 2_000 + Math.floor(random() * 400);
    const say = names[language];
    let endMs = startMs;
    let voiceMs = startMs;
    if (kind === "words") {
      const [file, text] = pick(random, [["hello", say.hello], ["im-sorry", say.sorry], ["one-moment-please", say.moment], ["goodbye", say.goodbye], ["digits/tomorrow", say.tomorrow], ["please-try-again", say.again]] as const);
      const prompt = prompts(language, file);
      endMs = put(call, prompt.pcm, startMs, text);
      voiceMs = startMs + prompt.onsetMs(noiseDbOf(call.condition));
    } else if (kind === "backchannel") {
      const file = pick(random, ["letters/m", "letters/u", "digits/oh"] as const);
      endMs = put(call, prompts(language, file).pcm, startMs, say.mhm);
    } else if (kind === "overlap") {
      // Both begin to speak at once, the caller a little sooner.
      call.botFromMs = startMs + 100 + Math.floor(random() * 300);
      const [file, text] = pick(random, [["one-moment-please", say.moment], ["please-try-again", say.again]] as const);
      endMs = put(call, prompts(language, file).pcm, startMs, text);
    } else if (kind === "syllable") {
      endMs = put(call, prompts(language, pick(random, ["letters/m", "letters/o", "letters/a", "letters/e"] as const)).pcm.toReversed(), startMs, "");
    } else {
      endMs = put(call, cough(random), startMs, "");
    }
    call.over = { kind, startMs: voiceMs, endMs };
    return finished(call, endMs + 3_500, random);
  });
}

/** The same call up to its first `turns` turns. */
export function firstTurns(call: ScriptedCall, turns: number): ScriptedCall {
  const next = call.turns[turns];
  return next ? { ...call, turns: call.turns.slice(0, turns), pcm: call.pcm.slice(0, Math.floor((next.startMs - 100) / 20) * 160) } : call;
}

type Draft = ScriptedCall & { parts: { atMs: number; pcm: Int16Array }[] };
const draft = (language: Language, condition: Condition): Draft => ({ language, condition, pcm: new Int16Array(0), words: [], turns: [], botFromMs: null, over: null, parts: [] });

/** @returns when it ends. Words get their times by their letters. */
function put(call: Draft, pcm: Int16Array, atMs: number, text: string): number {
  const lengthMs = pcm.length / perMs;
  call.parts.push({ atMs, pcm });
  let letters = 0;
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const startMs = atMs + (lengthMs * letters) / text.length;
    letters += word.length + 1;
    call.words.push({ text: word, startMs, endMs: atMs + (lengthMs * Math.min(letters, text.length)) / text.length });
  }
  return atMs + lengthMs;
}

/** 150 to 450 ms, one or two bursts, louder at its start; the low-passed noise of a throat. */
function cough(random: Random): Int16Array {
  const burst = (ms: number): number[] => {
    let low = 0;
    return Array.from({ length: ms * perMs }, (_, n) => {
      low += 0.5 * (gaussian(random) - low);
      return 9_000 * low * Math.exp((-3 * n) / (ms * perMs)) * Math.min(1, n / 80);
    });
  };
  const first = burst(150 + random() * 150);
  const all = random() < 0.5 ? first : [...first, ...Array.from({ length: 80 * perMs }, () => 0), ...burst(100 + random() * 100)];
  return Int16Array.from(all, (sample) => Math.max(-32_768, Math.min(32_767, sample)));
}

const noiseDbOf = (condition: Condition): number => (condition === "clean" ? -65 : -20 - Number.parseInt(condition, 10));

/** Speech lies at −20 dB; the noise under all of it is half white and half rumble. */
function finished(call: Draft, lengthMs: number, random: Random): ScriptedCall {
  const { parts, ...rest } = call;
  const line = new Float64Array(Math.ceil(lengthMs / 20) * 160);
  for (const { atMs, pcm } of parts) pcm.forEach((sample, n) => (line[Math.round(atMs * perMs) + n] = (line[Math.round(atMs * perMs) + n] ?? 0) + sample));
  const level = 32_768 * 10 ** (noiseDbOf(call.condition) / 20);
  const [hiss, under] = [random(), random()].map((share) => Math.floor(share * noiseTable.length));
  const noiseAt = (from: number | undefined, n: number) => noiseTable[((from ?? 0) + n) & (noiseTable.length - 1)] ?? 0;
  let rumble = 0;
  for (let n = 0; n < line.length; n++) {
    rumble = 0.9 * rumble + 0.436 * noiseAt(under, n);
    line[n] = (line[n] ?? 0) + level * Math.SQRT1_2 * (noiseAt(hiss, n) + rumble);
  }
  const pcm = Int16Array.from(line, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
  return { ...rest, pcm: decodeG711("pcma", encodeG711("pcma", pcm)) };
}
