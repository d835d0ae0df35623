/** A text as a bot would say it, spoken by a media node through the vendor that a call would use. */
import type { Language } from "@zvon/contract/call-link.ts";
import { vendorSchema } from "@zvon/contract/speech.ts";
import type { Vendor, VendorAccess } from "@zvon/contract/speech.ts";
import type { Pronunciation } from "@zvon/contract/api.ts";
import { createPronounce } from "../language/pronunciation.ts";
import type { ProbeRequest, ProbeResult } from "../nodes/media-node.ts";
import { Refusal } from "../refusal.ts";

export type Speech = { tts_provider: string; tts_voice_id: string; tts_model: string | null; speed: number };

export type PreviewTools = {
  probe: (request: ProbeRequest) => Promise<ProbeResult>;
  /** The tenant's own access, null when there is none: the node then uses its own. */
  accessTo: (vendor: Vendor) => Promise<VendorAccess | null>;
};

/** @returns a WAV file, 8 kHz. @throws Refusal 503 when no node can speak now, 422 when the vendor will not. */
export async function speakPreview(tools: PreviewTools, speech: Speech, language: Language, text: string, dictionary: readonly Pronunciation[]): Promise<Uint8Array> {
  const vendor = vendorSchema.safeParse(speech.tts_provider);
  const access = vendor.success ? await tools.accessTo(vendor.data) : null;
  const said = createPronounce(dictionary.filter((entry) => entry.language === language))(text);
  const result = await tools.probe({ kind: "tts", provider: speech.tts_provider, model: speech.tts_model, voice: speech.tts_voice_id, speed: speech.speed, language, text: said.slice(0, 500), access });
  if (result.ok && result.audio !== null) return Uint8Array.from(atob(result.audio), (character) => character.charCodeAt(0));
  const code = result.code ?? "no_audio";
  throw new Refusal(code === "no_node" || code === "busy" ? 503 : 422, `voice_${code}`, result.detail === "" ? { ru: "Поставщик не дал звука.", en: "The vendor gave no sound." } : result.detail);
}
