/** Messages of Cartesia's WebSocket (docs.cartesia.ai/2026-03-01/api-reference/tts/websocket, read 2026-11). */
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { errorOfStatus } from "../net/vendor-status.ts";
import type { TtsRequest } from "./port.ts";

/** The newest version the reference documents; errors are objects since then. */
export const cartesiaVersion = "2026-03-01";
/** Sonic 3 and newer take speeds from 0.6 to 1.5 (build-with-cartesia/sonic-3/volume-speed-emotion); of 3.5 by its changelog of 2026-05. */
const slowest = 0.6;
const fastest = 1.5;

const chunk = z.object({ type: z.literal("chunk"), context_id: z.string(), data: z.base64() });
const flushDone = z.object({ type: z.literal("flush_done"), context_id: z.string() });
const done = z.object({ type: z.literal("done"), context_id: z.string() });
const timestamps = z.object({
  type: z.literal("timestamps"),
  context_id: z.string(),
  /** Seconds since the first audio of the context. */
  word_timestamps: z.object({ words: z.array(z.string()), start: z.array(z.number()) }).nullish(),
});
const failure = z.object({
  type: z.literal("error"),
  context_id: z.string().nullish(),
  status_code: z.number(),
  error_code: z.string().nullish(),
  title: z.string().default(""),
  message: z.string().default(""),
});
const known = z.discriminatedUnion("type", [chunk, flushDone, done, timestamps, failure]);
const other = z.looseObject({ type: z.string() });
export type CartesiaMessage = z.infer<typeof known> | { type: "other" };

/** @throws for what is no message of Cartesia. */
export function readCartesia(text: string): CartesiaMessage {
  const message: unknown = JSON.parse(text);
  const { type } = other.parse(message);
  return ["chunk", "flush_done", "done", "timestamps", "error"].includes(type) ? known.parse(message) : { type: "other" };
}

export function errorOfMessage(message: z.infer<typeof failure>): ProviderError {
  const about = `${message.error_code ?? ""} ${message.title}`.toLowerCase();
  const words = `${message.title}: ${message.message}`;
  if (about.includes("voice") && [400, 404, 422].includes(message.status_code)) {
    return new ProviderError("Cartesia does not know this voice", { code: "unknown_voice", retryable: false, cause: new Error(words) });
  }
  if (/quota|credit|payment/.test(about) && message.status_code !== 429) return errorOfStatus(402, words, "Cartesia");
  return errorOfStatus(message.status_code, words, "Cartesia");
}

/** What must stay the same for every input of a context. */
export function fieldsOf(request: TtsRequest, model: string): Record<string, unknown> {
  return {
    model_id: model,
    voice: { mode: "id", id: request.voice },
    language: request.language,
    output_format: { container: "raw", encoding: "pcm_s16le", sample_rate: 8000 },
    add_timestamps: true,
    // The text comes in whole clauses; waiting for more would only cost time.
    max_buffer_delay_ms: 0,
    ...(request.speed === 1 ? {} : { generation_config: { speed: Math.min(fastest, Math.max(slowest, request.speed)) } }),
  };
}

/** Sonic has no mark for a stress (capability-guides/custom-pronunciations: whole words in IPA), so the word goes without. */
export const cartesiaText = (text: string): string => text.replaceAll("\u0301", "");

export const lettersOf = (text: string): number => [...text].length;
