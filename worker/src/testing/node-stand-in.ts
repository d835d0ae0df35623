/** A media node's control link from the other side, over the real WebSocket. */
import { SELF } from "cloudflare:test";
import { toMediaNodeSchema } from "@zvon/contract/node-link.ts";
import type { FromMediaNode, ToMediaNode } from "@zvon/contract/node-link.ts";
import { origin } from "./people.ts";

type Body<T> = T extends unknown ? Omit<T, "v"> : never;

export type NodeStandIn = {
  say: (message: Body<FromMediaNode>) => void;
  /** The next message of this type, also one that came before it was asked for. */
  hear: <T extends ToMediaNode["type"]>(type: T) => Promise<Extract<ToMediaNode, { type: T }>>;
  /** Resolves with the pong. */
  ping: () => Promise<void>;
  closed: Promise<{ code: number; reason: string }>;
  close: () => void;
};

/** Connects and says hello; answered by welcome. */
export async function connectNode(token: string, options: { calls?: string[]; nowMs?: number; capacity?: number; phoneUrl?: string; listenUrl?: string } = {}): Promise<NodeStandIn> {
  const response = await SELF.fetch(`${origin}/node/v1/control`, { headers: { upgrade: "websocket", authorization: `Bearer ${token}` } });
  const socket = response.webSocket;
  if (socket === null) throw new Error(`the control link was refused: ${response.status} ${await response.text()}`);
  const heard: ToMediaNode[] = [];
  const waiting: { type: string; resolve: (message: ToMediaNode) => void }[] = [];
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const pongs: (() => void)[] = [];
  socket.addEventListener("message", (event) => {
    if (event.data === "pong") return pongs.shift()?.();
    const message = toMediaNodeSchema.parse(JSON.parse(String(event.data)));
    const index = waiting.findIndex((waiter) => waiter.type === message.type);
    const waiter = waiting[index];
    if (waiter === undefined) return void heard.push(message);
    waiting.splice(index, 1);
    waiter.resolve(message);
  });
  socket.addEventListener("close", (event) => closed.resolve({ code: event.code, reason: event.reason }));
  socket.accept();

  const isOf = <T extends ToMediaNode["type"]>(type: T) => (message: ToMediaNode): message is Extract<ToMediaNode, { type: T }> => message.type === type;
  const node: NodeStandIn = {
    say: (message) => socket.send(JSON.stringify({ v: 1, ...message })),
    hear: async (type) => {
      const index = heard.findIndex(isOf(type));
      const known = index < 0 ? undefined : heard.splice(index, 1)[0];
      const message = known ?? (await new Promise<ToMediaNode>((resolve) => waiting.push({ type, resolve })));
      if (!isOf(type)(message)) throw new Error(`heard ${message.type}, not ${type}`);
      return message;
    },
    ping: () =>
      new Promise((resolve) => {
        pongs.push(resolve);
        socket.send("ping");
      }),
    closed: closed.promise,
    close: () => socket.close(1000, "bye"),
  };
  node.say({ type: "hello", version: "test", capacity: options.capacity ?? 10, ways: ["sip", "rtp", "browser"], calls: options.calls ?? [], nowMs: options.nowMs ?? Date.now(), ...(options.phoneUrl === undefined ? {} : { phoneUrl: options.phoneUrl }), ...(options.listenUrl === undefined ? {} : { listenUrl: options.listenUrl }) });
  await node.hear("welcome");
  node.say({ type: "beat", calls: 0, telephony: "up", nowMs: options.nowMs ?? Date.now() });
  return node;
}
