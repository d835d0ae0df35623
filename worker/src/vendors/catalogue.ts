/**
 * What vendors offer, for pages where one chooses. Newest first, though a vendor's preview and restricted models stand last;
 * only what our adapters speak with, and nothing whose end is announced within half a year. Suggestions: a cloned voice or a
 * newer model is written by hand. Compared on 2026-11-21 with what could be read of:
 * - OpenAI: the types of its SDK 7.57, which tell the ends, and developers.openai.com/api/docs/guides/deployment-checklist.
 *   Left out: gpt-6-astra, gpt-6.1-sol, gpt-6.1-terra (tools by Responses alone, and we speak Chat Completions); gpt-5, -mini,
 *   -nano (end 2026-12-11); tts-1, gpt-4o-mini-tts (2027-01-06); gpt-4o, gpt-4.1 and their minis (2027-01-14); whisper-1,
 *   gpt-4o-transcribe (2027-02-26); gpt-5.1, gpt-5.4-nano (2027-04-01). fable, onyx, nova are voices of tts-1's endpoint alone.
 * - Groq: console.groq.com/docs/model/qwen/qwen3.8-27b and /docs/reasoning. Its deprecations page could be read only as others
 *   quote it: llama-3.1-8b-instant and llama-3.3-70b-versatile ended on 2026-08-16.
 * - OpenRouter: its page of openai/gpt-6-luna; ai.google.dev/gemini-api/docs/deprecations (gemini-2.5-flash ends 2026-12-01,
 *   gemini-3.1-flash-lite 2027-05-07). Its pages of the Gemini and DeepSeek models here were not to be had; the names are in use.
 * - Workers AI: the models' files in cloudflare/cloudflare-docs.
 * - Yandex: ai-studio/concepts/generation/models, speechkit/tts/voices, speechkit/stt/models in yandex-cloud/docs, copies without a
 *   date; aliceai-llm-flash stands on none of them and is in use since summer.
 * - GigaChat: developers.sber.ru/docs/ru/gigachat/guides/selecting-a-model of 2026-07-17: GigaChat-3-Ultra answers only persons
 *   with free access.
 * - Deepgram: developers.deepgram.com/docs/models-languages-overview, the types of its SDK 5.13 (its Flux voices are on /v2/speak,
 *   which we don't speak). Soniox: soniox.com/docs/stt/models (stt-rt-v4 is another name of v5).
 * - Cartesia: docs.cartesia.ai/build-with-cartesia/tts-models/{sonic-3-5,older-models,api-changes}, the types of its SDK 4.2.
 *   sonic-3.6 is known from others' lists of its reference alone.
 * - ElevenLabs: elevenlabs.io/docs/overview/models (without Turbo, which Flash replaced), the types of its SDK 2.73. v3 and v4 are
 *   not served by the WebSocket we use.
 */
import type { VendorInfo, VendorOffer } from "@zvon/contract/api.ts";
import { llmProviders, sttProviders, ttsProviders } from "@zvon/contract/speech.ts";
import type { LlmProvider, SpeechKind, SttProvider, TtsProvider, Vendor } from "@zvon/contract/speech.ts";

type Voice = VendorOffer["voices"][number];
const voicesOf = (language: Voice["language"], ...names: string[]): Voice[] => names.map((id) => ({ id, name: id.charAt(0).toUpperCase() + id.slice(1), language }));
const aura = (...names: string[]): Voice[] => names.map((name) => ({ id: `aura-2-${name}-en`, name: name.charAt(0).toUpperCase() + name.slice(1), language: "en" }));
const named = (language: Voice["language"], list: Record<string, string>): Voice[] => Object.entries(list).map(([name, id]) => ({ id, name, language }));

const tts: Record<TtsProvider, { models: string[]; voices: Voice[] }> = {
  embedded: { models: [], voices: [...voicesOf("ru", "anna", "vera", "ivan", "pavel"), ...voicesOf("en", "alice", "kate", "john", "peter")] },
  yandex: { models: [], voices: [...voicesOf("ru", "marina", "alena", "jane", "omazh", "dasha", "julia", "lera", "masha", "filipp", "ermil", "zahar", "alexander", "kirill", "anton", "madi_ru", "saule_ru", "lola_ru", "zhanar_ru", "yulduz_ru"), ...voicesOf("en", "john")] },
  cartesia: { models: ["sonic-3.6", "sonic-3.5", "sonic-3"], voices: named(null, { Katie: "f786b574-daa5-4673-aa0c-cbe3e8534c02", Jameson: "a5136bf9-224c-4d76-b823-52bd5efcffcc" }) },
  elevenlabs: { models: ["eleven_flash_v2_5", "eleven_multilingual_v2"], voices: named(null, { Sarah: "EXAVITQu4vr4xnSDxMaL", George: "JBFqnCBsd6RMkjVDRZzb", Adam: "pNInz6obpgDQGcFmaJgB" }) },
  openai: { models: ["gpt-realtime-2.1-mini", "gpt-realtime-2.1"], voices: voicesOf(null, "marin", "cedar", "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse") },
  deepgram: { models: [], voices: aura("thalia", "andromeda", "helena", "apollo", "arcas", "aries", "asteria", "athena", "luna", "orion", "zeus") },
};

const stt: Record<SttProvider, string[]> = {
  embedded: [],
  sherpa: [],
  yandex: ["general", "general:rc"],
  deepgram: ["flux-general-multi", "flux-general-en", "nova-3", "nova-2"],
  soniox: ["stt-rt-v5"],
  elevenlabs: ["scribe_v2_realtime"],
  openai: ["gpt-live-transcribe", "gpt-transcribe", "gpt-realtime-whisper"],
};

const llm: Record<LlmProvider, string[]> = {
  openai: ["gpt-6-luna", "gpt-6-sol", "gpt-5.6-luna", "gpt-5.6-terra", "gpt-5.4-mini"],
  groq: ["openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/qwen3.8-27b"],
  openrouter: ["openai/gpt-6-luna", "google/gemini-3.8-flash", "google/gemini-3.5-flash-lite", "deepseek/deepseek-v4.1-flash"],
  workers_ai: ["@cf/google/gemma-4-26b-a4b-it", "@cf/zai-org/glm-4.7-flash", "@cf/openai/gpt-oss-120b", "@cf/meta/llama-3.3-70b-instruct-fp8-fast"],
  yandex: ["aliceai-llm-flash", "aliceai-llm", "yandexgpt", "yandexgpt-lite"],
  gigachat: ["GigaChat-2", "GigaChat-2-Pro", "GigaChat-2-Max", "GigaChat-3-Ultra"],
  compatible: [],
};

export const catalogue: VendorOffer[] = [
  ...ttsProviders.map((provider) => ({ kind: "tts" as const, provider, ...tts[provider] })),
  ...sttProviders.map((provider) => ({ kind: "stt" as const, provider, models: stt[provider], voices: [] })),
  ...llmProviders.map((provider) => ({ kind: "llm" as const, provider, models: llm[provider], voices: [] })),
  { kind: "agent" as const, provider: "elevenlabs", models: [], voices: [] },
];

export const offersOf = (vendor: Vendor): SpeechKind[] => catalogue.filter((offer) => offer.provider === vendor).map((offer) => offer.kind);

/** Models that a test asks, in order; none: the address must say which there are. */
export const modelsToTry = (vendor: LlmProvider): readonly string[] => llm[vendor];
/** The voice that a test speaks with. */
export const voiceToTry = (vendor: TtsProvider, language: "ru" | "en"): string => (tts[vendor].voices.find((voice) => voice.language === null || voice.language === language) ?? tts[vendor].voices[0])?.id ?? "";

type Traits = Pick<VendorInfo, "needs" | "inRussia" | "receives">;
const heard = ["caller_audio"] as const;
const spoken = ["bot_text"] as const;
const thought = ["conversation"] as const;

/** Where the vendor's own service keeps what it is sent, and what that is (T8: the page names both). */
export const traits: Record<Vendor, Traits> = {
  yandex: { needs: ["folder"], inRussia: true, receives: [...heard, ...spoken, ...thought] },
  gigachat: { needs: [], inRussia: true, receives: [...thought] },
  deepgram: { needs: [], inRussia: false, receives: [...heard, ...spoken] },
  soniox: { needs: [], inRussia: false, receives: [...heard] },
  elevenlabs: { needs: [], inRussia: false, receives: [...heard, ...spoken] },
  openai: { needs: [], inRussia: false, receives: [...heard, ...spoken, ...thought] },
  cartesia: { needs: [], inRussia: false, receives: [...spoken] },
  groq: { needs: [], inRussia: false, receives: [...thought] },
  openrouter: { needs: [], inRussia: false, receives: [...thought] },
  workers_ai: { needs: ["folder"], inRussia: false, receives: [...thought] },
  compatible: { needs: ["baseUrl"], inRussia: null, receives: [...thought] },
};
