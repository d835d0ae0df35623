/**
 * Deepgram's ears: Nova by /v1/listen and Flux by /v2/listen, one connection a call, opened before the first utterance.
 * Models: nova-3 (default), nova-2, their variants, `nova-3:multi` (several languages in one call), flux-general-en,
 * flux-general-multi. Words of the trade and of the moment go as keyterms (nova-3, Flux) or keywords (nova-2).
 *
 * Billed is the audio that was streamed, the `duration` of the closing Metadata, with the silence in it; a line kept open
 * by KeepAlive costs nothing (docs/node-sdk-streaming-transcription: "non-billable silence", docs/close-stream, read
 * 2026-11).
 */
import { ProviderError, type ProviderErrorCode } from "../audio/provider-error.ts";
import { createSocketLine } from "../net/socket-line.ts";
import type { Answer, Dialect } from "./deepgram-dialect.ts";
import { readAnswer } from "./deepgram-dialect.ts";
import { createFlux } from "./deepgram-flux.ts";
import { createNova } from "./deepgram-nova.ts";
import type { ListenHint, OpenStt, SttEvent, SttOptions } from "./port.ts";
import { spokenDigits } from "./spoken-digits.ts";

const defaultModel = "nova-3";
/** The vendor's 99th percentile is 350 ms. */
const finalTimeoutMs = 2_500;
/** With interim results on, something is told of every second of audio: a line that says nothing for so long is dead. */
const deafAfterMs = 5_000;
/** Over 500 tokens the stream stops without a word (changelog 2026-10-08); a token is three letters of English or more, and of Russian seldom under one. */
const maxKeytermLetters = 450;
const maxKeyterms = 100;
/** Under this the caller is asked again. */
const unsureBelow = 0.5;

export const openDeepgramStt: OpenStt = (vendorLine) => {
  const { access, language, now, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const dialect: Dialect = model.startsWith("flux") ? createFlux({ model, language }) : createNova({ model, language });
  const told: { phrases: string[]; digits: boolean } = { phrases: [], digits: false };
  /** Of the whole call, and of the connection that is open: times of the vendor count from its first audio. */
  let billedMs = 0;
  let streamMs = 0;
  let inForce = "";

  const line = createSocketLine<Answer>({
    connect: async (signal) => {
      const unfit = model === "flux-general-en" && language !== "en";
      if (unfit) throw new ProviderError("Deepgram's flux-general-en hears English alone; choose flux-general-multi for Russian", { code: "misconfigured", retryable: false });
      const keyterms = keytermsOf(vendorLine.hints, dialect.configure === null ? [] : told.phrases);
      inForce = JSON.stringify([keyterms, told.digits]);
      streamMs = 0;
      const url = new URL(dialect.path, access.baseUrl ?? "https://api.deepgram.com");
      url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
      for (const [name, value] of dialect.query(keyterms, told.digits)) url.searchParams.append(name, value);
      return vendorLine.net.webSocket(url.href, { proxy: access.proxy, headers: { authorization: `Token ${access.key}` }, signal }).catch((error: unknown) => {
        throw unknownModel(error, model, language) ?? error;
      });
    },
    greeting: null,
    keepAlive: {
      everyMs: dialect.keepAlive.everyMs,
      frame: dialect.keepAlive.frame,
      onSent: () => {
        streamMs += dialect.keepAlive.audioMs;
        billedMs += dialect.keepAlive.audioMs;
      },
    },
    goodbye: JSON.stringify({ type: "CloseStream" }),
    parse: readAnswer,
    errorOf: (answer) => (answer.type === "Error" && dialect.fatal ? failed(`Deepgram ended the stream (${answer.code})`, "failed") : null),
    errorOfClose: errorOfClose,
    who: "Deepgram",
    vendorLine,
  });

  async function* transcribe(audio: AsyncIterable<Int16Array>, options: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    learn([options.listen]);
    const turn = await line.begin(signal);
    const hearing = dialect.hearing(streamMs);
    let samples = 0;
    let lastAnswerMs = now();
    let finished = false;
    const late = { cancel: (): void => undefined };
    try {
      const keyterms = keytermsOf(vendorLine.hints, options.listen.phrases);
      const wanted = JSON.stringify([keyterms, options.listen.digits !== null]);
      if (dialect.configure !== null && wanted !== inForce) {
        turn.send(dialect.configure(options.listen, keyterms));
        inForce = wanted;
      }
      const feeding = turn.feed(inChunks(audio, dialect.chunkMs * 8), (pcm) => {
        samples += pcm.length;
        sent(pcm.length / 8);
        if (now() - lastAnswerMs > deafAfterMs) turn.fail(failed("Deepgram says nothing of the audio it is sent", "timeout"));
      }, () => {
        const { say, done } = hearing.finish(streamMs);
        for (const frame of say) {
          turn.send(frame);
          if (typeof frame !== "string") sent(frame.length / 16);
        }
        if (done) turn.tell({ type: "settled" });
        else late.cancel = setTimer(() => turn.fail(failed("Deepgram gave no final text in time", "timeout")), finalTimeoutMs);
      });
      for await (const answer of turn.answers()) {
        lastAnswerMs = now();
        const { events, say, done } = hearing.take(answer);
        for (const frame of say) turn.send(frame);
        yield* events;
        if (!done) continue;
        finished = true;
        await feeding;
        yield finalOf(hearing.text(), hearing.confidence(), options.listen, samples / 8);
        return;
      }
    } finally {
      late.cancel();
      // What is still in the vendor's hands is finished by itself; its times tell it from the next utterance.
      turn.end(finished ? null : { frame: dialect.flush, until: null });
    }
  }

  function sent(ms: number): void {
    streamMs += ms;
    billedMs += ms;
  }

  function learn(listens: readonly ListenHint[]): void {
    told.phrases = [...new Set([...told.phrases, ...listens.flatMap((listen) => listen.phrases)])];
    told.digits ||= listens.some((listen) => listen.digits !== null);
  }

  return {
    transcribe,
    async prepare(listens) {
      learn(listens);
      await line.open();
    },
    billed: () => [{ kind: "stt", provider: "deepgram", model, unit: "audio_ms", amount: Math.round(billedMs) }],
    close: () => line.close(),
  };
};

function finalOf(heard: string, confidence: number, listen: ListenHint, audioMs: number): SttEvent {
  const text = listen.digits === null ? heard : (spokenDigits(heard) ?? heard);
  return { type: "final", text, confidence: text === "" ? 0 : confidence, verdict: text === "" ? "rejected" : confidence < unsureBelow ? "unsure" : "sure", alternatives: [], audioMs: Math.round(audioMs) };
}

/** Words of the trade first, then those of the moment, as many as fit. */
export function keytermsOf(hints: readonly string[], phrases: readonly string[]): string[] {
  const terms: string[] = [];
  let letters = 0;
  for (const term of new Set([...hints, ...phrases].map((word) => word.trim()).filter((word) => word !== ""))) {
    letters += term.length + 1;
    if (letters > maxKeytermLetters || terms.length === maxKeyterms) break;
    terms.push(term);
  }
  return terms;
}

/** docs/stt-troubleshooting-websocket-data-and-net-errors; a socket that was idle too long is lost between utterances and nobody's failure. */
function errorOfClose(code: number, reason: string): ProviderError {
  if (code === 1008) return new ProviderError(`Deepgram could not read what it was sent (${reason})`, { code: "bad_request", retryable: false });
  return failed(`Deepgram closed the line (${code}${reason === "" ? "" : ` ${reason}`})`, "failed");
}

/** docs/errors: 400 «No such model/language/tier combination found.» */
function unknownModel(error: unknown, model: string, language: string): ProviderError | null {
  if (!(error instanceof ProviderError) || !/no such model/i.test(String(error.cause))) return null;
  return new ProviderError(`Deepgram has no model ${model} for the language ${language}; choose another on the bot's voice page`, { code: "misconfigured", retryable: false, cause: error.cause });
}

const failed = (message: string, code: ProviderErrorCode): ProviderError => new ProviderError(message, { code, retryable: true });

/** The last chunk may be shorter. */
async function* inChunks(audio: AsyncIterable<Int16Array>, samples: number): AsyncGenerator<Int16Array> {
  let parts: Int16Array[] = [];
  let length = 0;
  const joined = (): Int16Array => {
    const whole = new Int16Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    parts = [];
    length = 0;
    return whole;
  };
  for await (const pcm of audio) {
    // A copy: the source may use its frame again.
    parts.push(pcm.slice());
    length += pcm.length;
    if (length >= samples) yield joined();
  }
  if (length > 0) yield joined();
}
