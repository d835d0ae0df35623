/**
 * OpenAI's Realtime models as a voice: a session a call, each text an out-of-band response that is told to read it word
 * for word (guides/realtime-conversations, "responses outside the default conversation"; read 2026-11).
 *
 *   → session.update {voice, speed}   → response.create {conversation: "none", metadata: {part}, input}   → response.cancel
 *   ← response.created {id, metadata} ← response.output_audio.delta … ← response.done {status, usage}
 *
 * It is a model that speaks and no reader: now and then it says "I'm" for "I am". Texts are asked for one after another,
 * as a session has one response at a time. Billed are the tokens that `response.done` tells, those of a cancelled one too.
 */
import { z } from "zod";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { ProviderError } from "../audio/provider-error.ts";
import { createResampler, type Resampler } from "../audio/resample.ts";
import { sumUsage } from "../audio/usage.ts";
import { createMessageLine } from "../net/message-line.ts";
import { openaiBase, statusOfRealtimeError } from "../net/openai-wire.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { createChunkQueue, createPcmReader, type ChunkQueue } from "./chunk-queue.ts";
import { errorOfAnswer, openaiText } from "./openai-wire.ts";
import type { Tts, TtsChunk, TtsRequest } from "./port.ts";

const rateHz = 24_000;
const silentTimeoutMs = 3_500;
const instructions = "You are a voice that reads aloud. Say the user's text word for word in its own language, as a friendly person on the telephone would. Add nothing, leave nothing out, answer nothing.";

const eventSchema = z.object({
  type: z.string(),
  response_id: z.string().optional(),
  delta: z.string().optional(),
  response: z.object({ id: z.string(), metadata: z.record(z.string(), z.string()).nullish(), status: z.string().optional(), usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).nullish() }).optional(),
  error: z.object({ type: z.string().optional(), code: z.string().nullish(), message: z.string().optional(), param: z.string().nullish() }).optional(),
});
type Event = z.infer<typeof eventSchema>;

interface Part {
  id: string;
  request: TtsRequest;
  queue: ChunkQueue;
  read: (bytes: Uint8Array) => Int16Array;
  down: Resampler;
  response: string | null;
  sounded: boolean;
  /** Nobody listens any more: its rest is not played. */
  left: boolean;
}

export function openRealtimeVoice(line: VendorLine & { model: string }): Tts {
  const { access, model, net, setTimer } = line;
  const url = new URL(`${openaiBase(access.baseUrl)}/realtime`);
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  url.searchParams.set("model", model);
  /** The first one is being read. */
  let parts: Part[] = [];
  let usage: UsageLine[] = [];
  let session = "";
  let nextPart = 1;
  let closed = false;
  let cancelTimer = (): void => undefined;

  const wire = createMessageLine({
    connect: (signal) => net.webSocket(url.href, { proxy: access.proxy, headers: { authorization: `Bearer ${access.key}` }, signal }),
    onMessage: (data) => onEvent(data.toString()),
    onLost(error) {
      session = "";
      cancelTimer();
      const lost = parts;
      parts = [];
      for (const part of lost) part.queue.fail(error);
    },
    goodbye: null,
    who: "OpenAI",
    vendorLine: line,
  });

  function onEvent(text: string): void {
    let event: Event;
    try {
      event = eventSchema.parse(JSON.parse(text));
    } catch (cause) {
      return wire.drop(new ProviderError("OpenAI answered with something that can't be read", { code: "bad_answer", retryable: true, cause }));
    }
    const [part] = parts;
    switch (event.type) {
      case "response.created":
        if (part === undefined || event.response?.metadata?.["part"] !== part.id) return;
        part.response = event.response.id;
        if (part.left) wire.send(JSON.stringify({ type: "response.cancel", response_id: part.response }));
        return;
      case "response.output_audio.delta":
        if (part === undefined || part.response !== event.response_id || event.delta === undefined) return;
        watch();
        part.sounded = true;
        if (!part.left) part.queue.push({ pcm: part.down.push(part.read(Buffer.from(event.delta, "base64"))), words: [], last: false });
        return;
      case "response.done":
        if (event.response?.usage) usage = sumUsage(usage, [of("tokens_in", event.response.usage.input_tokens), of("tokens_out", event.response.usage.output_tokens)]);
        if (part === undefined || part.response !== event.response?.id) return;
        if (part.sounded || part.left) part.queue.push({ pcm: part.down.flush(), words: [], last: true });
        else part.queue.fail(new ProviderError("OpenAI answered without a sound", { code: "bad_answer", retryable: true }));
        parts.shift();
        return next();
      case "error":
        // A response that ended just before it was to be cancelled.
        if (event.error?.code === "response_cancel_not_active") return;
        return wire.drop(errorOfAnswer(statusOfRealtimeError(event.error), JSON.stringify({ message: event.error?.message ?? "", param: event.error?.param ?? "" })));
      default:
        return;
    }
  }

  const of = (unit: UsageLine["unit"], amount: number): UsageLine => ({ kind: "tts", provider: "openai", model, unit, amount });

  function watch(): void {
    cancelTimer();
    cancelTimer = setTimer(() => wire.drop(new ProviderError("OpenAI gives no sound", { code: "timeout", retryable: true })), silentTimeoutMs);
  }

  /** Asks for the part that is first in the line. */
  function next(): void {
    cancelTimer();
    while (parts[0]?.left === true && parts[0].response === null) parts.shift();
    const [part] = parts;
    if (part === undefined) return;
    const { voice, speed } = part.request;
    const wanted = JSON.stringify({ type: "session.update", session: { type: "realtime", output_modalities: ["audio"], instructions, audio: { output: { format: { type: "audio/pcm", rate: rateHz }, voice, speed: Math.min(1.5, Math.max(0.25, speed)) } } } });
    if (session !== wanted) wire.send(wanted);
    session = wanted;
    wire.send(JSON.stringify({ type: "response.create", response: { conversation: "none", metadata: { part: part.id }, output_modalities: ["audio"], input: [{ type: "message", role: "user", content: [{ type: "input_text", text: openaiText(part.request.text) }] }] } }));
    watch();
  }

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    await wire.open(signal);
    const part: Part = { id: String(nextPart++), request, queue: createChunkQueue(), read: createPcmReader(), down: createResampler(rateHz, 8_000), response: null, sounded: false, left: false };
    parts.push(part);
    if (parts.length === 1) next();
    try {
      yield* part.queue.chunks(signal);
    } finally {
      part.left = true;
      if (parts[0] === part && part.response !== null) wire.send(JSON.stringify({ type: "response.cancel", response_id: part.response }));
      else if (parts[0] !== part) parts = parts.filter((one) => one !== part);
    }
  }

  return {
    synthesise,
    prepare: () => wire.open(new AbortController().signal),
    billed: () => usage,
    async close() {
      if (closed) return;
      closed = true;
      cancelTimer();
      await wire.close();
    },
  };
}
