/** Ears: one utterance of telephone audio in, text out. Every recogniser (embedded, local model, vendor) has this shape. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { VendorLine } from "../net/vendor-line.ts";

/** What may be said at this moment of the dialogue. Vendors take it as phrase hints; the embedded recogniser as a closed list. */
export interface ListenHint {
  phrases: string[];
  /** Digits spoken one by one, with or without pauses; null when none are expected. */
  digits: { min: number; max: number } | null;
}

export interface SttOptions {
  language: "ru" | "en";
  listen: ListenHint;
}

/** `sure`: act on it. `unsure`: ask again, `text` is the best guess. `rejected`: speech, but nothing that was listened for. */
export type SttVerdict = "sure" | "unsure" | "rejected";

export interface SttAlternative {
  text: string;
  /** 0 to 1. */
  confidence: number;
}

export type SttEvent =
  /** Words so far. `stable`: the vendor will hardly change them any more. */
  | { type: "partial"; text: string; stable?: boolean }
  /** The vendor holds the turn for finished. `eager`: it may yet go on, good for thinking ahead only. Never ends the sequence: the end of the audio does. */
  | { type: "turn-end"; text: string; eager: boolean }
  | {
      type: "final";
      /** The phrase as it was listed, or digits joined without spaces ("4071"). Empty when nothing was spoken. */
      text: string;
      /** 0 to 1. */
      confidence: number;
      verdict: SttVerdict;
      /** Best first, the chosen text not among them. */
      alternatives: SttAlternative[];
      /** What was listened to, silence included. */
      audioMs: number;
    };

/** An open vocabulary hears words nobody listed: its finals are `sure` or `unsure`, `rejected` only for no words at all. */
export interface Stt {
  /**
   * `audio` is one utterance, 8 kHz mono, with about 300 ms before the speech and some silence after it; its end is the
   * endpoint. Exactly one final ends the sequence. An aborted signal ends it with the signal's reason.
   * @throws ProviderError from the iterator.
   */
  transcribe(audio: AsyncIterable<Int16Array>, options: SttOptions, signal: AbortSignal): AsyncIterable<SttEvent>;
  /** Tells words while the caller speaks, so that their absence means something. Absent: nobody knows. */
  readonly partials?: boolean;
  /** Makes ready what these moments need, so that the first caller does not wait. May be called again with more. */
  prepare(listens: ListenHint[], language: "ru" | "en"): Promise<void>;
  /** What the vendor will bill for this call so far, as it counts. Absent: nobody is paid. */
  billed?(): UsageLine[];
  /** Utterances that another than the first of a list understood. Absent: there is no other. */
  failovers?(): number;
  close(): Promise<void>;
}

/** Opens a vendor's ears for one call: the connection is its own, made by `prepare` or at the first utterance, kept warm between utterances, ended by `close`. Throws nothing: errors come from `transcribe`. */
export type OpenStt = (line: VendorLine) => Stt;
