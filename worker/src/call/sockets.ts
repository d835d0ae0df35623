/** The session's sockets: what survives the object's sleep with them, what comes over them, and sending to one that may be gone. */
import { callLinkVersion, parseToEdge } from "@zvon/contract/call-link.ts";
import type { ToEdge } from "@zvon/contract/call-link.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { z } from "zod";

/** Of one chat: a page open in some tabs, and those who look on. Each is told everything. */
export const mostChatSockets = 10;

const attachmentSchema = z.object({ epochBase: z.number(), epoch: z.number().nullable(), sinceMs: z.number() });
/** Of a node's socket; `epoch` null until it said hello. */
export type Attachment = z.infer<typeof attachmentSchema>;

/** @returns null for what is no message of this version of the link, and says why in the log. */
export function readFrame(frame: string): ToEdge | null {
  try {
    return parseToEdge(frame);
  } catch (error) {
    // Names fields alone: a parser's own message would quote what somebody said.
    const why = error instanceof z.ZodError ? error.issues.slice(0, 5).map((issue) => `${issue.path.map(String).join("/")}: ${issue.code}`).join(", ") : "not JSON";
    console.warn(JSON.stringify({ event: "link message refused", version: callLinkVersion, why }));
    return null;
  }
}

export function attachmentOf(socket: WebSocket): Attachment | null {
  const parsed = attachmentSchema.safeParse(socket.deserializeAttachment());
  return parsed.success ? parsed.data : null;
}

export function attach(socket: WebSocket, attachment: Attachment): void {
  socket.serializeAttachment(attachment);
}

const watcherSchema = z.object({ by: z.string() });

/** @param by who watches, as an actor's id. */
export function attachWatcher(socket: WebSocket, by: string): void {
  socket.serializeAttachment({ by } satisfies z.infer<typeof watcherSchema>);
}

/** @returns null for a socket that watches nothing. */
export const watcherOf = (socket: WebSocket): string | null => watcherSchema.safeParse(socket.deserializeAttachment()).data?.by ?? null;

export function sendEvent(socket: WebSocket, event: LiveEvent): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  try {
    socket.send(JSON.stringify(event));
  } catch (error) {
    console.warn(JSON.stringify({ event: "live event not sent", error: String(error) }));
  }
}

export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  // One that the other side is closing waits for our word.
  if (socket.readyState === WebSocket.CLOSED) return;
  try {
    socket.close(code, reason);
  } catch (error) {
    console.warn(JSON.stringify({ event: "socket not closed", error: String(error) }));
  }
}
