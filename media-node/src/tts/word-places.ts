/** Where the words a vendor names stand in the text it was given. */
import type { TtsWord } from "./port.ts";

/** Letters and digits alone, so that «Привет,» and "привет" are one word. */
const bare = (word: string): string => word.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * Words are found in order, each after the one before. A word that is not in the text (a number read out) has no place
 * and is left out. Of a word that has only begun, the letters so far must be those of the very next one.
 */
export function createWordPlaces(text: string): (word: string, startMs: number, only?: "begun") => TtsWord | null {
  const tokens = [...text.matchAll(/\S+/g)].map((match) => ({ word: bare(match[0].replaceAll("\u0301", "")), charStart: match.index, charEnd: match.index + match[0].length })).filter((token) => token.word !== "");
  let next = 0;
  return (word, startMs, only) => {
    const wanted = bare(word.replaceAll("\u0301", ""));
    if (wanted === "") return null;
    const found = only === "begun" ? (tokens[next]?.word.startsWith(wanted) ? next : -1) : tokens.findIndex((token, n) => n >= next && token.word === wanted);
    const token = tokens[found];
    if (token === undefined) return null;
    next = found + 1;
    return { charStart: token.charStart, charEnd: token.charEnd, startMs };
  };
}
