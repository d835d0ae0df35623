/** The dictionary of a call's tenant, put to whatever a voice is given. */
import type { Language } from "@zvon/contract/call-link.ts";
import { createPronounce } from "../language/pronunciation.ts";
import type { Pronunciation } from "../language/pronunciation.ts";

/** @param entries in `language`; a text in another language is left alone. */
export function pronounceIn(language: Language, entries: readonly Pronunciation[]): (voice: string, spoken: Language) => string {
  const pronounce = createPronounce(entries);
  return (voice, spoken) => (spoken === language ? pronounce(voice) : voice);
}
