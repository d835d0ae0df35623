/** A long word that no rule knows and that is one letter away from one that a rule knows was misheard. */
import type { Language } from "@zvon/contract/call-link.ts";
import { stemIn } from "./utterance.ts";

/** Shorter words have too many neighbours. */
const shortest = 6;

export function createMending(vocabulary: readonly string[], language: Language): (word: string) => string {
  const long = vocabulary.filter((word) => word.length >= shortest);
  const starts = new Set(vocabulary);
  const byStart = Map.groupBy(long, (word) => word.slice(0, 1));
  return (word) => {
    if (word.length < shortest + 1 || starts.has(word)) return word;
    const stem = stemIn(word, language);
    if (starts.has(stem)) return word;
    const near = byStart.get(word.slice(0, 1)) ?? [];
    if (near.some((known) => word.startsWith(known))) return word;
    return near.find((known) => oneApart(known, word) || oneApart(known, stem)) ?? word;
  };
}

/** One letter changed, missing, too many, or two in each other's place. */
export function oneApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (a.length === b.length && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)) return true;
  return a.length === b.length ? restA.slice(1) === restB.slice(1) : a.length > b.length ? restA.slice(1) === restB : restA === restB.slice(1);
}
