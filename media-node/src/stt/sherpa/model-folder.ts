/**
 * What kind of model a user's folder holds, told by its files; sherpa-onnx itself ends the process on a wrong guess.
 *
 * - transducer: encoder*.onnx, decoder*.onnx, joiner*.onnx, tokens.txt
 * - Whisper: *encoder*.onnx, *decoder*.onnx, *tokens.txt, no joiner
 * - CTC: one model*.onnx, tokens.txt
 *
 * Of two precisions the int8 one is taken: a telephone node has cores, not a graphics card.
 */
import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { ProviderError } from "../../audio/provider-error.ts";

export type SherpaModel =
  | { kind: "transducer"; streaming: boolean; encoder: string; decoder: string; joiner: string; tokens: string }
  | { kind: "whisper"; streaming: false; encoder: string; decoder: string; tokens: string }
  | { kind: "ctc"; streaming: boolean; family: "zipformer2" | "t-one" | "nemo"; model: string; tokens: string };

/** Streaming exports carry their chunk length in the metadata, which stands at the end of an ONNX file. */
const STREAMING_MARK = "decode_chunk_len";
const METADATA_BYTES = 64 * 1024;

/** @throws ProviderError `bad_model`, naming the folder's last part and what is missing. */
export async function readModelFolder(folder: string): Promise<SherpaModel> {
  const shown = path.basename(folder);
  const missing = (what: string): ProviderError =>
    new ProviderError(`model folder ${shown}: ${what}`, { code: "bad_model", retryable: false });
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (cause) {
    throw new ProviderError(`model folder ${shown} cannot be read`, { code: "bad_model", retryable: false, cause });
  }
  const onnx = (part: string): string | null => {
    const found = names.filter((name) => name.endsWith(".onnx") && name.includes(part));
    const best = found.find((name) => name.includes("int8")) ?? found[0];
    return best === undefined ? null : path.join(folder, best);
  };
  const tokensName = names.find((name) => name === "tokens.txt") ?? names.find((name) => name.endsWith("tokens.txt"));
  const encoder = onnx("encoder");
  const decoder = onnx("decoder");
  const joiner = onnx("joiner");
  const model = onnx("model");

  if (encoder === null && decoder === null && joiner === null && model === null) {
    throw missing("has no encoder*.onnx, decoder*.onnx and joiner*.onnx, nor a model*.onnx");
  }
  if (tokensName === undefined) throw missing("has no tokens.txt");
  const tokens = path.join(folder, tokensName);
  if (encoder === null && decoder === null && joiner === null && model !== null) {
    if (/t-?one/i.test(shown)) return { kind: "ctc", streaming: true, family: "t-one", model, tokens };
    const streaming = await isStreaming(model);
    return { kind: "ctc", streaming, family: streaming ? "zipformer2" : "nemo", model, tokens };
  }
  if (encoder === null) throw missing("has no encoder*.onnx");
  if (decoder === null) throw missing("has no decoder*.onnx");
  if (joiner === null) {
    // Whisper's token files carry the model's name; a transducer's is plain, so there the joiner was forgotten.
    if (tokensName === "tokens.txt" && !/whisper/i.test(shown)) throw missing("has no joiner*.onnx");
    return { kind: "whisper", streaming: false, encoder, decoder, tokens };
  }
  return { kind: "transducer", streaming: await isStreaming(encoder), encoder, decoder, joiner, tokens };
}

async function isStreaming(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, METADATA_BYTES);
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, size - length);
    return tail.includes(STREAMING_MARK);
  } finally {
    await handle.close();
  }
}
