/**
 * Cartesia's /tts/websocket on loopback, from docs.cartesia.ai (2026-03-01: websocket, contexts, context flushing, errors,
 * concurrency limits, pricing; read 2026-11). Not there: bytes, SSE, speech to text.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { createFaultPlan, faultMs } from "../core/fault-plan.ts";
import { createLedger } from "../core/ledger.ts";
import { answerJson, serve, type Upgrade } from "../core/serve.ts";
import type { FaultKind, StartStandIn } from "../stand-in.ts";
import { createContexts } from "./contexts.ts";

const key = "sk_car_stand_in";
const versions = new Set(["2024-06-10", "2024-11-13", "2025-04-16", "2026-03-01", "2026-08-14"]);

const refusals: Partial<Record<FaultKind, { status: number; error_code: string; title: string; message: string }>> = {
  unauthorised: { status: 401, error_code: "unauthorized", title: "Unauthorized", message: "The API key is not valid." },
  unpaid: { status: 402, error_code: "quota_exceeded", title: "Credit limit reached", message: "You have used all the credits of your plan." },
  rate_limited: { status: 429, error_code: "concurrency_limited", title: "Too many concurrent requests", message: "You have exceeded your plan's concurrency limit." },
  server_error: { status: 503, error_code: "service_unavailable", title: "Service unavailable", message: "Try again later." },
};

export const startCartesia: StartStandIn = async ({ mouth, port, latency, fault }) => {
  const plan = createFaultPlan(fault);
  const ledger = createLedger();

  const upgrade = async (request: IncomingMessage, url: URL): Promise<Upgrade> => {
    if (url.pathname !== "/tts/websocket") return refusal(404, { error_code: "not_found", title: "Not found", message: "No such path." });
    ledger.note("open", { query: url.search });
    const asked = plan.take("unauthorised", "unpaid", "rate_limited", "server_error");
    const refused = asked === null ? undefined : refusals[asked.kind];
    if (refused) return refusal(refused.status, refused);
    const version = url.searchParams.get("cartesia_version") ?? request.headers["cartesia-version"];
    if (typeof version !== "string" || !versions.has(version)) return refusal(400, { error_code: "invalid_version", title: "Invalid version", message: "Cartesia-Version is missing or unknown." });
    if (keyOf(request, url) !== key) return refusal(401, refusals.unauthorised ?? {});
    const slow = plan.take("slow_start");
    if (slow !== null) await new Promise((resolve) => setTimeout(resolve, faultMs(slow)));
    return {
      accept(socket: WebSocket) {
        if (plan.take("half_open") !== null) return;
        createContexts({
          socket,
          mouth,
          firstByteMs: latency?.ttsFirstByteMs ?? 0,
          take: (kind) => plan.take(kind),
          count: (model, letters) => ledger.count({ kind: "tts", provider: "cartesia", model, unit: "chars", amount: letters }),
          note: (what, detail) => void ledger.note(what, detail),
        });
      },
    };
  };

  const server = await serve({
    port,
    request: (_request, response) => answerJson(response, 404, { error_code: "not_found", title: "Not found", message: "No such path.", request_id: randomUUID() }),
    upgrade,
  });
  return {
    name: "cartesia",
    url: server.url,
    key,
    fault: (next) => plan.set(next),
    bill: () => ledger.bill(),
    asked: () => ledger.asked(),
    connections: () => server.connections(),
    close: () => server.close(),
  };
};

const refusal = (status: number, { status: _status, ...body }: Record<string, unknown>): Upgrade => ({ status, body: { ...body, request_id: randomUUID() } });

/** A server's key by header; a browser's by query. */
function keyOf(request: IncomingMessage, url: URL): string | null {
  return /^bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? (typeof request.headers["x-api-key"] === "string" ? request.headers["x-api-key"] : null) ?? url.searchParams.get("api_key") ?? url.searchParams.get("access_token");
}
