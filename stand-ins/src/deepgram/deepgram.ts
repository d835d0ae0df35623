/**
 * Deepgram on loopback: /v1/listen (Nova), /v2/listen (Flux) and /v1/speak (Aura), from developers.deepgram.com, read
 * 2026-11. Not there: files over HTTP, agents, Flux voices.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { createFaultPlan, faultMs } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve, type Upgrade } from "../core/serve.ts";
import type { FaultKind, Latency, StartStandIn } from "../stand-in.ts";
import type { Connection } from "./connection.ts";
import { listenV1 } from "./listen-v1.ts";
import { listenV2 } from "./listen-v2.ts";
import { speakV1 } from "./speak-v1.ts";

const key = "deepgram-stand-in-key";
const listenModels = /^(nova-3|nova-2|nova|enhanced|base)(-[a-z]+)?$/;
const fluxModels = /^flux-general-(en|multi)$/;
const voices = /^aura(-2)?-[a-z]+-(en|es|de|fr|nl|it|ja)$/;
const encodings = new Set(["linear16", "mulaw", "alaw"]);
/** Of all key terms together; a token is about three letters (docs/keyterm). */
const maxKeytermTokens = 500;

/** Bodies of docs/errors. */
const refusals: Partial<Record<FaultKind, { status: number; err_code: string; err_msg: string }>> = {
  unauthorised: { status: 401, err_code: "INVALID_AUTH", err_msg: "Invalid credentials." },
  unpaid: { status: 402, err_code: "ASR_PAYMENT_REQUIRED", err_msg: "Project does not have enough credits for an ASR request and does not have an overage agreement." },
  rate_limited: { status: 429, err_code: "TOO_MANY_REQUESTS", err_msg: "Too many requests. Please try again later" },
  server_error: { status: 503, err_code: "Service Unavailable", err_msg: "Please try again later" },
};

export const startDeepgram: StartStandIn = async ({ ears, mouth, port, latency, fault }) => {
  const plan = createFaultPlan(fault);
  const ledger = createLedger();
  const played: Latency = { sttFinalMs: 0, ttsFirstByteMs: 0, llmFirstTokenMs: 0, llmTokensPerSecond: 0, ...latency };

  const refusal = (status: number, err_code: string, err_msg: string): Upgrade => {
    const request_id = randomUUID();
    return { status, body: { err_code, err_msg, request_id }, headers: { "dg-request-id": request_id, "dg-error": err_msg } };
  };

  const upgrade = async (request: IncomingMessage, url: URL): Promise<Upgrade> => {
    const handler = handlers[url.pathname];
    if (handler === undefined) return refusal(404, "NOT_FOUND", "Not found.");
    ledger.note("open", { path: url.pathname, query: [...url.searchParams].map(([name, value]) => `${name}=${value}`) });
    const asked = plan.take("unauthorised", "unpaid", "rate_limited", "server_error");
    const refused = asked === null ? undefined : refusals[asked.kind];
    if (refused) return refusal(refused.status, refused.err_code, refused.err_msg);
    if (keyOf(request) !== key) return refusal(401, "INVALID_AUTH", "Invalid credentials.");
    const problem = problemOf(url);
    if (problem !== null) return refusal(400, problem.code, problem.text);
    const slow = plan.take("slow_start");
    if (slow !== null) await new Promise((resolve) => setTimeout(resolve, faultMs(slow)));
    return {
      accept: (socket: WebSocket) =>
        handler({
          socket,
          query: url.searchParams,
          ears,
          mouth,
          latency: played,
          take: (kind) => plan.take(kind),
          count: (model, kind, unit, amount) => ledger.count({ kind, provider: "deepgram", model, unit, amount }),
          note: (what, detail) => void ledger.note(what, detail),
        }),
      headers: { "dg-request-id": randomUUID() },
    };
  };

  const server = await serve({
    port,
    request: (_request, response) => answerJson(response, 404, { err_code: "NOT_FOUND", err_msg: "Not found.", request_id: randomUUID() }),
    upgrade,
  });
  return {
    name: "deepgram",
    url: server.url,
    key,
    fault: (next) => plan.set(next),
    bill: () => ledger.bill().map((line) => ({ ...line, amount: Math.round(line.amount) })),
    asked: () => ledger.asked(),
    connections: () => server.connections(),
    close: () => server.close(),
  };
};

const handlers: Record<string, (connection: Connection) => void> = { "/v1/listen": listenV1, "/v2/listen": listenV2, "/v1/speak": speakV1 };

/** "Token key" or, of a browser, the WebSocket protocols "token, key". */
function keyOf(request: IncomingMessage): string | null {
  const header = /^token (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((part) => part.trim());
  return header ?? (offered[0] === "token" ? (offered[1] ?? null) : null);
}

function problemOf({ pathname, searchParams: query }: URL): { code: string; text: string } | null {
  const model = query.get("model") ?? "";
  const unknown = { code: "Bad Request", text: "Bad Request: No such model/language/tier combination found." };
  const encoding = query.get("encoding");
  if (encoding !== null && !encodings.has(encoding)) return { code: "INVALID_QUERY_PARAMETER", text: `Unsupported audio format: encoding=${encoding}` };
  if (pathname === "/v1/speak") return voices.test(model) ? null : { code: "Bad Request", text: "Bad Request: No such model/version combination found." };
  if (encoding !== null && !query.has("sample_rate")) return { code: "INVALID_QUERY_PARAMETER", text: "sample_rate is required when encoding is given" };
  if (pathname === "/v2/listen" ? !fluxModels.test(model) : !listenModels.test(model)) return unknown;
  if (pathname === "/v1/listen" && query.has("keywords") && model.startsWith("nova-3")) return { code: "Bad Request", text: "Keywords are not supported by Nova-3. Use keyterm instead." };
  if (pathname === "/v1/listen" && query.has("keyterm") && !model.startsWith("nova-3")) return { code: "Bad Request", text: "Keyterm prompting is supported by Nova-3 alone." };
  const tokens = query.getAll("keyterm").reduce((sum, term) => sum + Math.ceil(term.length / 3), 0);
  if (tokens > maxKeytermTokens) return { code: "Bad Request", text: "Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500." };
  return null;
}
