/**
 * Ears that never give up: an ordered list of recognisers as one. All audio of an utterance is kept, so whoever is next
 * hears it from its beginning at once, faster than it was spoken. Who is late is not hung up on: the next one starts
 * beside it, and the first final wins.
 *
 * | what goes wrong                                    | then                                             |
 * | -------------------------------------------------- | ------------------------------------------------ |
 * | an error                                           | the next starts at once                          |
 * | not a word for 2.5 s while the caller speaks       | the next starts beside it (a half-open socket)   |
 * | no final within its due time of the audio's end    | the next starts beside it; once its patience is over too, it has failed |
 * | its circuit is half open: this is its probe        | the next starts with it, and nobody waits for it |
 * | all have failed                                    | the last error is thrown                         |
 */
import { ProviderError } from "../audio/provider-error.ts";
import { sumUsage } from "../audio/usage.ts";
import type { VendorGate } from "../net/vendor-gate.ts";
import type { ListenHint, Stt, SttEvent, SttOptions } from "./port.ts";
import { createRecording } from "./utterance-recording.ts";

export interface SttCandidate {
  /** For the log. */
  name: string;
  /** Asked once a call. @throws ProviderError */
  open(): Promise<Stt>;
  gate: VendorGate;
  /** Tells words before its final, so that its silence means something. */
  partials: boolean;
  /** From the end of the audio: what a healthy vendor needs nearly always. Then the next one starts beside it. */
  finalDueMs: number;
  /** From the end of the audio: who has not answered by then has failed. Absent: `finalDueMs`, lateness is failure. */
  lostMs?: number;
  /** A part of the node: to make it ready may take seconds, and is no failure. */
  local?: true;
}

/** Longer than a healthy vendor's first words (under 1 s) and than the pauses within a turn (about 1.1 s). */
const wordsDueMs = 2_500;
/** "Nothing understood" from the next one is not believed before the late one has had so much more. */
const graceMs = 500;
/** Who failed comes last in this call for so long: each try costs the caller time. */
const setBackMs = 30_000;
/** A connection over continents and a proxy takes half of it; it rings for longer. */
const connectDueMs = 1_500;

type Attempt = {
  candidate: SttCandidate;
  controller: AbortController;
  running: boolean;
  words: boolean;
  late: boolean;
  overdue: boolean;
  hopeless: boolean;
  /** Asked beside a healthy one, to learn whether it is well again. */
  trial: boolean;
  /** The caller was served by another; it is heard out to learn how it does. */
  lingers: boolean;
  cancelTimer: () => void;
};

const lostMsOf = ({ lostMs, finalDueMs }: SttCandidate): number => Math.max(lostMs ?? 0, finalDueMs);

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
  /** Heard out after the caller was served: not asked again before they are done. */
  const lingering = new Set<Attempt>();
  let steppedIn = 0;
  let over = false;
  let moments: { listens: ListenHint[]; language: "ru" | "en" } | null = null;

  function open(candidate: SttCandidate): Promise<Stt> {
    const known = opened.get(candidate);
    if (known) return known.stt;
    const entry: Opened = { stt: candidate.open(), ready: null, closing: null };
    opened.set(candidate, entry);
    entry.stt.then((stt) => (entry.ready = stt)).catch(() => undefined);
    return entry.stt;
  }

  const isSetBack = (candidate: SttCandidate) => (setBackUntil.get(candidate) ?? -Infinity) > now() || [...lingering].some((attempt) => attempt.candidate === candidate);

  /** The best that was not tried: one at rest only when there is no other. `trial`: to be asked beside it. */
  function pick(tried: ReadonlySet<SttCandidate>): { candidate: SttCandidate; trial: SttCandidate | null } | null {
    const left = candidates.filter((candidate) => !tried.has(candidate));
    const fit = left.filter((candidate) => !isSetBack(candidate));
    const candidate = fit.find((one) => one.gate.admit()) ?? fit[0] ?? left[0];
    if (!candidate) return null;
    const healthy = candidate.gate.onTrial?.() ? fit.find((one) => one !== candidate && !one.gate.onTrial?.()) : undefined;
    return healthy ? { candidate: healthy, trial: candidate } : { candidate, trial: null };
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
    let held: { event: Extract<SttEvent, { type: "final" }>; by: SttCandidate } | null = null;

    function start(): SttCandidate | null {
      const picked = pick(tried);
      if (!picked) return null;
      launch(picked.candidate, false);
      if (picked.trial) launch(picked.trial, true);
      return picked.candidate;
    }

    function launch(candidate: SttCandidate, trial: boolean): void {
      tried.add(candidate);
      const attempt: Attempt = { candidate, controller: new AbortController(), running: true, words: false, late: false, overdue: false, hopeless: false, trial, lingers: false, cancelTimer: () => undefined };
      attempts.push(attempt);
      watch(attempt);
      void run(attempt);
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
      if (!hasCompany(attempt)) start();
    }

    /** A probe that fails leaves its companion to it. */
    const hasCompany = (attempt: Attempt) => attempt.trial && attempts.some((one) => one !== attempt && one.running && !one.late);

    function onOverdue(attempt: Attempt): void {
      attempt.overdue = true;
      onLate(attempt);
      attempt.cancelTimer = setTimer(() => {
        attempt.hopeless = true;
        settleHeld();
      }, Math.max(graceMs, lostMsOf(attempt.candidate) - attempt.candidate.finalDueMs));
    }

    const afterEndMs = () => now() - (endedAtMs ?? now());
    const isLost = (attempt: Attempt) => attempt.overdue && afterEndMs() >= lostMsOf(attempt.candidate);

    function onEvent(attempt: Attempt, event: SttEvent): void {
      if (event.type === "final") return onFinal(attempt, event);
      if (attempt.lingers) return;
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
      attempt.candidate.gate.settle({ type: "answered", afterMs: Math.max(0, afterEndMs()) });
      if (attempt.lingers) return void lingering.delete(attempt);
      if (event.verdict !== "rejected") return win(event, attempt.candidate);
      held ??= { event, by: attempt.candidate };
      settleHeld();
    }

    /** "Nothing was said" from one is believed once no other may still have heard words in time. */
    function settleHeld(): void {
      if (held && !attempts.some((attempt) => attempt.running && !attempt.hopeless)) win(held.event, held.by);
    }

    function win(event: SttEvent, by: SttCandidate): void {
      if (by !== candidates[0]) steppedIn += 1;
      for (const attempt of attempts) {
        if (!attempt.running) continue;
        const deaf = isLost(attempt) || (attempt.late && !attempt.overdue && !attempt.words);
        if (deaf) fail(attempt.candidate, timeout(attempt.candidate), by);
        else if (attempt.trial || attempt.overdue) {
          linger(attempt, by);
          continue;
        } else attempt.candidate.gate.settle({ type: "abandoned" });
        stop(attempt);
      }
      out.push(event);
      out.end(null);
    }

    function linger(attempt: Attempt, by: SttCandidate): void {
      attempt.cancelTimer();
      attempt.lingers = true;
      lingering.add(attempt);
      attempt.cancelTimer = setTimer(() => {
        lingering.delete(attempt);
        fail(attempt.candidate, timeout(attempt.candidate), by);
        stop(attempt);
      }, Math.max(0, lostMsOf(attempt.candidate) - afterEndMs()));
    }

    function onError(attempt: Attempt, error: ProviderError): void {
      attempt.running = false;
      attempt.cancelTimer();
      if (lingering.delete(attempt)) return fail(attempt.candidate, error, null);
      fail(attempt.candidate, error, hasCompany(attempt) ? null : start());
      if (attempts.some((one) => one.running)) return settleHeld();
      if (held) win(held.event, held.by);
      else out.end(error);
    }

    const onAbort = () => {
      for (const attempt of attempts) {
        if (!attempt.running || attempt.lingers) continue;
        if (isLost(attempt)) fail(attempt.candidate, timeout(attempt.candidate), null);
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
      for (const attempt of attempts) if (attempt.running && !attempt.lingers) watch(attempt);
    })().catch((error: unknown) => out.end(error));

    if (start() === null) throw new ProviderError("there is no recogniser to ask", { code: "not_installed", retryable: false });
    try {
      yield* out.read();
    } finally {
      signal.removeEventListener("abort", onAbort);
      for (const attempt of attempts) if (attempt.running && !attempt.lingers) stop(attempt);
    }
  }

  function stop(attempt: Attempt): void {
    attempt.running = false;
    attempt.cancelTimer();
    attempt.controller.abort(new ProviderError("another recogniser was sooner", { code: "closed", retryable: false }));
  }

  /** Null once it is ready. */
  async function makeReady(candidate: SttCandidate, listens: ListenHint[], language: "ru" | "en"): Promise<ProviderError | null> {
    const ready = open(candidate).then((stt) => stt.prepare(listens, language));
    try {
      await (candidate.local ? ready : within(ready, candidate));
      // That a probe's line stands says little: its place is given to an utterance.
      if (candidate.gate.onTrial?.()) candidate.gate.settle({ type: "abandoned" });
      return null;
    } catch (error) {
      return asProviderError(error, candidate.name);
    }
  }

  function within(work: Promise<void>, candidate: SttCandidate): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = setTimer(() => reject(timeout(candidate)), connectDueMs);
      work.then(resolve, reject).finally(cancel);
    });
  }

  /** An utterance that came meanwhile may have told of the same failure. */
  function failReady(candidate: SttCandidate, error: ProviderError, next: SttCandidate | null): void {
    if (over) candidate.gate.settle({ type: "abandoned" });
    else if (!isSetBack(candidate)) fail(candidate, error, next);
  }

  return {
    transcribe,
    /** Of who would be asked now. */
    get partials() {
      const fit = candidates.filter((candidate) => !isSetBack(candidate));
      return (fit.find((candidate) => !candidate.gate.onTrial?.()) ?? fit[0])?.partials ?? false;
    },
    async prepare(listens, language) {
      moments = { listens: [...(moments?.listens ?? []), ...listens], language };
      const tried = new Set<SttCandidate>();
      for (let picked = pick(tried); picked; ) {
        const { candidate, trial } = picked;
        if (trial) void makeReady(trial, listens, language).then((error) => error && failReady(trial, error, candidate));
        tried.add(candidate);
        const error = await makeReady(candidate, listens, language);
        if (error === null) return;
        picked = over ? null : pick(tried);
        failReady(candidate, error, picked?.candidate ?? null);
        if (picked === null) throw error;
      }
    },
    billed: () => sumUsage(...[...retired, ...opened.values()].map(({ ready }) => ready?.billed?.())),
    failovers: () => steppedIn,
    async close() {
      over = true;
      for (const attempt of lingering) {
        attempt.candidate.gate.settle({ type: "abandoned" });
        stop(attempt);
      }
      lingering.clear();
      await Promise.all([...retired, ...opened.values()].map(closed));
    },
  };
}

const timeout = (candidate: SttCandidate) => new ProviderError(`${candidate.name} gave no answer in time`, { code: "timeout", retryable: true });

function asProviderError(error: unknown, name: string): ProviderError {
  return error instanceof ProviderError ? error : new ProviderError(`${name} failed`, { code: "failed", retryable: true, cause: error });
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
