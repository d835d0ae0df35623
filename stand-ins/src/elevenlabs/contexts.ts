/**
 * Multi-context text to speech: /v1/text-to-speech/{voice_id}/multi-stream-input (its reference and the multi-context
 * guide, read 2026-11). Text is kept until a flush or the close of its context; what was flushed is spoken to its end.
 */
import type { WebSocket } from "ws";
import { z } from "zod";
import type { FaultPlan } from "../core/fault-plan.ts";
import type { Ledger } from "../core/ledger.ts";
import type { Mouth } from "../stand-in.ts";
import { parsed, refusalKinds, refusals } from "./refusals.ts";

/** Without v3 and v4, which this service refuses. */
const models = new Set(["eleven_flash_v2_5", "eleven_flash_v2", "eleven_multilingual_v2"]);
const takesLanguage = new Set(["eleven_flash_v2_5"]);
const formats = new Map([["pcm_8000", 8_000], ["pcm_16000", 16_000], ["pcm_22050", 22_050], ["pcm_24000", 24_000], ["pcm_44100", 44_100]]);
/** Ids of the library and of one's clones. */
const voiceIds = /^[A-Za-z0-9]{20}$/;
const maxContexts = 5;
const chunkMs = 100;

const messageSchema = z.object({
  text: z.string().nullish(),
  context_id: z.string().default("default"),
  flush: z.boolean().nullish(),
  close_context: z.boolean().nullish(),
  close_socket: z.boolean().nullish(),
  voice_settings: z.object({ speed: z.number().min(0.7).max(1.2).optional(), stability: z.number().optional(), similarity_boost: z.number().optional(), style: z.number().optional(), use_speaker_boost: z.boolean().optional() }).nullish(),
  generation_config: z.unknown().optional(),
  xi_api_key: z.string().optional(),
});

interface Context {
  text: string;
  work: Promise<void>;
  closed: boolean;
  /** Its work is over: counts no more among the five. */
  done: boolean;
  idle: NodeJS.Timeout | null;
}

export interface ContextsOptions {
  socket: WebSocket;
  voice: string;
  query: URLSearchParams;
  authorised: boolean;
  mouth: Mouth;
  faults: FaultPlan;
  ledger: Ledger;
  firstByteMs: number;
}

export function runContexts({ socket, voice, query, authorised, mouth, faults, ledger, firstByteMs }: ContextsOptions): void {
  const model = query.get("model_id") ?? "eleven_multilingual_v2";
  const rateHz = formats.get(query.get("output_format") ?? "");
  const idleMs = Math.min(180, Number(query.get("inactivity_timeout") ?? "20")) * 1000;
  const contexts = new Map<string, Context>();
  let deaf = false;

  const send = (message: Record<string, unknown>): void => {
    if (!deaf && socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const refuse = (error: string, message: string): void => {
    send({ message, error, code: 1008 });
    socket.close(1008, message.slice(0, 120));
  };

  const planned = faults.take(...refusalKinds)?.kind;
  const fault = authorised ? refusalKinds.find((kind) => kind === planned) : "unauthorised";
  if (fault !== undefined) return refuse(refusals[fault].name, refusals[fault].message);
  if (!models.has(model)) return refuse("model_not_found", `Model ${model} can't be used here.`);
  if (rateHz === undefined) return refuse("output_format_not_allowed", "Unsupported output format.");
  if (!voiceIds.test(voice)) return refuse("voice_id_does_not_exist", `A voice with voice_id '${voice}' does not exist.`);
  if (query.has("language_code") && !takesLanguage.has(model)) return refuse("unsupported_language", `Model ${model} does not support language_code.`);
  if (faults.take("half_open") !== null) deaf = true;

  async function speak(id: string, text: string): Promise<boolean> {
    if (text.trim() === "") return true;
    if (firstByteMs > 0) await wait(firstByteMs);
    if (faults.take("garbage") !== null) {
      socket.send("{\"audio\":");
      return false;
    }
    const sound = await mouth.speak(text.trim(), rateHz ?? 8_000);
    const pcm = faults.take("zeros") === null ? sound : new Int16Array(sound.length);
    const slower = faults.take("slower_than_real_time") !== null;
    ledger.count({ kind: "tts", provider: "elevenlabs", model, unit: "chars", amount: [...text.trim()].length });
    const step = ((rateHz ?? 8_000) / 1000) * chunkMs;
    const chars = [...text.trim()];
    const lengthMs = (pcm.length / step) * chunkMs;
    let told = 0;
    for (let at = 0; at < pcm.length; at += step) {
      if (socket.readyState !== socket.OPEN) return false;
      const part = pcm.slice(at, at + step);
      const atMs = (at / step) * chunkMs;
      const upTo = Math.min(chars.length, at + step >= pcm.length ? chars.length : Math.ceil((chars.length * (atMs + chunkMs)) / lengthMs));
      const own = chars.slice(told, upTo);
      const startOf = (n: number): number => Math.max(0, Math.round(((told + n) * lengthMs) / chars.length - atMs));
      const alignment = { chars: own, charStartTimesMs: own.map((_, n) => startOf(n)), charDurationsMs: own.map((_, n) => startOf(n + 1) - startOf(n)) };
      told = upTo;
      send({ audio: Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("base64"), isFinal: null, alignment, normalizedAlignment: alignment, contextId: id });
      if (at === 0 && faults.take("stall") !== null) return false;
      if (at === 0 && faults.take("drop") !== null) {
        socket.terminate();
        return false;
      }
      await (slower ? wait(chunkMs * 1.5) : new Promise((resolve) => setImmediate(resolve)));
    }
    return true;
  }

  function flush(id: string, context: Context): void {
    const { text } = context;
    context.text = "";
    context.work = context.work.then(async () => {
      const whole = await speak(id, text);
      // One that broke off never ends.
      if (!whole) await new Promise<void>(() => undefined);
    });
  }

  function close(id: string, context: Context): void {
    if (context.closed) return;
    context.closed = true;
    if (context.idle !== null) clearTimeout(context.idle);
    void context.work.then(() => {
      context.done = true;
      if (contexts.get(id) === context) contexts.delete(id);
      send({ isFinal: true, contextId: id });
    });
  }

  socket.on("message", (data: Buffer) => {
    const read = messageSchema.safeParse(parsed(data.toString()));
    if (!read.success) return refuse("invalid_message", "Invalid message.");
    const { context_id: id, text, flush: flushed, close_context, close_socket, voice_settings } = read.data;
    ledger.note(close_socket === true ? "close_socket" : close_context === true ? "close_context" : "text", { ...read.data, xi_api_key: undefined, voice });
    if (close_socket === true) {
      for (const [known, context] of contexts) close(known, context);
      return socket.close(1000);
    }
    let context = contexts.get(id);
    if (close_context === true) return context === undefined ? undefined : close(id, context);
    if (context === undefined || context.closed) {
      if (text === null || text === undefined || text === "") return;
      if ([...contexts.values()].filter(({ done }) => !done).length >= maxContexts) return refuse("max_active_conversations", `Maximum simultaneous contexts per connection exceeded (${maxContexts}).`);
      context = { text: "", work: Promise.resolve(), closed: false, done: false, idle: null };
      contexts.set(id, context);
    } else if (voice_settings !== null && voice_settings !== undefined) return refuse("invalid_message", "voice_settings can only be set in the first message of a context.");
    const mine = context;
    if (mine.idle !== null) clearTimeout(mine.idle);
    mine.idle = setTimeout(() => close(id, mine), idleMs);
    mine.text += text ?? "";
    if (flushed === true) flush(id, mine);
  });
  socket.on("close", () => {
    for (const { idle } of contexts.values()) if (idle !== null) clearTimeout(idle);
  });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
