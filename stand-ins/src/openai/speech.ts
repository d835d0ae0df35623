/** POST /v1/audio/speech: 24 kHz PCM as it is made, or as server-sent events with its usage. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { parsedJson } from "../core/json.ts";
import { goneWith, pause, readBody } from "../core/serve.ts";
import { countTokens, speechUsage, type Parts } from "./parts.ts";
import { answerRefusal, badRequest } from "./refusals.ts";

const voices = ["alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar"];
const requestSchema = z.object({
  model: z.enum(["tts-1", "tts-1-hd", "gpt-4o-mini-tts"]),
  input: z.string().min(1).max(4096),
  voice: z.string().refine((voice) => voices.includes(voice)),
  response_format: z.enum(["mp3", "opus", "aac", "flac", "wav", "pcm"]).default("mp3"),
  speed: z.number().min(0.25).max(4).default(1),
  stream_format: z.enum(["audio", "sse"]).default("audio"),
  instructions: z.string().optional(),
});
const rateHz = 24_000;
/** 100 ms a piece. */
const pieceBytes = 4_800;

export async function speak({ mouth, faults, ledger, latency }: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = goneWith(response);
  const parsed = requestSchema.safeParse(parsedJson((await readBody(request)).toString()));
  if (!parsed.success) return answerRefusal(response, badRequest(parsed.error.issues[0]?.message ?? "invalid request", String(parsed.error.issues[0]?.path[0] ?? "")));
  const asked = parsed.data;
  // Other containers are not what this product asks for.
  if (asked.response_format !== "pcm") return answerRefusal(response, badRequest("the stand-in speaks pcm alone", "response_format"));
  const sse = asked.stream_format === "sse";
  if (sse && asked.model !== "gpt-4o-mini-tts") return answerRefusal(response, badRequest(`stream_format sse is not supported for ${asked.model}`, "stream_format"));
  const entry = ledger.note("speech", { model: asked.model, voice: asked.voice, speed: asked.speed, input: asked.input });
  const spoken = await mouth.speak(asked.input, rateHz);
  const pcm = faults.take("zeros") === null ? spoken : new Int16Array(spoken.length);
  if (!(await pause(latency.ttsFirstByteMs, gone))) return;
  response.writeHead(200, sse ? { "content-type": "text/event-stream; charset=utf-8" } : { "content-type": "audio/pcm", "transfer-encoding": "chunked" });
  if (faults.take("garbage") !== null) return void response.end(sse ? "data: {speech\n\n" : "");
  // The text is billed when it is begun.
  if (!sse) ledger.count({ kind: "tts", provider: "openai", model: asked.model, unit: "chars", amount: asked.input.length });
  const bytes = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const slow = faults.take("slower_than_real_time") !== null;
  const dropped = faults.take("drop") !== null;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    if (slow && !(await pause(200, gone))) break;
    if (gone.aborted) break;
    const piece = bytes.subarray(at, at + pieceBytes);
    response.write(sse ? `data: ${JSON.stringify({ type: "speech.audio.delta", audio: piece.toString("base64") })}\n\n` : piece);
    await new Promise((resolve) => setImmediate(resolve));
    if (dropped) return void response.destroy();
    if (faults.take("stall") !== null) return;
  }
  if (gone.aborted) {
    entry.detail["calledOff"] = true;
    return;
  }
  if (sse) {
    const usage = speechUsage(asked.input, (pcm.length * 1000) / rateHz);
    countTokens(ledger, "tts", asked.model, usage);
    response.write(`data: ${JSON.stringify({ type: "speech.audio.done", usage })}\n\n`);
  }
  response.end();
}
