/**
 * /v1/listen as developers.deepgram.com describes it (live streaming, interim results, endpointing, utterance end,
 * finalize, close stream, keep alive, configure; read 2026-11).
 */
import { randomUUID } from "node:crypto";
import type { Connection } from "./connection.ts";
import { controlOf, createAnswers, written } from "./connection.ts";
import { createHeardAudio, finalAfterMs, type Said } from "../core/heard-audio.ts";

/** NET-0001 after so long without a message. */
const idleTimeoutMs = 10_000;
const interimEveryMs = 200;
/** The ears know the parts of an utterance between pauses; shorter ones they do not part it at. */
const leastPauseMs = 200;
/** Silence is reported as final in pieces of this. */
const silentPieceMs = 5_000;
/** Finalize with less than this is not answered. */
const leastFinalizedMs = 100;

export function listenV1(connection: Connection): void {
  const { socket, query } = connection;
  const answers = createAnswers(socket);
  const flag = (name: string): boolean => query.get(name) === "true";
  const model = query.get("model") ?? "base-general";
  const billedModel = query.get("language") === "multi" ? `${model}:multi` : model;
  const audio = createHeardAudio({ ears: connection.ears, rateHz: Number(query.get("sample_rate") ?? 8000), encoding: query.get("encoding") ?? "linear16" });
  const pauseMs = query.get("endpointing") === "false" ? Number.POSITIVE_INFINITY : Math.max(leastPauseMs, Number(query.get("endpointing") ?? 10));
  const utteranceEndMs = Number(query.get("utterance_end_ms") ?? Number.POSITIVE_INFINITY);
  let numerals = flag("numerals");
  const requestId = randomUUID();
  let sinceLookedMs = 0;
  let lastInterim = "";
  let lastWordEndMs: number | null = null;
  let spoken = false;
  let deaf = connection.take("half_open") !== null;
  let timer: NodeJS.Timeout | null = null;

  const alive = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => socket.close(1011, "NET-0001: no audio data or text message within the timeout window"), idleTimeoutMs);
  };

  const results = (said: Said, kind: { final: boolean; speechFinal?: boolean; fromFinalize?: boolean }): void => {
    const text = written(said.text, { punctuate: flag("punctuate") || flag("smart_format"), numerals, ended: kind.final });
    answers.json(
      {
        type: "Results",
        channel_index: [0, 1],
        duration: said.durationMs / 1000,
        start: said.startMs / 1000,
        is_final: kind.final,
        speech_final: kind.speechFinal ?? false,
        channel: { alternatives: [{ transcript: text, confidence: said.confidence, words: said.words.map((word) => ({ word: word.text, start: word.startMs / 1000, end: word.endMs / 1000, confidence: said.confidence, punctuated_word: word.text })) }] },
        metadata: { request_id: requestId, model_info: { name: model, version: "2026-01-01.0", arch: model.split("-").slice(0, 2).join("-") }, model_uuid: requestId },
        from_finalize: kind.fromFinalize ?? false,
      },
      kind.final ? finalAfterMs(connection.latency.sttFinalMs, said) : 0,
    );
    lastWordEndMs = said.words.at(-1)?.endMs ?? lastWordEndMs;
    if (connection.take("stall") !== null) answers.mute();
  };

  const cut = (said: Said, kind: { speechFinal?: boolean; fromFinalize?: boolean }): void => {
    results(said, { final: true, ...kind });
    audio.cut();
    lastInterim = "";
    spoken = false;
  };

  const look = (): void => {
    if (connection.take("garbage") !== null) {
      socket.send("\u0000{not json");
      return;
    }
    const said = audio.said();
    if (said.durationMs > 400 && connection.take("drop") !== null) {
      socket.terminate();
      return;
    }
    if (!spoken && !said.quiet) {
      spoken = true;
      if (flag("vad_events")) answers.json({ type: "SpeechStarted", channel: [0, 1], timestamp: said.startMs / 1000 });
    }
    if (said.text !== "" && said.trailingSilenceMs >= pauseMs) cut(said, { speechFinal: true });
    else if (said.quiet && said.durationMs >= silentPieceMs) cut(said, {});
    else if (flag("interim_results") && (said.text !== lastInterim || said.durationMs % 1000 < interimEveryMs)) {
      lastInterim = said.text;
      results(said, { final: false });
    }
    if (lastWordEndMs !== null && audio.totalMs() - lastWordEndMs >= utteranceEndMs) {
      answers.json({ type: "UtteranceEnd", channel: [0, 1], last_word_end: lastWordEndMs / 1000 });
      lastWordEndMs = null;
    }
  };

  const command = (message: { type: string; [key: string]: unknown }): void => {
    connection.note(message.type, message);
    switch (message.type) {
      case "KeepAlive":
        return;
      case "Finalize": {
        const said = audio.said();
        if (said.durationMs >= leastFinalizedMs) cut(said, { fromFinalize: true });
        return;
      }
      case "Configure": {
        const keyterms = Array.isArray(message["keyterms"]) ? (message["keyterms"] as string[]) : null;
        if (keyterms !== null && !model.startsWith("nova-3")) {
          answers.json({ type: "Error", code: "KeytermsNotSupported", description: "Keyterms are not supported by this model." });
          answers.json({ type: "ConfigureFailure", request_id: requestId });
          return;
        }
        const features = message["features"];
        if (typeof features === "object" && features !== null && "numerals" in features) numerals = features.numerals === true;
        answers.json({ type: "ConfigureSuccess", request_id: requestId, ...(keyterms === null ? {} : { keyterms }) });
        return;
      }
      case "CloseStream": {
        const said = audio.said();
        if (said.durationMs > 0 && !said.quiet) cut(said, {});
        answers.json({ type: "Metadata", transaction_key: "deprecated", request_id: requestId, sha256: "", created: new Date().toISOString(), duration: audio.totalMs() / 1000, channels: 1 });
        answers.close(1000, "");
        return;
      }
      default:
        socket.close(1008, "DATA-0000: unknown message type");
    }
  };

  alive();
  socket.on("message", (data: Buffer, binary: boolean) => {
    alive();
    if (deaf) {
      // Bytes that came are billed, whether anything is answered or not.
      if (binary) connection.count(billedModel, "stt", "audio_ms", audio.push(data) ?? 0);
      return;
    }
    if (!binary) {
      const message = controlOf(data);
      if (message === null) socket.close(1008, "DATA-0000: not a command");
      else command(message);
      return;
    }
    const ms = audio.push(data);
    if (ms === null) {
      socket.close(1008, "DATA-0000: the payload cannot be decoded as audio");
      return;
    }
    connection.count(billedModel, "stt", "audio_ms", ms);
    sinceLookedMs += ms;
    if (sinceLookedMs < interimEveryMs) return;
    sinceLookedMs = 0;
    look();
  });
  socket.on("close", () => {
    deaf = true;
    if (timer !== null) clearTimeout(timer);
  });
}
