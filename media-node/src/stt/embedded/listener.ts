/** All the recogniser knows, in one place without threads or files: models by language, pronunciations, vocabularies. */
import { deserialize, serialize } from "node:v8";
import type { ListenHint } from "../port.ts";
import { learnExamples, vocabularyOfExamples, type Example, type ExampleModel } from "./examples.ts";
import { cepstraOf, createSpectra, usualMeanOf, type Spectra, type UsualMean } from "./features.ts";
import type { Pronunciation } from "./lexicon.ts";
import { trainPhones, type PhoneModel, type TimedPhone } from "./phone-model.ts";
import { createUtterance, type Utterance } from "./utterance.ts";
import { vocabularyOfPhones, type Vocabulary } from "./vocabulary.ts";

type Language = "ru" | "en";

export interface Listener {
  /** One sentence the voice read, with its phones. Kept until `train`. */
  lesson(language: Language, pcm: Int16Array, phones: TimedPhone[]): void;
  /** Learns the lessons; the bytes are the model, for `load` another day. */
  train(language: Language): Uint8Array;
  /** @throws Error when the bytes are not a model. */
  load(language: Language, bytes: Uint8Array): void;
  pronounce(language: Language, entries: [string, Pronunciation][]): void;
  learn(language: Language, examples: Example[]): void;
  /** @throws Error when the language has not been learnt. */
  open(language: Language, listen: ListenHint): Utterance;
}

/** Compiled lists kept; a bot has a handful of moments a language. */
const MAX_VOCABULARIES = 128;
/** Telephone noise under the teacher's clean voice, in 16-bit units, so that silence is not digital zero. */
const LESSON_NOISE = [8, 60, 200, 500, 1_000] as const;

export function createListener(): Listener {
  const lessons = new Map<Language, { spectra: Spectra; phones: TimedPhone[] }[]>();
  const models = new Map<Language, { phones: PhoneModel; usual: UsualMean }>();
  const pronunciations = new Map<Language, Map<string, Pronunciation>>();
  const recorded = new Map<Language, ExampleModel>();
  const compiled = new Map<string, Vocabulary[]>();

  const vocabulariesFor = (language: Language, listen: ListenHint): Vocabulary[] => {
    const key = JSON.stringify([language, listen]);
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const examples = recorded.get(language);
    const fromExamples = examples === undefined ? null : vocabularyOfExamples(examples, listen);
    const rest: ListenHint = {
      phrases: listen.phrases.filter((text) => examples?.templates.has(text) !== true),
      // Also where recorded examples know them: a phrase must be nearer to what was said than any digits are.
      digits: listen.digits,
    };
    const said = pronunciations.get(language);
    const needsPhones = rest.phrases.length > 0 || (rest.digits !== null && (fromExamples?.digits ?? null) === null);
    const model = models.get(language);
    if (needsPhones && model === undefined) throw new Error(`the recogniser has not learnt ${language}`);
    const fromPhones =
      needsPhones && model !== undefined
        ? vocabularyOfPhones(model.phones, model.usual, rest, (text) => said?.get(text), language)
        : null;
    const vocabularies = [fromExamples, fromPhones].filter((vocabulary) => vocabulary !== null);
    const oldest = compiled.keys().next();
    if (compiled.size >= MAX_VOCABULARIES && oldest.done !== true) compiled.delete(oldest.value);
    compiled.set(key, vocabularies);
    return vocabularies;
  };

  return {
    lesson(language, pcm, phones) {
      const known = lessons.get(language) ?? [];
      const spectra = createSpectra();
      spectra.push(noisy(pcm, LESSON_NOISE[known.length % LESSON_NOISE.length] ?? 8, known.length + 1));
      known.push({ spectra, phones });
      lessons.set(language, known);
    },
    train(language) {
      const heard = lessons.get(language) ?? [];
      lessons.delete(language);
      if (heard.length === 0) throw new Error(`no lessons in ${language}`);
      const usual = usualMeanOf(heard.map(({ spectra }) => spectra));
      const phones = trainPhones(
        heard.map(({ spectra, phones: timed }) => ({ cepstra: cepstraOf(spectra, 0, spectra.frames, usual), phones: timed })),
      );
      models.set(language, { phones, usual });
      compiled.clear();
      return serialize({ phones, usual });
    },
    load(language, bytes) {
      const read: unknown = deserialize(bytes);
      if (!isModel(read)) throw new Error("not a recogniser's model");
      models.set(language, read);
      compiled.clear();
    },
    pronounce(language, entries) {
      const known = pronunciations.get(language) ?? new Map<string, Pronunciation>();
      for (const [text, said] of entries) known.set(text, said);
      pronunciations.set(language, known);
    },
    learn(language, examples) {
      recorded.set(language, learnExamples(examples));
      compiled.clear();
    },
    open: (language, listen) => createUtterance(vocabulariesFor(language, listen), listen),
  };
}

function isModel(value: unknown): value is { phones: PhoneModel; usual: UsualMean } {
  if (typeof value !== "object" || value === null || !("phones" in value) || !("usual" in value)) return false;
  const { phones, usual } = value;
  return usual instanceof Float32Array && typeof phones === "object" && phones !== null && "byName" in phones && "alone" in phones;
}

/** Always the same noise for the same seed: two trainings give one model. */
function noisy(pcm: Int16Array, amplitude: number, seed: number): Int16Array {
  const out = new Int16Array(pcm.length);
  let state = seed >>> 0;
  for (let i = 0; i < pcm.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = (state / 2 ** 31 - 1) * amplitude;
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round((pcm[i] ?? 0) + noise)));
  }
  return out;
}
