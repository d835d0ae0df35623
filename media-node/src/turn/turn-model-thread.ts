/**
 * The turn model's thread: ONNX by onnxruntime, one judgement at a time. What the file wants is read off its input: a
 * waveform at 16 kHz `[1, samples]` or log-mel features `[1, 80, frames of 10 ms]`; free sizes mean 8 s. Audio that is
 * shorter stands at the end, with silence before it.
 */
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { InferenceSession } from "onnxruntime-node";
import { createResampler } from "../audio/resample.ts";
import { logMel, melBands } from "./log-mel.ts";
import type { FromTurnModel, ToTurnModel } from "./turn-model-protocol.ts";

const rateHz = 16_000;
const usualSamples = 8 * rateHz;
const hopSamples = 160;

if (!parentPort) throw new Error("turn model: start it as a worker");
const port = parentPort;
const { file } = workerData as { file: string };
const post = (message: FromTurnModel) => port.postMessage(message);

type Loaded = { expects: string; judge(pcm: Int16Array): Promise<number> };

async function load(): Promise<Loaded> {
  const bytes = await readFile(file);
  const { InferenceSession: sessions, Tensor } = await import("onnxruntime-node");
  const session = await sessions.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: "sequential" }).catch((error: unknown) => {
    throw new Error(`it is no ONNX model that can be loaded: ${messageOf(error)}`);
  });
  const { name, samples, features } = inputOf(session);
  const [output] = session.outputNames;
  if (output === undefined) throw new Error("the model has no output");
  /** Some files end in a sigmoid and some do not: who once answers outside of 0 to 1 answers in logits. */
  let logits = false;
  const judge = async (pcm: Int16Array): Promise<number> => {
    const audio = lastOf(pcm, samples);
    const tensor = features ? new Tensor("float32", logMel(audio), [1, melBands, samples / hopSamples]) : new Tensor("float32", audio, [1, samples]);
    const { data } = (await session.run({ [name]: tensor }))[output] ?? {};
    if (!(data instanceof Float32Array) || data.length !== 1) throw new Error(`the model's output "${output}" is ${data instanceof Float32Array ? `${data.length} numbers` : "of another type"}; one float is expected`);
    const value = data[0] ?? 0;
    if (value < 0 || value > 1) logits = true;
    return logits ? 1 / (1 + Math.exp(-value)) : value;
  };
  // Warms it up, and tells a model of another kind at start instead of in a call.
  await judge(new Int16Array(0));
  return { judge, expects: features ? `${samples / hopSamples} frames of log-mel` : `${samples} samples` };
}

/** @throws Error that names what the model wants and what can be given. */
function inputOf(session: InferenceSession): { name: string; samples: number; features: boolean } {
  const told = session.inputMetadata.map((input) => `${input.name} ${input.isTensor ? `${input.type}[${input.shape.join(", ")}]` : "(no tensor)"}`).join(", ");
  const unfit = new Error(`the model asks for ${told}; it must ask for one float32 tensor, a waveform [1, samples] at 16 kHz or log-mel features [1, ${melBands}, frames]`);
  const [input] = session.inputMetadata;
  if (!input || session.inputMetadata.length !== 1 || !input.isTensor || input.type !== "float32") throw unfit;
  const [batch, second, third] = input.shape;
  const size = (value: number | string | undefined, free: number) => (typeof value === "number" && value > 0 ? value : free);
  if (size(batch, 1) !== 1) throw unfit;
  if (input.shape.length === 2) return { name: input.name, samples: size(second, usualSamples), features: false };
  if (input.shape.length === 3 && size(second, melBands) === melBands) return { name: input.name, samples: size(third, usualSamples / hopSamples) * hopSamples, features: true };
  throw unfit;
}

/** At 16 kHz, −1 to 1, the newest `samples`; silence before them where there are fewer. */
function lastOf(pcm: Int16Array, samples: number): Float32Array {
  const resampler = createResampler(8000, rateHz);
  const wide = [resampler.push(pcm), resampler.flush()].flatMap((part) => [...part]).slice(-samples);
  const audio = new Float32Array(samples);
  wide.forEach((sample, n) => (audio[samples - wide.length + n] = sample / 32_768));
  return audio;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  const { judge, expects } = await load();
  let last: Promise<void> = Promise.resolve();
  port.on("message", ({ id, pcm }: ToTurnModel) => {
    last = last.then(() => judge(pcm)).then(
      (probability) => post({ type: "judged", id, probability }),
      (error: unknown) => post({ type: "refused", id, reason: messageOf(error) }),
    );
  });
  post({ type: "ready", expects });
} catch (error) {
  post({ type: "failed", reason: messageOf(error) });
  port.close();
}
