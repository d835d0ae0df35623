/**
 * A turn that a model answers. The turn is committed before the model is asked; its words are said as they come and
 * stored with the next commit. What an earlier life of the object was thinking is lost with it: the reply is closed
 * where it stopped, and once it has been heard a new one goes on from there.
 */
import { callLinkVersion } from "@zvon/contract/call-link.ts";
import type { Fact, Held, Note } from "@zvon/contract/call-link.ts";
import type { ModelResult } from "../dialogue/decision.ts";
import type { CallEvent, Work } from "./events.ts";
import { sayAgain, sayReply, send } from "./link-out.ts";
import { answer, change, dropThought, messageOfReply, thoughtOf, toolsRunning } from "./replies.ts";
import { addModelUsage } from "./usage.ts";

/** The recogniser may change its mind; each change asks the model anew, and each is paid for. */
const aheadTriesATurn = 3;

const isLost = <D>({ data, memory }: Work<D>): boolean => data.phase === "live" && data.thought !== null && memory.thinking === null;
const late = <D>(work: Work<D>): void => void (work.memory.counters = { ...work.memory.counters, lateThoughts: work.memory.counters.lateThoughts + 1 });

// ---------------------------------------------------------------- the model speaks

export function onThought<D>(work: Work<D>, { key, segment, timings }: Extract<CallEvent, { type: "thought" }>): void {
  const { data, memory } = work;
  const { current } = data;
  if (data.phase !== "live" || memory.thinking !== key || current === null || current.closed || current.reply !== data.thought?.reply) return late(work);
  data.current = { ...current, segments: [...current.segments, segment] };
  messageOfReply(work, current.reply);
  const message = memory.messages.find((candidate) => candidate.reply === current.reply);
  if (message !== undefined && timings !== null) change(work, { ...message, thought: timings });
  sayReply(work, data.current, current.segments.length);
}

export function onThoughtDone<D>(work: Work<D>, key: string, result: ModelResult): void {
  const { data, memory } = work;
  if (data.phase !== "live" || memory.thinking !== key || data.dialogue === null) return late(work);
  memory.thinking = null;
  data.thought = null;
  answer(work, work.context.decide(data.dialogue, { type: "model", key, result }, work.nowMs), "thought");
}

export function onThoughtUsage<D>(work: Work<D>, { lines, over }: Extract<CallEvent, { type: "thought-usage" }>): void {
  const { data, memory } = work;
  if (over) memory.stopping = Math.max(0, memory.stopping - 1);
  if (data.phase === "settled" || lines.length === 0) return;
  addModelUsage(data, lines);
  // Goes to disk with the next commit, the renewal's at the latest.
  memory.piled += 1;
}

// ---------------------------------------------------------------- thinking ahead

/** Pure of every state but the model's bill: a decision is asked for and thrown away, only its question is put. */
export function thinkAhead<D>(work: Work<D>, note: Extract<Note, { type: "turn.speculate" }>): void {
  const { data, memory, context } = work;
  if (context.settings(data.language).turnTaking.speculate !== true || data.phase !== "live" || data.hangup !== null || data.dialogue === null) return;
  if (data.taken !== null || note.turn <= data.turn || toolsRunning(data) || memory.aheadTries >= aheadTriesATurn) return;
  // Over the bot's own words: how much of them was heard will change the question, and this one would be paid for nothing.
  if (data.current !== null && !data.current.closed && data.current.segments.length > 0) return;
  const decision = context.decide(data.dialogue, { type: "turn", text: note.text, verdict: "sure", by: "voice", language: note.language }, work.nowMs);
  if (decision.model === null) return;
  memory.ahead = true;
  memory.aheadTries += 1;
  const words = { who: "caller", text: note.text, heardText: note.text, interrupted: false } as const;
  work.effects.push({ type: "speculate", thought: thoughtOf(work, decision.model, decision.language, [words]) });
}

// ---------------------------------------------------------------- the node lacks something

/** @param held what the node has of the bot's replies; null: nobody knows yet. */
export function catchUp<D>(work: Work<D>, held: Held | null): void {
  if (!isLost(work)) return sayAgain(work, held);
  const { data, memory } = work;
  const { current } = data;
  if (current === null || current.closed || current.reply !== data.thought?.reply) return goOn(work);
  // The node asks again each second while it waits, and tells then what it has.
  if (held === null || held.reply > current.reply) return;
  const has = held.reply === current.reply ? held.seq + 1 : 0;
  // All of it arrived, only we forgot: what was heard tells the rest.
  if (has > 0 && held.last) return;
  if (has === 0 && current.segments.length === 0) {
    data.current = { ...current, closed: true };
    return goOn(work);
  }
  memory.mending = true;
  sayReply(work, current, has);
  send(work, {
    v: callLinkVersion, type: "reply.text", reply: current.reply, turn: current.turn, seq: Math.max(has, current.segments.length), text: "", voice: "", last: true,
    interruptible: current.interruptible, language: current.language, listen: current.listen,
  });
}

/** What was heard of a reply that a thought was making. @param closed whether the reply was the current one. */
export function thoughtHeard<D>(work: Work<D>, fact: Extract<Fact, { type: "reply.heard" }>, closed: boolean): void {
  const { data, memory } = work;
  if (!closed || data.phase !== "live" || data.thought === null || data.thought.reply !== fact.reply) return;
  // The caller has the word: nobody needs the rest.
  if (memory.thinking !== null || fact.interrupted) return dropThought(work);
  if (memory.mending || fact.heard === "" || data.dialogue === null) return goOn(work);
  // It was said to its end; only its last words were lost here.
  const { key } = data.thought;
  data.thought = null;
  data.dialogue = work.context.decide(data.dialogue, { type: "model", key, result: { status: "said", text: fact.heard, tools: [] } }, work.nowMs).state;
}

function goOn<D>(work: Work<D>): void {
  const { data, memory } = work;
  const { thought, dialogue } = data;
  memory.mending = false;
  data.thought = null;
  if (thought === null || dialogue === null) return;
  answer(work, work.context.decide(dialogue, { type: "model", key: thought.key, result: { status: "lost" } }, work.nowMs), "thought");
}
