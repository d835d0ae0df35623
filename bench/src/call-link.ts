/** `call-link`: there and back between a node and the session of a call in workerd on this machine. */
import { parseToNode, type FactBody, type ToEdge, type ToNode } from "@zvon/contract/call-link.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { WebSocket } from "ws";
import { startEdgeUnderTest } from "./edge-under-test.ts";
import { measured, percentile, type Bench } from "./row.ts";

const rounds = { quick: 400, full: 3_000 } as const;
const answerTimeoutMs = 5_000;

type Link = {
  /** Sends, and resolves with the ms until a message of `type` that `is` the answer. */
  ask<T extends ToNode["type"]>(message: ToEdge, type: T, is?: (answer: Extract<ToNode, { type: T }>) => boolean): Promise<number>;
  close(): void;
};

async function openLink(url: string, grant: LinkGrant): Promise<Link> {
  const socket = new WebSocket(new URL(grant.path, url.replace(/^http/, "ws")), { headers: { authorization: `Bearer ${grant.token}` }, perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return {
    ask: (message, type, is) =>
      new Promise((resolve, reject) => {
        const began = performance.now();
        const timer = setTimeout(() => reject(new Error(`the session did not answer ${message.type} in ${answerTimeoutMs} ms`)), answerTimeoutMs);
        const listen = (data: WebSocket.RawData) => {
          const afterMs = performance.now() - began;
          const answer = parseToNode(data.toString());
          if (answer.type !== type || (is !== undefined && !is(answer as Parameters<typeof is>[0]))) return;
          clearTimeout(timer);
          socket.off("message", listen);
          resolve(afterMs);
        };
        socket.on("message", listen);
        socket.send(JSON.stringify(message));
      }),
    close: () => socket.close(1000),
  };
}

export const callLink: Bench = {
  prefix: "call-link",
  async run({ quick }) {
    const edge = await startEdgeUnderTest({ fsyncDelayMs: null });
    try {
      const grant = await edge.startCall("order-status", 40_000, () => Promise.resolve(40_002));
      const link = await openLink(edge.url, grant);
      const held = { reply: 0, seq: 99, last: true };
      await link.ask({ v: 1, type: "hello", callId: grant.callId, epoch: 1, fresh: false, turn: 0, held: { reply: -1, seq: -1, last: true } }, "welcome");
      let n = 0;
      const tell = (body: FactBody): Promise<number> => {
        const number = ++n;
        return link.ask({ v: 1, n: number, ...body }, "ack", (ack) => ack.seen >= number);
      };
      await tell({ type: "call.answered", atMs: 0 });
      const sync = () => link.ask({ v: 1, type: "sync", turn: 0, held }, "ack");
      const fact = (round: number) => tell({ type: "usage", mediaMs: round, sttMs: 0, ttsChars: 0 });
      const [syncs, facts]: [number[], number[]] = [[], []];
      const count = quick ? rounds.quick : rounds.full;
      for (let round = 0; round < count / 5; round++) await sync(); // warms the session's code up
      for (let round = 0; round < count; round++) syncs.push(await sync());
      for (let round = 0; round < count; round++) facts.push(await fact(round));
      await tell({ type: "call.ended", reason: "caller_hangup", cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 1_000, media: {} });
      link.close();
      return [
        measured({ id: "call-link.round-trip", what: "sync → answer of the call's session in local workerd, p50", value: percentile(syncs, 0.5), unit: "ms", budget: 1, better: "lower", note: `p95 ${percentile(syncs, 0.95).toFixed(2)} ms of ${count}` }),
        measured({ id: "call-link.fact", what: "fact → acknowledged as seen, p50", value: percentile(facts, 0.5), unit: "ms", budget: 1, better: "lower", note: `p95 ${percentile(facts, 0.95).toFixed(2)} ms of ${count}; every fiftieth is a commit` }),
      ];
    } finally {
      await edge.close();
    }
  },
};
