/**
 * The tenant's own intents from a few examples. A word weighs what it tells the intents of this bot apart; an utterance
 * fits one example by the weight of the words they share, in any order and any form, or all of them together by the
 * words that several have. No synonyms: what is not in an example is not known.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { fillers, functionWords, negators, questionWords } from "./plain-words.ts";
import { readUtterance } from "./utterance.ts";
import type { Utterance } from "./utterance.ts";

/** `denies`: what a "not" of the example reaches, else the word before it ("I can't"). */
type Example = { weights: ReadonlyMap<string, number>; total: number; negative: boolean; denies: ReadonlySet<string> };
/** `about`: how much a word tells of the intent; `usual`: what an example of it has of that. */
type OwnIntent = { name: string; examples: Example[]; about: ReadonlyMap<string, number>; usual: number; negative: boolean; central: ReadonlySet<string> };
type Said = { weights: ReadonlyMap<string, number>; total: number; refused: ReadonlySet<string>; negates: boolean; /** Words right before a "not". */ unable: ReadonlySet<string>; /** Words that are not said of anything. */ telling: ReadonlySet<string> };
export type OwnIntents = { match(utterance: Utterance): { name: string; confidence: number }[] };

/** A word that everybody uses tells little, even if only one example has it. */
const functionWeight = 0.15;
/** Of a word that one of many examples has; one that all of them have weighs 1 more. */
const onceWeight = 0.2;
/** What the caller says beside the example costs less than what is missing of it: people tell stories. */
const besideWeight = 0.33;
/** Chosen on the development half of the English set. The share of the weight from which on an utterance is the example's, and the confidence there. */
const enough = { share: 0.5, confidence: 0.61 };
/** The same of all examples together: what one example alone has counts half, and words that none has count against it. */
const together = { share: 0.42, confidence: 0.61, most: 0.9, once: 0.5, beside: 0.8 };
/** Weights of what speaks for an intent; from `enough` on it is heard: there 59 of 100 lines are, and 2 are taken for another. */
const calibrated = { least: 0.25, rival: 0.05, certain: 0.85, likeness: 1.2, margin: 5.6, explained: 5.3, enough: 4.2 };
const wordForWord = 0.97;
const unknown = 0.49;
/** Of one that is less like it than an example is to be: it counts where nothing else was understood. */
const guessed = 0.6;
/** One word in common is a coincidence («завтра» is in «отмените на завтра»), but for one that nearly all examples have. */
const guessedFrom = 2;
const centralShare = 0.8;
export const isGuess = (confidence: number): boolean => confidence <= guessed;
/** "Reserve" and "reservation", «заказ» and «заказывала» begin alike. */
const rootLetters = 6;

/** What is said beside a refusal is a little less sure. */
const besideRefused = 0.95;

const rootsOf = ({ stems }: Utterance): string[] => stems.map((stem) => stem.slice(0, rootLetters));
const asIs = (word: string): string[] => [word];
/** «Нет» alone is in many an example, and is an answer to anything. */
const isPlain = (word: string, language: Language): boolean => functionWords[language].has(word) || fillers[language].has(word) || isNegator(word, language);
const tells = (word: string, language: Language): boolean => !isPlain(word, language) && !questionWords[language].has(word);
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
  const read = own.map(({ name, examples }) => ({ name, utterances: (examples[language] ?? []).map((example) => readUtterance(example, language, asIs)).filter(({ words }) => words.length > 0).map((utterance) => ({ words: utterance.words, stems: rootsOf(utterance), denied: utterance.denied })) }));
  // In how many intents a stem stands: one that all of them have tells nothing.
  const intentsWith = new Map<string, number>();
  for (const { utterances } of read) for (const stem of new Set(utterances.flatMap(({ stems }) => stems))) intentsWith.set(stem, (intentsWith.get(stem) ?? 0) + 1);
  const weightOf = (word: string, stem: string): number => {
    const apart = 1 + Math.log((read.length + 1) / ((intentsWith.get(stem) ?? 0) + 1));
    return (isPlain(word, language) ? functionWeight : 1) * apart;
  };
  const intents: OwnIntent[] = read.map(({ name, utterances }) => {
    // What several examples of the intent share is what they are about.
    const shareOf = (stem: string): number => utterances.filter(({ stems }) => stems.includes(stem)).length / utterances.length;
    const about = new Map<string, number>();
    for (const { words, stems } of utterances) stems.forEach((stem, at) => about.set(stem, weightOf(words[at] ?? stem, stem) * (shareOf(stem) - together.once / utterances.length)));
    const examples = utterances.map(({ words, stems, denied }): Example => {
      const weights = new Map(stems.map((stem, at) => [stem, weightOf(words[at] ?? stem, stem) * (onceWeight + shareOf(stem))]));
      return { weights, total: sum(weights.values()), negative: words.some((word) => isNegator(word, language)), denies: deniedBy(words, stems, denied, language) };
    });
    const usual = sum(utterances.map(({ stems }) => sum([...new Set(stems)].map((stem) => about.get(stem) ?? 0)))) / Math.max(1, utterances.length);
    return { name, central: new Set([...about.keys()].filter((stem) => shareOf(stem) >= centralShare)), examples, about, usual, negative: examples.some(({ negative }) => negative) };
  });
  return {
    match(utterance) {
      if (intents.length === 0) return [];
      const stems = rootsOf(utterance);
      const isRefused = stems.map((_, at) => utterance.denied[at] === true || isRefusedBehind(utterance, at) || isNotNeeded(utterance, at));
      const telling = new Set(stems.filter((_, at) => tells(utterance.words[at] ?? "", language)));
      const saidBy = (counts: (at: number) => boolean, negates: boolean): Said => {
        const weights = new Map<string, number>();
        stems.forEach((stem, at) => {
          if (counts(at)) weights.set(stem, weightOf(utterance.words[at] ?? stem, stem));
        });
        return { weights, total: sum(weights.values()), refused: new Set(stems.filter((_, at) => counts(at) && isRefused[at] === true)), negates, unable: new Set(stems.filter((_, at) => utterance.negations.includes(at + 1))), telling };
      };
      const whole = saidBy(() => true, utterance.negations.length > 0);
      // «Не надо переносить, я приду»: beside what is refused the rest is said by itself.
      const aside = isRefused.includes(true) ? saidBy((at) => isRefused[at] !== true && !utterance.negations.includes(at), false) : null;
      // «Нет» is half of «его нет», and no part of it: a bare no is only an example that says no more.
      const isBare = utterance.negations.length > 0 && utterance.words.every((word) => isNegator(word, language) || fillers[language].has(word));
      const likenessTo = (intent: OwnIntent, said: Said): number => isBare && !intent.examples.some(({ weights }) => [...weights.keys()].every((stem) => said.weights.has(stem))) ? 0 : Math.max(byAll(intent, said), ...intent.examples.map((example) => byExample(example, said)));
      const alike = intents.map((intent): Alike => {
        const [one, other] = [likenessTo(intent, whole), aside === null || aside.total === 0 ? 0 : likenessTo(intent, aside) * besideRefused];
        return { name: intent.name, likeness: Math.max(one, other), ...explainedBy(intent, aside !== null && other > one ? aside : whole) };
      });
      return alike.map((one) => ({ name: one.name, confidence: confidenceOf(one, alike) }));
    },
  };
}

/** `explained`: the share of what was said that the intent's words make up; `by`: those of them that tell something. */
type Alike = { name: string; likeness: number; explained: number; by: ReadonlySet<string>; central: boolean };

function explainedBy({ about, central }: OwnIntent, { weights, total, telling }: Said): Pick<Alike, "explained" | "by" | "central"> {
  const known = [...weights].filter(([stem]) => about.has(stem));
  return { explained: sum(known.map(([, weight]) => weight)) / Math.max(total, 1e-9), by: new Set(known.flatMap(([stem]) => (telling.has(stem) ? [stem] : []))), central: known.some(([stem]) => telling.has(stem) && central.has(stem)) };
}

/**
 * How like it is, how much more than the next of the same words, and how much of what was said it explains: together, as
 * the development half of the English set has it, from five examples each. Two things in one breath are no rivals.
 */
function confidenceOf(one: Alike, all: readonly Alike[]): number {
  const { likeness, explained, by, central } = one;
  const rival = Math.max(calibrated.rival, ...all.filter((other) => other !== one && (by.size === 0 || other.by.size === 0 || [...by].some((stem) => other.by.has(stem)))).map((other) => other.likeness));
  const known = likeness >= calibrated.certain || (likeness >= calibrated.least && calibrated.likeness * likeness + calibrated.margin * (likeness - rival) + calibrated.explained * explained >= calibrated.enough);
  const isExample = likeness >= enough.confidence;
  if (!known || (!isExample && by.size < guessedFrom && !central) || (!isExample && all.some((other) => other.likeness > likeness))) return Math.min(likeness, unknown);
  return isExample ? Math.max(likeness, enough.confidence) : guessed;
}

function deniedBy(words: readonly string[], stems: readonly string[], denied: readonly boolean[], language: Language): ReadonlySet<string> {
  const reached = stems.filter((_, at) => denied[at] === true);
  return new Set(reached.length > 0 || language === "ru" ? reached : stems.filter((_, at) => words[at + 1] === "not"));
}

/** «Доставку не надо», «у двери оставлять не нужно» */
const refusals: ReadonlySet<string> = new Set("надо нужно нужен нужна нужны хочу буду требуется".split(" "));
const mostBehind = 3;
function isRefusedBehind({ words, commas }: Utterance, at: number): boolean {
  for (let next = at + 1; next <= at + mostBehind && next < words.length && !commas.has(next); next += 1) if (words[next] === "не" && refusals.has(words[next + 1] ?? "")) return true;
  return false;
}

/** "No need to move it" */
function isNotNeeded({ words, commas, language }: Utterance, at: number): boolean {
  if (language !== "en") return false;
  for (let back = at; back >= Math.max(1, at - mostBehind - 1) && (back === at || !commas.has(back + 1)); back -= 1) if (/^(?:need|reason|point)$/.test(words[back] ?? "") && words[back - 1] === "no") return true;
  return false;
}

/** Of what speaks for an intent this much may be denied. */
const mostDenied = 1 / 3;

function byAll({ about, usual, negative }: OwnIntent, { weights, total, refused }: Said): number {
  // Of examples with and without a "not" no common meaning is made.
  if (negative || usual === 0) return 0;
  let found = 0;
  let explained = 0;
  let denied = 0;
  for (const [stem, weight] of weights) {
    const tells = about.get(stem);
    if (tells === undefined) continue;
    found += tells;
    explained += weight;
    if (refused.has(stem)) denied += tells;
  }
  if (denied > found * mostDenied) return 0;
  return scaled(Math.min(1, found / usual) * (1 - together.beside * (1 - explained / total)), together, together.most);
}

function byExample({ weights, total, negative, denies }: Example, said: Said): number {
  // «А что там в заказе» is not «это не мой заказ»: what an example denies, the caller denies too.
  if (negative && (!said.negates || (denies.size > 0 && ![...denies].some((stem) => said.refused.has(stem) || said.unable.has(stem))))) return 0;
  let shared = 0;
  let denied = 0;
  for (const [stem, weight] of weights) {
    if (!said.weights.has(stem)) continue;
    shared += weight;
    if (said.refused.has(stem)) denied += weight;
  }
  // «не надо доставку» is no wish for delivery, unless the example itself says "not".
  if (!negative && denied > shared * mostDenied) return 0;
  // Word for word: rare words of an example weigh little in it, and more where they are said.
  if (said.weights.size === weights.size && [...weights.keys()].every((stem) => said.weights.has(stem))) return wordForWord;
  return scaled(shared / (total + besideWeight * Math.max(0, said.total - shared)), enough, wordForWord);
}

/** From the share on that is enough the confidence grows to the most; below it nothing is known. */
const scaled = (share: number, { share: least, confidence }: { share: number; confidence: number }, most: number): number => (share < least ? (share / least) * 0.49 : confidence + ((share - least) / (1 - least)) * (most - confidence));

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
