/**
 * OpenAI's ears (developers.openai.com: guides/speech-to-text, guides/realtime-transcription; read 2026-11). The model says the way:
 * - `gpt-live-transcribe` (the default) and `gpt-realtime-whisper`: a Realtime transcription session a call. Turn detection is
 *   off: our endpoint commits the buffer. Words come as they are written.
 * - any other (`gpt-transcribe`; until 2027-02-26 `gpt-4o-transcribe`, `gpt-4o-mini-transcribe`, `whisper-1`; a self-hosted server's):
 *   one request an utterance, its audio a WAV file, its text streamed where the model can.
 * Billed is what each answer says of itself: tokens, or seconds of audio.
 */
import type { UsageLine } from "@zvon/contract/speech.ts";
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { createResampler } from "../audio/resample.ts";
import { sumUsage } from "../audio/usage.ts";
import { wavHeader } from "../audio/wav-header.ts";
import { openaiBase, statusOfRealtimeError } from "../net/openai-wire.ts";
import { eventsOf } from "../net/server-sent-events.ts";
import { createSocketLine } from "../net/socket-line.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { errorOfStatus } from "../net/vendor-status.ts";
import type { ListenHint, OpenStt, Stt, SttEvent, SttOptions } from "./port.ts";

const defaultModel = "gpt-live-transcribe";
const liveModels = new Set(["gpt-live-transcribe", "gpt-realtime-whisper"]);
/** Models that take lists; the others take a prompt. */
const takesKeywords = new Set(["gpt-live-transcribe", "gpt-transcribe"]);
const maxKeywords = 100;
const maxPromptChars = 800;
/** A whole utterance is heard after its end: published 99th percentiles are 1.7 to 2 s. */
const finalTimeoutMs = 2_500;
const sessionRateHz = 24_000;
/** The services give no confidence: words are believed, none are rejected. */
const confidence = 0.85;

const usageSchema = z
  .union([
    z.object({ type: z.literal("tokens"), input_tokens: z.number(), output_tokens: z.number() }),
    z.object({ type: z.literal("duration"), seconds: z.number() }),
  ])
  .optional();
type Usage = z.infer<typeof usageSchema>;

export const openOpenaiStt: OpenStt = (line) => (liveModels.has(line.model ?? defaultModel) ? openLive(line) : openByUtterance(line));

function linesOf(model: string, usage: Usage): UsageLine[] {
  const of = (unit: UsageLine["unit"], amount: number): UsageLine => ({ kind: "stt", provider: "openai", model, unit, amount });
  if (usage === undefined) return [];
  return usage.type === "duration" ? [of("audio_ms", Math.round(usage.seconds * 1000))] : [of("tokens_in", usage.input_tokens), of("tokens_out", usage.output_tokens)];
}

const finalOf = (text: string, samples: number): SttEvent => {
  const trimmed = text.trim();
  return { type: "final", text: trimmed, confidence: trimmed === "" ? 0 : confidence, verdict: trimmed === "" ? "rejected" : "sure", alternatives: [], audioMs: Math.round(samples / 8) };
};

/** As many whole words as there is room for. */
function promptOf(words: readonly string[]): string {
  let prompt = "";
  for (const word of words) {
    const longer = prompt === "" ? word : `${prompt}, ${word}`;
    if (longer.length > maxPromptChars) break;
    prompt = longer;
  }
  return prompt;
}

const late = () => new ProviderError("OpenAI gave no final text in time", { code: "timeout", retryable: true });

// ---------------------------------------------------------------- a session a call

const liveSchema = z.object({
  type: z.string(),
  item_id: z.string().optional(),
  delta: z.string().optional(),
  transcript: z.string().optional(),
  usage: usageSchema,
  error: z.object({ type: z.string().optional(), code: z.string().nullish(), message: z.string().optional() }).optional(),
});
type Live = z.infer<typeof liveSchema>;
const transcribed = "conversation.item.input_audio_transcription";

function openLive(vendorLine: VendorLine): Stt {
  const { access, language, hints, net, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const url = new URL(`${openaiBase(access.baseUrl)}/realtime?intent=transcription`);
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  const keywords = [...new Set(hints)].slice(0, maxKeywords);
  let usage: UsageLine[] = [];
  const line = createSocketLine<Live>({
    connect: (signal) => net.webSocket(url.href, { proxy: access.proxy, headers: { authorization: `Bearer ${access.key}` }, signal }),
    greeting: () =>
      JSON.stringify({
        type: "session.update",
        session: {
          type: "transcription",
          audio: { input: { format: { type: "audio/pcm", rate: sessionRateHz }, noise_reduction: null, turn_detection: null, transcription: { model, ...(takesKeywords.has(model) ? { languages: [language], ...(keywords.length > 0 ? { keywords } : {}) } : { language }) } } },
        },
      }),
    keepAlive: null,
    goodbye: null,
    parse: (text) => {
      const answer = liveSchema.parse(JSON.parse(text));
      // Also of an utterance that nobody waits for any more: it was transcribed, and is billed.
      usage = sumUsage(usage, linesOf(model, answer.usage));
      return answer;
    },
    errorOf: (answer) => (answer.type === "error" || answer.type === `${transcribed}.failed` ? errorOfStatus(statusOfRealtimeError(answer.error), answer.error?.message ?? "", "OpenAI") : null),
    who: "OpenAI",
    vendorLine,
  });

  async function* transcribe(audio: AsyncIterable<Int16Array>, _options: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    const turn = await line.begin(signal);
    const timer: { cancel: () => void } = { cancel: () => undefined };
    const up = createResampler(8_000, sessionRateHz);
    const append = (pcm: Int16Array) => JSON.stringify({ type: "input_audio_buffer.append", audio: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString("base64") });
    let samples = 0;
    let committed = false;
    try {
      const feeding = turn.feed(
        audio,
        (pcm) => {
          samples += pcm.length;
        },
        () => {
          const tail = up.flush();
          if (tail.length > 0) turn.send(append(tail));
          turn.send(JSON.stringify({ type: "input_audio_buffer.commit" }));
          committed = true;
          timer.cancel = setTimer(() => turn.fail(late()), finalTimeoutMs);
        },
        (pcm) => append(up.push(pcm)),
      );
      let item: string | null = null;
      let words = "";
      for await (const answer of turn.answers()) {
        // One item a commit; what an earlier one is still saying is not ours.
        if (answer.type === "input_audio_buffer.committed") item ??= committed ? (answer.item_id ?? null) : null;
        else if (answer.item_id !== undefined && item !== null && answer.item_id !== item) continue;
        else if (answer.type === `${transcribed}.delta` && answer.delta !== undefined) {
          words += answer.delta;
          yield { type: "partial", text: words.trim() };
        } else if (answer.type === `${transcribed}.completed`) {
          await feeding;
          yield finalOf(answer.transcript ?? words, samples);
          return;
        }
      }
    } finally {
      timer.cancel();
      turn.end(committed ? { frame: JSON.stringify({ type: "input_audio_buffer.clear" }), until: null } : { frame: JSON.stringify({ type: "input_audio_buffer.clear" }), until: (answer) => answer.type === "input_audio_buffer.cleared" });
    }
  }

  return { transcribe, prepare: async (_listens: ListenHint[]) => line.open(), billed: () => usage, close: () => line.close() };
}

// ---------------------------------------------------------------- a request an utterance

const answerSchema = z.object({ text: z.string(), usage: usageSchema });
const eventSchema = z.object({ type: z.string(), delta: z.string().optional(), text: z.string().optional(), usage: usageSchema });

function openByUtterance(vendorLine: VendorLine): Stt {
  const { access, language, hints, net, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const streams = model !== "whisper-1";
  const closed = new AbortController();
  let usage: UsageLine[] = [];
  const closedError = () => new ProviderError("the line to OpenAI was closed", { code: "closed", retryable: false });

  function form(pcm: Int16Array, listen: ListenHint): FormData {
    const body = new FormData();
    body.set("file", new Blob([Buffer.from(wavHeader({ rateHz: 8_000, channels: 1, dataBytes: pcm.byteLength })), Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)], { type: "audio/wav" }), "utterance.wav");
    body.set("model", model);
    body.set("response_format", "json");
    const words = [...new Set([...hints, ...listen.phrases])];
    if (takesKeywords.has(model)) {
      body.append("languages[]", language);
      for (const word of words.slice(0, maxKeywords)) body.append("keywords[]", word);
    } else {
      body.set("language", language);
      const prompt = promptOf(words);
      if (prompt !== "") body.set("prompt", prompt);
    }
    if (streams) body.set("stream", "true");
    return body;
  }

  async function* transcribe(audio: AsyncIterable<Int16Array>, options: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    signal.throwIfAborted();
    if (closed.signal.aborted) throw closedError();
    const overdue = new AbortController();
    const stop = AbortSignal.any([signal, closed.signal, overdue.signal]);
    const pcm = await gathered(audio, stop);
    if (pcm.length === 0) return yield finalOf("", 0);
    const cancel = setTimer(() => overdue.abort(late()), finalTimeoutMs);
    try {
      // Encoded here: the way out takes bytes, and knows no forms.
      const encoded = new Response(form(pcm, options.listen));
      const headers = { authorization: `Bearer ${access.key}`, "content-type": encoded.headers.get("content-type") ?? "" };
      const response = await net.fetch(`${openaiBase(access.baseUrl)}/audio/transcriptions`, { method: "POST", headers, body: await encoded.arrayBuffer(), proxy: access.proxy, signal: stop });
      if (!response.ok) throw errorOfStatus(response.status, await response.text(), "OpenAI");
      if (!(response.headers.get("content-type") ?? "").startsWith("text/event-stream")) {
        const answer = read(answerSchema, await response.text());
        usage = sumUsage(usage, linesOf(model, answer.usage));
        yield finalOf(answer.text, pcm.length);
        return;
      }
      let words = "";
      for await (const data of eventsOf(response)) {
        const event = read(eventSchema, data);
        if (event.type === "transcript.text.delta" && event.delta !== undefined) {
          words += event.delta;
          yield { type: "partial", text: words.trim() };
        } else if (event.type === "transcript.text.done") {
          usage = sumUsage(usage, linesOf(model, event.usage));
          yield finalOf(event.text ?? words, pcm.length);
          return;
        }
      }
      throw new ProviderError("OpenAI's answer broke off", { code: "failed", retryable: true });
    } catch (error) {
      if (stop.aborted) throw stop.reason;
      throw error instanceof ProviderError ? error : new ProviderError("OpenAI's answer broke off", { code: "failed", retryable: true, cause: error });
    } finally {
      cancel();
      // Nobody reads on: the request ends with the utterance.
      overdue.abort(closedError());
    }
  }

  return {
    transcribe,
    prepare: () => Promise.resolve(),
    billed: () => usage,
    async close() {
      closed.abort(closedError());
    },
  };
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ProviderError("OpenAI answered with something that can't be read", { code: "bad_answer", retryable: true, cause });
  }
}

async function gathered(audio: AsyncIterable<Int16Array>, stop: AbortSignal): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  const aborted = new Promise<never>((_, reject) => {
    if (stop.aborted) reject(stop.reason);
    else stop.addEventListener("abort", () => reject(stop.reason), { once: true });
  });
  const frames = audio[Symbol.asyncIterator]();
  for (let next = await Promise.race([frames.next(), aborted]); next.done !== true; next = await Promise.race([frames.next(), aborted])) parts.push(next.value.slice());
  aborted.catch(() => undefined);
  const pcm = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    pcm.set(part, at);
    at += part.length;
  }
  return pcm;
}
