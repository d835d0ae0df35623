/** Sockets of those who look on which calls of the account live. Hibernating: nobody is kept awake by them. */
import type { LiveListEvent } from "@zvon/contract/live.ts";

/** Of one account: a page a person, and some tools. */
export const mostWatchers = 100;
/** The newest; who has more at once reads the list. */
export const mostListed = 200;

/** @returns the client's end, or the status that says why not. */
export function watch(ctx: DurableObjectState, calls: { callId: string; sinceMs: number }[]): Response {
  if (ctx.getWebSockets().length >= mostWatchers) return new Response(null, { status: 429 });
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server);
  send(server, { type: "calls", calls: calls.map(({ callId, sinceMs }) => ({ callId, since: sinceMs })) });
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
