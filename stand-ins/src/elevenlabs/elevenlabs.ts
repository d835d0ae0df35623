/** ElevenLabs on loopback: Scribe realtime and multi-context text to speech, one key, one address. */
import type { IncomingMessage } from "node:http";
import { createFaultPlan, faultMs } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve, type Upgrade } from "../core/serve.ts";
import type { StartStandIn } from "../stand-in.ts";
import { runContexts } from "./contexts.ts";
import { key } from "./refusals.ts";
import { runScribe } from "./scribe.ts";

const speech = /^\/v1\/text-to-speech\/([^/]+)\/multi-stream-input$/;

export const startElevenlabs: StartStandIn = async ({ ears, mouth, port, latency, fault }) => {
  const faults = createFaultPlan(fault);
  const ledger = createLedger();

  const upgrade = async (request: IncomingMessage, url: URL): Promise<Upgrade> => {
    const authorised = request.headers["xi-api-key"] === key;
    const slow = faults.take("slow_start");
    if (slow !== null) await new Promise((resolve) => setTimeout(resolve, faultMs(slow)));
    const voice = speech.exec(url.pathname)?.[1];
    if (voice !== undefined) {
      return { accept: (socket) => runContexts({ socket, voice: decodeURIComponent(voice), query: url.searchParams, authorised, mouth, faults, ledger, firstByteMs: latency?.ttsFirstByteMs ?? 0 }) };
    }
    if (url.pathname === "/v1/speech-to-text/realtime") {
      return { accept: (socket) => runScribe({ socket, query: url.searchParams, authorised, ears, faults, ledger, finalMs: latency?.sttFinalMs ?? 0 }) };
    }
    return { status: 404, body: { detail: "Not Found" } };
  };

  const server = await serve({ port, request: (_request, response) => answerJson(response, 404, { detail: "Not Found" }), upgrade });
  return { name: "elevenlabs", url: server.url, key, fault: faults.set, bill: ledger.bill, asked: ledger.asked, connections: server.connections, close: server.close };
};
