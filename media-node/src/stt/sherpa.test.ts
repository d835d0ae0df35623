import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readModelFolder } from "./sherpa/model-folder.ts";
import { openSherpa } from "./sherpa.ts";

// No model's weights are in the tree, so what is tested here is how a folder is read and refused, not what is heard.
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "zvon-model-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (...names: string[]): Promise<void[]> => Promise.all(names.map((name) => writeFile(path.join(folder, name), "not a model")));

describe("a model folder the user supplies", () => {
  it("is refused when it is not there", async () => {
    await expect(readModelFolder(path.join(folder, "nowhere"))).rejects.toMatchObject({ code: "bad_model", retryable: false });
  });

  it("is refused by name of the file it lacks", async () => {
    await expect(readModelFolder(folder)).rejects.toThrow("has no encoder*.onnx, decoder*.onnx and joiner*.onnx");
    await put("encoder.onnx", "decoder.onnx", "joiner.onnx");
    await expect(readModelFolder(folder)).rejects.toThrow("has no tokens.txt");
    await put("tokens.txt");
    await rm(path.join(folder, "decoder.onnx"));
    await expect(readModelFolder(folder)).rejects.toThrow("has no decoder*.onnx");
  });

  it("without a joiner is a forgotten file for a transducer and nothing amiss for Whisper", async () => {
    await put("encoder.onnx", "decoder.onnx", "tokens.txt");
    await expect(readModelFolder(folder)).rejects.toThrow("has no joiner*.onnx");
    await rm(path.join(folder, "tokens.txt"));
    await put("small-tokens.txt");
    await expect(readModelFolder(folder)).resolves.toMatchObject({ kind: "whisper", streaming: false });
  });

  it("takes the smaller of two precisions and knows a streaming export by its metadata", async () => {
    await put("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt");
    await writeFile(path.join(folder, "encoder.int8.onnx"), `${"x".repeat(200_000)}decode_chunk_len`);
    await expect(readModelFolder(folder)).resolves.toMatchObject({
      kind: "transducer",
      streaming: true,
      encoder: path.join(folder, "encoder.int8.onnx"),
    });
  });

  it("with files that are no model is refused, and the node lives on", async () => {
    await put("encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt");
    await expect(openSherpa({ folder, language: "ru" })).rejects.toMatchObject({ code: "bad_model", retryable: false });
  });
});
