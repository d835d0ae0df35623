/**
 * The line of a call in writing: what a media node is to a call by voice, as a pure function inside the session. What
 * somebody writes becomes facts of the link; the bot's replies become frames, and are told as heard at once.
 *
 * A message that comes while the bot still answers waits, so the order is kept. The line holds nothing that could not
 * be made anew from the call itself (`lineOf`), so an object that slept goes on where it was.
 */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { FactBody, Held, Language, Note, ToNode } from "@zvon/contract/call-link.ts";
import { maxChatMessagesAMinute, maxChatWaiting } from "@zvon/contract/chat.ts";
import type { FromChat, ToChat } from "@zvon/contract/chat.ts";
import type { EndReason } from "@zvon/contract/end-reason.ts";
import { yesKey } from "../dialogue/hearing.ts";
import { understandIntents } from "../dialogue/understanding/understand-intents.ts";
import type { CallState } from "./state.ts";

/** Longer than any prompt waits. */
const longSilenceMs = 120_000;

/** What the line needs to know of the call at work. Times are wall time. */
export type ChatCall = { live: boolean; turn: number; reply: number; language: Language; createdAt: number; answeredAt: number | null; /** Of the caller's messages, oldest first. */ saidAt: readonly number[] };

type Asked = { /** Number of the message in this life of the line. */ id: number; turn: number; sinceMs: number; firstMs: number | null; silent: boolean };
type Reply = { reply: number; turn: number; parts: string[]; done: boolean };

export type TextLine = {
  taken: number;
  /** `told`: the newest reply that was all there when it was written; what came later it does not answer. */
  waiting: { id: number; told: number; message: Extract<FromChat, { type: "text" | "keys" | "silence" }> }[];
  /** What the bot answers now; null: it is the caller's move. */
  asked: Asked | null;
  reply: Reply | null;
  transfer: { afterReply: number } | null;
  hangup: { reason: EndReason; afterReply: number } | null;
  over: boolean;
};

/** `plain`: what a stranger's WebSocket gets of it; null: nothing. */
export type ChatOut = { frame: ToChat; plain: string | null };
/** The turn is answered to its last word; the session adds what it knows of it. */
export type Answered = { id: number; turn: number; firstMs: number; tookMs: number };
export type LineStep = { line: TextLine; facts: FactBody[]; notes: Extract<Note, { type: "silence" }>[]; out: ChatOut[]; answered: Answered | null };

const noCause = { q850: null, sip: null, text: "" };

/** @returns the line of a call as it stands, and what it says first: with nothing of the call stored, that it was answered. */
export function lineOf<D>({ data, memory }: CallState<D>): { line: TextLine; held: Held; facts: FactBody[] } {
  const { current } = data;
  const open = current !== null && !current.closed && current.open;
  const unheard = current !== null && !current.closed && !current.open;
  const line: TextLine = {
    taken: 0, waiting: [],
    asked: open || data.answeredAt === null || memory.meaning !== null ? { id: 0, turn: memory.meaning?.turn ?? data.turn, sinceMs: memory.downSinceMs, firstMs: null, silent: false } : null,
    reply: current === null ? null : { reply: current.reply, turn: current.turn, parts: current.segments.map((segment) => segment.text), done: !open },
    transfer: null, hangup: null, over: data.phase !== "live",
  };
  const facts: FactBody[] = [];
  if (data.answeredAt === null) facts.push({ type: "call.answered", atMs: 0 });
  // It was written out before the object slept; only that it was read is forgotten.
  if (unheard && line.reply !== null) facts.push(heardOf(line.reply, null, data.createdAt, memory.downSinceMs, false));
  return { line, held: { reply: current?.reply ?? -1, seq: (current?.segments.length ?? 0) - 1, last: current === null || !open }, facts };
}

// ---------------------------------------------------------------- the caller writes

/** @returns null in `refused` when the message is taken. */
export function take(before: TextLine, call: ChatCall, message: FromChat, nowMs: number): LineStep & { id: number; refused: Extract<ToChat, { type: "refused" }> | null } {
  const line = { ...before, waiting: [...before.waiting] };
  const step: LineStep = { line, facts: [], notes: [], out: [], answered: null };
  if (line.over || !call.live) return { ...step, id: line.taken, refused: null };
  if (message.type === "hangup") {
    end(step, call, "caller_hangup", nowMs);
    return { ...step, id: line.taken, refused: null };
  }
  const lastMinute = call.saidAt.filter((at) => at > nowMs - 60_000).length + line.waiting.length;
  if (line.waiting.length >= maxChatWaiting || lastMinute >= maxChatMessagesAMinute) {
    return { ...step, id: line.taken, refused: { type: "refused", code: "too_fast", detail: "Too many messages at once; wait for the answer." } };
  }
  line.taken += 1;
  line.waiting.push({ id: line.taken, told: toldOf(line), message });
  next(step, call, nowMs);
  return { ...step, id: line.taken, refused: null };
}

/** The oldest message that waits, once the bot has said all it had to say. */
export function next(step: LineStep, call: ChatCall, nowMs: number): void {
  const { line } = step;
  if (line.asked !== null || line.over || line.hangup !== null || !call.live) return;
  const first = line.waiting.shift();
  if (first === undefined) return;
  const { id, message, told } = first;
  if (message.type === "silence") {
    line.asked = { id, turn: call.turn, sinceMs: nowMs, firstMs: null, silent: true };
    step.notes.push({ v: callLinkVersion, type: "silence", turn: call.turn, reply: call.reply, forMs: longSilenceMs });
    return;
  }
  const turn = call.turn + 1;
  const atMs = Math.max(0, nowMs - call.createdAt);
  const by = message.type;
  const text = message.type === "text" ? message.text : message.keys;
  line.asked = { id, turn, sinceMs: nowMs, firstMs: null, silent: false };
  step.out.push({ frame: { type: "message", who: "caller", text, turn, reply: null, done: true, by }, plain: null });
  step.facts.push({ type: "turn.final", turn, text, verdict: told < toldOf(line) && agrees(message, call.language) ? "unsure" : "sure", confidence: 1, language: call.language, startMs: atMs, endMs: atMs, endpointMs: 0, sttMs: 0, by });
}

const toldOf = ({ reply }: TextLine): number => (reply === null ? -1 : reply.done ? reply.reply : reply.reply - 1);

/** A yes that was written before the question stood there agrees to nothing: it is asked for again, and nothing is done meanwhile. What is a yes the dialogue knows; the key is its too. */
const agrees = (message: Extract<FromChat, { type: "text" | "keys" }>, language: Language): boolean =>
  message.type === "keys" ? message.keys === yesKey : understandIntents(message.text, { language, own: [], expects: "yes_no" }).some(({ name }) => name === "yes");

// ---------------------------------------------------------------- the bot writes

/** What one step of the session said, all of it together: its sentences are one message. */
export function hear(before: TextLine, call: ChatCall, messages: readonly ToNode[], nowMs: number): LineStep {
  const line = { ...before, waiting: [...before.waiting] };
  const step: LineStep = { line, facts: [], notes: [], out: [], answered: null };
  if (line.over) return step;
  let added: string[] = [];
  for (const message of messages) {
    switch (message.type) {
      case "reply.text": {
        if (line.reply === null || message.reply > line.reply.reply) {
          if (added.length > 0) write(line, added, step);
          added = [];
          closeUnfinished(line, call, step, nowMs);
          line.reply = { reply: message.reply, turn: message.turn, parts: [], done: false };
        }
        const { reply } = line;
        if (message.reply !== reply.reply || reply.done || message.seq < reply.parts.length) break;
        line.reply = { ...reply, parts: [...reply.parts, message.text], done: message.last };
        if (message.text !== "") added.push(message.text);
        if (line.asked !== null && message.text !== "") line.asked = { ...line.asked, firstMs: line.asked.firstMs ?? nowMs - line.asked.sinceMs };
        if (!message.last) break;
        write(line, added, step);
        added = [];
        step.facts.push(heardOf(line.reply, line.asked, call.createdAt, nowMs, false));
        answer(line, step, nowMs);
        break;
      }
      case "transfer":
        line.transfer = { afterReply: message.afterReply };
        break;
      case "hangup":
        line.hangup = { reason: message.reason, afterReply: message.afterReply };
        break;
      default:
        break;
    }
  }
  if (added.length > 0) write(line, added, step);
  // A silence that the bot leaves without a word is answered by it.
  if (line.asked?.silent === true && (line.reply === null || line.reply.done)) answer(line, step, nowMs);
  const heard = toldOf(line);
  if (line.transfer !== null && line.transfer.afterReply <= heard) {
    line.transfer = null;
    // The turn is not over: what the bot says of it belongs to the same answer.
    if (step.answered !== null) line.asked = before.asked;
    step.answered = null;
    step.facts.push({ type: "transfer.result", result: "failed", cause: { ...noCause, text: "no telephone here" } });
  }
  if (line.hangup !== null && line.hangup.afterReply <= heard) end(step, call, line.hangup.reason, nowMs);
  return step;
}

/** A reply that grew comes whole for those who show it, and by what is new for those who read lines. */
function write(line: TextLine, added: readonly string[], step: LineStep): void {
  const { reply } = line;
  if (reply === null) return;
  const text = reply.parts.filter((part) => part !== "").join(" ");
  // The last word may be an empty one: then those who show it learn that it is done.
  if (text === "") return;
  step.out.push({ frame: { type: "message", who: "bot", text, turn: reply.turn, reply: reply.reply, done: reply.done, by: null }, plain: added.length === 0 ? null : added.join(" ") });
}

/** The bot began anew before it had ended: what stands written is what was read. */
function closeUnfinished(line: TextLine, call: ChatCall, step: LineStep, nowMs: number): void {
  if (line.reply === null || line.reply.done) return;
  line.reply = { ...line.reply, done: true };
  step.facts.push(heardOf(line.reply, line.asked, call.createdAt, nowMs, true));
}

function answer(line: TextLine, step: LineStep, nowMs: number): void {
  if (line.asked === null) return;
  const { id, turn, sinceMs, firstMs } = line.asked;
  const tookMs = nowMs - sinceMs;
  step.answered = { id, turn, firstMs: firstMs ?? tookMs, tookMs };
  line.asked = null;
}

function heardOf(reply: Reply, asked: Asked | null, createdAt: number, nowMs: number, interrupted: boolean): FactBody {
  const atMs = Math.max(0, nowMs - createdAt);
  // 0 would say that nothing sounded; a decision often takes less than a millisecond.
  const firstMs = asked === null ? 0 : Math.max(1, asked.firstMs ?? nowMs - asked.sinceMs);
  return { type: "reply.heard", reply: reply.reply, turn: reply.turn, heard: reply.parts.filter((part) => part !== "").join(" "), interrupted, startMs: atMs, endMs: atMs, decisionMs: firstMs, ttsMs: 0, firstAudioMs: firstMs };
}

function end(step: LineStep, call: ChatCall, reason: EndReason, nowMs: number): void {
  step.line.over = true;
  step.line.waiting = [];
  step.facts.push({ type: "call.ended", reason, cause: noCause, detail: "", durationMs: Math.max(0, nowMs - (call.answeredAt ?? nowMs)), media: {} });
}
