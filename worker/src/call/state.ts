/** What a session knows of its call. `data` is stored as one JSON row; `memory` dies with the object. */
import type { Message, Call, CallAnalysis } from "@zvon/contract/api.ts";
import type { Fact, Language, Listen, Welcome } from "@zvon/contract/call-link.ts";
import type { Cause, EndReason, Outcome } from "@zvon/contract/end-reason.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { Listener, Member, TakeOverRecord, Taken } from "@zvon/contract/listening-api.ts";
import type { TurnTrace } from "@zvon/contract/turn-trace.ts";
import type { CallCorrection } from "../calls/settled-call.ts";
import type { ModelMessage, ModelRequest, Segment, ToolCall, ToolResult, TransferRequest } from "../dialogue/decision.ts";

/** Asked → first word of the model, and → its first segment that could be spoken. */
export type ThoughtTimings = { firstTokenMs: number; segmentMs: number };

/** A message with what only the session needs: the reply it is, how the turn it answers was heard, how fast a model was. */
export type SessionMessage = Message & { reply: number | null; heardTurn: { endpointMs: number; sttMs: number } | null; thought?: ThoughtTimings };

/** What the bot is saying, whole, so that it can be said again from any segment after a reconnect. */
export type CurrentReply = {
  reply: number;
  turn: number;
  segments: Segment[];
  /** A tool runs or a model speaks: more segments follow. */
  open: boolean;
  interruptible: boolean;
  language: Language;
  listen: Listen;
  /** The node told what sounded of it; nothing of it is said any more. */
  closed: boolean;
  /** These are the team's words, and this their message. */
  whisper?: number;
};

/** `invited`: has a ticket, and has not come yet. `sinceMs`: wall time. */
export type KnownListener = Omit<Listener, "state"> & { by: Member; state: Listener["state"] | "invited"; sinceMs: number };

/** The model's answer that `reply` waits for; stored before it is asked, so that a lost one is known to be lost. */
export type PendingThought = { key: string; reply: number };

/** What the model is asked, whole. `known`: the caller's data that may have to be masked, by field. */
export type Thought = ModelRequest & {
  messages: ModelMessage[];
  language: Language;
  known: Record<string, string>;
  /** The answer is JSON for us, not words for a caller; and how long it may take. */
  answerSchema?: { name: string; schema: Record<string, unknown> };
  budgetMs?: number;
  /** Nobody waits for it: each try may take the whole budget. */
  unhurried?: { maxTokens: number };
};

/** The intent to run a tool, stored before it runs. */
export type ToolRun = { call: ToolCall; status: "running" | "ok" | "failed" | "unknown"; attempts: number; turn?: number; /** A read that no reply waits for. */ aside?: boolean; /** What it brought, shortened, for those who look at the turn. */ value?: Record<string, string>; /** Why it did not work. */ reason?: string };

/** A transfer that the node is asked for until it tells what became of it. */
export type PendingTransfer = TransferRequest & { /** Once this reply was heard. */ afterReply: number; sinceMs: number; /** To whichever operator is free: the account's desk says to whom. */ queue?: QueuedTransfer };

/** `phone`: of the operator whom the caller is offered to now. `offers`: so many before and with this one. `place`: as the desk told it last; `told`: as the caller heard it. */
export type QueuedTransfer = { group: string | null; phone: string | null; offers: number; place: number | null; told: number | null; /** The caller had to wait: the line is held. */ held: boolean; /** Said in place of the place, once. */ words?: { ru: string; en: string } };

export type Ended = { reason: EndReason; cause: Cause; detail: string; at: number; durationMs: number | null; media: Record<string, number> };

export type CallData<D> = {
  /** `analysing`: the archive has the record, a model looks at the call. `settled`: only what later evidence needs is left. */
  phase: "live" | "ended" | "analysing" | "settled";
  status: Call["status"];
  epoch: number;
  /** Of the node, counted by its epochs' base: a restart begins another. */
  life: number;
  /** All facts up to this one are in this row. */
  stored: number;
  language: Language;
  createdAt: number;
  answeredAt: number | null;
  answeredBy: NonNullable<Call["answeredBy"]> | null;
  turn: number;
  reply: number;
  current: CurrentReply | null;
  dialogue: D | null;
  flowState: string | null;
  intent: string | null;
  outcome: Outcome | null;
  /** What the flow itself said of the outcome. */
  decided: Outcome | null;
  /** `final`: nobody will find more. */
  analysis: { found: CallAnalysis; final: boolean } | null;
  analysisTries: number;
  fields: Record<string, string>;
  tools: ToolRun[];
  thought: PendingThought | null;
  /** In writing: a turn whose meaning is asked for. There is no node that would tell it again. */
  pendingTurn: Extract<Fact, { type: "turn.final" }> | null;
  transfer: PendingTransfer | null;
  /** Why the newest reply was said. */
  trace: TurnTrace | null;
  /** Of a call in writing: since when nobody is there by WebSocket; null: somebody is, or it is held by HTTP. */
  leftAt: number | null;
  /** In writing: somebody has come by WebSocket. */
  byPage: boolean;
  /** Of the team who hear the call, or may come to. */
  listeners: KnownListener[];
  /** Who of them talks in the bot's place, and who did before. */
  taken: Taken | null;
  takeOvers: TakeOverRecord[];
  /** What tools brought meanwhile. */
  held: { key: string; result: ToolResult }[];
  /** Messages that are to be said as soon as nobody speaks. */
  whispers: number[];
  hangup: { reason: EndReason; afterReply: number; sinceMs: number; /** What the dialogue says beside the reason. */ detail?: string } | null;
  usage: Call["usage"];
  /** What earlier lives of the node had counted: a restarted node begins at zero. */
  usageBase: Call["usage"];
  /** What vendors counted: the node's newest totals of this life, and our own models'. */
  nodeVendors: UsageLine[];
  modelVendors: UsageLine[];
  ended: Ended | null;
  /** The node itself told the end: no more facts will come. */
  nodeEnded: boolean;
  correction: CallCorrection | null;
  messageCount: number;
  /** Storage commits so far: at most two an ordinary turn over all objects. */
  commits: number;
};

export type CallMemory = {
  /** All facts up to this one have been taken, those above `stored` in memory only. */
  seen: number;
  messages: SessionMessage[];
  /** Indexes of messages that changed since the last commit. */
  dirty: number[];
  piled: number;
  up: boolean;
  downSinceMs: number;
  armedAtMs: number | null;
  renewAtMs: number;
  leaseUntilMs: number;
  retryAtMs: number | null;
  attempts: number;
  busy: boolean;
  /** What is under way by then is taken for lost. */
  guardAtMs: number;
  /** The thought that this life of the object has under way. One that is pending and not here was lost with an earlier life. */
  thinking: string | null;
  /** A turn that the rules did not understand, while a model is asked what was meant. */
  meaning: Extract<Fact, { type: "turn.final" }> | null;
  /** The lost reply has been closed where it stopped; once it was heard a new one goes on. */
  mending: boolean;
  /** The caller's newest turn that the node has heard begin. */
  callerTurn: number;
  /** Thinking ahead for the next turn, and how often since the last one. */
  ahead: boolean;
  aheadTries: number;
  /** How often thoughts were told to stop and have not said yet what they cost. */
  stopping: number;
  counters: CallCounters;
};

export type CallCounters = { staleFrames: number; doubles: number; gaps: number; illegal: number; lateThoughts: number };

export type CallState<D> = { data: CallData<D>; memory: CallMemory };

/** What the node is told of voice, ears and turn-taking; from the pinned bot. */
export type LinkSettings = Pick<Welcome, "voice" | "voiceFallbacks" | "stt" | "agent" | "access" | "prerender" | "turnTaking" | "lostPlan">;

const noUsage: Call["usage"] = { mediaMs: 0, sttMs: 0, ttsChars: 0 };

export function newCall<D>(begin: { language: Language; createdAt: number }, nowMs: number): CallState<D> {
  return {
    data: {
      phase: "live", status: "queued", epoch: 0, life: 0, stored: 0, language: begin.language, createdAt: begin.createdAt, answeredAt: null, answeredBy: null,
      turn: 0, reply: -1, current: null, dialogue: null, flowState: null, intent: null, outcome: null, decided: null, analysis: null, analysisTries: 0, fields: {}, tools: [], thought: null, pendingTurn: null, transfer: null, trace: null, leftAt: null, byPage: false, listeners: [], taken: null, takeOvers: [], held: [], whispers: [], hangup: null,
      usage: noUsage, usageBase: noUsage, nodeVendors: [], modelVendors: [], ended: null, nodeEnded: false, correction: null, messageCount: 0, commits: 0,
    },
    memory: newMemory(0, [], null, nowMs, nowMs + 30_000),
  };
}

const later = { answeredBy: null, decided: null, analysis: null, analysisTries: 0, thought: null, pendingTurn: null, transfer: null, trace: null, leftAt: null, byPage: false, listeners: [], taken: null, takeOvers: [], held: [], whispers: [], nodeVendors: [], modelVendors: [] };

/** The state after the object was lost: what was stored, and a memory that knows nothing. */
export function loadCall<D>(data: CallData<D>, messages: SessionMessage[], armedAtMs: number | null, nowMs: number): CallState<D> {
  // Nobody knows how long it was gone: the lease is renewed at once.
  // A row that an older version wrote lacks what came later.
  return { data: { ...later, ...data }, memory: newMemory(data.stored, messages, armedAtMs, nowMs, nowMs) };
}

function newMemory(seen: number, messages: SessionMessage[], armedAtMs: number | null, nowMs: number, renewAtMs: number): CallMemory {
  return {
    seen, messages, dirty: [], piled: 0, up: false, downSinceMs: nowMs, armedAtMs, renewAtMs, leaseUntilMs: nowMs + 60_000,
    retryAtMs: null, attempts: 0, busy: false, guardAtMs: 0, thinking: null, meaning: null, mending: false, callerTurn: 0, ahead: false, aheadTries: 0, stopping: 0,
    counters: { staleFrames: 0, doubles: 0, gaps: 0, illegal: 0, lateThoughts: 0 },
  };
}
