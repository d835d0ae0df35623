/**
 * Yandex SpeechKit v3, Synthesizer.UtteranceSynthesis (yandex.cloud/docs/speechkit/tts-v3/api-ref/grpc, the messages from
 * the vendor's SDK 3.2; read 2026-11): a stream a text, over one HTTP/2 connection a call.
 *
 * Where gRPC can't be spoken (a network or proxy that lets no HTTP/2 through) the same text goes to API v1 over plain HTTPS
 * (docs/speechkit/tts/request), before anything of it was heard. v1 has fewer voices.
 *
 * Voices are named as the vendor names them, with a role after a colon («jane:good»). The model is for voices made for one
 * customer (Brand Voice) and otherwise absent. The vendor shifts pitch by hertz, not by a ratio: `pitch` is not followed.
 * It tells no times of words. Billed are requests of v3, longer texts as one for each 250 characters begun, and characters
 * of v1, markup included; failures of the vendor are free (docs/speechkit/pricing, 2026-11).
 */
import * as tts from "@yandex-cloud/nodejs-sdk/ai-tts-v3/tts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import { ProviderError } from "../audio/provider-error.ts";
import { createGrpcChannel, createWatch, GrpcUnreachableError, orAborted } from "../net/grpc.ts";
import { createYandexAccess } from "../net/yandex-access.ts";
import type { OpenTts, Tts, TtsChunk, TtsRequest } from "./port.ts";
import { billingUnits, isLong, maxChars, readVoice, yandexText } from "./yandex-text.ts";

const address = "https://tts.api.cloud.yandex.net";
const method = "/speechkit.tts.v3.Synthesizer/UtteranceSynthesis";
const restPath = "/speech/v1/tts:synthesize";
const who = "Yandex SpeechKit";

/** To the first sound 200 to 500 ms are usual, and between its parts less. */
const silentTimeoutMs = 3_000;
/** After a connection that was tried in vain (2,500 ms), so that both ways together stay within 5 s. */
const restTimeoutMs = 2_300;
/** A network that let no gRPC through is not tried again at every text. */
const unreachableMs = 60_000;

export const openYandexTts: OpenTts = (vendorLine) => {
  const { access, net, now, setTimer } = vendorLine;
  const signIn = createYandexAccess(vendorLine, who);
  const base = access.baseUrl ?? address;
  const channel = createGrpcChannel({ url: base, who, vendorLine, errorOf: (status, details) => refusal(signIn.errorOfGrpc(status, details), details) });
  const shut = new AbortController();
  const billed = { requests: 0, chars: 0 };
  let restUntilMs = Number.NEGATIVE_INFINITY;

  async function* byGrpc(request: TtsRequest, text: string, signal: AbortSignal): AsyncGenerator<Int16Array> {
    const call = channel.call(method, () => signIn.headers(signal), signal);
    const units = billingUnits(text);
    billed.requests += units;
    const watch = createWatch(setTimer, who, (error) => call.fail(error));
    try {
      call.send(encode(request, text, vendorLine.model));
      call.end();
      watch.arm(silentTimeoutMs);
      for await (const message of call.answers()) {
        const data = decode(message);
        watch.cancel();
        if (data.length > 0) yield data;
        watch.arm(silentTimeoutMs);
      }
    } catch (error) {
      if (!call.asked() || isFree(error)) billed.requests -= units;
      throw error;
    } finally {
      watch.cancel();
      call.leave();
    }
  }

  async function* byRest(request: TtsRequest, text: string, signal: AbortSignal): AsyncGenerator<Int16Array> {
    const voice = readVoice(request.voice);
    const late = new AbortController();
    const watch = createWatch(setTimer, who, (error) => late.abort(error));
    const stop = AbortSignal.any([signal, late.signal]);
    const form = new URLSearchParams({ text, lang: request.language === "ru" ? "ru-RU" : "en-US", voice: voice.name, speed: String(request.speed), format: "lpcm", sampleRateHertz: "8000" });
    if (voice.role !== null) form.set("emotion", voice.role);
    if (signIn.folder !== undefined) form.set("folderId", signIn.folder);
    const { authorization = "" } = await signIn.headers(signal);
    const chars = [...text].length;
    billed.chars += chars;
    try {
      watch.arm(restTimeoutMs);
      const answer = await orAborted(net.fetch(new URL(restPath, base).href, { method: "POST", headers: { authorization, "content-type": "application/x-www-form-urlencoded" }, body: form.toString(), proxy: access.proxy, signal: stop }), stop);
      if (!answer.ok) {
        const body = await orAborted(answer.text(), stop);
        throw refusal(signIn.errorOfHttp(answer.status, body), body);
      }
      if (answer.body === null) throw badAnswer();
      const reader = answer.body.getReader();
      const join = createSampleJoin();
      try {
        for (;;) {
          watch.arm(silentTimeoutMs);
          const part = await orAborted(reader.read(), stop);
          watch.cancel();
          if (part.done) break;
          const pcm = join(part.value);
          if (pcm.length > 0) yield pcm;
        }
      } catch (error) {
        throw stop.aborted || error instanceof ProviderError ? error : new ProviderError(`${who} broke off`, { code: "failed", retryable: true, cause: error });
      }
    } catch (error) {
      if (isFree(error)) billed.chars -= chars;
      throw error;
    } finally {
      watch.cancel();
      late.abort();
    }
  }

  async function* audioOf(request: TtsRequest, text: string, signal: AbortSignal): AsyncGenerator<Int16Array> {
    const otherWay = readVoice(request.voice).inV1 && vendorLine.model === null;
    if (!otherWay || now() >= restUntilMs) {
      try {
        return yield* byGrpc(request, text, signal);
      } catch (error) {
        // Thrown before anything was asked, so nothing was heard.
        if (!(error instanceof GrpcUnreachableError)) throw error;
        if (!otherWay) throw error;
        restUntilMs = now() + unreachableMs;
      }
    }
    yield* byRest(request, text, signal);
  }

  return {
    async *synthesise(request: TtsRequest, given: AbortSignal): AsyncGenerator<TtsChunk> {
      const signal = AbortSignal.any([given, shut.signal]);
      signal.throwIfAborted();
      const text = yandexText(request.text, request.language);
      if (text.length > maxChars) throw new ProviderError(`${who} takes texts of ${maxChars} characters at most`, { code: "bad_request", retryable: false });
      if (/[\p{L}\p{N}]/u.test(text)) for await (const pcm of audioOf(request, text, signal)) yield { pcm, words: [], last: false };
      yield { pcm: new Int16Array(0), words: [], last: true };
    },
    prepare: async () => {
      await signIn.headers(shut.signal);
      await channel.open(shut.signal).catch((error: unknown) => {
        if (!(error instanceof GrpcUnreachableError)) throw error;
        restUntilMs = now() + unreachableMs;
      });
    },
    billed: (): UsageLine[] => {
      const lines: UsageLine[] = [];
      if (billed.requests > 0) lines.push({ kind: "tts", provider: "yandex", model: vendorLine.model ?? "v3", unit: "requests", amount: billed.requests });
      if (billed.chars > 0) lines.push({ kind: "tts", provider: "yandex", model: "v1", unit: "chars", amount: billed.chars });
      return lines;
    },
    close: async () => {
      if (!shut.signal.aborted) shut.abort(new ProviderError(`the line to ${who} was closed`, { code: "closed", retryable: false }));
      channel.close();
    },
  } satisfies Tts;
};

function encode(request: TtsRequest, text: string, model: string | null): Uint8Array {
  const voice = readVoice(request.voice);
  const hints = [{ voice: voice.name }, ...(voice.role === null ? [] : [{ role: voice.role }]), ...(request.speed === 1 ? [] : [{ speed: request.speed }])];
  return tts.UtteranceSynthesisRequest.encode(
    tts.UtteranceSynthesisRequest.fromPartial({
      model: model ?? "",
      text,
      hints,
      outputAudioSpec: { rawAudio: { audioEncoding: tts.RawAudio_AudioEncoding.LINEAR16_PCM, sampleRateHertz: 8000 } },
      loudnessNormalizationType: tts.UtteranceSynthesisRequest_LoudnessNormalizationType.LUFS,
      unsafeMode: isLong(text, request.speed),
    }),
  ).finish();
}

function decode(message: Uint8Array): Int16Array {
  try {
    const data = tts.UtteranceSynthesisResponse.decode(message).audioChunk?.data ?? new Uint8Array(0);
    if (data.length % 2 !== 0) throw badAnswer();
    return samplesOf(data);
  } catch (cause) {
    throw badAnswer(cause);
  }
}

/** Samples may be cut in half between the parts of a body. */
function createSampleJoin(): (part: Uint8Array) => Int16Array {
  let held = new Uint8Array(0);
  return (part) => {
    const whole = new Uint8Array(held.length + part.length);
    whole.set(held);
    whole.set(part, held.length);
    const even = whole.length - (whole.length % 2);
    held = whole.slice(even);
    return samplesOf(whole.subarray(0, even));
  };
}

/** A copy, aligned. Little-endian machines alone run this (x64, arm64). */
function samplesOf(bytes: Uint8Array): Int16Array {
  const copy = Uint8Array.from(bytes);
  return new Int16Array(copy.buffer, 0, copy.length / 2);
}

/** A voice that is not there is told as a bad argument. */
function refusal(error: ProviderError, words: string): ProviderError {
  if (error.code === "bad_request" && /voice|speaker/i.test(words)) return new ProviderError(`${who} has no such voice`, { code: "unknown_voice", retryable: false, cause: error.cause });
  return error;
}

/** Refused, or failed by the vendor. After a time-out or our own stop nobody knows, so it counts. */
function isFree(error: unknown): boolean {
  return error instanceof ProviderError && !["timeout", "closed"].includes(error.code);
}

function badAnswer(cause?: unknown): ProviderError {
  return new ProviderError(`${who} answered with something that can't be read`, { code: "bad_answer", retryable: true, cause });
}
