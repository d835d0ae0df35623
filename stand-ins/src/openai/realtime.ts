/**
 * wss /v1/realtime: a transcription session (turn detection off, buffer committed by the client), or a model that reads
 * aloud what an out-of-band response tells it to.
 */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { z } from "zod";
import { createHeardAudio } from "../core/heard-audio.ts";
import { parsedJson } from "../core/json.ts";
import { countTokens, speechUsage, transcriptionUsage, type Parts } from "./parts.ts";
import { deltasOf } from "./transcriptions.ts";

const rateHz = 24_000;
const pieceBytes = 4_800;
const transcriptionModels = ["gpt-live-transcribe", "gpt-transcribe", "gpt-realtime-whisper", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "whisper-1"];
/** Fewer than /v1/audio/speech has. */
const sessionVoices = ["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"];
const format = z.object({ type: z.literal("audio/pcm"), rate: z.literal(rateHz) });
const sessionSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("transcription"),
    audio: z.object({ input: z.object({ format, turn_detection: z.null(), transcription: z.object({ model: z.enum(transcriptionModels), language: z.string().optional(), languages: z.array(z.string()).optional(), keywords: z.array(z.string()).optional(), prompt: z.string().optional() }) }) }),
  }),
  z.object({ type: z.literal("realtime"), output_modalities: z.array(z.string()).optional(), instructions: z.string().optional(), audio: z.object({ output: z.object({ format, voice: z.enum(sessionVoices), speed: z.number().min(0.25).max(1.5).optional() }) }) }),
]);
const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("session.update"), session: z.unknown() }),
  z.object({ type: z.literal("input_audio_buffer.append"), audio: z.base64() }),
  z.object({ type: z.literal("input_audio_buffer.commit") }),
  z.object({ type: z.literal("input_audio_buffer.clear") }),
  z.object({ type: z.literal("response.cancel"), response_id: z.string().optional() }),
  z.object({ type: z.literal("response.create"), event_id: z.string().optional(), response: z.object({ conversation: z.literal("none"), metadata: z.record(z.string(), z.string()).optional(), output_modalities: z.array(z.string()).optional(), instructions: z.string().optional(), input: z.array(z.object({ type: z.literal("message"), role: z.string(), content: z.array(z.object({ type: z.literal("input_text"), text: z.string() })) })) }) }),
]);

export function realtime({ ears, mouth, faults, ledger, latency }: Parts, socket: WebSocket, opened: { transcription: boolean; model: string }): void {
  const session = { id: `sess_${randomUUID()}`, object: opened.transcription ? "realtime.transcription_session" : "realtime.session", type: opened.transcription ? "transcription" : "realtime" };
  let settings: z.infer<typeof sessionSchema> | null = null;
  let audio = createHeardAudio({ ears, rateHz, encoding: "linear16" });
  let deaf = false;
  let queue = Promise.resolve();
  const speaking = new Map<string, { cancelled: boolean }>();
  const send = (event: Record<string, unknown>): void => {
    if (!deaf && socket.readyState === socket.OPEN) socket.send(JSON.stringify({ event_id: `event_${randomUUID()}`, ...event }));
  };
  const later = (act: () => void | Promise<void>, afterMs = 0): void => {
    queue = queue.then(async () => {
      if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
      await act();
    });
  };
  const refuse = (message: string, code = "invalid_value", param: string | null = null): void => send({ type: "error", error: { type: "invalid_request_error", code, message, param, event_id: null } });

  function commit(): void {
    if (settings?.type !== "transcription") return refuse("Cannot commit without a transcription session.");
    const { model, keywords, prompt } = settings.audio.input.transcription;
    const said = audio.said();
    if (said.durationMs < 100) return refuse("Error committing input audio buffer: buffer too small. Expected at least 100ms of audio.", "input_audio_buffer_commit_empty");
    audio.cut();
    const item = `item_${randomUUID()}`;
    send({ type: "input_audio_buffer.committed", item_id: item, previous_item_id: null });
    if (faults.take("stall") !== null) deaf = true;
    if (faults.take("garbage") !== null) return void socket.send("{event");
    if (faults.take("drop") !== null) return socket.terminate();
    const usage = transcriptionUsage(said.durationMs, said.text, (keywords ?? []).join(" ") + (prompt ?? ""));
    countTokens(ledger, "stt", model, usage);
    const of = (type: string, more: Record<string, unknown>): void => send({ type: `conversation.item.input_audio_transcription.${type}`, item_id: item, content_index: 0, ...more });
    later(() => {
      for (const delta of deltasOf(said.text)) of("delta", { delta });
      of("completed", { transcript: said.text, usage });
    }, latency.sttFinalMs);
  }

  async function read(response: Extract<z.infer<typeof eventSchema>, { type: "response.create" }>["response"]): Promise<void> {
    if (settings?.type !== "realtime") return refuse("The session is not set up for audio output.");
    const id = `resp_${randomUUID()}`;
    const state = { cancelled: false };
    speaking.set(id, state);
    const text = response.input.flatMap((message) => message.content.map((part) => part.text)).join(" ");
    const head = { id, object: "realtime.response", metadata: response.metadata ?? null, conversation_id: null };
    const entry = ledger.note("response", { model: opened.model, voice: settings.audio.output.voice, speed: settings.audio.output.speed ?? 1, input: text });
    send({ type: "response.created", response: { ...head, status: "in_progress", output: [], usage: null } });
    const spoken = await mouth.speak(text, rateHz);
    const pcm = faults.take("zeros") === null ? spoken : new Int16Array(spoken.length);
    if (latency.ttsFirstByteMs > 0) await new Promise((resolve) => setTimeout(resolve, latency.ttsFirstByteMs));
    if (faults.take("garbage") !== null) return void socket.send("{event");
    const dropped = faults.take("drop") !== null;
    const slow = faults.take("slower_than_real_time") !== null;
    const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
    const place = { response_id: id, item_id: `item_${randomUUID()}`, output_index: 0, content_index: 0 };
    let at = 0;
    for (; at < bytes.length && !state.cancelled && socket.readyState === socket.OPEN; at += pieceBytes) {
      if (slow) await new Promise((resolve) => setTimeout(resolve, 200));
      send({ type: "response.output_audio.delta", ...place, delta: bytes.subarray(at, at + pieceBytes).toString("base64") });
      await new Promise((resolve) => setImmediate(resolve));
      if (dropped) return socket.terminate();
      if (faults.take("stall") !== null) {
        // Nothing more of this response; what else is asked is answered.
        while (!state.cancelled && socket.readyState === socket.OPEN) await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    speaking.delete(id);
    const usage = speechUsage(text, (Math.min(at, bytes.length) * 1000) / (2 * rateHz));
    countTokens(ledger, "tts", opened.model, usage);
    if (state.cancelled) entry.detail["calledOff"] = true;
    else {
      send({ type: "response.output_audio.done", ...place });
      send({ type: "response.output_audio_transcript.done", ...place, transcript: text });
    }
    send({ type: "response.done", response: { ...head, status: state.cancelled ? "cancelled" : "completed", status_details: null, output: [], usage: { ...usage, input_token_details: {}, output_token_details: {} } } });
  }

  if (faults.take("half_open") !== null) deaf = true;
  send({ type: "session.created", session });
  socket.on("message", (data: Buffer) => {
    const parsed = eventSchema.safeParse(parsedJson(data.toString()));
    if (!parsed.success) return refuse(`Invalid event: ${parsed.error.issues[0]?.message ?? ""}`, "invalid_event");
    const event = parsed.data;
    switch (event.type) {
      case "session.update": {
        const wanted = sessionSchema.safeParse(event.session);
        if (!wanted.success || wanted.data.type !== session.type) return refuse("Invalid value.", "invalid_value", `session.${wanted.error?.issues[0]?.path.join(".") ?? "type"}`);
        settings = wanted.data;
        ledger.note("session", { ...wanted.data });
        return send({ type: "session.updated", session: { ...session, ...wanted.data } });
      }
      case "input_audio_buffer.append": {
        if (settings?.type !== "transcription") return refuse("Audio before the session's format.");
        if (audio.push(Buffer.from(event.audio, "base64")) === null) refuse("Invalid 'audio'. Expected whole 16-bit samples.");
        return;
      }
      case "input_audio_buffer.commit":
        return commit();
      case "input_audio_buffer.clear":
        audio = createHeardAudio({ ears, rateHz, encoding: "linear16" });
        return send({ type: "input_audio_buffer.cleared" });
      case "response.cancel": {
        const live = event.response_id === undefined ? [...speaking.values()] : [speaking.get(event.response_id)].filter((one) => one !== undefined);
        if (live.length === 0) return refuse("Cancellation failed: no active response found", "response_cancel_not_active");
        for (const one of live) one.cancelled = true;
        return;
      }
      case "response.create":
        return void read(event.response);
    }
  });
}
