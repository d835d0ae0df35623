/** What remains of an utterance when what the caller denies is taken out: «не в пять, а в шесть» → «в шесть». */
import type { Language } from "@zvon/contract/call-link.ts";

const marks: Record<Language, { not: ReadonlySet<string>; back: ReadonlySet<string> }> = {
  ru: { not: new Set(["не"]), back: new Set(["а", "но", ",", "лучше"]) },
  en: { not: new Set(["not"]), back: new Set(["but", ",", "rather", "instead"]) },
};

/** @param list `tokens` of the text, commas included. @returns words without commas. */
export function affirmed(list: readonly string[], language: Language): string[] {
  const { not, back } = marks[language];
  const kept: string[] = [];
  let denied = false;
  for (const token of list) {
    if (not.has(token)) denied = true;
    else if (back.has(token)) denied = false;
    else if (!denied) kept.push(token);
  }
  return kept;
}
