/**
 * Voices and models that know one language alone, as their vendors' pages have it (read 2026-11-21); whatever is not here
 * knows both, or nobody can tell from its name (a cloned voice, a model of one's own).
 * - Deepgram: Aura speaks no Russian (docs/tts-models-languages-overview); flux-general-en and the variants of Nova for a trade
 *   hear English alone (docs/models-languages-overview).
 * - Yandex: john is its English voice (speechkit/tts/voices). ElevenLabs: Flash v2, Turbo v2 and monolingual models speak English
 *   (docs/overview/models). Cartesia: sonic-english.
 */
import type { Language } from "./call-link.ts";

const embeddedVoices: Record<Language, readonly string[]> = { ru: ["anna", "vera", "ivan", "pavel"], en: ["alice", "kate", "john", "peter"] };

/** What of a choice stands in the way, null when nothing is known to. */
export function unspeakable({ provider, voice, model, language }: { provider: string; voice: string; model: string | null; language: Language }): "voice" | "model" | null {
  // eSpeak takes any name, and speaks garbage. That none is chosen is told elsewhere.
  if (provider === "embedded") return voice.trim() === "" || embeddedVoices[language].includes(voice) ? null : "voice";
  if (language === "en") return null;
  if (provider === "deepgram" || (provider === "yandex" && voice === "john")) return "voice";
  if (provider === "elevenlabs" && model !== null && /^eleven_(?:flash_v2|turbo_v2|monolingual_v1)$/.test(model)) return "model";
  return provider === "cartesia" && model === "sonic-english" ? "model" : null;
}

/** Whether the model hears the language, as far as its name tells. */
export function hears({ provider, model, language }: { provider: string; model: string | null; language: Language }): boolean {
  if (language === "en" || provider !== "deepgram" || model === null) return true;
  return !/^flux-general-en$|^nova(?:-[23])?-(?:medical|phonecall|meeting|finance|conversationalai|voicemail|video|drivethru|automotive|atc)$/.test(model);
}
