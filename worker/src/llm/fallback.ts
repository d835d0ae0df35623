/**
 * One answer from a list of models: each is asked until one gives words in time; after the first word nobody else is
 * asked, so that a caller never hears two answers. What fails later ends the answer at what was said (`cut`).
 *
 *   model 1 ── no word within firstWordMs, an error, an empty answer ──▶ model 2 ── … ──▶ AnswerError: the flow answers
 *      └─ refuses to stream ──▶ the same model, whole answer at once
 */
import type { LlmProvider } from "@zvon/contract/speech.ts";
import type { BreakerKey, Breakers } from "./breaker.ts";
import { LlmError } from "./port.ts";
import type { Llm, LlmErrorCode, LlmEvent, LlmRequest } from "./port.ts";

export type Candidate = {
  llm: Llm;
  /** "platform", or the tenant: breakers are kept for each owner of a key. */
  keyOwner: string;
  streaming: "auto" | "never";
};

/** Time is injected: real timers in the session, a hand-driven clock in tests. */
export interface Clock {
  now(): number;
  /** @returns what takes the timer away. */
  after(delayMs: number, run: () => void): () => void;
}
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export type Limits = {
  /** No word (and no tool) of a streaming model after so long: the next one is asked. */
  firstWordMs: number;
  /** A model that can't stream writes its whole answer within this. */
  wholeMs: number;
  /** Between two words; then the answer ends as it stands: a hole of more than 1.5 s is heard as a lost line. */
  gapMs: number;
  /** From the first word to the end: speech of 40 s is no telephone answer. */
  answerMs: number;
  /** Signs of an answer; a model that does not stop is stopped (`length`). */
  maxChars: number;
  /** No word of any model after so long: the flow answers, well before the node apologises (20 s) and hangs up (30 s). */
  silenceMs: number;
};

/** Four minutes of speech. What was heard of a reply must fit into one message of the node. */
const mostChars = 3_000;

/** Of a bot's settings. Generation at 50 tokens a second is slow for a vendor; a token is at most about 6 signs. */
export function limitsOf(llm: { first_token_timeout_ms: number; max_tokens: number }): Limits {
  return { firstWordMs: llm.first_token_timeout_ms, wholeMs: llm.first_token_timeout_ms + 20 * llm.max_tokens, gapMs: 1_800, answerMs: 40_000, maxChars: Math.min(6 * llm.max_tokens, mostChars), silenceMs: 15_000 };
}

export type Usage = { inputTokens: number; cachedTokens: number; outputTokens: number };

/** What became of one model's try, told once when the try is over, also when the answer was abandoned. */
export type Attempt = {
  provider: LlmProvider;
  model: string;
  outcome: "answered" | "cut" | "failed" | "abandoned";
  code: LlmErrorCode | null;
  /** From this model being asked; null when it gave no word. */
  firstWordMs: number | null;
  tookMs: number;
  /** `estimated`: the vendor never told, because the answer did not reach its end. Null: it was refused, nothing is billed. */
  usage: (Usage & { estimated: boolean }) | null;
};

export type AnswerEvent =
  /** Before the first word, once: who answers. `firstWordMs` counts from the beginning, over all models. */
  | { type: "answering"; provider: LlmProvider; model: string; firstWordMs: number }
  | { type: "text"; text: string }
  | { type: "tool"; id: string; name: string; arguments: string }
  /** Exactly one, the last. `cut`: the model failed in the middle (`code`), and what was said stands. */
  | { type: "done"; finish: "stop" | "length" | "tools" | "filtered" | "cut"; code: LlmErrorCode | null };

/** No model gave a word. `attempts`: who was asked and what came of it; those that an open circuit kept away are not in it. */
export class AnswerError extends LlmError {
  readonly attempts: readonly Attempt[];

  constructor(attempts: readonly Attempt[]) {
    const tried = attempts.map((attempt) => `${attempt.provider}/${attempt.model}: ${attempt.code ?? attempt.outcome}`).join("; ");
    super(attempts.length === 0 ? "every model is left alone after failures" : `no model answered (${tried})`, { code: attempts.at(-1)?.code ?? "failed", retryable: true });
    this.name = "AnswerError";
    this.attempts = attempts;
  }
}

export type AnswerOptions = {
  /** In order of preference. */
  candidates: readonly Candidate[];
  /** `stream` is set by the candidate. */
  request: Omit<LlmRequest, "stream">;
  /** The call's language: an answer that begins in the other alphabet is none. */
  language?: "ru" | "en";
  limits: Limits;
  breakers: Breakers;
  clock: Clock;
  /** Aborted: the caller went on. The sequence ends with the signal's reason, and so does the vendor's work. */
  signal: AbortSignal;
  onAttempt?: (attempt: Attempt) => void;
};

/** @throws AnswerError when no model gave a word; the signal's reason when it was aborted. */
export async function* answer(options: AnswerOptions): AsyncGenerator<AnswerEvent, void, undefined> {
  const beganMs = options.clock.now();
  const attempts: Attempt[] = [];
  for (const candidate of options.candidates) {
    const key: BreakerKey = { provider: candidate.llm.provider, model: candidate.llm.model, keyOwner: candidate.keyOwner };
    options.signal.throwIfAborted();
    if (options.clock.now() - beganMs >= options.limits.silenceMs) break;
    if (!options.breakers.admit(key, options.clock.now())) continue;
    const streams = candidate.streaming === "auto" && !options.breakers.refusesStreaming(key);
    let result = yield* tryModel(candidate.llm, streams, key, beganMs, options, attempts);
    if (result === "no_streaming") {
      options.breakers.noteRefusal(key);
      result = yield* tryModel(candidate.llm, false, key, beganMs, options, attempts);
    }
    if (result === "answered") return;
  }
  throw new AnswerError(attempts);
}

type Tried = "answered" | "silent" | "no_streaming";

/** Less patience than this is the bot's own choice, and says nothing of the vendor. */
const fairPatienceMs = 2_000;

/**
 * A circuit is shared by all who use the same key, so one bot's prompt or impatience must not close it for the others:
 * words in another language or none at all come of the prompt, and a vendor that was given too little time is not late.
 */
function blamesVendor(code: LlmErrorCode, tookMs: number, firstWordMs: number | null): boolean {
  if (code === "bad_answer") return false;
  return code !== "timeout" || firstWordMs !== null || tookMs >= fairPatienceMs;
}

async function* tryModel(llm: Llm, stream: boolean, key: BreakerKey, beganMs: number, options: AnswerOptions, attempts: Attempt[]): AsyncGenerator<AnswerEvent, Tried, undefined> {
  const { clock, limits, breakers, signal, request } = options;
  const askedMs = clock.now();
  const watch = createWatch(clock, signal);
  let text = "";
  /** What may still turn out to be no answer: a blank, words of another language. */
  let held = "";
  let firstWordMs: number | null = null;
  let usage: Usage | null = null;
  let settled = false;
  const conclude = (outcome: Attempt["outcome"], code: LlmErrorCode | null, retryAfterMs?: number): void => {
    if (settled) return;
    settled = true;
    watch.stop();
    // Refused requests are not billed; what was given up half-way is, and only the vendor knows how much.
    const billed = usage !== null ? { ...usage, estimated: false } : code === null || code === "timeout" || firstWordMs !== null ? { ...estimate(request, text), estimated: true } : null;
    const attempt: Attempt = { provider: llm.provider, model: llm.model, outcome, code, firstWordMs, tookMs: clock.now() - askedMs, usage: billed };
    if (outcome !== "abandoned") attempts.push(attempt);
    if (outcome === "abandoned") breakers.settle(key, firstWordMs === null ? { type: "abandoned" } : { type: "answered", firstWordMs }, clock.now());
    else if (code !== null && blamesVendor(code, clock.now() - askedMs, firstWordMs)) breakers.settle(key, { type: "failed", code, retryAfterMs }, clock.now());
    else if (code !== null) breakers.settle(key, { type: "abandoned" }, clock.now());
    else breakers.settle(key, { type: "answered", firstWordMs: firstWordMs ?? attempt.tookMs }, clock.now());
    options.onAttempt?.(attempt);
  };
  const begin = function* (): Generator<AnswerEvent, void, undefined> {
    if (firstWordMs !== null) return;
    firstWordMs = clock.now() - askedMs;
    watch.answerWithin(limits.answerMs);
    yield { type: "answering", provider: llm.provider, model: llm.model, firstWordMs: clock.now() - beganMs };
  };
  const say = function* (): Generator<AnswerEvent, void, undefined> {
    const piece = held.slice(0, limits.maxChars - text.length);
    held = "";
    text += piece;
    watch.within(limits.gapMs);
    if (piece !== "") yield { type: "text", text: piece };
  };
  const sequence = llm.respond({ ...request, stream }, watch.signal)[Symbol.asyncIterator]();
  try {
    watch.within(Math.max(0, Math.min(stream ? limits.firstWordMs : limits.wholeMs, beganMs + limits.silenceMs - askedMs)));
    for (;;) {
      const step = await watch.race(sequence.next());
      if (step.done === true) throw new LlmError("the answer ended without its end", { code: "bad_answer", retryable: true });
      const event: LlmEvent = step.value;
      if (event.type === "text") {
        held += event.text;
        if (firstWordMs === null && mayBeNoAnswer(held, options.language)) continue;
        yield* begin();
        yield* say();
        if (text.length >= limits.maxChars) {
          conclude("answered", null);
          yield { type: "done", finish: "length", code: null };
          return "answered";
        }
      } else if (event.type === "tool") {
        yield* begin();
        yield* say();
        yield event;
      } else {
        usage = event.usage;
        if (held.trim() !== "") {
          yield* begin();
          yield* say();
        }
        if (firstWordMs === null) throw new LlmError("the answer was empty", { code: "bad_answer", retryable: true });
        conclude("answered", null);
        yield { type: "done", finish: event.finish, code: null };
        return "answered";
      }
    }
  } catch (error) {
    if (signal.aborted) {
      conclude("abandoned", null);
      throw signal.reason;
    }
    const failure = error instanceof LlmError ? error : new LlmError("the model's adapter broke", { code: "failed", retryable: true, cause: error });
    if (firstWordMs !== null) {
      conclude("cut", failure.code, failure.retryAfterMs);
      yield { type: "done", finish: "cut", code: failure.code };
      return "answered";
    }
    conclude("failed", failure.code, failure.retryAfterMs);
    return failure.code === "no_streaming" && stream ? "no_streaming" : "silent";
  } finally {
    // Also when the listener leaves the sequence early: the vendor stops writing and counting.
    conclude("abandoned", null);
    watch.abort();
    // Not waited for: an adapter that hangs in its clean-up holds nobody up, and how that ends is of no interest.
    sequence.return?.().then(undefined, () => undefined);
  }
}

/** Latin names begin Russian answers («WhatsApp — …»); so many letters without one of the language are no name any more. */
const foreignLettersToRefuse = 16;

/** A beginning that is not yet to be said. @throws LlmError when it is plainly of another language. */
function mayBeNoAnswer(beginning: string, language: "ru" | "en" | undefined): boolean {
  if (beginning.trim() === "") return true;
  if (language === undefined) return false;
  const letters = beginning.match(/\p{L}/gu) ?? [];
  const own = language === "ru" ? /\p{Script=Cyrillic}/u : /\p{Script=Latin}/u;
  if (letters.length === 0 || letters.some((letter) => own.test(letter))) return false;
  if (letters.length >= foreignLettersToRefuse) throw new LlmError("the answer is in another language", { code: "bad_answer", retryable: true });
  return true;
}

/** One try's time limits and its stop: the caller's signal, or the limit that passed first. */
function createWatch(clock: Clock, outer: AbortSignal) {
  const controller = new AbortController();
  let cancelStep: (() => void) | null = null;
  let cancelAnswer: (() => void) | null = null;
  const expire = (what: string) => (): void => controller.abort(new LlmError(what, { code: "timeout", retryable: true }));
  const onOuter = (): void => controller.abort(outer.reason);
  outer.addEventListener("abort", onOuter, { once: true });
  const stop = (): void => {
    cancelStep?.();
    cancelAnswer?.();
    cancelStep = cancelAnswer = null;
    outer.removeEventListener("abort", onOuter);
  };
  return {
    signal: controller.signal,
    /** The next event comes within so long. */
    within(delayMs: number): void {
      cancelStep?.();
      cancelStep = clock.after(delayMs, expire(`no word within ${delayMs} ms`));
    },
    answerWithin(delayMs: number): void {
      cancelAnswer = clock.after(delayMs, expire(`the answer took longer than ${delayMs} ms`));
    },
    /** An adapter that does not heed its signal still holds nobody up. */
    race<T>(promise: Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => reject(controller.signal.reason);
        if (controller.signal.aborted) onAbort();
        controller.signal.addEventListener("abort", onAbort, { once: true });
        promise.then(resolve, reject).finally(() => controller.signal.removeEventListener("abort", onAbort));
      });
    },
    stop,
    abort(): void {
      stop();
      controller.abort(new LlmError("the answer is over", { code: "failed", retryable: false }));
    },
  };
}

/** About three signs a token (Russian 2.5 to 3.5, English 4), and 4 tokens around each message. For what a vendor never told. */
function estimate(request: Omit<LlmRequest, "stream">, text: string): Usage {
  const tokensOf = (signs: number): number => Math.ceil(signs / 3);
  const tools = request.tools.length === 0 ? 0 : JSON.stringify(request.tools).length;
  const charsOf = (message: LlmRequest["messages"][number]): number => message.content.length + ("calls" in message ? JSON.stringify(message.calls).length : 0);
  return { inputTokens: request.messages.reduce((sum, message) => sum + tokensOf(charsOf(message)) + 4, tokensOf(tools)), cachedTokens: 0, outputTokens: tokensOf(text.length) };
}
