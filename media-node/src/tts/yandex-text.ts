/**
 * Text and voices as SpeechKit takes them (yandex.cloud/docs/speechkit/tts/markup/tts-markup, /tts/voices, /concepts/limits;
 * read 2026-11).
 */

/** A request of more characters or seconds is refused unless it is marked `unsafe_mode`. */
const safeChars = 250;
const safeSeconds = 24;
/** Slow speech of long words, at speed 1; fast speech has 18. */
const charsPerSecond = 11;
export const maxChars = 5_000;
/** Billing of API v3: a request is one unit, and one more for each 250 characters begun. */
const charsPerUnit = 250;

/** Those of API v1, for the way without gRPC. */
const voicesOfV1 = new Set(["lea", "john", "amira", "madi", "alena", "filipp", "ermil", "jane", "omazh", "zahar", "marina", "madi_ru", "nigora"]);

/** Stress as «+» before its vowel, where the language has it; what the caller's data may hold of the vendor's markup is taken out. */
export function yandexText(text: string, language: "ru" | "en"): string {
  const plain = text
    .normalize("NFC")
    .replaceAll("+", language === "ru" ? " плюс " : " plus ")
    .replace(/\*\*|\[\[|\]\]|sil<\[\d*\]>|<\[[^\]]*\]>/g, " ");
  // й and ё are letters of their own after NFC, so U+0301 stands right after the vowel.
  const stressed = language === "ru" ? plain.replace(/(\p{L})\u0301/gu, "+$1") : plain;
  return stressed.replaceAll("\u0301", "").replace(/\s+/g, " ").trim();
}

/** Whether the vendor must be asked to cut the text by itself. */
export function isLong(text: string, speed: number): boolean {
  return text.length > safeChars || text.length / (charsPerSecond * speed) > safeSeconds;
}

export function billingUnits(text: string): number {
  return Math.max(1, Math.ceil([...text].length / charsPerUnit));
}

/** «jane:good» is the voice jane in the role good. */
export function readVoice(voice: string): { name: string; role: string | null; inV1: boolean } {
  const [name = "", role = ""] = voice.split(":");
  return { name, role: role === "" ? null : role, inV1: voicesOfV1.has(name) };
}
