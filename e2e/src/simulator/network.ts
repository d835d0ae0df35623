/** Connections between the node and the edge: slow, cut, half open, and, harsher than any TCP, losing and doubling frames. */
import type { ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import type { Chance } from "./chance.ts";
import type { Schedule } from "./schedule.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface NodeEnd {
  opened(): void;
  frame(message: ToNode): void;
  pong(): void;
  closed(code: number): void;
}
export interface EdgeEnd {
  frame(connection: Connection, message: ToEdge): void;
  closed(connection: Connection): void;
}

export type Connection = {
  id: number;
  /** Of the hello it carried; null before. */
  epoch: number | null;
  toEdge(message: ToEdge): void;
  toNode(message: ToNode): void;
  ping(): void;
  closeFromNode(): void;
  closeFromEdge(code: number): void;
  /** Both ends learn of it, each in its time. */
  cut(code: number): void;
  /** Nothing arrives any more and nobody is told. */
  blackhole(): void;
  isOpen(): boolean;
};

export interface Network {
  /** @param accept the edge's end, null when it is down. */
  connect(node: NodeEnd, accept: (connection: Connection) => EdgeEnd | null): { abort(): void; connection: () => Connection | null };
  outage(forMs: number): void;
  open(): Connection[];
}

export function createNetwork(time: VirtualTime, chance: Chance, conditions: Schedule["network"], onFrame: () => void): Network {
  let outageUntilMs = -1;
  let connections = 0;
  const all = new Set<Connection>();
  const delay = () => chance.int(conditions.delayMs[0], conditions.delayMs[1]);

  /** One direction. In order, unless the schedule reorders. */
  function pipe(alive: () => boolean, deliver: (frame: () => void) => void): (frame: () => void) => void {
    let lastMs = 0;
    return (frame) => {
      if (!alive() || chance.hits(conditions.loss)) return;
      for (let copies = chance.hits(conditions.twice) ? 2 : 1; copies > 0; copies -= 1) {
        const inOrder = !chance.hits(conditions.reordered);
        const atMs = inOrder ? Math.max(lastMs, time.now() + delay()) : time.now() + delay() * 3;
        if (inOrder) lastMs = atMs;
        time.at(atMs, () => {
          if (!alive()) return;
          onFrame();
          deliver(frame);
        });
      }
    };
  }

  function connectionBetween(node: NodeEnd, accept: (connection: Connection) => EdgeEnd | null): Connection | null {
    let nodeOpen = true;
    let edgeOpen = true;
    let passes = true;
    // What was sent before a close arrives before it; what was sent before a cut is lost.
    const up = pipe(() => passes && edgeOpen && time.now() >= outageUntilMs, (frame) => frame());
    const down = pipe(() => passes && nodeOpen && time.now() >= outageUntilMs, (frame) => frame());
    const tellNode = (code: number) => {
      if (!nodeOpen) return;
      nodeOpen = false;
      node.closed(code);
    };
    const tellEdge = () => {
      if (!edgeOpen) return;
      edgeOpen = false;
      all.delete(connection);
      end?.closed(connection);
    };
    const connection: Connection = {
      id: ++connections,
      epoch: null,
      toEdge: (message) => (nodeOpen ? up(() => end?.frame(connection, message)) : undefined),
      toNode: (message) => (edgeOpen ? down(() => node.frame(message)) : undefined),
      ping: () => up(() => down(() => node.pong())),
      closeFromNode() {
        if (!nodeOpen) return;
        tellNode(1006);
        time.after(delay(), () => (passes ? tellEdge() : undefined));
      },
      closeFromEdge(code) {
        if (!edgeOpen) return;
        edgeOpen = false;
        all.delete(connection);
        time.after(delay() + 5, () => (passes ? tellNode(code) : undefined));
        // The handshake of closing comes to its end some time later, and the object is told.
        time.after(delay() * 2 + 5, () => end?.closed(connection));
      },
      cut(code) {
        passes = false;
        time.after(delay(), () => tellNode(code));
        time.after(delay(), tellEdge);
      },
      blackhole() {
        passes = false;
      },
      isOpen: () => edgeOpen,
    };
    const end = accept(connection);
    if (end === null) return null;
    all.add(connection);
    return connection;
  }

  return {
    connect(node, accept) {
      let aborted = false;
      let made: Connection | null = null;
      time.after(delay() * 2, () => {
        if (aborted) return;
        made = time.now() < outageUntilMs ? null : connectionBetween(node, accept);
        if (made === null) time.after(delay(), () => (aborted ? undefined : node.closed(1006)));
        else node.opened();
      });
      return {
        abort() {
          aborted = true;
          made?.closeFromNode();
        },
        connection: () => made,
      };
    },
    outage(forMs) {
      outageUntilMs = Math.max(outageUntilMs, time.now() + forMs);
      for (const connection of all) connection.cut(1006);
    },
    open: () => [...all],
  };
}
