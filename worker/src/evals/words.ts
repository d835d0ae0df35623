/** Do these words occur? As a case of an eval writes them, see eval-suite.ts. */
import { words } from "../language/tokens.ts";

/** @param pattern words in a row; "запис*" by its beginning; "|" between alternatives. */
export function occurs(pattern: string, text: string): boolean {
  const heard = words(text);
  return pattern.split("|").some((alternative) => {
    const wanted = alternative.trim().split(/\s+/).flatMap((piece) => words(piece).map((word, index, all) => ({ word, begins: piece.endsWith("*") && index === all.length - 1 })));
    return wanted.length > 0 && heard.some((_, at) => wanted.every(({ word, begins }, offset) => (begins ? heard[at + offset]?.startsWith(word) === true : heard[at + offset] === word)));
  });
}
