/**
 * Aura: /v1/speak as developers.deepgram.com describes it (streaming text to speech, flush, clear, close; read 2026-11).
 * One text at a time, in order; Clear empties what is not spoken yet.
 */
import { randomUUID } from "node:crypto";
import { encodeG711 } from "@zvon/media-node/src/codec/g711.ts";
import type { Connection } from "./connection.ts";
import { controlOf, createAnswers } from "./connection.ts";

/** 20 Flush messages in 60 s; the next are refused by a warning. */
const maxFlushes = 20;
const flushWindowMs = 60_000;
/** Of one Speak, and of all in 60 s. Not played: the hour after which a connection ends. */
const maxChars = 2_000;
const maxCharsAMinute = 2_400;
const chunkMs = 100;

export function speakV1(connection: Connection): void {
  const { socket, query } = connection;
  const answers = createAnswers(socket);
  const model = query.get("model") ?? "aura-asteria-en";
  const rateHz = Number(query.get("sample_rate") ?? 24000);
  const encoding = query.get("encoding") ?? "linear16";
  let text = "";
  let sequence = 0;
  let generation = 0;
  let flushes: number[] = [];
  let taken: { at: number; chars: number }[] = [];
  let speaking = Promise.resolve();
  const dead = connection.take("half_open") !== null;

  const speak = async (words: string, mine: number, sequenceId: number): Promise<void> => {
    if (connection.latency.ttsFirstByteMs > 0) await new Promise((resolve) => setTimeout(resolve, connection.latency.ttsFirstByteMs));
    const slow = connection.take("slow_start");
    if (slow !== null) await new Promise((resolve) => setTimeout(resolve, slow.ms ?? 3000));
    if (mine !== generation) return;
    if (connection.take("garbage") !== null) {
      socket.send("\u0000{not json");
      return;
    }
    const spoken = words.trim() === "" ? new Int16Array(0) : await connection.mouth.speak(words, rateHz);
    const pcm = connection.take("zeros") === null ? spoken : new Int16Array(spoken.length);
    const slower = connection.take("slower_than_real_time") !== null;
    const step = (rateHz / 1000) * chunkMs;
    for (let at = 0; at < pcm.length; at += step) {
      if (mine !== generation || socket.readyState !== socket.OPEN) return;
      const part = pcm.slice(at, at + step);
      answers.binary(encoding === "mulaw" ? encodeG711("pcmu", part) : encoding === "alaw" ? encodeG711("pcma", part) : new Uint8Array(part.buffer));
      if (at === 0) {
        if (connection.take("stall") !== null) return;
        if (connection.take("drop") !== null) {
          await answers.done();
          socket.terminate();
          return;
        }
      }
      if (slower) await new Promise((resolve) => setTimeout(resolve, chunkMs * 1.5));
      else await answers.done();
    }
    if (mine === generation) answers.json({ type: "Flushed", sequence_id: sequenceId });
  };

  if (!dead) answers.json({ type: "Metadata", request_id: randomUUID(), model_name: model, model_version: "2026-01-01.0", model_uuid: randomUUID() });
  socket.on("message", (data: Buffer, binary: boolean) => {
    if (binary) {
      socket.close(1003, "MESSAGE-0000: only text messages are supported");
      return;
    }
    const message = controlOf(data);
    if (message === null) {
      socket.close(1008, "DATA-0000: not a command");
      return;
    }
    connection.note(message.type, message);
    if (message.type === "Speak") {
      const said = String(message["text"] ?? "");
      connection.count(model, "tts", "chars", [...said].length);
      text += said;
      taken = [...taken.filter(({ at }) => Date.now() - at < flushWindowMs), { at: Date.now(), chars: said.length }];
      if (said.length > maxChars) socket.close(1009, "BIG-0001: input text has too many characters");
      else if (taken.reduce((sum, one) => sum + one.chars, 0) > maxCharsAMinute) socket.close(1008, "DATA-0001: too many input characters in the time window");
      return;
    }
    if (dead) return;
    switch (message.type) {
      case "Flush": {
        const now = Date.now();
        flushes = flushes.filter((at) => now - at < flushWindowMs);
        if (flushes.length >= maxFlushes) {
          answers.json({ type: "Warning", description: "Too many flush messages in the time window", code: "EXCEEDED_FLUSH_LIMIT" });
          return;
        }
        flushes.push(now);
        const [words, mine, sequenceId] = [text, generation, sequence++];
        text = "";
        speaking = speaking.then(() => speak(words, mine, sequenceId));
        return;
      }
      case "Clear":
        text = "";
        generation += 1;
        answers.json({ type: "Cleared", sequence_id: sequence++ });
        return;
      case "Close":
        speaking = speaking.then(() => answers.close(1000, ""));
        return;
      default:
        socket.close(1008, "DATA-0000: unknown message type");
    }
  });
  socket.on("close", () => {
    generation += 1;
  });
}
