/**
 * The Snowball stemmer of Russian (snowballstem.org, "Russian stemming algorithm"): verbs, adjectives and nouns.
 * For names and goods `stem` is the safer one: here «Иван» ends like a verb and «Ивану» like a noun.
 */
const vowel = /[аеиоуыэюя]/;

/** Longest first, so that the first that fits is the longest. */
const longestFirst = (endings: string): string[] => endings.split(" ").toSorted((a, b) => b.length - a.length);

const gerund = { afterA: longestFirst("в вши вшись"), always: longestFirst("ив ивши ившись ыв ывши ывшись") };
const adjective = longestFirst("ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею");
const participle = { afterA: longestFirst("ем нн вш ющ щ"), always: longestFirst("ивш ывш ующ") };
const verb = {
  afterA: longestFirst("ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно"),
  always: longestFirst("ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю"),
};
const noun = longestFirst("а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я");

/** @returns the length of the ending, 0 when none fits. `afterA`: only behind «а» or «я», which stay. */
function endingOf(text: string, { afterA, always }: { afterA: readonly string[]; always: readonly string[] }): number {
  const plain = always.find((ending) => text.endsWith(ending))?.length ?? 0;
  const after = afterA.find((ending) => text.endsWith(`а${ending}`) || text.endsWith(`я${ending}`))?.length ?? 0;
  return Math.max(plain, after);
}
const simpleEnding = (text: string, endings: readonly string[]): number => endings.find((ending) => text.endsWith(ending))?.length ?? 0;

/** Where the region begins that follows the first non-vowel after a vowel (R1; of R1 it is R2). */
function regionAfter(word: string, from: number): number {
  for (let at = from + 1; at < word.length; at += 1) if (vowel.test(word.charAt(at - 1)) && !vowel.test(word.charAt(at))) return at + 1;
  return word.length;
}

/** @param word lower case, «ё» as «е». */
export function snowball(word: string): string {
  const first = word.search(vowel);
  if (first < 0) return word;
  const head = word.slice(0, first + 1);
  let rest = word.slice(first + 1);
  const cut = (length: number): boolean => {
    if (length > 0) rest = rest.slice(0, -length);
    return length > 0;
  };
  if (!cut(endingOf(rest, gerund))) {
    cut(simpleEnding(rest, ["ся", "сь"]));
    if (cut(simpleEnding(rest, adjective))) cut(endingOf(rest, participle));
    else if (!cut(endingOf(rest, verb))) cut(simpleEnding(rest, noun));
  }
  if (rest.endsWith("и")) cut(1);
  const second = regionAfter(word, regionAfter(word, 0));
  const derived = /ость?$/.exec(rest);
  if (derived !== null && head.length + derived.index >= second) cut(derived[0].length);
  rest = rest.replace(/ейше?$/, "").replace(/нн$/, "н").replace(/ь$/, "");
  return head + rest;
}
