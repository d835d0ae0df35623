/**
 * What can be recognised at one moment, ready to search: chains over the columns of one emission matrix. Made from phones
 * (`vocabularyOfPhones`) or from recorded examples (`examples.ts`); the search does not know the difference.
 */
import type { ListenHint } from "../port.ts";
import type { AcousticStates } from "./acoustic-states.ts";
import type { UsualMean } from "./features.ts";
import { chainOf, digitWords, type Pronunciation } from "./lexicon.ts";
import type { PhoneModel } from "./phone-model.ts";
import type { Chain } from "./search.ts";

export interface Vocabulary {
  states: AcousticStates;
  usual: UsualMean;
  /** State of each emission column. */
  wanted: Int32Array;
  phrases: { text: string; chains: Chain[] }[];
  /** Ten words, or null when digits are not expected (or not from this source). */
  digits: Chain[][] | null;
  /** Units of anything at all, in columns: what speech that is not on the list costs. */
  filler: Int32Array[];
  /** Cost of each filler unit: the higher, the more must a listed phrase be missed before it is rejected. */
  fillerEntryCost: number;
  phrasePolicy: VerdictPolicy;
  digitPolicy: VerdictPolicy;
  /** Cost of one more digit, against splitting one digit into two. */
  digitCost: number;
}

/** Where sure ends and where rejection begins; per source, since their costs are on different scales. */
export interface VerdictPolicy {
  /** Cost a frame by which the phrase may be worse than anything at all, and still be believed. */
  sureLoss: number;
  /** Beyond this it was something else. */
  rejectLoss: number;
  /** Total cost by which the best must beat the second to be believed. */
  sureMargin: number;
}

/**
 * Tuned on seven voices that neither teach nor call in the bench: on a clean line 97 % of what is listed loses less than
 * 7.5 a frame, and 97 % of what is not listed more. A digit string is judged by its worst digit, hence 9.5.
 */
const phrasePolicy: VerdictPolicy = { sureLoss: 7.5, rejectLoss: 12, sureMargin: 45 };
const digitPolicy: VerdictPolicy = { sureLoss: 9.5, rejectLoss: 15, sureMargin: 45 };
const DIGIT_COST = 10;
const PHONE_ENTRY_COST = 3;

/** Emission columns for the states asked of it, each state once. */
export function createColumns(): { columnOf(state: number): number; wanted(): Int32Array } {
  const columns = new Map<number, number>();
  return {
    columnOf(state) {
      const known = columns.get(state);
      if (known !== undefined) return known;
      columns.set(state, columns.size);
      return columns.size - 1;
    },
    wanted: () => Int32Array.from(columns.keys()),
  };
}

export function vocabularyOfPhones(
  model: PhoneModel,
  usual: UsualMean,
  listen: ListenHint,
  pronunciation: (text: string) => Pronunciation | undefined,
  language: "ru" | "en",
): Vocabulary {
  const { columnOf, wanted } = createColumns();
  const chainsOf = (texts: readonly string[]): Chain[] =>
    texts.flatMap((text) => {
      const said = pronunciation(text);
      const chain = said === undefined ? null : chainOf(model, said, columnOf);
      return chain === null ? [] : [chain];
    });
  const phrases = unlike(listen.phrases.map((text) => ({ text, chains: chainsOf([text]) })));
  const digits = listen.digits === null ? null : digitWords[language].map(chainsOf);
  const filler = [...model.alone.values()].map((states) => Int32Array.from(states, columnOf));
  return { states: model.states, usual, wanted: wanted(), phrases, digits, filler, fillerEntryCost: PHONE_ENTRY_COST, phrasePolicy, digitPolicy, digitCost: DIGIT_COST };
}

/** Texts that sound the same (a comma apart) would for ever be in doubt of each other: the first listed stands for all. */
function unlike(phrases: Vocabulary["phrases"]): Vocabulary["phrases"] {
  const seen = new Set<string>();
  return phrases.filter(({ chains }) => {
    const first = chains[0];
    if (first === undefined) return false;
    const sound = first.columns.filter((_, i) => first.optional[i] === 0).join(" ");
    return !seen.has(sound) && seen.add(sound);
  });
}
