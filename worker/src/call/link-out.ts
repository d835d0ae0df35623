/** What the session says to the node; all of it may be lost and is said again on `hello`, `sync` and silence. */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { Held, ToNode } from "@zvon/contract/call-link.ts";
import { operatorRingMs } from "@zvon/contract/operators-api.ts";
import { cut } from "../dialogue/cut.ts";
import { trunkOfAddress } from "../tenants/destinations.ts";
import type { Work } from "./events.ts";
import type { CurrentReply } from "./state.ts";

/** As the link has it. */
const mostSummaryChars = 2000;

export function send<D>(work: Work<D>, message: ToNode): void {
  if (work.memory.up) work.effects.push({ type: "send", epoch: work.data.epoch, message });
}

export function acknowledge<D>(work: Work<D>): void {
  send(work, { v: callLinkVersion, type: "ack", stored: work.data.stored, seen: work.memory.seen });
}

export function welcome<D>(work: Work<D>, fresh: boolean): void {
  const { data, memory, context } = work;
  const unheard = data.current !== null && !data.current.closed;
  send(work, {
    v: callLinkVersion, type: "welcome", epoch: data.epoch, stored: data.stored, seen: memory.seen, turn: data.turn,
    // A restarted node is told the last reply that is over: the one after it is said again.
    reply: fresh && unheard ? data.reply - 1 : data.reply,
    language: data.language, ...context.settings(data.language), recording: context.begin.recording, ...(waitsForNotice(work) ? { recordAfterReply: noticeReply } : {}), maxDurationMs: context.begin.maxDurationMs, ...detection(work),
  });
}

/** The greeting, before which the notice stands. */
const noticeReply = 0;
const waitsForNotice = <D>({ context: { begin } }: Work<D>): boolean => begin.recording !== null && begin.recordAfterNotice === true;

/** Only where a machine may take the call, and only until it is known. */
function detection<D>({ data, context }: Work<D>): { detectMachine?: true } {
  return context.detectMachine === true && data.answeredBy === null ? { detectMachine: true } : {};
}

/** The segments of a reply from `fromSeq` on; the last one ends the reply unless more is to come. */
export function sayReply<D>(work: Work<D>, reply: CurrentReply, fromSeq: number): void {
  reply.segments.forEach((segment, seq) => {
    if (seq < fromSeq) return;
    const last = !reply.open && seq === reply.segments.length - 1;
    send(work, {
      v: callLinkVersion, type: "reply.text", reply: reply.reply, turn: reply.turn, seq, text: cut(segment.text), voice: cut(work.context.pronounce(segment.voice, reply.language)), last,
      interruptible: reply.interruptible && !(reply.reply === noticeReply && waitsForNotice(work)), language: reply.language, listen: last ? reply.listen : null,
    });
  });
}

/** @param held what the node has; null: nothing, or nobody knows. */
export function sayAgain<D>(work: Work<D>, held: Held | null): void {
  const { current, phase } = work.data;
  if (phase !== "live" || current === null || current.closed) return;
  if (held !== null && held.reply > current.reply) return;
  sayReply(work, current, held !== null && held.reply === current.reply ? held.seq + 1 : 0);
}

/** How the node is to hear and speak from the next reply on: the caller's language has changed. */
export function saySpeech<D>(work: Work<D>, reply: number): void {
  const { agent: _agent, ...speech } = work.context.settings(work.data.language);
  send(work, { v: callLinkVersion, type: "speech", reply, language: work.data.language, ...speech });
}

/** The destination is the bot's own, from its config. */
export function sayTransfer<D>(work: Work<D>): void {
  const { transfer, phase, hangup } = work.data;
  if (transfer === null || phase !== "live" || hangup !== null) return;
  const { key, to, kind, afterReply, summary, queue } = transfer;
  const words = { kind, afterReply, summary: cut(work.context.pronounce(summary, work.data.language), mostSummaryChars) };
  const { talkMs, sipTrunks = [] } = work.context.begin;
  // By the trunk whose server it is: the login of another's is none of its business.
  const trunk = trunkOfAddress(sipTrunks, to);
  if (queue === undefined) return send(work, { v: callLinkVersion, type: "transfer", key, to, ...words, ...(trunk === null ? {} : { trunk: trunk.id }), ...(talkMs === undefined ? {} : { maxMs: talkMs }) });
  if (queue.held) sayHold(work, true);
  // Each operator is a wish of its own to the node.
  if (queue.phone !== null) send(work, { v: callLinkVersion, type: "transfer", key: `${key}.${queue.offers}`, to: `operator:${queue.phone}`, ...words, ringTimeoutMs: operatorRingMs });
}

/** The caller waits in a queue: is not listened to, and hears now and then that the line is there. */
export function sayHold<D>(work: Work<D>, on: boolean): void {
  send(work, { v: callLinkVersion, type: "hold", on });
}

/** At most once: what is lost with the link is not pressed again, for the menu asks again. */
export function sayKeys<D>(work: Work<D>, digits: string, afterReply: number): void {
  send(work, { v: callLinkVersion, type: "dtmf.send", digits, afterReply });
}

export function sayHangup<D>(work: Work<D>): void {
  const { hangup, phase } = work.data;
  if (hangup === null || phase !== "live") return;
  send(work, { v: callLinkVersion, type: "hangup", reason: hangup.reason, afterReply: hangup.afterReply });
}
