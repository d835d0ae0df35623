/**
 * Cartesia's voice: one WebSocket a call, opened before the first text; a reply is a context, each of its parts an input
 * that is flushed, so that the intonation goes on and every part's audio still has an end of its own:
 *
 *   → {context_id, transcript, continue: true, …} → {context_id, transcript: "", continue: true, flush: true} … → {…, continue: false}
 *   ← chunk … ← timestamps … ← flush_done … ← done           → {context_id, cancel: true}
 *
 * Outputs of a context come in the order of its inputs. A context is forgotten a second after its last audio (contexts),
 * a socket after five minutes without a request (concurrency-limits-and-timeouts): the next text gets a new one.
 * Models: sonic-3.5 (default), sonic-3.6, sonic-3, dated ones. Voices: ids of the vendor's library or one's own clones.
 *
 * Billed is a credit a character of the transcripts that were spoken (docs.cartesia.ai/pricing, read 2026-11: "about",
 * the vendor's own normalisation may shift it; errors cost nothing). A text called off before it was begun costs nothing;
 * one that was begun is spoken to its end by the vendor and costs all of it.
 */
import { randomUUID } from "node:crypto";
import { ProviderError } from "../audio/provider-error.ts";
import { createMessageLine } from "../net/message-line.ts";
import { cartesiaText, cartesiaVersion, errorOfMessage, fieldsOf, lettersOf, readCartesia, type CartesiaMessage } from "./cartesia-wire.ts";
import { createChunkQueue, createPcmReader, type ChunkQueue } from "./chunk-queue.ts";
import type { OpenTts, TtsChunk, TtsRequest, TtsWord } from "./port.ts";
import { createWordPlaces } from "./word-places.ts";

/** A drop-in for sonic-3 that reads numbers and codes better (docs.cartesia.ai/build-with-cartesia/tts-models/sonic-3-to-sonic-3-5, read 2026-11). */
const defaultModel = "sonic-3.5";
/** Far over what any text needs: the fallback in front of this has its own, shorter patience. */
const silentTimeoutMs = 3_500;
/** The vendor's second, less the way there. */
const contextIdleMs = 600;
/** Vendors' words that begin so long before the part they belong to are counted from the part. */
const contextClockSlackMs = 100;

interface Part {
  request: TtsRequest;
  text: string;
  queue: ChunkQueue;
  pcm: (bytes: Uint8Array) => Int16Array;
  place: (word: string, startMs: number) => TtsWord | null;
  words: TtsWord[];
  playedMs: number;
  begun: boolean;
  /** Nobody listens any more. */
  discarded: boolean;
}

interface Context {
  id: string;
  reply: string | null;
  fields: string;
  parts: Part[];
  /** Audio of the parts that are over: the vendor's clock goes on through the context. */
  pastMs: number;
  lastHeardMs: number;
  /** No more input fits. */
  ended: boolean;
  cancelTimer: () => void;
}

export const openCartesiaTts: OpenTts = (vendorLine) => {
  const { access, now, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const contexts = new Map<string, Context>();
  let billed = 0;
  let lastMessageMs = now();

  const line = createMessageLine({
    connect: (signal) => {
      const url = new URL("/tts/websocket", access.baseUrl ?? "https://api.cartesia.ai");
      url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
      url.searchParams.set("cartesia_version", cartesiaVersion);
      return vendorLine.net.webSocket(url.href, { proxy: access.proxy, headers: { authorization: `Bearer ${access.key}`, "cartesia-version": cartesiaVersion }, signal });
    },
    onMessage: (data) => onMessage(data.toString()),
    onLost: (error) => {
      for (const context of [...contexts.values()]) failContext(context, error);
    },
    goodbye: null,
    who: "Cartesia",
    vendorLine,
  });

  function onMessage(text: string): void {
    lastMessageMs = now();
    let message: CartesiaMessage;
    try {
      message = readCartesia(text);
    } catch (cause) {
      return line.drop(new ProviderError("Cartesia answered with something that can't be read", { code: "bad_answer", retryable: true, cause }));
    }
    if (message.type === "other") return;
    if (message.type === "error") {
      const error = errorOfMessage(message);
      const hit = typeof message.context_id === "string" ? [contexts.get(message.context_id)] : [...contexts.values()];
      for (const context of hit) if (context !== undefined) failContext(context, error);
      return;
    }
    const context = contexts.get(message.context_id);
    if (context === undefined) return;
    context.lastHeardMs = now();
    const [part] = context.parts;
    if (message.type === "chunk") {
      if (part !== undefined) onAudio(part, Buffer.from(message.data, "base64"));
    } else if (message.type === "timestamps") {
      if (part !== undefined) onWords(context, part, message.word_timestamps ?? { words: [], start: [] });
    } else if (message.type === "flush_done") {
      endPart(context);
    } else {
      context.ended = true;
      while (context.parts.length > 0) endPart(context);
    }
    if (context.parts.length === 0 && context.ended) forget(context);
    else watch(context);
  }

  function onAudio(part: Part, bytes: Uint8Array): void {
    const pcm = part.pcm(bytes);
    begin(part);
    part.playedMs += pcm.length / 8;
    if (!part.discarded) part.queue.push({ pcm, words: wordsUntil(part, part.playedMs), last: false });
  }

  function onWords(context: Context, part: Part, stamps: { words: string[]; start: number[] }): void {
    for (const [n, word] of stamps.words.entries()) {
      const atMs = (stamps.start[n] ?? 0) * 1000;
      const own = atMs + contextClockSlackMs >= context.pastMs ? atMs - context.pastMs : atMs;
      const placed = part.place(word, Math.max(0, Math.round(own)));
      if (placed !== null) part.words.push(placed);
    }
  }

  function begin(part: Part): void {
    if (part.begun) return;
    part.begun = true;
    billed += lettersOf(part.text);
  }

  function endPart(context: Context): void {
    const part = context.parts.shift();
    if (part === undefined) return;
    begin(part);
    context.pastMs += part.playedMs;
    const last: TtsChunk = { pcm: new Int16Array(0), words: wordsUntil(part, Number.POSITIVE_INFINITY), last: true };
    if (!part.discarded) part.queue.push(last);
  }

  function failContext(context: Context, error: unknown): void {
    forget(context);
    for (const part of context.parts) part.queue.fail(error);
    context.parts = [];
  }

  function forget(context: Context): void {
    context.cancelTimer();
    contexts.delete(context.id);
  }

  /** A vendor that says nothing for too long, while something is asked of it, is given up; the whole line if it is silent altogether. */
  function watch(context: Context): void {
    context.cancelTimer();
    context.cancelTimer = () => undefined;
    if (context.parts.length === 0) return;
    context.cancelTimer = setTimer(() => {
      const late = new ProviderError("Cartesia gives no sound", { code: "timeout", retryable: true });
      const silentAltogether = now() - lastMessageMs >= silentTimeoutMs - 1;
      cancel(context);
      failContext(context, late);
      if (silentAltogether) line.drop(late);
    }, silentTimeoutMs);
  }

  function cancel(context: Context): void {
    line.send(JSON.stringify({ context_id: context.id, cancel: true }));
  }

  function ask(part: Part): void {
    const { request } = part;
    const fields = fieldsOf(request, model);
    const context = contextFor(request.reply?.id ?? null, JSON.stringify(fields));
    const last = request.reply === undefined || request.reply.last === true;
    // Inputs of a context are joined as they are.
    part.text = cartesiaText(request.text) + (last ? "" : " ");
    context.parts.push(part);
    const input = { ...fields, context_id: context.id };
    line.send(JSON.stringify({ ...input, transcript: part.text, continue: !last }));
    if (last) context.ended = true;
    else line.send(JSON.stringify({ ...input, transcript: "", continue: true, flush: true }));
    if (context.parts.length === 1) watch(context);
  }

  function contextFor(reply: string | null, fields: string): Context {
    for (const context of [...contexts.values()]) {
      if (context.parts.length === 0 && now() - context.lastHeardMs >= contextIdleMs) forget(context);
      else if (reply !== null && context.reply === reply && context.fields === fields && !context.ended) return context;
    }
    const context: Context = { id: randomUUID(), reply, fields, parts: [], pastMs: 0, lastHeardMs: now(), ended: false, cancelTimer: () => undefined };
    contexts.set(context.id, context);
    return context;
  }

  /** Called off: the vendor stops what it has not begun; what the same reply still wants is asked for anew. */
  function leave(part: Part): void {
    part.discarded = true;
    const context = [...contexts.values()].find((candidate) => candidate.parts.includes(part));
    if (context === undefined) return;
    const wanted = context.parts.filter((other) => !other.discarded);
    if (context.parts[0] !== part && wanted.length > 0) return;
    cancel(context);
    context.parts = [];
    forget(context);
    for (const other of wanted) ask(other);
  }

  function wordsUntil(part: Part, untilMs: number): TtsWord[] {
    const ready = part.words.filter((word) => word.startMs <= untilMs);
    part.words = part.words.filter((word) => word.startMs > untilMs);
    return ready;
  }

  return {
    async *synthesise(request, signal) {
      await line.open(signal);
      if (request.voice === "") throw new ProviderError("Cartesia needs the id of a voice; choose one on the bot's voice page", { code: "unknown_voice", retryable: false });
      const part: Part = { request, text: "", queue: createChunkQueue(), pcm: createPcmReader(), place: createWordPlaces(request.text), words: [], playedMs: 0, begun: false, discarded: false };
      ask(part);
      try {
        yield* part.queue.chunks(signal);
      } finally {
        leave(part);
      }
    },
    prepare: () => line.open(new AbortController().signal),
    billed: () => [{ kind: "tts", provider: "cartesia", model, unit: "chars", amount: billed }],
    async close() {
      await line.close();
      for (const context of [...contexts.values()]) forget(context);
    },
  };
};
