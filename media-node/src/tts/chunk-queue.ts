/** Between a vendor's messages and the one who plays: chunks wait in order; the end is the last chunk, or an error. */
import { ProviderError } from "../audio/provider-error.ts";
import type { TtsChunk } from "./port.ts";

/** Three minutes of telephone audio for one text, 3 MB: a vendor that gives more does not end by itself. */
const maxWaitingSamples = 8_000 * 180;

export interface ChunkQueue {
  push(chunk: TtsChunk): void;
  /** The first error is told, after the chunks that came before it. */
  fail(error: unknown): void;
  /** Ends with the last chunk; throws what `fail` was given, the signal's reason at once. */
  chunks(signal: AbortSignal): AsyncGenerator<TtsChunk>;
}

export function createChunkQueue(): ChunkQueue {
  const waiting: TtsChunk[] = [];
  let samples = 0;
  let failure: { error: unknown } | null = null;
  let wake: () => void = () => undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  return {
    push(chunk) {
      samples += chunk.pcm.length;
      if (samples > maxWaitingSamples) return fail(new ProviderError("the voice does not end", { code: "bad_answer", retryable: true }));
      waiting.push(chunk);
      wake();
    },
    fail,
    async *chunks(signal) {
      const onAbort = (): void => wake();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        for (;;) {
          signal.throwIfAborted();
          const next = waiting.shift();
          if (next !== undefined) {
            samples -= next.pcm.length;
            yield next;
            if (next.last) return;
          } else if (failure !== null) throw failure.error;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
  };
}

/** 16-bit little-endian bytes as they come in any portions, an odd one kept for the next. */
export function createPcmReader(): (bytes: Uint8Array) => Int16Array {
  let odd: number | null = null;
  return (bytes) => {
    const whole = new Uint8Array(bytes.length + (odd === null ? 0 : 1));
    whole.set(bytes, odd === null ? 0 : 1);
    if (odd !== null) whole[0] = odd;
    odd = whole.length % 2 === 1 ? (whole[whole.length - 1] ?? null) : null;
    // Little-endian machines alone run this (x64, arm64).
    return new Int16Array(whole.buffer, 0, Math.floor(whole.length / 2));
  };
}
