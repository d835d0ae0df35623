/** From sound to verdict: costs of everything listed against each other and against anything at all. Pure. */
import type { SttAlternative, SttVerdict } from "../port.ts";
import { costsOf } from "./acoustic-states.ts";
import { cepstraOf, levelsOf, type Spectra } from "./features.ts";
import { connectedWords, costOfAnything, costOfChain, type Chain, type Emission } from "./search.ts";
import type { VerdictPolicy, Vocabulary } from "./vocabulary.ts";

export interface Recognised {
  text: string;
  confidence: number;
  verdict: SttVerdict;
  alternatives: SttAlternative[];
  /** Cost a frame by which the best is worse than anything at all, and total cost by which it beats the second. */
  loss: number;
  margin: number;
}

export interface SpeechSpan {
  from: number;
  to: number;
  /** Speech over the noise around it. */
  contrastDb: number;
}

/** Frames kept on either side of the speech: weak consonants begin and end it. */
const SPAN_MARGIN_FRAMES = 4;
/** Between the quiet and the loud frames of steady noise lie about 2 dB; of the weakest usable speech 7 and more. */
const MIN_CONTRAST_DB = 5;
/** Less is a click or a breath. */
const MIN_SPEECH_FRAMES = 8;
const MAX_ALTERNATIVES = 3;

/** Where the speech is, without the silence around it; null when there is none. */
export function speechSpan(spectra: Spectra): SpeechSpan | null {
  const { levelDb, pauseDb, contrastDb } = levelsOf(spectra, 0, spectra.frames);
  if (contrastDb < MIN_CONTRAST_DB) return null;
  let from = 0;
  let to = spectra.frames;
  // Two frames in a row, so that a click does not count.
  while (from < to && !((levelDb[from] ?? -99) > pauseDb && (levelDb[from + 1] ?? -99) > pauseDb)) from += 1;
  while (to > from && !((levelDb[to - 1] ?? -99) > pauseDb && (levelDb[to - 2] ?? -99) > pauseDb)) to -= 1;
  if (to - from < MIN_SPEECH_FRAMES) return null;
  return { from: Math.max(0, from - SPAN_MARGIN_FRAMES), to: Math.min(spectra.frames, to + SPAN_MARGIN_FRAMES), contrastDb };
}

export const nothingSaid: Recognised = {
  text: "",
  confidence: 0,
  verdict: "rejected",
  alternatives: [],
  loss: Infinity,
  margin: 0,
};

/**
 * Best over the vocabularies (recorded examples first, phones), which share nothing but the span. Where several know digits
 * the first one's count; a later one's only stand against its own phrases.
 */
export function recognise(
  spectra: Spectra,
  span: SpeechSpan,
  vocabularies: Vocabulary[],
  digits: { min: number; max: number } | null,
): Recognised {
  const whoKnowsDigits = vocabularies.find((vocabulary) => vocabulary.digits !== null);
  const found = vocabularies.flatMap((vocabulary) => {
    const cepstra = cepstraOf(spectra, span.from, span.to, vocabulary.usual);
    const emission: Emission = {
      costs: costsOf(vocabulary.states, vocabulary.wanted, cepstra.rows, cepstra.frames),
      columns: vocabulary.wanted.length,
    };
    const best = candidates(vocabulary, emission, cepstra.frames, digits, span.contrastDb);
    return vocabulary === whoKnowsDigits ? best : best.filter(({ text }) => !/^\d+$/.test(text));
  });
  const order: Record<SttVerdict, number> = { sure: 2, unsure: 1, rejected: 0 };
  found.sort((a, b) => order[b.verdict] - order[a.verdict] || b.confidence - a.confidence);
  return found[0] ?? nothingSaid;
}

function candidates(
  vocabulary: Vocabulary,
  emission: Emission,
  frames: number,
  range: { min: number; max: number } | null,
  contrastDb: number,
): Recognised[] {
  const anything = costOfAnything(vocabulary.filler, vocabulary.fillerEntryCost, emission, 0, frames)[frames - 1] ?? 0;
  const phrases = vocabulary.phrases
    .map(({ text, chains }) => ({ text, cost: cheapest(chains, emission, 0, frames) }))
    .filter(({ cost }) => cost < Infinity)
    .sort((a, b) => a.cost - b.cost);
  const digits = range === null || vocabulary.digits === null ? null : digitString(vocabulary, vocabulary.digits, range, emission, frames);

  const best = phrases[0];
  if (digits !== null && (best === undefined || digits.cost < best.cost)) {
    // The nearest listed phrase is a rival of the whole string, another digit in each place a rival of that digit.
    const margin = Math.min(digits.margin, (best?.cost ?? Infinity) - digits.cost);
    const rivals = [...digits.rivals, ...phrases.slice(0, 1)];
    return [judged(digits.text, digits.cost, digits.loss, margin, rivals, inNoise(vocabulary.digitPolicy, contrastDb))];
  }
  if (best === undefined) return [];
  const rivals = [...phrases.slice(1, MAX_ALTERNATIVES + 1), ...(digits === null ? [] : [digits])];
  const margin = Math.min(...rivals.map(({ cost }) => cost - best.cost));
  return [judged(best.text, best.cost, (best.cost - anything) / frames, margin, rivals, inNoise(vocabulary.phrasePolicy, contrastDb))];
}

/** Above this contrast the line is clean; this much less, and the noise hides the difference between words. */
const CLEAN_CONTRAST_DB = 32;
const NOISY_BY_DB = 15;

/** Noise makes everything alike, what is listed and what is not: less is believed, more is asked again. */
export function inNoise(policy: VerdictPolicy, contrastDb: number): VerdictPolicy {
  const noise = Math.min(1, Math.max(0, (CLEAN_CONTRAST_DB - contrastDb) / NOISY_BY_DB));
  return {
    sureLoss: policy.sureLoss * (1 - 0.45 * noise),
    rejectLoss: policy.rejectLoss * (1 - 0.3 * noise),
    sureMargin: policy.sureMargin * (1 + 1.6 * noise),
  };
}

function judged(
  text: string,
  cost: number,
  loss: number,
  margin: number,
  rivals: { text: string; cost: number }[],
  policy: VerdictPolicy,
): Recognised {
  const fits = 1 / (1 + Math.exp((loss - policy.rejectLoss) / Math.max(0.5, (policy.rejectLoss - policy.sureLoss) / 2)));
  const distinct = 1 / (1 + Math.exp(-margin / policy.sureMargin));
  const verdict: SttVerdict =
    loss > policy.rejectLoss ? "rejected" : loss <= policy.sureLoss && margin >= policy.sureMargin ? "sure" : "unsure";
  const alternatives = rivals
    .sort((a, b) => a.cost - b.cost)
    .slice(0, MAX_ALTERNATIVES)
    .map((rival) => ({ text: rival.text, confidence: fits / (1 + Math.exp((rival.cost - cost) / policy.sureMargin)) }));
  return { text, confidence: fits * distinct, verdict, alternatives, loss, margin };
}

interface DigitString {
  text: string;
  cost: number;
  loss: number;
  margin: number;
  rivals: { text: string; cost: number }[];
}

/** The best digits, each then held alone against the other nine and against anything at all: one bad digit spoils all. */
function digitString(
  vocabulary: Vocabulary,
  digits: Chain[][],
  range: { min: number; max: number },
  emission: Emission,
  frames: number,
): DigitString | null {
  const found = connectedWords(digits, range, vocabulary.digitCost, emission, 0, frames);
  if (found === null) return null;
  const text = found.words.map(({ word }) => word).join("");
  let margin = Infinity;
  let loss = -Infinity;
  const rivals: { text: string; cost: number }[] = [];
  for (const [place, { word, from, to }] of found.words.entries()) {
    const costs = digits.map((chains) => cheapest(chains, emission, from, to));
    const own = costs[word] ?? Infinity;
    const anything = costOfAnything(vocabulary.filler, vocabulary.fillerEntryCost, emission, from, to)[to - from - 1] ?? 0;
    loss = Math.max(loss, (own - anything) / (to - from));
    for (const [other, cost] of costs.entries()) {
      if (other === word || cost === Infinity) continue;
      margin = Math.min(margin, cost - own);
      rivals.push({ text: text.slice(0, place) + String(other) + text.slice(place + 1), cost: found.cost + cost - own });
    }
  }
  return { text, cost: found.cost, loss, margin, rivals };
}

function cheapest(chains: Chain[], emission: Emission, from: number, to: number): number {
  let best = Infinity;
  for (const chain of chains) best = Math.min(best, costOfChain(chain, emission, from, to));
  return best;
}
