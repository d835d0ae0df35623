/** Sockets of those who look on which calls of the account live. Hibernating: nobody is kept awake by them. */
import { liveStateSchema } from "@zvon/contract/live.ts";
import type { LiveListEvent, LiveState } from "@zvon/contract/live.ts";

/** Of one account: a page a person, and some tools. */
export const mostWatchers = 100;
/** The newest; who has more at once reads the list. */
const mostListed = 200;

/** Of a lease: how its call stands, as its session told last. */
export const stateMigration = "ALTER TABLE leases ADD COLUMN state TEXT NOT NULL DEFAULT 'queued';";

/** @returns whether the call holds a lease, and stood otherwise. */
export const noteState = (sql: SqlStorage, callId: string, state: LiveState): boolean => sql.exec("UPDATE leases SET state = ?1 WHERE call_id = ?2 AND state <> ?1 RETURNING call_id", state, callId).toArray().length > 0;

/** @returns the client's end, or the status that says why not. */
export function watch(ctx: DurableObjectState): Response {
  if (ctx.getWebSockets().length >= mostWatchers) return new Response(null, { status: 429 });
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  const calls = ctx.storage.sql.exec<{ call_id: string; since_ms: number; state: string }>("SELECT call_id, since_ms, state FROM leases ORDER BY since_ms DESC, call_id DESC LIMIT ?", mostListed).toArray();
  send(server, { type: "calls", calls: calls.map((row) => ({ callId: row.call_id, since: row.since_ms, state: liveStateSchema.parse(row.state) })) });
  return new Response(null, { status: 101, webSocket: client });
}

export function tellWatchers(ctx: DurableObjectState, event: LiveListEvent): void {
  for (const socket of ctx.getWebSockets()) send(socket, event);
}

function send(socket: WebSocket, event: LiveListEvent): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  try {
    socket.send(JSON.stringify(event));
  } catch (error) {
    // Its close is on the way; who comes back gets the whole list.
    console.warn(JSON.stringify({ event: "live list not sent", error: String(error) }));
  }
}
