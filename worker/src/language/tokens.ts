/** Words of an utterance: lower case, «ё» as «е», punctuation gone except what carries meaning ("," and "17:30"). */
export function tokens(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll("ё", "е")
      .replace(/['’ʼ]/g, "'")
      .match(/\d+[:.]\d\d(?!\d)|\d+|[\p{L}]+(?:'[\p{L}]+)?|,/gu) ?? []
  ).map((token) => token.replace(/^(\d+)\.(\d\d)$/, "$1:$2"));
}

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
