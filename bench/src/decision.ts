/**
 * `decision`: what a turn of the flow costs the edge without a model. A call is held over its link on the real workerd;
 * processor time is the process's own, by the kernel, over all its turns (workerd's clock stands still while code runs).
 * The caller stands at the read-back and changes the time again and again: every field is read, the answer is stored.
 */
import { readFileSync, readdirSync } from "node:fs";
import { parseToNode, type FactBody, type ToEdge, type ToNode } from "@zvon/contract/call-link.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { WebSocket } from "ws";
import { watchCommits } from "../../e2e/src/storage-commits.ts";
import { startEdgeUnderTest, type EdgeUnderTest } from "./edge-under-test.ts";
import { measured, notMeasured, percentile, type Bench, type Row } from "./row.ts";

const turns = { quick: 400, full: 1_500 } as const;
/** Compiling is once an isolate, not once a turn. */
const warmUpTurns = 200;
const ordinaryTurns = 15;
const wakes = { quick: 1, full: 5 } as const;
const answerTimeoutMs = 5_000;
/** workerd closes an object without work after ten seconds; its log of writes goes with it. */
const evictedAfterMs = 45_000;
/** Of `/proc/<pid>/stat`, as Linux has it on every machine of ours. */
const ticksASecond = 100;

const opening = ["хочу записаться на стрижку", "завтра в пять", "меня зовут Анна"];
const corrections = ["нет, не в пять, а в шесть", "нет, не в шесть, а в пять"];

type Talk = { say(text: string): Promise<number>; end(): void };

export const decision: Bench = {
  prefix: "decision",
  async run({ quick }): Promise<Row[]> {
    const edge = await startEdgeUnderTest({ fsyncDelayMs: null });
    try {
      const long = await atReadBack(edge, warmUpTurns);
      const costs = await cost(edge, long.correct, quick ? turns.quick : turns.full);
      long.end();
      // A session brings back its whole call: one of ordinary length.
      const ordinary = await atReadBack(edge, ordinaryTurns);
      const back = await wake(edge, ordinary.correct, quick ? wakes.quick : wakes.full);
      ordinary.end();
      return [...costs, back];
    } finally {
      await edge.close();
    }
  },
};

async function atReadBack(edge: EdgeUnderTest, corrected: number): Promise<{ correct(): Promise<number>; end(): void }> {
  const talk = await openTalk(edge, await edge.startCall("salon", 40_000, () => Promise.resolve(40_002)));
  for (const text of opening) await talk.say(text);
  let said = 0;
  const correct = () => talk.say(corrections[said++ % 2] ?? "");
  for (let turn = 0; turn < corrected; turn += 1) await correct();
  return { correct, end: () => talk.end() };
}

async function cost(edge: EdgeUnderTest, correct: () => Promise<number>, count: number): Promise<Row[]> {
  const commits = watchCommits(edge.folder);
  const before = processorMs(edge.pid());
  const answers: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    answers.push(await correct());
    // A log that was folded into its database is gone.
    if (turn % 25 === 0) commits.counts();
  }
  const used = processorMs(edge.pid()) - before;
  const directory = [...commits.counts()].filter(([file]) => isDirectory(file)).reduce((sum, [, n]) => sum + n, 0);
  const session = [...commits.counts()].filter(([file]) => file.includes("CallSession")).reduce((sum, [, n]) => sum + n, 0);
  const note = `${count} turns of one call with their storage and link; answered within p50 ${percentile(answers, 0.5).toFixed(1)} ms, p95 ${percentile(answers, 0.95).toFixed(1)} ms`;
  return [
    measured({ id: "decision.cpu", what: "processor time of workerd a turn of the flow, no model", value: used / count, unit: "ms", budget: 2, better: "lower", note }),
    // Nothing counted of the call itself would hold any budget.
    session === 0 ? notMeasured(directoryRow, "no commit of the call was seen either") : measured({ ...directoryRow, value: directory, note: `${session} of the call's own; reads are counted by the worker's tests` }),
  ];
}

const directoryRow = { id: "decision.d1", what: "commits of D1 in all these turns", unit: "commits", budget: 0, better: "lower" } as const;
/** By its class: names of objects are hex, and any of them may hold "d1". */
const isDirectory = (file: string): boolean => file.includes("D1DatabaseObject");

/** @returns the row of an object that was away: its log of writes is gone, then it answers a turn. */
async function wake(edge: EdgeUnderTest, correct: () => Promise<number>, count: number): Promise<Row> {
  const row = { id: "decision.eviction", what: "turn → first words of a session that workerd had evicted, p50", unit: "ms", budget: 20, better: "lower" } as const;
  const [awake, asleep]: [number[], number[]] = [[], []];
  for (let round = 0; round < count; round += 1) {
    awake.push(await correct(), await correct(), await correct());
    const until = performance.now() + evictedAfterMs;
    while (sessionLogs(edge.folder) > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 250));
    if (sessionLogs(edge.folder) > 0) return notMeasured(row, `the session was not evicted in ${evictedAfterMs / 1000} s`);
    asleep.push(await correct());
  }
  return { ...measured({ ...row, value: percentile(asleep, 0.5) }), note: `${count} times; worst ${Math.max(...asleep).toFixed(1)} ms; awake p50 ${percentile(awake, 0.5).toFixed(1)} ms` };
}

/** Null for the answer to a ping. */
const read = (data: WebSocket.RawData): ToNode | null => (data.toString() === "pong" ? null : parseToNode(data.toString()));

const sessionLogs = (folder: string): number => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("CallSession") && name.endsWith(".sqlite-wal") && !name.includes("metadata")).length;

/** User and system time of the whole process. */
function processorMs(pid: number | null): number {
  const stat = readFileSync(`/proc/${pid ?? 0}/stat`, "utf8").replace(/^.*\) /s, "").split(" ");
  return ((Number(stat[11]) + Number(stat[12])) * 1000) / ticksASecond;
}

async function openTalk(edge: EdgeUnderTest, grant: LinkGrant): Promise<Talk> {
  const socket = new WebSocket(new URL(grant.path, edge.url.replace(/^http/, "ws")), { headers: { authorization: `Bearer ${grant.token}` }, perMessageDeflate: false });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const next = <T extends ToNode["type"]>(type: T, is: (message: Extract<ToNode, { type: T }>) => boolean = () => true): Promise<Extract<ToNode, { type: T }>> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${type} in ${answerTimeoutMs} ms`)), answerTimeoutMs);
      const listen = (data: WebSocket.RawData) => {
        const message = read(data);
        if (message === null) return;
        if (message.type !== type || !is(message as Extract<ToNode, { type: T }>)) return;
        clearTimeout(timer);
        socket.off("message", listen);
        resolve(message as Extract<ToNode, { type: T }>);
      };
      socket.on("message", listen);
    });
  const send = (message: ToEdge) => socket.send(JSON.stringify(message));
  // As a node does, or the edge gives the link up as half open; the answer comes without the object being woken.
  const pings = setInterval(() => socket.send("ping"), 5_000).unref();
  let [n, turn, seen] = [0, 0, 0];
  const told: ToEdge[] = [];
  const tell = (body: FactBody) => {
    const fact: ToEdge = { v: 1, n: ++n, ...body };
    told.push(fact);
    send(fact);
  };
  // An object that was away has what it stored: it is told the rest again, as by a node.
  socket.on("message", (data) => {
    const message = read(data);
    if (message?.type !== "ack") return;
    if (message.seen < seen) for (const fact of told.slice(message.seen)) send(fact);
    seen = message.seen;
  });
  const hearOut = async (): Promise<number> => {
    const began = performance.now();
    let firstMs = 0;
    const { reply } = await next("reply.text", (message) => {
      firstMs ||= performance.now() - began;
      return message.last;
    });
    tell({ type: "reply.heard", reply, turn, heard: "да", interrupted: false, startMs: 0, endMs: 0, decisionMs: 0, ttsMs: 0, firstAudioMs: 0 });
    return firstMs;
  };
  const welcome = next("welcome");
  send({ v: 1, type: "hello", callId: grant.callId, epoch: 1, fresh: false, turn: 0, held: { reply: -1, seq: -1, last: true } });
  await welcome;
  const greeting = hearOut();
  tell({ type: "call.answered", atMs: 0 });
  await greeting;
  return {
    say(text) {
      turn += 1;
      const answered = hearOut();
      tell({ type: "turn.final", turn, text, verdict: "sure", confidence: 0.95, language: "ru", startMs: 0, endMs: 0, endpointMs: 0, sttMs: 0, by: "voice" });
      return answered;
    },
    end() {
      clearInterval(pings);
      tell({ type: "call.ended", reason: "caller_hangup", cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 1_000, media: {} });
      socket.close(1000);
    },
  };
}
