/** Turns into replies: what the dialogue decided becomes a commit, then words; what was heard becomes history. */
import type { Message } from "@zvon/contract/api.ts";
import type { Fact, Language } from "@zvon/contract/call-link.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import type { Decision, ModelRequest } from "../dialogue/decision.ts";
import { historyOf } from "../dialogue/history.ts";
import type { HistoryLine } from "../dialogue/history.ts";
import { commit } from "./commit.ts";
import { joinDesk, pendingTransfer } from "./desk-wish.ts";
import type { Work } from "./events.ts";
import { acknowledge, sayHangup, sayKeys, sayReply, saySpeech, sayTransfer } from "./link-out.ts";
import { besideInstructions } from "./minded.ts";
import { callOf, messageOf } from "./record.ts";
import { withRuns } from "./tool-runs.ts";
import { traceOf } from "./trace.ts";
import type { CallData, SessionMessage, Thought } from "./state.ts";

export const toolsRunning = <D>(data: CallData<D>): boolean => data.tools.some((run) => run.status === "running" && run.aside !== true);

export function publish<D>(work: Work<D>, event: LiveEvent): void {
  work.effects.push({ type: "publish", event });
}

/**
 * Takes a decision: commit first, then acknowledge, speak, run the tool.
 * @param cause a caller's turn must be answered, be it with no words at all, or the node would wait for ever;
 *   a prompt answers silence; a tool's result, or a model's last word, continues the reply that waited for it, if the
 *   caller has not cut it. What became of a transfer is told as a turn is answered.
 */
export function answer<D>(work: Work<D>, decision: Decision<D>, cause: "turn" | "prompt" | "tool" | "thought"): void {
  const { data, memory } = work;
  const moved = data.flowState !== decision.flowState;
  const spoken = data.language;
  data.dialogue = decision.state;
  data.language = decision.language;
  data.fields = decision.fields;
  data.flowState = decision.flowState;
  data.intent = decision.intent;
  data.decided = decision.outcome ?? data.decided;
  data.outcome = decision.outcome ?? data.outcome;
  if (data.phase !== "live") {
    // The line is gone; what the tool brought still belongs in the record.
    commit(work);
    return;
  }
  const { tool, model } = decision;
  // The model that answers now takes the place of the one before; the shell knows whether it was asked ahead.
  if (model === null && cause !== "thought") dropThought(work);
  if (tool !== null && !data.tools.some((run) => run.call.key === tool.key)) data.tools = withRuns(data.tools, [{ call: tool, status: "running", attempts: 1, turn: data.turn }]);
  const aside = (decision.aside ?? []).filter((call) => !data.tools.some((run) => run.call.key === call.key));
  data.tools = withRuns(data.tools, aside.map((call) => ({ call, status: "running" as const, attempts: 1, turn: data.turn, aside: true })));
  const open = toolsRunning(data) || model !== null;
  const { current } = data;
  const continued = (cause === "tool" || cause === "thought") && current !== null && current.open && !current.closed && current.turn === data.turn;
  const said = continued ? current.segments.length : 0;
  // No words and nothing to wait for: an empty segment tells the node that the turn is answered.
  const segments = decision.say.length === 0 && !open && (cause !== "prompt" || continued) ? [{ text: "", voice: "" }] : decision.say;
  const next = { open, interruptible: decision.interruptible, language: decision.language, listen: decision.listen };
  if (continued) data.current = { ...current, ...next, segments: [...current.segments, ...segments] };
  else if (segments.length > 0 || model !== null) {
    data.reply += 1;
    data.current = { ...next, reply: data.reply, turn: data.turn, segments, closed: false };
  }
  if (model !== null) {
    data.thought = { key: model.key, reply: data.reply };
    Object.assign(memory, { thinking: model.key, mending: false, ahead: false, aheadTries: 0 });
  }
  data.trace = traceOf(continued ? data.trace : null, decision.trace ?? null);
  if (data.current !== null) messageOfReply(work, data.current.reply);
  const afterReply = data.current === null || data.current.closed ? -1 : data.current.reply;
  const wish = decision.transfer ?? null;
  const wished = wish !== null && wish.key !== data.transfer?.key;
  if (wished) data.transfer = pendingTransfer(work, wish, afterReply);
  if (decision.hangup !== null && data.hangup === null) data.hangup = { reason: decision.hangup, afterReply, sinceMs: work.nowMs, ...(decision.hangupDetail === undefined ? {} : { detail: decision.hangupDetail }) };
  // The last word of a model is stored with what comes next; losing it would lose no promise.
  if (cause === "thought" && continued && model === null && tool === null && data.hangup === null && data.transfer === null && !moved) memory.piled += 1;
  else {
    commit(work);
    acknowledge(work);
  }
  if (spoken !== data.language) saySpeech(work, continued ? data.reply : data.reply - 1);
  if (data.current !== null && !data.current.closed) sayReply(work, data.current, said);
  sayTransfer(work);
  // Of a reply without words nothing will be heard.
  if (decision.press !== undefined) sayKeys(work, decision.press, data.current?.segments.some(({ text }) => text !== "") === true ? afterReply : -1);
  if (wished) joinDesk(work);
  sayHangup(work);
  // Those who watch see the fields, the state and the outcome that this decision left.
  publish(work, { type: "call.status", call: callOf(work.context.begin, work) });
  if (tool !== null && data.tools.some((run) => run.call.key === tool.key && run.status === "running" && run.attempts === 1)) work.effects.push({ type: "runTool", call: tool });
  for (const call of aside) work.effects.push({ type: "runTool", call });
  if (model !== null) work.effects.push({ type: "think", thought: thoughtOf(work, model, decision.language, []) });
}

/** The model's question, whole. @param more words that are not in the history yet. */
export function thoughtOf<D>(work: Work<D>, model: ModelRequest, language: Language, more: readonly HistoryLine[]): Thought {
  const { messages } = work.memory;
  const beside = besideInstructions(messages, work.data.takeOvers.length, language);
  const said = messages.flatMap((message): HistoryLine[] => (message.who === "team" ? [] : [{ ...message, who: message.who }]));
  return { ...model, ...(beside === null ? {} : { system: `${model.system}\n\n${beside}` }), language, known: work.data.fields, messages: historyOf([...said, ...more], language) };
}

/** Nobody waits for the model any more. */
export function dropThought<D>(work: Work<D>): void {
  const { data, memory } = work;
  if (memory.thinking !== null || memory.ahead) {
    work.effects.push({ type: "stopThinking" });
    memory.stopping += 1;
  }
  Object.assign(memory, { thinking: null, mending: false, ahead: false, aheadTries: 0 });
  data.thought = null;
}

/** The caller's words, as a message of the history. */
export function messageOfTurn<D>(work: Work<D>, fact: Extract<Fact, { type: "turn.final" }>, decision: Decision<D> | null): void {
  change(work, {
    index: work.data.messageCount++, who: "caller", turn: fact.turn, text: fact.text, heardText: fact.text, startMs: fact.startMs, endMs: fact.endMs,
    interrupted: false, by: fact.by, verdict: fact.verdict, confidence: fact.confidence, state: decision?.flowState ?? work.data.flowState, intent: decision?.intent ?? null,
    timings: null, reply: null, heardTurn: { endpointMs: fact.endpointMs, sttMs: fact.sttMs },
  });
}

export function messageOfReply<D>(work: Work<D>, reply: number): void {
  const { data } = work;
  const { current } = data;
  const text = current?.segments.map((segment) => segment.text).filter((part) => part !== "").join(" ") ?? "";
  if (current === null || text === "") return;
  const known = work.memory.messages.find((message) => message.reply === reply);
  const trace = data.trace;
  if (known?.text === text && known.trace === trace) return;
  change(work, known !== undefined ? { ...known, text, state: data.flowState, trace } : {
    index: data.messageCount++, who: "bot", turn: current.turn, text, heardText: null, startMs: null, endMs: null, interrupted: false, by: work.context.begin.via === "text" ? "text" : "voice",
    verdict: null, confidence: null, state: data.flowState, intent: null, timings: null, trace, reply, heardTurn: null,
  });
}

/**
 * History keeps what the caller really heard. Waits in memory for the next commit; the node keeps the fact until then.
 * @returns whether it closed the current reply.
 */
export function heard<D>(work: Work<D>, fact: Extract<Fact, { type: "reply.heard" }>): boolean {
  const { data, memory } = work;
  publish(work, { type: "speaking", who: "none" });
  const message = memory.messages.find((candidate) => candidate.reply === fact.reply) ?? forgottenReply(work, fact);
  if (message !== null) {
    const turn = memory.messages.find((candidate) => candidate.who === "caller" && candidate.turn === fact.turn);
    const timings: Message["timings"] =
      fact.turn > 0 && fact.firstAudioMs > 0
        ? {
            endpointMs: turn?.heardTurn?.endpointMs ?? 0, sttMs: turn?.heardTurn?.sttMs ?? 0, decisionMs: fact.decisionMs,
            ...(message.thought === undefined ? {} : { llmFirstTokenMs: message.thought.firstTokenMs, llmSegmentMs: message.thought.segmentMs }),
            ttsMs: fact.ttsMs, firstAudioMs: fact.firstAudioMs,
          }
        : null;
    // Words of a model that this object said before it lost its memory.
    const text = fact.heard.length > message.text.length ? fact.heard : message.text;
    change(work, { ...message, text, heardText: fact.heard, interrupted: fact.interrupted, startMs: fact.startMs, endMs: fact.endMs, timings });
  }
  const { current } = data;
  if (current === null || current.reply !== fact.reply || current.closed) return false;
  data.current = { ...current, closed: true };
  // The dialogue knows nothing of words that were put into its mouth.
  if (fact.interrupted && data.dialogue !== null && current.whisper === undefined) data.dialogue = work.context.decide(data.dialogue, { type: "interrupted", heard: fact.heard }, work.nowMs).state;
  return true;
}

/** A reply whose words came from a model and went with the object's memory before they were stored. */
function forgottenReply<D>(work: Work<D>, fact: Extract<Fact, { type: "reply.heard" }>): SessionMessage | null {
  if (fact.heard === "" || work.data.phase !== "live") return null;
  return {
    index: work.data.messageCount++, who: "bot", turn: fact.turn, text: fact.heard, heardText: null, startMs: null, endMs: null, interrupted: false, by: work.context.begin.via === "text" ? "text" : "voice",
    verdict: null, confidence: null, state: work.data.flowState, intent: null, timings: null, reply: fact.reply, heardTurn: null,
  };
}

/** Puts a new or changed message into the history, for the next commit and for those who watch. */
export function change<D>(work: Work<D>, message: SessionMessage): void {
  const { memory } = work;
  const messages = memory.messages.slice();
  messages[message.index] = message;
  memory.messages = messages;
  memory.dirty = [...memory.dirty, message.index];
  publish(work, { type: "message", message: messageOf(message) });
}
