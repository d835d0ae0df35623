/** A voice: text in, telephone audio out. Every adapter (embedded, vendors, cache) has this shape. */
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { VendorLine } from "../net/vendor-line.ts";

export interface TtsRequest {
  /** At most a few sentences, already normalised for speech. */
  text: string;
  language: "ru" | "en";
  /** The adapter's own voice id. An id it does not know is an error, never another voice. */
  voice: string;
  /** 1 = the voice's own speed. */
  speed: number;
  /** 1 = the voice's own pitch; absent means 1. */
  pitch?: number;
  /** The reply this text is a part of, in order: a vendor that can goes on in the same intonation. */
  reply?: { id: string; /** No more text of this reply follows. Absent while nobody knows. */ last?: boolean };
  /** Speech that still has to sound before this, ms: so long there is no hurry. Absent means 0. */
  aheadMs?: number;
}

export interface TtsWord {
  /** UTF-16 offsets in `TtsRequest.text`. */
  charStart: number;
  charEnd: number;
  /** From the first sample of this request. */
  startMs: number;
}

export interface TtsChunk {
  /** 8 kHz mono, speech near -20 dBFS. May be empty on the last chunk. */
  pcm: Int16Array;
  /** Words whose first sample lies in this chunk or before it; each word comes once, in order. */
  words: TtsWord[];
  /** True on exactly one chunk, the final one. A sequence that ends without it was cut off. */
  last: boolean;
  /** From the node's own store: says nothing of the vendor's health. */
  stored?: true;
}

/**
 * Stress is written by U+0301 after the vowel («за́мок»), whatever the vendor; the adapter turns it into the vendor's own
 * mark or leaves it out. Audio is 8 kHz on this port: an adapter asks the vendor for telephone audio where it has it and
 * resamples what is not (`audio/resample.ts`).
 */
export interface Tts {
  /**
   * Audio as it is made. An aborted signal ends the sequence with the signal's reason.
   * @throws ProviderError from the iterator.
   */
  synthesise(request: TtsRequest, signal: AbortSignal): AsyncIterable<TtsChunk>;
  /** Opens the connection before the first text. */
  prepare?(): Promise<void>;
  /** What the vendor will bill for this call so far, as it counts. Absent: nobody is paid. */
  billed?(): UsageLine[];
  /** Texts that another than the first of a list spoke, or a part of them. Absent: there is no other. */
  failovers?(): number;
  close(): Promise<void>;
}

/** Opens a vendor's voice for one call, as `OpenStt` does the ears. Texts may be asked for while another is being spoken; each sequence is its own. */
export type OpenTts = (line: VendorLine) => Tts;
