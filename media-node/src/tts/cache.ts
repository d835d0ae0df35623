/**
 * Common phrases are spoken once. Wraps any voice around the node's phrase store; the key is the whole request and the
 * voice's version, so a new engine, another vendor, model or speed never plays old audio. What comes from the store is
 * not asked of the vendor and so not billed.
 */
import { createHash } from "node:crypto";
import type { PhraseStore, Take } from "./phrase-store.ts";
import type { Tts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";
import { isSilent } from "./silence.ts";

export interface TtsCacheOptions {
  store: PhraseStore;
  /** Changes when the same request would sound different: provider, model, and whose key where that decides the voice. */
  version: string;
  /** Texts known beforehand, which hold nobody's data: kept from the first time, on disk too. */
  lasting: (text: string) => boolean;
}

/** Longer speech is a one-off (a summary, an address); keeping it would push the greetings out. */
const maxPhraseSamples = 20 * 8_000;

export function cachedTts(inner: Tts, { store, version, lasting }: TtsCacheOptions): Tts {
  const takes = store.underWay;

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    signal.throwIfAborted();
    const key = keyOf(request, version);
    const stored = await store.find(key);
    signal.throwIfAborted();
    if (stored !== null) return yield { ...stored, last: true, stored: true };
    const take = takes.get(key);
    if (!take) return yield* speak(request, key, signal);
    let given = 0;
    for await (const chunk of follow(take, signal)) {
      given += chunk.pcm.length;
      yield chunk;
      if (chunk.last) return;
    }
    // Whoever had it made hung up or failed: it is made again. To break off here would be laid at the vendor's door.
    yield* beyond(given, speak(request, key, signal));
  }

  async function* speak(request: TtsRequest, key: string, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    const where = lasting(request.text) ? "disk" : store.again(key) ? "memory" : null;
    if (where === null) return yield* inner.synthesise(request, signal);
    const take: Take = { chunks: [], state: "speaking", wake: new Set() };
    takes.set(key, take);
    const tell = () => {
      for (const wake of take.wake) wake();
      take.wake.clear();
    };
    let samples = 0;
    try {
      for await (const chunk of inner.synthesise(request, signal)) {
        samples += chunk.pcm.length;
        take.chunks.push(copyOf(chunk));
        if (chunk.last && samples <= maxPhraseSamples && !take.chunks.every(({ pcm }) => isSilent(pcm))) store.keep(key, phraseOf(take.chunks, samples), where);
        if (chunk.last) take.state = "done";
        tell();
        yield chunk;
      }
    } finally {
      if (take.state === "speaking") take.state = "failed";
      if (takes.get(key) === take) takes.delete(key);
      tell();
    }
  }

  return {
    synthesise,
    async prepare() {
      await inner.prepare?.();
    },
    billed: () => inner.billed?.() ?? [],
    close: () => inner.close(),
  };
}

/** What comes after the first `given` samples; its last chunk in any case. */
async function* beyond(given: number, chunks: AsyncIterable<TtsChunk>): AsyncGenerator<TtsChunk> {
  let at = 0;
  for await (const chunk of chunks) {
    const pcm = chunk.pcm.subarray(Math.min(chunk.pcm.length, Math.max(0, given - at)));
    at += chunk.pcm.length;
    if (pcm.length > 0 || chunk.last) yield { ...chunk, pcm, words: given === 0 ? chunk.words : chunk.words.filter((word) => word.startMs * 8 >= given) };
  }
}

async function* follow(take: Take, signal: AbortSignal): AsyncGenerator<TtsChunk> {
  for (let at = 0; ; ) {
    signal.throwIfAborted();
    const chunk = take.chunks[at];
    if (chunk) {
      at += 1;
      yield copyOf(chunk);
      continue;
    }
    if (take.state !== "speaking") return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal.removeEventListener("abort", wake);
        take.wake.delete(wake);
        resolve();
      };
      take.wake.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }
}

function keyOf(request: TtsRequest, version: string): string {
  const { text, language, voice, speed, pitch } = request;
  return createHash("sha256").update(JSON.stringify([version, text, language, voice, speed, pitch ?? 1])).digest("hex");
}

/** The reader may transfer or change what it gets. */
const copyOf = (chunk: TtsChunk): TtsChunk => ({ ...chunk, pcm: chunk.pcm.slice(), words: chunk.words.map((word) => ({ ...word })) });

function phraseOf(chunks: readonly TtsChunk[], samples: number): { pcm: Int16Array; words: TtsWord[] } {
  const pcm = new Int16Array(samples);
  let at = 0;
  for (const chunk of chunks) {
    pcm.set(chunk.pcm, at);
    at += chunk.pcm.length;
  }
  return { pcm, words: chunks.flatMap((chunk) => chunk.words) };
}
