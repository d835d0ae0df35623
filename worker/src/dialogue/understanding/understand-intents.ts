/**
 * Intents without a model: cues written by hand (cue.ts) and votes learned from lines (word-votes.ts), each with half of
 * the say. A cue heard speaks for its intent, the less the more is said that no cue explains; a "not" that reaches it
 * silences it, for the votes too; a longer cue takes the words of a shorter one («не против» is no «против»). What stays
 * below the threshold was not understood, and an empty list says so.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language, Listen } from "@zvon/contract/call-link.ts";
import { complexity } from "./complex-request.ts";
import { createCueIndex } from "./cue.ts";
import type { BuiltInIntent, Cue, CueIndex, Meaning, Span, Strength } from "./cue.ts";
import { englishCues } from "./cues-en.ts";
import { russianCues } from "./cues-ru.ts";
import { dangersIn, isDanger } from "./danger.ts";
import { createMending } from "./mishearing.ts";
import { asksForAnotherDay, asksForNoMoreCalls } from "./no-more-calls.ts";
import { isOnlyMoment } from "./only-moment.ts";
import { createOwnIntents, isGuess } from "./own-intents.ts";
import { particles } from "./particles.ts";
import { adverbs, fillers, functionWords, thirdPersons } from "./plain-words.ts";
import { refusedWishes, withoutRefused } from "./refused-wishes.ts";
import { readUtterance } from "./utterance.ts";
import type { Utterance } from "./utterance.ts";
import { votesEn } from "./word-votes-en.ts";
import { votesRu } from "./word-votes-ru.ts";
import { createVotes } from "./word-votes.ts";
import type { VoteTable, Votes } from "./word-votes.ts";

/** `confidence` 0..1: of what is reported with 0.9 nine in ten are right. */
export type UnderstoodIntent = { name: string; confidence: number };
type Ordered = UnderstoodIntent & { order: number };
export type UnderstandOptions = { language: Language; own: BotConfig["intents"]; expects?: Listen["expects"] };

/** Of the cues alone: below it the honest answer is "I don't know". */
const threshold = 0.6;
/** Of cues and votes together. */
const agreed = 0.46;
/** An own intent of less is no rival to what is certain. */
const plainly = 0.75;
/** A built-in intent of this confidence goes before one of the tenant's by its urgency. */
const certain = 0.95;
const nothingMeant = "oos";
/** Confidence as it is told. */
const told = (together: number): number => Math.min(0.99, 0.6 + ((together - agreed) / (1 - agreed)) * 0.5);

/** What a cue is worth alone, what every word that nothing explains leaves of it, and what every small word does. */
const worth: Record<Strength, { alone: number; each: number; eachPlain: number }> = {
  firm: { alone: 0.97, each: 0.9, eachPlain: 0.995 },
  plain: { alone: 0.94, each: 0.76, eachPlain: 0.975 },
  bare: { alone: 0.88, each: 0.5, eachPlain: 0.8 },
};

/** What a receptionist acts on first (a decision before a courtesy, a withdrawal before a plain no), added to the confidence for the order alone. */
const urgency: Record<BuiltInIntent, number> = {
  answering_machine: 0.5, operator: 0.45, not_interested: 0.42, cancel: 0.38, busy: 0.36, are_you_a_bot: 0.34, price: 0.33, who_is_this: 0.32,
  objection_send_info: 0.3, objection_think: 0.29, objection_expensive: 0.28, objection_have_supplier: 0.27, objection_trust: 0.26, objection_no_time: 0.25, objection_no_need: 0.24,
  repeat: 0.23, insult: 0.2, wait: 0.18, maybe: 0.17, no: 0.15, yes: 0.12, complex_request: 0.1, goodbye: 0.05, thanks: 0, danger_to_self: 0.7, emergency: 0.6,
};
/** What an objection is in general, for a bot that knows no objections. */
const inGeneral: readonly [kind: BuiltInIntent, general: BuiltInIntent][] = [["objection_no_time", "busy"], ["objection_think", "maybe"], ["objection_have_supplier", "not_interested"], ["objection_no_need", "no"]];
/** Asked for a yes or no, people answer with one. */
const answers: ReadonlySet<BuiltInIntent> = new Set(["yes", "no", "maybe"]);
const unlikely: ReadonlySet<string> = new Set(["busy", "maybe", "thanks"]);
const unlikelyShare = 0.7;
/** "Don't cancel it", where a yes or no is asked for. */
const noByRefusal = 0.85;
/** Their firm cues are never part of other talk. */
const unmistakable: ReadonlySet<Meaning> = new Set(["answering_machine", "price"]);
const isAnswer = (intent: Meaning): boolean => intent !== "nothing" && answers.has(intent);
/** Nobody says these by what they do not want, so votes alone do not find them beside a "not". */
const affirmative: ReadonlySet<string> = new Set(["yes", "operator", "goodbye", "cancel", "wait", "thanks", "price"]);
/** "I want to buy a new machine", "are you certified": votes hear half of the question whether one is a machine. */
const beings = /^(?:bot|robot|human|person|people|machine|computer|ai|chatbot|program|programme|recording|recorded|software|automated|automatic|artificial|real|alive|living|man|woman|guy|voice|assistant|cyborg|virtual|automaton|being|somebody|someone)s?$/;
const addressed = /^(?:you|your|yourself|u|ya|this|it|that|i|am|to|with)$/;
const wants = /^(?:buy|want|need|order|new|sell)$/;
const mayAskWhatYouAre = ({ words, language }: Utterance): boolean => language !== "en" || (words.some((word) => beings.test(word)) && words.some((word) => addressed.test(word)) && !(words.includes("machine") && words.some((word) => wants.test(word)) && !words.includes("you")));
/** Whoever asks how or when something is done does not do it. */
const deeds: ReadonlySet<BuiltInIntent> = new Set(["yes", "no", "maybe", "goodbye", "cancel", "thanks", "wait", "busy", "insult"]);

type Heard = { cue: Cue<BuiltInIntent>; span: Span };
type Candidate = { cue: Cue<Meaning>; span: Span };
const lengthOf = ({ span }: Candidate): number => span.to - span.from;
type Rules = { index: CueIndex<Meaning>; mend: (word: string) => string[]; votes: Votes };
const rulesOf = (index: CueIndex<Meaning>, votes: VoteTable, language: Language): Rules => ({ index, mend: createMending(index.vocabulary, language), votes: createVotes(votes) });
const rules: Record<Language, Rules> = {
  ru: rulesOf(createCueIndex(russianCues, "ru"), votesRu, "ru"),
  en: rulesOf(createCueIndex(englishCues, "en"), votesEn, "en"),
};

/** Thanks beside an answer: «всё верно, спасибо». */
const courtesies: Record<Language, RegExp> = {
  ru: /(?:^|(?<=[\s,.!]))(?:большое |огромное )?(?:спасибо|благодарю)(?: (?:большое|огромное|вам|вас))*(?![а-яё])/giu,
  en: /\b(?:thank you|thanks|cheers)(?: (?:so|very) much| a lot)?\b/gi,
};

/** What else the words of a caller in danger sound like: "I don't want to live anymore" cancels nothing. A wish for a person, and the owner's own intents, stay. */
const besideDanger = (intents: readonly UnderstoodIntent[], own: UnderstandOptions["own"]): UnderstoodIntent[] => intents.filter(({ name }) => !isDanger(name) && (name === "operator" || own.some((one) => one.name === name)));
const inDanger = 0.97;

/** Best first, above the threshold alone. Pure; at most 80 words are read. */
export function understandIntents(text: string, options: UnderstandOptions): UnderstoodIntent[] {
  const dangers = dangersIn(text, options.language);
  if (dangers.length > 0) return [...dangers.map((name) => ({ name, confidence: inDanger })), ...besideDanger(understood(text, options), options.own)];
  // Asked for a yes or no: the answer counts, whatever courtesy stands beside it.
  const bare = options.expects === "yes_no" ? text.slice(0, 500).replace(courtesies[options.language], " ").trim() : text;
  if (bare !== text && /\p{L}/u.test(bare)) {
    const answer = understood(bare, options);
    if (answer[0] !== undefined && (answer[0].name === "yes" || answer[0].name === "no")) return answer;
  }
  return understood(text, options);
}

function understood(text: string, { language, own, expects }: UnderstandOptions): UnderstoodIntent[] {
  const utterance = readUtterance(text, language, rules[language].mend);
  if (utterance.words.length === 0) return [];
  const builtIns = expected(besideRefused(utterance, rules[language], expects), expects);
  // «В среду ближе к вечеру» answers when, and asks nobody to call later.
  const found = builtIns.length > 0 && isOnlyMoment(text, language) ? [] : builtIns;
  const complex = found.length > 0 ? 0 : complexity(utterance);
  if (complex > 0) found.push({ name: "complex_request", confidence: complex, order: complex });
  // The tenant knows the business: what fits an example goes before what fits everybody's, if that is not certain.
  const unsure = Math.max(0, ...found.filter(({ confidence }) => confidence < certain).map(({ order }) => order));
  const sure = Math.max(0, ...found.filter(({ confidence }) => confidence >= certain).map(({ order }) => order));
  const something = found.some(({ name }) => name !== "no");
  for (const { name, confidence } of createOwnIntents(own, language).match(utterance)) {
    if (confidence >= threshold && !(something && isGuess(confidence))) found.push({ name, confidence, order: confidence < plainly && sure > 0 ? Math.min(sure - 1 + confidence, confidence + 0.5) : Math.max(confidence + 0.5, unsure + confidence / 100) });
  }
  const ordered = found.toSorted((one, other) => other.order - one.order).map(({ name, confidence }) => ({ name, confidence }));
  if (asksForNoMoreCalls(text, language)) return withoutReasons(ordered);
  return asksForAnotherDay(text, language) ? [callLater, ...ordered.filter(({ name }) => !refusals.has(name))] : ordered;
}

/** What is said beside «больше не звоните»: a reason, and nothing to be answered or arranged. */
const reasons: ReadonlySet<string> = new Set(["not_interested", "cancel", "busy", "maybe", "no", "yes", "goodbye", "complex_request", "operator"]);
const callLater: UnderstoodIntent = { name: "busy", confidence: 0.95 };
const refusals: ReadonlySet<string> = new Set(["busy", "not_interested", "no", "cancel"]);
const noMoreCalls: UnderstoodIntent = { name: "not_interested", confidence: 0.99 };
const withoutReasons = (intents: readonly UnderstoodIntent[]): UnderstoodIntent[] => [noMoreCalls, ...intents.filter(({ name }) => !reasons.has(name) && !name.startsWith("objection_"))];

/** Of a wish that is refused the words are left out: what remains is what is meant. */
function besideRefused(utterance: Utterance, { index, votes }: Rules, expects: Listen["expects"]): Ordered[] {
  const refused = refusedWishes(utterance);
  if (refused.length === 0) return builtIn(utterance, index, votes, expects);
  const rest = readUtterance(withoutRefused(utterance, refused), utterance.language, (word) => [word]);
  const found = rest.words.length === 0 ? [] : builtIn(rest, index, votes, expects).filter(({ name }) => refused.every(({ intent }) => intent !== name));
  // Asked "shall I cancel it?", "don't cancel" is a no.
  if (expects === "yes_no" && !found.some(({ name }) => name === "yes" || name === "no" || name === "maybe")) found.push({ name: "no", confidence: noByRefusal, order: noByRefusal + urgency.no });
  return found;
}

/** Asked for a time, a name or a number, people answer with one: what sounds like «позже», "maybe", "thanks" is likely part of it. */
function expected(found: Ordered[], expects: Listen["expects"]): Ordered[] {
  if (expects === undefined || expects === "any" || expects === "yes_no") return found;
  return found.flatMap((one) => {
    const confidence = unlikely.has(one.name) ? one.confidence * unlikelyShare : one.confidence;
    return confidence < threshold ? [] : [{ ...one, confidence, order: one.order + confidence - one.confidence }];
  });
}

function builtIn(utterance: Utterance, index: CueIndex<Meaning>, votes: Votes, expects: Listen["expects"]): Ordered[] {
  const { cues, silenced } = byCues(utterance, index, expects);
  const [first] = cues.toSorted((one, other) => other.order - one.order);
  const vote = votes(utterance);
  const denies = utterance.denied.includes(true);
  // Together: half a voice each. A cue that is not the first of the utterance has half of its half.
  const together = [...vote].flatMap(([name, share]): Ordered[] => {
    const cue = cues.find((one) => one.name === name);
    const unsaid = (cue === undefined && (silenced.has(name) || (denies && affirmative.has(name)))) || (name === "are_you_a_bot" && !mayAskWhatYouAre(utterance));
    return name === nothingMeant || unsaid ? [] : [{ name, confidence: share / 2 + (cue === undefined ? 0 : cue.confidence / (cue === first ? 2 : 4)), order: 0 }];
  });
  const best = together.toSorted((one, other) => other.confidence - one.confidence)[0];
  // What the votes know nothing of is the cues' alone.
  const unknown = cues.filter(({ name }) => !vote.has(name));
  if (best === undefined || best.confidence < agreed) return unknown;
  const confidence = told(best.confidence);
  const others = cues.filter(({ name }) => name !== best.name && vote.has(name));
  const top = Math.max(confidence, ...others.map(({ order }) => order));
  // A machine speaks of messages and calls back; nobody is to answer that.
  const order = best.name === "answering_machine" ? Math.max(top + 0.01, confidence + urgency.answering_machine) : top + 0.01;
  return [...unknown, { name: best.name, confidence, order }, ...others.map((other) => ({ ...other, confidence: Math.min(other.confidence, confidence) }))];
}

/** What the cues alone say, above the threshold, and what was said and denied, or is part of other words: votes do not bring it back. */
function byCues(utterance: Utterance, index: CueIndex<Meaning>, expects: Listen["expects"]): { cues: Ordered[]; silenced: ReadonlySet<string> } {
  const { heard, silenced } = hear(utterance, index);
  const explained = explain(utterance, heard);
  const scores = new Map<BuiltInIntent, number>();
  for (const one of heard) scores.set(one.cue.intent, Math.max(scores.get(one.cue.intent) ?? 0, confidenceOf(one, utterance, explained, expects)));
  const settled = settle(scores, heard, utterance);
  for (const { cue } of heard) if (!settled.has(cue.intent)) silenced.add(cue.intent);
  const found = [...settled].filter(([, confidence]) => confidence >= threshold).map(([name, confidence]): Ordered => ({ name, confidence, order: confidence + urgency[name] }));
  for (const [kind, general] of inGeneral) {
    const objection = found.find(({ name }) => name === kind);
    if (objection === undefined) continue;
    const known = found.find(({ name }) => name === general);
    // The kind says more than the general intent, so it goes first.
    if (known === undefined) found.push({ name: general, confidence: 0.9 * objection.confidence, order: objection.order - 0.01 });
    else known.order = Math.min(known.order, objection.order - 0.01);
  }
  return { cues: found, silenced };
}

function hear(utterance: Utterance, index: CueIndex<Meaning>): { heard: Heard[]; silenced: Set<string> } {
  const particle = particles(utterance);
  const all: Candidate[] = [];
  const silenced = new Set<string>();
  for (let at = 0; at < utterance.words.length; at += 1) {
    for (const candidate of index.cuesAt(utterance, at)) {
      if (isSilent(candidate, utterance, particle)) silenced.add(candidate.cue.intent);
      else all.push(candidate);
    }
  }
  const heard = all.filter(isMeant).filter((one) => {
    const taken = all.some((other) => takes(other, one));
    if (taken) silenced.add(one.cue.intent);
    return !taken;
  });
  return { heard, silenced };
}

const isMeant = (one: Candidate): one is Heard => one.cue.intent !== "nothing";

/** A particle is no answer, and what a "not" reaches is not meant. "Aren't you a robot?" asks the same as "are you a robot?". */
function isSilent({ cue, span }: Candidate, { denied, negations }: Utterance, particle: ReadonlySet<number>): boolean {
  if (isAnswer(cue.intent) && span.to === span.from + 1 && particle.has(span.from)) return true;
  if (cue.negative || cue.intent === "are_you_a_bot") return false;
  return denied[span.from] === true || denied[span.to - 1] === true || negations.some((not) => span.from < not && not < span.to);
}

/** Whether the longer cue has the words of the shorter one for itself. */
function takes(other: Candidate, one: Candidate): boolean {
  // "Am I talking to a real person?" asks for none.
  if (one.cue.intent === "operator" && other.cue.intent === "are_you_a_bot" && other.span.from < one.span.from && other.span.to > one.span.from && lengthOf(other) > 2) return true;
  if (other.cue.intent === one.cue.intent || lengthOf(other) <= lengthOf(one) || other.span.from > one.span.from || other.span.to < one.span.to) return false;
  if (one.cue.strength !== "firm" || isAnswer(one.cue.intent) || lengthOf(other) >= lengthOf(one) + 2) return true;
  return (other.cue.intent === "nothing" && !unmistakable.has(one.cue.intent)) || (one.cue.intent === "operator" && other.cue.intent === "are_you_a_bot");
}

/** What the cues say of each word: the intents that explain it, and whether one does that means it among other words. */
type Explained = { by: ReadonlySet<BuiltInIntent>; well: boolean };

function explain({ words }: Utterance, heard: readonly Heard[]): Explained[] {
  const explained = words.map(() => ({ by: new Set<BuiltInIntent>(), well: false }));
  for (const { cue, span } of heard) {
    for (const word of explained.slice(span.from, span.to)) {
      word.by.add(cue.intent);
      if (cue.strength !== "bare") word.well = true;
    }
  }
  return explained;
}

function confidenceOf({ cue, span }: Heard, { words, language, questionAt }: Utterance, explained: readonly Explained[], expects: Listen["expects"]): number {
  const { alone, each, eachPlain } = worth[cue.strength];
  const bare = cue.strength === "bare";
  let confidence = alone;
  explained.forEach(({ by, well }, at) => {
    const word = words[at] ?? "";
    if (by.has(cue.intent) || fillers[language].has(word)) return;
    // What another intent explains speaks against a word that means it only alone: "great, thanks" is no yes.
    if (well && !bare) return;
    const small = !well && (functionWords[language].has(word) || /^\d/.test(word) || (by.size > 0 && !bare));
    confidence *= small ? eachPlain : each;
  });
  // What somebody else did is told, not meant: «муж передумал», "my boss said stop".
  if (deeds.has(cue.intent) && [1, 2].some((back) => thirdPersons[language].has(words[span.from - back] ?? ""))) confidence *= 0.6;
  // "Is that right?" is no yes, "how do I cancel?" no cancelling.
  if (deeds.has(cue.intent) && questionAt < span.from) confidence *= 0.6;
  if (expects === "yes_no" && answers.has(cue.intent)) confidence += (1 - confidence) * 0.3;
  return confidence;
}

/** A yes and a no that contradict each other are neither; whoever does not know gave no answer. */
function settle(scores: Map<BuiltInIntent, number>, heard: readonly Heard[], { opening, words, language }: Utterance): Map<BuiltInIntent, number> {
  const has = (intent: BuiltInIntent) => (scores.get(intent) ?? 0) >= threshold;
  if (has("maybe")) {
    scores.delete("yes");
    scores.delete("no");
  }
  if (has("yes") && has("no")) {
    // «да нет», "yeah, no": the first word of a no is a particle; «конечно нет» is a no that is certain.
    const weak = heard.every(({ cue, span }) => cue.intent !== "yes" || cue.strength === "bare" || (span.to === span.from + 1 && (span.from === opening || adverbs[language].has(words[span.from] ?? ""))));
    scores.delete("yes");
    if (!weak) scores.delete("no");
  }
  return scores;
}
