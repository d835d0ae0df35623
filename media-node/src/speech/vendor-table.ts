/**
 * Who hears and who speaks, by the names that bots use. Adapters are loaded when the first call wants them: a node that
 * never speaks to a vendor does not pay for its client (gRPC alone costs megabytes).
 */
import type { AgentProvider, SttProvider, TtsProvider } from "@zvon/contract/speech.ts";
import { openElevenlabsAgent } from "../agent/elevenlabs.ts";
import type { OpenAgent } from "../agent/port.ts";
import type { OpenStt } from "../stt/port.ts";
import type { OpenTts } from "../tts/port.ts";

/** Vendors; what is part of the node (embedded, sherpa) stands in speech.ts. */
export type SttVendor = Exclude<SttProvider, "embedded" | "sherpa">;
export type TtsVendor = Exclude<TtsProvider, "embedded">;

export interface SttEntry {
  load(): Promise<OpenStt>;
  partials: boolean;
  /**
   * From the end of the audio: then the next one starts beside it, so short costs money now and then, and long costs the
   * caller. Twice the published 99th percentile (Deepgram and Soniox 350 ms, ElevenLabs 410), or what leaves the next one
   * its own time: the caller waits less than 1.5 s more.
   */
  finalDueMs: number;
  /** Where a healthy one may need more than that: it is heard out so long, and only then has failed. Absent: the same. */
  lostMs?: number;
}

const streaming = { partials: true, finalDueMs: 700 };

export const sttVendors: Record<SttVendor, SttEntry> = {
  // 200 to 700 ms are usual.
  yandex: { ...streaming, finalDueMs: 900, load: async () => (await import("../stt/yandex.ts")).openYandexStt },
  deepgram: { ...streaming, load: async () => (await import("../stt/deepgram.ts")).openDeepgramStt },
  soniox: { ...streaming, load: async () => (await import("../stt/soniox.ts")).openSonioxStt },
  elevenlabs: { ...streaming, load: async () => (await import("../stt/elevenlabs.ts")).openElevenlabsStt },
  // Most of its models begin to write once the audio has ended (99th percentile 2 s).
  openai: { partials: false, finalDueMs: 1_000, lostMs: 2_500, load: async () => (await import("../stt/openai.ts")).openOpenaiStt },
};

export const ttsVendors: Record<TtsVendor, { load(): Promise<OpenTts> }> = {
  yandex: { load: async () => (await import("../tts/yandex.ts")).openYandexTts },
  cartesia: { load: async () => (await import("../tts/cartesia.ts")).openCartesiaTts },
  elevenlabs: { load: async () => (await import("../tts/elevenlabs.ts")).openElevenlabsTts },
  deepgram: { load: async () => (await import("../tts/deepgram.ts")).openDeepgramTts },
  openai: { load: async () => (await import("../tts/openai.ts")).openOpenaiTts },
};

/** Small enough to be there always. */
export const agentVendors: Record<AgentProvider, OpenAgent> = { elevenlabs: openElevenlabsAgent };

export const sttVendorOf = (provider: string): SttEntry | undefined => Object.entries(sttVendors).find(([name]) => name === provider)?.[1];
export const ttsVendorOf = (provider: string): { load(): Promise<OpenTts> } | undefined => Object.entries(ttsVendors).find(([name]) => name === provider)?.[1];
