/** An utterance as the rules read it: words, their stems, which of them say nothing, and what a "not" reaches. */
import type { Language } from "@zvon/contract/call-link.ts";
import { snowball } from "../../language/snowball.ts";
import { stem } from "../../language/stem.ts";
import { tokens } from "../../language/tokens.ts";
import { boundaries, fillers, functionWords, inversions, negators, questionWords, splitWord, wishes } from "./plain-words.ts";

export type Utterance = {
  language: Language;
  words: readonly string[];
  stems: readonly string[];
  /** Words before which a comma stands. */
  commas: ReadonlySet<number>;
  /** The first word that is no filler, and the one behind the last such word. */
  opening: number;
  closing: number;
  /** Whether a "not" reaches the word. */
  denied: readonly boolean[];
  /** Where a "not" stands. */
  negations: readonly number[];
  /** Where a question begins: its question word, a verb before its subject, or 0 of a text that ends in "?". `Infinity` when nothing is asked. */
  questionAt: number;
  questions: number;
};

/** Nobody says more in one breath; what follows is cut so that a turn's time is bounded. */
const mostWords = 80;
/** In longer talk a misheard word decides little. */
const mostMended = 15;
/** How far a "not" reaches: over the word behind it and one more, over a wish ("don't want you to …") further. */
const reach = 2;
const reachOfWish = 2;

/** «как бы», «как хорошо»: nothing is asked. */
const notAsked = new Set(["бы", "хорошо", "здорово", "раз", "то", "будто", "только", "всегда", "обычно"]);

export const stemIn = (word: string, language: Language): string => (language === "ru" && /[а-я]/.test(word) ? snowball(word) : stem(word));

export function readUtterance(text: string, language: Language, mend: (word: string) => string[]): Utterance {
  const list: string[] = [];
  const commas = new Set<number>();
  // «нееет» is «нет».
  for (const token of tokens(text.slice(0, 2000).replace(/(\p{L})\1{2,}/gu, "$1"))) {
    if (list.length >= mostWords) break;
    if (token === ",") commas.add(list.length);
    else list.push(...splitWord(token, language));
  }
  const words = list.length <= mostMended ? list.flatMap(mend) : list;
  const isFiller = (word: string | undefined) => word !== undefined && fillers[language].has(word);
  let opening = 0;
  while (opening < words.length - 1 && isFiller(words[opening])) opening += 1;
  let closing = words.length;
  while (closing > 1 && isFiller(words[closing - 1])) closing -= 1;
  const asked = words.flatMap((word, at) => (questionWords[language].has(word) && !(word === "как" && notAsked.has(words[at + 1] ?? "")) ? [at] : []));
  const first = inversions[language].has(words[opening] ?? "") ? opening : (asked[0] ?? Infinity);
  return {
    language, words, commas, stems: words.map((word) => stemIn(word, language)), opening, closing,
    denied: deniedWords(words, commas, language),
    negations: words.flatMap((word, at) => (negators[language].has(word) || word === "нет" || word === "no" ? [at] : [])),
    questionAt: /\?\s*$/.test(text) ? Math.min(first, words.length === 0 ? Infinity : 0) : first,
    questions: asked.length,
  };
}

/** «Не могли бы вы …», «не можете ли», «нельзя ли»: asked for, not denied. */
function isPolite(words: readonly string[], at: number): boolean {
  const [next, after] = [words[at + 1] ?? "", words[at + 2] ?? ""];
  return (/^мог(?:ли|ла|)$/.test(next) && after === "бы") || (/^може(?:те|шь)$/.test(next) && after === "ли") || (words[at] === "нельзя" && next === "ли");
}

function deniedWords(words: readonly string[], commas: ReadonlySet<number>, language: Language): boolean[] {
  const denied = words.map(() => false);
  for (let at = 0; at < words.length; at += 1) {
    if (!negators[language].has(words[at] ?? "")) continue;
    if (isPolite(words, at)) continue;
    let left = reach;
    for (let next = at + 1; next < words.length && left > 0; next += 1) {
      const word = words[next] ?? "";
      if (commas.has(next) || boundaries[language].has(word)) break;
      if (wishes[language].has(word)) left = reachOfWish + 1;
      denied[next] = true;
      // Small words do not use the reach up: «не надо меня ни с кем соединять».
      if (!functionWords[language].has(word) || wishes[language].has(word)) left -= 1;
    }
  }
  return denied;
}
