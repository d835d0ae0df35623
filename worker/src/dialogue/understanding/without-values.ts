/** What is left of an utterance when the words of values are hidden ("#"): «отмените запись» of «отмените запись на #». */
import type { Language } from "@zvon/contract/call-link.ts";

export const hidden = "#"; // as `hideMoments` has it

/** «На», "for a": what stands before a value goes with it. */
const leading: Record<Language, ReadonlySet<string>> = { ru: new Set("на к ко в во с со до после около".split(" ")), en: new Set("on at for to with from by in after before until till around the a an".split(" ")) };

export const withoutHidden = (shown: readonly string[], language: Language): string[] => shown.filter((word, at) => word !== hidden && !leadsToHidden(shown, at, language));

/** The same with one word for each stretch of what is hidden: "what do you have on Monday afternoon" is "what do you have tomorrow". */
export const withOneFor = (shown: readonly string[], language: Language, word: string): string[] =>
  shown.flatMap((one, at) => (one === hidden ? (shown[at - 1] === hidden ? [] : [word]) : leadsToHidden(shown, at, language) ? [] : [one]));

function leadsToHidden(shown: readonly string[], at: number, language: Language): boolean {
  if (!leading[language].has(shown[at] ?? "")) return false;
  return shown[at + 1] === hidden || leadsToHidden(shown, at + 1, language);
}
