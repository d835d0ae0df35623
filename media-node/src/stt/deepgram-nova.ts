/**
 * Nova (developers.deepgram.com/reference/speech-to-text/listen-streaming, read 2026-11):
 *
 *   → PCM … → {"type":"Finalize"} ⋮ → {"type":"KeepAlive"} every 3 to 5 s ⋮ → {"type":"CloseStream"}
 *   ← Results (interim, then is_final per piece; speech_final after `endpointing` ms of silence) … ← Results from_finalize
 *   ← UtteranceEnd after `utterance_end_ms` without a word
 */
import type { Answer, Dialect, Hearing } from "./deepgram-dialect.ts";
import { staleMs } from "./deepgram-dialect.ts";
import type { SttEvent } from "./port.ts";

/** A pause that is worth thinking ahead at; the vendor's 10 ms ends a piece at every breath. */
const endpointingMs = 300;
/** The vendor's least. */
const utteranceEndMs = 1000;
/**
 * The vendor need not answer a Finalize when it has no audio worth it (docs/finalize), and need not be waited for then: the
 * end of an utterance is the silence that ended it.
 */
const quietTailMs = 250;

export function createNova(options: { model: string; language: "ru" | "en" }): Dialect {
  // Multilingual Nova is asked for by language=multi and priced by itself, so it is a model of its own here.
  const [model = options.model, multi] = options.model.split(":");
  const third = model.startsWith("nova-3");
  return {
    path: "/v1/listen",
    query: (keyterms, digits) => [
      ["model", model],
      ["language", multi ?? options.language],
      ["encoding", "linear16"],
      ["sample_rate", "8000"],
      ["channels", "1"],
      ["interim_results", "true"],
      ["punctuate", "true"],
      ["numerals", String(digits)],
      ["endpointing", String(endpointingMs)],
      ["utterance_end_ms", String(utteranceEndMs)],
      ["vad_events", "true"],
      // Keywords are for words the model has not met; lists of a moment are common words and would only distort.
      ...(third ? keyterms.map((term): [string, string] => ["keyterm", term]) : keyterms.filter((term) => !term.includes(" ")).map((term): [string, string] => ["keywords", `${term}:1`])),
    ],
    keepAlive: { frame: JSON.stringify({ type: "KeepAlive" }), everyMs: 4_000, audioMs: 0 },
    chunkMs: 20,
    // Since 2026-10-02, on the global endpoint; elsewhere it is answered by a refusal and changes nothing.
    configure: third ? (listen, keyterms) => JSON.stringify({ type: "Configure", keyterms, features: { numerals: listen.digits !== null } }) : null,
    flush: JSON.stringify({ type: "Finalize" }),
    fatal: false,
    hearing: createNovaHearing,
  };
}

export function createNovaHearing(fromMs: number): Hearing {
  const pieces: string[] = [];
  const confidences: number[] = [];
  let interim = "";
  let coveredMs = fromMs;
  let audioEndMs: number | null = null;
  const text = (): string => [...pieces, interim].filter((piece) => piece !== "").join(" ");
  const covered = (): boolean => audioEndMs !== null && interim === "" && coveredMs >= audioEndMs - quietTailMs;

  function take(answer: Answer): { events: SttEvent[]; say: string[]; done: boolean } {
    const events: SttEvent[] = [];
    if (answer.type === "settled") return { events, say: [], done: true };
    if (answer.type === "UtteranceEnd") {
      if (answer.last_word_end * 1000 > fromMs + staleMs && text() !== "" && audioEndMs === null) events.push({ type: "turn-end", text: text(), eager: false });
      return { events, say: [], done: false };
    }
    if (answer.type !== "Results") return { events, say: [], done: false };
    const endMs = (answer.start + answer.duration) * 1000;
    if (endMs <= fromMs + staleMs) return { events, say: [], done: false };
    const before = text();
    const [best] = answer.channel.alternatives;
    const heard = best?.transcript.trim() ?? "";
    if (answer.is_final) {
      interim = "";
      coveredMs = endMs;
      if (heard !== "") {
        pieces.push(heard);
        confidences.push(best?.confidence ?? 0);
      }
    } else interim = heard;
    const done = covered() || (audioEndMs !== null && answer.from_finalize);
    if (!done && text() !== "" && (text() !== before || answer.is_final)) events.push({ type: "partial", text: text(), stable: answer.is_final });
    if (audioEndMs === null && answer.speech_final && text() !== "") events.push({ type: "turn-end", text: text(), eager: true });
    return { events, say: [], done };
  }

  return {
    take,
    finish(sentMs) {
      audioEndMs = sentMs;
      return { say: [JSON.stringify({ type: "Finalize" })], done: covered() };
    },
    text,
    confidence: () => (confidences.length === 0 ? 0 : confidences.reduce((sum, one) => sum + one, 0) / confidences.length),
  };
}
