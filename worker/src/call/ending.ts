/** The end of a call: reached once, settled with the archive, and mended by evidence that comes later. */
import { callLinkVersion, closeCode } from "@zvon/contract/call-link.ts";
import type { Fact } from "@zvon/contract/call-link.ts";
import { outcomeByRules } from "../dialogue/outcome/outcome.ts";
import { analyse, beginAnalysing, closeAnalysed, finishedCall } from "./analysis.ts";
import { commit } from "./commit.ts";
import { leaveDesk } from "./desk-wish.ts";
import type { Work } from "./events.ts";
import { acknowledge, send } from "./link-out.ts";
import { callOf, settledOf } from "./record.ts";
import { change, dropThought, messageOfTurn, publish, toolsRunning } from "./replies.ts";
import type { Ended } from "./state.ts";
import { closeTakeOver } from "./taking-over.ts";
import { setNodeUsage } from "./usage.ts";

/** A write that was under way may still tell whether the booking stands; then the record is written. */
export const toolGraceMs = 20_000;
/** A model that is told to stop says at once what it has cost. */
const thoughtGraceMs = 1_000;

/** The first end wins. */
export function endCall<D>(work: Work<D>, end: Omit<Ended, "at">): void {
  const { data, memory } = work;
  if (data.phase !== "live") return;
  const durationMs = end.durationMs ?? (data.answeredAt === null ? 0 : Math.max(0, work.nowMs - data.answeredAt));
  // Words whose meaning is still asked for were said all the same; whoever answers later finds nobody.
  const { meaning } = memory;
  if (meaning !== null) {
    memory.meaning = null;
    data.turn = meaning.turn;
    messageOfTurn(work, meaning, null);
  }
  data.phase = "ended";
  data.status = "ended";
  // The node tells that it hung up as it was told; why it was, the dialogue knows.
  const detail = end.detail === "" && data.hangup?.reason === end.reason ? (data.hangup.detail ?? "") : end.detail;
  data.ended = { ...end, detail, durationMs, at: work.nowMs };
  // Whoever had it saw to it: the bot's last word was before that.
  if (data.taken !== null) data.decided ??= "transferred";
  data.outcome = outcomeByRules(finishedCall(work));
  dropThought(work);
  leaveDesk(work);
  data.transfer = null;
  closeTakeOver(work);
  // What nobody told to have sounded is not history.
  for (const message of memory.messages) if (message.who === "bot" && message.heardText === null) change(work, { ...message, heardText: "", interrupted: true });
  commit(work);
  acknowledge(work);
  if (!data.nodeEnded) send(work, { v: callLinkVersion, type: "hangup", reason: end.reason, afterReply: -1 });
  publish(work, { type: "call.status", call: callOf(work.context.begin, work) });
  publish(work, { type: "ended", endReason: end.reason, outcome: data.outcome });
}

/** Asks for settlement once nothing is waited for any more. Repeated until the archive has the call. */
export function settleWhenDue<D>(work: Work<D>): void {
  const { data, memory } = work;
  if (data.phase === "ended" && !memory.busy && settleDueMs(work) <= work.nowMs) {
    memory.busy = true;
    memory.retryAtMs = null;
    analyse(work);
    work.effects.push({ type: "settle", record: settledOf(work.context.begin, work, work.nowMs) });
  }
  if (data.phase === "settled" && data.correction !== null && memory.retryAtMs !== null && memory.retryAtMs <= work.nowMs) {
    memory.retryAtMs = work.nowMs + 30_000;
    work.effects.push({ type: "correct", correction: data.correction });
  }
}

export function settleDueMs<D>(work: Pick<Work<D>, "data" | "memory">): number {
  const { data, memory } = work;
  if (memory.retryAtMs !== null) return memory.retryAtMs;
  if (memory.stopping > 0) return (data.ended?.at ?? 0) + thoughtGraceMs;
  return toolsRunning(data) ? (data.ended?.at ?? 0) + toolGraceMs : 0;
}

/** The archive has the call. */
export function settled<D>(work: Work<D>): void {
  const { data, memory } = work;
  if (data.phase !== "ended") return;
  if (data.analysis?.final === false) beginAnalysing(work);
  else closeAnalysed(work);
  if (data.nodeEnded && memory.up) work.effects.push({ type: "close", epoch: data.epoch, code: closeCode.done });
}

/** Facts of a call whose books are closed: another end or other totals become a correction, the rest is history that nobody keeps. */
export function onEvidence<D>(work: Work<D>, fact: Fact): void {
  const { data, memory, context } = work;
  if (fact.type === "usage") {
    return setNodeUsage(data, fact);
  }
  if (fact.type !== "call.ended" || data.nodeEnded) return;
  data.nodeEnded = true;
  data.correction = { callId: context.begin.callId, at: work.nowMs, endReason: fact.reason, cause: fact.cause, detail: fact.detail, durationMs: fact.durationMs, usage: data.usage };
  if (data.phase === "settled") memory.retryAtMs = work.nowMs;
  commit(work);
}
