/**
 * An agent of ElevenLabs: /v1/convai/conversation (its reference and the client events, read 2026-11). It greets, hears
 * known utterances by their sound, and answers by mouth: repeats what it heard; asks for a client tool when it hears
 * "order" or «заказ»; ends the talk at "goodbye" or «до свидания». Cut off, it says how far it came, by the caller's
 * audio clock. Its id says which audio it was set up with.
 */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { encodeG711 } from "@zvon/media-node/src/codec/g711.ts";
import type { FaultPlan } from "../core/fault-plan.ts";
import { createHeardAudio } from "../core/heard-audio.ts";
import type { Ledger } from "../core/ledger.ts";
import type { Ears, Mouth } from "../stand-in.ts";
import { parsed } from "./refusals.ts";

/** agent_standin0pcm16000 and the like: pcm_8000, pcm_16000, pcm_24000, ulaw_8000; an id ending in `ru` greets in Russian. */
const agentIds = /^agent_standin0(pcm|ulaw)(8000|16000|24000)(ru)?$/;
export const isAgent = (id: string | null): boolean => id !== null && agentIds.test(id);
export const agentWords = {
  en: { greeting: "Hello, this is the front desk.", said: (text: string) => `You said ${text}.`, noTool: "I can not look that up now.", bye: "Goodbye." },
  ru: { greeting: "Здравствуйте, это стойка администратора.", said: (text: string) => `Вы сказали ${text}.`, noTool: "Сейчас я не могу это посмотреть.", bye: "Всего доброго." },
};

const turnEndsAfterMs = 600;
const interruptsAfterMs = 300;
const lookEveryMs = 200;
const chunkMs = 200;

export interface AgentOptions {
  socket: WebSocket;
  agentId: string;
  ears: Ears;
  mouth: Mouth;
  faults: FaultPlan;
  ledger: Ledger;
}

export function runAgent({ socket, agentId, ears, mouth, faults, ledger }: AgentOptions): void {
  const [, encoding = "pcm", rate = "16000", russian] = agentIds.exec(agentId) ?? [];
  const rateHz = Number(rate);
  const words = russian === undefined ? agentWords.en : agentWords.ru;
  const audio = createHeardAudio({ ears, rateHz, encoding: encoding === "ulaw" ? "mulaw" : "linear16" });
  const startedAt = performance.now();
  let begun = false;
  let deaf = false;
  let events = 0;
  let sinceLookedMs = 0;
  let tool: string | null = null;
  let speaking: { text: string; fromMs: number; untilMs: number } | null = null;
  let queue = Promise.resolve();

  const send = (message: Record<string, unknown>): void => {
    if (!deaf && socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const nextEvent = (): number => {
    events += 1;
    return events;
  };
  const later = (act: () => Promise<void> | void): void => {
    queue = queue.then(act);
  };

  async function speak(text: string): Promise<void> {
    const pcm = await mouth.speak(text, rateHz);
    const fromMs = Math.max(audio.totalMs(), speaking?.untilMs ?? 0);
    speaking = { text, fromMs, untilMs: fromMs + (pcm.length / rateHz) * 1000 };
    send({ type: "agent_response", agent_response_event: { agent_response: text, event_id: nextEvent() } });
    const step = (rateHz / 1000) * chunkMs;
    for (let at = 0; at < pcm.length; at += step) {
      const part = pcm.slice(at, at + step);
      const bytes = encoding === "ulaw" ? encodeG711("pcmu", part) : new Uint8Array(part.buffer);
      send({ type: "audio", audio_event: { audio_base_64: Buffer.from(bytes).toString("base64"), event_id: nextEvent() } });
      if (at === 0 && faults.take("drop") !== null) return socket.terminate();
      if (at === 0 && faults.take("stall") !== null) deaf = true;
    }
  }

  function begin(): void {
    begun = true;
    if (faults.take("half_open") !== null) deaf = true;
    if (faults.take("garbage") !== null) return socket.send("{\"type\":");
    const format = `${encoding}_${rate}`;
    send({ type: "conversation_initiation_metadata", conversation_initiation_metadata_event: { conversation_id: `conv_${randomUUID()}`, agent_output_audio_format: format, user_input_audio_format: format } });
    send({ type: "ping", ping_event: { event_id: nextEvent(), ping_ms: 40 } });
    later(() => speak(words.greeting));
  }

  function turn(text: string): void {
    send({ type: "user_transcript", user_transcription_event: { user_transcript: text, event_id: nextEvent() } });
    if (/order|заказ/iu.test(text)) {
      tool = `tool_${randomUUID()}`;
      return send({ type: "client_tool_call", client_tool_call: { tool_name: "find_order", tool_call_id: tool, parameters: { text }, event_id: nextEvent() } });
    }
    if (/goodbye|до свидания/iu.test(text)) {
      later(() => speak(words.bye));
      return later(() => socket.close(1000, "Call ended by agent"));
    }
    later(() => speak(words.said(text)));
  }

  function look(): void {
    const sound = audio.sound();
    const voicedMs = sound.durationMs - sound.trailingSilenceMs;
    if (speaking !== null && audio.totalMs() >= speaking.untilMs) speaking = null;
    if (speaking !== null && !sound.quiet && voicedMs >= interruptsAfterMs) {
      const share = Math.max(0, (audio.totalMs() - speaking.fromMs) / (speaking.untilMs - speaking.fromMs));
      const corrected = speaking.text.slice(0, Math.floor(speaking.text.length * Math.min(1, share)));
      send({ type: "interruption", interruption_event: { event_id: nextEvent() } });
      send({ type: "agent_response_correction", agent_response_correction_event: { original_agent_response: speaking.text, corrected_agent_response: corrected.slice(0, corrected.lastIndexOf(" ") + 1).trim() } });
      speaking = null;
    }
    if (sound.quiet) return sound.durationMs > 5_000 ? audio.cut() : undefined;
    if (sound.trailingSilenceMs < turnEndsAfterMs) return;
    const { text } = audio.said();
    audio.cut();
    send({ type: "vad_score", vad_score_event: { vad_score: 0.1 } });
    if (text !== "") turn(text);
  }

  socket.on("message", (data: Buffer) => {
    const message = parsed(data.toString());
    const chunk = message?.["user_audio_chunk"];
    if (typeof chunk === "string") {
      if (!begun) return socket.close(1008, "conversation_initiation_client_data is expected first");
      const ms = audio.push(Buffer.from(chunk, "base64"));
      if (ms === null) return socket.close(1008, "Invalid audio");
      sinceLookedMs += ms;
      if (sinceLookedMs < lookEveryMs) return;
      sinceLookedMs = 0;
      return look();
    }
    ledger.note(typeof message?.["type"] === "string" ? message["type"] : "unknown", message ?? {});
    switch (message?.["type"]) {
      case "conversation_initiation_client_data":
        return begin();
      case "user_message":
        return typeof message["text"] === "string" ? turn(message["text"]) : undefined;
      case "client_tool_result":
        return message["tool_call_id"] === tool ? later(() => speak(words.noTool)) : undefined;
      case "pong":
      case "user_activity":
      case "contextual_update":
        return;
      default:
        return socket.close(1008, "Invalid message");
    }
  });
  socket.on("close", () => ledger.count({ kind: "agent", provider: "elevenlabs", model: "agents", unit: "connection_ms", amount: performance.now() - startedAt }));
}
