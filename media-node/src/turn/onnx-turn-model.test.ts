import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logMel } from "./log-mel.ts";
import { openTurnModel } from "./onnx-turn-model.ts";

// A model by hand: protobuf of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3), the mean of the input through a sigmoid.
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const bytes = (field: number, content: number[]): number[] => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field: number, value: string): number[] => bytes(field, [...Buffer.from(value)]);
const dimension = (size: number | string): number[] => bytes(1, typeof size === "number" ? number(1, size) : text(2, size));
const float = 1;
const int64 = 7;
const tensor = (name: string, type: number, shape: (number | string)[]): number[] => [...text(1, name), ...bytes(2, bytes(1, [...number(1, type), ...bytes(2, shape.flatMap(dimension))]))];
const node = (operator: string, input: string, output: string, attributes: number[][] = []): number[] => [...text(1, input), ...text(2, output), ...text(4, operator), ...attributes.flatMap((one) => bytes(5, one))];
const axes = (list: number[]): number[] => [...text(1, "axes"), ...list.flatMap((axis) => number(8, axis)), ...number(20, 7)];
const keep = (kept: boolean): number[] => [...text(1, "keepdims"), ...number(3, kept ? 1 : 0), ...number(20, 2)];
const model = (graph: number[]): Uint8Array => Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ""), ...number(2, 13)])]);

function meanModel(shape: (number | string)[], options: { sigmoid?: boolean; type?: number; extra?: boolean; whole?: boolean } = {}): Uint8Array {
  const all = shape.map((_, axis) => axis).slice(options.whole === false ? 2 : 1);
  const mean = node("ReduceMean", "sound", options.sigmoid === false ? "turn" : "mean", [axes(all), keep(false)]);
  return model([
    ...bytes(1, mean),
    ...(options.sigmoid === false ? [] : bytes(1, node("Sigmoid", "mean", "turn"))),
    ...text(2, "g"),
    ...bytes(11, tensor("sound", options.type ?? float, shape)),
    ...(options.extra ? bytes(11, tensor("also", float, [1])) : []),
    ...bytes(12, tensor("turn", options.type ?? float, options.whole === false ? [1, 80] : [1])),
  ]);
}

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), "turn-model-"))));
afterAll(() => rm(folder, { recursive: true }));
async function kept(content: Uint8Array): Promise<string> {
  const file = path.join(folder, `${Math.random()}.onnx`);
  await writeFile(file, content);
  return file;
}
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

describe("a turn model by file", () => {
  it("gives a waveform model 8 s at 16 kHz, the newest audio last and silence before it", async () => {
    const turns = await openTurnModel(await kept(meanModel([1, "samples"])));
    try {
      // Half full scale for 4 of the 8 s.
      expect(await turns.judge(new Int16Array(4 * 8000).fill(16_384))).toBeCloseTo(sigmoid(0.25), 2);
      expect(await turns.judge(new Int16Array(0))).toBeCloseTo(0.5);
    } finally {
      await turns.close();
    }
  });

  it("gives a model with features as many frames of log-mel as it asks for", async () => {
    const turns = await openTurnModel(await kept(meanModel([1, 80, 400])));
    try {
      const pcm = Int16Array.from({ length: 4 * 8000 }, (_, n) => 8000 * Math.sin((2 * Math.PI * 440 * n) / 8000));
      const wide = Float32Array.from({ length: 4 * 16_000 }, (_, n) => Math.sin((2 * Math.PI * 440 * n) / 16_000));
      const features = logMel(wide);
      expect(features.length).toBe(80 * 400);
      expect(await turns.judge(pcm)).toBeCloseTo(sigmoid(features.reduce((sum, one) => sum + one, 0) / features.length), 1);
    } finally {
      await turns.close();
    }
  });

  it("takes answers outside of 0 to 1 for logits", async () => {
    const turns = await openTurnModel(await kept(meanModel([1, 16_000], { sigmoid: false })));
    try {
      expect(await turns.judge(new Int16Array(8000).fill(-16_384))).toBeCloseTo(sigmoid(-0.5), 2);
    } finally {
      await turns.close();
    }
  });

  it("refuses more questions at once than it can answer in time, and all after it was closed", async () => {
    const turns = await openTurnModel(await kept(meanModel([1, 16_000])));
    const asked = Array.from({ length: 9 }, () => turns.judge(new Int16Array(80)).then(() => "answered", (error: Error) => error.message));
    const answers = await Promise.all(asked);
    expect(answers.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => "answered"));
    expect(answers[8]).toMatch("busy with 8 other calls");
    await turns.close();
    await expect(turns.judge(new Int16Array(80))).rejects.toThrow("closed");
  });

  it.each<[string, () => Uint8Array, string]>([
    ["no ONNX", () => Uint8Array.from(Buffer.from("<html>not found</html>")), "it is no ONNX model that can be loaded"],
    ["a model with two inputs", () => meanModel([1, 16_000], { extra: true }), "the model asks for sound float32[1, 16000], also float32[1]; it must ask for one float32 tensor"],
    ["a model of whole numbers", () => meanModel([1, 16_000], { type: int64, sigmoid: false }), "the model asks for sound int64[1, 16000]"],
    ["a model of other features", () => meanModel([1, 40, 800]), "the model asks for sound float32[1, 40, 800]; it must ask for one float32 tensor, a waveform [1, samples] at 16 kHz or log-mel features [1, 80, frames]"],
    ["a model of pictures", () => meanModel([1, 3, 224, 224]), "the model asks for sound float32[1, 3, 224, 224]"],
    ["a model with many answers", () => meanModel([1, 80, 800], { whole: false }), "the model's output \"turn\" is 80 numbers; one float is expected"],
  ])("says of %s what is wrong", async (_, content, why) => {
    await expect(openTurnModel(await kept(content()))).rejects.toThrow(why);
  });

  it("says of a file that is not there that it is not there", async () => {
    await expect(openTurnModel(path.join(folder, "none.onnx"))).rejects.toThrow(/none\.onnx: ENOENT/);
  });
});

describe("log-mel features", () => {
  const tone = (hz: number) => Float32Array.from({ length: 16_000 }, (_, n) => Math.sin((2 * Math.PI * hz * n) / 16_000));
  const loudestBand = (features: Float32Array, frame: number) => Array.from({ length: 80 }, (_, band) => features[band * 100 + frame] ?? 0).reduce((best, value, band, all) => (value > (all[best] ?? 0) ? band : best), 0);

  it("have their peak in the band of a tone, by Slaney's scale", () => {
    // 81 intervals of the scale to 8 kHz (45.25 mel): 440 Hz is 6.6 mel, 1 kHz 15, 4 kHz 35.16; centres lie one interval up.
    expect([440, 1000, 4000].map((hz) => loudestBand(logMel(tone(hz)), 50))).toEqual([11, 26, 62]);
  });

  it("agree with the transform by its definition", () => {
    const audio = Float32Array.from({ length: 1600 }, (_, n) => Math.sin(n * n * 1.3) + 0.3 * Math.sin(n * 0.9));
    const mean = audio.reduce((sum, one) => sum + one, 0) / audio.length;
    const deviation = Math.sqrt(audio.reduce((sum, one) => sum + (one - mean) ** 2, 0) / audio.length + 1e-7);
    const frame = 5;
    const power = Array.from({ length: 201 }, (_, bin) => {
      let [re, im] = [0, 0];
      for (let n = 0; n < 400; n++) {
        const sample = (((audio[frame * 160 - 200 + n] ?? 0) - mean) / deviation) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 400));
        re += sample * Math.cos((2 * Math.PI * bin * n) / 400);
        im -= sample * Math.sin((2 * Math.PI * bin * n) / 400);
      }
      return re * re + im * im;
    });
    // Band 10: edges at 10, 11, 12 of 81 intervals, on the linear part of the scale.
    const interval = (45.245640471924965 / 81) * (200 / 3);
    const [low, middle, high] = [10 * interval, 11 * interval, 12 * interval];
    const energy = power.reduce((sum, one, bin) => sum + one * Math.max(0, Math.min((bin * 40 - low) / (middle - low), (high - bin * 40) / (high - middle))) * (2 / (high - low)), 0);
    expect(logMel(audio)[10 * 10 + frame]).toBeCloseTo((Math.log10(energy) + 4) / 4, 5);
  });

  it("let nothing be more than 80 dB below the loudest", () => {
    const features = logMel(Float32Array.from({ length: 16_000 }, (_, n) => (n < 8000 ? 0 : Math.sin(n))));
    expect(Math.max(...features) - Math.min(...features)).toBeCloseTo(2, 5);
  });
});
