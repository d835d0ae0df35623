import { startConnectProxy } from "@zvon/stand-ins/src/core/connect-proxy.ts";
import { createEars } from "@zvon/stand-ins/src/core/ears.ts";
import { createMouth, type SpeakingMouth } from "@zvon/stand-ins/src/core/mouth.ts";
import { startElevenlabs } from "@zvon/stand-ins/src/elevenlabs/elevenlabs.ts";
import type { Ears, Fault, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { errorOfName } from "../net/elevenlabs-wire.ts";
import { createLab, until, type Lab } from "../net/testing/vendor-lab.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { ttsAdapterSuite } from "./adapter-suite.ts";
import { createWordReader } from "./elevenlabs-wire.ts";
import { openElevenlabsTts } from "./elevenlabs.ts";
import type { Tts, TtsRequest, TtsWord } from "./port.ts";
import { createWordPlaces } from "./word-places.ts";

const voices = { ru: "EXAVITQu4vr4xnSDxMaL", en: "21m00Tcm4TlvDq8ikWAM" };

ttsAdapterSuite("ElevenLabs", {
  open: openElevenlabsTts,
  start: startElevenlabs,
  voices,
  words: true,
  // Closed behind its text, and once more when it is called off.
  cancelled: (asked) => asked.filter(({ what }) => what === "close_context").length >= 2,
  unknownVoice: "alena",
});

describe("ElevenLabs' contexts over a call", () => {
  const texts = ["One.", "Your order is ready.", "It waits for you.", "Anything else?", "Good morning.", "Good night.", "Thank you."];
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
  const begin = async (options: { fault?: Fault; model?: string; access?: Partial<VendorLine["access"]> } = {}): Promise<void> => {
    standIn = await startElevenlabs({ ears, mouth, ...(options.fault ? { fault: options.fault } : {}) });
    lab = createLab({ access: { key: standIn.key, baseUrl: standIn.url, ...options.access }, model: options.model ?? null, language: "en" });
    tts = openElevenlabsTts(lab.line({ voice: voices.en }));
  };
  afterEach(async () => {
    await tts.close();
    await until(() => standIn.connections() === 0);
    await lab.close();
    await standIn.close();
  });

  const say = (n: number, over: Partial<TtsRequest> = {}): TtsRequest => ({ text: texts[n] ?? "", language: "en", voice: voices.en, speed: 1, ...over });
  const speak = async (request: TtsRequest, signal = new AbortController().signal): Promise<{ text: string | undefined; words: TtsWord[] }> => {
    const parts: number[] = [];
    const words: TtsWord[] = [];
    for await (const chunk of tts.synthesise(request, signal)) {
      parts.push(...chunk.pcm);
      words.push(...chunk.words);
    }
    return { text: ears.recognise(Int16Array.from(parts), 8000)?.text, words };
  };
  const sent = () => standIn.asked().filter(({ what }) => what === "text" || what === "close_context").map(({ detail }) => detail);

  it("are one a text: opened, flushed, and closed behind it", async () => {
    await begin();
    await speak(say(1));
    const [opened, ...others] = sent();
    expect(opened).toMatchObject({ text: " " });
    expect(others).toMatchObject([{ text: `${texts[1]} `, flush: true }, { close_context: true }]);
    expect(new Set(sent().map((message) => message["context_id"])).size).toBe(1);
  });

  it("are five at once at most: the sixth text waits, and is said", async () => {
    await begin();
    const spoken = await Promise.all(texts.slice(1).map((_, n) => speak(say(n + 1))));
    expect(spoken.map(({ text }) => text)).toEqual(texts.slice(1));
  });

  it("count among the five while the vendor still speaks what was called off", async () => {
    await begin({ fault: { kind: "slower_than_real_time", times: 5 } });
    const stop = new AbortController();
    const reason = new Error("the caller speaks");
    const given = Array.from({ length: 5 }, () => speak(say(0), stop.signal).catch((error: unknown) => error));
    await until(() => sent().filter((message) => message["close_context"] === true).length === 5);
    stop.abort(reason);
    expect(await Promise.all(given)).toEqual(Array.from({ length: 5 }, () => reason));
    expect((await speak(say(1))).text).toBe(texts[1]);
    expect(standIn.connections()).toBe(1);
  });

  it("leave a text that waited for room and was called off", async () => {
    await begin({ fault: { kind: "half_open" } });
    const stop = new AbortController();
    const asked = Array.from({ length: 6 }, () => speak(say(1), stop.signal).catch((error: unknown) => error));
    await until(() => sent().filter((message) => message["close_context"] === true).length === 5);
    const reason = new Error("the caller speaks");
    stop.abort(reason);
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 6 }, () => reason));
  });

  it("take no speed the vendor would refuse", async () => {
    await begin();
    await Promise.all([speak(say(1, { speed: 0.3 })), speak(say(2, { speed: 2 })), speak(say(3, { speed: 1.1 }))]);
    expect(sent().flatMap((message) => message["voice_settings"] ?? [])).toEqual(expect.arrayContaining([{ speed: 0.7 }, { speed: 1.2 }, { speed: 1.1 }]));
  });

  it("find the connection of the call's voice open before the first text", async () => {
    await begin();
    await tts.prepare?.();
    expect(standIn.connections()).toBe(1);
    await speak(say(1));
    expect(standIn.connections()).toBe(1);
  });

  it("stand on a connection for each voice, kept for the next text", async () => {
    await begin();
    await speak(say(1));
    await speak(say(2, { voice: voices.ru }));
    await speak(say(3));
    expect(standIn.connections()).toBe(2);
  });

  it("are told the language only where the model takes it", async () => {
    await begin({ model: "eleven_multilingual_v2" });
    expect((await speak(say(1))).text).toBe(texts[1]);
    expect(tts.billed?.()).toEqual(standIn.bill());
    expect(standIn.bill()).toMatchObject([{ model: "eleven_multilingual_v2", amount: texts[1]?.length }]);
  });

  it("bill nothing for a voice that is not there", async () => {
    await begin();
    await expect(speak(say(1, { voice: "nobody" }))).rejects.toMatchObject({ code: "unknown_voice" });
    await expect(speak(say(1, { voice: "" }))).rejects.toMatchObject({ code: "unknown_voice", message: expect.stringContaining("voice page") });
    expect(tts.billed?.()).toMatchObject([{ amount: 0 }]);
    expect(standIn.bill()).toEqual([]);
  });

  it("are reached through the vendor's proxy", async () => {
    const proxy = await startConnectProxy();
    await begin({ access: { proxy: proxy.url } });
    expect((await speak(say(1))).text).toBe(texts[1]);
    expect(proxy.tunnels()).toBe(1);
    await tts.close();
    await proxy.close();
  });
});

describe("ElevenLabs' alignment", () => {
  it("makes words of characters that come over several messages, each timed from its own", () => {
    const reader = createWordReader();
    expect(reader.push({ chars: [..."Hi the"], charStartTimesMs: [0, 40, 90, 120, 150, 180] }, 0)).toEqual([{ word: "Hi", startMs: 0 }]);
    expect(reader.push({ chars: [..."re, you"], charStartTimesMs: [0, 30, 60, 90, 120, 150, 180] }, 200)).toEqual([{ word: "there,", startMs: 120 }]);
    expect(reader.rest()).toEqual([{ word: "you", startMs: 320 }]);
  });
});

describe("ElevenLabs' words that have only begun", () => {
  it("are told by their first letters, once, so that a voice which steps in amid a word does not say the one before it again", () => {
    const text = "Хорошо, записали вас";
    const reader = createWordReader();
    const place = createWordPlaces(text);
    expect(reader.push({ chars: [..."Хорошо, за"], charStartTimesMs: [0, 70, 140, 210, 280, 350, 420, 480, 560, 630] }, 0).map(({ word, startMs }) => place(word, startMs))).toEqual([{ charStart: 0, charEnd: 7, startMs: 0 }]);
    const begun = reader.begun();
    expect(begun && place(begun.word, begun.startMs, "begun")).toEqual({ charStart: 8, charEnd: 16, startMs: 560 });
    reader.told();
    expect(reader.begun()).toBeNull();
    expect(reader.push({ chars: [..."писали вас"], charStartTimesMs: [0, 60, 120, 180, 240, 300, 360, 420, 480, 540] }, 700)).toEqual([]);
    expect(reader.rest().map(({ word, startMs }) => place(word, startMs))).toEqual([{ charStart: 17, charEnd: 20, startMs: 1120 }]);
  });

  it("have no place when the letters are not those of the very next word", () => {
    expect(createWordPlaces("Хорошо, записали вас")("за", 0, "begun")).toBeNull();
  });
});

describe("ElevenLabs' errors", () => {
  it.each([
    ["invalid_api_key", "Invalid API key", "unauthorised"],
    ["auth_error", "You must be authenticated to use this endpoint.", "unauthorised"],
    ["missing_permissions", "The API key you used is missing the permission speech_to_text to execute this operation.", "unauthorised"],
    ["quota_exceeded", "This request exceeds your quota of 10000.", "unpaid"],
    ["unaccepted_terms", "You must accept the terms.", "unpaid"],
    ["voice_id_does_not_exist", "A voice with voice_id 'x' does not exist.", "unknown_voice"],
    ["rate_limited", "Rate limited.", "rate_limited"],
    ["resource_exhausted", "Resource exhausted.", "rate_limited"],
    ["queue_overflow", "Queue is full.", "rate_limited"],
    ["input_error", "Bad input.", "bad_request"],
    ["chunk_size_exceeded", "Too large.", "bad_request"],
    ["transcriber_error", "The transcriber failed.", "failed"],
    ["session_time_limit_exceeded", "The session is over.", "failed"],
    ["insufficient_audio_activity", "Nothing is heard.", "failed"],
    ["input_timeout_exceeded", "Have not received a new text input within the timeout of 20.0 seconds.", "failed"],
  ] as const)("%s tells who can act", (name, message, code) => {
    expect(errorOfName(name, message)).toMatchObject({ name: "ProviderError", code });
  });
});
