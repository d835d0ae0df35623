/**
 * What vendors offer, for pages where one chooses: read from their documents on 2026-11-21. The lists are suggestions;
 * a cloned voice or a newer model is written by hand.
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
  yandex: { models: [], voices: [...voicesOf("ru", "marina", "alena", "jane", "omazh", "dasha", "julia", "lera", "masha", "filipp", "ermil", "zahar", "alexander", "kirill", "anton"), ...voicesOf("en", "john")] },
  cartesia: { models: ["sonic-3"], voices: named(null, { Katie: "f786b574-daa5-4673-aa0c-cbe3e8534c02", Kiefer: "228fca29-3a0a-435c-8728-5cb483251068" }) },
  elevenlabs: { models: ["eleven_flash_v2_5", "eleven_turbo_v2_5", "eleven_multilingual_v2"], voices: named(null, { Rachel: "21m00Tcm4TlvDq8ikWAM", Sarah: "EXAVITQu4vr4xnSDxMaL", George: "JBFqnCBsd6RMkjVDRZzb", Adam: "pNInz6obpgDQGcFmaJgB" }) },
  openai: { models: ["gpt-4o-mini-tts", "tts-1", "tts-1-hd"], voices: voicesOf(null, "marin", "cedar", "alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse") },
  deepgram: { models: [], voices: aura("thalia", "andromeda", "helena", "apollo", "arcas", "aries", "asteria", "athena", "luna", "orion", "zeus") },
};

const stt: Record<SttProvider, string[]> = {
  embedded: [],
  sherpa: [],
  yandex: ["general", "general:rc"],
  deepgram: ["nova-3", "nova-2", "flux-general-en"],
  soniox: ["stt-rt-v5"],
  elevenlabs: ["scribe_v2_realtime"],
  openai: ["gpt-4o-transcribe", "gpt-4o-mini-transcribe"],
};

const llm: Record<LlmProvider, string[]> = {
  openai: ["gpt-4.1-mini", "gpt-4.1", "gpt-4o-mini", "gpt-5-mini"],
  groq: ["llama-3.3-70b-versatile", "llama-3.1-8b-instant", "openai/gpt-oss-120b", "openai/gpt-oss-20b"],
  openrouter: ["openai/gpt-4o-mini", "openai/gpt-4.1-mini", "google/gemini-2.5-flash", "deepseek/deepseek-chat"],
  workers_ai: ["@cf/meta/llama-3.3-70b-instruct-fp8-fast", "@cf/openai/gpt-oss-120b"],
  yandex: ["yandexgpt", "yandexgpt-lite"],
  gigachat: ["GigaChat-2", "GigaChat-2-Pro", "GigaChat-2-Max"],
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
