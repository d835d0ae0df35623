/**
 * `turn-overhead` and `memory`: what we add to a turn and what a call costs in memory, vendors answering at once, and
 * the same of a peer in the same run. Three processes: the node under test, the callers, and this one with the edge.
 * Both are measured by the same callers; a turn begins when the recogniser is told that no more audio comes and ends
 * when the first packet with sound arrives at the caller's socket.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { answeredTurns } from "./answered-turns.ts";
import { startInstantEdge } from "./instant-edge.ts";
import { startPeer, type Peer } from "./peer.ts";
import { nodeFile, openCalls, reportOf, startCallers, startSubject, type Subject } from "./processes.ts";
import { measured, notMeasured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";
import { callerSpeech } from "./spoken.ts";

const callsAtOnce = 50;
/**
 * So many calls, each having spoken for a while, against none. The slope between ten and fifty says a quarter of
 * this: after ten the heap has grown already. What the first calls warm up is divided by all of them here.
 */
const memoryCalls = 50;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const noGrant = () => ({ callId: "", path: "", token: "", epochBase: 0 });

/** A node with an edge of its own over TLS; closes both. */
async function withNode<T>(options: { cached: boolean }, use: (subject: Subject, grant: ReturnType<Awaited<ReturnType<typeof startInstantEdge>>["grant"]> extends infer G ? () => G : never) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "zvon-phrases-"));
  const edge = await startInstantEdge();
  try {
    const settings = { edgeUrl: edge.url, recordings: folder, phraseCache: options.cached ? folder : null, texts: null };
    const subject = await startSubject("the node under test", nodeFile, settings, { NODE_EXTRA_CA_CERTS: edge.certificateFile });
    try {
      return await use(subject, edge.grant);
    } finally {
      await subject.close();
    }
  } finally {
    await edge.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Turns = { overheadMs: number[]; afterSpeechMs: number[]; unanswered: number };

async function measureTurns(subject: Subject, grant: typeof noGrant, speech: Int16Array, quick: boolean): Promise<Turns> {
  const callers = startCallers();
  try {
    await openCalls(callers, subject, callsAtOnce, speech, grant);
    // The first turns warm the code up.
    await pause(quick ? 6_000 : 10_000);
    const before = await reportOf(callers, subject);
    await pause(quick ? 8_000 : 40_000);
    const { turns, endpoints, begun } = await reportOf(callers, subject);
    const answered = answeredTurns(turns, endpoints);
    return { overheadMs: answered.map((turn) => turn.overheadMs), afterSpeechMs: answered.map((turn) => turn.afterSpeechMs), unanswered: Math.max(0, begun - before.begun - turns.length) };
  } finally {
    await callers.close();
  }
}

/** MiB a call, at the time when the process had most. */
async function measureMemory(subject: Subject, grant: typeof noGrant, speech: Int16Array, quick: boolean): Promise<number> {
  const callers = startCallers();
  try {
    const before = await reportOf(callers, subject);
    await openCalls(callers, subject, memoryCalls, speech, grant);
    let most = 0;
    for (let look = 0; look < (quick ? 6 : 15); look++) {
      await pause(2_000);
      most = Math.max(most, (await reportOf(callers, subject)).rssBytes);
    }
    return (most - before.rssBytes) / memoryCalls / 2 ** 20;
  } finally {
    await callers.close();
  }
}

/** A peer that can't be had leaves its row without it, and so not ok. */
async function ofPeer<T>(say: BenchContext["say"], measure: (peer: Peer) => Promise<T>): Promise<{ value: T; name: string; version: string } | { why: string }> {
  try {
    const peer = await startPeer(say);
    try {
      return { value: await measure(peer), name: peer.name, version: peer.version };
    } finally {
      await peer.subject.close();
    }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

const withPeer = (row: Row, peer: { value: number; name: string; version: string } | { why: string }): Row =>
  "why" in peer ? { ...row, ok: false, note: `${row.note ?? ""}; no peer: ${peer.why}` } : { ...row, peer };

export const turnOverhead: Bench = {
  prefix: "turn-overhead",
  async run({ quick, say }) {
    const speech = await callerSpeech();
    const ours = await withNode({ cached: true }, (subject, grant) => measureTurns(subject, grant, speech, quick));
    say(`${ours.overheadMs.length} turns answered, ${ours.unanswered} under way or lost`);
    const peer = await ofPeer(say, async ({ subject }) => measureTurns(subject, noGrant, speech, quick));
    const what = (share: string) => `endpoint decided → first bot audio at the caller's socket, vendors instant, ${callsAtOnce} calls, ${share}`;
    if (ours.overheadMs.length < callsAtOnce) return [notMeasured({ id: "turn-overhead.p50", what: what("p50"), unit: "ms", budget: 10, better: "lower" }, `only ${ours.overheadMs.length} turns were answered`)];
    const at = (share: number) => ("why" in peer ? peer : peer.value.overheadMs.length === 0 ? { why: "it answered no turn" } : { ...peer, value: percentile(peer.value.overheadMs, share) });
    const note = `${ours.overheadMs.length} turns, each reply's text new`;
    return [
      withPeer(measured({ id: "turn-overhead.p50", what: what("p50"), value: percentile(ours.overheadMs, 0.5), unit: "ms", budget: 10, better: "lower", note }), at(0.5)),
      withPeer(measured({ id: "turn-overhead.p95", what: what("p95"), value: percentile(ours.overheadMs, 0.95), unit: "ms", budget: 25, better: "lower", note }), at(0.95)),
      measured({ id: "turn-overhead.after-speech", what: "last packet of speech → first bot audio, 500 ms of them the configured endpoint, p50", value: percentile(ours.afterSpeechMs, 0.5), unit: "ms", budget: null, better: "lower", note: "jitter buffer and the detector's hang-over are in it" }),
    ];
  },
};

export const memory: Bench = {
  prefix: "memory",
  async run({ quick, say }) {
    const speech = await callerSpeech();
    const ours = await withNode({ cached: false }, (subject, grant) => measureMemory(subject, grant, speech, quick));
    const peer = await ofPeer(say, async ({ subject }) => measureMemory(subject, noGrant, speech, quick));
    const row = measured({ id: "memory.call", what: "one more call on the node, its link over TLS", value: ours, unit: "MiB", budget: 1.5, better: "lower", note: `most resident memory with ${memoryCalls} calls that talk, less that of the idle node, a call` });
    return [withPeer(row, peer)];
  },
};
