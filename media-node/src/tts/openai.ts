/**
 * OpenAI's voice (developers.openai.com: guides/text-to-speech, deprecations; read 2026-11). The model says the way:
 * - `gpt-realtime-2.1-mini` (the default) and others of its kind: a Realtime session that reads aloud, see openai-realtime.ts.
 * - any other: POST /v1/audio/speech, 24 kHz PCM as it is made. The vendor's own models there (`tts-1`, `tts-1-hd`,
 *   `gpt-4o-mini-tts`) end on 2027-01-06; self-hosted services that speak the same protocol stay.
 * Billed are the characters of the text, begun is spoken; for `gpt-4o-mini-tts` the tokens that the answer tells.
 */
import { z } from "zod";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { ProviderError } from "../audio/provider-error.ts";
import { createResampler } from "../audio/resample.ts";
import { sumUsage } from "../audio/usage.ts";
import { openaiBase } from "../net/openai-wire.ts";
import { eventsOf } from "../net/server-sent-events.ts";
import type { VendorLine } from "../net/vendor-line.ts";
import { createPcmReader } from "./chunk-queue.ts";
import { errorOfAnswer, openaiText } from "./openai-wire.ts";
import { openRealtimeVoice } from "./openai-realtime.ts";
import type { OpenTts, Tts, TtsChunk, TtsRequest } from "./port.ts";

export const defaultModel = "gpt-realtime-2.1-mini";
const rateHz = 24_000;
/** Without a sound for so long the voice is given up; the first comes within a second on a good day. */
const silentTimeoutMs = 3_500;

const eventSchema = z.object({ type: z.string(), audio: z.base64().optional(), usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).optional() });

export const openOpenaiTts: OpenTts = (line) => ((line.model ?? defaultModel).startsWith("gpt-realtime") ? openRealtimeVoice({ ...line, model: line.model ?? defaultModel }) : openSpeechEndpoint(line, line.model ?? defaultModel));

function openSpeechEndpoint(line: VendorLine, model: string): Tts {
  const { access, net, setTimer } = line;
  const tellsTokens = model.startsWith("gpt-4o-mini-tts");
  const closed = new AbortController();
  let usage: UsageLine[] = [];
  const closedError = () => new ProviderError("the line to OpenAI was closed", { code: "closed", retryable: false });
  const count = (unit: UsageLine["unit"], amount: number): void => {
    usage = sumUsage(usage, [{ kind: "tts", provider: "openai", model, unit, amount }]);
  };

  async function* synthesise(request: TtsRequest, signal: AbortSignal): AsyncGenerator<TtsChunk> {
    signal.throwIfAborted();
    if (closed.signal.aborted) throw closedError();
    const over = new AbortController();
    const stop = AbortSignal.any([signal, closed.signal, over.signal]);
    let cancel = (): void => undefined;
    const watch = (): void => {
      cancel();
      cancel = setTimer(() => over.abort(new ProviderError("OpenAI gives no sound", { code: "timeout", retryable: true })), silentTimeoutMs);
    };
    const input = openaiText(request.text);
    const down = createResampler(rateHz, 8_000);
    const read = createPcmReader();
    const chunk = (bytes: Uint8Array): TtsChunk => ({ pcm: down.push(read(bytes)), words: [], last: false });
    try {
      watch();
      const response = await net.fetch(`${openaiBase(access.baseUrl)}/audio/speech`, {
        method: "POST",
        headers: { authorization: `Bearer ${access.key}`, "content-type": "application/json" },
        body: JSON.stringify({ model, input, voice: request.voice, speed: request.speed, response_format: "pcm", ...(tellsTokens ? { stream_format: "sse" } : {}) }),
        proxy: access.proxy,
        signal: stop,
      });
      if (!response.ok) throw errorOfAnswer(response.status, await response.text());
      if (response.body === null) throw new ProviderError("OpenAI answered without a sound", { code: "bad_answer", retryable: true });
      if (!tellsTokens) count("chars", input.length);
      let sounded = false;
      if (tellsTokens) {
        for await (const data of eventsOf(response)) {
          watch();
          const event = readEvent(data);
          if (event.usage !== undefined) {
            count("tokens_in", event.usage.input_tokens);
            count("tokens_out", event.usage.output_tokens);
          }
          if (event.type === "speech.audio.delta" && event.audio !== undefined) {
            sounded = true;
            yield chunk(Buffer.from(event.audio, "base64"));
          }
        }
      } else {
        for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
          watch();
          sounded = true;
          yield chunk(bytes);
        }
      }
      if (!sounded) throw new ProviderError("OpenAI answered without a sound", { code: "bad_answer", retryable: true });
      yield { pcm: down.flush(), words: [], last: true };
    } catch (error) {
      if (stop.aborted) throw stop.reason;
      throw error instanceof ProviderError ? error : new ProviderError("OpenAI's voice broke off", { code: "failed", retryable: true, cause: error });
    } finally {
      cancel();
      over.abort(closedError());
    }
  }

  return {
    synthesise,
    billed: () => usage,
    async close() {
      closed.abort(closedError());
    },
  };
}

function readEvent(data: string): z.infer<typeof eventSchema> {
  try {
    return eventSchema.parse(JSON.parse(data));
  } catch (cause) {
    throw new ProviderError("OpenAI answered with something that can't be read", { code: "bad_answer", retryable: true, cause });
  }
}
