import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { startYandex, type YandexStandIn } from "@zvon/stand-ins/src/yandex/yandex.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLab, until, type Lab } from "../net/testing/vendor-lab.ts";
import { frames, padded, sttAdapterSuite } from "./adapter-suite.ts";
import type { Stt, SttEvent, SttOptions } from "./port.ts";
import { openYandexStt } from "./yandex.ts";

sttAdapterSuite("Yandex SpeechKit", {
  open: openYandexStt,
  start: startYandex,
});

describe("Yandex SpeechKit's ears", () => {
  const digits = "четыре ноль семь один";
  const [one, two] = ["да я хочу оплатить счёт", "за домашний телефон"];
  let mouth: SpeakingMouth;
  const ears = createEars();
  const spoken = new Map<string, Int16Array>();
  beforeAll(async () => {
    mouth = await createMouth();
    for (const text of [digits, one, two]) {
      const pcm = await mouth.speak(text, 8000);
      ears.learn({ text, pcm, rateHz: 8000 });
      spoken.set(text, pcm);
    }
  });
  afterAll(() => mouth.close());

  let standIn: YandexStandIn;
  let lab: Lab;
  beforeEach(async () => {
    standIn = await startYandex({ ears, mouth });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url }, model: null, language: "ru" });
  });
  afterEach(async () => {
    expect(lab.clock.armed()).toBe(0);
    await lab.close();
    await standIn.close();
  });
  const sound = (text: string): Int16Array => spoken.get(text) ?? new Int16Array(0);
  const listen = async (stt: Stt, pcm: Int16Array, over: Partial<SttOptions> = {}): Promise<SttEvent[]> => {
    const events: SttEvent[] = [];
    for await (const event of stt.transcribe(frames(pcm), { language: "ru", listen: { phrases: [], digits: null }, ...over }, new AbortController().signal)) events.push(event);
    return events;
  };

  it("ask for figures where digits are expected, and give them joined", async () => {
    const stt = openYandexStt(lab.line());
    expect((await listen(stt, padded(sound(digits)), { listen: { phrases: [], digits: { min: 4, max: 4 } } })).at(-1)).toMatchObject({ type: "final", text: "4071" });
    expect((await listen(stt, padded(sound(digits)))).at(-1)).toMatchObject({ type: "final", text: digits });
    await stt.close();
    expect(standIn.asked().map((line) => line.detail["normalise"])).toEqual([true, false]);
  });

  it("tell the vendor's end of an utterance, go on listening, and join what was said", async () => {
    const stt = openYandexStt(lab.line());
    const pause = new Int16Array(8000);
    const events = await listen(stt, Int16Array.from([...padded(sound(one)), ...pause, ...padded(sound(two))]));
    await stt.close();
    expect(events.filter((event) => event.type === "turn-end").map((event) => event.text)).toEqual([one, `${one} ${two}`]);
    expect(events.at(-1)).toMatchObject({ type: "final", text: `${one} ${two}`, verdict: "sure" });
    expect(events.filter((event) => event.type === "partial" && event.stable === true)).toHaveLength(2);
  });

  it("count units of 15 s begun, from the options on", async () => {
    const stt = openYandexStt(lab.line());
    await listen(stt, new Int16Array(8000 * 16));
    await listen(stt, new Int16Array(0));
    await stt.close();
    expect(stt.billed?.()).toEqual([{ kind: "stt", provider: "yandex", model: "general", unit: "audio_ms", amount: 45_000 }]);
    expect(standIn.bill()).toEqual(stt.billed?.());
  });

  it("count nothing that was refused", async () => {
    const stt = openYandexStt(lab.line({ access: { key: "AQVNwrong", baseUrl: standIn.url } }));
    await expect(listen(stt, padded(sound(one)))).rejects.toMatchObject({ code: "unauthorised" });
    await stt.close();
    expect(stt.billed?.()).toEqual([]);
  });

  it("say that a model is unknown as a bad request, which no retry mends", async () => {
    const stt = openYandexStt(lab.line({ model: "general:none" }));
    await expect(listen(stt, padded(sound(one)))).rejects.toMatchObject({ code: "bad_request", retryable: false });
    await stt.close();
  });

  it("sign in as a person or a service account and hear through a proxy", async () => {
    const proxy = await startConnectProxy({ user: "zvon", password: "secret" });
    const { oauthToken, folder, authorisedKey } = standIn.accounts;
    for (const key of [oauthToken, authorisedKey()]) {
      const stt = openYandexStt(lab.line({ access: { key, folder, baseUrl: standIn.url, proxy: proxy.url } }));
      await stt.prepare([], "ru");
      expect((await listen(stt, padded(sound(one)))).at(-1)).toMatchObject({ text: one });
      await stt.close();
    }
    expect(new Set(proxy.targets())).toEqual(new Set([new URL(standIn.url).host]));
    await until(() => standIn.connections() === 0);
    await proxy.close();
  });

  it("say what to fill in when a person's token comes without a folder", async () => {
    const person = openYandexStt(lab.line({ access: { key: standIn.accounts.oauthToken, baseUrl: standIn.url } }));
    await expect(listen(person, padded(sound(one)))).rejects.toMatchObject({ code: "misconfigured", retryable: false, message: expect.stringContaining("folder ID") });
    await expect(person.prepare([], "ru")).rejects.toMatchObject({ code: "misconfigured" });
    await person.close();
  });

  it("go on after a proxy or a network cut the line between two utterances", async () => {
    const proxy = await startConnectProxy();
    const stt = openYandexStt(lab.line({ access: { key: standIn.key, baseUrl: standIn.url, proxy: proxy.url } }));
    await listen(stt, padded(sound(one)));
    proxy.cut();
    await until(() => standIn.connections() === 0);
    expect((await listen(stt, padded(sound(two)))).at(-1)).toMatchObject({ text: two });
    expect(proxy.tunnels()).toBe(2);
    await stt.close();
    await proxy.close();
  });

  it("leave nothing behind when a call is over before its line is open", async () => {
    const stt = openYandexStt(lab.line());
    const preparing = stt.prepare([], "ru");
    await stt.close();
    await expect(preparing).rejects.toMatchObject({ code: "closed" });
    await until(() => standIn.connections() === 0);
  });

  it("wait for a vendor that is slow to begin, as long as it stays within its time", async () => {
    standIn.fault({ kind: "slow_start", ms: 60, times: 1 });
    const stt = openYandexStt(lab.line());
    expect((await listen(stt, padded(sound(one)))).at(-1)).toMatchObject({ text: one });
    await stt.close();
  });

  it("count an utterance that was called off as the vendor does", async () => {
    const stt = openYandexStt(lab.line());
    const stop = new AbortController();
    const endless = async function* () {
      yield* frames(sound(one));
      await new Promise(() => undefined);
    };
    const heard = stt.transcribe(endless(), { language: "ru", listen: { phrases: [], digits: null } }, stop.signal)[Symbol.asyncIterator]();
    expect((await heard.next()).value).toMatchObject({ type: "partial" });
    stop.abort(new Error("the caller hung up"));
    const rest = async () => {
      while ((await heard.next()).done !== true);
    };
    await expect(rest()).rejects.toThrow("the caller hung up");
    await until(() => standIn.asked().some((line) => line.what === "cancelled"));
    await stt.close();
    expect(stt.billed?.()).toEqual([{ kind: "stt", provider: "yandex", model: "general", unit: "audio_ms", amount: 15_000 }]);
    expect(standIn.bill()).toEqual(stt.billed?.());
  });

  it("end with the error of the audio's source", async () => {
    const stt = openYandexStt(lab.line());
    const broken = async function* () {
      yield new Int16Array(160);
      throw new Error("the leg broke");
    };
    await expect(stt.transcribe(broken(), { language: "ru", listen: { phrases: [], digits: null } }, new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toThrow("the leg broke");
    await stt.close();
  });
});
