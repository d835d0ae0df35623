/**
 * ElevenLabs' ears, Scribe realtime (elevenlabs.io/docs: api-reference/speech-to-text/v-1-speech-to-text-realtime,
 * guides/how-to/speech-to-text/realtime/event-reference and /transcripts-and-commit-strategies; read 2026-11). One session
 * a call, opened before the first utterance; the vendor's own endpointing is off: our endpoint commits.
 *
 *   → {"message_type":"input_audio_chunk","audio_base_64":…,"commit":false,"sample_rate":8000} … → {…,"commit":true}
 *   ← session_started   ← partial_transcript …   ← committed_transcript
 *
 * A commit of less than 0.3 s is refused (commit_throttled), so it carries silence up to that. There is no message that
 * throws audio away: an utterance that is given up is committed, and its transcript goes unread. Between utterances a
 * little silence keeps the session.
 *
 * Billed is the audio that was sent, that silence included (elevenlabs.io/pricing/api: per hour of audio). The service
 * says nothing of its confidence without word timestamps, which come later than the text: words are believed.
 */
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { elevenlabsUrl, errorOfName } from "../net/elevenlabs-wire.ts";
import { createSocketLine } from "../net/socket-line.ts";
import type { OpenStt, SttEvent } from "./port.ts";

const defaultModel = "scribe_v2_realtime";
/** The vendor's 99th percentile is 410 ms; the next recogniser still has to hear the utterance within 1.5 s. */
const finalTimeoutMs = 1_200;
const keepAliveMs = 5_000;
const keepAliveSamples = 800;
/** 100 ms, the least the vendor recommends. */
const chunkSamples = 800;
const leastCommitSamples = 2_400;
/** Of the query `keyterms` (SDK 2.73: at most 50, each up to 20 characters). */
const maxKeyterms = 50;
const maxKeytermChars = 20;
const confidence = 0.85;

const answerSchema = z.looseObject({ message_type: z.string(), text: z.string().optional(), error: z.string().optional() });
type Answer = z.infer<typeof answerSchema>;
/** Answers that have no `error` tell of none. */
const committed = (answer: Answer): boolean => answer.message_type === "committed_transcript";

export const openElevenlabsStt: OpenStt = (vendorLine) => {
  const { access, language, hints, net, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  let sentSamples = 0;

  const query = new URLSearchParams({ model_id: model, audio_format: "pcm_8000", commit_strategy: "manual", language_code: language });
  for (const term of [...new Set(hints)].filter((hint) => hint.length <= maxKeytermChars).slice(0, maxKeyterms)) query.append("keyterms", term);
  const chunk = (pcm: Int16Array, commit: boolean): string => {
    sentSamples += pcm.length;
    return JSON.stringify({ message_type: "input_audio_chunk", audio_base_64: Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString("base64"), commit, sample_rate: 8000 });
  };
  const silence = (samples: number, commit: boolean): string => chunk(new Int16Array(samples), commit);

  const line = createSocketLine<Answer>({
    connect: (signal) => net.webSocket(elevenlabsUrl(access, `/v1/speech-to-text/realtime?${query}`, "socket"), { proxy: access.proxy, headers: { "xi-api-key": access.key }, signal }),
    greeting: null,
    keepAlive: {
      everyMs: keepAliveMs,
      frame: JSON.stringify({ message_type: "input_audio_chunk", audio_base_64: Buffer.alloc(keepAliveSamples * 2).toString("base64"), commit: false, sample_rate: 8000 }),
      onSent: () => {
        sentSamples += keepAliveSamples;
      },
    },
    goodbye: null,
    parse: (text) => answerSchema.parse(JSON.parse(text)),
    errorOf: (answer) => (answer.error === undefined ? null : errorOfName(answer.message_type, answer.error)),
    errorOfClose: (code, reason) => (code === 1008 ? errorOfName(reason, "") : null),
    who: "ElevenLabs",
    vendorLine,
  });

  async function* transcribe(audio: AsyncIterable<Int16Array>, _options: unknown, signal: AbortSignal): AsyncGenerator<SttEvent> {
    const turn = await line.begin(signal);
    const timer: { cancel: () => void } = { cancel: () => undefined };
    let samples = 0;
    let state: "listening" | "committed" | "finished" = "listening";
    try {
      const feeding = turn.feed(
        inChunks(audio),
        (pcm) => {
          samples += pcm.length;
        },
        () => {
          turn.send(silence(Math.max(0, leastCommitSamples - samples), true));
          state = "committed";
          timer.cancel = setTimer(() => turn.fail(new ProviderError("ElevenLabs gave no final text in time", { code: "timeout", retryable: true })), finalTimeoutMs);
        },
        (pcm) => chunk(pcm, false),
      );
      let told = "";
      for await (const answer of turn.answers()) {
        const text = (answer.text ?? "").trim();
        if (committed(answer)) {
          state = "finished";
          await feeding;
          yield { type: "final", text, confidence: text === "" ? 0 : confidence, verdict: text === "" ? "rejected" : "sure", alternatives: [], audioMs: Math.round(samples / 8) };
          return;
        }
        if (answer.message_type !== "partial_transcript" || text === told || text === "") continue;
        told = text;
        yield { type: "partial", text };
      }
    } finally {
      timer.cancel();
      endTurn();
    }

    function endTurn(): void {
      if (state === "finished") turn.end(null);
      // What was committed is on its way; what was not is closed off.
      else turn.end({ frame: state === "committed" ? silence(0, false) : silence(leastCommitSamples, true), until: committed });
    }
  }

  return {
    transcribe,
    prepare: () => line.open(),
    billed: () => [{ kind: "stt", provider: "elevenlabs", model, unit: "audio_ms", amount: Math.round(sentSamples / 8) }],
    close: () => line.close(),
  };
};

async function* inChunks(audio: AsyncIterable<Int16Array>): AsyncGenerator<Int16Array> {
  const waiting = new Int16Array(chunkSamples);
  let length = 0;
  for await (const pcm of audio) {
    for (let at = 0; at < pcm.length; ) {
      const part = pcm.subarray(at, at + chunkSamples - length);
      waiting.set(part, length);
      length += part.length;
      at += part.length;
      if (length < chunkSamples) continue;
      yield waiting.slice();
      length = 0;
    }
  }
  if (length > 0) yield waiting.slice(0, length);
}
