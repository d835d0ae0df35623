/** Messages of ElevenLabs' multi-context WebSocket (api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input, read 2026-11). */
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { errorOfName } from "../net/elevenlabs-wire.ts";
import type { TtsRequest } from "./port.ts";

/** voice_settings.speed. */
const slowest = 0.7;
const fastest = 1.2;

const alignment = z.object({ chars: z.array(z.string()).default([]), charStartTimesMs: z.array(z.number()).default([]) });
export type Alignment = z.infer<typeof alignment>;

const messageSchema = z
  .looseObject({
    audio: z.base64().nullish(),
    /** The reference writes isFinal, the guide is_final. */
    isFinal: z.boolean().nullish(),
    is_final: z.boolean().nullish(),
    contextId: z.string().nullish(),
    /** Of the text as it was given; times count from the first sample of the message's audio. */
    alignment: alignment.nullish(),
    error: z.string().nullish(),
    message: z.string().nullish(),
  })
  .transform(({ audio, isFinal, is_final, contextId, alignment: words, error, message }) => ({
    audio: audio === null || audio === undefined || audio === "" ? null : Buffer.from(audio, "base64"),
    final: isFinal === true || is_final === true,
    contextId: contextId ?? null,
    alignment: words ?? null,
    error: error === null || error === undefined ? null : errorOfName(error, message ?? ""),
  }));
export type ElevenlabsMessage = z.infer<typeof messageSchema>;

/** @throws ProviderError for what is no message of ElevenLabs */
export function readElevenlabs(text: string): ElevenlabsMessage {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProviderError("ElevenLabs answered with something that can't be read", { code: "bad_answer", retryable: true, cause });
  }
}

/** Models that are told the language; the others find it out by themselves and refuse to be told. */
export const takesLanguage = (model: string): boolean => /(flash|turbo)_v2_5/.test(model);

/** What a connection is for: a voice, and a language where the model takes one. The longest patience of the vendor. */
export function pathOf(request: Pick<TtsRequest, "voice" | "language">, model: string): string {
  const query = new URLSearchParams({ model_id: model, output_format: "pcm_8000", auto_mode: "true", sync_alignment: "true", inactivity_timeout: "180" });
  if (takesLanguage(model)) query.set("language_code", request.language);
  return `/v1/text-to-speech/${encodeURIComponent(request.voice)}/multi-stream-input?${query}`;
}

export const speedOf = (speed: number): number => Math.min(fastest, Math.max(slowest, speed));

/** Its phoneme tags are for English alone (best-practices/prompting/controls), so a stress is left out. */
export const elevenlabsText = (text: string): string => text.replaceAll("\u0301", "");

export interface WordReader {
  /** Words that are whole now. */
  push(chars: Alignment, offsetMs: number): { word: string; startMs: number }[];
  /** The beginning of the word that is under way; null when there is none, or when it was told already. */
  begun(): { word: string; startMs: number } | null;
  /** That word is known by its beginning: it does not come again. */
  told(): void;
  rest(): { word: string; startMs: number }[];
}

/** Characters of an alignment, as they come over several messages, to words with the time of their first. */
export function createWordReader(): WordReader {
  let word = "";
  let startMs = 0;
  let isTold = false;
  const take = (): { word: string; startMs: number }[] => {
    const whole = word === "" || isTold ? [] : [{ word, startMs }];
    word = "";
    isTold = false;
    return whole;
  };
  return {
    push({ chars, charStartTimesMs }, offsetMs) {
      return chars.flatMap((char, n) => {
        if (/^\s*$/.test(char)) return take();
        if (word === "") startMs = Math.max(0, Math.round(offsetMs + (charStartTimesMs[n] ?? 0)));
        word += char;
        return [];
      });
    },
    begun: () => (word === "" || isTold ? null : { word, startMs }),
    told: () => void (isTold = true),
    rest: take,
  };
}
