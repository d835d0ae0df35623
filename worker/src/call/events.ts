/** What can happen to a call at the edge, and what the machine asks of its shell. */
import type { Language, ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import type { UsageLine } from "@zvon/contract/speech.ts";
import type { CallCorrection, CallFinding, SettledCall } from "../calls/settled-call.ts";
import type { Analysed } from "../dialogue/outcome/analyse.ts";
import type { FinishedCall } from "../dialogue/outcome/finished-call.ts";
import type { AnalysisRequest } from "../dialogue/outcome/refine.ts";
import type { Decide, ModelResult, Refinable, Segment, ToolCall, ToolResult, TransferResult, Understood } from "../dialogue/decision.ts";
import type { BeginCall } from "./begin.ts";
import type { CallData, CallState, LinkSettings, SessionMessage, Thought, ThoughtTimings } from "./state.ts";

export type CallEvent =
  | { type: "begin" }
  /** The object came back without its memory; the connection it may have kept is told to say what it holds. */
  | { type: "loaded"; connectedEpoch: number | null }
  | { type: "frame"; epoch: number; message: ToEdge }
  | { type: "disconnected"; epoch: number }
  | { type: "alarm" }
  | { type: "hangup"; reason: EndReason }
  /** Of a call in writing: somebody opened a WebSocket, the last one was closed. */
  | { type: "joined" }
  | { type: "left" }
  | { type: "tool-finished"; key: string; result: ToolResult }
  /** What a model made of a turn that the rules did not understand; null: nothing in time, or nothing sensible. */
  | { type: "refined"; turn: number; understood: Understood | null }
  /** A part of a model's answer that can be spoken; the first brings the timings. */
  | { type: "thought"; key: string; segment: Segment; timings: ThoughtTimings | null }
  | { type: "thought-done"; key: string; result: Exclude<ModelResult, { status: "lost" }> }
  /** What a request to a model used. `over`: the answer to `stopThinking`, nothing is under way any more. */
  | { type: "thought-usage"; lines: UsageLine[]; over: boolean }
  | { type: "lease"; answer: { ok: true; untilMs: number } | { ok: false; detail: string } | "unreachable" }
  | { type: "place-failed"; reason: EndReason; cause: Cause; detail: string }
  | { type: "node-lost" }
  /** The account's money, or its line, does not reach for the wish of this key. */
  | { type: "transfer-refused"; key: string }
  /** What the operators' desk says of the caller who waits, by the key of the wish. */
  | { type: "desk"; news: DeskNews }
  /** One of the team has a ticket for the node's media socket. */
  | { type: "invited"; listener: string; by: Member }
  | { type: "whisper"; text: string; say: boolean; by: Member }
  | { type: "take-over"; listener: string; by: Member }
  | { type: "hand-back" }
  | { type: "settled" }
  /** What a model wrote about the call; null: nothing, or no model. */
  | { type: "analysis"; text: string | null; lines: UsageLine[] }
  | { type: "filed" }
  | { type: "file-failed" }
  | { type: "settle-failed" }
  | { type: "corrected" };

/** As operators/desk.ts tells it. */
export type DeskNews =
  | { type: "ring"; key: string; phone: string }
  /** `announce`: what is said in place of the place; `none`: nothing. */
  | { type: "place"; key: string; place: number; announce?: "none" | { ru: string; en: string } }
  | { type: "nobody"; key: string; why: "nobody" | "waited" | "full" | "elsewhere" };
export type DeskWord =
  | { type: "join"; key: string; group: string | null; summary: string }
  | { type: "leave" }
  | { type: "result"; phone: string; result: TransferResult };

export type CallEffect<D> =
  /** One transaction. `forget`: every message is deleted. */
  | { type: "commit"; data: CallData<D>; messages: SessionMessage[]; forget: boolean }
  | { type: "send"; epoch: number; message: ToNode }
  | { type: "close"; epoch: number; code: number }
  | { type: "arm"; atMs: number }
  | { type: "runTool"; call: ToolCall }
  /** Asks the model; what was thought ahead for the same words is taken. */
  | { type: "think"; thought: Thought }
  /** The same in memory, for words that may yet change: nothing comes of it but its cost. One at a time. */
  | { type: "speculate"; thought: Thought }
  /** Asks what was meant, within a budget; the answer is always `refined`. */
  | { type: "refine"; turn: number; text: string; wanted: Refinable }
  | { type: "stopThinking" }
  | { type: "renewLease"; mediaMs: number }
  /** Archive first, then the lease; both may be repeated. */
  | { type: "settle"; record: SettledCall }
  | { type: "analyse"; request: AnalysisRequest }
  /** Beside the record that the archive has; may be repeated. */
  | { type: "file"; finding: CallFinding }
  | { type: "correct"; correction: CallCorrection }
  | { type: "publish"; event: LiveEvent }
  /** To the operators' desk; `join` may be repeated. */
  | { type: "desk"; word: DeskWord }
  | { type: "erase" };

/** `settings`: how the node hears and speaks a language of the bot. `pronounce`: the tenant's dictionary, put to every text that a voice is given. */
export type CallContext<D> = { begin: BeginCall; settings: (language: Language) => LinkSettings; decide: Decide<D>; pronounce: (voice: string, language: Language) => string; /** The bot has a model that may be asked what was meant. */ refines?: boolean; /** Of an outbound call whose bot wants to know who takes it, and of an inbound one that a fax may make. */ detectMachine?: boolean; analysis: AnalysisRules };

/** `request`: what a model is asked about the call, null when none is. `read`: null when its answer does not fit. */
export type AnalysisRules = { byRules: (call: FinishedCall) => Analysed; request: (call: FinishedCall) => AnalysisRequest | null; read: (call: FinishedCall, byRules: Analysed, text: string) => Analysed | null };

/** One step at work: a copy of the state that the step's functions change, and what they ask for. */
export type Work<D> = { context: CallContext<D>; data: CallData<D>; memory: CallState<D>["memory"]; effects: CallEffect<D>[]; nowMs: number };
