/** The language of one utterance: by its script, and by small words that a recogniser of the other language wrote in its own letters. */
import type { Language } from "@zvon/contract/call-link.ts";

/** English as a Russian recogniser hears it, Russian as an English one does. */
const inOtherLetters: Record<Language, ReadonlySet<string>> = {
  en: new Set("хелло хеллоу спик инглиш плиз сорри йес сэнк сенкью тэнк май нэйм хау мач воз вот кэн хэв ду ю айм виз зис зэт".split(" ")),
  ru: new Set("privet zdravstvuite zdravstvuyte spasibo pozhaluista pozhaluysta nyet kogda skolko chto mozhno russki russkiy po-russki menya zovut khochu hochu govorite dobryi den do svidaniya".split(" ")),
};
/** At home in both. */
const shared: ReadonlySet<string> = new Set("ok okay alo allo whatsapp telegram instagram wifi iphone online sms email gmail yandex mail com ru vip crm zoom google".split(" "));
/** Fewer letters of the other script are a brand or a slip. */
const leastLetters = 2;

/**
 * @param fallback what is spoken so far: kept where the words say nothing else (digits, "ok", silence).
 * @returns the other language only when most of what was said is in it.
 */
export function detectLanguage(text: string, fallback: Language): Language {
  let ru = 0;
  let en = 0;
  for (const word of text.toLowerCase().replaceAll("ё", "е").match(/[a-z']+|[а-я]+/g) ?? []) {
    if (shared.has(word)) continue;
    const cyrillic = /[а-я]/.test(word);
    const home: Language = cyrillic ? "ru" : "en";
    const other: Language = cyrillic ? "en" : "ru";
    const meant = inOtherLetters[other].has(word) ? other : home;
    // A strange spelling is worth more than one word of the script around it; single letters are spelled in either.
    const weight = meant === home ? (word.length === 1 ? 0.25 : 1) : 1.5;
    if (meant === "ru") ru += weight * Math.min(word.length, 6);
    else en += weight * Math.min(word.length, 6);
  }
  if (ru === en || Math.max(ru, en) < leastLetters) return fallback;
  const heard: Language = ru > en ? "ru" : "en";
  // A product's name in a sentence changes nothing; the language spoken so far needs less.
  return heard === fallback || Math.max(ru, en) > 1.5 * Math.min(ru, en) ? heard : fallback;
}
