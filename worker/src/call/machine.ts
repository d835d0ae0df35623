/**
 * The call at the edge, as a pure function: facts of the node and wishes of the API in, commits and words out. The
 * shell (session.ts) owns sockets, storage, alarm and clock. Effects are run in order: what is written comes before
 * what is said or done.
 *
 * | phase   | event                  | next    | what is done                                                     |
 * | ------- | ---------------------- | ------- | ---------------------------------------------------------------- |
 * | live    | hello, newer epoch     | live    | close the older, welcome, say again what the node lacks          |
 * | live    | fact n = seen + 1      | live    | take it; heard, usage, ringing pile up, the rest is committed    |
 * | live    | fact, other n          | live    | acknowledge what there is                                        |
 * | live    | call.answered          | live    | greeting: commit, then say                                       |
 * | live    | turn.final             | live    | decide: commit, acknowledge, say, run the tool, ask the model    |
 * | live    | turn.final, not understood | live | ask the model what was meant, for a moment; commit nothing   |
 * | live    | refined                | live    | decide the same turn, as above                                   |
 * | live    | turn.speculate         | live    | ask the model ahead, for nothing but its bill                    |
 * | live    | thought                | live    | say it; commit nothing                                           |
 * | live    | thought-done           | live    | decide, end the reply; commit when it moved the flow             |
 * | live    | reply.heard, cut       | live    | stop thinking                                                    |
 * | live    | silence                | live    | decide; commit only when there is something to say               |
 * | live    | amd: a machine or fax  | live    | silence the bot; hang up, or wait until it records               |
 * | live    | machine.listening      | live    | decide: leave the message, hang up                               |
 * | live    | transfer.result        | live    | decide, commit, say; the node was asked after the turn's commit, and after each hello |
 * | live    | transfer-refused       | live    | as a transfer that failed                                        |
 * | live    | desk: ring, place, nobody | live | commit, ask the node for this operator; say the place; decide, commit, say |
 * | live    | transfer.result of an operator offered, not answered | live | commit, tell the desk |
 * | live    | tool-finished          | live    | decide, commit, say; a write that is unknown is asked once more  |
 * | live    | aside-finished         | live    | decide; stored with the next commit                              |
 * | live    | lease refused          | live    | hang up politely                                                 |
 * | live    | invited, listener      | live    | know who of the team hears it (listeners.ts)                     |
 * | live    | whisper                | live    | commit; say it when nobody speaks (whispering.ts)                |
 * | live    | take-over, hand-back   | live    | commit; give the floor, take it back (taking-over.ts)            |
 * | live    | joined, left           | live    | commit since when nobody is there (in writing)                   |
 * | live    | hangup                 | live    | commit, tell the node; said again until the end is told          |
 * | live    | call.ended             | ended   | commit, acknowledge, settle                                      |
 * | live    | place-failed, node-lost, a deadline | ended | commit, settle                                       |
 * | ended   | settled                | settled | forget all but what later evidence needs                         |
 * | ended   | settled, a model is to look | analysing | commit, ask the model                                      |
 * | analysing | analysis             | analysing | commit, file what was found beside the record; nonsense: ask once more |
 * | analysing | filed                | settled | tell, forget                                                     |
 * | analysing | file-failed          | analysing | again later                                                    |
 * | ended   | settle-failed          | ended   | again later                                                      |
 * | ended … settled | facts          | same    | other evidence of the end: a correction beside the record        |
 * | ended … settled | hello          | same    | welcome, hang up: what the node tells then is evidence           |
 * | settled | a day later            | —       | erase                                                            |
 *
 * The first end wins. An event that a phase does not expect changes only a counter.
 */
import { callLinkVersion, closeCode, epochsPerBase, isFact } from "@zvon/contract/call-link.ts";
import type { Fact, Note } from "@zvon/contract/call-link.ts";
import type { ToolResult } from "../dialogue/decision.ts";
import { analyseWhenDue, onAnalysis, onFiled } from "./analysis.ts";
import { onMachineListening, onWhoTook } from "./answering-machine.ts";
import type { BeginCall } from "./begin.ts";
import { commit } from "./commit.ts";
import { armAlarm, onAlarm, renewal } from "./deadlines.ts";
import { joinDesk } from "./desk-wish.ts";
import { endCall, onEvidence, settled, settleWhenDue } from "./ending.ts";
import type { CallContext, CallEffect, CallEvent, Work } from "./events.ts";
import { acknowledge, sayHangup, sayTransfer, send, welcome } from "./link-out.ts";
import { forgetListeners, onInvited, onListener } from "./listeners.ts";
import { onDesk, sayPlace } from "./queueing.ts";
import { callOf } from "./record.ts";
import { askMeaning, askMeaningAgain, decideTurn, onRefined, settleMeaning, takeTurn } from "./meaning.ts";
import { answer, dropThought, heard, publish, toolsRunning } from "./replies.ts";
import type { CallState } from "./state.ts";
import { holdResult, onHandBack, onTakeOver, sayFloor, writeTurnDown } from "./taking-over.ts";
import { catchUp, onThought, onThoughtDone, onThoughtUsage, thinkAhead, thoughtHeard } from "./thoughts.ts";
import { onTransferRefused, onTransferResult } from "./transfers.ts";
import { ended } from "./tool-runs.ts";
import { callerNumber } from "../tools/caller.ts";
import { keepNodeUsage, setNodeUsage } from "./usage.ts";
import { keepUnsaid, onWhisper, sayWhisper } from "./whispering.ts";

export type CallStep<D> = { state: CallState<D>; effects: CallEffect<D>[] };

const noCause = { q850: null, sip: null, text: "" };
/** So many facts may wait in memory for the next commit; a caller's turn commits long before. */
const maxPiled = 50;
/** A write whose fate is unknown is asked for once more by its key; a read may be run a few times. */
const tries = { write: 2, read: 3 };

/** @param nowMs wall time of the edge. */
export function step<D>(context: CallContext<D>, before: CallState<D>, event: CallEvent, nowMs: number): CallStep<D> {
  const work: Work<D> = { context, data: { ...before.data }, memory: { ...before.memory }, effects: [], nowMs };
  take(work, event);
  settleWhenDue(work);
  analyseWhenDue(work);
  armAlarm(work);
  return { state: { data: work.data, memory: work.memory }, effects: work.effects };
}

function take<D>(work: Work<D>, event: CallEvent): void {
  const { data, memory } = work;
  settleMeaning(work, event);
  switch (event.type) {
    case "begin":
      return commit(work);
    case "loaded":
      return onLoaded(work, event.connectedEpoch);
    case "frame":
      if (event.message.type === "hello") return onHello(work, event.message);
      if (event.epoch !== data.epoch || !memory.up) return illegal(work, "staleFrames");
      return isFact(event.message) ? onFact(work, event.message) : onNote(work, event.message);
    case "disconnected":
      if (event.epoch !== data.epoch || !memory.up) return;
      work.memory = { ...memory, up: false, downSinceMs: work.nowMs };
      return;
    case "alarm":
      work.memory.armedAtMs = null;
      return onAlarm(work);
    case "hangup":
      if (data.phase !== "live") return;
      if (data.hangup === null || data.hangup.afterReply !== -1) {
        dropThought(work);
        data.hangup = { reason: data.hangup?.reason ?? event.reason, afterReply: -1, sinceMs: work.nowMs };
        commit(work);
      }
      return sayHangup(work);
    case "joined":
      return comesAndGoes(work, null);
    case "left":
      return comesAndGoes(work, work.nowMs);
    case "tool-finished":
      return onToolFinished(work, event.key, event.result);
    case "refined":
      return onRefined(work, event.turn, event.understood);
    case "thought":
      return onThought(work, event);
    case "thought-done":
      return onThoughtDone(work, event.key, event.result);
    case "thought-usage":
      return onThoughtUsage(work, event);
    case "lease":
      return renewal(work, event.answer);
    case "place-failed":
      return endCall(work, { reason: event.reason, cause: event.cause, detail: event.detail, durationMs: null, media: {} });
    case "node-lost":
      return endCall(work, { reason: "node_lost", cause: noCause, detail: "the media node was lost", durationMs: null, media: {} });
    case "transfer-refused":
      return onTransferRefused(work, event.key);
    case "desk":
      return onDesk(work, event.news);
    case "invited":
      return onInvited(work, event.listener, event.by);
    case "whisper":
      return onWhisper(work, event);
    case "take-over":
      return onTakeOver(work, event.listener, event.by);
    case "hand-back":
      return onHandBack(work);
    case "settled":
      return settled(work);
    case "analysis":
      return onAnalysis(work, event);
    case "filed":
      return onFiled(work);
    case "settle-failed":
    case "file-failed":
      if (data.phase !== (event.type === "settle-failed" ? "ended" : "analysing")) return;
      // 1, 2, 4 … 60 s: the archive may be away for as long as a deploy or a full disk takes.
      work.memory = { ...memory, busy: false, attempts: memory.attempts + 1, retryAtMs: work.nowMs + Math.min(60_000, 1_000 * 2 ** memory.attempts) };
      return;
    case "corrected":
      if (data.correction === null) return;
      data.correction = null;
      return commit(work);
  }
}

function comesAndGoes<D>(work: Work<D>, leftAt: number | null): void {
  const { data } = work;
  const comes = leftAt === null && !data.byPage;
  if (data.phase !== "live" || (data.leftAt === leftAt && !comes)) return;
  Object.assign(data, { leftAt, byPage: data.byPage || comes });
  commit(work);
}

function illegal<D>(work: Work<D>, counter: keyof Work<D>["memory"]["counters"]): void {
  work.memory.counters = { ...work.memory.counters, [counter]: work.memory.counters[counter] + 1 };
}

// ---------------------------------------------------------------- the connection

function onLoaded<D>(work: Work<D>, connectedEpoch: number | null): void {
  const { data, memory } = work;
  if (data.correction !== null) memory.retryAtMs = work.nowMs;
  if (connectedEpoch !== null && connectedEpoch >= data.epoch) {
    data.epoch = connectedEpoch;
    memory.up = true;
    // `seen` went back to what is stored: the node sends the rest again.
    acknowledge(work);
    catchUp(work, null);
  }
  askMeaningAgain(work);
  joinDesk(work);
  // Once the record is written nobody asks for what a tool brings.
  const running = data.phase === "live" || data.phase === "ended" ? data.tools.filter((run) => run.status === "running") : [];
  const again = running.filter((run) => run.attempts < tries[run.call.effect]);
  if (again.length > 0) {
    data.tools = data.tools.map((run) => (again.includes(run) ? { ...run, attempts: run.attempts + 1 } : run));
    commit(work);
    for (const run of again) work.effects.push({ type: "runTool", call: run.call });
  }
  for (const run of running) if (!again.includes(run)) finishTool(work, run.call.key, { status: "unknown" });
}

function onHello<D>(work: Work<D>, hello: Extract<Note, { type: "hello" }>): void {
  const { data, memory } = work;
  if (hello.epoch < data.epoch) {
    work.effects.push({ type: "close", epoch: hello.epoch, code: closeCode.replaced });
    return illegal(work, "staleFrames");
  }
  if (hello.epoch > data.epoch && memory.up) work.effects.push({ type: "close", epoch: data.epoch, code: closeCode.replaced });
  const life = Math.floor(hello.epoch / epochsPerBase);
  const another = data.epoch > 0 && life > data.life;
  data.epoch = hello.epoch;
  data.life = life;
  memory.up = true;
  if (hello.fresh && another) {
    // Nobody but this object has what is only in memory here, and the new node counts from zero: both must be on
    // disk before its first fact can come, or a crash would forget what the node's earlier life used.
    keepNodeUsage(data);
    forgetListeners(work);
    commit(work);
  }
  welcome(work, hello.fresh);
  if (data.phase !== "live") {
    // It may be alive still: the books were closed without it.
    return data.nodeEnded ? undefined : send(work, { v: callLinkVersion, type: "hangup", reason: data.ended?.reason ?? "failed", afterReply: -1 });
  }
  sayFloor(work);
  catchUp(work, hello.fresh ? { reply: -1, seq: -1, last: true } : hello.held);
  sayTransfer(work);
  sayHangup(work);
}

function onNote<D>(work: Work<D>, note: Exclude<Note, { type: "hello" }>): void {
  const { data } = work;
  switch (note.type) {
    case "sync":
      acknowledge(work);
      sayFloor(work);
      catchUp(work, note.held);
      sayTransfer(work);
      return sayHangup(work);
    case "turn.started":
      work.memory.callerTurn = note.turn;
      return publish(work, { type: "speaking", who: "caller" });
    case "turn.partial":
      work.memory.callerTurn = note.turn;
      return publish(work, { type: "partial", turn: note.turn, text: note.text });
    case "turn.speculate":
      return thinkAhead(work, note);
    case "reply.started":
      return publish(work, { type: "speaking", who: "bot" });
    case "silence": {
      sayTransfer(work);
      sayHangup(work);
      // While the caller is being handed on, they wait for us; and one of the team hears the silence too.
      if (data.phase !== "live" || data.taken !== null || data.hangup !== null || data.transfer !== null || note.turn !== data.turn || toolsRunning(data)) return;
      // The node does not even know of the newest reply.
      if (note.reply < data.reply) return catchUp(work, { reply: note.reply, seq: -1, last: true });
      if (data.current !== null && !data.current.closed) return;
      if (data.dialogue === null) return;
      work.memory.callerTurn = data.turn;
      if (sayWhisper(work)) return;
      const decision = work.context.decide(data.dialogue, { type: "silence", forMs: note.forMs }, work.nowMs);
      if (decision.say.length === 0 && decision.tool === null && decision.model === null && (decision.transfer ?? null) === null && decision.hangup === null) data.dialogue = decision.state;
      else answer(work, decision, "prompt");
      return;
    }
    case "metrics":
      return;
  }
}

// ---------------------------------------------------------------- facts

function onFact<D>(work: Work<D>, fact: Fact): void {
  const { data, memory } = work;
  if (fact.n !== memory.seen + 1) {
    illegal(work, fact.n <= memory.seen ? "doubles" : "gaps");
    return acknowledge(work);
  }
  memory.seen = fact.n;
  memory.piled += 1;
  if (data.phase === "live") onLiveFact(work, fact);
  else onEvidence(work, fact);
  if (work.memory.piled >= maxPiled) commit(work);
  // A commit in between has acknowledged with its own words.
  if (!work.effects.some((effect) => effect.type === "send" && effect.message.type === "ack" && effect.message.seen === work.memory.seen)) acknowledge(work);
}

function onLiveFact<D>(work: Work<D>, fact: Fact): void {
  const { data } = work;
  switch (fact.type) {
    case "call.ringing":
      if (data.status !== "queued") return;
      data.status = "ringing";
      return publish(work, { type: "call.status", call: callOf(work.context.begin, work) });
    case "call.answered":
      if (data.answeredAt !== null) return;
      data.status = "live";
      data.answeredAt = work.nowMs;
      return answer(work, work.context.decide(null, { type: "begin", language: data.language, from: callerNumber(work.context.begin), ...known(work.context.begin) }, work.nowMs), "turn");
    case "turn.final": {
      if (fact.turn <= data.turn) return illegal(work, "illegal");
      publish(work, { type: "speaking", who: "none" });
      if (data.taken !== null) return writeTurnDown(work, fact);
      keepUnsaid(work);
      const asked = decideTurn(work, fact);
      if (asked !== null && askMeaning(work, fact, asked)) return;
      takeTurn(work, fact, asked);
      return asked === null ? sayGoodbyeAgain(work) : undefined;
    }
    case "reply.heard":
      thoughtHeard(work, fact, heard(work, fact));
      if (sayWhisper(work)) return;
      return sayPlace(work);
    case "usage":
      return setNodeUsage(data, fact);
    case "amd":
      return onWhoTook(work, fact);
    case "machine.listening":
      return onMachineListening(work, fact);
    case "transfer.result":
      return onTransferResult(work, fact);
    case "listener":
      return onListener(work, fact);
    case "call.ended":
      data.nodeEnded = true;
      return endCall(work, { reason: fact.reason, cause: fact.cause, detail: fact.detail, durationMs: fact.durationMs, media: fact.media });
  }
}

/** Calls of before they could know anything have none. */
const known = ({ fields }: BeginCall): { fields?: Record<string, string> } => (fields === undefined ? {} : { fields });

/** The caller spoke into the goodbye, so the node dropped it as overtaken: it is said once more, for the newer turn. */
function sayGoodbyeAgain<D>(work: Work<D>): void {
  const { data } = work;
  const { hangup } = data;
  if (data.thought !== null && data.current !== null) {
    dropThought(work);
    data.current = { ...data.current, open: toolsRunning(data), segments: [...data.current.segments, { text: "", voice: "" }] };
  }
  const { current } = data;
  if (current !== null && hangup !== null && hangup.afterReply === current.reply && !current.closed) {
    data.reply += 1;
    data.current = { ...current, reply: data.reply, turn: data.turn };
    data.hangup = { ...hangup, afterReply: data.reply };
    work.memory.messages = work.memory.messages.map((message) => (message.reply === current.reply ? { ...message, reply: data.reply, turn: data.turn } : message));
    work.memory.dirty = [...work.memory.dirty, ...work.memory.messages.filter((message) => message.reply === data.reply).map((message) => message.index)];
  }
  commit(work);
  acknowledge(work);
  catchUp(work, null);
  sayHangup(work);
}

// ---------------------------------------------------------------- tools

function onToolFinished<D>(work: Work<D>, key: string, result: ToolResult): void {
  const { data } = work;
  const run = data.tools.find((candidate) => candidate.call.key === key && candidate.status === "running");
  if (run === undefined) return illegal(work, "illegal");
  if (result.status === "unknown" && run.call.effect === "write" && run.attempts < tries.write) {
    data.tools = data.tools.map((candidate) => (candidate === run ? { ...run, attempts: run.attempts + 1 } : candidate));
    commit(work);
    work.effects.push({ type: "runTool", call: run.call });
    return;
  }
  finishTool(work, key, result);
}

function finishTool<D>(work: Work<D>, key: string, result: ToolResult): void {
  const { data } = work;
  if (data.phase === "settled" || holdResult(work, key, result)) return;
  data.tools = data.tools.map((run) => (run.call.key === key ? ended(run, result) : run));
  if (data.dialogue === null) return commit(work);
  const decision = work.context.decide(data.dialogue, { type: "tool", key, result }, work.nowMs);
  if (data.tools.some((run) => run.call.key === key && run.aside === true)) {
    // Nobody waits for it: what it brought is there for the next turn, and asked for again if it is lost before.
    data.dialogue = decision.state;
    work.memory.piled += 1;
    return;
  }
  answer(work, decision, "tool");
}
