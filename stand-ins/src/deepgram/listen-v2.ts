/**
 * Flux: /v2/listen as developers.deepgram.com/docs/flux describes it (quickstart, state machine, configuration, configure,
 * force end turn; read 2026-11).
 */
import { randomUUID } from "node:crypto";
import type { Connection } from "./connection.ts";
import { controlOf, createAnswers, written } from "./connection.ts";
import { createHeardAudio, finalAfterMs, type Said } from "../core/heard-audio.ts";

const idleTimeoutMs = 10_000;
const updateEveryMs = 250;
/** The model thinks in steps of two of the chunks it is best sent. */
const lookEveryMs = 160;
/** The model's certainty that a turn is over grows with the silence after words it knows: 0.7 after half a second. */
const certainAfterMs = 700;

export function listenV2(connection: Connection): void {
  const { socket, query } = connection;
  const answers = createAnswers(socket);
  const model = query.get("model") ?? "";
  const audio = createHeardAudio({ ears: connection.ears, rateHz: Number(query.get("sample_rate") ?? 16000), encoding: query.get("encoding") ?? "linear16" });
  const number = (name: string): number | undefined => (query.has(name) ? Number(query.get(name)) : undefined);
  const thresholds = { eager_eot_threshold: number("eager_eot_threshold"), eot_threshold: number("eot_threshold") ?? 0.7, eot_timeout_ms: number("eot_timeout_ms") ?? 5000 };
  let keyterms = query.getAll("keyterm");
  let numerals = query.get("numerals") === "true";
  const requestId = randomUUID();
  let sequence = 0;
  let turnIndex = 0;
  let state: "initial" | "ongoing" | "awaiting" = "initial";
  let eagerText = "";
  let sinceToldMs = 0;
  let sinceLookedMs = 0;
  let dead = false;
  let timer: NodeJS.Timeout | null = null;

  const say = (message: Record<string, unknown>, afterMs = 0): void => answers.json({ ...message, request_id: requestId, sequence_id: sequence++ }, afterMs);
  const alive = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => socket.close(1011, "NET-0001: no audio data within the timeout window"), idleTimeoutMs);
  };
  const tell = (event: string, said: Said, extra: Record<string, unknown> = {}): void => {
    const text = written(said.text, { punctuate: true, numerals, ended: event.endsWith("EndOfTurn") });
    say(
      {
        type: "TurnInfo",
        event,
        turn_index: turnIndex,
        audio_window_start: said.startMs / 1000,
        audio_window_end: (said.startMs + said.durationMs) / 1000,
        transcript: text,
        words: said.words.map((word) => ({ word: word.text, confidence: said.confidence, start: word.startMs / 1000, end: word.endMs / 1000 })),
        end_of_turn_confidence: certainty(said),
        ...(model.includes("multi") && query.has("language_hint") ? { languages_hinted: query.getAll("language_hint") } : {}),
        ...extra,
      },
      event === "EndOfTurn" ? finalAfterMs(connection.latency.sttFinalMs, said) : 0,
    );
    sinceToldMs = 0;
    if (connection.take("stall") !== null) answers.mute();
  };
  const endTurn = (said: Said, trigger: string): void => {
    tell("EndOfTurn", said, { trigger });
    audio.cut();
    turnIndex += 1;
    state = "initial";
  };
  const certainty = (said: Said): number => (said.text === "" ? 0 : Math.min(1, Math.round((said.trailingSilenceMs / certainAfterMs) * 100) / 100));

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
    if (state === "initial") {
      if (said.text === "") {
        if (sinceToldMs >= updateEveryMs) tell("Update", said);
        return;
      }
      state = "ongoing";
      tell("StartOfTurn", said);
    }
    const sure = certainty(said);
    if (state === "awaiting" && said.text !== eagerText) {
      state = "ongoing";
      tell("TurnResumed", said);
    }
    if (sure >= thresholds.eot_threshold) endTurn(said, "model");
    else if (said.trailingSilenceMs >= thresholds.eot_timeout_ms) endTurn(said, "timeout");
    else if (state === "ongoing" && thresholds.eager_eot_threshold !== undefined && sure >= thresholds.eager_eot_threshold) {
      state = "awaiting";
      eagerText = said.text;
      tell("EagerEndOfTurn", said);
    } else if (sinceToldMs >= updateEveryMs) tell("Update", said);
  };

  const command = (message: { type: string; [key: string]: unknown }): void => {
    connection.note(message.type, message);
    switch (message.type) {
      case "ForceEndTurn":
        // On what is transcribed by now; ignored when no turn is on.
        if (state !== "initial") endTurn(audio.said(), "manual");
        return;
      case "Configure": {
        if (Array.isArray(message["keyterms"])) keyterms = message["keyterms"] as string[];
        if (typeof message["numerals"] === "boolean") numerals = message["numerals"];
        const wanted = message["thresholds"];
        if (typeof wanted === "object" && wanted !== null) Object.assign(thresholds, wanted);
        say({ type: "ConfigureSuccess", thresholds, keyterms, ...(model.includes("multi") ? { language_hints: query.getAll("language_hint") } : {}) });
        return;
      }
      case "CloseStream":
        if (state !== "initial") endTurn(audio.said(), "manual");
        answers.close(1000, "");
        return;
      default:
        say({ type: "Error", code: "UNPARSABLE_CLIENT_MESSAGE", description: `Unknown message type ${message.type}` });
        answers.close(1008, "UNPARSABLE_CLIENT_MESSAGE");
    }
  };

  dead = connection.take("half_open") !== null;
  alive();
  if (!dead) say({ type: "Connected" });
  socket.on("message", (data: Buffer, binary: boolean) => {
    if (binary) alive();
    if (binary) {
      const ms = audio.push(data);
      if (ms === null) {
        say({ type: "Error", code: "BAD_AUDIO", description: "The payload cannot be decoded as audio" });
        answers.close(1008, "DATA-0000");
        return;
      }
      connection.count(model, "stt", "audio_ms", ms);
      sinceToldMs += ms;
      sinceLookedMs += ms;
      if (dead || sinceLookedMs < lookEveryMs) return;
      sinceLookedMs = 0;
      look();
    } else if (!dead) {
      const message = controlOf(data);
      if (message !== null) command(message);
      else {
        say({ type: "Error", code: "UNPARSABLE_CLIENT_MESSAGE", description: "Not JSON" });
        answers.close(1008, "UNPARSABLE_CLIENT_MESSAGE");
      }
    }
  });
  socket.on("close", () => {
    dead = true;
    if (timer !== null) clearTimeout(timer);
  });
}
