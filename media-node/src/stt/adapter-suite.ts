/**
 * What every vendor's ears must do, whatever its protocol: one suite that an adapter runs against the stand-in of its
 * vendor. What a protocol has not is said in `SttSuite`, with the reason at the call.
 */
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { Ears, Fault, FaultKind, Mouth, StandIn, StartStandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProviderErrorCode } from "../audio/provider-error.ts";
import { codeOfFault, createLab, plainWords, until, type Lab } from "../net/testing/vendor-lab.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import type { ListenHint, OpenStt, Stt, SttEvent } from "./port.ts";

export interface SttSuite {
  open: OpenStt;
  start: StartStandIn;
  /** Default null: the adapter's own choice. */
  model?: string | null;
  /** Default both. */
  languages?: ("ru" | "en")[];
  /** Added to the access (Yandex: the folder). The key and the address are the stand-in's. */
  access?: (standIn: StandIn) => Partial<VendorLine["access"]>;
  /** What a fault becomes, where it differs from the common table; null: this protocol has no such fault. */
  faults?: Partial<Record<FaultKind, ProviderErrorCode | null>>;
  /** false: the vendor tells nothing before its final. Default true. */
  partials?: boolean;
  /** Connections the stand-in has while two utterances of a call are over and the line is warm. Default 1; 0 for a request each. */
  warmConnections?: number;
  /** By how much `billed()` may differ from the bill, in units; for what is counted by clocks of two sides. Default 0. */
  billTolerance?: number;
  /** Of the adapter: from the end of the audio to its error, at most. Default 5000. */
  timeoutWithinMs?: number;
}

const phrases = {
  en: ["yes please I would like to pay my bill", "tell me the opening hours"],
  ru: ["да я хочу оплатить счёт за телефон", "расскажите про часы работы"],
} as const;

const anything: ListenHint = { phrases: [], digits: null };
const frameSamples = 160;
type Final = Extract<SttEvent, { type: "final" }>;

/** What a vendor has not is no test at all: a skipped one would look forgotten. */
const offered = (holds: boolean): ((name: string, test: () => Promise<void>) => void) => (holds ? it : () => undefined);

export function sttAdapterSuite(name: string, suite: SttSuite): void {
  describe(`${name} as ears`, () => {
    let mouth: Mouth & { close(): Promise<void> };
    let ears: Ears;
    const spoken = new Map<string, Int16Array>();
    beforeAll(async () => {
      mouth = await createMouth();
      ears = createEars();
      for (const language of suite.languages ?? (["ru", "en"] as const)) {
        for (const text of phrases[language]) {
          const pcm = await mouth.speak(text, 8000);
          ears.learn({ text, pcm, rateHz: 8000 });
          spoken.set(text, padded(pcm));
        }
      }
    });
    afterAll(() => mouth.close());

    let standIn: StandIn;
    let lab: Lab;
    let stt: Stt;
    const begin = async (language: "ru" | "en", fault?: Fault, over: Partial<VendorLine> = {}): Promise<void> => {
      standIn = await suite.start({ ears, mouth, ...(fault ? { fault } : {}) });
      lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url, ...suite.access?.(standIn) }, model: suite.model ?? null, language });
      stt = suite.open(lab.line(over));
    };
    afterEach(async () => {
      await stt.close();
      await until(() => standIn.connections() === 0);
      expect(lab.clock.armed(), "timers left after close").toBe(0);
      await lab.close();
      await standIn.close();
    });

    const languages = suite.languages ?? (["ru", "en"] as const);
    const [first] = languages;
    if (first === undefined) throw new Error("a vendor hears at least one language");
    const sound = (text: string): Int16Array => {
      const pcm = spoken.get(text);
      if (pcm === undefined) throw new Error(`"${text}" was not spoken`);
      return pcm;
    };
    const hear = async (text: string, language: "ru" | "en" = first): Promise<{ events: SttEvent[]; final: Final }> => {
      const events = await collect(stt.transcribe(frames(sound(text)), { language, listen: anything }, new AbortController().signal));
      const final = events.at(-1);
      if (final?.type !== "final") throw new Error(`the last event is ${final?.type ?? "nothing"}`);
      return { events, final };
    };

    it.each(languages.flatMap((language) => phrases[language].map((text) => ({ language, text }))))("hears «$text»", async ({ language, text }) => {
      await begin(language);
      await stt.prepare([anything], language);
      const { events, final } = await hear(text, language);
      expect(plainWords(final.text)).toBe(plainWords(text));
      expect(final).toMatchObject({ verdict: "sure", audioMs: sound(text).length / 8 });
      expect(final.confidence).toBeGreaterThan(0.5);
      expect(events.filter((event) => event.type === "final")).toHaveLength(1);
    });

    it("hears what is said before its line is open", async () => {
      await begin(first);
      expect(plainWords((await hear(phrases[first][0])).final.text)).toBe(plainWords(phrases[first][0]));
    });

    offered(suite.partials ?? true)("tells words before the audio ends, they grow, and the final comes after the end alone", async () => {
      await begin(first);
      const [text] = phrases[first];
      let heard: () => void = () => undefined;
      const told = new Promise<void>((resolve) => {
        heard = resolve;
      });
      let ended = false;
      const held = async function* () {
        yield* frames(sound(text));
        await told;
        ended = true;
      };
      const partials: string[] = [];
      for await (const event of stt.transcribe(held(), { language: first, listen: anything }, new AbortController().signal)) {
        if (event.type === "partial" && event.text !== "") {
          partials.push(plainWords(event.text));
          heard();
        } else if (event.type === "final") {
          expect(ended).toBe(true);
          expect(plainWords(event.text)).toBe(plainWords(text));
        }
      }
      for (const partial of partials) expect(plainWords(text).startsWith(partial), partial).toBe(true);
      for (const [n, partial] of partials.entries()) expect(partial.length).toBeGreaterThanOrEqual(partials[n - 1]?.length ?? 0);
    });

    it("hears nothing in silence and says so", async () => {
      await begin(first);
      const events = await collect(stt.transcribe(frames(new Int16Array(8000)), { language: first, listen: anything }, new AbortController().signal));
      expect(events.at(-1)).toMatchObject({ type: "final", text: "", verdict: "rejected", audioMs: 1000 });
    });

    it("hears nothing it knows in swapped bytes: the stand-in listens", async () => {
      await begin(first);
      const swapped = sound(phrases[first][0]).map((sample) => ((sample & 0xff) << 8) | ((sample >> 8) & 0xff));
      const events = await collect(stt.transcribe(frames(swapped), { language: first, listen: anything }, new AbortController().signal));
      expect(events.at(-1)).toMatchObject({ type: "final", text: "" });
    });

    it("hears utterance after utterance over the line it keeps", async () => {
      await begin(first);
      await stt.prepare([anything], first);
      for (const text of [...phrases[first], phrases[first][0]]) expect(plainWords((await hear(text)).final.text)).toBe(plainWords(text));
      await until(() => standIn.connections() <= (suite.warmConnections ?? 1));
      expect(standIn.connections()).toBe(suite.warmConnections ?? 1);
    });

    it("hears two utterances that overlap, each its own: the second begins while the final of the first is awaited", async () => {
      await begin(first);
      await stt.prepare([anything], first);
      const heard = await Promise.all(phrases[first].map((text) => hear(text)));
      expect(heard.map(({ final }) => plainWords(final.text))).toEqual(phrases[first].map(plainWords));
    });

    it("ends at once when it is told to, and hears the next utterance alone", async () => {
      await begin(first);
      await stt.prepare([anything], first);
      const stop = new AbortController();
      const reason = new Error("the caller hung up");
      let given = 0;
      const endless = async function* () {
        for await (const frame of frames(sound(phrases[first][0]).subarray(0, 8000))) {
          given += 1;
          yield frame;
        }
        await new Promise(() => undefined);
      };
      const listening = collect(stt.transcribe(endless(), { language: first, listen: anything }, stop.signal));
      const ending = listening.catch((error: unknown) => error);
      await until(() => given === 50);
      stop.abort(reason);
      expect(await ending).toBe(reason);
      expect(plainWords((await hear(phrases[first][1])).final.text)).toBe(plainWords(phrases[first][1]));
    });

    it("refuses to begin when it was told to stop already", async () => {
      await begin(first);
      const reason = new Error("too late");
      await expect(collect(stt.transcribe(frames(sound(phrases[first][0])), { language: first, listen: anything }, AbortSignal.abort(reason)))).rejects.toBe(reason);
    });

    it("ends an utterance with an error when it is closed, and takes none afterwards", async () => {
      await begin(first);
      let given = 0;
      const endless = async function* () {
        given += 1;
        yield new Int16Array(frameSamples);
        await new Promise(() => undefined);
      };
      const listening = collect(stt.transcribe(endless(), { language: first, listen: anything }, new AbortController().signal));
      const ending = listening.catch((error: unknown) => error);
      await until(() => given === 1);
      await stt.close();
      expect(await ending).toMatchObject({ name: "ProviderError", code: "closed" });
      await expect(hear(phrases[first][0])).rejects.toMatchObject({ code: "closed" });
    });

    it("says what it does not know how to mend: a wrong key", async () => {
      await begin(first, undefined);
      const other = suite.open(lab.line({ access: { key: "wrong-key-of-a-test", baseUrl: standIn.url, ...suite.access?.(standIn) } }));
      const error = await collect(other.transcribe(frames(sound(phrases[first][0])), { language: first, listen: anything }, new AbortController().signal)).catch((reason: unknown) => reason);
      await other.close();
      expect(error).toMatchObject({ name: "ProviderError", code: "unauthorised", retryable: false });
      expect(String(error)).not.toContain("wrong-key-of-a-test");
    });

    for (const [kind, common] of Object.entries(codeOfFault) as [FaultKind, ProviderErrorCode][]) {
      const code = suite.faults?.[kind] === undefined ? common : suite.faults[kind];
      offered(code !== null)(`${kind} becomes ${code ?? "nothing"}, in time`, async () => {
        await begin(first, { kind });
        let read: () => void = () => undefined;
        const audioEnded = new Promise<void>((resolve) => {
          read = resolve;
        });
        const speech = async function* () {
          yield* frames(sound(phrases[first][0]));
          read();
        };
        const listening = collect(stt.transcribe(speech(), { language: first, listen: anything }, new AbortController().signal));
        await Promise.race([audioEnded, listening.catch(() => undefined)]);
        const { result, tookMs } = await lab.clock.runUntil(listening);
        expect(result).toMatchObject({ status: "rejected", reason: { name: "ProviderError", code } });
        if (code === "timeout") expect(tookMs).toBeLessThanOrEqual(suite.timeoutWithinMs ?? 5_000);
        standIn.fault(null);
        expect(plainWords((await hear(phrases[first][1])).final.text), "the next utterance, the vendor well again").toBe(plainWords(phrases[first][1]));
      });
    }

    it("counts what the vendor bills", async () => {
      await begin(first);
      for (const text of phrases[first]) await hear(text);
      await stt.close();
      await until(() => standIn.connections() === 0);
      const billed = stt.billed?.() ?? [];
      const bill = standIn.bill();
      expect(billed.length).toBeGreaterThan(0);
      expect(inOrder(billed).map(({ amount: _amount, ...line }) => line)).toEqual(inOrder(bill).map(({ amount: _amount, ...line }) => line));
      for (const [n, line] of inOrder(bill).entries()) {
        expect(line.amount).toBeGreaterThan(0);
        expect(Math.abs((inOrder(billed)[n]?.amount ?? 0) - line.amount), `${line.unit}: billed ${inOrder(billed)[n]?.amount}, bill ${line.amount}`).toBeLessThanOrEqual(suite.billTolerance ?? 0);
      }
    });
  });
}

/** 300 ms before the speech and 500 ms after it, as the turn machine cuts an utterance. */
export function padded(pcm: Int16Array): Int16Array {
  const whole = new Int16Array(2400 + Math.ceil(pcm.length / frameSamples) * frameSamples + 4000);
  whole.set(pcm, 2400);
  return whole;
}

/** Frames of 20 ms, as fast as they are taken. */
export async function* frames(pcm: Int16Array): AsyncGenerator<Int16Array> {
  for (let at = 0; at < pcm.length; at += frameSamples) {
    await turnOfTheLoop();
    yield pcm.subarray(at, at + frameSamples);
  }
}

async function collect(events: AsyncIterable<SttEvent>): Promise<SttEvent[]> {
  const all: SttEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function inOrder<T extends { provider: string; model: string; unit: string }>(lines: readonly T[]): T[] {
  const key = (line: T): string => `${line.provider} ${line.model} ${line.unit}`;
  return [...lines].sort((a, b) => key(a).localeCompare(key(b)));
}
