/** Words that a recogniser or a typist wrote with one slip. */

/** True when `word` becomes `target` by one letter put in, left out, changed or swapped with its neighbour, or is equal. */
export function isNear(word: string, target: string): boolean {
  if (word === target) return true;
  const [short, long] = word.length <= target.length ? [word, target] : [target, word];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}
