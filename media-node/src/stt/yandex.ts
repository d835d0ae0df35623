/**
 * Yandex SpeechKit v3, Recognizer.RecognizeStreaming (yandex.cloud/docs/speechkit/stt-v3/api-ref/grpc, the messages from the
 * vendor's SDK 3.2; read 2026-11): one stream an utterance, over one HTTP/2 connection a call.
 *
 *   → session_options   → chunk …                    → half-close
 *   ← status_code …   ← partial …   ← final, final_refinement, eou_update (a pause)   ← final   ← OK
 *
 * A stream takes 5 minutes or 10 MB of audio, and ends when nothing comes for 5 s (docs/speechkit/stt/streaming). Phrase
 * hints do not exist in this API: words of the trade are taught by a tuned model, which is named as the model.
 * Billed is each stream from its options on, in units of 15 s of audio begun (docs/speechkit/pricing, 2026-11).
 */
import * as stt from "@yandex-cloud/nodejs-sdk/ai-stt-v3/stt";
import { ProviderError } from "../audio/provider-error.ts";
import { createGrpcChannel, createWatch, type GrpcCall } from "../net/grpc.ts";
import { createYandexAccess } from "../net/yandex-access.ts";
import type { OpenStt, Stt, SttEvent, SttOptions } from "./port.ts";

const address = "https://stt.api.cloud.yandex.net";
const method = "/speechkit.stt.v3.Recognizer/RecognizeStreaming";
const who = "Yandex SpeechKit";
const defaultModel = "general";

/** Messages of 100 ms: the vendor asks for neither too many nor too few, and more would be heard as delay. */
const chunkSamples = 800;
/** The vendor tells its state at intervals even when nobody speaks; a stream this silent is half open. */
const silentTimeoutMs = 5_000;
/** From the end of the audio; 200 to 700 ms are usual. */
const finalTimeoutMs = 2_500;
/** Under the vendor's five minutes. */
const maxSamples = 290 * 8000;
const billedUnitMs = 15_000;
/** The vendor sends none («currently is not used»). */
const assumedConfidence = 0.9;

export const openYandexStt: OpenStt = (vendorLine) => {
  const { access, setTimer } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const signIn = createYandexAccess(vendorLine, who);
  const channel = createGrpcChannel({ url: access.baseUrl ?? address, who, vendorLine, errorOf: signIn.errorOfGrpc });
  const shut = new AbortController();
  let billedMs = 0;

  async function* transcribe(audio: AsyncIterable<Int16Array>, options: SttOptions, signal: AbortSignal): AsyncGenerator<SttEvent> {
    const stop = AbortSignal.any([signal, shut.signal]);
    stop.throwIfAborted();
    // What is said while the line is being opened waits in the call.
    const call = channel.call(method, () => signIn.headers(stop), stop);
    const watch = createWatch(setTimer, who, call.fail);
    const heard = createHeard();
    // Numbers in digits cost a second answer, so they are asked for where digits are expected.
    const digits = options.listen.digits !== null;
    const bill = createBill((ms) => (billedMs += ms));
    let samples = 0;
    let ended = false;
    let answered = false;
    try {
      call.send(encode({ sessionOptions: sessionOptions(model, options.language, digits) }));
      watch.arm(silentTimeoutMs);
      feed(call, audio, (sent) => bill.upTo((samples += sent) / 8)).then(() => {
        ended = true;
        // Signs of life count no more.
        if (!call.over()) watch.arm(finalTimeoutMs);
      }, call.fail);
      for await (const message of call.answers()) {
        answered = true;
        if (!ended) watch.arm(silentTimeoutMs);
        const event = heard.take(decode(message));
        if (event !== null) yield event;
      }
      if (!ended) throw new ProviderError(`${who} ended before the audio did`, { code: "failed", retryable: true });
      yield heard.final(samples / 8, digits);
    } catch (error) {
      // Never asked, or refused before a word: nothing was heard, nothing is billed.
      if (!call.asked() || (!answered && !stop.aborted)) bill.nothing();
      throw error;
    } finally {
      call.leave();
      watch.cancel();
    }
  }

  return {
    transcribe,
    prepare: async () => {
      await signIn.headers(shut.signal);
      await channel.open(shut.signal);
    },
    billed: () => (billedMs === 0 ? [] : [{ kind: "stt", provider: "yandex", model, unit: "audio_ms", amount: billedMs }]),
    close: async () => {
      if (!shut.signal.aborted) shut.abort(new ProviderError(`the line to ${who} was closed`, { code: "closed", retryable: false }));
      channel.close();
    },
  } satisfies Stt;
};

function sessionOptions(model: string, language: "ru" | "en", digits: boolean): stt.StreamingOptions {
  const { TEXT_NORMALIZATION_ENABLED, TEXT_NORMALIZATION_DISABLED } = stt.TextNormalizationOptions_TextNormalization;
  return stt.StreamingOptions.fromPartial({
    recognitionModel: {
      model,
      audioFormat: { rawAudio: { audioEncoding: stt.RawAudio_AudioEncoding.LINEAR16_PCM, sampleRateHertz: 8000, audioChannelCount: 1 } },
      textNormalization: { textNormalization: digits ? TEXT_NORMALIZATION_ENABLED : TEXT_NORMALIZATION_DISABLED, profanityFilter: false, literatureText: false, phoneFormattingMode: stt.TextNormalizationOptions_PhoneFormattingMode.PHONE_FORMATTING_MODE_DISABLED },
      languageRestriction: { restrictionType: stt.LanguageRestrictionOptions_LanguageRestrictionType.WHITELIST, languageCode: [language === "ru" ? "ru-RU" : "en-US"] },
      audioProcessingType: stt.RecognitionModelOptions_AudioProcessingType.REAL_TIME,
    },
    // Its pauses become `turn-end`; the end of the utterance is ours, by half-closing.
    eouClassifier: { defaultClassifier: { type: stt.DefaultEouClassifier_EouSensitivity.DEFAULT, maxPauseBetweenWordsHintMs: digits ? 1500 : 700 } },
  });
}

function encode(request: Partial<stt.StreamingRequest>): Uint8Array {
  return stt.StreamingRequest.encode(stt.StreamingRequest.fromPartial(request)).finish();
}

function decode(message: Uint8Array): stt.StreamingResponse {
  try {
    return stt.StreamingResponse.decode(message);
  } catch (cause) {
    throw new ProviderError(`${who} answered with something that can't be read`, { code: "bad_answer", retryable: true, cause });
  }
}

/** @param onSent samples of a message. Resolves after the half-close. */
async function feed(call: GrpcCall, audio: AsyncIterable<Int16Array>, onSent: (samples: number) => void): Promise<void> {
  // Little-endian machines alone run this (x64, arm64).
  let chunk = new Int16Array(chunkSamples);
  let filled = 0;
  let sent = 0;
  const flush = (): void => {
    if (filled === 0) return;
    sent += filled;
    if (sent > maxSamples) throw new ProviderError(`${who} takes no utterance of more than ${maxSamples / 8000} s`, { code: "failed", retryable: true });
    call.send(encode({ chunk: { data: Buffer.from(chunk.buffer, 0, filled * 2) } }));
    onSent(filled);
    chunk = new Int16Array(chunkSamples);
    filled = 0;
  };
  for await (const pcm of audio) {
    if (call.over()) return;
    for (let at = 0; at < pcm.length; ) {
      const part = pcm.subarray(at, at + chunkSamples - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === chunkSamples) flush();
    }
  }
  flush();
  call.end();
}

/** One stream's part of the bill: a unit at its options, and one more at each 15 s of audio begun. */
function createBill(add: (ms: number) => void) {
  let unitsMs = 0;
  const set = (ms: number): void => {
    add(ms - unitsMs);
    unitsMs = ms;
  };
  set(billedUnitMs);
  return {
    upTo: (audioMs: number) => set(Math.max(1, Math.ceil(audioMs / billedUnitMs)) * billedUnitMs),
    nothing: () => set(0),
  };
}

/** The vendor's finals are pieces between pauses; a partial speaks of what came after the last of them. */
function createHeard() {
  const finals: { index: number; text: string; refined: boolean }[] = [];
  const confidences: number[] = [];
  let open = "";
  const text = () => [...finals.map((final) => final.text), open].filter((part) => part !== "").join(" ");
  const first = (update: stt.AlternativeUpdate | undefined) => update?.alternatives[0];
  return {
    take(answer: stt.StreamingResponse): SttEvent | null {
      const before = text();
      if (answer.partial !== undefined) {
        open = (first(answer.partial)?.text ?? "").trim();
        return text() === before ? null : { type: "partial", text: text() };
      }
      if (answer.final !== undefined) {
        const best = first(answer.final);
        open = "";
        const said = (best?.text ?? "").trim();
        if (said === "") return null;
        finals.push({ index: answer.audioCursors?.finalIndex ?? finals.length, text: said, refined: false });
        if (best !== undefined && best.confidence > 0) confidences.push(Math.min(1, best.confidence));
        return { type: "partial", text: text(), stable: true };
      }
      if (answer.finalRefinement !== undefined) {
        const refined = (first(answer.finalRefinement.normalizedText)?.text ?? "").trim();
        const { finalIndex } = answer.finalRefinement;
        const final = finals.find((one) => one.index === finalIndex) ?? finals.find((one) => !one.refined);
        if (final !== undefined && refined !== "") {
          final.text = refined;
          final.refined = true;
        }
        return null;
      }
      if (answer.eouUpdate !== undefined && text() !== "") return { type: "turn-end", text: text(), eager: false };
      return null;
    },
    final(audioMs: number, digits: boolean): SttEvent {
      const said = text();
      const confidence = said === "" ? 0 : confidences.length === 0 ? assumedConfidence : confidences.reduce((sum, one) => sum + one, 0) / confidences.length;
      return { type: "final", text: digits ? joinedDigits(said) : said, confidence, verdict: said === "" ? "rejected" : "sure", alternatives: [], audioMs };
    },
  };
}

/** «40 71» and «4 0 7 1» as 4071; anything with other words in it stays. */
function joinedDigits(text: string): string {
  return /^[\d\s.,-]+$/.test(text) ? text.replace(/\D/g, "") : text;
}
