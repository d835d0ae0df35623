/**
 * One WebSocket to a recogniser, kept for a call: opened once, kept alive between utterances, opened anew when it was
 * lost. Utterances take turns on it; what the vendor still says of one that was given up is not told to the next.
 */
import type { WebSocket } from "ws";
import { ProviderError } from "../audio/provider-error.ts";
import type { VendorLine } from "./vendor-line.ts";

/** Answers that nobody takes: a vendor that says more is broken. */
const maxWaiting = 1_000;
/** A vendor that does not close in time is left. */
const closeTimeoutMs = 1_000;

export interface Turn<T> {
  send(frame: string | Uint8Array): void;
  /** As if the vendor had answered this: for what it leaves unsaid. */
  tell(answer: T): void;
  /** Sends the audio as 16-bit little-endian frames, or as `encode` writes it, `onEnd` after the last; stops when the turn is over. Never rejects: a failing source fails the turn. */
  feed(audio: AsyncIterable<Int16Array>, onPcm: (pcm: Int16Array) => void, onEnd: () => void, encode?: (pcm: Int16Array) => string | Uint8Array): Promise<void>;
  /** Ends by throwing alone: what failed, the signal's reason, or `closed`. */
  answers(): AsyncIterable<T>;
  fail(error: unknown): void;
  /** `drain`: send this, and keep what comes up to the answer that `until` knows from the next turn (null: the next turn knows by itself what is not its own). A turn that failed takes its socket with it. */
  end(drain: { frame: string; until: ((answer: T) => boolean) | null } | null): void;
}

export interface SocketLine<T> {
  /** @throws ProviderError when the vendor can't be reached. */
  open(): Promise<void>;
  /** Waits for the turn before it to end: a caller speaks again while the last final is still awaited. */
  begin(signal: AbortSignal): Promise<Turn<T>>;
  /** How long the line has been open, over all its connections, ms. */
  connectedMs(): number;
  close(): Promise<void>;
}

type Live<T> = { failed: boolean; waiting: T[]; failure: { error: unknown } | null; wake: (() => void) | null; ended: Promise<void>; end: () => void };

export function createSocketLine<T>(options: {
  connect: (signal: AbortSignal) => Promise<WebSocket>;
  /** First frame of a connection. */
  greeting: (() => string) | null;
  /** Sent while no turn is on. `onSent`: for what is billed. */
  keepAlive: { everyMs: number; frame: string | Uint8Array; onSent?: () => void } | null;
  /** Last frame before the close. */
  goodbye: string | null;
  /** @throws for what is no answer of this vendor. */
  parse: (frame: string) => T;
  /** An answer that tells of a failure. */
  errorOf: (answer: T) => ProviderError | null;
  /** Why the vendor closed, where its close codes say so. */
  errorOfClose?: (code: number, reason: string) => ProviderError | null;
  who: string;
  vendorLine: Pick<VendorLine, "now" | "setTimer">;
}): SocketLine<T> {
  const { who, vendorLine } = options;
  const shut = new AbortController();
  const closedError = () => new ProviderError(`the line to ${who} was closed`, { code: "closed", retryable: false });
  let socket: WebSocket | null = null;
  let opening: Promise<WebSocket> | null = null;
  let live: Live<T> | null = null;
  /** Of turns that were given up: answers are dropped up to these, oldest first. */
  let draining: ((answer: T) => boolean)[] = [];
  let openedAtMs = 0;
  let pastMs = 0;
  let cancelKeepAlive: (() => void) | null = null;

  function fail(turn: Live<T> | null, error: unknown): void {
    if (turn === null || turn.failure !== null) return;
    turn.failure = { error };
    turn.failed = true;
    turn.wake?.();
  }

  function drop(lost: WebSocket): void {
    if (socket !== lost) return;
    socket = null;
    draining = [];
    pastMs += vendorLine.now() - openedAtMs;
    cancelKeepAlive?.();
    cancelKeepAlive = null;
  }

  function keepAlive(): void {
    cancelKeepAlive?.();
    cancelKeepAlive = null;
    const { keepAlive: plan } = options;
    if (plan === null) return;
    cancelKeepAlive = vendorLine.setTimer(() => {
      if (live === null && socket !== null) {
        socket.send(plan.frame);
        plan.onSent?.();
      }
      keepAlive();
    }, plan.everyMs);
  }

  function onAnswer(text: string): void {
    let answer: T;
    try {
      answer = options.parse(text);
    } catch (cause) {
      return fail(live, new ProviderError(`${who} answered with something that can't be read`, { code: "bad_answer", retryable: true, cause }));
    }
    const error = options.errorOf(answer);
    if (error !== null) return fail(live, error);
    const [drained] = draining;
    if (drained !== undefined) {
      if (drained(answer)) draining.shift();
      return;
    }
    if (live === null) return;
    live.waiting.push(answer);
    if (live.waiting.length > maxWaiting) fail(live, new ProviderError(`${who} says more than can be taken`, { code: "bad_answer", retryable: true }));
    live.wake?.();
  }

  async function connected(): Promise<WebSocket> {
    if (shut.signal.aborted) throw closedError();
    if (socket !== null) return socket;
    opening ??= (async () => {
      try {
        const opened = await options.connect(shut.signal);
        openedAtMs = vendorLine.now();
        socket = opened;
        opened.on("message", (data, binary) => {
          if (socket === opened && !binary) onAnswer(String(data));
        });
        opened.on("error", (cause) => fail(live, new ProviderError(`the line to ${who} broke`, { code: "failed", retryable: true, cause })));
        opened.on("close", (code, reason) => {
          if (socket !== opened) return;
          drop(opened);
          fail(live, options.errorOfClose?.(code, reason.toString()) ?? new ProviderError(`${who} closed the line (${code})`, { code: "failed", retryable: true }));
        });
        if (options.greeting !== null) opened.send(options.greeting());
        keepAlive();
        return opened;
      } finally {
        opening = null;
      }
    })();
    return opening;
  }

  return {
    async open() {
      await connected();
    },
    async begin(signal) {
      signal.throwIfAborted();
      while (live !== null) await Promise.race([live.ended, abortOf(signal)]);
      if (shut.signal.aborted) throw closedError();
      let ended: () => void = () => undefined;
      const turn: Live<T> = { failed: false, waiting: [], failure: null, wake: null, ended: new Promise((resolve) => (ended = resolve)), end: () => ended() };
      live = turn;
      const onAbort = () => fail(turn, signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      const leave = () => {
        signal.removeEventListener("abort", onAbort);
        if (live === turn) live = null;
        turn.end();
      };
      let own: WebSocket;
      try {
        own = await Promise.race([connected(), failureOf(turn)]);
      } catch (error) {
        leave();
        throw error;
      }
      const over = () => live !== turn || turn.failure !== null;
      return {
        send: (frame) => {
          if (!over()) own.send(frame);
        },
        tell(answer) {
          turn.waiting.push(answer);
          turn.wake?.();
        },
        async feed(audio, onPcm, onEnd, encode = littleEndian) {
          try {
            for await (const pcm of audio) {
              if (over()) return;
              onPcm(pcm);
              own.send(encode(pcm));
            }
            if (!over()) onEnd();
          } catch (error) {
            fail(turn, error);
          }
        },
        async *answers() {
          for (;;) {
            if (turn.failure !== null) throw turn.failure.error;
            const next = turn.waiting.shift();
            if (next !== undefined) yield next;
            else await new Promise<void>((resolve) => (turn.wake = resolve));
          }
        },
        fail: (error) => fail(turn, error),
        end(drain) {
          leave();
          if (socket !== own) return;
          // The caller's own stop is no fault of the line.
          const broken = turn.failed && !signal.aborted;
          if (broken) {
            drop(own);
            own.terminate();
          } else if (drain !== null) {
            own.send(drain.frame);
            if (drain.until !== null) draining.push(drain.until);
          }
        },
      };
    },
    connectedMs: () => pastMs + (socket === null ? 0 : vendorLine.now() - openedAtMs),
    async close() {
      if (shut.signal.aborted) return;
      shut.abort(closedError());
      fail(live, closedError());
      const closing = socket;
      if (closing === null) return;
      if (options.goodbye !== null) closing.send(options.goodbye);
      drop(closing);
      await new Promise<void>((resolve) => {
        const cancel = vendorLine.setTimer(() => closing.terminate(), closeTimeoutMs);
        closing.once("close", () => {
          cancel();
          resolve();
        });
        closing.close(1000);
      });
    },
  };
}

/** Little-endian machines alone run this (x64, arm64); a copy, for the source may use its frame again. */
const littleEndian = (pcm: Int16Array): Uint8Array => new Uint8Array(pcm.slice().buffer);

/** Rejects with the signal's reason; otherwise waits for ever. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Rejects when the turn fails; otherwise waits for ever (raced against the connection). */
function failureOf<T>(turn: Live<T>): Promise<never> {
  return new Promise((_, reject) => {
    turn.wake = () => {
      if (turn.failure !== null) reject(turn.failure.error);
    };
  });
}
