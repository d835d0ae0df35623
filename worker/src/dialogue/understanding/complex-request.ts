/** Several questions at once, or a long story that fits nothing: whoever answers calls would pass it to a person. */
import { functionWords } from "./plain-words.ts";
import type { Utterance } from "./utterance.ts";

/** About twelve seconds of speech. */
const longStoryWords = 25;
const manyQuestionsWords = 12;

/** @returns 0 when it is not complex, else how sure that is. */
export function complexity({ words, language, questions }: Utterance): number {
  const saying = words.filter((word) => !functionWords[language].has(word)).length;
  if (words.length >= longStoryWords && saying >= longStoryWords / 3) return Math.min(0.9, 0.6 + (words.length - longStoryWords) / 100);
  if (questions >= 2 && words.length >= manyQuestionsWords && saying >= 5) return 0.6;
  return 0;
}
