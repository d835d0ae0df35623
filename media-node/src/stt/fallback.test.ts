import { describe, expect, it } from "vitest";
import { ProviderError, type ProviderErrorCode } from "../audio/provider-error.ts";
import type { Outcome } from "../net/vendor-gate.ts";
import { createVirtualClock, type VirtualClock } from "../testing/virtual-clock.ts";
import { createFallbackStt, type SttCandidate } from "./fallback.ts";
import type { Stt, SttEvent } from "./port.ts";

type Behaviour =
  /** Tells a partial for each 500 ms, and its final so long after the end. */
  | { does: "hear"; text: string; finalAfterMs: number; verdict?: "sure" | "rejected" }
  | { does: "fail"; code: ProviderErrorCode; afterFrames: number }
  /** Takes audio and answers nothing, ever; tells so many partials before. */
  | { does: "hang"; partials: number }
  | { does: "end" };

const frameMs = 20;

function vendor(clock: VirtualClock, name: string, behaviour: Behaviour | (() => Behaviour), more: Partial<SttCandidate> = {}) {
  const book = { opened: 0, closed: 0, heardMs: [] as number[], aborted: 0, prepared: 0, outcomes: [] as Outcome[], admits: true, onTrial: false, preparing: Promise.resolve() as Promise<void> };
  const stt: Stt = {
    async *transcribe(audio, _options, signal): AsyncGenerator<SttEvent> {
      const act = typeof behaviour === "function" ? behaviour() : behaviour;
      signal.addEventListener("abort", () => (book.aborted += 1), { once: true });
      let frames = 0;
      for await (const _ of audio) {
        signal.throwIfAborted();
        frames += 1;
        if (act.does === "fail" && frames >= act.afterFrames) throw new ProviderError(`${name} is out`, { code: act.code, retryable: true });
        if (frames % 25 === 0 && (act.does === "hear" || (act.does === "hang" && frames / 25 <= act.partials))) yield { type: "partial", text: `${name} ${frames}` };
      }
      book.heardMs.push(frames * frameMs);
      if (act.does === "end") return;
      if (act.does !== "hear") return void (await new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason), { once: true })));
      await clock.wait(act.finalAfterMs);
      signal.throwIfAborted();
      yield { type: "final", text: act.text, confidence: 0.9, verdict: act.verdict ?? "sure", alternatives: [], audioMs: frames * frameMs };
    },
    prepare: () => ((book.prepared += 1), book.preparing),
    billed: () => [{ kind: "stt", provider: name, model: "m", unit: "audio_ms", amount: book.heardMs.reduce((sum, ms) => sum + ms, 0) }],
    close: () => Promise.resolve(void (book.closed += 1)),
  };
  const candidate: SttCandidate = {
    name, partials: true, finalDueMs: 1_000,
    open: () => Promise.resolve(void (book.opened += 1)).then(() => stt),
    gate: { admit: () => book.admits, onTrial: () => book.onTrial, settle: (outcome) => book.outcomes.push(outcome) },
    ...more,
  };
  return { candidate, book };
}

/** An utterance spoken in real time; `told` collects its events and when they came, counted from the end of the audio. */
async function speak(clock: VirtualClock, stt: Stt, ms: number, waitMs = 4_000, controller = new AbortController()) {
  const frames: Int16Array[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  const audio = {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = frames.shift();
        if (next) yield next;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
  const told: { event: SttEvent; atMs: number }[] = [];
  const endMs = clock.now() + ms;
  const result: { error: unknown } = { error: null };
  const work = (async () => {
    for await (const event of stt.transcribe(audio, { language: "ru", listen: { phrases: [], digits: null } }, controller.signal)) told.push({ event, atMs: clock.now() - endMs });
  })().catch((error: unknown) => (result.error = error));
  for (let at = 0; at < ms && !controller.signal.aborted; at += frameMs) {
    frames.push(new Int16Array(160));
    wake();
    await clock.run(frameMs);
  }
  ended = true;
  wake();
  await clock.run(waitMs);
  if (!controller.signal.aborted) await work;
  const final = told.find(({ event }) => event.type === "final");
  return { told, final: final && { ...final.event, atMs: final.atMs }, error: result.error };
}

function make(...candidates: SttCandidate[]) {
  const failures: { name: string; code: string; next: string | null }[] = [];
  return { failures, of: (clock: VirtualClock) => createFallbackStt({ candidates, now: clock.now, setTimer: clock.setTimer, onFailure: ({ name, error, next }) => failures.push({ name, code: error.code, next }) }) };
}
const well = (text: string): Behaviour => ({ does: "hear", text, finalAfterMs: 200 });

describe("ears with stand-ins", () => {
  it("ask the first alone while it hears", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", well("привет")), vendor(clock, "b", well("б"))];
    const stt = make(a.candidate, b.candidate).of(clock);
    const { told, final } = await speak(clock, stt, 1_000);
    expect(final).toMatchObject({ text: "привет", atMs: 200 });
    expect(told.map(({ event }) => event.type)).toEqual(["partial", "partial", "final"]);
    expect(b.book.opened).toBe(0);
    expect(a.book.outcomes).toEqual([{ type: "answered", afterMs: 200 }]);
    expect(clock.armed()).toBe(0);
  });

  it("replay all that was said to the next when one fails in mid-utterance, and lose no word", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "fail", code: "failed", afterFrames: 60 }), vendor(clock, "b", well("всё"))];
    const { of, failures } = make(a.candidate, b.candidate);
    const { final } = await speak(clock, of(clock), 2_000);
    expect(final).toMatchObject({ text: "всё", atMs: 200 });
    expect(b.book.heardMs).toEqual([2_000]);
    expect(failures).toEqual([{ name: "a", code: "failed", next: "b" }]);
    expect(a.book.outcomes).toEqual([{ type: "failed", code: "failed", message: "a is out" }]);
  });

  it("let nobody wait more than 1.5 s longer for a socket that is half open from the beginning", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "hang", partials: 0 }), vendor(clock, "b", well("да"))];
    const { final } = await speak(clock, make(a.candidate, b.candidate).of(clock), 800);
    expect(final).toMatchObject({ text: "да", atMs: 1_200 });
    expect(a.book.outcomes).toEqual([{ type: "failed", code: "timeout", message: "a gave no answer in time" }]);
    expect(a.book.aborted).toBe(1);
  });

  it("notice a deaf vendor while the caller still speaks, so that the end costs no wait at all", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "hang", partials: 1 }), vendor(clock, "b", well("длинная речь"))];
    const { final } = await speak(clock, make(a.candidate, b.candidate).of(clock), 4_000);
    expect(final).toMatchObject({ text: "длинная речь", atMs: 200 });
  });

  it("do not take long silence for deafness in one that never tells words before its final", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "hear", text: "по фразам", finalAfterMs: 900 }, { partials: false, finalDueMs: 2_500 }), vendor(clock, "b", well("б"))];
    const { final } = await speak(clock, make(a.candidate, b.candidate).of(clock), 6_000);
    expect(final).toMatchObject({ text: "по фразам", atMs: 900 });
    expect(b.book.opened).toBe(0);
  });

  it("take the late one's final all the same when it comes before the other's", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "hear", text: "поздно", finalAfterMs: 1_100 }), vendor(clock, "b", { does: "hear", text: "б", finalAfterMs: 400 })];
    const { final } = await speak(clock, make(a.candidate, b.candidate).of(clock), 1_000);
    expect(final).toMatchObject({ text: "поздно", atMs: 1_100 });
    expect(b.book.outcomes).toEqual([{ type: "abandoned" }]);
    expect(b.book.aborted).toBe(1);
  });

  it("give a late one 500 ms more before they believe another that understood nothing", async () => {
    const clock = createVirtualClock();
    const closedList = vendor(clock, "embedded", { does: "hear", text: "", finalAfterMs: 10, verdict: "rejected" });
    const [late, never] = [vendor(clock, "a", { does: "hear", text: "свободная речь", finalAfterMs: 1_300 }), vendor(clock, "a", { does: "hang", partials: 9 })];
    expect((await speak(clock, make(late.candidate, closedList.candidate).of(clock), 1_000)).final).toMatchObject({ text: "свободная речь", atMs: 1_300 });
    expect((await speak(clock, make(never.candidate, closedList.candidate).of(clock), 1_000)).final).toMatchObject({ verdict: "rejected", atMs: 1_500 });
  });

  it("go through the whole list and throw the last error when all fail", async () => {
    const clock = createVirtualClock();
    const [a, b, c] = [vendor(clock, "a", { does: "fail", code: "unauthorised", afterFrames: 1 }), vendor(clock, "b", { does: "end" }), vendor(clock, "c", { does: "fail", code: "rate_limited", afterFrames: 1 })];
    const { of, failures } = make(a.candidate, c.candidate, b.candidate);
    const { error, final } = await speak(clock, of(clock), 500);
    expect(final).toBeUndefined();
    expect(error).toMatchObject({ code: "bad_answer" });
    expect(failures.map(({ name, next }) => [name, next])).toEqual([["a", "c"], ["c", "b"], ["b", null]]);
  });

  it("put who failed behind the others for half a minute, so that it costs the call one wait only", async () => {
    const clock = createVirtualClock();
    let broken = true;
    const a = vendor(clock, "a", () => (broken ? { does: "hang", partials: 0 } : well("а")));
    const b = vendor(clock, "b", well("б"));
    const stt = make(a.candidate, b.candidate).of(clock);
    expect((await speak(clock, stt, 500)).final?.atMs).toBe(1_200);
    expect((await speak(clock, stt, 500)).final).toMatchObject({ text: "б", atMs: 200 });
    broken = false;
    await clock.run(30_000);
    expect((await speak(clock, stt, 500)).final).toMatchObject({ text: "а", atMs: 200 });
  });

  it("give a vendor whose line did not answer a new line for its next utterance", async () => {
    const clock = createVirtualClock();
    let broken = true;
    const a = vendor(clock, "a", () => (broken ? { does: "hang", partials: 0 } : well("а")));
    const b = vendor(clock, "b", well("б"));
    const stt = make(a.candidate, b.candidate).of(clock);
    await speak(clock, stt, 500);
    expect([a.book.opened, a.book.closed]).toEqual([1, 1]);
    broken = false;
    await clock.run(30_000);
    await speak(clock, stt, 500);
    expect([a.book.opened, a.book.closed]).toEqual([2, 1]);
  });

  it("leave a vendor alone whose circuit is open, unless there is no other", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", well("а")), vendor(clock, "b", well("б"))];
    a.book.admits = false;
    expect((await speak(clock, make(a.candidate, b.candidate).of(clock), 500)).final).toMatchObject({ text: "б" });
    b.book.admits = false;
    expect((await speak(clock, make(a.candidate, b.candidate).of(clock), 500)).final).toMatchObject({ text: "а" });
  });

  it("say whether words are to be expected while the caller speaks: of who is asked now", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "fail", code: "failed", afterFrames: 1 }), vendor(clock, "b", well("б"), { partials: false })];
    const stt = make(a.candidate, b.candidate).of(clock);
    expect(stt.partials).toBe(true);
    await speak(clock, stt, 500);
    expect(stt.partials).toBe(false);
  });

  it("pass over a vendor that can't be opened", async () => {
    const clock = createVirtualClock();
    const noKey = vendor(clock, "a", well("а"), { open: () => Promise.reject(new ProviderError("there is no key for a", { code: "misconfigured", retryable: false })) });
    const b = vendor(clock, "b", well("б"));
    const { of, failures } = make(noKey.candidate, b.candidate);
    expect((await speak(clock, of(clock), 500)).final).toMatchObject({ text: "б", atMs: 200 });
    expect(failures).toEqual([{ name: "a", code: "misconfigured", next: "b" }]);
  });

  it("show no words twice while the next one catches up", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "fail", code: "failed", afterFrames: 100 }), vendor(clock, "b", well("конец"))];
    const { told } = await speak(clock, make(a.candidate, b.candidate).of(clock), 3_000);
    const shown = told.flatMap(({ event }) => (event.type === "partial" ? [event.text] : []));
    expect(shown.map((text) => Number(text.split(" ")[1]))).toEqual([25, 50, 75, 100, 125, 150]);
  });

  it("end every vendor's work at once when the caller is not listened to any more", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", { does: "hang", partials: 0 }), vendor(clock, "b", { does: "hang", partials: 0 })];
    const controller = new AbortController();
    const stt = make(a.candidate, b.candidate).of(clock);
    clock.setTimer(() => controller.abort(new Error("hung up")), 1_700);
    expect((await speak(clock, stt, 500, 2_000, controller)).error).toMatchObject({ message: "hung up" });
    expect([a.book.aborted, b.book.aborted]).toEqual([1, 1]);
    expect(a.book.outcomes).toMatchObject([{ type: "failed", code: "timeout" }]);
    expect(b.book.outcomes).toEqual([{ type: "abandoned" }]);
    expect(clock.armed()).toBe(0);
  });

  it("bill all who listened, and close them with the call", async () => {
    const clock = createVirtualClock();
    const [a, b] = [vendor(clock, "a", () => ({ does: "hang", partials: 0 })), vendor(clock, "b", well("б"))];
    const stt = make(a.candidate, b.candidate).of(clock);
    await stt.prepare([], "ru");
    await speak(clock, stt, 500);
    expect(stt.billed?.()).toEqual([
      { kind: "stt", provider: "a", model: "m", unit: "audio_ms", amount: 500 },
      { kind: "stt", provider: "b", model: "m", unit: "audio_ms", amount: 500 },
    ]);
    await stt.close();
    expect([a.book.closed, b.book.closed, a.book.prepared, a.book.opened]).toEqual([1, 1, 1, 1]);
  });

  describe("of a vendor that may rightly need long (OpenAI: 2 s at the 99th percentile)", () => {
    const patient = { partials: false, finalDueMs: 1_000, lostMs: 2_500 };

    it("let the next one hear too after a second, and hear the slow one out without blame", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", { does: "hear", text: "медленно", finalAfterMs: 1_800 }, patient), vendor(clock, "b", well("скоро"))];
      const { of, failures } = make(a.candidate, b.candidate);
      const stt = of(clock);
      expect((await speak(clock, stt, 1_000)).final).toMatchObject({ text: "скоро", atMs: 1_200 });
      expect(a.book.outcomes).toEqual([{ type: "answered", afterMs: 1_800 }]);
      expect([a.book.aborted, failures, clock.armed(), stt.failovers?.()]).toEqual([0, [], 0, 1]);
      // It is asked again, since it did answer.
      await speak(clock, stt, 1_000);
      expect(a.book.heardMs.length).toBe(2);
    });

    it("take it for lost once it has not answered within 2.5 s, and leave it alone from then on", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", { does: "hang", partials: 0 }, patient), vendor(clock, "b", well("скоро"))];
      const { of, failures } = make(a.candidate, b.candidate);
      const stt = of(clock);
      expect((await speak(clock, stt, 1_000)).final).toMatchObject({ text: "скоро", atMs: 1_200 });
      expect(failures).toEqual([{ name: "a", code: "timeout", next: "b" }]);
      expect(a.book).toMatchObject({ aborted: 1, outcomes: [{ type: "failed", code: "timeout" }] });
      expect((await speak(clock, stt, 1_000)).final).toMatchObject({ text: "скоро", atMs: 200 });
    });

    it("ask another while the slow one is still being heard out, and end it with the call", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", { does: "hang", partials: 0 }, patient), vendor(clock, "b", well("скоро"))];
      const stt = make(a.candidate, b.candidate).of(clock);
      await speak(clock, stt, 500, 1_300);
      expect((await speak(clock, stt, 500, 300)).final).toMatchObject({ text: "скоро", atMs: 200 });
      await stt.close();
      expect(a.book).toMatchObject({ aborted: 1, outcomes: [{ type: "abandoned" }] });
      expect(clock.armed()).toBe(0);
    });
  });

  describe("with a circuit that is half open", () => {
    it("try the vendor beside a healthy one, so that nobody waits for the probe", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", { does: "hang", partials: 0 }), vendor(clock, "b", well("б"))];
      a.book.onTrial = true;
      const { of, failures } = make(a.candidate, b.candidate);
      expect((await speak(clock, of(clock), 500)).final).toMatchObject({ text: "б", atMs: 200 });
      expect(failures).toEqual([{ name: "a", code: "timeout", next: "b" }]);
      expect(a.book.outcomes).toMatchObject([{ type: "failed", code: "timeout" }]);
    });

    it("learn that it is well again though the other one was sooner", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", { does: "hear", text: "а", finalAfterMs: 500 }), vendor(clock, "b", well("б"))];
      a.book.onTrial = true;
      await speak(clock, make(a.candidate, b.candidate).of(clock), 500);
      expect(a.book.outcomes).toEqual([{ type: "answered", afterMs: 500 }]);
      expect(clock.armed()).toBe(0);
    });

    it("ask it alone when there is no healthy one", async () => {
      const clock = createVirtualClock();
      const a = vendor(clock, "a", well("а"));
      a.book.onTrial = true;
      expect((await speak(clock, make(a.candidate).of(clock), 500)).final).toMatchObject({ text: "а", atMs: 200 });
    });
  });

  describe("made ready while it rings", () => {
    it("take a connection that does not come for a failure, tell the gate, and make the next one ready", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", { does: "hang", partials: 0 }), vendor(clock, "b", well("б"))];
      a.book.preparing = new Promise(() => undefined);
      const { of, failures } = make(a.candidate, b.candidate);
      const stt = of(clock);
      const ready = stt.prepare([], "ru");
      await clock.run(1_600);
      await ready;
      expect(a.book.outcomes).toMatchObject([{ type: "failed", code: "timeout" }]);
      expect(failures).toEqual([{ name: "a", code: "timeout", next: "b" }]);
      expect(b.book.prepared).toBe(1);
      // The first words cost no wait: they were never the first one's.
      expect((await speak(clock, stt, 500)).final).toMatchObject({ text: "б", atMs: 200 });
    });

    it("leave a vendor alone whose circuit is open, and open the one who will be asked", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", well("а")), vendor(clock, "b", well("б"))];
      a.book.admits = false;
      await make(a.candidate, b.candidate).of(clock).prepare([], "ru");
      expect([a.book.opened, b.book.prepared]).toEqual([0, 1]);
    });

    it("give the place of a probe back to an utterance when the connection alone stands", async () => {
      const clock = createVirtualClock();
      const [a, b] = [vendor(clock, "a", well("а")), vendor(clock, "b", well("б"))];
      a.book.onTrial = true;
      await make(a.candidate, b.candidate).of(clock).prepare([], "ru");
      await clock.run(10);
      expect([a.book.prepared, b.book.prepared]).toEqual([1, 1]);
      expect(a.book.outcomes).toEqual([{ type: "abandoned" }]);
    });

    it("wait for the node's own as long as it learns", async () => {
      const clock = createVirtualClock();
      const a = vendor(clock, "a", well("а"), { local: true });
      a.book.preparing = clock.wait(6_000);
      const ready = make(a.candidate).of(clock).prepare([], "ru");
      await clock.run(6_100);
      await ready;
      expect(a.book.outcomes).toEqual([]);
    });
  });
});
