/** Where a text goes on in another voice after the first one broke off. */
import type { TtsWord } from "./port.ts";

/** Speech without word times is taken to run at this rate, ms a character (Russian and English, telephone voices: 55 to 75). */
const characterMs = 65;
/** Audio beyond the newest known word: the vendor tells its words late, and what lies in between is guessed. */
const trustMs = 1_500;

/**
 * The offset in `text` of the first word that was not spoken to its end. A word whose end is not known counts as not
 * spoken: half a word said twice is better than one lost.
 * @param said what was given to the caller: words with their times, and the length of the audio
 */
export function offsetLeft(text: string, said: { words: readonly TtsWord[]; ms: number }): number {
  if (said.ms <= 0) return 0;
  const begun = said.words.filter((word) => word.startMs < said.ms);
  const current = begun.at(-1);
  if (current && said.ms - current.startMs < trustMs) return current.charStart;
  const [knownChars, knownMs] = current ? [current.charStart, current.startMs] : [0, 0];
  const guess = Math.min(text.length, knownChars + Math.floor((said.ms - knownMs) / characterMs));
  // Down to the beginning of a word: a guess is early rather than late.
  return Math.max(knownChars, wordStart(text, guess));
}

function wordStart(text: string, at: number): number {
  if (at >= text.length) at = text.length - 1;
  while (at > 0 && !(/\s/.test(text[at - 1] ?? "") && /\S/.test(text[at] ?? ""))) at -= 1;
  return Math.max(0, at);
}
