/** A voice: text in, telephone audio out. Every adapter (embedded, vendors, cache) has this shape. */

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
}

export interface Tts {
  /**
   * Audio as it is made. An aborted signal ends the sequence with the signal's reason.
   * @throws ProviderError from the iterator.
   */
  synthesise(request: TtsRequest, signal: AbortSignal): AsyncIterable<TtsChunk>;
  close(): Promise<void>;
}
