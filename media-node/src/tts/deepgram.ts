/**
 * Deepgram's voice, Aura, by /v1/speak: one text at a time on a connection, so a text that is asked for ahead waits in the
 * vendor's own queue, its audio after that of the one before it:
 *
 *   → {"type":"Speak","text":…} → {"type":"Flush"} … → {"type":"Clear"} → {"type":"Close"}
 *   ← Metadata ← PCM … ← {"type":"Flushed"} … ← {"type":"Cleared"}
 *
 * (developers.deepgram.com/docs/tts-websocket and tts-ws-flush, -clear, -close, read 2026-11.) The voice is the model:
 * aura-2-thalia-en and the like; English here, for Aura speaks no Russian (docs/tts-models-languages-overview). Speed goes
 * with the connection, as the model does: another voice or speed is another connection.
 *
 * Billed are the characters sent to be spoken (deepgram.com/pricing: per 1,000 characters). Whether those of a text that
 * is cleared are, no page says; they are counted.
 */
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { createMessageLine, type MessageLine } from "../net/message-line.ts";
import { createChunkQueue, createPcmReader, type ChunkQueue } from "./chunk-queue.ts";
import type { OpenTts, TtsRequest } from "./port.ts";

const defaultVoice = "aura-2-thalia-en";
/** Far over what any text needs: the fallback in front of this has its own, shorter patience. */
const silentTimeoutMs = 3_500;
/** docs/tts-voice-controls: 0.7 to 1.5. */
const slowest = 0.7;
const fastest = 1.5;
/** A connection takes so many Flush messages and characters in 60 s, and lives an hour (docs/streaming-text-to-speech): what is over goes over a new one. */
const maxFlushes = 20;
const maxCharsAMinute = 2_400;
const windowMs = 60_000;
const maxAgeMs = 55 * 60_000;
/** Of one Speak (docs/streaming-text-to-speech); on more the vendor closes (1009 BIG-0001). */
const maxChars = 2_000;

const messageSchema = z.looseObject({ type: z.string(), description: z.string().default(""), code: z.string().default("") });

interface Part {
  queue: ChunkQueue;
  pcm: (bytes: Uint8Array) => Int16Array;
  /** Nobody listens any more. */
  discarded: boolean;
}

/** Texts in the order in which the vendor speaks them. */
interface Speaker {
  line: MessageLine;
  ask(text: string): Part;
  leave(part: Part): void;
  /** A text of so many characters may still be asked for. */
  fresh(chars: number): boolean;
  idle(): boolean;
  close(): Promise<void>;
}

export const openDeepgramTts: OpenTts = (vendorLine) => {
  const speakers = new Map<string, Speaker>();
  const billed = new Map<string, number>();
  let closed = false;

  const speakerFor = async (request: Pick<TtsRequest, "voice" | "speed">, chars: number, signal: AbortSignal): Promise<Speaker> => {
    const key = `${request.voice} ${request.speed}`;
    const known = speakers.get(key);
    if (known?.fresh(chars)) {
      await known.line.open(signal);
      return known;
    }
    const speaker = createSpeaker(request.voice, request.speed);
    speakers.set(key, speaker);
    // The one before it says what it was asked, and goes.
    if (known !== undefined) retire(known);
    await speaker.line.open(signal);
    return speaker;
  };
  const retired = new Set<Speaker>();
  const retire = (speaker: Speaker): void => {
    if (speaker.idle()) void speaker.close();
    else retired.add(speaker);
  };

  function createSpeaker(voice: string, speed: number): Speaker {
    const parts: Part[] = [];
    let recent: { atMs: number; chars: number }[] = [];
    let openedAtMs = vendorLine.now();
    /** `Cleared` is awaited: audio until then is of texts that were called off. */
    let clearing = 0;
    let cancelTimer = (): void => undefined;

    const watch = (): void => {
      cancelTimer();
      cancelTimer = () => undefined;
      if (parts.length === 0 && clearing === 0) return;
      cancelTimer = vendorLine.setTimer(() => line.drop(new ProviderError("Deepgram gives no sound", { code: "timeout", retryable: true })), silentTimeoutMs);
    };
    const line = createMessageLine({
      connect: (signal) => {
        openedAtMs = vendorLine.now();
        const url = new URL("/v1/speak", vendorLine.access.baseUrl ?? "https://api.deepgram.com");
        url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
        const query = { model: voice, encoding: "linear16", sample_rate: "8000", ...(speed === 1 ? {} : { speed: String(Math.min(fastest, Math.max(slowest, speed))) }) };
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        return vendorLine.net.webSocket(url.href, { proxy: vendorLine.access.proxy, headers: { authorization: `Token ${vendorLine.access.key}` }, signal }).catch((error: unknown) => {
          throw error instanceof ProviderError && error.code === "bad_request" ? new ProviderError(`Deepgram does not know the voice ${voice}`, { code: "unknown_voice", retryable: false, cause: error.cause }) : error;
        });
      },
      onMessage(data, binary) {
        const [part] = parts;
        if (binary) {
          if (clearing === 0 && part !== undefined && !part.discarded) part.queue.push({ pcm: part.pcm(data), words: [], last: false });
          return watch();
        }
        const message = messageOf(data.toString());
        if (message === null) return line.drop(new ProviderError("Deepgram answered with something that can't be read", { code: "bad_answer", retryable: true }));
        if (message.type === "Flushed" && clearing === 0) {
          parts.shift();
          if (part !== undefined && !part.discarded) part.queue.push({ pcm: new Int16Array(0), words: [], last: true });
        } else if (message.type === "Cleared") clearing = Math.max(0, clearing - 1);
        else if (message.type === "Error") line.drop(new ProviderError(`Deepgram ended the stream (${message.code})`, { code: "failed", retryable: true, cause: new Error(message.description) }));
        watch();
        if (parts.length === 0 && retired.delete(speaker)) void speaker.close();
      },
      onLost(error) {
        cancelTimer();
        cancelTimer = () => undefined;
        clearing = 0;
        recent = [];
        for (const part of parts.splice(0)) part.queue.fail(error);
      },
      errorOfClose: (code, reason) => (code === 1008 || code === 1009 ? new ProviderError(`Deepgram could not take what it was sent (${reason})`, { code: "bad_request", retryable: false }) : null),
      goodbye: JSON.stringify({ type: "Close" }),
      who: "Deepgram",
      vendorLine,
    });

    const send = (text: string): void => {
      const chars = [...text].length;
      recent.push({ atMs: vendorLine.now(), chars });
      billed.set(voice, (billed.get(voice) ?? 0) + chars);
      line.send(JSON.stringify({ type: "Speak", text }));
      line.send(JSON.stringify({ type: "Flush" }));
    };
    const texts = new Map<Part, string>();
    const speaker: Speaker = {
      line,
      ask(text) {
        const part: Part = { queue: createChunkQueue(), pcm: createPcmReader(), discarded: false };
        texts.set(part, text);
        parts.push(part);
        send(text);
        watch();
        return part;
      },
      /** Clear stops all that waits; what is still wanted is asked for again. */
      leave(part) {
        part.discarded = true;
        texts.delete(part);
        if (!parts.includes(part) || !line.isOpen()) return;
        const wanted = parts.filter((other) => !other.discarded);
        if (parts[0] !== part && wanted.length > 0) return;
        parts.splice(0, parts.length, ...wanted);
        clearing += 1;
        line.send(JSON.stringify({ type: "Clear" }));
        for (const other of wanted) send(texts.get(other) ?? "");
        watch();
      },
      fresh(chars) {
        const nowMs = vendorLine.now();
        recent = recent.filter(({ atMs }) => nowMs - atMs < windowMs);
        const sent = recent.reduce((sum, one) => sum + one.chars, 0);
        return recent.length < maxFlushes && sent + chars <= maxCharsAMinute && (!line.isOpen() || nowMs - openedAtMs < maxAgeMs);
      },
      idle: () => parts.length === 0,
      close: () => line.close(),
    };
    return speaker;
  }

  return {
    async *synthesise(request, signal) {
      signal.throwIfAborted();
      if (closed) throw new ProviderError("the line to Deepgram was closed", { code: "closed", retryable: false });
      if (request.language !== "en") throw new ProviderError("Deepgram's Aura does not speak Russian; choose another voice for this bot", { code: "misconfigured", retryable: false });
      const text = request.text.replaceAll("\u0301", "");
      const chars = [...text].length;
      if (chars > maxChars) throw new ProviderError(`Deepgram takes at most ${maxChars} characters at once`, { code: "bad_request", retryable: false });
      const speaker = await speakerFor({ voice: request.voice === "" ? defaultVoice : request.voice, speed: request.speed }, chars, signal);
      const part = speaker.ask(text);
      try {
        yield* part.queue.chunks(signal);
      } finally {
        speaker.leave(part);
      }
    },
    billed: () => [...billed].map(([model, amount]) => ({ kind: "tts", provider: "deepgram", model, unit: "chars", amount })),
    async close() {
      closed = true;
      await Promise.all([...speakers.values(), ...retired].map((speaker) => speaker.close()));
    },
  };
};

function messageOf(text: string): z.infer<typeof messageSchema> | null {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
