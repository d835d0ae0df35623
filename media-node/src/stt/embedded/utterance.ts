/**
 * One utterance as it arrives. Features advance with the audio; the search runs at each pause on all there is, so that at
 * the endpoint, which comes some hundred milliseconds into the last pause, the answer is mostly there already.
 */
import type { ListenHint } from "../port.ts";
import { nothingSaid, recognise, speechSpan, type Recognised, type SpeechSpan } from "./decide.ts";
import { createSpectra, HOP_MS } from "./features.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Silence after speech that makes it worth searching: longer than a stop consonant's closure, shorter than an endpoint. */
const PAUSE_FRAMES = 18; // 180 ms
/** How often the pause is looked for. */
const LOOK_EVERY_FRAMES = 4;
/** The span's borders may move this much as more silence arrives, and it is still the same speech. */
const SAME_SPAN_FRAMES = 4;
/** A caller who talks longer is not choosing from a list; what comes after is not listened to. */
const MAX_FRAMES = 30_000 / HOP_MS;

export interface Utterance {
  /** Returns a new best guess when a pause showed one. */
  push(pcm: Int16Array): Recognised | null;
  end(): Recognised;
  readonly audioMs: number;
  /** Samples that came after the longest utterance and were not listened to. */
  readonly ignoredSamples: number;
}

export function createUtterance(vocabularies: Vocabulary[], listen: ListenHint): Utterance {
  const spectra = createSpectra();
  let samples = 0;
  let ignored = 0;
  let lookedAt = 0;
  let guess: { span: SpeechSpan; found: Recognised } | null = null;

  const search = (span: SpeechSpan): { found: Recognised; fresh: boolean } => {
    if (guess !== null && near(guess.span, span)) return { found: guess.found, fresh: false };
    guess = { span, found: recognise(spectra, span, vocabularies, listen.digits) };
    return { found: guess.found, fresh: true };
  };

  return {
    push(pcm) {
      samples += pcm.length;
      if (spectra.frames >= MAX_FRAMES) {
        ignored += pcm.length;
        return null;
      }
      spectra.push(pcm);
      if (spectra.frames - lookedAt < LOOK_EVERY_FRAMES) return null;
      lookedAt = spectra.frames;
      const span = speechSpan(spectra);
      if (span === null || spectra.frames - span.to < PAUSE_FRAMES) return null;
      const { found, fresh } = search(span);
      return fresh ? found : null;
    },
    end() {
      const span = speechSpan(spectra);
      return span === null ? nothingSaid : search(span).found;
    },
    get audioMs() {
      return Math.round(samples / 8);
    },
    get ignoredSamples() {
      return ignored;
    },
  };
}

function near(a: SpeechSpan, b: SpeechSpan): boolean {
  return Math.abs(a.from - b.from) <= SAME_SPAN_FRAMES && Math.abs(a.to - b.to) <= SAME_SPAN_FRAMES;
}
