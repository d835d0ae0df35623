/**
 * «Угу», "mhm": sounds by which a listener says "go on". Over the bot's speech they never stop it; where the bot is
 * silent they may be answers, and that is for the dialogue to say. Scripts differ, so one list serves both languages.
 */
import { wordsOf } from "./words.ts";

/** Never an answer that somebody would interrupt with. */
const sounds = new Set(["угу", "мгм", "мм", "м", "ммм", "хм", "хмм", "гм", "э", "ээ", "эм", "ну", "mhm", "mm", "mmm", "mmhmm", "hmm", "hm", "uhhuh", "uh", "um", "huh", "ah", "oh", "er"]);
/** Agreement that keeps the other speaking; an answer where yes or no was asked for. */
const agreement = new Set(["ага", "так", "да да", "да да да", "ну да", "так так", "понятно", "ясно", "хорошо хорошо", "ок", "окей", "yeah", "yep", "right", "okay", "ok", "aha", "sure", "i see", "got it"]);
/** Sounds of two words, and how some recognisers write them. */
const pairs = new Set(["uh huh", "mm hmm", "mm hm", "а га", "у гу"]);
/** Longer ones are speech, whatever they are made of. */
const mostWords = 4;

/**
 * @param extra the bot's own, as written by its owner
 * @param yesNo yes or no is what the bot asks for: agreement is an answer then
 */
export function isBackchannel(text: string, options: { extra?: readonly string[]; yesNo?: boolean } = {}): boolean {
  const words = wordsOf(text);
  if (words.length === 0 || words.length > mostWords) return false;
  const own = new Set((options.extra ?? []).map((phrase) => wordsOf(phrase).join(" ")));
  const allowed = (phrase: string) => sounds.has(phrase) || pairs.has(phrase) || own.has(phrase) || (options.yesNo !== true && agreement.has(phrase));
  return coveredBy(words, allowed);
}

/** Whether the words can be cut into phrases that are all allowed; there are four words at most. */
function coveredBy(words: string[], allowed: (phrase: string) => boolean): boolean {
  if (words.length === 0) return true;
  return words.some((_, at) => allowed(words.slice(0, at + 1).join(" ")) && coveredBy(words.slice(at + 1), allowed));
}
