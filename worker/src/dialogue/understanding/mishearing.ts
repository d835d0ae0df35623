/**
 * What recognisers do to a word: one letter wrong, the first syllable lost («ператора»), a "not" glued to it
 * («нехочу»). A word that a rule knows is never touched.
 */
import type { Language } from "@zvon/contract/call-link.ts";
import type { CueIndex } from "./cue.ts";
import { fillers, functionWords } from "./plain-words.ts";
import { stemIn } from "./utterance.ts";

/** Shorter words have too many neighbours. */
const shortest = 7;
/** Russian endings are that long: «отменил» is another form of «отменим», and no mishearing. */
const ending = { ru: 3, en: 1 } as const;
/** Of a word that lost its beginning: least letters left, most letters lost. */
const rest = { least: 6, lost: 3 };
/** They begin with «не» and are words of their own. */
const withNot = /^не(?:много|котор|куда|чего|давно|обходим|медлен|дел|сколько)/;

/** @returns the words meant, mostly the one given. */
export function createMending({ forms, stems, starts }: CueIndex<string>["vocabulary"], language: Language): (word: string) => string[] {
  const long = [...forms].filter((form) => form.length >= shortest);
  const byLetter = Map.groupBy(long, (form) => form.slice(0, 1));
  const byTail = Map.groupBy(long, (form) => form.slice(-rest.least));
  const prefixes = Map.groupBy(starts, (start) => start.slice(0, 1));
  const known = (word: string): boolean => forms.has(word) || stems.has(stemIn(word, language)) || functionWords[language].has(word) || fillers[language].has(word) || (prefixes.get(word.slice(0, 1))?.some((start) => word.startsWith(start)) ?? false);
  return (word) => {
    if (word.length < rest.least || known(word)) return [word];
    if (language === "ru" && word.startsWith("не") && !withNot.test(word) && forms.has(word.slice(2))) return ["не", word.slice(2)];
    const near = byLetter.get(word.slice(0, 1))?.find((form) => oneApart(form, word, ending[language]));
    const whole = near ?? (language === "ru" ? byTail.get(word.slice(-rest.least))?.find((form) => form.endsWith(word) && form.length - word.length <= rest.lost) : undefined);
    return [whole ?? word];
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
