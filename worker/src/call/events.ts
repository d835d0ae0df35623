/** What can happen to a call at the edge, and what the machine asks of its shell. */
import type { ToEdge, ToNode } from "@zvon/contract/call-link.ts";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import type { CallCorrection, SettledCall } from "../calls/settled-call.ts";
import type { Decide, ToolCall, ToolResult } from "../dialogue/decision.ts";
import type { BeginCall } from "./begin.ts";
import type { CallData, CallState, LinkSettings, SessionMessage } from "./state.ts";

export type CallEvent =
  | { type: "begin" }
  /** The object came back without its memory; the connection it may have kept is told to say what it holds. */
  | { type: "loaded"; connectedEpoch: number | null }
  | { type: "frame"; epoch: number; message: ToEdge }
  | { type: "disconnected"; epoch: number }
  | { type: "alarm" }
  | { type: "hangup"; reason: EndReason }
  | { type: "tool-finished"; key: string; result: ToolResult }
  | { type: "lease"; answer: { ok: true; untilMs: number } | { ok: false; detail: string } | "unreachable" }
  | { type: "place-failed"; reason: EndReason; cause: Cause; detail: string }
  | { type: "node-lost" }
  | { type: "settled" }
  | { type: "settle-failed" }
  | { type: "corrected" };

export type CallEffect<D> =
  /** One transaction. `forget`: every message is deleted. */
  | { type: "commit"; data: CallData<D>; messages: SessionMessage[]; forget: boolean }
  | { type: "send"; epoch: number; message: ToNode }
  | { type: "close"; epoch: number; code: number }
  | { type: "arm"; atMs: number }
  | { type: "runTool"; call: ToolCall }
  | { type: "renewLease"; mediaMs: number }
  /** Archive first, then the lease; both may be repeated. */
  | { type: "settle"; record: SettledCall }
  | { type: "correct"; correction: CallCorrection }
  | { type: "publish"; event: LiveEvent }
  | { type: "erase" };

export type CallContext<D> = { begin: BeginCall; settings: LinkSettings; decide: Decide<D> };

/** One step at work: a copy of the state that the step's functions change, and what they ask for. */
export type Work<D> = { context: CallContext<D>; data: CallData<D>; memory: CallState<D>["memory"]; effects: CallEffect<D>[]; nowMs: number };
