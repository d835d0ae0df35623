/**
 * `turn-overhead` and `memory`: what we add to a turn and what a call costs in memory, vendors answering at once, and
 * the same of a peer in the same run. Three processes: the node under test, the callers, and this one with the edge.
 * Both are measured by the same callers; a turn begins when the recogniser is told that no more audio comes and ends
 * when the first packet with sound arrives at the caller's socket.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { answeredTurns } from "./answered-turns.ts";
import type { Endpoint, HeardTurn } from "./caller-messages.ts";
import { startInstantEdge } from "./instant-edge.ts";
import { startPeer, type Peer } from "./peer.ts";
import { nodeFile, openCalls, reportOf, startCallers, startSubject, type Subject } from "./processes.ts";
import { measured, notMeasured, percentile, type Bench, type BenchContext, type Row } from "./row.ts";
import { callerSpeech } from "./spoken.ts";

const callsAtOnce = 50;
/** The first turns warm the code up. */
const warmUpMs = { quick: 4_500, full: 10_000 } as const;
const measureMs = { quick: 6_000, full: 40_000 } as const;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const noGrant = (): LinkGrant => ({ callId: "", path: "", token: "", epochBase: 0 });

/** A node with an edge of its own over TLS; closes both. */
export async function withNode<T>(use: (subject: Subject, grant: () => LinkGrant) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "zvon-phrases-"));
  const edge = await startInstantEdge();
  try {
    const settings = { edgeUrl: edge.url, recordings: folder, phraseCache: folder, texts: null };
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

type Talk = {
  overheadMs: number[];
  afterSpeechMs: number[];
  /**
   * The most resident memory while all talked, less that of the idle process, a call. The slope between ten and fifty
   * calls says a quarter of this, since after ten the heap has grown already: what the first calls warm up is in it.
   */
  mebibytesPerCall: number;
};

async function measureTalk(subject: Subject, grant: () => LinkGrant, speech: Int16Array, quick: boolean): Promise<Talk> {
  const pace = quick ? "quick" : "full";
  const callers = startCallers();
  try {
    const idle = await reportOf(callers, subject);
    await openCalls(callers, subject, callsAtOnce, speech, grant);
    await pause(warmUpMs[pace]);
    let mostBytes = (await reportOf(callers, subject)).rssBytes;
    // An endpoint and the sound that answers it may come in two reports.
    const turns: HeardTurn[] = [];
    const endpoints: Endpoint[] = [];
    for (const until = performance.now() + measureMs[pace]; performance.now() < until; ) {
      await pause(2_000);
      const report = await reportOf(callers, subject);
      mostBytes = Math.max(mostBytes, report.rssBytes);
      turns.push(...report.turns);
      endpoints.push(...report.endpoints);
    }
    const answered = answeredTurns(turns, endpoints);
    return { overheadMs: answered.map((turn) => turn.overheadMs), afterSpeechMs: answered.map((turn) => turn.afterSpeechMs), mebibytesPerCall: (mostBytes - idle.rssBytes) / callsAtOnce / 2 ** 20 };
  } finally {
    await callers.close();
  }
}

type OfPeer<T> = { value: T; name: string; version: string } | { why: string };

/** A peer that can't be had leaves its row without it, and so not ok. */
async function ofPeer<T>(say: BenchContext["say"], measure: (peer: Peer) => Promise<T>): Promise<OfPeer<T>> {
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

const withPeer = (row: Row, peer: OfPeer<number>): Row =>
  "why" in peer ? { ...row, ok: false, note: `${row.note ?? ""}; no peer: ${peer.why}` } : { ...row, peer };

type Both = { ours: Talk; peer: OfPeer<Talk> };

/** Two benches of one run: fifty calls talk to us, then to the peer. */
export function createTurnBenches(): { turnOverhead: Bench; memory: Bench } {
  let both: Promise<Both> | null = null;
  const measure = ({ quick, say }: BenchContext): Promise<Both> => {
    both ??= (async () => {
      const speech = await callerSpeech();
      const ours = await withNode((subject, grant) => measureTalk(subject, grant, speech, quick));
      say(`${ours.overheadMs.length} turns answered`);
      const peer = await ofPeer(say, ({ subject }) => measureTalk(subject, noGrant, speech, quick));
      return { ours, peer };
    })();
    return both;
  };
  const part = (peer: OfPeer<Talk>, figure: (talk: Talk) => number): OfPeer<number> => {
    if ("why" in peer) return peer;
    return peer.value.overheadMs.length < callsAtOnce ? { why: `${peer.name} answered only ${peer.value.overheadMs.length} turns` } : { ...peer, value: figure(peer.value) };
  };
  return {
    turnOverhead: {
      prefix: "turn-overhead",
      async run(context) {
        const { ours, peer } = await measure(context);
        const what = (share: string) => `endpoint decided → first bot audio at the caller's socket, vendors instant, ${callsAtOnce} calls, ${share}`;
        if (ours.overheadMs.length < callsAtOnce) return [notMeasured({ id: "turn-overhead.p50", what: what("p50"), unit: "ms", budget: 10, better: "lower" }, `only ${ours.overheadMs.length} turns were answered`)];
        const note = `${ours.overheadMs.length} turns, each reply's text new`;
        const row = (name: "p50" | "p95", share: number, budget: number): Row =>
          withPeer(measured({ id: `turn-overhead.${name}`, what: what(name), value: percentile(ours.overheadMs, share), unit: "ms", budget, better: "lower", note }), part(peer, (talk) => percentile(talk.overheadMs, share)));
        return [
          row("p50", 0.5, 10),
          row("p95", 0.95, 25),
          measured({ id: "turn-overhead.after-speech", what: "last packet of speech → first bot audio, 500 ms of them the configured endpoint, p50", value: percentile(ours.afterSpeechMs, 0.5), unit: "ms", budget: null, better: "lower", note: "jitter buffer and the detector's hang-over are in it" }),
        ];
      },
    },
    memory: {
      prefix: "memory",
      async run(context) {
        const { ours, peer } = await measure(context);
        const row = measured({ id: "memory.call", what: "one more call on the node, its link over TLS", value: ours.mebibytesPerCall, unit: "MiB", budget: 1.5, better: "lower", note: `most resident memory with ${callsAtOnce} calls that talk and are recorded, less that of the idle node, a call` });
        return [withPeer(row, part(peer, (talk) => talk.mebibytesPerCall))];
      },
    },
  };
}
