import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { startDeepgram } from "@zvon/stand-ins/src/deepgram/deepgram.ts";
import type { Ears, Fault, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLab, until, type Lab } from "../net/testing/vendor-lab.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openDeepgramTts } from "./deepgram.ts";
import type { Tts, TtsRequest } from "./port.ts";

ttsAdapterSuite("Deepgram Aura", {
  open: openDeepgramTts,
  start: startDeepgram,
  voices: { en: "aura-2-thalia-en" },
  cancelled: (asked) => asked.some((line) => line.what === "Clear"),
  unknownVoice: "alena",
});

describe("Aura's lines over a call", () => {
  const texts = ["Your order is ready.", "It waits for you at the shop."];
  let mouth: SpeakingMouth;
  let ears: Ears;
  beforeAll(async () => {
    mouth = await createMouth();
    ears = createEars();
    for (const text of texts) ears.learn({ text, pcm: await mouth.speak(text, 8000), rateHz: 8000 });
  });
  afterAll(() => mouth.close());

  let standIn: StandIn;
  let lab: Lab;
  let tts: Tts;
  const begin = async (fault?: Fault): Promise<void> => {
    standIn = await startDeepgram({ ears, mouth, ...(fault ? { fault } : {}) });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model: null, language: "en" });
    tts = openDeepgramTts(lab.line());
  };
  afterEach(async () => {
    await tts.close();
    await until(() => standIn.connections() === 0);
    await lab.close();
    await standIn.close();
  });
  const say = (n: number, over: Partial<TtsRequest> = {}): TtsRequest => ({ text: texts[n] ?? "", language: "en", voice: "aura-2-thalia-en", speed: 1, ...over });
  const speak = async (request: TtsRequest, signal = new AbortController().signal): Promise<string | undefined> => {
    const parts: number[] = [];
    for await (const chunk of tts.synthesise(request, signal)) parts.push(...chunk.pcm);
    return ears.recognise(Int16Array.from(parts), 8000)?.text;
  };
  const lines = () => standIn.asked().filter((line) => line.what === "open").map((line) => (line.detail["query"] as string[]).join("&"));

  it("speak no Russian, and say so", async () => {
    await begin();
    await expect(speak(say(0, { text: "Добрый день", language: "ru" }))).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("does not speak Russian") });
    expect(lines()).toEqual([]);
  });

  it("are one for each voice and speed", async () => {
    await begin();
    await Promise.all([speak(say(0)), speak(say(1)), speak(say(0, { speed: 1.2 })), speak(say(0, { voice: "" }))]);
    expect(lines()).toEqual(["model=aura-2-thalia-en&encoding=linear16&sample_rate=8000", "model=aura-2-thalia-en&encoding=linear16&sample_rate=8000&speed=1.2"]);
  });

  it("are renewed before the vendor's limit of twenty flushes a minute", async () => {
    await begin();
    for (let n = 0; n < 21; n += 1) expect(await speak(say(n % 2))).toBe(texts[n % 2]);
    expect(lines()).toHaveLength(2);
    await until(() => standIn.connections() === 1);
  });

  it("are renewed before the vendor's limit of 2,400 characters a minute, and of an hour", async () => {
    await begin();
    const long = "word ".repeat(300).trim();
    for (let n = 0; n < 2; n += 1) for await (const chunk of tts.synthesise(say(0, { text: long }), new AbortController().signal)) expect(chunk.words).toEqual([]);
    expect(lines()).toHaveLength(2);
    lab.clock.advance(56 * 60_000);
    expect(await speak(say(1))).toBe(texts[1]);
    expect(lines()).toHaveLength(3);
  });

  it("take up again what waited behind a text that was called off", async () => {
    await begin({ kind: "stall", times: 1 });
    const stop = new AbortController();
    const first = speak(say(0), stop.signal).catch((error: unknown) => error);
    const second = speak(say(1));
    await until(() => standIn.asked().filter((line) => line.what === "Flush").length === 2);
    const reason = new Error("no more of this");
    stop.abort(reason);
    expect(await first).toBe(reason);
    expect(await second).toBe(texts[1]);
    await tts.close();
    expect(tts.billed?.()).toEqual(standIn.bill());
  });
});
