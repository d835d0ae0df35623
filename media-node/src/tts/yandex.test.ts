import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, joined, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { startYandex, type YandexStandIn } from "@zvon/stand-ins/src/yandex/yandex.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLab, plainWords, until, type Lab } from "../net/testing/vendor-lab.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import type { Tts, TtsRequest } from "./port.ts";
import { openYandexTts } from "./yandex.ts";

ttsAdapterSuite("Yandex SpeechKit", {
  open: openYandexTts,
  start: startYandex,
  voices: { ru: "alena", en: "john" },
  stressed: "з+амок",
  unknownVoice: "nobody",
  cancelled: (asked) => asked.some((line) => line.what === "cancelled"),
});

describe("Yandex SpeechKit's voice", () => {
  const text = "Добрый день, чем я могу вам помочь?";
  const ears = createEars();
  let mouth: SpeakingMouth;
  beforeAll(async () => {
    mouth = await createMouth();
    ears.learn({ text, pcm: await mouth.speak(text, 8000), rateHz: 8000 });
  });
  afterAll(() => mouth.close());

  let standIn: YandexStandIn;
  let lab: Lab;
  let tts: Tts;
  beforeEach(async () => {
    standIn = await startYandex({ ears, mouth });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model: null, language: "ru" });
    tts = openYandexTts(lab.line());
  });
  afterEach(async () => {
    await tts.close();
    expect(lab.clock.armed()).toBe(0);
    await until(() => standIn.connections() === 0);
    await lab.close();
    await standIn.close();
  });
  const say = async (over: Partial<TtsRequest> = {}, voice = tts): Promise<Int16Array> => {
    const parts: Int16Array[] = [];
    for await (const chunk of voice.synthesise({ text, language: "ru", voice: "alena", speed: 1, ...over }, new AbortController().signal)) parts.push(chunk.pcm);
    return joined(parts);
  };
  const heard = (pcm: Int16Array): string => plainWords(ears.recognise(pcm, 8000)?.text ?? "");
  const asked = (what: string) => standIn.asked().filter((line) => line.what === what);

  it("is spoken by v1 where no HTTP/2 comes through, in the same request, and the next text goes there at once", async () => {
    standIn.letGrpcThrough(false);
    expect(heard(await say())).toBe(plainWords(text));
    standIn.letGrpcThrough(true);
    expect(heard(await say({ voice: "alena:good", speed: 1.5 }))).toBe(plainWords(text));
    expect(asked("tts:synthesize").map((line) => line.detail)).toMatchObject([{ voice: "alena", lang: "ru-RU", rateHz: 8000 }, { voice: "alena", role: "good", speed: 1.5 }]);
    expect(tts.billed?.()).toEqual([{ kind: "tts", provider: "yandex", model: "v1", unit: "chars", amount: 2 * text.length }]);
    expect(standIn.bill()).toEqual(tts.billed?.());
  });

  it("tries gRPC again after a minute", async () => {
    standIn.letGrpcThrough(false);
    await tts.prepare?.();
    standIn.letGrpcThrough(true);
    await say();
    lab.clock.advance(60_001);
    await say();
    expect([asked("tts:synthesize").length, asked("UtteranceSynthesis").length]).toEqual([1, 1]);
  });

  it("is not changed for another where v1 has not this one: the failure is told", async () => {
    standIn.letGrpcThrough(false);
    await expect(say({ voice: "dasha" })).rejects.toMatchObject({ name: "ProviderError", code: "failed", retryable: true });
    expect(asked("tts:synthesize")).toEqual([]);
  });

  it("does not go to v1 for a refusal or a failure of the service itself", async () => {
    for (const kind of ["server_error", "rate_limited", "drop"] as const) {
      standIn.fault({ kind, times: 1 });
      await expect(say()).rejects.toMatchObject({ name: "ProviderError" });
    }
    expect(asked("tts:synthesize")).toEqual([]);
    expect(tts.billed?.()).toEqual([]);
  });

  it("takes a person's folder to v1 in its body", async () => {
    standIn.letGrpcThrough(false);
    const { oauthToken, folder } = standIn.accounts;
    const person = openYandexTts(lab.line({ access: { key: oauthToken, folder, baseUrl: standIn.url } }));
    expect(heard(await say({}, person))).toBe(plainWords(text));
    expect(asked("tts:synthesize")).toMatchObject([{ detail: { folderId: folder } }]);
    await person.close();
  });

  it("says what to fill in when the vendor misses a person's folder, by either way", async () => {
    const token = String(standIn.accounts.exchange({ yandexPassportOauthToken: standIn.accounts.oauthToken }).body["iamToken"]);
    for (const grpc of [true, false]) {
      standIn.letGrpcThrough(grpc);
      const person = openYandexTts(lab.line({ access: { key: token, baseUrl: standIn.url } }));
      await expect(say({}, person)).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("Enter the Yandex Cloud folder ID") });
      await person.close();
    }
  });

  it.each([
    ["unauthorised", "unauthorised"],
    ["unpaid", "unpaid"],
    ["rate_limited", "rate_limited"],
    ["server_error", "failed"],
    ["drop", "failed"],
    ["half_open", "timeout"],
    ["stall", "timeout"],
  ] as const)("by v1: %s becomes %s, in time", async (kind, code) => {
    standIn.letGrpcThrough(false);
    await tts.prepare?.();
    standIn.fault({ kind });
    const { result, tookMs } = await lab.clock.runUntil(say());
    expect(result).toMatchObject({ status: "rejected", reason: { name: "ProviderError", code } });
    expect(tookMs).toBeLessThanOrEqual(code === "timeout" ? 6_000 : 2_300);
    await until(() => standIn.connections() === 0);
  });

  it("goes through the vendor's proxy, by gRPC and by v1", async () => {
    const proxy = await startConnectProxy({ user: "zvon", password: "p@ss" });
    for (const grpc of [true, false]) {
      standIn.letGrpcThrough(grpc);
      const before = proxy.tunnels();
      const proxied = openYandexTts(lab.line({ access: { key: standIn.key, baseUrl: standIn.url, proxy: proxy.url } }));
      expect(heard(await say({}, proxied))).toBe(plainWords(text));
      expect(proxy.tunnels()).toBeGreaterThan(before);
      await proxied.close();
    }
    expect([asked("UtteranceSynthesis").length, asked("tts:synthesize").length]).toEqual([1, 1]);
    await proxy.close();
  });

  it("says that the proxy wants a password, and goes no other way", async () => {
    const proxy = await startConnectProxy({ user: "zvon", password: "p@ss" });
    const proxied = openYandexTts(lab.line({ access: { key: standIn.key, baseUrl: standIn.url, proxy: proxy.url.replace(/\/\/.*@/, "//") } }));
    await expect(say({}, proxied)).rejects.toMatchObject({ code: "misconfigured", retryable: false });
    expect(standIn.asked()).toEqual([]);
    await proxied.close();
    await proxy.close();
  });

  it("speaks long texts in one request, billed by 250 characters", async () => {
    const long = `${text} `.repeat(9).trim();
    await say({ text: long });
    expect(asked("UtteranceSynthesis")).toMatchObject([{ detail: { unsafeMode: true, text: long } }]);
    expect(tts.billed?.()).toEqual([{ kind: "tts", provider: "yandex", model: "v3", unit: "requests", amount: 2 }]);
    expect(standIn.bill()).toEqual(tts.billed?.());
  });

  it("gives speed and role to the vendor, and nothing of them when they are as they are", async () => {
    await say({ voice: "jane:evil", speed: 1.2 });
    await say({ voice: "jane" });
    expect(asked("UtteranceSynthesis").map((line) => line.detail)).toMatchObject([{ voice: "jane", role: "evil", speed: 1.2, unsafeMode: false }, { voice: "jane", role: "", speed: 1 }]);
  });

  it("asks for nothing where there is nothing to say", async () => {
    expect((await say({ text: " … " })).length).toBe(0);
    expect(standIn.asked()).toEqual([]);
    expect(tts.billed?.()).toEqual([]);
  });

  it("refuses a text that is too long for the vendor before it is sent", async () => {
    await expect(say({ text: "а".repeat(5_001) })).rejects.toMatchObject({ code: "bad_request", retryable: false });
    expect(standIn.asked()).toEqual([]);
  });

  it.each([["slow_start"], ["slower_than_real_time"], ["zeros"]] as const)("gives what the vendor gives, and ends at once in the middle: %s", async (kind) => {
    standIn.fault({ kind, ms: 40 });
    const stop = new AbortController();
    const sounding = tts.synthesise({ text, language: "ru", voice: "alena", speed: 1 }, stop.signal)[Symbol.asyncIterator]();
    const first = await sounding.next();
    expect(first.value.pcm.some((sample: number) => sample !== 0)).toBe(kind !== "zeros");
    stop.abort(new Error("the caller speaks"));
    await expect(sounding.next()).rejects.toThrow("the caller speaks");
    await tts.close();
    expect(tts.billed?.()).toEqual(standIn.bill());
    expect(tts.billed?.()).toMatchObject([{ unit: "requests", amount: 1 }]);
  });
});
