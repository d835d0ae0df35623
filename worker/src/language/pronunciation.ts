/** A tenant's dictionary of words that a voice says wrongly: abbreviations, names, stress. */

/** `word` as it stands in texts, of one word or several; `say` as the voice is to be given it. */
export type Pronunciation = { word: string; say: string };

/** A hyphen stays as it is: with the flag `u` an escaped one is no pattern at all. */
const special = /[.*+?^${}()|[\]\\/]/g;

/**
 * Makes a function that puts `say` for every `word` of a text: whole words, in any case; an inflected form is another
 * word and needs its own entry. The longest entry wins, and what was put in is not looked at again.
 */
export function createPronounce(entries: readonly Pronunciation[]): (text: string) => string {
  const said = new Map<string, string>();
  for (const { word, say } of entries) {
    const key = keyOf(word);
    if (key !== "" && !said.has(key)) said.set(key, say);
  }
  if (said.size === 0) return (text) => text;
  const words = [...said.keys()].toSorted((a, b) => b.length - a.length).map((key) => key.replace(special, String.raw`\$&`).replaceAll(" ", String.raw`\s+`).replaceAll("е", "[её]"));
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}])(?:${words.join("|")})(?![\p{L}\p{M}\p{N}])`, "giu");
  return (text) => text.replace(pattern, (found) => said.get(keyOf(found)) ?? found);
}

/** «Ё» is written as «е» as often as not. */
const keyOf = (word: string): string => word.toLowerCase().replaceAll("ё", "е").replace(/\s+/g, " ").trim();
