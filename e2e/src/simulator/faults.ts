/**
 * Deliberate faults, each a mistake someone could make in the machines, put in from outside: the product's code knows
 * nothing of them. The checks must catch every one.
 */
import { isFact } from "@zvon/contract/call-link.ts";
import type { Fact, ToNode } from "@zvon/contract/call-link.ts";
import type { CallEffect, CallEvent } from "@zvon/worker/src/call/events.ts";
import type { CallStep } from "@zvon/worker/src/call/machine.ts";
import type { CallState } from "@zvon/worker/src/call/state.ts";
import type { LinkEffect, LinkEvent, LinkState, LinkStep } from "@zvon/media-node/src/link/state.ts";
import type { ScriptState } from "./dialogue.ts";
import { realMachines } from "./simulate.ts";
import type { Machines } from "./world.ts";

type EdgeState = CallState<ScriptState>;
type EdgeEffect = CallEffect<ScriptState>;
type EdgeResult = CallStep<ScriptState>;

/** The edge with its event changed on the way in, its effects or its state on the way out. */
function edge(fault: { before?: (event: CallEvent, state: EdgeState) => CallEvent | null; from?: (state: EdgeState, event: CallEvent) => EdgeState; effects?: (effects: EdgeEffect[], event: CallEvent, after: EdgeState) => EdgeEffect[]; after?: (result: EdgeResult, before: EdgeState, event: CallEvent) => EdgeResult }): Machines {
  return {
    ...realMachines,
    edge(context, state, event, nowMs) {
      const changed = fault.before === undefined ? event : fault.before(event, state);
      if (changed === null) return { state, effects: [] };
      const result = realMachines.edge(context, fault.from?.(state, changed) ?? state, changed, nowMs);
      const after = fault.after?.(result, state, changed) ?? result;
      return { state: after.state, effects: fault.effects?.(after.effects, changed, after.state) ?? after.effects };
    },
  };
}

function node(fault: { before?: (event: LinkEvent, state: LinkState) => LinkEvent; effects?: (effects: LinkEffect[], event: LinkEvent, before: LinkState) => LinkEffect[]; after?: (result: LinkStep, before: LinkState, event: LinkEvent) => LinkStep; from?: (state: LinkState, event: LinkEvent) => LinkState }): Machines {
  return {
    ...realMachines,
    node(state, event, nowMs) {
      const changed = fault.before?.(event, state) ?? event;
      const result = realMachines.node(fault.from?.(state, changed) ?? state, changed, nowMs);
      const after = fault.after?.(result, state, changed) ?? result;
      return { state: after.state, effects: fault.effects?.(after.effects, changed, state) ?? after.effects };
    },
  };
}

const factOf = (event: CallEvent): Fact | null => (event.type === "frame" && isFact(event.message) ? event.message : null);
const withFact = (event: CallEvent, fact: Fact): CallEvent => (event.type === "frame" ? { ...event, message: fact } : event);
const sends = (effect: EdgeEffect, type: ToNode["type"]): boolean => effect.type === "send" && effect.message.type === type;
const replyOf = (event: LinkEvent) => (event.type === "frame" && event.message.type === "reply.text" ? event.message : null);

export const faults: Record<string, Machines> = {
  // ---------------------------------------------------------------- the edge
  "the acknowledgement is dropped": edge({ effects: (effects) => effects.filter((effect) => !sends(effect, "ack")) }),

  "what is only seen is acknowledged as stored": edge({
    effects: (effects) => effects.map((effect) => (effect.type === "send" && effect.message.type === "ack" ? { ...effect, message: { ...effect.message, stored: effect.message.seen } } : effect)),
  }),

  "nobody says what was meant": edge({ before: (event) => (event.type === "refined" ? null : event) }),

  "a turn is stored as taken while it is still asked what was meant": edge({
    after: (result) => (result.state.memory.meaning === null ? result : { state: { ...result.state, data: { ...result.state.data, stored: result.state.memory.seen } }, effects: result.effects.map((effect) => (effect.type === "send" && effect.message.type === "ack" ? { ...effect, message: { ...effect.message, stored: effect.message.seen } } : effect)) }),
  }),

  "the caller's turn is not committed": edge({
    effects: (effects, event) => (factOf(event)?.type === "turn.final" ? effects.filter((effect) => effect.type !== "commit") : effects),
  }),

  "the epoch is unchecked: the close of an older connection counts as the newest's": edge({ before: (event, { data }) => (event.type === "disconnected" ? { ...event, epoch: data.epoch } : event) }),

  "usage is added instead of set": edge({
    after: (result, before, event) => {
      const fact = factOf(event);
      if (fact?.type !== "usage" || result.state.memory.seen === before.memory.seen) return result;
      return { ...result, state: { ...result.state, data: { ...result.state.data, usage: { ...before.data.usage, mediaMs: before.data.usage.mediaMs + fact.mediaMs } } } };
    },
  }),

  "usage of the node's earlier life is forgotten": edge({
    from: (state) => ({ ...state, data: { ...state.data, usageBase: { mediaMs: 0, sttMs: 0, ttsChars: 0 } } }),
  }),

  "a fact that came before is taken again": edge({
    before: (event, { memory }) => {
      const fact = factOf(event);
      return fact === null || fact.n > memory.seen ? event : withFact(event, { ...fact, n: memory.seen + 1 });
    },
  }),

  "a gap in the facts is passed over": edge({
    from: (state, event) => {
      const fact = factOf(event);
      return fact === null || fact.n <= state.memory.seen ? state : { ...state, memory: { ...state.memory, seen: fact.n - 1 } };
    },
  }),

  "what was heard is ignored": edge({
    before: (event) => {
      const fact = factOf(event);
      return fact?.type === "reply.heard" && fact.interrupted ? withFact(event, { ...fact, heard: "", interrupted: false }) : event;
    },
  }),

  "a write is run again under another key": edge({
    effects: (effects, event) => effects.map((effect) => (effect.type === "runTool" && (event.type === "loaded" || event.type === "tool-finished") ? { ...effect, call: { ...effect.call, key: `${effect.call.key}-again` } } : effect)),
  }),

  "a write whose fate is unknown is told as done": edge({
    before: (event) => (event.type === "tool-finished" && event.result.status === "failed" ? { ...event, result: { status: "ok", value: {} } } : event),
  }),

  "the lease is not renewed": edge({ effects: (effects) => effects.filter((effect) => effect.type !== "renewLease") }),

  "the lease is not given back": { ...realMachines, forgets: "release" },

  "a second end is taken": edge({
    from: (state, event) => (factOf(event)?.type === "call.ended" && state.data.phase === "ended" ? { ...state, data: { ...state.data, phase: "live" } } : state),
    before: (event, state) => (event.type === "node-lost" && state.data.phase === "settled" ? null : event),
  }),

  "later evidence of the end is thrown away": edge({ effects: (effects) => effects.filter((effect) => effect.type !== "correct"), after: (result) => ({ ...result, state: { ...result.state, data: { ...result.state.data, correction: null } } }) }),

  "settlement is not tried again": edge({ before: (event) => (event.type === "settle-failed" ? null : event) }),

  "a reply is not said again after a reconnect": edge({
    effects: (effects, event) => (event.type === "frame" && (event.message.type === "hello" || event.message.type === "sync") ? effects.filter((effect) => !sends(effect, "reply.text")) : effects),
  }),

  "the hang-up is said once and never again": edge({
    effects: (effects, event) => (event.type === "frame" && !isFact(event.message) ? effects.filter((effect) => !sends(effect, "hangup")) : effects),
  }),

  "a lost answer of a model is believed to be on its way": edge({
    after: (result, _before, event) => (event.type === "loaded" ? { ...result, state: { ...result.state, memory: { ...result.state.memory, thinking: result.state.data.thought?.key ?? null } } } : result),
  }),

  "every segment of a model is committed": edge({
    effects: (effects, event, after) => (event.type === "thought" ? [...effects, { type: "commit", data: after.data, messages: after.memory.messages, forget: false }] : effects),
  }),

  "what a model cost is counted twice": edge({ before: (event) => (event.type === "thought-usage" ? { ...event, lines: [...event.lines, ...event.lines] } : event) }),

  "what a model cost is forgotten when the call ends": edge({ before: (event, state) => (event.type === "thought-usage" && state.data.phase === "ended" ? null : event) }),

  "the node is not told that the call goes on in another language": edge({ effects: (effects) => effects.filter((effect) => !sends(effect, "speech")) }),

  "the node is asked to hand the caller on before the wish is stored": edge({
    effects: (effects) => (effects.some((effect) => sends(effect, "transfer")) ? effects.filter((effect) => effect.type !== "commit") : effects),
  }),

  "the floor is taken back without a word": edge({ effects: (effects) => effects.filter((effect) => !(effect.type === "send" && effect.message.type === "floor" && effect.message.listener === null)) }),

  "who talked in the bot's place is not booked": edge({ after: (result) => ({ ...result, state: { ...result.state, data: { ...result.state.data, takeOvers: [] } } }) }),

  "what is said to a person is answered by the bot": edge({
    from: (state, event) => (factOf(event)?.type === "turn.final" ? { ...state, data: { ...state.data, taken: null } } : state),
    after: (result, before, event) => (factOf(event)?.type === "turn.final" ? { ...result, state: { ...result.state, data: { ...result.state.data, taken: before.data.taken } } } : result),
  }),

  // ---------------------------------------------------------------- the node
  "the bot talks over a person": node({ from: (state) => ({ ...state, floor: null }) }),

  "the waiting plan runs while a person talks": node({
    after: (result, before, event) => (event.type === "fact" && event.body.type === "turn.final" && before.floor !== null ? { ...result, state: { ...result.state, wait: { sinceMs: 0, done: 0, aside: false, whole: true } } } : result),
  }),

  "nobody asks who has the floor": node({ effects: (effects, _event, before) => (before.floor === null ? effects : effects.filter((effect) => !(effect.type === "send" && effect.message.type === "sync"))) }),

  "a reply to an overtaken turn is played": node({
    before: (event, state) => {
      const reply = replyOf(event);
      return reply === null || event.type !== "frame" || reply.turn >= state.turn ? event : { ...event, message: { ...reply, turn: state.turn } };
    },
    effects: (effects, _event, before) => effects.map((effect) => (effect.type === "deliver" && effect.event.type === "message" && effect.event.message.type === "reply.text" && before.wait !== null ? { ...effect, event: { ...effect.event, message: { ...effect.event.message, turn: turnSaid(effect.event.message.text, effect.event.message.turn) } } } : effect)),
  }),

  "a segment that came twice is played twice": node({
    from: (state, event) => {
      const reply = replyOf(event);
      return reply === null || reply.reply !== state.held.reply || reply.seq > state.held.seq ? state : { ...state, held: { ...state.held, seq: reply.seq - 1 } };
    },
  }),

  "facts are never sent again": node({
    effects: (effects, event) => (event.type === "fact" ? effects : effects.filter((effect) => !(effect.type === "send" && isFact(effect.message)))),
  }),

  "the outbox is cleared when the link breaks": node({
    after: (result, _before, event) => (event.type === "closed" ? { ...result, state: { ...result.state, outbox: [] } } : result),
  }),

  "what the edge had seen counts as stored": node({
    before: (event) => (event.type === "frame" && event.message.type === "ack" ? { ...event, message: { ...event.message, stored: event.message.seen } } : event),
  }),

  "numbers begin at one again after a restart": node({
    after: (result, before, event) =>
      before.fresh && !result.state.fresh && event.type === "frame" && event.message.type === "welcome"
        ? { ...result, state: { ...result.state, nextN: before.nextN, outbox: before.outbox, stored: 0, seen: 0 } }
        : result,
  }),

  "the waiting plan never fires": node({ effects: (effects) => effects.filter((effect) => !(effect.type === "deliver" && effect.event.type === "plan")) }),

  "the waiting plan goes on while the caller hears the bot": node({
    after: (result, before, event) => (event.type === "fact" && event.body.type === "reply.heard" && before.wait !== null ? { ...result, state: { ...result.state, wait: before.wait } } : result),
  }),

  "the filler is the whole plan": node({ effects: (effects) => effects.filter((effect) => !(effect.type === "deliver" && effect.event.type === "plan" && effect.event.step !== "filler")) }),

  "a half-open socket is never given up": node({
    after: (result, before) => (result.state.line.kind === "up" && before.line.kind === "up" ? { ...result, state: { ...result.state, line: { ...result.state.line, pongMs: result.state.line.pingMs } } } : result),
  }),

  "the spool is thrown away": node({ effects: (effects) => effects.filter((effect) => effect.type !== "spool") }),
};

/** The turn a scripted reply was made for stands in its words. */
function turnSaid(text: string, otherwise: number): number {
  const [, turn] = /^(?:answer|busy|wait|bye)(\d+)/.exec(text) ?? [];
  return turn === undefined ? otherwise : Number(turn);
}
