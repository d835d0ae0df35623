/** The control sockets of one node's object: the newest that is open counts, what is known of the node lies on it. */
import { nodeLinkVersion } from "@zvon/contract/node-link.ts";
import type { ToMediaNode } from "@zvon/contract/node-link.ts";
import { nodeAttachmentSchema } from "./node-status.ts";
import type { NodeAttachment } from "./node-status.ts";

type Body<T> = T extends unknown ? Omit<T, "v"> : never;
export type Connected = { socket: WebSocket; sight: NodeAttachment };

export interface ControlSocket {
  current(): Connected | null;
  /** null: of a connection that was closed. */
  sightOf(socket: WebSocket): NodeAttachment | null;
  attach(socket: WebSocket, sight: NodeAttachment): void;
  send(socket: WebSocket, body: Body<ToMediaNode>): void;
  close(socket: WebSocket, code: number, reason: string): void;
  closeAll(code: number, reason: string): void;
}

export function createControlSocket(ctx: Pick<DurableObjectState, "getWebSockets">): ControlSocket {
  const control: ControlSocket = {
    current() {
      let newest: Connected | null = null;
      for (const socket of ctx.getWebSockets()) {
        const sight = socket.readyState === WebSocket.OPEN ? control.sightOf(socket) : null;
        if (sight !== null && (newest === null || sight.epoch > newest.sight.epoch)) newest = { socket, sight };
      }
      return newest;
    },
    sightOf: (socket) => nodeAttachmentSchema.nullable().parse(socket.deserializeAttachment()),
    attach: (socket, sight) => socket.serializeAttachment(sight),
    send(socket, body) {
      try {
        socket.send(JSON.stringify({ v: nodeLinkVersion, ...body }));
      } catch (error) {
        // The socket went while we worked: its close is on the way and says the rest.
        console.warn(JSON.stringify({ event: "control message not sent", type: body.type, error: String(error) }));
      }
    },
    close(socket, code, reason) {
      socket.serializeAttachment(null);
      if (socket.readyState === WebSocket.CLOSED) return;
      try {
        socket.close(code, reason);
      } catch (error) {
        console.warn(JSON.stringify({ event: "control socket not closed", error: String(error) }));
      }
    },
    closeAll(code, reason) {
      for (const socket of ctx.getWebSockets()) control.close(socket, code, reason);
    },
  };
  return control;
}
