/**
 * Words of an utterance: lower case, «ё» as «е», punctuation gone except what carries meaning: ",", "17:30" (also where
 * it is written 17.30), and dates in figures: 05.12, 12/24, 05.12.2026, 2026-12-05.
 */
export function tokens(text: string): string[] {
  const known = recent.get(text);
  if (known !== undefined) return known.slice();
  const found = split(text);
  if (text.length <= longest) {
    if (recent.size >= mostRecent) recent.clear();
    recent.set(text, found);
  }
  return found.slice();
}

/** One turn has its words split a dozen times, as a whole and in the same parts: a tenth of what a decision costs. */
const recent = new Map<string, string[]>();
const mostRecent = 64;
const longest = 500;

function split(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll("ё", "е")
      .replace(/['’ʼ]/g, "'")
      .match(/\d{4}-(?:0[1-9]|1[0-2])-[0-3]\d(?!\d)|(?<![\d./])\d{1,2}([./])\d{1,2}\1\d{2,4}(?![\d./]\d)|(?<![\d/])\d{1,2}\/\d{1,2}(?![\d/])|\d+[:.]\d\d(?!\d)|\d+|[\p{L}]+(?:'[\p{L}]+)?|,/gu) ?? []
  ).map((token) => (isDate(token) ? token : token.replace(/^(\d+)\.(\d\d)$/, "$1:$2")));
}

/** 05.12 and 24.11 may be days, 17.30 can't. */
const isDate = (token: string): boolean => /^(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])$/.test(token);

/** The same without commas. */
export const words = (text: string): string[] => tokens(text).filter((token) => token !== ",");

/** Where `part` stands in `whole` as consecutive words, or -1. */
export function indexOfWords(whole: readonly string[], part: readonly string[]): number {
  if (part.length === 0) return -1;
  for (let at = 0; at + part.length <= whole.length; at += 1) {
    if (part.every((word, offset) => whole[at + offset] === word)) return at;
  }
  return -1;
}
