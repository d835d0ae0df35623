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
 * | all have failed                                         | the last error is thrown                  |
 */
import { ProviderError } from "../audio/provider-error.ts";
import { sumUsage } from "../audio/usage.ts";
import type { VendorGate } from "../net/vendor-gate.ts";
import { offsetLeft } from "./left-to-say.ts";
import type { Tts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";

export interface TtsCandidate {
  /** For the log. */
  name: string;
  voice: string;
  speed: number;
  /** Asked once a call. @throws ProviderError */
  open(): Promise<Tts>;
  gate: VendorGate;
}

/** Healthy vendors give their first audio within 100 to 400 ms. */
const firstAudioDueMs = 800;
/** However much still sounds before it, nobody is waited for longer. */
const mostPatientMs = 4_000;
/** What the next voice needs to begin. */
const stepInMs = 300;
/** A pause in the stream that is taken for the network's. */
const gapMs = 400;
/** Voices begin with up to half a second of silence, and pause for as long between sentences. */
const leadingSilenceMs = 700;
const silenceWithinMs = 1_500;
/** Root mean square of a sample under which it is nothing: −70 dBFS. */
const silentRms = 10;
const setBackMs = 60_000;

export function createFallbackTts(options: {
  candidates: readonly TtsCandidate[];
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

  function open(candidate: TtsCandidate): Promise<Tts> {
    const known = opened.get(candidate);
    if (known) return known.tts;
    const entry: Opened = { tts: candidate.open(), ready: null, closing: null };
    opened.set(candidate, entry);
    entry.tts.then((tts) => (entry.ready = tts)).catch(() => undefined);
    return entry.tts;
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

  function pick(tried: ReadonlySet<TtsCandidate>): TtsCandidate | null {
    const left = [...(spoke ? [spoke] : []), ...candidates].filter((candidate) => !tried.has(candidate));
    const fit = left.filter((candidate) => (setBackUntil.get(candidate) ?? -Infinity) <= now());
    return fit.find((candidate) => candidate.gate.admit()) ?? fit[0] ?? left[0] ?? null;
  }

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    const tried = new Set<TtsCandidate>();
    /** Of the whole request: what was given away, and where what is left begins. */
    let givenMs = 0;
    let from = 0;
    for (let candidate = pick(tried); candidate; ) {
      signal.throwIfAborted();
      tried.add(candidate);
      const said: { words: TtsWord[]; ms: number } = { words: [], ms: 0 };
      try {
        for await (const chunk of attempt(candidate, { ...request, text: request.text.slice(from), aheadMs: (request.aheadMs ?? 0) + givenMs }, signal)) {
          said.words.push(...chunk.words);
          said.ms += chunk.pcm.length / 8;
          yield { ...chunk, words: chunk.words.map((word) => ({ charStart: word.charStart + from, charEnd: word.charEnd + from, startMs: word.startMs + givenMs })) };
          if (chunk.last) return;
        }
        throw new ProviderError(`${candidate.name} broke off`, { code: "bad_answer", retryable: true });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        const failure = asProviderError(error, candidate.name);
        setBackUntil.set(candidate, now() + setBackMs);
        candidate.gate.settle({ type: "failed", code: failure.code, message: failure.message });
        retire(candidate, failure);
        from += offsetLeft(request.text.slice(from), said);
        givenMs += said.ms;
        // What failed after its last word left nothing to say.
        if (said.ms > 0 && request.text.slice(from).trim() === "") return yield { pcm: new Int16Array(0), words: [], last: true };
        const next = pick(tried);
        options.onFailure({ name: candidate.name, error: failure, next: next?.name ?? null });
        if (!next) throw failure;
        candidate = next;
      }
    }
    throw new ProviderError("there is no voice to ask", { code: "not_installed", retryable: false });
  }

  /** One voice, watched. @throws ProviderError when it does not do as it should */
  async function* attempt(candidate: TtsCandidate, request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
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
    try {
      const tts = await within(open(candidate), firstAudioDueMs, candidate);
      const chunks = tts.synthesise({ ...request, voice: candidate.voice, speed: candidate.speed }, controller.signal)[Symbol.asyncIterator]();
      for (;;) {
        const bufferedMs = firstAtMs === null ? 0 : givenMs - (now() - firstAtMs);
        const dueMs = firstAtMs === null ? Math.max(firstAudioDueMs, Math.min(aheadMs - stepInMs, mostPatientMs)) : Math.max(gapMs, Math.min(bufferedMs + aheadMs - stepInMs, mostPatientMs));
        const step = await within(chunks.next(), dueMs, candidate);
        if (step.done) return;
        const chunk = step.value;
        const chunkMs = chunk.pcm.length / 8;
        if (rms(chunk.pcm) < silentRms) silentMs += chunkMs;
        else silentMs = 0;
        if (firstAtMs === null) {
          // Silence before the speech is kept back until it is known to be that.
          held.push(chunk);
          const heldMs = held.reduce((sum, one) => sum + one.pcm.length / 8, 0);
          const silent = silentMs === heldMs;
          if (silent && sounds(request.text) && (chunk.last || heldMs > leadingSilenceMs)) throw new ProviderError(`${candidate.name} gave silence for speech`, { code: "bad_answer", retryable: true });
          if (silent && !chunk.last) continue;
          firstAtMs = now();
          spoke = candidate;
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
            candidate.gate.settle({ type: "answered", afterMs: firstAtMs - askedAtMs });
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
      if (!settled) candidate.gate.settle(firstAtMs === null ? { type: "abandoned" } : { type: "answered", afterMs: firstAtMs - askedAtMs });
    }
  }

  function within<T>(work: Promise<T>, ms: number, candidate: TtsCandidate): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = setTimer(() => reject(new ProviderError(`${candidate.name} gave no audio within ${Math.round(ms)} ms`, { code: "timeout", retryable: true })), ms);
      work.then(resolve, reject).finally(cancel);
    });
  }

  return {
    synthesise,
    async prepare() {
      const first = candidates[0];
      if (first) await (await open(first)).prepare?.();
    },
    billed: () => sumUsage(...[...retired, ...opened.values()].map(({ ready }) => ready?.billed?.())),
    async close() {
      await Promise.all([...retired, ...opened.values()].map(closed));
    },
  };
}

/** Letters or digits: a text of signs alone may rightly be silent. */
const sounds = (text: string) => /[\p{L}\p{N}]/u.test(text);

function rms(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return pcm.length === 0 ? 0 : Math.sqrt(sum / pcm.length);
}

function asProviderError(error: unknown, name: string): ProviderError {
  return error instanceof ProviderError ? error : new ProviderError(`${name} failed`, { code: "failed", retryable: true, cause: error });
}
