/**
 * The tenant's own intents from a few examples. A word weighs what it tells the intents of this bot apart; an utterance
 * fits an example by the weight of the words they share, in any order and any form. No synonyms: what is not in an
 * example is not known.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { fillers, functionWords, negators } from "./plain-words.ts";
import { readUtterance } from "./utterance.ts";
import type { Utterance } from "./utterance.ts";

type Example = { weights: ReadonlyMap<string, number>; total: number; negative: boolean };
type OwnIntent = { name: string; examples: Example[] };
export type OwnIntents = { match(utterance: Utterance): { name: string; confidence: number }[] };

/** A word that everybody uses tells little, even if only one example has it. */
const functionWeight = 0.15;
/** Of a word that one of many examples has; one that all of them have weighs 1 more. */
const onceWeight = 0.2;
/** What the caller says beside the example costs less than what is missing of it: people tell stories. */
const besideWeight = 0.25;
/** Chosen on the development half of the English set: there 46 of 100 lines are known from five examples, 1 to 2 are taken for another intent. The share of the weight from which on an utterance is the example's, and the confidence there. */
const enough = { share: 0.5, confidence: 0.6 };

const asIs = (word: string): string[] => [word];
const isNegator = (word: string, language: Language) => negators[language].has(word) || word === "нет" || word === "no";

const kept = new WeakMap<BotConfig["intents"], Partial<Record<Language, OwnIntents>>>();

/** A bot's examples do not change within a call, so what was made of them is kept with them. */
export function createOwnIntents(own: BotConfig["intents"], language: Language): OwnIntents {
  const of = kept.get(own) ?? {};
  const made = of[language] ?? build(own, language);
  kept.set(own, { ...of, [language]: made });
  return made;
}

function build(own: BotConfig["intents"], language: Language): OwnIntents {
  const read = own.map(({ name, examples }) => ({ name, utterances: (examples[language] ?? []).map((example) => readUtterance(example, language, asIs)).filter(({ words }) => words.length > 0) }));
  // In how many intents a stem stands: one that all of them have tells nothing.
  const intentsWith = new Map<string, number>();
  for (const { utterances } of read) for (const stem of new Set(utterances.flatMap(({ stems }) => stems))) intentsWith.set(stem, (intentsWith.get(stem) ?? 0) + 1);
  const weightOf = (word: string, stem: string): number => {
    const plain = functionWords[language].has(word) || fillers[language].has(word);
    const apart = 1 + Math.log((read.length + 1) / ((intentsWith.get(stem) ?? 0) + 1));
    return (plain ? functionWeight : 1) * apart;
  };
  const intents: OwnIntent[] = read.map(({ name, utterances }) => {
    // What several examples of the intent share is what they are about.
    const shareOf = (stem: string): number => utterances.filter(({ stems }) => stems.includes(stem)).length / utterances.length;
    return {
      name,
      examples: utterances.map(({ words, stems }) => {
        const weights = new Map(stems.map((stem, at) => [stem, weightOf(words[at] ?? stem, stem) * (onceWeight + shareOf(stem))]));
        return { weights, total: sum(weights.values()), negative: words.some((word) => isNegator(word, language)) };
      }),
    };
  });
  return {
    match(utterance) {
      if (intents.length === 0) return [];
      const said = new Map<string, number>();
      utterance.stems.forEach((stem, at) => {
        said.set(stem, weightOf(utterance.words[at] ?? stem, stem));
      });
      const saidTotal = sum(said.values());
      const refused = new Set(utterance.stems.filter((_, at) => utterance.denied[at]));
      return intents.map(({ name, examples }) => ({ name, confidence: Math.max(0, ...examples.map((example) => confidenceOf(example, said, saidTotal, refused, utterance.negations.length > 0))) }));
    },
  };
}

function confidenceOf({ weights, total, negative }: Example, said: ReadonlyMap<string, number>, saidTotal: number, refused: ReadonlySet<string>, negates: boolean): number {
  // «А что там в заказе» is not «это не мой заказ»: what an example denies, the caller denies too.
  if (negative && !negates) return 0;
  let shared = 0;
  let denied = 0;
  for (const [stem, weight] of weights) {
    if (!said.has(stem)) continue;
    shared += weight;
    if (refused.has(stem)) denied += weight;
  }
  // «не надо доставку» is no wish for delivery, unless the example itself says "not".
  if (!negative && denied > shared / 2) return 0;
  const beside = Math.max(0, saidTotal - shared);
  const share = shared / (total + besideWeight * beside);
  return share < enough.share ? (share / enough.share) * 0.49 : enough.confidence + ((share - enough.share) / (1 - enough.share)) * (0.97 - enough.confidence);
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
