/** ElevenLabs on loopback: Scribe realtime, multi-context text to speech and agents, one key, one address. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createFaultPlan, faultMs } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve, type Upgrade } from "../core/serve.ts";
import type { StartStandIn } from "../stand-in.ts";
import { isAgent, runAgent } from "./agent.ts";
import { runContexts } from "./contexts.ts";
import { key, refusalKinds, refusals } from "./refusals.ts";
import { runScribe } from "./scribe.ts";

const speech = /^\/v1\/text-to-speech\/([^/]+)\/multi-stream-input$/;

export const startElevenlabs: StartStandIn = async ({ ears, mouth, port, latency, fault }) => {
  const faults = createFaultPlan(fault);
  const ledger = createLedger();
  /** Signatures that were given out and not used yet, by agent. */
  const signatures = new Map<string, string>();

  function onRequest(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (request.method !== "GET" || !["/v1/convai/conversation/get-signed-url", "/v1/convai/conversation/get_signed_url"].includes(url.pathname)) return answerJson(response, 404, { detail: "Not Found" });
    ledger.note("get-signed-url", { agent: url.searchParams.get("agent_id") });
    const planned = faults.take(...refusalKinds)?.kind;
    const refused = request.headers["xi-api-key"] === key ? refusalKinds.find((kind) => kind === planned) : "unauthorised";
    if (refused !== undefined) return answerJson(response, refusals[refused].status, { detail: { status: refusals[refused].name, message: refusals[refused].message } });
    const agent = url.searchParams.get("agent_id");
    if (agent === null || !isAgent(agent)) return answerJson(response, 404, { detail: { status: "agent_not_found", message: `Document with id ${agent} not found.` } });
    const signature = `cvtkn_${randomUUID()}`;
    signatures.set(signature, agent);
    answerJson(response, 200, { signed_url: `${server.url.replace("http", "ws")}/v1/convai/conversation?${new URLSearchParams({ agent_id: agent, conversation_signature: signature })}` });
  }

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
    if (url.pathname === "/v1/convai/conversation") {
      const agentId = url.searchParams.get("agent_id") ?? "";
      const signature = url.searchParams.get("conversation_signature") ?? "";
      // Every agent here is private; a signature opens one conversation.
      if (!authorised && signatures.get(signature) !== agentId) return { status: 403, body: { detail: { status: "authorization_required", message: "This agent requires authorization." } } };
      signatures.delete(signature);
      if (!isAgent(agentId)) return { status: 404, body: { detail: { status: "agent_not_found" } } };
      return { accept: (socket) => runAgent({ socket, agentId, ears, mouth, faults, ledger }) };
    }
    return { status: 404, body: { detail: "Not Found" } };
  };

  const server = await serve({ port, request: onRequest, upgrade });
  return { name: "elevenlabs", url: server.url, key, fault: faults.set, bill: ledger.bill, asked: ledger.asked, connections: server.connections, close: server.close };
};
