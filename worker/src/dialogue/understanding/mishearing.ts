/** A long word that no rule knows and that is one letter away from one that a rule knows was misheard. */
import type { Language } from "@zvon/contract/call-link.ts";
import type { CueIndex } from "./cue.ts";
import { stemIn } from "./utterance.ts";

/** Shorter words have too many neighbours. */
const shortest = 7;
/** Russian endings are that long: «отменил» is another form of «отменим», and no mishearing. */
const ending = { ru: 3, en: 1 } as const;

export function createMending({ forms, stems, starts }: CueIndex<string>["vocabulary"], language: Language): (word: string) => string {
  const byLetter = Map.groupBy([...forms].filter((form) => form.length >= shortest), (form) => form.slice(0, 1));
  const prefixes = Map.groupBy(starts, (start) => start.slice(0, 1));
  return (word) => {
    if (word.length < shortest - 1 || forms.has(word) || stems.has(stemIn(word, language))) return word;
    const letter = word.slice(0, 1);
    if (prefixes.get(letter)?.some((start) => word.startsWith(start))) return word;
    return byLetter.get(letter)?.find((form) => oneApart(form, word, ending[language])) ?? word;
  };
}

/** One letter changed, missing, too many, or two in each other's place, before the last `ending` letters. */
export function oneApart(a: string, b: string, ending: number): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  if (at >= Math.min(a.length, b.length) - ending) return false;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  if (a.length === b.length && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)) return true;
  return a.length === b.length ? restA.slice(1) === restB.slice(1) : a.length > b.length ? restA.slice(1) === restB : restA === restB.slice(1);
}
