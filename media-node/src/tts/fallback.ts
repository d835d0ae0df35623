/**
 * A voice that is never silent: an ordered list of voices as one. The next voice says what is left of the text from the
 * first word that was not yet spoken; who once had to step in goes on for the rest of the call, so that voices do not
 * alternate.
 *
 * | what goes wrong                                         | then the next voice says                  |
 * | ------------------------------------------------------- | ----------------------------------------- |
 * | an error, or no audio within the due time               | the text, or what is left of it           |
 * | audio of zeros: before the speech, or amid it           | the same                                  |
 * | slower than real time, or a stall that would be heard   | what is left                              |
 * | the audio ends before its last chunk                    | what is left                              |
 * | its circuit is half open: this is its probe            | all, and the probe is asked unheard       |
 * | all have failed                                         | the last error is thrown                  |
 */
import { ProviderError } from "../audio/provider-error.ts";
import { sumUsage } from "../audio/usage.ts";
import type { Outcome, VendorGate } from "../net/vendor-gate.ts";
import { offsetLeft } from "./left-to-say.ts";
import type { Tts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";
import { isSilent } from "./silence.ts";

export interface TtsCandidate {
  /** For the log. */
  name: string;
  voice: string;
  speed: number;
  /** Asked once a call. @throws ProviderError */
  open(): Promise<Tts>;
  gate: VendorGate;
  /** A part of the node: to make it ready may take seconds, and is no failure. */
  local?: true;
}

/** Healthy vendors give their first audio within 100 to 400 ms. */
const firstAudioDueMs = 800;
/** A connection over continents and a proxy takes half of it; it rings for longer. */
const connectDueMs = 1_500;
/** However much still sounds before it, nobody is waited for longer. */
const mostPatientMs = 4_000;
/** What the next voice needs to begin. */
const stepInMs = 300;
/** A pause in the stream that is taken for the network's. */
const gapMs = 400;
/** Voices begin with up to half a second of silence, and pause for as long between sentences. */
const leadingSilenceMs = 700;
const silenceWithinMs = 1_500;
const setBackMs = 60_000;

export function createFallbackTts(options: {
  candidates: readonly TtsCandidate[];
  /** Spoken by `prepare`, before they are needed; the voices keep them. */
  prerender?: { texts: readonly string[]; language: TtsRequest["language"] };
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  onFailure: (failure: { name: string; error: ProviderError; next: string | null }) => void;
}): Tts {
  const { candidates, now, setTimer } = options;
  type Opened = { tts: Promise<Tts>; ready: Tts | null; closing: Promise<void> | null };
  const opened = new Map<TtsCandidate, Opened>();
  /** Given up with their connections; what they counted is billed all the same. */
  const retired: Opened[] = [];
  const setBackUntil = new Map<TtsCandidate, number>();
  /** Who spoke last in this call. */
  let spoke: TtsCandidate | null = null;
  let steppedIn = 0;
  const closing = new AbortController();

  function lineOf(candidate: TtsCandidate): Opened {
    const known = opened.get(candidate);
    if (known) return known;
    const entry: Opened = { tts: candidate.open(), ready: null, closing: null };
    opened.set(candidate, entry);
    entry.tts.then((tts) => (entry.ready = tts)).catch(() => undefined);
    return entry;
  }

  /** A line that failed may be half open: the next text gets another. */
  function retire(candidate: TtsCandidate, error: ProviderError): void {
    const entry = opened.get(candidate);
    if (!entry || !error.retryable) return;
    opened.delete(candidate);
    retired.push(entry);
    // That a line which failed does not close well either is no news.
    closed(entry).catch(() => undefined);
  }

  const closed = (entry: Opened): Promise<void> => (entry.closing ??= entry.tts.then((tts) => tts.close(), () => undefined));

  const isSetBack = (candidate: TtsCandidate) => (setBackUntil.get(candidate) ?? -Infinity) > now();

  /** Who spoke last, or the best that was not tried. `trial`: to be asked beside it. */
  function pick(tried: ReadonlySet<TtsCandidate>): { candidate: TtsCandidate; trial: TtsCandidate | null } | null {
    const left = [...(spoke ? [spoke] : []), ...candidates].filter((candidate) => !tried.has(candidate));
    const fit = left.filter((candidate) => !isSetBack(candidate));
    const candidate = fit.find((one) => one.gate.admit()) ?? fit[0] ?? left[0];
    if (!candidate) return null;
    const healthy = candidate.gate.onTrial?.() ? fit.find((one) => one !== candidate && !one.gate.onTrial?.()) : undefined;
    return healthy ? { candidate: healthy, trial: candidate } : { candidate, trial: null };
  }

  /** @param line that it failed on: of texts that were under way together the first tells, and the others say nothing new */
  function fail(candidate: TtsCandidate, line: Opened, error: ProviderError, next: TtsCandidate | null): void {
    if (isSetBack(candidate) && opened.get(candidate) !== line) return;
    setBackUntil.set(candidate, now() + setBackMs);
    candidate.gate.settle({ type: "failed", code: error.code, message: error.message });
    retire(candidate, error);
    options.onFailure({ name: candidate.name, error, next: next?.name ?? null });
  }

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    const book = { by: null as TtsCandidate | null };
    try {
      yield* speak(request, signal, book);
    } finally {
      if (book.by !== null && book.by !== candidates[0]) steppedIn += 1;
    }
  }

  async function* speak(request: TtsRequest, signal: AbortSignal, book: { by: TtsCandidate | null }): AsyncGenerator<TtsChunk> {
    const tried = new Set<TtsCandidate>();
    /** Of the whole request: what was given away, and where what is left begins. */
    let givenMs = 0;
    let from = 0;
    for (let picked = pick(tried); picked; ) {
      signal.throwIfAborted();
      const { candidate, trial } = picked;
      if (trial) void tryOut(trial, request, candidate);
      tried.add(candidate);
      const line = lineOf(candidate);
      const said: { words: TtsWord[]; ms: number } = { words: [], ms: 0 };
      try {
        for await (const chunk of attempt(candidate, line, { ...request, text: request.text.slice(from), aheadMs: (request.aheadMs ?? 0) + givenMs }, signal)) {
          spoke = candidate;
          book.by = candidate;
          said.words.push(...chunk.words);
          said.ms += chunk.pcm.length / 8;
          yield { ...chunk, words: chunk.words.map((word) => ({ charStart: word.charStart + from, charEnd: word.charEnd + from, startMs: word.startMs + givenMs })) };
          if (chunk.last) return;
        }
        throw new ProviderError(`${candidate.name} broke off`, { code: "bad_answer", retryable: true });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const failure = asProviderError(error, candidate.name);
        from += offsetLeft(request.text.slice(from), said);
        givenMs += said.ms;
        // What failed after its last word left nothing to say.
        const whole = said.ms > 0 && request.text.slice(from).trim() === "";
        picked = whole ? null : pick(tried);
        fail(candidate, line, failure, picked?.candidate ?? null);
        if (whole) return yield { pcm: new Int16Array(0), words: [], last: true };
        if (!picked) throw failure;
      }
    }
    throw new ProviderError("there is no voice to ask", { code: "not_installed", retryable: false });
  }

  /** Is a vendor well again? Asked for the text that another speaks, until it sounds. Never rejects. */
  async function tryOut(candidate: TtsCandidate, request: TtsRequest, speaks: TtsCandidate): Promise<void> {
    const line = lineOf(candidate);
    try {
      for await (const _ of attempt(candidate, line, { ...request, aheadMs: 0 }, closing.signal)) return;
    } catch (error) {
      if (!closing.signal.aborted) fail(candidate, line, asProviderError(error, candidate.name), speaks);
    }
  }

  /** One voice, watched. @throws ProviderError when it does not do as it should */
  async function* attempt(candidate: TtsCandidate, line: Opened, request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const askedAtMs = now();
    const aheadMs = request.aheadMs ?? 0;
    let firstAtMs: number | null = null;
    let givenMs = 0;
    let silentMs = 0;
    let held: TtsChunk[] = [];
    let settled = false;
    let stored = false;
    let chunks: AsyncIterator<TtsChunk> | null = null;
    const answered = (): Outcome => (firstAtMs === null || stored ? { type: "abandoned" } : { type: "answered", afterMs: firstAtMs - askedAtMs });
    try {
      const tts = await within(line.tts, firstAudioDueMs, candidate);
      chunks = tts.synthesise({ ...request, voice: candidate.voice, speed: candidate.speed }, controller.signal)[Symbol.asyncIterator]();
      for (;;) {
        const bufferedMs = firstAtMs === null ? 0 : givenMs - (now() - firstAtMs);
        const dueMs = firstAtMs === null ? Math.max(firstAudioDueMs, Math.min(aheadMs - stepInMs, mostPatientMs)) : Math.max(gapMs, Math.min(bufferedMs + aheadMs - stepInMs, mostPatientMs));
        const step = await within(chunks.next(), dueMs, candidate);
        if (step.done) return;
        const chunk = step.value;
        const chunkMs = chunk.pcm.length / 8;
        if (isSilent(chunk.pcm)) silentMs += chunkMs;
        else silentMs = 0;
        if (firstAtMs === null) {
          // Silence before the speech is kept back until it is known to be that.
          held.push(chunk);
          const heldMs = held.reduce((sum, one) => sum + one.pcm.length / 8, 0);
          const silent = silentMs === heldMs;
          if (silent && sounds(request.text) && (chunk.last || heldMs > leadingSilenceMs)) throw new ProviderError(`${candidate.name} gave silence for speech`, { code: "bad_answer", retryable: true });
          if (silent && !chunk.last) continue;
          firstAtMs = now();
          stored = chunk.stored === true;
        } else {
          held.push(chunk);
          if (silentMs > silenceWithinMs && !chunk.last) throw new ProviderError(`${candidate.name} fell silent amid its speech`, { code: "bad_answer", retryable: true });
        }
        const ready = held;
        held = [];
        for (const one of ready) {
          givenMs += one.pcm.length / 8;
          if (one.last) {
            settled = true;
            candidate.gate.settle(answered());
          }
          yield one;
          if (one.last) return;
        }
        if (givenMs + aheadMs - (now() - firstAtMs) < -stepInMs) throw new ProviderError(`${candidate.name} speaks slower than it should sound`, { code: "timeout", retryable: true });
      }
    } catch (error) {
      settled = !signal.aborted;
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
      controller.abort(new ProviderError("this voice is not needed any more", { code: "closed", retryable: false }));
      // One that gave a chunk and was not asked for another would stay in mid-text, with all that waits for its end. That it ends badly is no news.
      chunks?.return?.().catch(() => undefined);
      if (!settled) candidate.gate.settle(answered());
    }
  }

  /** Null once it is ready. */
  async function makeReady(candidate: TtsCandidate, line: Opened): Promise<ProviderError | null> {
    const ready = line.tts.then((tts) => tts.prepare?.());
    try {
      await (candidate.local ? ready : within(ready, connectDueMs, candidate));
      if (candidate.gate.onTrial?.()) candidate.gate.settle({ type: "abandoned" });
      return null;
    } catch (error) {
      return asProviderError(error, candidate.name);
    }
  }

  function within<T>(work: Promise<T>, ms: number, candidate: TtsCandidate): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = setTimer(() => reject(new ProviderError(`${candidate.name} gave nothing within ${Math.round(ms)} ms`, { code: "timeout", retryable: true })), ms);
      work.then(resolve, reject).finally(cancel);
    });
  }

  return {
    synthesise,
    async prepare() {
      const tried = new Set<TtsCandidate>();
      for (let picked = pick(tried); picked; ) {
        const { candidate, trial } = picked;
        // A text will try it; its line alone would say little.
        trial?.gate.settle({ type: "abandoned" });
        tried.add(candidate);
        const line = lineOf(candidate);
        const error = await makeReady(candidate, line);
        if (error === null) break;
        picked = closing.signal.aborted ? null : pick(tried);
        if (!closing.signal.aborted) fail(candidate, line, error, picked?.candidate ?? null);
        if (picked === null) throw error;
      }
      const { texts, language } = options.prerender ?? { texts: [], language: "ru" };
      // With every fault watched for as in the call, so that who fails here keeps no caller waiting; and with the patience of a first connection.
      for (const text of texts) for await (const _ of speak({ text, language, voice: "", speed: 1, aheadMs: connectDueMs + stepInMs }, closing.signal, { by: null })) continue;
    },
    billed: () => sumUsage(...[...retired, ...opened.values()].map(({ ready }) => ready?.billed?.())),
    failovers: () => steppedIn,
    async close() {
      closing.abort(new ProviderError("the call is over", { code: "closed", retryable: false }));
      await Promise.all([...retired, ...opened.values()].map(closed));
    },
  };
}

/** Letters or digits: a text of signs alone may rightly be silent. */
const sounds = (text: string) => /[\p{L}\p{N}]/u.test(text);

function asProviderError(error: unknown, name: string): ProviderError {
  return error instanceof ProviderError ? error : new ProviderError(`${name} failed`, { code: "failed", retryable: true, cause: error });
}
