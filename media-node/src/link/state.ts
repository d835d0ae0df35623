/** What the node's end of a call link knows, what happens to it, and what it asks of its shell. */
import { epochsPerBase } from "@zvon/contract/call-link.ts";
import type { Fact, FactBody, Held, ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import type { FromLink, NoteBody } from "./port.ts";

/** Until the first welcome says better. */
const planByDefault = { fillerAtMs: 2_000, apologyAtMs: 20_000, endAtMs: 30_000 };

export type Line =
  | { kind: "waiting"; untilMs: number }
  | { kind: "connecting"; sinceMs: number }
  | { kind: "greeting"; sinceMs: number; helloMs: number }
  | { kind: "up"; pingMs: number; pongMs: number }
  | { kind: "over" };

/** The caller waits for words of the bot since `sinceMs`; `done` steps of the plan have been taken. */
type Wait = { sinceMs: number; done: 0 | 1 | 2 | 3; /** What sounds now is no reply. */ aside: boolean; /** The edge has said all of its reply: the words are to sound yet. */ whole: boolean };

export type LinkCounters = { staleFrames: number; doubles: number; gaps: number; overtaken: number; resent: number; notesDropped: number; factsDropped: number; reconnects: number };

export type LinkState = {
  callId: string;
  epochBase: number;
  attempt: number;
  line: Line;
  /** Consecutive attempts without a welcome: the exponent of the wait. */
  failures: number;
  /** Jitter without a source of chance: a linear congruential generator. */
  random: number;
  /** Not welcomed yet, and knowing nothing of the call: facts get their numbers at the welcome. */
  fresh: boolean;
  welcomed: boolean;
  downSinceMs: number;
  nextN: number;
  stored: number;
  seen: number;
  /** Facts above `stored`, in order. */
  outbox: Fact[];
  progressMs: number;
  turn: number;
  held: Held;
  /** Replies up to this one have been reported as heard or cut: nothing of them sounds any more. */
  closedReply: number;
  sound: boolean;
  wait: Wait | null;
  /** A person talks to the caller in the bot's place: nobody waits for words of ours, and none may sound. */
  floor: string | null;
  syncMs: number;
  plan: { fillerAtMs: number; apologyAtMs: number; endAtMs: number };
  endTold: boolean;
  /** The call's end is in the outbox or stored. */
  ended: boolean;
  hangup: string | null;
  draining: { untilMs: number } | null;
  /** The node is stopping: what the edge does not take at once goes to the spool. */
  hurried: boolean;
  drained: boolean;
  /** The edge will not have this link, now or later. */
  refused: boolean;
  counters: LinkCounters;
};

export type LinkEvent =
  | { type: "opened"; epoch: number }
  | { type: "frame"; epoch: number; message: ToNode }
  | { type: "pong"; epoch: number }
  | { type: "closed"; epoch: number; code: number }
  | { type: "fact"; body: FactBody }
  | { type: "note"; body: Exclude<NoteBody, { type: "hello" | "sync" }> }
  | { type: "sound"; on: boolean }
  | { type: "drain" }
  | { type: "hurry" }
  | { type: "tick" };

export type LinkEffect =
  | { type: "connect"; epoch: number }
  | { type: "send"; epoch: number; message: ToEdge }
  | { type: "ping"; epoch: number }
  | { type: "close"; epoch: number; code: number }
  | { type: "deliver"; event: FromLink }
  /** The edge could not take these in time: keep them on disk. */
  | { type: "spool"; facts: Fact[]; attempt: number; /** Not numbered yet: no welcome ever came to this life of the node. */ fresh: boolean }
  | { type: "drained" };

export type LinkStep = { state: LinkState; effects: LinkEffect[] };

/** @param kept facts of an earlier life, from the spool, to be delivered and nothing else. */
export function newLink(options: { callId: string; epochBase: number; fresh: boolean; seed: number; kept?: { facts: Fact[]; attempt: number; fresh: boolean } }, nowMs: number): LinkState {
  const facts = options.kept?.facts ?? [];
  const first = facts[0]?.n ?? 1;
  return {
    callId: options.callId, epochBase: options.epochBase, attempt: options.kept?.attempt ?? 0,
    line: { kind: "waiting", untilMs: nowMs }, failures: 0, random: options.seed >>> 0, fresh: options.kept?.fresh ?? options.fresh, welcomed: false, downSinceMs: nowMs,
    nextN: (facts.at(-1)?.n ?? 0) + 1, stored: first - 1, seen: first - 1, outbox: facts, progressMs: nowMs,
    turn: 0, held: { reply: -1, seq: -1, last: true }, closedReply: -1, sound: false, wait: null, floor: null, syncMs: nowMs, plan: planByDefault,
    endTold: false, ended: facts.some((fact) => fact.type === "call.ended"), hangup: null, draining: null, hurried: false, drained: false, refused: false,
    counters: { staleFrames: 0, doubles: 0, gaps: 0, overtaken: 0, resent: 0, notesDropped: 0, factsDropped: 0, reconnects: 0 },
  };
}

export const epochOf = (state: LinkState): number => state.epochBase * epochsPerBase + state.attempt;
