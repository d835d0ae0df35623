import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachedTts } from "./cache.ts";
import { openPhraseStore, type PhraseStore, type PhraseStoreOptions } from "./phrase-store.ts";
import type { Tts, TtsChunk, TtsRequest } from "./port.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-phrases-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Speaks as many samples as the text has letters, in two chunks, and counts how often it was asked. */
function scriptedVoice(samplesALetter = 1): Tts & { asked: number } {
  const voice = {
    asked: 0,
    async *synthesise({ text }: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
      voice.asked += 1;
      const pcm = new Int16Array(text.length * samplesALetter).fill(1000 + text.length);
      yield { pcm: pcm.slice(0, 1), words: [{ charStart: 0, charEnd: text.length, startMs: 0 }], last: false };
      signal.throwIfAborted();
      yield { pcm: pcm.slice(1), words: [], last: true };
    },
    close: () => Promise.resolve(),
  };
  return voice;
}
const never = new AbortController().signal;
const hello: TtsRequest = { text: "hello", language: "en", voice: "alice", speed: 1 };

/** A cache with a store of its own; `lasting` false: the texts were made up for one caller. */
function cached(voice: Tts, { version, lasting = true, ...store }: PhraseStoreOptions & { version: string; lasting?: boolean }): Tts & { stats: PhraseStore["stats"] } {
  const phrases = openPhraseStore(store);
  const tts = cachedTts(voice, { version, store: phrases, lasting: () => lasting });
  return { ...tts, stats: phrases.stats, close: () => phrases.close().then(tts.close) };
}

async function hear(tts: Tts, request: TtsRequest): Promise<{ samples: number; words: number; lasts: number }> {
  const heard = { samples: 0, words: 0, lasts: 0 };
  for await (const chunk of tts.synthesise(request, never)) {
    heard.samples += chunk.pcm.length;
    heard.words += chunk.words.length;
    heard.lasts += chunk.last ? 1 : 0;
    chunk.pcm.fill(0); // the reader may do as it likes with what it got
  }
  return heard;
}

describe("the phrase cache", () => {
  it("speaks a phrase once and repeats it from memory, words and all", async () => {
    const voice = scriptedVoice();
    const tts = cached(voice, { version: "1", folder: null });
    const first = await hear(tts, hello);
    expect(await hear(tts, hello)).toEqual(first);
    expect(first).toEqual({ samples: 5, words: 1, lasts: 1 });
    expect(voice.asked).toBe(1);
    expect(tts.stats()).toMatchObject({ memoryHits: 1, misses: 1 });
  });

  it("takes any difference in the request, or another engine, for another phrase", async () => {
    const voice = scriptedVoice();
    const tts = cached(voice, { version: "1", folder });
    for (const other of [{}, { speed: 1.1 }, { pitch: 1.1 }, { voice: "kate" }, { text: "hellO" }, { language: "ru" as const }]) await hear(tts, { ...hello, ...other });
    expect(voice.asked).toBe(6);
    await tts.close();
    const newer = cached(voice, { version: "2", folder });
    await hear(newer, hello);
    await newer.close();
    expect(voice.asked).toBe(7);
  });

  it("remembers over a restart", async () => {
    const voice = scriptedVoice();
    const before = cached(voice, { version: "1", folder });
    await hear(before, hello);
    await before.close();
    const after = cached(voice, { version: "1", folder });
    expect(await hear(after, hello)).toEqual({ samples: 5, words: 1, lasts: 1 });
    expect(voice.asked).toBe(1);
    expect(after.stats()).toMatchObject({ diskHits: 1, misses: 0 });
  });

  it("speaks anew when a file was damaged, and tells", async () => {
    const voice = scriptedVoice();
    const before = cached(voice, { version: "1", folder });
    await hear(before, hello);
    await before.close();
    const [file] = await readdir(folder);
    await writeFile(path.join(folder, file ?? ""), "half a fi");
    const faults: string[] = [];
    const after = cached(voice, { version: "1", folder, onFault: ({ code }) => faults.push(code) });
    expect(await hear(after, hello)).toEqual({ samples: 5, words: 1, lasts: 1 });
    await after.close();
    expect(faults).toEqual(["read"]);
  });

  it("keeps within its bounds and lets the least recently used go", async () => {
    const voice = scriptedVoice(100);
    const tts = cached(voice, { version: "1", folder, maxMemoryBytes: 2_500, maxDiskBytes: 2_500 });
    const other = { ...hello, text: "howdy" };
    await hear(tts, hello);
    await hear(tts, other);
    await hear(tts, hello); // now "howdy" is the oldest
    await hear(tts, { ...hello, text: "third" });
    await hear(tts, hello);
    expect(voice.asked).toBe(3);
    await tts.close();
    expect(tts.stats().memoryBytes).toBeLessThanOrEqual(2_500);
    expect(tts.stats().diskBytes).toBeLessThanOrEqual(2_500);
  });

  it("does not keep a phrase that was cut off", async () => {
    const voice = scriptedVoice();
    const tts = cached(voice, { version: "1", folder: null });
    const interrupted = new AbortController();
    const cut = (async () => {
      for await (const _ of tts.synthesise(hello, interrupted.signal)) interrupted.abort(new Error("barge-in"));
    })();
    await expect(cut).rejects.toThrow("barge-in");
    expect(await hear(tts, hello)).toEqual({ samples: 5, words: 1, lasts: 1 });
    expect(voice.asked).toBe(2);
  });

  it("costs only a synthesis when its folder can't be used", async () => {
    const blocked = path.join(folder, "a-file");
    await writeFile(blocked, "");
    const voice = scriptedVoice();
    const faults: string[] = [];
    const tts = cached(voice, { version: "1", folder: path.join(blocked, "inside"), onFault: ({ code }) => faults.push(code) });
    expect(await hear(tts, hello)).toEqual({ samples: 5, words: 1, lasts: 1 });
    await tts.close();
    expect(faults).toEqual(["read", "write"]);
  });

  it("never writes down what was put together for one caller, and keeps it in memory from its second time on", async () => {
    const voice = scriptedVoice();
    const tts = cached(voice, { version: "1", folder, lasting: false });
    for (const _ of [1, 2, 3, 4]) await hear(tts, { ...hello, text: "Anna, tomorrow at five" });
    await tts.close();
    expect(voice.asked).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });

  it("gives a phrase that is being made to who asks for it meanwhile, as it comes", async () => {
    const go = Promise.withResolvers<void>();
    let asked = 0;
    const slow: Tts = {
      async *synthesise() {
        asked += 1;
        yield { pcm: new Int16Array(3), words: [], last: false };
        await go.promise;
        yield { pcm: new Int16Array(2), words: [], last: true };
      },
      close: () => Promise.resolve(),
    };
    const tts = cached(slow, { version: "1", folder: null });
    const making = hear(tts, hello);
    await turnOfTheLoop();
    const samples: number[] = [];
    const hearing = (async () => {
      for await (const chunk of tts.synthesise(hello, never)) {
        samples.push(chunk.pcm.length);
        go.resolve();
      }
    })();
    await Promise.all([making, hearing]);
    expect([samples, asked]).toEqual([[3, 2], 1]);
  });

  it("has a phrase made anew for who waited for one that failed", async () => {
    let asked = 0;
    const go = Promise.withResolvers<void>();
    const flaky: Tts = {
      async *synthesise() {
        asked += 1;
        if (asked === 1) {
          await go.promise;
          throw new Error("out");
        }
        yield { pcm: new Int16Array(5), words: [], last: true };
      },
      close: () => Promise.resolve(),
    };
    const tts = cached(flaky, { version: "1", folder: null });
    const making = hear(tts, hello).catch((error: unknown) => error);
    await turnOfTheLoop();
    const hearing = hear(tts, hello);
    go.resolve();
    expect(await making).toMatchObject({ message: "out" });
    expect(await hearing).toMatchObject({ samples: 5, lasts: 1 });
  });

  it("does not keep silence: a vendor that gave zeros once is asked again", async () => {
    const voice = scriptedVoice(100);
    const mute: Tts = {
      ...voice,
      async *synthesise(request, signal) {
        for await (const chunk of voice.synthesise(request, signal)) yield { ...chunk, pcm: voice.asked === 1 ? new Int16Array(chunk.pcm.length) : chunk.pcm };
      },
    };
    const tts = cached(mute, { version: "1", folder });
    await hear(tts, hello);
    await hear(tts, hello);
    expect(voice.asked).toBe(2);
    await tts.close();
  });

  it("gives the rest of a phrase to who followed another call that hung up in it", async () => {
    const store = openPhraseStore({ folder: null });
    const voice = scriptedVoice(100);
    const [first, second] = [voice, voice].map((own) => cachedTts(own, { version: "1", store, lasting: () => true }));
    if (!first || !second) throw new Error("two calls");
    const made = first.synthesise(hello, never)[Symbol.asyncIterator]();
    await made.next();
    const followed = second.synthesise(hello, never)[Symbol.asyncIterator]();
    let samples = (await followed.next()).value?.pcm.length ?? 0;
    await made.return?.();
    const rest: TtsChunk[] = [];
    for (let step = await followed.next(); step.done !== true; step = await followed.next()) rest.push(step.value);
    for (const chunk of rest) samples += chunk.pcm.length;
    expect(samples).toBe(500);
    expect(rest.at(-1)?.last).toBe(true);
    expect(rest.flatMap((chunk) => chunk.words)).toEqual([]);
  });
});
