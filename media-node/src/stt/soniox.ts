/**
 * Soniox real-time recognition (soniox.com/docs/api-reference/stt/websocket-api, read 2026-11): one stream a call, opened
 * before the first utterance and kept by keepalive messages, so that every utterance is heard with the context of the call.
 *
 *   → {model, audio_format, …}   → PCM …   → {"type":"finalize"}   ⋮   → {"type":"keepalive"}   ⋮   → "" (end)
 *   ← {"tokens":[…]} final ones once, the others anew each time   ← a token "<fin>"   ⋮   ← {"finished":true}
 *
 * The key travels with the connection (a key in the first message alone is refused from 2027-01-15). Billed is the whole
 * duration of the stream, silence included (stt/rt/connection-keepalive), at most 300 minutes of it.
 */
import { z } from "zod";
import { ProviderError } from "../audio/provider-error.ts";
import { createSocketLine } from "../net/socket-line.ts";
import { errorOfStatus } from "../net/vendor-status.ts";
import type { ListenHint, OpenStt, SttEvent } from "./port.ts";

const defaultModel = "stt-rt-v5";
/** The vendor closes after 20 s without audio or keepalive. */
const keepAliveMs = 8_000;
/** The vendor's 99th percentile is 350 ms; the next recogniser still has to hear the utterance within 1.5 s. */
const finalTimeoutMs = 1_200;
/** Of the context, which may have 8,000 tokens (about 10,000 characters) in all; more would be refused with the stream. */
const maxTerms = 200;
const maxTermChars = 8_000;
/** Under this a word is asked again. */
const unsureBelow = 0.5;

const answerSchema = z.object({
  tokens: z.array(z.object({ text: z.string(), is_final: z.boolean().default(false), confidence: z.number().optional(), start_ms: z.number().optional(), end_ms: z.number().optional() })).default([]),
  finished: z.boolean().optional(),
  error_code: z.number().optional(),
  error_message: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;

export const openSonioxStt: OpenStt = (vendorLine) => {
  const { access, language, hints, setTimer, net } = vendorLine;
  const model = vendorLine.model ?? defaultModel;
  const url = new URL("/transcribe-websocket", access.baseUrl ?? "https://stt-rt.soniox.com");
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  const line = createSocketLine<Answer>({
    connect: (signal) => net.webSocket(url.href, { proxy: access.proxy, headers: { authorization: `Bearer ${access.key}` }, signal }),
    greeting: () => JSON.stringify({ model, audio_format: "pcm_s16le", sample_rate: 8000, num_channels: 1, language_hints: [language], enable_endpoint_detection: true, ...contextOf(hints) }),
    keepAlive: { everyMs: keepAliveMs, frame: JSON.stringify({ type: "keepalive" }) },
    goodbye: "",
    parse: (text) => answerSchema.parse(JSON.parse(text)),
    errorOf: (answer) => (answer.error_code === undefined ? null : errorOfAnswer(answer.error_code, answer.error_message ?? "")),
    who: "Soniox",
    vendorLine,
  });

  async function* transcribe(audio: AsyncIterable<Int16Array>, _options: unknown, signal: AbortSignal): AsyncGenerator<SttEvent> {
    const turn = await line.begin(signal);
    let samples = 0;
    const timer: { cancel: () => void } = { cancel: () => undefined };
    let finished = false;
    try {
      const feeding = turn.feed(audio, (pcm) => {
        samples += pcm.length;
      }, () => {
        turn.send(JSON.stringify({ type: "finalize" }));
        timer.cancel = setTimer(() => turn.fail(new ProviderError("Soniox gave no final text in time", { code: "timeout", retryable: true })), finalTimeoutMs);
      });
      const words = createWords();
      for await (const answer of turn.answers()) {
        const heard = words.take(answer);
        if (heard.finalized) {
          finished = true;
          await feeding;
          yield words.final(Math.round(samples / 8));
          return;
        }
        if (heard.turnEnd) yield { type: "turn-end", text: words.text(), eager: false };
        else if (heard.changed && words.text() !== "") yield { type: "partial", text: words.text(), stable: words.stable() };
      }
    } finally {
      timer.cancel();
      // What is still on its way belongs to nobody: it is closed off by a finalize of its own.
      turn.end(finished ? null : { frame: JSON.stringify({ type: "finalize" }), until: (answer) => answer.tokens.some((token) => token.text === "<fin>") });
    }
  }

  return {
    transcribe,
    prepare: async (_listens: ListenHint[]) => line.open(),
    billed: () => [{ kind: "stt", provider: "soniox", model, unit: "connection_ms", amount: Math.round(line.connectedMs()) }],
    close: () => line.close(),
  };
};

/** The stream's context is said once, so the lists of single moments of the dialogue are not in it. */
function contextOf(hints: readonly string[]): { context?: { terms: string[] } } {
  const terms: string[] = [];
  let chars = 0;
  for (const term of new Set(hints)) {
    chars += term.length;
    if (terms.length === maxTerms || chars > maxTermChars) break;
    terms.push(term);
  }
  return terms.length === 0 ? {} : { context: { terms } };
}

/** Final tokens come once and are kept; the others stand until the next answer. */
function createWords() {
  let kept = "";
  let open = "";
  const confidences: number[] = [];
  return {
    take(answer: Answer): { changed: boolean; finalized: boolean; turnEnd: boolean } {
      const before = kept + open;
      let finalized = false;
      let turnEnd = false;
      open = "";
      for (const token of answer.tokens) {
        if (token.text === "<fin>") finalized = true;
        else if (token.text === "<end>") turnEnd = true;
        else if (token.is_final) {
          kept += token.text;
          if (token.confidence !== undefined) confidences.push(token.confidence);
        } else open += token.text;
      }
      return { changed: kept + open !== before, finalized, turnEnd };
    },
    text: () => (kept + open).trim(),
    stable: () => open === "",
    final(audioMs: number): SttEvent {
      const text = kept.trim();
      const confidence = text === "" ? 0 : confidences.length === 0 ? 0.8 : confidences.reduce((sum, one) => sum + one, 0) / confidences.length;
      return { type: "final", text, confidence, verdict: text === "" ? "rejected" : confidence < unsureBelow ? "unsure" : "sure", alternatives: [], audioMs };
    },
  };
}

/** Codes are HTTP's (stt/rt/error-handling); a 503 asks for a new stream, which the next utterance gets. */
function errorOfAnswer(code: number, message: string): ProviderError {
  return errorOfStatus(code, message, "Soniox");
}
