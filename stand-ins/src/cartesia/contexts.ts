/** The contexts of one socket: inputs in order within a context, contexts beside each other. */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { Fault, FaultKind, Mouth } from "../stand-in.ts";

const generation = z.object({
  context_id: z.string().regex(/^[\w-]{1,64}$/),
  model_id: z.string(),
  transcript: z.string(),
  voice: z.union([z.string(), z.looseObject({ id: z.string() })]),
  output_format: z.object({ container: z.literal("raw"), encoding: z.enum(["pcm_s16le", "pcm_f32le"]), sample_rate: z.union([z.literal(8000), z.literal(16000), z.literal(22050), z.literal(24000), z.literal(44100), z.literal(48000)]) }),
  language: z.string().nullish(),
  continue: z.boolean().nullish(),
  flush: z.boolean().nullish(),
  add_timestamps: z.boolean().nullish(),
  max_buffer_delay_ms: z.number().min(0).max(5000).nullish(),
  generation_config: z.object({ speed: z.number().min(0.6).max(1.5).optional(), volume: z.number().min(0.5).max(2).optional(), emotion: z.string().optional() }).nullish(),
});
const cancellation = z.object({ context_id: z.string(), cancel: z.literal(true) });
type Generation = z.infer<typeof generation>;

const models = /^sonic(-\d(\.\d)?)?(-turbo|-latest|-\d{4}-\d{2}-\d{2})?$/;
/** Ids of the library and of one's clones are UUIDs. */
const voiceIds = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const languages = new Set(["en", "ru", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "tr", "zh", "ko", "hi", "sv"]);
/** A context is forgotten so long after its last audio. */
const expiryMs = 1_000;
const chunkMs = 100;

interface Context {
  fields: string;
  /** Text that is not spoken yet. */
  waiting: string;
  /** Number of the flush that what comes now belongs to, from 1. */
  flushId: number;
  playedMs: number;
  work: Promise<void>;
  open: boolean;
  cancelled: boolean;
  expiry: NodeJS.Timeout | null;
}

export interface ContextsOptions {
  socket: WebSocket;
  mouth: Mouth;
  firstByteMs: number;
  take(kind: FaultKind): Fault | null;
  count(model: string, letters: number): void;
  note(what: string, detail: Record<string, unknown>): void;
}

export function createContexts({ socket, mouth, firstByteMs, take, count, note }: ContextsOptions): void {
  const contexts = new Map<string, Context>();
  const send = (message: Record<string, unknown>): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const error = (status_code: number, error_code: string | null, title: string, message: string, context_id?: string): void =>
    send({ type: "error", done: true, status_code, error_code, title, message, request_id: randomUUID(), ...(context_id === undefined ? {} : { context_id }) });

  function forget(id: string, context: Context): void {
    if (context.expiry !== null) clearTimeout(context.expiry);
    if (contexts.get(id) === context) contexts.delete(id);
  }

  /** Speaks what waits, as the part of `flushId`. */
  async function speak(id: string, context: Context, request: Generation, text: string, flushId: number): Promise<boolean> {
    if (context.cancelled || text.trim() === "") return !context.cancelled;
    if (firstByteMs > 0) await wait(firstByteMs);
    if (take("garbage") !== null) {
      socket.send("\u0000{not json");
      return false;
    }
    const rateHz = request.output_format.sample_rate;
    const sound = await mouth.speak(text, rateHz);
    const pcm = take("zeros") === null ? sound : new Int16Array(sound.length);
    const slower = take("slower_than_real_time") !== null;
    count(request.model_id, [...text].length);
    if (request.add_timestamps === true) send({ type: "timestamps", done: false, status_code: 206, context_id: id, flush_id: flushId, word_timestamps: wordsOf(text, context.playedMs, (pcm.length / rateHz) * 1000) });
    const step = (rateHz / 1000) * chunkMs;
    for (let at = 0; at < pcm.length; at += step) {
      if (socket.readyState !== socket.OPEN) return false;
      const part = pcm.slice(at, at + step);
      send({ type: "chunk", done: false, status_code: 206, step_time: 10, context_id: id, flush_id: flushId, data: encoded(part, request.output_format.encoding) });
      context.playedMs += (part.length / rateHz) * 1000;
      if (at === 0 && take("stall") !== null) return false;
      if (at === 0 && take("drop") !== null) {
        socket.terminate();
        return false;
      }
      // One that is being spoken is not stopped by a cancel; others get their turn between chunks.
      await (slower ? wait(chunkMs * 1.5) : new Promise((resolve) => setImmediate(resolve)));
    }
    return true;
  }

  function generate(request: Generation): void {
    const { context_id: id } = request;
    const voice = typeof request.voice === "string" ? request.voice : request.voice.id;
    if (!models.test(request.model_id)) return error(400, "model_not_found", "Invalid model", "The model is not valid, make sure it is a valid model ID.", id);
    if (!voiceIds.test(voice)) return error(404, "voice_not_found", "Voice not found", "No voice with this id is available to you.", id);
    if (typeof request.language === "string" && !languages.has(request.language)) return error(400, "language_not_supported", "Invalid language", "The model does not speak this language.", id);
    const { transcript, continue: more, flush, ...fixed } = request;
    const fields = JSON.stringify(fixed);
    let context = contexts.get(id);
    if (context === undefined) {
      context = { fields, waiting: "", flushId: 1, playedMs: 0, work: Promise.resolve(), open: true, cancelled: false, expiry: null };
      contexts.set(id, context);
    }
    if (!context.open) return error(400, "context_closed", "Context closed", "The context has ended; use a new context_id.", id);
    if (context.fields !== fields) return error(400, "invalid_request", "Invalid request", "Inputs of a context must keep all fields but transcript, continue and flush.", id);
    if (transcript === "" && more !== true && context.playedMs === 0 && context.waiting === "" && context.flushId === 1) return error(400, "invalid_request", "Invalid transcript", "The transcript is empty.", id);
    if (context.expiry !== null) clearTimeout(context.expiry);
    context.waiting += transcript;
    const mine = context;
    const ends = more !== true;
    if (ends) mine.open = false;
    // Without buffering every input is spoken as it comes.
    const text = mine.waiting;
    mine.waiting = "";
    const flushId = mine.flushId;
    if (flush === true) mine.flushId += 1;
    mine.work = mine.work.then(async () => {
      const whole = await speak(id, mine, request, text, flushId);
      if (!whole) return;
      if (flush === true) send({ type: "flush_done", done: false, flush_done: true, flush_id: flushId, status_code: 206, context_id: id });
      if (ends) {
        send({ type: "done", done: true, status_code: 200, context_id: id });
        forget(id, mine);
      } else {
        if (mine.expiry !== null) clearTimeout(mine.expiry);
        mine.expiry = setTimeout(() => forget(id, mine), expiryMs);
      }
    });
  }

  socket.on("message", (data: Buffer, binary: boolean) => {
    const message = binary ? null : jsonOf(data.toString());
    const cancel = cancellation.safeParse(message);
    if (cancel.success) {
      note("cancel", cancel.data);
      const context = contexts.get(cancel.data.context_id);
      if (context === undefined) return;
      context.cancelled = true;
      forget(cancel.data.context_id, context);
      return;
    }
    const request = generation.safeParse(message);
    note("generate", typeof message === "object" && message !== null ? { ...message } : { text: data.toString().slice(0, 200) });
    if (request.success) generate(request.data);
    else error(400, "invalid_request", "Invalid request", request.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
  });
  socket.on("close", () => {
    for (const [id, context] of contexts) {
      context.cancelled = true;
      forget(id, context);
    }
  });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function encoded(pcm: Int16Array, encoding: "pcm_s16le" | "pcm_f32le"): string {
  const samples = encoding === "pcm_s16le" ? pcm : Float32Array.from(pcm, (sample) => sample / 32768);
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString("base64");
}

/** Words with their marks, spread over the sound by their letters; times go on through the context. */
function wordsOf(text: string, fromMs: number, lengthMs: number): { words: string[]; start: number[]; end: number[] } {
  const found = [...text.matchAll(/\S+/g)];
  const at = (place: number): number => (fromMs + (place / text.length) * lengthMs) / 1000;
  return { words: found.map((match) => match[0]), start: found.map((match) => at(match.index)), end: found.map((match) => at(match.index + match[0].length)) };
}
