/**
 * ElevenLabs' voice: multi-context WebSockets, one for each voice a call uses; every text is a context of its own, asked to
 * be spoken at once and closed behind, which is the vendor's only mark of an end:
 *
 *   → {"text":" ","context_id":…,"voice_settings":…} → {"text":…,"context_id":…,"flush":true} → {"context_id":…,"close_context":true}
 *   ← {"audio":…,"alignment":…,"contextId":…} … ← {"isFinal":true,"contextId":…}
 *
 * (elevenlabs.io/docs: multi-stream-input and the multi-context guide, read 2026-11.) The guide allows five contexts at
 * once: a sixth text waits. A context that was flushed is spoken to its end even when it is closed, so a text that is
 * called off in the middle is closed again and its audio dropped. The voice is in the address: a call that changes it opens
 * another connection.
 *
 * Models: eleven_flash_v2_5 (default), eleven_multilingual_v2; not eleven_v3 and v4, which this service refuses.
 * Voices: ids of the vendor's library or one's own.
 *
 * Billed are the characters of the texts spoken (elevenlabs.io/pricing/api: per 1,000 characters, by model; a credit each,
 * half a credit with Flash). A text that failed before it sounded costs nothing.
 */
import { randomUUID } from "node:crypto";
import { ProviderError } from "../audio/provider-error.ts";
import { elevenlabsUrl, errorOfName } from "../net/elevenlabs-wire.ts";
import { createMessageLine, type MessageLine } from "../net/message-line.ts";
import { createChunkQueue, createPcmReader, type ChunkQueue } from "./chunk-queue.ts";
import { createWordReader, elevenlabsText, pathOf, readElevenlabs, speedOf, type ElevenlabsMessage } from "./elevenlabs-wire.ts";
import type { OpenTts, TtsRequest, TtsWord } from "./port.ts";
import { createWordPlaces } from "./word-places.ts";

const defaultModel = "eleven_flash_v2_5";
/** Published time to the first audio is under 200 ms; between chunks it is less. */
const silentTimeoutMs = 3_500;
const maxContexts = 5;

interface Context {
  id: string;
  text: string;
  queue: ChunkQueue;
  pcm: (bytes: Uint8Array) => Int16Array;
  reader: ReturnType<typeof createWordReader>;
  place: ReturnType<typeof createWordPlaces>;
  words: TtsWord[];
  playedMs: number;
  begun: boolean;
  cancelTimer: () => void;
}

interface Speaker {
  line: MessageLine;
  /** When there is room. @throws ProviderError, or the signal's reason */
  ask(request: TtsRequest, signal: AbortSignal): Promise<Context>;
  /** Called off, if it is not over yet. */
  leave(context: Context): void;
}

export const openElevenlabsTts: OpenTts = (vendorLine) => {
  const { access, net, now, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const speakers = new Map<string, Speaker>();
  const closedError = () => new ProviderError("the line to ElevenLabs was closed", { code: "closed", retryable: false });
  let billed = 0;
  let closed = false;

  function createSpeaker(path: string): Speaker {
    const contexts = new Map<string, Context>();
    /** Called off, and still spoken to their end by the vendor, who counts them: id → takes back the timer that forgets it. */
    const leaving = new Map<string, () => void>();
    /** Texts that wait for room. */
    const waiting = new Set<() => void>();
    let lastMessageMs = now();

    const line = createMessageLine({
      connect: (signal) => net.webSocket(elevenlabsUrl(access, path, "socket"), { proxy: access.proxy, headers: { "xi-api-key": access.key }, signal }),
      onMessage: (data) => onMessage(data.toString()),
      onLost: (error) => {
        for (const context of [...contexts.values()]) end(context, error);
        for (const id of [...leaving.keys()]) gone(id);
      },
      errorOfClose: (code, reason) => (code === 1008 ? errorOfName(reason, "") : null),
      goodbye: JSON.stringify({ close_socket: true }),
      who: "ElevenLabs",
      vendorLine,
    });

    function onMessage(text: string): void {
      lastMessageMs = now();
      let message: ElevenlabsMessage;
      try {
        message = readElevenlabs(text);
      } catch (error) {
        return line.drop(error instanceof ProviderError ? error : new ProviderError("ElevenLabs answered with something that can't be read", { code: "bad_answer", retryable: true, cause: error }));
      }
      // The vendor closes the whole connection behind an error.
      if (message.error !== null) return line.drop(message.error);
      if (message.final && message.contextId !== null) gone(message.contextId);
      const context = contexts.get(message.contextId ?? "");
      if (context === undefined) return;
      if (message.audio !== null) onAudio(context, message.audio, message);
      if (!message.final) return watch(context);
      place(context, context.reader.rest());
      context.queue.push({ pcm: new Int16Array(0), words: context.words.splice(0), last: true });
      end(context, null);
    }

    function onAudio(context: Context, bytes: Uint8Array, message: ElevenlabsMessage): void {
      if (!context.begun) billed += [...context.text].length;
      context.begun = true;
      const pcm = context.pcm(bytes);
      if (message.alignment !== null) place(context, context.reader.push(message.alignment, context.playedMs));
      context.playedMs += pcm.length / 8;
      const ready = context.words.filter((word) => word.startMs <= context.playedMs);
      context.words.splice(0, ready.length);
      context.queue.push({ pcm, words: ready, last: false });
    }

    function place(context: Context, read: { word: string; startMs: number }[]): void {
      for (const { word, startMs } of read) {
        const placed = context.place(word, startMs);
        if (placed !== null) context.words.push(placed);
      }
      // A word under way is told at once: whoever has to go on in its stead would else begin a word too early.
      const begun = context.reader.begun();
      const placed = begun && context.place(begun.word, begun.startMs, "begun");
      if (!placed) return;
      context.reader.told();
      context.words.push(placed);
    }

    function watch(context: Context): void {
      context.cancelTimer();
      context.cancelTimer = setTimer(() => {
        const late = new ProviderError("ElevenLabs gives no sound", { code: "timeout", retryable: true });
        const silentAltogether = now() - lastMessageMs >= silentTimeoutMs - 1;
        callOff(context, late);
        if (silentAltogether) line.drop(late);
      }, silentTimeoutMs);
    }

    function end(context: Context, error: unknown): void {
      context.cancelTimer();
      contexts.delete(context.id);
      if (error !== null) context.queue.fail(error);
      for (const wake of waiting) wake();
    }

    function gone(id: string): void {
      leaving.get(id)?.();
      leaving.delete(id);
      for (const wake of waiting) wake();
    }

    function callOff(context: Context, error: unknown): void {
      if (!contexts.has(context.id)) return;
      if (line.isOpen()) {
        line.send(JSON.stringify({ context_id: context.id, close_context: true }));
        leaving.set(context.id, setTimer(() => gone(context.id), silentTimeoutMs));
      }
      end(context, error);
    }

    /** Something ended, or nobody wants the text any more. */
    function change(signal: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    }

    return {
      line,
      async ask(request, signal) {
        // Looked at after every wait: others may have been quicker.
        for (await line.open(signal); contexts.size + leaving.size >= maxContexts; await line.open(signal)) await change(signal);
        const context: Context = {
          id: randomUUID(), text: elevenlabsText(request.text), queue: createChunkQueue(), pcm: createPcmReader(), reader: createWordReader(),
          place: createWordPlaces(request.text), words: [], playedMs: 0, begun: false, cancelTimer: () => undefined,
        };
        contexts.set(context.id, context);
        const { id: context_id } = context;
        line.send(JSON.stringify({ text: " ", context_id, ...(request.speed === 1 ? {} : { voice_settings: { speed: speedOf(request.speed) } }) }));
        line.send(JSON.stringify({ text: `${context.text} `, context_id, flush: true }));
        line.send(JSON.stringify({ context_id, close_context: true }));
        watch(context);
        return context;
      },
      leave: (context) => callOff(context, null),
    };
  }

  function speakerFor(request: Pick<TtsRequest, "voice" | "language">): Speaker {
    const path = pathOf(request, model);
    const speaker = speakers.get(path) ?? createSpeaker(path);
    speakers.set(path, speaker);
    return speaker;
  }

  return {
    async *synthesise(request, signal) {
      signal.throwIfAborted();
      if (closed) throw closedError();
      if (request.voice === "") throw new ProviderError("ElevenLabs needs the id of a voice; choose one on the bot's voice page", { code: "unknown_voice", retryable: false });
      const speaker = speakerFor(request);
      const context = await speaker.ask(request, signal);
      try {
        yield* context.queue.chunks(signal);
      } finally {
        speaker.leave(context);
      }
    },
    async prepare() {
      const { voice, language } = vendorLine;
      if (voice !== undefined && voice !== "") await speakerFor({ voice, language }).line.open(new AbortController().signal);
    },
    billed: () => [{ kind: "tts", provider: "elevenlabs", model, unit: "chars", amount: billed }],
    async close() {
      closed = true;
      await Promise.all([...speakers.values()].map(({ line }) => line.close()));
    },
  };
};
