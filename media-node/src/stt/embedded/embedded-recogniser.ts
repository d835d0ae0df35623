/**
 * The recogniser that needs no vendor: it picks from a closed list by comparing sound with what the embedded voice, or
 * recorded examples, sound like. For demos and tests. A real caller's voice is another matter: see the bench rows for a
 * speaker never heard.
 */
import { Worker } from "node:worker_threads";
import { ProviderError } from "../../audio/provider-error.ts";
import type { ListenHint, Stt, SttEvent, SttOptions } from "../port.ts";
import { corpus } from "./corpus.ts";
import type { Recognised } from "./decide.ts";
import type { Example } from "./examples.ts";
import { digitWords, pronunciationOf, type Pronunciation } from "./lexicon.ts";
import { openModelStore, type ModelStore } from "./model-store.ts";
import type { FromThread, ToThread } from "./protocol.ts";
import { inMood, reader, teachers, type TeacherVoice } from "./voices.ts";

type Language = "ru" | "en";

/** The voice to learn from; the embedded voice has this shape. */
export interface Teacher {
  /** Changes when the voice's sounds or phones do. */
  readonly version: string;
  /** 8 kHz mono with the times of its phones and words, ms from the first sample. */
  speakAligned(
    text: string,
    voice: TeacherVoice,
    signal: AbortSignal,
  ): Promise<{ pcm: Int16Array; phones: { name: string; startMs: number }[]; words: { startMs: number }[] }>;
}

export interface EmbeddedRecogniserOptions {
  teacher: Teacher;
  /** Where models are kept between starts. */
  folder: string;
  /** Recorded examples; for a text that has some they are used instead of the voice. */
  examples?: Partial<Record<Language, Example[]>>;
  /** Utterances listened to at once; one more is refused as busy. */
  maxUtterances?: number;
  /** From the endpoint to the final. */
  finalTimeoutMs?: number;
  /** A folder that can't be written costs the next start its time, never a call; here it is told. */
  onFault?: (cause: unknown) => void;
}

export interface EmbeddedRecogniser extends Stt {
  stats(): { open: number; refused: number };
}

/** Audio is handed over in pieces of at least this, to spare the threads a message each 20 ms. */
const PIECE_SAMPLES = 480; // 60 ms
/** Sentences asked of the voice at once: enough to keep it busy, few enough to leave room for callers. */
const LESSONS_IN_FLIGHT = 6;
/** Each sentence is read by every second voice: half the time, the same accuracy. */
const VOICES_A_SENTENCE_STEP = 2;

interface Waiting {
  onMessage(message: FromThread): void;
  onError(error: ProviderError): void;
}

export async function startEmbeddedRecogniser(options: EmbeddedRecogniserOptions): Promise<EmbeddedRecogniser> {
  const maxUtterances = options.maxUtterances ?? 256;
  const finalTimeoutMs = options.finalTimeoutMs ?? 5_000;
  const waiting = new Map<number, Waiting>();
  const closing = new AbortController();
  let nextId = 1;
  let open = 0;
  let refused = 0;
  let broken: ProviderError | null = null;

  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  worker.unref();
  const breakAll = (error: ProviderError): void => {
    broken ??= error;
    const failing = [...waiting.values()];
    waiting.clear();
    for (const entry of failing) entry.onError(error);
  };
  worker.on("message", (message: FromThread) => waiting.get(message.id)?.onMessage(message));
  worker.on("error", (cause) => {
    breakAll(new ProviderError("the recogniser's thread failed", { code: "failed", retryable: false, cause }));
  });
  const post = (message: ToThread, transfer: ArrayBuffer[] = []): void => worker.postMessage(message, transfer);

  const ask = (message: (id: number) => ToThread): Promise<Uint8Array | null> =>
    new Promise((resolve, reject) => {
      if (broken !== null) return reject(broken);
      const id = nextId++;
      waiting.set(id, {
        onMessage: (answer) => {
          waiting.delete(id);
          if (answer.type === "done") resolve(answer.bytes);
          else reject(new ProviderError(answer.type === "failed" ? answer.reason : "unexpected answer", { code: "failed", retryable: false }));
        },
        onError: reject,
      });
      post(message(id));
    });

  /** Writes under way; a call never waits for them. */
  const writes = new Set<Promise<void>>();
  const keep = (write: Promise<void>): void => {
    const settled: Promise<void> = write.catch((cause: unknown) => options.onFault?.(cause)).finally(() => writes.delete(settled));
    writes.add(settled);
  };

  /** What each language knows; made on first use. */
  const languages = new Map<Language, Promise<Map<string, Pronunciation>>>();
  const known = (language: Language): Promise<Map<string, Pronunciation>> => {
    const begun = languages.get(language);
    if (begun !== undefined) return begun;
    const learning = learnLanguage(language);
    languages.set(language, learning);
    learning.catch(() => languages.delete(language)); // the next call tries again; this one's caller hears why
    return learning;
  };

  const storeOf = (language: Language): ModelStore => openModelStore(options.folder, language, options.teacher.version);

  const learnLanguage = async (language: Language): Promise<Map<string, Pronunciation>> => {
    const store = storeOf(language);
    const bytes = await store.readModel();
    const loaded = bytes === null ? false : await ask((id) => ({ type: "load", id, language, bytes })).then(() => true, () => false);
    if (!loaded) keep(store.writeModel(await takeLessons(language)));
    const examples = options.examples?.[language] ?? [];
    if (examples.length > 0) await ask((id) => ({ type: "learn", id, language, examples }));
    const said = new Map(await store.readPronunciations());
    post({ type: "pronounce", language, entries: [...said] });
    return said;
  };

  const takeLessons = async (language: Language): Promise<Uint8Array> => {
    const voices = teachers(language);
    const lessons = corpus[language].flatMap((text, i) =>
      voices.filter((_, v) => (i + v) % VOICES_A_SENTENCE_STEP === 0).map((voice, v) => ({ text, voice: inMood(voice, i + v) })),
    );
    // In the corpus's order whatever the voice's timing, so that training is repeatable.
    for (let at = 0; at < lessons.length; at += LESSONS_IN_FLIGHT) {
      const batch = lessons.slice(at, at + LESSONS_IN_FLIGHT);
      const spoken = await Promise.all(batch.map(({ text, voice }) => options.teacher.speakAligned(text, voice, closing.signal)));
      for (const { pcm, phones } of spoken) post({ type: "lesson", language, pcm, phones });
    }
    const bytes = await ask((id) => ({ type: "train", id, language }));
    if (bytes === null) throw new ProviderError("training gave no model", { code: "failed", retryable: false });
    return bytes;
  };

  const pronounceNew = async (texts: string[], language: Language): Promise<void> => {
    const said = await known(language);
    const missing = [...new Set(texts)].filter((text) => !said.has(text));
    if (missing.length === 0) return;
    const entries: [string, Pronunciation][] = [];
    for (let at = 0; at < missing.length; at += LESSONS_IN_FLIGHT) {
      const batch = missing.slice(at, at + LESSONS_IN_FLIGHT);
      const spoken = await Promise.all(
        batch.map((text) => options.teacher.speakAligned(text, reader(language), closing.signal)),
      );
      for (const [i, { phones, words }] of spoken.entries()) {
        entries.push([batch[i] ?? "", pronunciationOf(phones, words.map(({ startMs }) => startMs))]);
      }
    }
    for (const [text, phones] of entries) said.set(text, phones);
    post({ type: "pronounce", language, entries });
    keep(storeOf(language).writePronunciations([...said]));
  };

  const prepare = async (listens: ListenHint[], language: Language): Promise<void> => {
    const texts = listens.flatMap(({ phrases, digits }) => [...phrases, ...(digits === null ? [] : digitWords[language].flat())]);
    await pronounceNew(texts, language);
  };

  async function* transcribe(audio: AsyncIterable<Int16Array>, { language, listen }: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    signal.throwIfAborted();
    if (broken !== null) throw broken;
    if (open >= maxUtterances) {
      refused += 1;
      throw new ProviderError(`${open} utterances are listened to already`, { code: "busy", retryable: true });
    }
    open += 1;
    const id = nextId++;
    // At most one entry a pause of the caller's.
    const arrived: FromThread[] = [];
    let failure: unknown = null;
    let timer: NodeJS.Timeout | null = null;
    let wake: (() => void) | null = null;
    const notify = (): void => {
      wake?.();
      wake = null;
    };
    const fail = (error: unknown): void => {
      failure ??= error;
      notify();
    };
    const onAbort = (): void => fail(signal.reason);
    const onAnswer = (message: FromThread): void => {
      arrived.push(message);
      notify();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    let finished = false;

    const feed = async (): Promise<void> => {
      await prepare([listen], language);
      if (failure !== null || finished) return;
      waiting.set(id, { onMessage: onAnswer, onError: fail });
      post({ type: "open", id, language, listen });
      let held: Int16Array[] = [];
      let samples = 0;
      const flush = (): void => {
        if (samples === 0) return;
        const pcm = new Int16Array(samples);
        let at = 0;
        for (const part of held) {
          pcm.set(part, at);
          at += part.length;
        }
        held = [];
        samples = 0;
        post({ type: "audio", id, pcm }, [pcm.buffer]);
      };
      for await (const pcm of audio) {
        if (failure !== null || finished) return;
        held.push(pcm);
        samples += pcm.length;
        if (samples >= PIECE_SAMPLES) flush();
      }
      flush();
      post({ type: "end", id });
      timer = setTimeout(() => {
        fail(new ProviderError("the recogniser gave no answer in time", { code: "timeout", retryable: true }));
      }, finalTimeoutMs);
    };

    const fed = feed().catch(fail);
    try {
      for (;;) {
        if (failure !== null) throw failure;
        const message = arrived.shift();
        if (message === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (message.type === "partial") {
          if (message.found.verdict !== "rejected") yield { type: "partial", text: message.found.text };
        } else if (message.type === "final") {
          finished = true;
          yield finalOf(message.found, message.audioMs);
          return;
        } else {
          throw new ProviderError(message.type === "failed" ? message.reason : "unexpected answer", { code: "failed", retryable: true });
        }
      }
    } finally {
      open -= 1;
      if (timer !== null) clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      waiting.delete(id);
      if (!finished) {
        finished = true;
        post({ type: "cancel", id });
      } else {
        await fed;
      }
    }
  }

  return {
    transcribe,
    prepare,
    stats: () => ({ open, refused }),
    async close() {
      closing.abort(new ProviderError("the recogniser is closed", { code: "closed", retryable: false }));
      breakAll(new ProviderError("the recogniser is closed", { code: "closed", retryable: false }));
      await Promise.all([worker.terminate(), ...writes]);
    },
  };
}

function finalOf(found: Recognised, audioMs: number): SttEvent {
  const { text, confidence, verdict, alternatives } = found;
  return { type: "final", text, confidence, verdict, alternatives, audioMs };
}
