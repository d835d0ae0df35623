/**
 * Recognizer.RecognizeStreaming as SpeechKit v3 serves it: options first, then audio; partials as it grows, a final and an
 * end of utterance at a pause or at the client's own mark, the rest when the client has said its last, a state at intervals.
 * Limits: one channel, 5 minutes, 10 MB, 5 s between messages (docs/speechkit/stt/streaming, /concepts/limits).
 */
import type { ServerDuplexStream } from "@grpc/grpc-js";
import * as stt from "@yandex-cloud/nodejs-sdk/ai-stt-v3/stt";
import { randomUUID } from "node:crypto";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { createHeardAudio, type HeardAudio } from "../core/heard-audio.ts";
import { faultMs } from "../core/fault-plan.ts";
import { pause } from "../core/serve.ts";
import type { Ears, Fault } from "../stand-in.ts";

const models = ["general", "general:rc", "general:deprecated"];
const languages = ["auto", "ru-RU", "en-US", "de-DE", "es-ES", "fi-FI", "fr-FR", "he-IL", "it-IT", "kk-KZ", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "sv-SE", "tr-TR", "uz-UZ"];
const partialEveryMs = 200;
const stateEveryMs = 2_000;
const idleMs = 5_000;
const maxAudioMs = 5 * 60_000;
const maxBytes = 10 * 1024 * 1024;
const defaultPauseMs = 800;
/** A unit of the bill; one is begun by the options, without any audio (docs/speechkit/pricing). */
const unitMs = 15_000;

export interface RecogniserOptions {
  ears: Ears;
  finalMs: number;
  fault: Fault | null;
  /** Closes the connection of the call without a word. */
  drop(): void;
  note(what: string, detail: Record<string, unknown>): void;
  /** ms of audio that are billed in addition. */
  count(model: string, billedMs: number): void;
}

type Call = ServerDuplexStream<stt.StreamingRequest, stt.StreamingResponse | Buffer>;

export function recogniseStreaming(call: Call, options: RecogniserOptions): void {
  const { ears, fault } = options;
  const uuid = randomUUID();
  let session: { model: string; pauseMs: number | null; normalise: boolean; audio: HeardAudio } | null = null;
  let bytes = 0;
  let billedMs = 0;
  let partialAtMs = 0;
  let lastPartial = "";
  let finalIndex = 0;
  let finalTimeMs = 0;
  let eouTimeMs = 0;
  let silent = fault?.kind === "half_open";
  let over = false;
  let answered = false;
  const gone = new AbortController();
  let delayed = fault?.kind === "slow_start" ? pause(faultMs(fault), gone.signal) : Promise.resolve(true);

  const refuse = (code: number, details: string): void => {
    if (over) return;
    leave();
    call.emit("error", { code, details });
  };
  const idle = setInterval(() => refuse(4, "no messages for 5 seconds"), idleMs);
  const state = setInterval(() => say({ statusCode: { codeType: stt.CodeType.WORKING, message: "" } }), stateEveryMs);
  const leave = (): void => {
    over = true;
    clearInterval(idle);
    clearInterval(state);
  };
  const say = (event: Partial<stt.StreamingResponse>): void => {
    const cursors = { receivedDataMs: session?.audio.totalMs() ?? 0, resetTimeMs: 0, partialTimeMs: session?.audio.totalMs() ?? 0, finalTimeMs, finalIndex, eouTimeMs };
    const message = stt.StreamingResponse.fromPartial({ sessionUuid: { uuid, userRequestId: "" }, audioCursors: cursors, responseWallTimeMs: Date.now(), ...event });
    delayed = delayed.then((here) => {
      if (here && !silent && !call.destroyed) call.write(message);
      return here;
    });
  };
  const alternativesOf = (text: string, words: { text: string; startMs: number; endMs: number }[]) => ({
    alternatives: [{ text, words: words.map((word) => ({ text: word.text, startTimeMs: Math.round(word.startMs), endTimeMs: Math.round(word.endMs) })), startTimeMs: Math.round(words[0]?.startMs ?? 0), endTimeMs: Math.round(words.at(-1)?.endMs ?? 0), confidence: 0, languages: [] }],
    channelTag: "0",
  });

  function bill(audioMs: number): void {
    const owedMs = Math.max(1, Math.ceil(audioMs / unitMs)) * unitMs;
    options.count(session?.model ?? "general", owedMs - billedMs);
    billedMs = owedMs;
  }

  /** A final, its refinement when it was asked for, and the end of the utterance. */
  function finish(): void {
    if (session === null) return;
    const said = session.audio.said();
    finalTimeMs = Math.round(session.audio.totalMs());
    eouTimeMs = finalTimeMs;
    say({ final: said.text === "" ? { alternatives: [], channelTag: "0" } : alternativesOf(said.text, said.words) });
    if (session.normalise && said.text !== "") say({ finalRefinement: { finalIndex, normalizedText: alternativesOf(inFigures(said.text), said.words) } });
    say({ eouUpdate: { timeMs: eouTimeMs } });
    finalIndex += 1;
    lastPartial = "";
    session.audio.cut();
    partialAtMs = session.audio.totalMs();
  }

  function hear(pcm: Uint8Array): void {
    if (session === null) return refuse(3, "session options must be the first message");
    bytes += pcm.length;
    if (session.audio.push(pcm) === null) return refuse(3, "audio is not LINEAR16_PCM");
    const totalMs = session.audio.totalMs();
    if (totalMs > maxAudioMs || bytes > maxBytes) return refuse(3, "audio should be less than 5 minutes and 10 MB");
    bill(totalMs);
    if (totalMs - partialAtMs < partialEveryMs) return;
    partialAtMs = totalMs;
    const said = session.audio.said();
    if (session.pauseMs !== null && said.text !== "" && said.trailingSilenceMs >= session.pauseMs) return finish();
    if (said.text === "" || said.text === lastPartial) return;
    lastPartial = said.text;
    say({ partial: alternativesOf(said.text, said.words) });
    if (fault?.kind === "stall") silent = true;
    if (fault?.kind === "drop") options.drop();
    if (fault?.kind === "garbage") call.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x07, 0x01]));
  }

  call.on("data", (request: stt.StreamingRequest) => {
    if (over) return;
    idle.refresh();
    if (request.sessionOptions !== undefined) {
      if (session !== null) return refuse(3, "session options are given once");
      const opened = sessionOf(request.sessionOptions, ears);
      if (typeof opened === "string") return refuse(3, opened);
      session = opened.session;
      options.note("RecognizeStreaming", opened.detail);
      bill(0);
    } else if (request.chunk !== undefined) hear(new Uint8Array(request.chunk.data));
    else if (request.silenceChunk !== undefined) hear(new Uint8Array(Math.round(request.silenceChunk.durationMs * 16)));
    else if (request.eou !== undefined && session !== null) {
      if (session.pauseMs !== null) return refuse(3, "eou is for the external classifier");
      finish();
    }
  });
  call.on("end", () => {
    if (over) return;
    leave();
    // A client that goes half-closes just before it resets.
    const ended = async (): Promise<boolean> => {
      await turnOfTheLoop();
      return pause(options.finalMs, gone.signal);
    };
    delayed = delayed.then((here) => here && ended());
    finish();
    // A stream that stalled stays open.
    void delayed.then((here) => {
      if (!here || silent || call.destroyed) return;
      answered = true;
      call.end();
    });
  });
  call.on("cancelled", () => {
    if (!answered) options.note("cancelled", { audioMs: session?.audio.totalMs() ?? 0 });
    gone.abort();
    leave();
  });
  call.on("error", leave);
}

function sessionOf(asked: stt.StreamingOptions, ears: Ears) {
  const model = asked.recognitionModel;
  const raw = model?.audioFormat?.rawAudio;
  const name = model === undefined || model.model === "" ? "general" : model.model;
  if (!models.includes(name)) return `model ${name} is not found`;
  if (raw === undefined) return "this stand-in hears raw audio alone";
  if (raw.audioEncoding !== stt.RawAudio_AudioEncoding.LINEAR16_PCM) return "unsupported audio encoding";
  if (raw.audioChannelCount !== 1) return "only single channel audio is supported";
  if (raw.sampleRateHertz < 8000 || raw.sampleRateHertz > 48000) return "sample rate is out of range";
  const codes = model?.languageRestriction?.languageCode ?? [];
  const unknown = codes.find((code) => !languages.includes(code));
  if (unknown !== undefined) return `language ${unknown} is not supported`;
  const external = asked.eouClassifier?.externalClassifier !== undefined;
  const hinted = asked.eouClassifier?.defaultClassifier?.maxPauseBetweenWordsHintMs ?? 0;
  const normalise = model?.textNormalization?.textNormalization === stt.TextNormalizationOptions_TextNormalization.TEXT_NORMALIZATION_ENABLED;
  const audio = createHeardAudio({ ears, rateHz: raw.sampleRateHertz, encoding: "linear16" });
  return { session: { model: name, pauseMs: external ? null : hinted > 0 ? hinted : defaultPauseMs, normalise, audio }, detail: { model: name, languages: codes, rateHz: raw.sampleRateHertz, normalise, external } };
}

const figures: Record<string, string> = { ноль: "0", один: "1", два: "2", три: "3", четыре: "4", пять: "5", шесть: "6", семь: "7", восемь: "8", девять: "9", zero: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9" };

/** Normalisation, as far as single digits go: neighbours are joined in pairs as the vendor writes them. */
function inFigures(text: string): string {
  return text
    .split(" ")
    .map((word) => figures[word.toLowerCase()] ?? word)
    .join(" ")
    .replace(/(\d) (\d)(?!\d)/g, "$1$2");
}
