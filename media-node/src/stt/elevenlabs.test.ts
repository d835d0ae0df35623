import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { startElevenlabs } from "@zvon/stand-ins/src/elevenlabs/elevenlabs.ts";
import type { Ears, Fault, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createLab, until, type Lab } from "../net/testing/vendor-lab.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { frames, padded, sttAdapterSuite } from "./adapter-suite.ts";
import { openElevenlabsStt } from "./elevenlabs.ts";
import type { Stt, SttEvent } from "./port.ts";

sttAdapterSuite("ElevenLabs", { open: openElevenlabsStt, start: startElevenlabs });

describe("Scribe over a call", () => {
  const text = "where is my order";
  let mouth: SpeakingMouth;
  let ears: Ears;
  let spoken: Int16Array;
  beforeAll(async () => {
    mouth = await createMouth();
    ears = createEars();
    const pcm = await mouth.speak(text, 8000);
    ears.learn({ text, pcm, rateHz: 8000 });
    spoken = padded(pcm);
  });
  afterAll(() => mouth.close());

  let standIn: StandIn;
  let lab: Lab;
  let stt: Stt;
  const begin = async (over: Partial<VendorLine> = {}, fault?: Fault): Promise<void> => {
    standIn = await startElevenlabs({ ears, mouth, ...(fault ? { fault } : {}) });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model: null, language: "en" });
    const line = lab.line(over);
    stt = openElevenlabsStt({ ...line, access: { ...line.access, baseUrl: standIn.url, key: standIn.key } });
  };
  afterEach(async () => {
    await stt.close();
    await until(() => standIn.connections() === 0);
    await lab.close();
    await standIn.close();
  });

  const hear = async (pcm: Int16Array, signal = new AbortController().signal): Promise<SttEvent[]> => {
    const events: SttEvent[] = [];
    for await (const event of stt.transcribe(frames(pcm), { language: "en", listen: { phrases: [], digits: null } }, signal)) events.push(event);
    return events;
  };
  const asked = (what: string) => standIn.asked().filter((entry) => entry.what === what);

  it("is opened for telephone audio in the call's language, with our own endpoint and the words of the trade it can take", async () => {
    await begin({ hints: ["Zvon", "haircut", "haircut", "a phrase of more than twenty letters"] });
    await stt.prepare([], "en");
    await until(() => asked("start").length === 1);
    expect(asked("start")[0]?.detail).toMatchObject({ model_id: "scribe_v2_realtime", audio_format: "pcm_8000", sample_rate: 8000, language_code: "en", commit_strategy: "manual", keyterms: ["Zvon", "haircut"] });
  });

  it("is given fifty words at most", async () => {
    await begin({ hints: Array.from({ length: 80 }, (_, n) => `word ${n}`) });
    await stt.prepare([], "en");
    await until(() => asked("start").length === 1);
    expect(asked("start")[0]?.detail["keyterms"]).toHaveLength(50);
  });

  it("is committed with silence added where less was said than a commit wants, which it bills", async () => {
    await begin();
    expect((await hear(new Int16Array(800))).at(-1)).toMatchObject({ type: "final", text: "", audioMs: 100 });
    expect(stt.billed?.()).toMatchObject([{ unit: "audio_ms", amount: 300 }]);
    expect(standIn.bill()).toMatchObject([{ unit: "audio_ms", amount: 300 }]);
  });

  it("is kept between utterances by a little silence, which it bills", async () => {
    await begin();
    await hear(spoken);
    const before = standIn.bill()[0]?.amount ?? 0;
    lab.clock.advance(10_000);
    await until(() => (standIn.bill()[0]?.amount ?? 0) === before + 200);
    expect(stt.billed?.()[0]?.amount).toBe(before + 200);
    expect((await hear(spoken)).at(-1)).toMatchObject({ text });
  });

  it("has what was given up committed at once, and told to nobody", async () => {
    await begin();
    await stt.prepare([], "en");
    const stop = new AbortController();
    let given = 0;
    const endless = async function* () {
      for await (const frame of frames(spoken)) {
        given += 1;
        yield frame;
      }
      await new Promise(() => undefined);
    };
    const listening = (async () => {
      for await (const event of stt.transcribe(endless(), { language: "en", listen: { phrases: [], digits: null } }, stop.signal)) expect(event.type).toBe("partial");
    })().catch((error: unknown) => error);
    await until(() => given * 160 >= spoken.length);
    const reason = new Error("the caller hung up");
    stop.abort(reason);
    expect(await listening).toBe(reason);
    await until(() => asked("commit").length === 1);
    expect((await hear(new Int16Array(8000))).at(-1)).toMatchObject({ type: "final", text: "" });
    expect(asked("commit")).toHaveLength(2);
    expect(standIn.connections()).toBe(1);
  });

  it("is reached through the vendor's proxy", async () => {
    const proxy = await startConnectProxy();
    standIn = await startElevenlabs({ ears, mouth });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url, proxy: proxy.url }, model: null, language: "en" });
    stt = openElevenlabsStt(lab.line());
    expect((await hear(spoken)).at(-1)).toMatchObject({ text });
    expect(proxy.tunnels()).toBe(1);
    await stt.close();
    await proxy.close();
  });
});
