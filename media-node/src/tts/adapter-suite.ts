/**
 * What every vendor's voice must do, whatever its protocol: one suite that an adapter runs against the stand-in of its
 * vendor. What a protocol has not is said in `TtsSuite`, with the reason at the call.
 */
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { Asked, Ears, Fault, FaultKind, Mouth, StandIn, StartStandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ProviderErrorCode } from "../audio/provider-error.ts";
import { codeOfFault, createLab, plainWords, until, type Lab } from "../net/testing/vendor-lab.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import type { OpenTts, Tts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";

export interface TtsSuite {
  open: OpenTts;
  start: StartStandIn;
  /** A voice of the vendor for each language it speaks. */
  voices: { ru?: string; en?: string };
  /** Default null: the adapter's own choice. */
  model?: string | null;
  /** Added to the access (Yandex: the folder). The key and the address are the stand-in's. */
  access?: (standIn: StandIn) => Partial<VendorLine["access"]>;
  /** What a fault becomes, where it differs from the common table; null: this protocol has no such fault. */
  faults?: Partial<Record<FaultKind, ProviderErrorCode | null>>;
  /** The vendor tells when words begin. Default false. */
  words?: boolean;
  /** Connections the stand-in has between texts. Default 1; 0 for a request each. */
  warmConnections?: number;
  /** How the vendor's book shows that a text was called off. Absent: the connection of the text is closed. */
  cancelled?: (asked: readonly Asked[]) => boolean;
  /** «за́мок» as this vendor is to get it; absent: it gets no stress at all, the word as it is written. */
  stressed?: string;
  /** A voice id the vendor refuses; absent: it tells none from another. */
  unknownVoice?: string;
  /** By how much `billed()` may differ from the bill, in units. Default 0. */
  billTolerance?: number;
  /** Without a sound, from the text to the error, at most. Default 5000. */
  timeoutWithinMs?: number;
}

const texts = {
  en: ["Good morning, how may I help you today?", "Your order is ready and waiting for you."],
  ru: ["Добрый день, чем я могу вам помочь?", "Ваш заказ готов и ждёт вас в магазине."],
} as const;

/** What a vendor has not is no test at all: a skipped one would look forgotten. */
const offered = (holds: boolean): ((name: string, test: () => Promise<void>) => void) => (holds ? it : () => undefined);

export function ttsAdapterSuite(name: string, suite: TtsSuite): void {
  describe(`${name} as a voice`, () => {
    const languages = (["ru", "en"] as const).filter((language) => suite.voices[language] !== undefined);
    const [first] = languages;
    if (first === undefined) throw new Error("a vendor speaks at least one language");
    const say = (text: string, over: Partial<TtsRequest> = {}): TtsRequest => {
      const language = over.language ?? first;
      return { text, language, voice: suite.voices[language] ?? "", speed: 1, ...over };
    };

    let mouth: Mouth & { close(): Promise<void> };
    let ears: Ears;
    beforeAll(async () => {
      mouth = await createMouth();
      ears = createEars();
      for (const language of languages) {
        for (const text of texts[language]) ears.learn({ text, pcm: await mouth.speak(text, 8000), rateHz: 8000 });
      }
    });
    afterAll(() => mouth.close());

    let standIn: StandIn;
    let lab: Lab;
    let tts: Tts;
    const begin = async (language: "ru" | "en", fault?: Fault): Promise<void> => {
      standIn = await suite.start({ ears, mouth, ...(fault ? { fault } : {}) });
      lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url, ...suite.access?.(standIn) }, model: suite.model ?? null, language });
      tts = suite.open(lab.line());
    };
    afterEach(async () => {
      await tts.close();
      await until(() => standIn.connections() === 0);
      expect(lab.clock.armed(), "timers left after close").toBe(0);
      await lab.close();
      await standIn.close();
    });
    const speak = (request: TtsRequest, signal = new AbortController().signal): Promise<Spoken> => collect(tts.synthesise(request, signal));
    const heard = (spoken: Spoken): string => plainWords(ears.recognise(spoken.pcm, 8000)?.text ?? "");

    it.each(languages.flatMap((language) => texts[language].map((text) => ({ language, text }))))("says «$text», and nothing else", async ({ language, text }) => {
      await begin(language);
      await tts.prepare?.();
      const spoken = await speak(say(text, { language }));
      expect(heard(spoken)).toBe(plainWords(text));
      expect(spoken.lasts).toBe(1);
    });

    it("speaks without being made ready", async () => {
      await begin(first);
      expect(heard(await speak(say(texts[first][0])))).toBe(plainWords(texts[first][0]));
    });

    offered(suite.words ?? false)("tells when each word begins, in order, by its place in the text", async () => {
      await begin(first);
      const [text] = texts[first];
      const spoken = await speak(say(text));
      expect(spoken.words.map((word) => plainWords(text.slice(word.charStart, word.charEnd)))).toEqual(plainWords(text).split(" "));
      for (const [n, word] of spoken.words.entries()) {
        expect(word.startMs).toBeGreaterThanOrEqual(spoken.words[n - 1]?.startMs ?? 0);
        expect(word.startMs).toBeLessThan(spoken.pcm.length / 8);
      }
    });

    it("keeps two texts that are said at once apart", async () => {
      await begin(first);
      await tts.prepare?.();
      const spoken = await Promise.all(texts[first].map((text) => speak(say(text))));
      expect(spoken.map(heard)).toEqual(texts[first].map(plainWords));
    });

    it("says the parts of one reply each as its own, in order and asked for ahead", async () => {
      await begin(first);
      await tts.prepare?.();
      const spoken = await Promise.all(texts[first].map((text, n) => speak(say(text, { reply: { id: "reply-1", last: n === 1 } }))));
      expect(spoken.map(heard)).toEqual(texts[first].map(plainWords));
      const later = await speak(say(texts[first][0], { reply: { id: "reply-2" } }));
      expect(heard(later)).toBe(plainWords(texts[first][0]));
      const closing = await speak(say(texts[first][1], { reply: { id: "reply-2", last: true } }));
      expect(heard(closing)).toBe(plainWords(texts[first][1]));
    });

    it("keeps its line for the next text", async () => {
      await begin(first);
      await tts.prepare?.();
      for (const text of texts[first]) await speak(say(text));
      await until(() => standIn.connections() <= (suite.warmConnections ?? 1));
      expect(standIn.connections()).toBe(suite.warmConnections ?? 1);
    });

    it("ends in the middle of a text when it is told to, calls it off at the vendor, and says the next one", async () => {
      await begin(first, { kind: "stall", times: 1 });
      await tts.prepare?.();
      const stop = new AbortController();
      const reason = new Error("the caller speaks");
      let sounding = false;
      const stalled = collect(tts.synthesise(say(texts[first][0]), stop.signal), () => {
        sounding = true;
      });
      const ending = stalled.catch((error: unknown) => error);
      await until(() => sounding);
      stop.abort(reason);
      expect(await ending).toBe(reason);
      if (suite.cancelled) await until(() => suite.cancelled?.(standIn.asked()) ?? true);
      else await until(() => standIn.connections() === 0);
      const next = await speak(say(texts[first][1]));
      expect(heard(next)).toBe(plainWords(texts[first][1]));
    });

    it("refuses to begin when it was told to stop already", async () => {
      await begin(first);
      const reason = new Error("too late");
      await expect(speak(say(texts[first][0]), AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it("ends a text with an error when it is closed, and takes none afterwards", async () => {
      await begin(first, { kind: "half_open" });
      const speaking = speak(say(texts[first][0]));
      const ending = speaking.catch((error: unknown) => error);
      await until(() => standIn.connections() > 0);
      await tts.close();
      expect(await ending).toMatchObject({ name: "ProviderError", code: "closed" });
      await expect(speak(say(texts[first][0]))).rejects.toMatchObject({ code: "closed" });
    });

    offered(suite.voices.ru !== undefined)("gives the stress in the vendor's own form", async () => {
      await begin("ru");
      await speak(say("Старый за\u0301мок закрыт.", { language: "ru" }));
      const book = JSON.stringify(standIn.asked());
      expect(book).not.toContain("\u0301");
      expect(book).toContain(suite.stressed ?? "замок");
    });

    offered(suite.unknownVoice !== undefined)("says that a voice is unknown, and takes no other", async () => {
      await begin(first);
      await expect(speak(say(texts[first][0], { voice: suite.unknownVoice ?? "" }))).rejects.toMatchObject({ name: "ProviderError", code: "unknown_voice", retryable: false });
    });

    it("says what it does not know how to mend: a wrong key", async () => {
      await begin(first);
      const other = suite.open(lab.line({ access: { key: "wrong-key-of-a-test", baseUrl: standIn.url, ...suite.access?.(standIn) } }));
      const error = await collect(other.synthesise(say(texts[first][0]), new AbortController().signal)).catch((reason: unknown) => reason);
      await other.close();
      expect(error).toMatchObject({ name: "ProviderError", code: "unauthorised", retryable: false });
      expect(String(error)).not.toContain("wrong-key-of-a-test");
    });

    for (const [kind, common] of Object.entries(codeOfFault) as [FaultKind, ProviderErrorCode][]) {
      const code = suite.faults?.[kind] === undefined ? common : suite.faults[kind];
      offered(code !== null)(`${kind} becomes ${code ?? "nothing"}, in time`, async () => {
        await begin(first, { kind });
        const { result, tookMs } = await lab.clock.runUntil(speak(say(texts[first][0])));
        expect(result).toMatchObject({ status: "rejected", reason: { name: "ProviderError", code } });
        if (code === "timeout") expect(tookMs).toBeLessThanOrEqual(suite.timeoutWithinMs ?? 5_000);
        standIn.fault(null);
        expect(heard(await speak(say(texts[first][1]))), "the next text, the vendor well again").toBe(plainWords(texts[first][1]));
      });
    }

    it("counts what the vendor bills", async () => {
      await begin(first);
      for (const text of texts[first]) await speak(say(text));
      await tts.close();
      await until(() => standIn.connections() === 0);
      const billed = inOrder(tts.billed?.() ?? []);
      const bill = inOrder(standIn.bill());
      expect(billed.length).toBeGreaterThan(0);
      expect(billed.map(({ amount: _amount, ...line }) => line)).toEqual(bill.map(({ amount: _amount, ...line }) => line));
      for (const [n, line] of bill.entries()) {
        expect(line.amount).toBeGreaterThan(0);
        expect(Math.abs((billed[n]?.amount ?? 0) - line.amount), `${line.unit}: billed ${billed[n]?.amount}, bill ${line.amount}`).toBeLessThanOrEqual(suite.billTolerance ?? 0);
      }
    });
  });
}

interface Spoken {
  pcm: Int16Array;
  words: TtsWord[];
  lasts: number;
}

async function collect(chunks: AsyncIterable<TtsChunk>, onSound: () => void = () => undefined): Promise<Spoken> {
  const parts: Int16Array[] = [];
  const words: TtsWord[] = [];
  let lasts = 0;
  for await (const chunk of chunks) {
    expect(lasts, "nothing follows the last chunk").toBe(0);
    if (chunk.pcm.length > 0) onSound();
    parts.push(chunk.pcm);
    words.push(...chunk.words);
    if (chunk.last) lasts += 1;
  }
  const pcm = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  return { pcm, words, lasts };
}

function inOrder<T extends { provider: string; model: string; unit: string }>(lines: readonly T[]): T[] {
  const key = (line: T): string => `${line.provider} ${line.model} ${line.unit}`;
  return [...lines].sort((a, b) => key(a).localeCompare(key(b)));
}
