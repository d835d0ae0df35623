import { describe, expect, it } from "vitest";
import { ProviderError, type ProviderErrorCode } from "../audio/provider-error.ts";
import type { Outcome } from "../net/vendor-gate.ts";
import { createVirtualClock, type VirtualClock } from "../testing/virtual-clock.ts";
import { createFallbackTts, type TtsCandidate } from "./fallback.ts";
import { offsetLeft } from "./left-to-say.ts";
import type { Tts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";

/** 60 ms a letter in chunks of 100 ms, each word with its time; `rate`: so many times faster than it sounds. */
interface Behaviour {
  firstAfterMs?: number;
  rate?: number;
  /** Stops there, in ms of audio: hangs, throws, ends, or goes on in zeros. */
  stop?: { atMs: number; how: ProviderErrorCode | "hang" | "end" | "zeros" };
  words?: boolean;
  leadingSilenceMs?: number;
}
const msALetter = 60;
const chunkMs = 100;

function voice(clock: VirtualClock, name: string, behaviour: Behaviour = {}, more: Partial<TtsCandidate> = {}) {
  const book = { asked: [] as string[], requests: [] as TtsRequest[], aborted: 0, closed: 0, outcomes: [] as Outcome[], admits: true, onTrial: false, prepared: 0, preparing: Promise.resolve() as Promise<void>, behaviour };
  const tts: Tts = {
    async *synthesise(request, signal): AsyncGenerator<TtsChunk> {
      const { firstAfterMs = 100, rate = 20, stop, words: hasWords = true, leadingSilenceMs = 0 } = book.behaviour;
      book.asked.push(request.text);
      book.requests.push(request);
      signal.addEventListener("abort", () => (book.aborted += 1), { once: true });
      const words: TtsWord[] = [...request.text.matchAll(/\S+/g)].map((match) => ({ charStart: match.index, charEnd: match.index + match[0].length, startMs: leadingSilenceMs + match.index * msALetter }));
      const totalMs = leadingSilenceMs + request.text.length * msALetter;
      await clock.wait(firstAfterMs);
      for (let atMs = 0; atMs < totalMs; atMs += chunkMs) {
        signal.throwIfAborted();
        if (stop && atMs >= stop.atMs) {
          if (stop.how === "end") return;
          if (stop.how === "hang") return void (await new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason), { once: true })));
          if (stop.how !== "zeros") throw new ProviderError(`${name} is out`, { code: stop.how, retryable: true });
        }
        const ms = Math.min(chunkMs, totalMs - atMs);
        const silent = atMs < leadingSilenceMs || (stop?.how === "zeros" && atMs >= stop.atMs);
        const inChunk = hasWords ? words.filter((word) => word.startMs >= atMs && word.startMs < atMs + ms) : [];
        yield { pcm: new Int16Array(ms * 8).fill(silent ? 0 : 1000), words: inChunk, last: atMs + ms >= totalMs };
        await clock.wait(ms / rate);
      }
    },
    prepare: () => ((book.prepared += 1), book.preparing),
    billed: () => [{ kind: "tts", provider: name, model: "m", unit: "chars", amount: book.asked.join("").length }],
    close: () => Promise.resolve(void (book.closed += 1)),
  };
  const candidate: TtsCandidate = {
    name, voice: `voice of ${name}`, speed: 1, open: () => Promise.resolve(tts),
    gate: { admit: () => book.admits, onTrial: () => book.onTrial, settle: (outcome) => book.outcomes.push(outcome) },
    ...more,
  };
  return { candidate, book };
}

/** The vendor's side of a text, seen to its end. */
function ended(tts: Tts): Tts & { open: number } {
  const book = {
    ...tts, open: 0,
    async *synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
      book.open += 1;
      try {
        yield* tts.synthesise(request, signal);
      } finally {
        book.open -= 1;
      }
    },
  };
  return book;
}

function make(clock: VirtualClock, ...candidates: TtsCandidate[]) {
  const failures: { name: string; code: string; next: string | null }[] = [];
  return { failures, tts: createFallbackTts({ candidates, now: clock.now, setTimer: clock.setTimer, onFailure: ({ name, error, next }) => failures.push({ name, code: error.code, next }) }) };
}

const text = "Ваш заказ готов и ждёт вас в пункте выдачи";

async function hear(clock: VirtualClock, tts: Tts, request: Partial<TtsRequest> = {}, controller = new AbortController()) {
  const heard = { ms: 0, firstAtMs: -1, lasts: 0, words: [] as TtsWord[], error: null as unknown };
  const askedAtMs = clock.now();
  const work = (async () => {
    for await (const chunk of tts.synthesise({ text, language: "ru", voice: "", speed: 1, ...request }, controller.signal)) {
      if (heard.firstAtMs < 0) heard.firstAtMs = clock.now() - askedAtMs;
      heard.ms += chunk.pcm.length / 8;
      heard.words.push(...chunk.words);
      if (chunk.last) heard.lasts += 1;
    }
  })().catch((error: unknown) => (heard.error = error));
  await clock.run(12_000);
  await work;
  return heard;
}

describe("a voice with stand-ins", () => {
  it("leaves no voice in mid-text that gave zeros, or sounded as a probe: a phrase that was being made there would wait for ever", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { leadingSilenceMs: 2_000 }), voice(clock, "b")];
    const watched = ended(await a.candidate.open());
    const { tts } = make(clock, { ...a.candidate, open: () => Promise.resolve(watched) }, b.candidate);
    expect(await hear(clock, tts)).toMatchObject({ lasts: 1, error: null });
    expect(watched.open).toBe(0);
    a.book.behaviour = {};
    a.book.onTrial = true;
    const later = make(clock, { ...a.candidate, open: () => Promise.resolve(watched) }, b.candidate);
    await hear(clock, later.tts);
    expect(a.book.asked).toHaveLength(2);
    expect(watched.open).toBe(0);
  });

  it("asks the first alone while it speaks well, each with its own voice and speed", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", {}, { speed: 1.2 }), voice(clock, "b")];
    const { tts } = make(clock, a.candidate, b.candidate);
    expect(await hear(clock, tts)).toMatchObject({ ms: text.length * msALetter, firstAtMs: 100, lasts: 1, error: null });
    expect(a.book.requests[0]).toMatchObject({ voice: "voice of a", speed: 1.2 });
    expect(b.book.asked).toEqual([]);
    expect(a.book.outcomes).toEqual([{ type: "answered", afterMs: 100 }]);
    expect(clock.armed()).toBe(0);
  });

  it.each([
    ["hangs", { firstAfterMs: 60_000 }, "timeout", 900],
    ["refuses the key", { stop: { atMs: 0, how: "unauthorised" } }, "unauthorised", 200],
    ["gives nothing but zeros", { stop: { atMs: 0, how: "zeros" } }, "bad_answer", 300],
    ["ends without a sound", { stop: { atMs: 0, how: "end" } }, "bad_answer", 200],
  ] as const)("lets the next one say the whole text when the first %s", async (_, behaviour, code, atMost) => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", behaviour), voice(clock, "b")];
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    const heard = await hear(clock, tts);
    expect(b.book.asked).toEqual([text]);
    expect(heard).toMatchObject({ ms: text.length * msALetter, lasts: 1, error: null });
    expect(heard.firstAtMs).toBeLessThanOrEqual(atMost);
    expect(failures).toEqual([{ name: "a", code, next: "b" }]);
    expect(a.book.aborted).toBe(1);
  });

  it.each([
    ["breaks", { stop: { atMs: 900, how: "failed" } }],
    ["stalls", { stop: { atMs: 900, how: "hang" } }],
    ["ends too soon", { stop: { atMs: 900, how: "end" } }],
  ] as const)("goes on with the first word that was not spoken when the first %s in mid-text", async (_, behaviour) => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", behaviour), voice(clock, "b")];
    const { tts } = make(clock, a.candidate, b.candidate);
    const heard = await hear(clock, tts);
    // 900 ms reach into the third word.
    expect(b.book.asked).toEqual(["готов и ждёт вас в пункте выдачи"]);
    expect(heard).toMatchObject({ lasts: 1, error: null });
    expect(heard.words.map((word) => text.slice(word.charStart, word.charEnd))).toEqual(["Ваш", "заказ", "готов", "готов", "и", "ждёт", "вас", "в", "пункте", "выдачи"]);
    expect(heard.words.at(3)?.startMs).toBe(900);
  });

  it("notices zeros amid the speech", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { stop: { atMs: 600, how: "zeros" } }), voice(clock, "b")];
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    expect(await hear(clock, tts)).toMatchObject({ lasts: 1, error: null });
    expect(failures).toMatchObject([{ name: "a", code: "bad_answer" }]);
  });

  it("notices a vendor that is slower than its speech should sound", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { rate: 0.6 }), voice(clock, "b")];
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    await hear(clock, tts);
    expect(failures).toMatchObject([{ name: "a", code: "timeout", next: "b" }]);
    expect(b.book.asked[0]).toMatch(/^(готов|и|ждёт) /);
  });

  it("has patience while other speech still sounds before this", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { firstAfterMs: 1_500 }), voice(clock, "b")];
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    expect(await hear(clock, tts, { aheadMs: 2_500 })).toMatchObject({ firstAtMs: 1_500, lasts: 1 });
    expect(failures).toEqual([]);
  });

  it("takes half a second of silence before the speech for what it is", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { leadingSilenceMs: 500 }), voice(clock, "b")];
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    expect(await hear(clock, tts)).toMatchObject({ ms: 500 + text.length * msALetter, lasts: 1 });
    expect(failures).toEqual([]);
  });

  it("keeps the voice that stepped in for the rest of the call", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { stop: { atMs: 0, how: "failed" } }), voice(clock, "b")];
    const { tts } = make(clock, a.candidate, b.candidate);
    await hear(clock, tts);
    a.book.behaviour = {};
    await clock.run(120_000);
    await hear(clock, tts, { text: "Дальше" });
    expect([a.book.asked, b.book.asked]).toEqual([[text], [text, "Дальше"]]);
  });

  it("says so in the books of the call, a text at a time", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a"), voice(clock, "b")];
    const { tts } = make(clock, a.candidate, b.candidate);
    await hear(clock, tts);
    expect(tts.failovers?.()).toBe(0);
    a.book.behaviour = { stop: { atMs: 900, how: "failed" } };
    await hear(clock, tts);
    await hear(clock, tts, { text: "Дальше" });
    expect(tts.failovers?.()).toBe(2);
  });

  it("takes a connection that does not come while it rings for a failure, and greets at once in the next voice", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { firstAfterMs: 60_000 }), voice(clock, "b")];
    a.book.preparing = new Promise(() => undefined);
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    const ready = tts.prepare?.();
    await clock.run(1_600);
    await ready;
    expect(failures).toEqual([{ name: "a", code: "timeout", next: "b" }]);
    expect([a.book.outcomes, b.book.prepared]).toMatchObject([[{ type: "failed", code: "timeout" }], 1]);
    expect(await hear(clock, tts)).toMatchObject({ firstAtMs: 100, lasts: 1 });
    expect(a.book.asked).toEqual([]);
  });

  it("leaves a voice alone whose circuit is open also while it rings", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a"), voice(clock, "b")];
    a.book.admits = false;
    await make(clock, a.candidate, b.candidate).tts.prepare?.();
    expect([a.book.prepared, b.book.prepared]).toEqual([0, 1]);
  });

  it("tries a voice whose circuit is half open beside a healthy one, until it sounds and unheard", async () => {
    const clock = createVirtualClock();
    const [sick, well, b] = [voice(clock, "a", { firstAfterMs: 60_000 }), voice(clock, "a"), voice(clock, "b")];
    sick.book.onTrial = true;
    well.book.onTrial = true;
    const { tts, failures } = make(clock, sick.candidate, b.candidate);
    expect(await hear(clock, tts)).toMatchObject({ firstAtMs: 100, ms: text.length * msALetter, lasts: 1 });
    expect(failures).toEqual([{ name: "a", code: "timeout", next: "b" }]);
    expect(sick.book.outcomes).toMatchObject([{ type: "failed", code: "timeout" }]);
    expect(await hear(clock, make(clock, well.candidate, b.candidate).tts)).toMatchObject({ firstAtMs: 100, ms: text.length * msALetter });
    expect(well.book).toMatchObject({ aborted: 1, outcomes: [{ type: "answered", afterMs: 100 }] });
  });

  it("has what will be said spoken while it rings, by whoever can", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { firstAfterMs: 60_000 }), voice(clock, "b")];
    const tts = createFallbackTts({ candidates: [a.candidate, b.candidate], prerender: { texts: ["Здравствуйте"], language: "ru" }, now: clock.now, setTimer: clock.setTimer, onFailure: () => undefined });
    const ready = tts.prepare?.();
    await clock.run(3_000);
    await ready;
    expect([a.book.asked, b.book.asked, tts.failovers?.()]).toEqual([["Здравствуйте"], ["Здравствуйте"], 0]);
    expect(await hear(clock, tts)).toMatchObject({ firstAtMs: 100 });
  });

  it("gives a first connection more time while it rings than a caller would", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { firstAfterMs: 1_300 }), voice(clock, "b")];
    const tts = createFallbackTts({ candidates: [a.candidate, b.candidate], prerender: { texts: ["Здравствуйте"], language: "ru" }, now: clock.now, setTimer: clock.setTimer, onFailure: () => undefined });
    const ready = tts.prepare?.();
    await clock.run(3_000);
    await ready;
    expect([a.book.asked, b.book.asked]).toEqual([["Здравствуйте"], []]);
  });

  it("learns nothing of a vendor from what the node had in store", async () => {
    const clock = createVirtualClock();
    const a = voice(clock, "a");
    const stored: Tts = {
      async *synthesise() {
        await Promise.resolve();
        yield { pcm: new Int16Array(800).fill(1000), words: [], last: true, stored: true };
      },
      close: () => Promise.resolve(),
    };
    await hear(clock, make(clock, { ...a.candidate, open: () => Promise.resolve(stored) }).tts);
    expect(a.book.outcomes).toEqual([{ type: "abandoned" }]);
  });

  it("leaves a voice alone whose circuit is open, unless there is no other", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a"), voice(clock, "b")];
    a.book.admits = false;
    await hear(clock, make(clock, a.candidate, b.candidate).tts);
    expect([a.book.asked.length, b.book.asked.length]).toEqual([0, 1]);
    await hear(clock, make(clock, a.candidate).tts);
    expect(a.book.asked.length).toBe(1);
  });

  it("throws the last error when nobody can speak", async () => {
    const clock = createVirtualClock();
    const noKey = voice(clock, "a", {}, { open: () => Promise.reject(new ProviderError("there is no key for a", { code: "misconfigured", retryable: false })) });
    const b = voice(clock, "b", { stop: { atMs: 0, how: "rate_limited" } });
    const { tts, failures } = make(clock, noKey.candidate, b.candidate);
    expect((await hear(clock, tts)).error).toMatchObject({ code: "rate_limited" });
    expect(failures.map(({ name, next }) => [name, next])).toEqual([["a", "b"], ["b", null]]);
  });

  it("ends the vendor's work at once when the caller interrupts, and blames nobody", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { rate: 1 }), voice(clock, "b")];
    const { tts, failures } = make(clock, a.candidate, b.candidate);
    const controller = new AbortController();
    clock.setTimer(() => controller.abort(new Error("barge-in")), 500);
    expect((await hear(clock, tts, {}, controller)).error).toMatchObject({ message: "barge-in" });
    expect(a.book).toMatchObject({ aborted: 1, outcomes: [{ type: "answered", afterMs: 100 }] });
    expect([b.book.asked, failures]).toEqual([[], []]);
    expect(clock.armed()).toBe(0);
  });

  it("bills all who spoke, opens the first beforehand, and closes them with the call", async () => {
    const clock = createVirtualClock();
    const [a, b] = [voice(clock, "a", { stop: { atMs: 900, how: "failed" } }), voice(clock, "b")];
    const { tts } = make(clock, a.candidate, b.candidate);
    await tts.prepare?.();
    await hear(clock, tts);
    expect(tts.billed?.()).toMatchObject([{ provider: "a", amount: text.length }, { provider: "b", amount: "готов и ждёт вас в пункте выдачи".length }]);
    await tts.close();
    expect([a.book.prepared, b.book.prepared, a.book.closed, b.book.closed]).toEqual([1, 0, 1, 1]);
  });
});

describe("what is left to say", () => {
  const words: TtsWord[] = [{ charStart: 0, charEnd: 3, startMs: 0 }, { charStart: 4, charEnd: 7, startMs: 300 }, { charStart: 8, charEnd: 11, startMs: 600 }];
  it.each([
    ["nothing sounded", { words: [], ms: 0 }, 0],
    ["within the first word", { words, ms: 200 }, 0],
    ["within the second", { words, ms: 500 }, 4],
    ["words of audio that did not come count as unsaid", { words, ms: 350 }, 4],
    ["no word times: by the length of the audio, back to the beginning of a word", { words: [], ms: 600 }, 8],
    ["words that the vendor tells late: from the newest known on", { words: words.slice(0, 1), ms: 1_700 }, 24],
  ] as const)("%s", (_, said, at) => {
    expect(offsetLeft("раз два три четыре пять шесть", { words: [...said.words], ms: said.ms })).toBe(at);
  });
});
