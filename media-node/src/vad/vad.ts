/**
 * Voice activity detection for many streams at once: which 20 ms frames are a person speaking.
 *
 * The neural detector is the one that runs. The energy detector takes any noise for speech (frame F1 0.51 at 0 dB against
 * 0.94) and is there for machines that cannot run the net, only when asked for.
 */
import { createEnergyVad } from "./energy.ts";
import { createSileroVad } from "./silero.ts";

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

/** @throws Error that names the reason when the neural detector cannot load; it never falls back by itself. */
export async function createVad(options: { kind: "neural" | "energy" }): Promise<Vad> {
  return options.kind === "neural" ? erase(await createSileroVad()) : erase(createEnergyVad());
}

/** A stream is only ever given back to the detector that opened it. */
function erase<Stream>(vad: Vad<Stream>): Vad {
  return { ...vad, run: (frames) => vad.run(frames as VadFrame<Stream>[]) };
}
