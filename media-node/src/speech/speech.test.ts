import { describe, expect, it } from "vitest";
import { ProviderError } from "../audio/provider-error.ts";
import { createLog } from "../log.ts";
import type { Net } from "../net/net.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import type { Stt, SttEvent } from "../stt/port.ts";
import { createVirtualClock } from "../testing/virtual-clock.ts";
import { openPhraseStore, type PhraseStore } from "../tts/phrase-store.ts";
import type { Tts, TtsRequest } from "../tts/port.ts";
import { createReach } from "./access.ts";
import { createGates } from "./gates.ts";
import { createSpeech } from "./speech.ts";

const notCalled = (): never => {
  throw new Error("these vendors have no network");
};
const net = (): Net => ({ webSocket: notCalled, fetch: notCalled, connect: notCalled });
const never = new AbortController().signal;

function ears(heard: string, fails: () => ProviderError | null = () => null) {
  const book = { closed: 0, prepared: 0 };
  const stt: Stt = {
    async *transcribe(audio): AsyncGenerator<SttEvent> {
      for await (const _ of audio) continue;
      const error = fails();
      if (error) throw error;
      yield { type: "final", text: heard, confidence: 1, verdict: "sure", alternatives: [], audioMs: 0 };
    },
    prepare: () => Promise.resolve(void (book.prepared += 1)),
    billed: () => [{ kind: "stt", provider: heard, model: "m", unit: "audio_ms", amount: 100 }],
    close: () => Promise.resolve(void (book.closed += 1)),
  };
  return { stt, book };
}

function mouth(level: number, fails: () => ProviderError | null = () => null) {
  const book = { closed: 0, asked: [] as TtsRequest[] };
  const tts: Tts & { version: string } = {
    version: "1",
    async *synthesise(request) {
      book.asked.push(request);
      await Promise.resolve();
      const error = fails();
      if (error) throw error;
      yield { pcm: new Int16Array(80).fill(level), words: [], last: true };
    },
    billed: () => [{ kind: "tts", provider: "fake", model: "m", unit: "chars", amount: book.asked.reduce((sum, { text }) => sum + text.length, 0) }],
    close: () => Promise.resolve(void (book.closed += 1)),
  };
  return { tts, book };
}

function node(options: { failing?: () => ProviderError | null; phrases?: PhraseStore; platform?: Parameters<typeof createReach>[0]; own?: boolean } = {}) {
  const clock = createVirtualClock();
  const nets = { open: net(), guarded: net() };
  const lines: VendorLine[] = [];
  const own = { ears: ears("embedded"), voice: mouth(500) };
  const vendor = { ears: ears("soniox", options.failing), voice: mouth(1000, options.failing) };
  const warnings: string[] = [];
  const speech = createSpeech({
    ownEars: new Map(options.own === false ? [] : [["embedded", own.ears.stt]]), ownVoice: options.own === false ? null : own.voice.tts,
    reach: createReach(options.platform ?? {}, nets), gates: createGates({ now: clock.now, wallNow: () => 0 }), phrases: options.phrases ?? openPhraseStore({ folder: null }),
    sttEntry: (provider) => (provider === "soniox" ? { partials: true, finalDueMs: 1_000, load: () => Promise.resolve((line) => (lines.push(line), vendor.ears.stt)) } : undefined),
    ttsEntry: (provider) => (provider === "cartesia" ? { load: () => Promise.resolve((line) => (lines.push(line), vendor.voice.tts)) } : undefined),
    now: clock.now, setTimer: clock.setTimer, log: createLog((line) => warnings.push(line)),
  });
  return { speech, lines, nets, own, vendor, warnings, clock };
}

async function hears(stt: Stt): Promise<string> {
  async function* audio() {
    yield new Int16Array(160);
  }
  for await (const event of stt.transcribe(audio(), { language: "ru", listen: { phrases: [], digits: null } }, never)) if (event.type === "final") return event.text;
  return "nothing";
}
async function says(tts: Tts, text: string): Promise<number> {
  for await (const chunk of tts.synthesise({ text, language: "ru", voice: "", speed: 1 }, never)) if (chunk.pcm.length > 0) return chunk.pcm[0] ?? 0;
  return 0;
}

const key = { key: "secret-of-the-tenant" };
const plain = { language: "ru" as const, access: {}, hints: [], prerender: [] };
const cartesia = { provider: "cartesia", voice: "v", speed: 1 };

describe("ears and voice of a call", () => {
  it("are opened with the tenant's key, over the way that refuses private addresses", async () => {
    const { speech, lines, nets } = node({ platform: { soniox: { key: "platform" } } });
    await hears(speech.stt([{ provider: "soniox", model: "x" }], { ...plain, access: { soniox: key }, hints: ["Аврора"] }));
    expect(lines).toMatchObject([{ access: key, model: "x", language: "ru", hints: ["Аврора"] }]);
    expect(lines[0]?.net).toBe(nets.guarded);
  });

  it("are opened with the platform's key, over the open way, for a tenant without one", async () => {
    const { speech, lines, nets } = node({ platform: { soniox: { key: "platform" } } });
    await hears(speech.stt([{ provider: "soniox" }], plain));
    expect(lines).toMatchObject([{ access: { key: "platform" }, model: null }]);
    expect(lines[0]?.net).toBe(nets.open);
  });

  it("are the embedded ones when there is no key at all, with a sentence in the log and no key in it", async () => {
    const { speech, warnings } = node();
    expect(await hears(speech.stt([{ provider: "soniox" }], plain))).toBe("embedded");
    expect(await says(speech.tts([cartesia], plain), "Здравствуйте")).toBe(500);
    expect(warnings.join()).toMatch(/there is no key for soniox: add one under vendor keys/);
    expect(warnings.join()).toMatch(/there is no key for cartesia/);
  });

  it("are the embedded ones when the vendor is out, which the health of the node then tells", async () => {
    const { speech, warnings } = node({ platform: { soniox: key, cartesia: key }, failing: () => new ProviderError("Soniox failed (503)", { code: "failed", retryable: true }) });
    expect(await hears(speech.stt([{ provider: "soniox" }], plain))).toBe("embedded");
    expect(await says(speech.tts([cartesia], plain), "Здравствуйте")).toBe(500);
    expect(speech.health()).toMatchObject([{ kind: "stt", provider: "soniox", state: "failing", lastError: "Soniox failed (503)", attempts: 1, failures: 1 }, { kind: "tts", provider: "cartesia", state: "failing" }]);
    expect(warnings.join()).not.toContain(key.key);
  });

  it("of the next call leave a vendor alone whose circuit the former calls opened", async () => {
    const { speech, vendor, lines } = node({ platform: { cartesia: key }, failing: () => new ProviderError("out", { code: "failed", retryable: true }) });
    for (let calls = 0; calls < 4; calls += 1) await says(speech.tts([cartesia], plain), "Здравствуйте");
    expect(vendor.voice.book.asked.length).toBe(3);
    expect(lines.length).toBe(3);
    expect(speech.health()).toMatchObject([{ state: "open" }]);
  });

  it("of one tenant are not kept from a vendor by another's wrong key", async () => {
    const wrong = new ProviderError("Soniox does not accept the key", { code: "unauthorised", retryable: false });
    let failing: ProviderError | null = wrong;
    const { speech } = node({ failing: () => failing });
    await hears(speech.stt([{ provider: "soniox" }], { ...plain, access: { soniox: { key: "wrong" } } }));
    failing = null;
    expect(await hears(speech.stt([{ provider: "soniox" }], { ...plain, access: { soniox: key } }))).toBe("soniox");
  });

  it("end with the call, and leave the node's own open for the others", async () => {
    const { speech, own, vendor } = node({ platform: { soniox: key } });
    const stt = speech.stt([{ provider: "soniox" }], plain);
    await hears(stt);
    const tts = speech.tts([{ provider: "embedded", voice: "anna", speed: 1 }], plain);
    await says(tts, "Да");
    await Promise.all([stt.close(), tts.close()]);
    expect([vendor.ears.book.closed, own.ears.book.closed, own.voice.book.closed]).toEqual([1, 0, 0]);
  });

  it("can't be opened when the node knows none of the names: that is found out before anything rings", () => {
    const { speech } = node();
    expect(() => speech.stt([{ provider: "parrot" }], plain)).toThrow(/no recogniser "parrot"/);
    expect(() => speech.tts([{ provider: "parrot", voice: "", speed: 1 }], plain)).toThrow(/no voice "parrot"/);
  });
});

describe("words known beforehand", () => {
  it("are spoken while it rings, and cost the next call nothing", async () => {
    const { speech, vendor } = node({ platform: { cartesia: key } });
    const line = { ...plain, prerender: ["Здравствуйте", "Секунду"] };
    const first = speech.tts([cartesia], line);
    await first.prepare?.();
    expect(vendor.voice.book.asked.map(({ text }) => text)).toEqual(["Здравствуйте", "Секунду"]);
    const second = speech.tts([cartesia], line);
    await second.prepare?.();
    expect(await says(second, "Здравствуйте")).toBe(1000);
    expect(vendor.voice.book.asked.length).toBe(2);
    // Dots are spoken anew: another text.
    await says(second, "Здравствуйте...");
    expect(vendor.voice.book.asked.length).toBe(3);
  });

  it("made at another address of the vendor, a trial server say, are not played when the platform has moved on", async () => {
    const phrases = openPhraseStore({ folder: null });
    for (const baseUrl of ["http://trial.example", undefined]) {
      const { speech, vendor } = node({ phrases, platform: { cartesia: baseUrl === undefined ? { key: "k" } : { key: "k", baseUrl } } });
      await says(speech.tts([cartesia], { ...plain, prerender: ["Здравствуйте"] }), "Здравствуйте");
      expect(vendor.voice.book.asked).toHaveLength(1);
    }
  });

  it("made with a tenant's own key are heard by no other tenant", async () => {
    const { speech, vendor } = node();
    const of = (secret: string) => speech.tts([cartesia], { ...plain, access: { cartesia: { key: secret } }, prerender: ["Здравствуйте"] });
    await of("a").prepare?.();
    await of("b").prepare?.();
    expect(vendor.voice.book.asked.length).toBe(2);
  });
});

describe("trying a vendor for the owner of a key", () => {
  const request = { provider: "cartesia", kind: "tts" as const, model: null, voice: "v", speed: 1, language: "ru" as const, text: "Привет", access: key };

  it("speaks the text with the given key and answers with a WAV file", async () => {
    const { speech, lines, nets, vendor } = node();
    const result = await speech.probe(request);
    expect(result).toMatchObject({ ok: true, code: null, detail: expect.stringMatching(/^cartesia spoke/) });
    expect(Buffer.from(result.audio ?? "", "base64").subarray(0, 4).toString()).toBe("RIFF");
    expect(Buffer.from(result.audio ?? "", "base64").length).toBe(44 + 160);
    expect(lines[0]?.access).toEqual(key);
    expect(lines[0]?.net).toBe(nets.guarded);
    expect(vendor.voice.book.closed).toBe(1);
  });

  it("hears a second of silence", async () => {
    const { speech } = node({ platform: { soniox: key } });
    expect(await speech.probe({ ...request, provider: "soniox", kind: "stt", access: null })).toMatchObject({ ok: true, audio: null });
  });

  it.each([
    ["a wrong key", {}, (): ProviderError => new ProviderError("Cartesia does not accept the key (401); check it under vendor keys", { code: "unauthorised", retryable: false }), "unauthorised", /does not accept the key/],
    ["no key", { access: null }, (): null => null, "misconfigured", /no key for cartesia/],
    ["an unknown name", { provider: "parrot" }, (): null => null, "not_installed", /no voice "parrot"/],
    ["what is no speech", { kind: "llm" as const }, (): null => null, "bad_request", /ears and voices only/],
  ])("answers a sentence for %s", async (_, over, failing, code, detail) => {
    const result = await node({ failing }).speech.probe({ ...request, ...over });
    expect(result).toMatchObject({ ok: false, code, audio: null, detail: expect.stringMatching(detail) });
    expect(result.detail).not.toContain(key.key);
  });

  it("does not hang with a vendor that never answers", async () => {
    const { speech, clock, vendor } = node();
    vendor.voice.tts.synthesise = async function* () {
      await new Promise(() => undefined);
      yield { pcm: new Int16Array(0), words: [], last: true };
    };
    const probing = speech.probe(request);
    await clock.run(8_000);
    expect(await probing).toMatchObject({ ok: false, code: "timeout" });
  });
});
