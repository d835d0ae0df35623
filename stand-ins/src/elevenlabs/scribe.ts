/**
 * Scribe realtime: /v1/speech-to-text/realtime (api-reference/speech-to-text/v-1-speech-to-text-realtime and the event
 * reference, read 2026-11). Commits by hand and by silence. Not there: timestamps, language detection, entities, edits.
 */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { FaultPlan } from "../core/fault-plan.ts";
import { createHeardAudio, finalAfterMs } from "../core/heard-audio.ts";
import type { Ledger } from "../core/ledger.ts";
import type { Ears } from "../stand-in.ts";
import { parsed, refusalKinds, refusals } from "./refusals.ts";

const models = new Set(["scribe_v2_realtime"]);
const formats = new Map([["pcm_8000", 8_000], ["pcm_16000", 16_000], ["pcm_22050", 22_050], ["pcm_24000", 24_000], ["pcm_44100", 44_100], ["pcm_48000", 48_000], ["ulaw_8000", 8_000]]);
const leastCommitMs = 300;
const lookEveryMs = 200;
const maxKeyterms = 50;
const maxKeytermChars = 20;

export interface ScribeOptions {
  socket: WebSocket;
  query: URLSearchParams;
  authorised: boolean;
  ears: Ears;
  faults: FaultPlan;
  ledger: Ledger;
  finalMs: number;
}

export function runScribe({ socket, query, authorised, ears, faults, ledger, finalMs }: ScribeOptions): void {
  const model = query.get("model_id") ?? "";
  const format = query.get("audio_format") ?? "pcm_16000";
  const rateHz = formats.get(format) ?? 16_000;
  const byVad = query.get("commit_strategy") === "vad";
  const vadSilenceMs = Number(query.get("vad_silence_threshold_secs") ?? "1.5") * 1000;
  const audio = createHeardAudio({ ears, rateHz, encoding: format === "ulaw_8000" ? "mulaw" : "linear16" });
  let deaf = false;
  let told = "";
  let sinceLookedMs = 0;
  let queue = Promise.resolve();

  const send = (message: Record<string, unknown>, afterMs = 0): void => {
    queue = queue.then(async () => {
      if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
      if (!deaf && socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    });
  };
  const refuse = (message_type: string, error: string): void => {
    send({ message_type, error });
    queue = queue.then(() => socket.close(1008, message_type));
  };

  const planned = faults.take(...refusalKinds)?.kind;
  const fault = authorised ? refusalKinds.find((kind) => kind === planned) : "unauthorised";
  if (fault !== undefined) return refuse(refusals[fault].scribe, refusals[fault].message);
  const keyterms = query.getAll("keyterms");
  if (!models.has(model)) return refuse("invalid_request", `Invalid model_id: ${model}`);
  if (!formats.has(format)) return refuse("invalid_request", `Invalid audio_format: ${format}`);
  if (keyterms.length > maxKeyterms || keyterms.some((term) => term.length > maxKeytermChars)) return refuse("invalid_request", "Invalid keyterms");
  if (faults.take("half_open") !== null) deaf = true;
  const config = { sample_rate: rateHz, audio_format: format, language_code: query.get("language_code"), commit_strategy: byVad ? "vad" : "manual", model_id: model, keyterms, enable_logging: true };
  ledger.note("start", config);
  send({ message_type: "session_started", session_id: randomUUID(), config });

  function commit(): void {
    const said = audio.said();
    audio.cut();
    told = "";
    sinceLookedMs = 0;
    send({ message_type: "committed_transcript", text: said.text }, finalAfterMs(finalMs, said));
  }

  function look(): void {
    if (faults.take("garbage") !== null) {
      queue = queue.then(() => socket.send("{message_type"));
      return;
    }
    const said = audio.said();
    if (said.durationMs > 400 && faults.take("drop") !== null) return socket.terminate();
    if (byVad && said.text !== "" && said.trailingSilenceMs >= vadSilenceMs) return commit();
    if (said.text === told || said.text === "") return;
    told = said.text;
    send({ message_type: "partial_transcript", text: said.text });
  }

  socket.on("message", (data: Buffer) => {
    const message = parsed(data.toString());
    if (message?.["message_type"] !== "input_audio_chunk" || typeof message["audio_base_64"] !== "string") return refuse("input_error", "Invalid message.");
    if (message["sample_rate"] !== undefined && message["sample_rate"] !== rateHz) return refuse("input_error", "sample_rate does not match audio_format.");
    const ms = audio.push(Buffer.from(message["audio_base_64"], "base64"));
    if (ms === null) return refuse("input_error", "Audio can't be decoded.");
    if (ms > 0) ledger.count({ kind: "stt", provider: "elevenlabs", model, unit: "audio_ms", amount: ms });
    sinceLookedMs += ms;
    if (message["commit"] === true) {
      ledger.note("commit");
      const uncommittedMs = audio.said().durationMs;
      if (uncommittedMs < leastCommitMs) {
        return send({ message_type: "commit_throttled", error: `Commit request ignored: only ${(uncommittedMs / 1000).toFixed(2)}s of uncommitted audio. You need at least 0.3s of uncommitted audio before committing.` });
      }
      if (faults.take("stall") !== null) deaf = true;
      return commit();
    }
    if (sinceLookedMs < lookEveryMs) return;
    sinceLookedMs = 0;
    look();
  });
}
