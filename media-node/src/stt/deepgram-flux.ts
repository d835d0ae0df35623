/**
 * Flux, which knows when a turn is over (developers.deepgram.com/docs/flux/state and /force-end-turn, read 2026-11):
 *
 *   → PCM … → {"type":"ForceEndTurn"} ⋮ → a little silence (Flux has no KeepAlive) ⋮ → {"type":"CloseStream"}
 *   ← Connected ← TurnInfo Update (every 0.25 s of audio) | StartOfTurn | EagerEndOfTurn | TurnResumed | EndOfTurn
 *
 * ForceEndTurn ends the turn on what is transcribed by then and is ignored when no turn is on. So the end of an utterance
 * is: every turn that was begun has ended, and the transcribed window has reached the end of the audio; a forced end that
 * came too early is asked for again.
 */
import type { Answer, Dialect, Hearing } from "./deepgram-dialect.ts";
import { staleMs } from "./deepgram-dialect.ts";
import type { SttEvent } from "./port.ts";

/** Between the vendor's 0.3 and its 0.7 for the end itself (docs/flux/configuration): an early end is for thinking ahead alone, and one that goes on costs a thought. */
const eagerThreshold = 0.5;
/** Silence that makes the vendor tell how far it is: an Update comes with every 250 ms. */
const padSamples = 8 * 260;
/** Silence at the end of an utterance in which no word can be. */
const quietTailMs = 300;
const windowSlackMs = 60;
const forceEnd = JSON.stringify({ type: "ForceEndTurn" });

export function createFlux(options: { model: string; language: "ru" | "en" }): Dialect {
  const multi = options.model.includes("multi");
  return {
    path: "/v2/listen",
    query: (keyterms, digits) => [
      ["model", options.model],
      ["encoding", "linear16"],
      ["sample_rate", "8000"],
      ["eager_eot_threshold", String(eagerThreshold)],
      ["numerals", String(digits)],
      ...(multi ? ([["language_hint", options.language]] as [string, string][]) : []),
      ...keyterms.map((term): [string, string] => ["keyterm", term]),
    ],
    // 40 ms of silence every 4 s: billed, one hundredth of what streaming all the time would cost.
    keepAlive: { frame: new Uint8Array(640), everyMs: 4_000, audioMs: 40 },
    chunkMs: 80,
    configure: (listen, keyterms) => JSON.stringify({ type: "Configure", keyterms, numerals: listen.digits !== null }),
    flush: forceEnd,
    fatal: true,
    hearing: createFluxHearing,
  };
}

export function createFluxHearing(fromMs: number): Hearing {
  const turns: string[] = [];
  const confidences: number[] = [];
  let current = "";
  let inTurn = false;
  let coveredMs = fromMs;
  let endOfTurnMs = fromMs;
  let endMs: number | null = null;
  let forcedAtMs = Number.NEGATIVE_INFINITY;
  const text = (): string => [...turns, current].filter((turn) => turn !== "").join(" ");
  const over = (): boolean => endMs !== null && !inTurn && (coveredMs >= endMs - windowSlackMs || endOfTurnMs >= endMs - quietTailMs);

  function take(answer: Answer): { events: SttEvent[]; say: string[]; done: boolean } {
    const events: SttEvent[] = [];
    if (answer.type === "settled") return { events, say: [], done: true };
    if (answer.type !== "TurnInfo") return { events, say: [], done: false };
    const windowMs = answer.audio_window_end * 1000;
    if (windowMs <= fromMs + staleMs) return { events, say: [], done: false };
    coveredMs = Math.max(coveredMs, windowMs);
    const heard = answer.transcript.trim();
    const before = text();
    if (answer.event === "EndOfTurn") {
      if (heard !== "") {
        turns.push(heard);
        confidences.push(...answer.words.map((word) => word.confidence));
      }
      current = "";
      inTurn = false;
      endOfTurnMs = windowMs;
      if (endMs === null && text() !== "") events.push({ type: "turn-end", text: text(), eager: false });
    } else {
      current = heard;
      inTurn = heard !== "" || answer.event === "StartOfTurn" || (inTurn && answer.event !== "Update");
      if (text() !== before && text() !== "") events.push({ type: "partial", text: text(), stable: false });
      if (answer.event === "EagerEndOfTurn" && endMs === null) events.push({ type: "turn-end", text: text(), eager: true });
    }
    const say: string[] = [];
    if (endMs !== null && inTurn && coveredMs >= endMs - windowSlackMs && forcedAtMs < endMs - windowSlackMs) {
      forcedAtMs = coveredMs;
      say.push(forceEnd);
    }
    return { events, say, done: over() };
  }

  return {
    take,
    finish(sentMs) {
      endMs = sentMs;
      forcedAtMs = inTurn ? coveredMs : Number.NEGATIVE_INFINITY;
      // What was told before the end may be all there is to tell.
      if (over()) return { say: [], done: true };
      return { say: coveredMs < sentMs - windowSlackMs ? [forceEnd, new Uint8Array(padSamples * 2)] : [forceEnd], done: false };
    },
    text,
    confidence: () => (confidences.length === 0 ? 0 : confidences.reduce((sum, one) => sum + one, 0) / confidences.length),
  };
}
