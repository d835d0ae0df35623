/**
 * OpenAI's speech as its API reference describes it (developers.openai.com/api/reference, read 2026-11): transcriptions by
 * file with and without stream, speech with audio and sse streams, Realtime for transcription and for reading aloud.
 */
import type { IncomingMessage } from "node:http";
import { createFaultPlan } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve } from "../core/serve.ts";
import type { Latency, StartStandIn } from "../stand-in.ts";
import { answerRefusal, refusalOf } from "./refusals.ts";
import { realtime } from "./realtime.ts";
import { speak } from "./speech.ts";
import { transcribe } from "./transcriptions.ts";

const key = "sk-proj-stand-in-openai-0123456789";

export const startOpenaiSpeech: StartStandIn = async ({ ears, mouth, port, latency, fault }) => {
  const faults = createFaultPlan(fault);
  const ledger = createLedger();
  const allLatency: Latency = { sttFinalMs: 0, ttsFirstByteMs: 0, llmFirstTokenMs: 0, llmTokensPerSecond: 0, ...latency };
  const parts = { ears, mouth, faults, ledger, latency: allLatency };
  const refused = (request: IncomingMessage) => (request.headers.authorization === `Bearer ${key}` ? refusalOf(faults.take("unauthorised", "unpaid", "rate_limited", "server_error")) : refusalOf({ kind: "unauthorised" }));

  const server = await serve({
    port,
    async request(request, response, url) {
      const refusal = refused(request);
      if (refusal !== null) return answerRefusal(response, refusal);
      // Nothing more is said; the line stays open.
      if (faults.take("half_open") !== null) return;
      if (url.pathname === "/v1/audio/transcriptions" && request.method === "POST") return transcribe(parts, request, response);
      if (url.pathname === "/v1/audio/speech" && request.method === "POST") return speak(parts, request, response);
      answerJson(response, 404, { error: { message: `Invalid URL (${request.method ?? ""} ${url.pathname})`, type: "invalid_request_error", param: null, code: null } });
    },
    upgrade(request, url) {
      if (url.pathname !== "/v1/realtime") return { status: 404 };
      const refusal = refused(request);
      if (refusal !== null) return refusal;
      const intent = url.searchParams.get("intent");
      const model = url.searchParams.get("model");
      if (intent !== "transcription" && model === null) return { status: 400, body: { error: { message: "You must provide a model parameter.", type: "invalid_request_error", code: "missing_model" } } };
      return { accept: (socket) => realtime(parts, socket, { transcription: intent === "transcription", model: model ?? "" }) };
    },
  });
  return { name: "openai", url: server.url, key, fault: faults.set, bill: ledger.bill, asked: ledger.asked, connections: server.connections, close: server.close };
};
