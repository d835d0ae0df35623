/** Vendors by the names they write themselves with; what is our own is named in the reader's language. */
import type { I18n } from "./i18n.tsx";

const names: Record<string, string> = {
  yandex: "Yandex Cloud",
  deepgram: "Deepgram",
  soniox: "Soniox",
  elevenlabs: "ElevenLabs",
  openai: "OpenAI",
  cartesia: "Cartesia",
  groq: "Groq",
  openrouter: "OpenRouter",
  workers_ai: "Cloudflare Workers AI",
  gigachat: "GigaChat",
  sherpa: "sherpa-onnx",
};

export function vendorName(t: I18n["t"], provider: string): string {
  if (provider === "embedded") return t("vendor.embedded");
  if (provider === "compatible") return t("vendor.compatible");
  return names[provider] ?? provider;
}
