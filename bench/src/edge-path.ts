/**
 * `edge-path`: a turn's whole way through the edge. The product's edge on a slow disk, its network in the way, our node
 * with a voice and a recogniser that answer at once, and a caller outside. What is ours is what is left without the network.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { answeredTurns } from "./answered-turns.ts";
import { startDelayProxy } from "./delay-proxy.ts";
import { startEdgeUnderTest, type EdgeUnderTest } from "./edge-under-test.ts";
import { nodeFile, reportOf, startCallers, startSubject, type Callers, type Subject } from "./processes.ts";
import { measured, notMeasured, percentile, type Bench } from "./row.ts";
import { callerSpeech } from "./spoken.ts";

const fsyncDelayMs = 5;
const roundTripMs = 40;
const turnsWanted = { quick: 3, full: 20 } as const;
/** A turn with its speech, endpoint and reply takes four to five seconds. */
const turnTimeoutMs = 12_000;
const budgetMs = 120;
/** Orders of the demo shop, one after another: each is looked up by a tool and the bot asks for the next. */
const orders = ["4071", "1234", "5678", "2580", "9036"];

async function openCall(edge: EdgeUnderTest, callers: Callers, node: Subject, speech: Int16Array): Promise<string> {
  const bound = callers.next("bound");
  callers.tell({ type: "bind", calls: 1 });
  const { ports } = await bound;
  let port = 0;
  const { callId } = await edge.startCall("order-status", ports[0] ?? 0, async (grant) => {
    const opened = node.next("opened");
    node.tell({ type: "open", callers: ports, grants: [grant] });
    port = (await opened).ports[0] ?? 0;
    return port;
  });
  callers.tell({ type: "start", ports: [port], speech, firstAfterMs: 3_000 });
  return callId;
}

async function measureTurns(wanted: number): Promise<{ overheadMs: number[]; status: string }> {
  const speech = await callerSpeech();
  const edge = await startEdgeUnderTest({ fsyncDelayMs });
  const proxy = await startDelayProxy(edge.port, roundTripMs);
  const callers = startCallers();
  const recordings = await mkdtemp(path.join(tmpdir(), "zvon-recordings-"));
  try {
    const node = await startSubject("the node under test", nodeFile, { edgeUrl: proxy.url, recordings, phraseCache: null, texts: orders });
    try {
      const callId = await openCall(edge, callers, node, speech);
      const overheadMs: number[] = [];
      const until = performance.now() + wanted * turnTimeoutMs;
      const turns = [];
      const endpoints = [];
      while (overheadMs.length < wanted && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        const report = await reportOf(callers, node);
        turns.push(...report.turns);
        endpoints.push(...report.endpoints);
        overheadMs.splice(0, Infinity, ...answeredTurns(turns, endpoints).map((turn) => turn.overheadMs));
      }
      return { overheadMs: overheadMs.slice(0, wanted), status: (await edge.call(callId)).status };
    } finally {
      await node.close();
    }
  } finally {
    await callers.close();
    await rm(recordings, { recursive: true, force: true });
    await proxy.close();
    await edge.close();
  }
}

export const edgePath: Bench = {
  prefix: "edge-path",
  async run({ quick }) {
    const wanted = quick ? turnsWanted.quick : turnsWanted.full;
    const { overheadMs, status } = await measureTurns(wanted);
    const row = { id: "edge-path.own-share", what: `endpoint decided → first bot audio at the caller's socket through the edge, ${fsyncDelayMs} ms added to each fsync, without the ${roundTripMs} ms of the network, p95`, unit: "ms", budget: budgetMs, better: "lower" } as const;
    if (overheadMs.length < wanted) return [notMeasured(row, `${overheadMs.length} of ${wanted} turns were answered; the call is ${status}`)];
    const own = overheadMs.map((ms) => ms - roundTripMs);
    return [measured({ ...row, value: percentile(own, 0.95), note: `a call of ${wanted} turns, p50 ${percentile(own, 0.5).toFixed(1)} ms; every turn looks an order up` })];
  },
};
