/** Everything of a call that happens because time has passed. One alarm a session: the earliest of these. */
import { chatGoneMs, chatIdleMs, chatUnbegunMs, chatUnbegunPageMs } from "@zvon/contract/chat.ts";
import type { CallEvent, Work } from "./events.ts";
import { analyseDueMs } from "./analysis.ts";
import { commit } from "./commit.ts";
import { endCall, settleDueMs } from "./ending.ts";
import { acknowledge, sayHangup } from "./link-out.ts";
import { dropThought } from "./replies.ts";
import { handBackDueMs, onHandBack } from "./taking-over.ts";
import { endTransfer, queueMs, transferMs } from "./transfers.ts";

/** Half of the hub's 60 s: one renewal may fail. */
export const renewEveryMs = 30_000;
const renewAgainMs = 5_000;
/** The node ends a call without an edge after 30 s, 35 at most while something sounds. */
export const linkLossMs = 45_000;
/** Beside the ring time-out: placing, connecting, and the node's own answer. */
export const ringGraceMs = 30_000;
/** The node counts the longest duration itself. */
const durationGraceMs = 15_000;
const hangupGraceMs = 15_000;
/** The longest goodbye. */
const goodbyeMs = 60_000;
/** The node's spool may bring evidence of the end for a day. */
export const keepSettledMs = 24 * 3_600_000;

const noCause = { q850: null, sip: null, text: "" };

type Deadline = "renew" | "link" | "ring" | "duration" | "transfer" | "idle" | "gone" | "hand-back" | "hangup" | "goodbye" | "settle" | "analyse" | "correct" | "erase";

/** The deadlines of the phase, ms of wall time; those that don't apply are left out. */
function deadlines<D>(work: Pick<Work<D>, "context" | "data" | "memory">): [Deadline, number][] {
  const { data, memory, context } = work;
  const { begin } = context;
  switch (data.phase) {
    case "live": {
      const all: [Deadline, number][] = [["renew", memory.renewAtMs]];
      if (!memory.up && data.epoch > 0) all.push(["link", memory.downSinceMs + linkLossMs]);
      if (data.answeredAt === null) all.push(["ring", data.createdAt + begin.ringTimeoutMs + ringGraceMs]);
      else if (data.hangup === null) all.push(["duration", data.answeredAt + begin.maxDurationMs + durationGraceMs]);
      if (data.transfer !== null && data.hangup === null) all.push(["transfer", data.transfer.sinceMs + (data.transfer.queue?.phone === null ? queueMs : transferMs)]);
      const handBackMs = handBackDueMs(data);
      if (handBackMs !== null && data.hangup === null) all.push(["hand-back", handBackMs]);
      if (begin.via === "text") all.push(["idle", lastWordMs(work) + idleMs(work)]);
      if (data.leftAt !== null) all.push(["gone", data.leftAt + chatGoneMs]);
      // A link that is down is waited for: the node may have hung up already, and knows when and how.
      if (data.hangup !== null && (memory.up || data.epoch === 0)) all.push(data.hangup.afterReply === -1 ? ["hangup", data.hangup.sinceMs + hangupGraceMs] : ["goodbye", data.hangup.sinceMs + goodbyeMs]);
      return all;
    }
    case "ended":
      return memory.busy ? [] : [["settle", settleDueMs(work)]];
    case "analysing":
      return [["analyse", analyseDueMs(work)]];
    case "settled": {
      if (memory.busy) return [];
      const all: [Deadline, number][] = [["erase", (data.ended?.at ?? data.createdAt) + keepSettledMs]];
      if (data.correction !== null && memory.retryAtMs !== null) all.push(["correct", memory.retryAtMs]);
      return all;
    }
  }
}

/** When the caller last wrote, or the chat began. */
function lastWordMs<D>({ data, memory }: Pick<Work<D>, "data" | "memory">): number {
  const atMs = memory.messages.findLast((message) => message.who === "caller")?.startMs ?? null;
  return atMs === null ? (data.answeredAt ?? data.createdAt) : data.createdAt + atMs;
}

/** Nobody has written yet: one who holds it by HTTP is not there; `leftAt` is null of those who never came by WebSocket, too. */
function idleMs<D>({ data, memory }: Pick<Work<D>, "data" | "memory">): number {
  if (memory.messages.some((message) => message.who === "caller")) return chatIdleMs;
  return data.byPage ? chatUnbegunPageMs : chatUnbegunMs;
}

export function nextDeadline<D>(work: Pick<Work<D>, "context" | "data" | "memory">): number {
  return Math.min(...deadlines(work).map(([, atMs]) => atMs));
}

/** An alarm that is armed too early is left alone, for arming is a write: it fires, finds nothing due, and is armed anew. */
export function armAlarm<D>(work: Work<D>): void {
  const next = nextDeadline(work);
  if (next === Infinity || (work.memory.armedAtMs !== null && work.memory.armedAtMs <= next)) return;
  work.memory.armedAtMs = next;
  work.effects.push({ type: "arm", atMs: next });
}

export function onAlarm<D>(work: Work<D>): void {
  for (const [deadline, atMs] of deadlines(work)) {
    if (work.nowMs >= atMs && work.data.phase !== "ended") expire(work, deadline);
  }
}

function expire<D>(work: Work<D>, deadline: Deadline): void {
  const { data, memory } = work;
  const ended = { cause: noCause, durationMs: null, media: {} };
  switch (deadline) {
    case "renew":
      memory.renewAtMs = work.nowMs + renewEveryMs;
      // Our own clock is the floor: a node that tells little usage gets no talk for nothing.
      work.effects.push({ type: "renewLease", mediaMs: Math.max(data.usage.mediaMs, data.answeredAt === null ? 0 : work.nowMs - data.answeredAt) });
      if (memory.piled === 0) return;
      // The alarm is written anyway: what the node keeps for us goes to disk with it.
      commit(work);
      return acknowledge(work);
    case "link":
      return endCall(work, { ...ended, reason: data.hangup?.reason ?? "node_lost", detail: `the call link was gone for ${linkLossMs / 1000} s` });
    case "ring":
      if (data.epoch === 0) return endCall(work, { ...ended, reason: "failed", detail: "the media node never opened the call link" });
      return endCall(work, { ...ended, reason: "no_answer", detail: "nobody answered, and the media node did not tell" });
    case "duration":
      dropThought(work);
      data.hangup = { reason: "max_duration", afterReply: -1, sinceMs: work.nowMs };
      commit(work);
      return sayHangup(work);
    case "transfer":
      return endTransfer(work, "failed");
    case "hand-back":
      return onHandBack(work);
    case "idle":
      return endCall(work, { ...ended, reason: "silent", detail: `nothing was written for ${idleMs(work) / 60_000} min` });
    case "gone":
      return endCall(work, { ...ended, reason: "caller_hangup", detail: `nobody came back for ${chatGoneMs / 60_000} min` });
    case "goodbye":
      if (data.hangup === null) return;
      dropThought(work);
      data.hangup = { ...data.hangup, afterReply: -1, sinceMs: work.nowMs };
      commit(work);
      return sayHangup(work);
    case "hangup":
      return endCall(work, { ...ended, reason: data.hangup?.reason ?? "failed", detail: "the media node did not tell the end" });
    case "erase":
      memory.busy = true;
      work.effects.push({ type: "erase" });
      return;
    case "settle":
    case "analyse":
    case "correct":
      return;
  }
}

/** The hub's answer to a renewal. A refused call ends politely: what is being said is heard out. */
export function renewal<D>(work: Work<D>, answer: Extract<CallEvent, { type: "lease" }>["answer"]): void {
  const { data, memory } = work;
  if (data.phase !== "live") return;
  if (answer === "unreachable") {
    memory.renewAtMs = Math.min(memory.renewAtMs, work.nowMs + renewAgainMs);
    if (work.nowMs >= memory.leaseUntilMs) refused(work, "the lease could not be renewed");
    return;
  }
  if (!answer.ok) return refused(work, answer.detail);
  memory.leaseUntilMs = answer.untilMs;
}

function refused<D>(work: Work<D>, detail: string): void {
  const { data, memory } = work;
  if (data.hangup !== null) return;
  if (!memory.up) return endCall(work, { reason: "limit", cause: noCause, detail, durationMs: null, media: {} });
  data.hangup = { reason: "limit", afterReply: data.current !== null && !data.current.closed ? data.current.reply : -1, sinceMs: work.nowMs, detail };
  commit(work);
  sayHangup(work);
}
