/**
 * Ears that never give up: an ordered list of recognisers as one. All audio of an utterance is kept, so whoever is next
 * hears it from its beginning at once, faster than it was spoken. Who is late is not hung up on: the next one starts
 * beside it, and the first final wins.
 *
 * | what goes wrong                                    | then                                             |
 * | -------------------------------------------------- | ------------------------------------------------ |
 * | an error                                           | the next starts at once                          |
 * | not a word for 2.5 s while the caller speaks       | the next starts beside it (a half-open socket)   |
 * | no final within its due time of the audio's end    | the next starts beside it                        |
 * | all have failed                                    | the last error is thrown                         |
 */
import { ProviderError } from "../audio/provider-error.ts";
import { sumUsage } from "../audio/usage.ts";
import type { VendorGate } from "../net/vendor-gate.ts";
import type { ListenHint, Stt, SttEvent, SttOptions } from "./port.ts";

export interface SttCandidate {
  /** For the log. */
  name: string;
  /** Asked once a call. @throws ProviderError */
  open(): Promise<Stt>;
  gate: VendorGate;
  /** Tells words before its final, so that its silence means something. */
  partials: boolean;
  /** From the end of the audio: what a healthy vendor needs nearly always. */
  finalDueMs: number;
}

/** Longer than a healthy vendor's first words (under 1 s) and than the pauses within a turn (about 1.1 s). */
const wordsDueMs = 2_500;
/** "Nothing understood" from the next one is not believed before the late one has had so much more. */
const graceMs = 500;
/** Who failed comes last in this call for so long: each try costs the caller time. */
const setBackMs = 30_000;
/** 60 s of frames of 20 ms; the turn machine ends an utterance long before. */
const maxFrames = 3_000;

type Attempt = { candidate: SttCandidate; controller: AbortController; running: boolean; words: boolean; late: boolean; overdue: boolean; hopeless: boolean; cancelTimer: () => void };

export function createFallbackStt(options: {
  candidates: readonly SttCandidate[];
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  onFailure: (failure: { name: string; error: ProviderError; next: string | null }) => void;
}): Stt {
  const { candidates, now, setTimer } = options;
  type Opened = { stt: Promise<Stt>; ready: Stt | null; closing: Promise<void> | null };
  const opened = new Map<SttCandidate, Opened>();
  /** Given up with their connections; what they counted is billed all the same. */
  const retired: Opened[] = [];
  const setBackUntil = new Map<SttCandidate, number>();
  let moments: { listens: ListenHint[]; language: "ru" | "en" } | null = null;

  function open(candidate: SttCandidate): Promise<Stt> {
    const known = opened.get(candidate);
    if (known) return known.stt;
    const entry: Opened = { stt: candidate.open(), ready: null, closing: null };
    opened.set(candidate, entry);
    entry.stt.then((stt) => (entry.ready = stt)).catch(() => undefined);
    return entry.stt;
  }

  const isSetBack = (candidate: SttCandidate) => (setBackUntil.get(candidate) ?? -Infinity) > now();

  /** The best that was not tried: one at rest only when there is no other. */
  function pick(tried: ReadonlySet<SttCandidate>): SttCandidate | null {
    const left = candidates.filter((candidate) => !tried.has(candidate));
    return left.find((candidate) => !isSetBack(candidate) && candidate.gate.admit()) ?? left.find((candidate) => !isSetBack(candidate)) ?? left[0] ?? null;
  }

  /** A line that failed may be half open: the next utterance gets another. */
  function retire(candidate: SttCandidate, error: ProviderError): void {
    const entry = opened.get(candidate);
    if (!entry || !error.retryable) return;
    opened.delete(candidate);
    retired.push(entry);
    // That a line which failed does not close well either is no news.
    closed(entry).catch(() => undefined);
  }

  const closed = (entry: Opened): Promise<void> => (entry.closing ??= entry.stt.then((stt) => stt.close(), () => undefined));

  function fail(candidate: SttCandidate, error: ProviderError, next: SttCandidate | null): void {
    setBackUntil.set(candidate, now() + setBackMs);
    candidate.gate.settle({ type: "failed", code: error.code, message: error.message });
    retire(candidate, error);
    options.onFailure({ name: candidate.name, error, next: next?.name ?? null });
  }

  async function* transcribe(audio: AsyncIterable<Int16Array>, sttOptions: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    signal.throwIfAborted();
    const recording = createRecording();
    const out = createEvents();
    const attempts: Attempt[] = [];
    const tried = new Set<SttCandidate>();
    let endedAtMs: number | null = null;
    let shown = "";
    let held: Extract<SttEvent, { type: "final" }> | null = null;

    function start(): SttCandidate | null {
      const candidate = pick(tried);
      if (!candidate) return null;
      tried.add(candidate);
      const attempt: Attempt = { candidate, controller: new AbortController(), running: true, words: false, late: false, overdue: false, hopeless: false, cancelTimer: () => undefined };
      attempts.push(attempt);
      watch(attempt);
      void run(attempt);
      return candidate;
    }

    async function run(attempt: Attempt): Promise<void> {
      try {
        const stt = await open(attempt.candidate);
        if (attempts.length > 1 && moments) stt.prepare(moments.listens, moments.language).catch(() => undefined); // its own use of what is missing tells
        for await (const event of stt.transcribe(recording.replay(), sttOptions, attempt.controller.signal)) {
          if (!attempt.running) return;
          onEvent(attempt, event);
        }
        if (attempt.running) throw new ProviderError(`${attempt.candidate.name} ended without a final text`, { code: "bad_answer", retryable: true });
      } catch (error) {
        if (attempt.running) onError(attempt, asProviderError(error, attempt.candidate.name));
      }
    }

    /** Re-armed by each word; after the end of the audio it waits for the final alone. */
    function watch(attempt: Attempt): void {
      attempt.cancelTimer();
      attempt.cancelTimer = () => undefined;
      const { candidate } = attempt;
      if (endedAtMs !== null) {
        attempt.cancelTimer = setTimer(() => onOverdue(attempt), candidate.finalDueMs);
      } else if (candidate.partials && !attempt.late) {
        attempt.cancelTimer = setTimer(() => onLate(attempt), wordsDueMs);
      }
    }

    function onLate(attempt: Attempt): void {
      if (!attempt.running || attempt.late) return;
      attempt.late = true;
      start();
    }

    function onOverdue(attempt: Attempt): void {
      attempt.overdue = true;
      onLate(attempt);
      attempt.cancelTimer = setTimer(() => {
        attempt.hopeless = true;
        settleHeld();
      }, graceMs);
    }

    function onEvent(attempt: Attempt, event: SttEvent): void {
      if (event.type === "final") return onFinal(attempt, event);
      attempt.words ||= event.text !== "";
      if (endedAtMs === null) watch(attempt);
      const lead = attempts.find((one) => one.running && one.words && !one.late) ?? attempts.find((one) => one.running && one.words);
      // Who hears from the beginning has first to catch up with what was shown.
      if (lead !== attempt || (attempts.length > 1 && event.text.length < shown.length)) return;
      shown = event.text;
      out.push(event);
    }

    function onFinal(attempt: Attempt, event: Extract<SttEvent, { type: "final" }>): void {
      attempt.running = false;
      attempt.cancelTimer();
      attempt.candidate.gate.settle({ type: "answered", afterMs: Math.max(0, now() - (endedAtMs ?? now())) });
      if (event.verdict !== "rejected") return win(event);
      held ??= event;
      settleHeld();
    }

    /** "Nothing was said" from one is believed once no other may still have heard words in time. */
    function settleHeld(): void {
      if (held && !attempts.some((attempt) => attempt.running && !attempt.hopeless)) win(held);
    }

    function win(event: SttEvent): void {
      for (const attempt of attempts) {
        if (!attempt.running) continue;
        const deaf = attempt.overdue || (attempt.late && !attempt.words);
        if (deaf) fail(attempt.candidate, timeout(attempt.candidate), null);
        else attempt.candidate.gate.settle({ type: "abandoned" });
        stop(attempt);
      }
      out.push(event);
      out.end(null);
    }

    function stop(attempt: Attempt): void {
      attempt.running = false;
      attempt.cancelTimer();
      attempt.controller.abort(new ProviderError("another recogniser was sooner", { code: "closed", retryable: false }));
    }

    function onError(attempt: Attempt, error: ProviderError): void {
      attempt.running = false;
      attempt.cancelTimer();
      fail(attempt.candidate, error, start());
      if (attempts.some((one) => one.running)) return settleHeld();
      if (held) win(held);
      else out.end(error);
    }

    const onAbort = () => {
      for (const attempt of attempts) {
        if (!attempt.running) continue;
        if (attempt.overdue) fail(attempt.candidate, timeout(attempt.candidate), null);
        else attempt.candidate.gate.settle({ type: "abandoned" });
        stop(attempt);
      }
      out.end(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    void (async () => {
      for await (const frame of audio) recording.push(frame);
      recording.end();
      endedAtMs = now();
      for (const attempt of attempts) if (attempt.running) watch(attempt);
    })().catch((error: unknown) => out.end(error));

    if (start() === null) throw new ProviderError("there is no recogniser to ask", { code: "not_installed", retryable: false });
    try {
      yield* out.read();
    } finally {
      signal.removeEventListener("abort", onAbort);
      for (const attempt of attempts) if (attempt.running) stop(attempt);
    }
  }

  return {
    transcribe,
    /** Of who would be asked now. */
    get partials() {
      return candidates.find((candidate) => !isSetBack(candidate))?.partials ?? false;
    },
    async prepare(listens, language) {
      moments = { listens: [...(moments?.listens ?? []), ...listens], language };
      const first = candidates.find((candidate) => !isSetBack(candidate));
      if (first) await (await open(first)).prepare(listens, language);
    },
    billed: () => sumUsage(...[...retired, ...opened.values()].map(({ ready }) => ready?.billed?.())),
    async close() {
      await Promise.all([...retired, ...opened.values()].map(closed));
    },
  };
}

const timeout = (candidate: SttCandidate) => new ProviderError(`${candidate.name} gave no answer in time`, { code: "timeout", retryable: true });

function asProviderError(error: unknown, name: string): ProviderError {
  return error instanceof ProviderError ? error : new ProviderError(`${name} failed`, { code: "failed", retryable: true, cause: error });
}

/** Audio of one utterance, readable from its beginning by any number. Bounded: beyond, the newest frames are dropped. */
function createRecording(): { push(frame: Int16Array): void; end(): void; replay(): AsyncIterable<Int16Array> } {
  const frames: Int16Array[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const one of waiting) one();
    waiting.clear();
  };
  return {
    push(frame) {
      if (frames.length < maxFrames) frames.push(frame);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    replay: () => ({
      async *[Symbol.asyncIterator]() {
        for (let at = 0; ; at += 1) {
          while (at >= frames.length && !ended) await new Promise<void>((resolve) => waiting.add(resolve));
          const frame = frames[at];
          if (!frame) return;
          yield frame;
        }
      },
    }),
  };
}

/** Events from several sources as one sequence. Bounded by its use: partials of one utterance. */
function createEvents(): { push(event: SttEvent): void; end(error: unknown): void; read(): AsyncGenerator<SttEvent> } {
  const waiting: SttEvent[] = [];
  let ended: { error: unknown } | null = null;
  let wake: () => void = () => undefined;
  return {
    push(event) {
      if (!ended) waiting.push(event);
      wake();
    },
    end(error) {
      ended ??= { error };
      wake();
    },
    async *read() {
      for (;;) {
        const event = waiting.shift();
        if (event) yield event;
        else if (ended) {
          if (ended.error !== null) throw ended.error;
          return;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
