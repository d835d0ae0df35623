/** POST /v1/audio/transcriptions: a file in a form, its text whole or as server-sent events. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { readWav } from "@zvon/media-node/src/caller/wav.ts";
import { answerJson, goneWith, pause, readBody } from "../core/serve.ts";
import { countTokens, transcriptionUsage, type Parts } from "./parts.ts";
import { answerRefusal, badRequest } from "./refusals.ts";

const models = new Set(["gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "whisper-1"]);
/** Words of this many milliseconds come as one delta. */
export const deltasOf = (text: string): string[] => text.match(/\S+\s*/g) ?? [];

export async function transcribe({ ears, faults, ledger, latency }: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = goneWith(response);
  const body = await readBody(request);
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": request.headers["content-type"] ?? "" } }).formData().catch(() => null);
  if (form === null) return answerRefusal(response, badRequest("Could not parse multipart form", null));
  const model = String(form.get("model") ?? "");
  const file = form.get("file");
  if (!models.has(model)) return answerRefusal(response, { status: 404, body: { error: { message: `The model '${model}' does not exist or you do not have access to it.`, type: "invalid_request_error", param: null, code: "model_not_found" } } });
  if (!(file instanceof Blob)) return answerRefusal(response, badRequest("file is required", "file"));
  const wav = wavOf(Buffer.from(await file.arrayBuffer()));
  if (wav === null) return answerRefusal(response, badRequest("Audio file might be corrupted or unsupported", "file"));
  const audioMs = (wav.pcm.length * 1000) / wav.rateHz;
  if (audioMs < 100) return answerRefusal(response, badRequest("Audio file is too short. Minimum audio length is 0.1 seconds.", "file"));
  const { file: _file, ...asked } = Object.fromEntries(form.entries());
  ledger.note("transcription", { ...asked, keywords: form.getAll("keywords[]"), languages: form.getAll("languages[]") });
  const text = ears.recognise(wav.pcm, wav.rateHz)?.text ?? "";
  if (!(await pause(latency.sttFinalMs, gone))) return;
  if (faults.take("stall") !== null) return;
  if (faults.take("drop") !== null) return void response.destroy();
  if (faults.take("garbage") !== null) return void response.writeHead(200, { "content-type": "application/json" }).end("{text");
  if (model === "whisper-1") {
    const seconds = Math.ceil(audioMs / 1000);
    ledger.count({ kind: "stt", provider: "openai", model, unit: "audio_ms", amount: seconds * 1000 });
    return answerJson(response, 200, { text, usage: { type: "duration", seconds } });
  }
  const usage = transcriptionUsage(audioMs, text, String(form.get("prompt") ?? ""));
  countTokens(ledger, "stt", model, usage);
  if (form.get("stream") !== "true") return answerJson(response, 200, { text, usage });
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  for (const delta of deltasOf(text)) response.write(`data: ${JSON.stringify({ type: "transcript.text.delta", delta })}\n\n`);
  response.end(`data: ${JSON.stringify({ type: "transcript.text.done", text, usage })}\n\n`);
}

function wavOf(bytes: Buffer): { rateHz: number; pcm: Int16Array } | null {
  try {
    return readWav(bytes);
  } catch {
    // The vendor says no more of a file it can't read.
    return null;
  }
}
