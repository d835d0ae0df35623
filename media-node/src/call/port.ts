/** What a call is made of, and what is held of one that lives. */
import type { Language, Recogniser, Voice, Welcome } from "@zvon/contract/call-link.ts";
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import type { Agent, AgentEvents } from "../agent/port.ts";
import type { FromLink, Link } from "../link/port.ts";
import type { Log } from "../log.ts";
import type { Leg, MediaEngine } from "../media/engine.ts";
import type { Stt } from "../stt/port.ts";
import type { Tts } from "../tts/port.ts";
import type { TurnModel } from "../turn/turn-model.ts";
import type { Listeners } from "./listeners.ts";

export interface CallPorts {
  engine: MediaEngine;
  /** Voice and ears of one call, each behind its stand-ins; `access`: the tenant's own keys. @throws ProviderError when the node knows none of the list */
  tts: (voices: readonly Voice[], line: { language: Language; access: VendorAccesses; prerender: readonly string[] }) => Tts;
  stt: (recognisers: readonly Recogniser[], line: { language: Language; access: VendorAccesses; hints: readonly string[] }) => Stt;
  /** A vendor's agent that holds whole calls; absent: this node has none. Opening it begins the talk. @throws ProviderError when nobody has a key */
  agent?: (agent: NonNullable<Welcome["agent"]>, line: { language: Language; access: VendorAccesses }) => (events: AgentEvents) => Agent;
  /** Judges by sound whether a turn is over; null when the node has no such model. */
  turnModel?: TurnModel | null;
  openLink: (grant: LinkGrant, fresh: boolean, onEvent: (event: FromLink) => void) => Link;
  /** Where the recording of a call is written, and what happens to it after the call. */
  recordings: { /** False: the disk is nearly full. */ mayRecord?(): boolean; pathOf(callId: string): string; deliver(callId: string, recording: { path: string; bytes: number; durationMs: number }, upload: { path: string; token: string }): void };
  /** For the node's books: how a call ended, what became of a transfer, why nothing was recorded, who of the team came and talked. */
  count?: (what: "ended" | "transfer" | "unrecorded" | "listener", which: string) => void;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}

export interface LiveCall {
  readonly callId: string;
  /** Resolves when the leg is closed and the call is in the books (or in the spool). */
  readonly done: Promise<void>;
  /** Resolves once the way in was opened (a port, a ticket), or with why not. */
  readonly placed: Promise<{ ok: true; leg: Leg } | { ok: false; reason: EndReason; cause: Cause; detail: string }>;
  hangup(reason: EndReason): void;
  /** Those of the team who listen in. */
  readonly listeners: Pick<Listeners, "join" | "drop">;
  /** The node stops: an apology first, where one can be spoken; 5 s at most. */
  leave(): void;
}
