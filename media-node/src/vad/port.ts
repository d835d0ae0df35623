/** What any voice detector offers: probabilities of speech for frames of many streams at once. */
export interface VadFrame<Stream> {
  stream: Stream;
  /** 160 samples at 8 kHz. */
  pcm: Int16Array;
  levelDb: number;
}

export interface VadCounters {
  /** Windows the net judged. */
  judged: number;
  /** Windows too quiet to ask it. */
  skipped: number;
  /** Runs of the net; judged / runs is the mean batch. */
  runs: number;
}

/** `Stream` is the state of one caller's audio, opaque to the outside; dropping it frees it. */
export interface Vad<Stream = unknown> {
  kind: "neural" | "energy";
  open(): Stream;
  /** At most one frame a stream and run; the answers are probabilities of speech, 0 to 1, in the frames' order. */
  run(frames: VadFrame<Stream>[]): Promise<Float32Array>;
  counters(): VadCounters;
  close(): Promise<void>;
}
