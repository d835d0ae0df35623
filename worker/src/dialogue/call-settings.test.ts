import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig, BotConfigInput } from "@zvon/contract/bot-config.ts";
import { toNodeSchema } from "@zvon/contract/call-link.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { school } from "../bots/demo/school.ts";
import { callSettings } from "./call-settings.ts";
import { listenFor } from "./listen.ts";

const withVoice = (base: BotConfigInput, voice: Partial<BotConfigInput["voice"]>): BotConfig => botConfigSchema.parse({ ...base, voice: { ...base.voice, ...voice } });
const vendorVoice: Partial<BotConfigInput["voice"]> = {
  speech: {
    ru: { tts_provider: "yandex", tts_voice_id: "alena", tts_model: "v3", speed: 1.1, stt_provider: "deepgram", stt_model: "nova-3" },
    en: { tts_provider: "cartesia", tts_voice_id: "x", stt_provider: "deepgram" },
  },
  fallbacks: [
    { tts_provider: "embedded", tts_voice_id: "vera", stt_provider: "soniox" },
    { language: "en", tts_provider: "openai", tts_voice_id: "alloy" },
    { language: "ru", stt_provider: "yandex", stt_model: "general" },
  ],
  phrase_hints: { ru: ["балаяж"] },
};
const key = (name: string) => ({ key: `key of ${name}` });

describe("what the node is told when a call begins", () => {
  it("names voice, ears and their stand-ins in the call's language, with models and hints", () => {
    expect(callSettings(withVoice(salon, vendorVoice), "ru")).toMatchObject({
      voice: { provider: "yandex", voice: "alena", model: "v3", speed: 1.1 },
      voiceFallbacks: [{ provider: "embedded", voice: "vera", speed: 1.1 }],
      stt: { provider: "deepgram", model: "nova-3", fallbacks: [{ provider: "soniox" }, { provider: "yandex", model: "general" }], hints: ["балаяж"] },
    });
    expect(callSettings(withVoice(salon, vendorVoice), "en").voiceFallbacks).toEqual([{ provider: "embedded", voice: "vera", speed: 1 }, { provider: "openai", voice: "alloy", speed: 1 }]);
  });

  it("hands the node the tenant's keys of those it will speak to, and no others", () => {
    const access = { yandex: key("yandex"), deepgram: key("deepgram"), openai: key("openai"), groq: key("groq") };
    expect(callSettings(withVoice(salon, vendorVoice), "ru", { access, pronunciation: [] }).access).toEqual({ yandex: key("yandex"), deepgram: key("deepgram") });
    expect(callSettings(botConfigSchema.parse(salon), "ru", { access, pronunciation: [] }).access).toEqual({});
  });

  it("has the greeting, the first question and the waiting words made ahead, as the dictionary says them", () => {
    const settings = callSettings(botConfigSchema.parse(salon), "ru", { access: {}, pronunciation: [{ word: "секунду", say: "сек+унду" }, { word: "услугу", say: "усл+угу" }] });
    expect(settings.prerender).toContain("сек+унду, пожалуйста.");
    expect(settings.lostPlan.filler).toBe("сек+унду, пожалуйста.");
    expect(settings.prerender).toContain("На какую усл+угу вас записать?");
    expect(new Set(settings.prerender).size).toBe(settings.prerender?.length);
  });

  it("has the questions of the flow made ahead, and nothing that holds what a caller said", () => {
    const { prerender = [] } = callSettings(botConfigSchema.parse(salon), "en");
    expect(prerender).toContain("Which day and what time?");
    expect(prerender).toContain("And your name, please?");
    expect(prerender.filter((text) => /[{}]/.test(text) || text.startsWith("Let me check"))).toEqual([]);
    expect(prerender.length).toBeLessThanOrEqual(20);
  });

  it("is never longer than the node takes: a long waiting text once kept every call of its bot from beginning", () => {
    const long = { ru: "Подождите, 12345. ".repeat(110), en: "Please wait." };
    const bot = botConfigSchema.parse({ ...salon, prompts: { ...salon.prompts, greeting: { ru: "1111 ".repeat(390), en: "Hello." } }, fallbacks: { ...salon.fallbacks, lost_filler: long, lost_apology: long } });
    const settings = callSettings(bot, "ru", { access: {}, pronunciation: [{ word: "подождите", say: "пожалуйста, подождите ".repeat(7) }] });
    expect(toNodeSchema.safeParse({ v: 1, type: "welcome", epoch: 1, stored: 0, seen: 0, turn: 0, reply: -1, language: "ru", recording: null, maxDurationMs: 1, ...settings }).error).toBeUndefined();
  });

  it("waits for a lost edge as long as the bot's owner wants, as ever where they say nothing", () => {
    expect(callSettings(withVoice(salon, { waiting: { filler_ms: 1200, end_ms: 25_000 } }), "ru").lostPlan).toMatchObject({ fillerAtMs: 1200, apologyAtMs: 20_000, endAtMs: 25_000 });
    expect(callSettings(botConfigSchema.parse(salon), "ru").lostPlan).toMatchObject({ fillerAtMs: 2000, apologyAtMs: 20_000, endAtMs: 30_000 });
  });

  it("tells of an agent that takes the whole call", () => {
    expect(callSettings(withVoice(salon, { agent: { provider: "elevenlabs", agent_id: "agent_1" } }), "ru", { access: { elevenlabs: key("elevenlabs") }, pronunciation: [] })).toMatchObject({ agent: { provider: "elevenlabs", id: "agent_1" }, access: { elevenlabs: key("elevenlabs") } });
  });

  it("asks for speculation only where a model would answer, and its owner lets it", () => {
    const speculates = (bot: BotConfigInput) => callSettings(botConfigSchema.parse(bot), "ru").turnTaking.speculate;
    expect(speculates(salon)).toBe(false);
    expect(speculates(school)).toBe(true);
    expect(speculates({ ...school, llm: { provider: "openai", model: "m", speculate: false } })).toBe(false);
  });

  it("carries every timer of the bot", () => {
    const bot = withVoice(salon, { endpointing: { silence_ms: 400, unfinished_silence_ms: 1_600, vendor: false }, barge_in: { resume_after_ms: 0, backchannels: { ru: ["ясненько"] } } });
    expect(callSettings(bot, "ru").turnTaking).toEqual({
      endpointMs: 400, digitsEndpointMs: 1200, finishedEndpointMs: 300, unfinishedEndpointMs: 1_600, addressEndpointMs: 1800, semantic: true, vendorEndpoint: false, adaptive: true, speculate: false,
      bargeInMinSpeechMs: 250, bargeIn: true, backchannels: ["ясненько"], resumeAfterMs: 0, maxUtteranceMs: 20_000,
    });
  });
});

describe("what a state listens for", () => {
  const bot = botConfigSchema.parse({ ...salon, flow: { ...salon.flow, states: { ...salon.flow.states, name: { ...salon.flow.states["name"], timing: { endpointing: { silence_ms: 900 }, barge_in: { enabled: false } } } } } });

  it("says what kind of answer it is, so that who names a day is waited for and who says yes is not", () => {
    const expects = (state: string, asking: "main" | "doubt" = "main") => listenFor(bot, state, asking, "ru").expects;
    expect([expects("service"), expects("when"), expects("name"), expects("confirm"), expects("when", "doubt")]).toEqual(["any", "time", "name", "yes_no", "yes_no"]);
  });

  it("brings the timers that the state changes, and nothing where it changes none", () => {
    expect(listenFor(bot, "name", "main", "ru").timing).toEqual({ endpointMs: 900, bargeIn: false });
    expect(listenFor(bot, "service", "main", "ru")).not.toHaveProperty("timing");
  });
});
