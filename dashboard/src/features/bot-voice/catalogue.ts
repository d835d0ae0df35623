import type { VendorList, VendorOffer } from "@zvon/contract/api.ts";
import type { SpeechKind } from "@zvon/contract/speech.ts";
import { llmProviders, sttProviders, ttsProviders } from "@zvon/contract/speech.ts";
import { createContext, use } from "react";

/** What vendors offer; null while it loads or when it can't be read: then names are typed. */
export const CatalogueContext = createContext<VendorList | null>(null);

const providers: Record<SpeechKind, readonly string[]> = { tts: ttsProviders, stt: sttProviders, llm: llmProviders, agent: ["elevenlabs"] };

export type Choice = { provider: string; /** There is a key, the tenant's or the installation's, or none is needed. */ ready: boolean };

export function useProviders(kind: SpeechKind): Choice[] {
  const list = use(CatalogueContext);
  return providers[kind].map((provider) => {
    const vendor = list?.vendors.find((one) => one.vendor === provider);
    return { provider, ready: list === null || vendor === undefined || vendor.key !== null || vendor.platform };
  });
}

const nothing: VendorOffer["models"] = [];

export function useOffer(kind: SpeechKind, provider: string): { models: readonly string[]; voices: VendorOffer["voices"] } {
  const offer = use(CatalogueContext)?.catalogue.find((one) => one.kind === kind && one.provider === provider);
  return { models: offer?.models ?? nothing, voices: offer?.voices ?? [] };
}
