/** From messages to lines one can read, follow and click: what was heard, what was not, when each word sounded. Pure. */
import type { Message } from "@zvon/contract/api.ts";

/** A word with the spaces and signs that follow it, and about when it begins. */
export type Word = { text: string; startMs: number | null };
export type Line = {
  key: string;
  who: Message["who"];
  message: Message;
  words: readonly Word[];
  /** Generated but never sounded. */
  unheard: string;
  /** Raw words of the recogniser, where they differ from the text shown. */
  raw: string | null;
  startMs: number | null;
  endMs: number | null;
};

export function linesOf(messages: readonly Message[]): Line[] {
  return messages.map((message) => {
    const { heard, unheard } = message.who === "bot" ? splitHeard(message) : { heard: message.text, unheard: "" };
    return {
      key: `${message.who}-${message.index}`,
      who: message.who,
      message,
      words: timeWords(heard, message.startMs, message.endMs),
      unheard,
      raw: message.who === "caller" && message.heardText !== null && message.heardText !== "" && plain(message.heardText) !== plain(message.text) ? message.heardText : null,
      startMs: message.startMs,
      endMs: message.endMs,
    };
  });
}

/**
 * What of a bot's message sounded. Not interrupted: all of it. Interrupted: as many words as were heard, counted,
 * because the text for the eye («17:30») and for the voice («пять тридцать») may differ.
 */
export function splitHeard(message: Pick<Message, "text" | "heardText" | "interrupted">): { heard: string; unheard: string } {
  if (!message.interrupted || message.heardText === null) return { heard: message.text, unheard: "" };
  const words = wordsOf(message.text);
  const count = Math.min(words.length, wordsOf(message.heardText).length);
  return { heard: words.slice(0, count).join("").trimEnd(), unheard: words.slice(count).join("").trim() };
}

/** Speech has no word times of its own here: they are spread over the message by letters, near enough to find a place. */
export function timeWords(text: string, startMs: number | null, endMs: number | null): Word[] {
  const words = wordsOf(text);
  const length = Math.max(1, text.length);
  let before = 0;
  return words.map((word) => {
    const at = startMs === null ? null : startMs + Math.max(0, (endMs ?? startMs) - startMs) * (before / length);
    before += word.length;
    return { text: word, startMs: at };
  });
}

/** The line that sounds at this moment: the last one begun; null before the first. */
export function lineAt(lines: readonly Line[], ms: number): Line | null {
  let found: Line | null = null;
  for (const line of lines) if (line.startMs !== null && line.startMs <= ms && (found === null || line.startMs >= (found.startMs ?? 0))) found = line;
  return found;
}

/** Index of the word that sounds at this moment, −1 outside the line. */
export function wordAt(line: Line, ms: number): number {
  if (line.startMs === null || line.endMs === null || ms < line.startMs || ms > line.endMs) return -1;
  return line.words.findLastIndex((word) => word.startMs !== null && word.startMs <= ms);
}

/** The line before or after the one that sounds, in time. Going back within the first second of a line leaves it. */
export function neighbour(lines: readonly Line[], ms: number, step: 1 | -1): Line | null {
  const timed = lines.filter((line) => line.startMs !== null).toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0));
  return step === 1 ? (timed.find((line) => (line.startMs ?? 0) > ms + 1) ?? null) : (timed.findLast((line) => (line.startMs ?? 0) < ms - 1000) ?? null);
}

/** Pauses before the bot's answers, ms; the median is what a caller would call its speed. */
export function medianPause(messages: readonly Message[]): number | null {
  const pauses = messages.flatMap((message) => (message.timings === null ? [] : [message.timings.firstAudioMs])).toSorted((a, b) => a - b);
  if (pauses.length === 0) return null;
  const middle = Math.floor(pauses.length / 2);
  return pauses.length % 2 === 1 ? (pauses[middle] ?? null) : ((pauses[middle - 1] ?? 0) + (pauses[middle] ?? 0)) / 2;
}

const wordsOf = (text: string): string[] => text.match(/\S+\s*/g) ?? [];
const plain = (text: string) => text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
