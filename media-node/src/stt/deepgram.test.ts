import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { startDeepgram } from "@zvon/stand-ins/src/deepgram/deepgram.ts";
import type { Ears, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLab, plainWords, until, type Lab } from "../net/testing/vendor-lab.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { frames, padded, sttAdapterSuite } from "./adapter-suite.ts";
import { openDeepgramStt } from "./deepgram.ts";
import type { ListenHint, Stt } from "./port.ts";

sttAdapterSuite("Deepgram Nova", { open: openDeepgramStt, start: startDeepgram });
sttAdapterSuite("Deepgram Flux", { open: openDeepgramStt, start: startDeepgram, model: "flux-general-multi" });

const text = "four zero seven one";
const anything: ListenHint = { phrases: [], digits: null };
describe("Deepgram's line over a call", () => {
  let mouth: SpeakingMouth;
  let ears: Ears;
  let speech: Int16Array;
  beforeAll(async () => {
    mouth = await createMouth();
    ears = createEars();
    const pcm = await mouth.speak(text, 8000);
    ears.learn({ text, pcm, rateHz: 8000 });
    speech = padded(pcm);
  });
  afterAll(() => mouth.close());

  let standIn: StandIn;
  let lab: Lab;
  let stt: Stt;
  const begin = async (model: string | null, over: Partial<VendorLine> = {}, access: Partial<VendorLine["access"]> = {}): Promise<void> => {
    standIn = await startDeepgram({ ears, mouth });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url, ...access }, model, language: "en" });
    stt = openDeepgramStt(lab.line(over));
  };
  afterEach(async () => {
    await stt.close();
    await until(() => standIn.connections() === 0);
    await lab.close();
    await standIn.close();
  });
  const hear = async (listen: ListenHint, audio: AsyncIterable<Int16Array> = frames(speech)): Promise<string> => {
    let heard = "";
    for await (const event of stt.transcribe(audio, { language: "en", listen }, new AbortController().signal)) if (event.type === "final") heard = event.text;
    return heard;
  };
  const opened = (): string[] => standIn.asked().filter((line) => line.what === "open").flatMap((line) => line.detail["query"] as string[]);
  const sent = (what: string): Record<string, unknown>[] => standIn.asked().filter((line) => line.what === what).map((line) => line.detail);

  it("takes the words of the trade and of every moment with it, and is told of each moment as it comes", async () => {
    await begin("nova-3", { hints: ["Zvon"] });
    await stt.prepare([{ phrases: ["pay my bill"], digits: null }], "en");
    expect(opened()).toEqual(expect.arrayContaining(["model=nova-3", "keyterm=Zvon", "keyterm=pay my bill", "numerals=false", "sample_rate=8000"]));
    await hear({ phrases: [], digits: { min: 4, max: 4 } });
    await hear({ phrases: [], digits: { min: 4, max: 4 } });
    expect(sent("Configure")).toEqual([{ type: "Configure", keyterms: ["Zvon"], features: { numerals: true } }]);
  });

  it("gives nova-2 single words of the trade as keywords, and no list of a moment", async () => {
    await begin("nova-2", { hints: ["Zvon", "two words"] });
    await hear({ phrases: ["yes"], digits: null });
    expect(opened().filter((pair) => pair.startsWith("key"))).toEqual(["keywords=Zvon:1"]);
    expect(sent("Configure")).toEqual([]);
  });

  it("asks for several languages at once when the model says so, and counts it as a model of its own", async () => {
    await begin("nova-3:multi");
    await hear(anything);
    expect(opened()).toEqual(expect.arrayContaining(["model=nova-3", "language=multi"]));
    await stt.close();
    expect(stt.billed?.()).toEqual(standIn.bill());
    expect(standIn.bill()).toMatchObject([{ model: "nova-3:multi" }]);
  });

  it("joins digits when digits are listened for, and leaves them in words when not", async () => {
    await begin("nova-3");
    expect(await hear({ phrases: [], digits: { min: 4, max: 4 } })).toBe("4071");
    expect(plainWords(await hear(anything))).toBe(text);
  });

  it("is kept alive between utterances, every 4 s, and without cost on Nova", async () => {
    await begin("nova-3");
    await stt.prepare([anything], "en");
    lab.clock.advance(12_000);
    await until(() => sent("KeepAlive").length === 3);
    expect(standIn.bill()).toEqual([]);
    expect(await hear(anything)).not.toBe("");
  });

  it("is kept alive by a breath of silence on Flux, which is billed", async () => {
    await begin("flux-general-en");
    await stt.prepare([anything], "en");
    lab.clock.advance(8_000);
    await until(() => standIn.bill().length > 0 && standIn.bill()[0]?.amount === 80);
    expect(stt.billed?.()).toEqual(standIn.bill());
    expect(plainWords(await hear(anything))).toBe(text);
  });

  it("says which model hears Russian when Flux for English is asked to", async () => {
    await begin("flux-general-en", { language: "ru" });
    await expect(hear(anything)).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("flux-general-multi") });
  });

  it("says that a model is not there", async () => {
    await begin("nova-9");
    await expect(hear(anything)).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("no model nova-9") });
  });

  it("is given up when nothing is said of audio that flows for five seconds", async () => {
    await begin("nova-3");
    standIn.fault({ kind: "half_open" });
    const endless = async function* () {
      for await (const frame of frames(new Int16Array(8 * 20 * 1000))) {
        lab.clock.advance(20);
        yield frame;
      }
    };
    await expect(hear(anything, endless())).rejects.toMatchObject({ code: "timeout", message: expect.stringContaining("says nothing") });
    expect(lab.clock.now()).toBeGreaterThan(5_000);
  });

  it("goes through the vendor's proxy", async () => {
    const proxy = await startConnectProxy();
    await begin("nova-3", {}, { proxy: proxy.url });
    expect(plainWords(await hear(anything))).toBe(text);
    expect(proxy.tunnels()).toBe(1);
    await stt.close();
    await until(() => standIn.connections() === 0);
    await proxy.close();
  });
});
