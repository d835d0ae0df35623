import { startCartesia } from "@zvon/stand-ins/src/cartesia/cartesia.ts";
import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import type { Ears, Fault, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLab, until, type Lab } from "../net/testing/vendor-lab.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { openCartesiaTts } from "./cartesia.ts";
import type { Tts, TtsRequest, TtsWord } from "./port.ts";

const voice = "a0e99841-438c-4a64-b679-ae501e7d6091";

ttsAdapterSuite("Cartesia", {
  open: openCartesiaTts,
  start: startCartesia,
  voices: { ru: "779673f3-895f-4935-b6b5-b031dc78b319", en: voice },
  words: true,
  cancelled: (asked) => asked.some((line) => line.what === "cancel"),
  unknownVoice: "alena",
});

describe("Cartesia's contexts over a call", () => {
  const texts = ["Your order is ready.", "It waits for you at the shop.", "Is there anything else?"];
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
  const begin = async (fault?: Fault, access: Partial<VendorLine["access"]> = {}): Promise<void> => {
    standIn = await startCartesia({ ears, mouth, ...(fault ? { fault } : {}) });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url, ...access }, model: null, language: "en" });
    tts = openCartesiaTts(lab.line());
  };
  afterEach(async () => {
    await tts.close();
    await until(() => standIn.connections() === 0);
    await lab.close();
    await standIn.close();
  });

  const say = (n: number, over: Partial<TtsRequest> = {}): TtsRequest => ({ text: texts[n] ?? "", language: "en", voice, speed: 1, reply: { id: "reply" }, ...over });
  const speak = async (request: TtsRequest, signal = new AbortController().signal): Promise<{ text: string | undefined; words: TtsWord[]; ms: number }> => {
    const parts: number[] = [];
    const words: TtsWord[] = [];
    for await (const chunk of tts.synthesise(request, signal)) {
      parts.push(...chunk.pcm);
      words.push(...chunk.words);
    }
    return { text: ears.recognise(Int16Array.from(parts), 8000)?.text, words, ms: parts.length / 8 };
  };
  const inputs = () => standIn.asked().filter((line) => line.what === "generate").map(({ detail }) => detail);
  const contexts = () => [...new Set(inputs().map((input) => input["context_id"]))];

  it("are replies: parts go on in one, each flushed, the last one ending it", async () => {
    await begin();
    const spoken = await Promise.all([speak(say(0)), speak(say(1)), speak(say(2, { reply: { id: "reply", last: true } }))]);
    expect(spoken.map(({ text }) => text)).toEqual(texts);
    expect(contexts()).toHaveLength(1);
    expect(inputs().map((input) => [input["transcript"], input["continue"], input["flush"] ?? false])).toEqual([
      [`${texts[0]} `, true, false],
      ["", true, true],
      [`${texts[1]} `, true, false],
      ["", true, true],
      [texts[2], false, false],
    ]);
    expect(inputs()[0]).toMatchObject({ model_id: "sonic-3.5", output_format: { container: "raw", encoding: "pcm_s16le", sample_rate: 8000 }, max_buffer_delay_ms: 0, add_timestamps: true, language: "en" });
  });

  it("count the times of words on; a part's are from its own beginning", async () => {
    await begin();
    const spoken = await Promise.all([speak(say(0)), speak(say(1))]);
    for (const { words, ms } of spoken) {
      expect(words[0]).toMatchObject({ charStart: 0, startMs: 0 });
      expect(words.every((word) => word.startMs < ms)).toBe(true);
    }
    expect(spoken.map(({ words }) => words.length)).toEqual([4, 7]);
  });

  it("are begun anew once the vendor has forgotten them, a second after the last sound", async () => {
    await begin();
    await speak(say(0));
    lab.clock.advance(700);
    expect((await speak(say(1))).text).toBe(texts[1]);
    expect(contexts()).toHaveLength(2);
  });

  it("are begun anew for another voice or speed in the same reply", async () => {
    await begin();
    await Promise.all([speak(say(0)), speak(say(1, { speed: 1.2 }))]);
    expect(contexts()).toHaveLength(2);
    expect(inputs().find((input) => input["transcript"] === `${texts[1]} `)).toMatchObject({ generation_config: { speed: 1.2 } });
  });

  it("take no speed the vendor would refuse", async () => {
    await begin();
    await Promise.all([speak(say(0, { speed: 0.3 })), speak(say(1, { speed: 2 }))]);
    expect(inputs().flatMap((input) => input["generation_config"] ?? [])).toEqual(expect.arrayContaining([{ speed: 0.6 }, { speed: 1.5 }]));
  });

  it("are called off with the part that sounds; what the reply still wants is asked for again and said", async () => {
    await begin({ kind: "stall", times: 1 });
    const stop = new AbortController();
    const first = speak(say(0), stop.signal).catch((error: unknown) => error);
    const second = speak(say(1));
    await until(() => inputs().length === 4);
    const reason = new Error("no more of this");
    stop.abort(reason);
    expect(await first).toBe(reason);
    expect((await second).text).toBe(texts[1]);
    expect(standIn.asked().filter((line) => line.what === "cancel")).toHaveLength(1);
  });

  it("bill what was begun, though it is called off, and nothing that failed", async () => {
    await begin({ kind: "stall", times: 1 });
    const stop = new AbortController();
    for await (const chunk of tts.synthesise(say(0, { reply: { id: "reply", last: true } }), stop.signal)) {
      expect(chunk.pcm.length).toBeGreaterThan(0);
      break;
    }
    await expect(speak(say(1, { voice: "unknown" }))).rejects.toMatchObject({ code: "unknown_voice" });
    await tts.close();
    expect(tts.billed?.()).toEqual(standIn.bill());
    expect(standIn.bill()).toMatchObject([{ amount: texts[0]?.length }]);
  });

  it("fail each by itself: an error of one is not told to another", async () => {
    await begin();
    const spoken = await Promise.allSettled([speak(say(0, { voice: "unknown", reply: { id: "a" } })), speak(say(1, { reply: { id: "b" } }))]);
    expect(spoken).toMatchObject([{ status: "rejected" }, { status: "fulfilled", value: { text: texts[1] } }]);
  });

  it("are reached through the vendor's proxy", async () => {
    const proxy = await startConnectProxy();
    await begin(undefined, { proxy: proxy.url });
    expect((await speak(say(0))).text).toBe(texts[0]);
    expect(proxy.tunnels()).toBe(1);
    await tts.close();
    await until(() => standIn.connections() === 0);
    await proxy.close();
  });
});
