/** The three ways in (Asterisk, bare RTP, browser) as the call code sees them: a leg and a signalling. */
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { Via } from "@zvon/contract/node-link.ts";
import type { Leg, LegEvent, LegTransport } from "../media/engine.ts";

export type WayEvent =
  | { type: "ringing" }
  | { type: "answered" }
  | { type: "key"; digit: string }
  /** The far side has put us on hold, or is back. */
  | { type: "held"; on: boolean }
  /** Typed in a test call, instead of speech. */
  | { type: "text"; text: string }
  | { type: "hangup"; reason: EndReason; cause: Cause; detail: string };

/** Whom a caller is handed to: a number, a SIP address or `operator:ID`; `trunk` null: by the one the caller came by. */
export type SecondDial = { id: string; to: string; trunk: string | null; ringTimeoutMs: number };

/** Somebody else, dialled beside a call: a way of their own, which can be joined with the caller's. */
export interface SecondParty extends Way {
  /** Both talk to each other without us, for `maxMs` at most; their ways tell nothing more. Rejects when one of them has gone. */
  join(maxMs: number): Promise<void>;
}

export interface Way {
  readonly via: Via;
  readonly transport: LegTransport;
  /** Joins the far side to the leg: answers, dials, or waits for the browser. Throws when it can't. */
  start(leg: Leg, onEvent: (event: WayEvent) => void): Promise<void>;
  /** Leg events that are the way's own affair (audio to the browser). */
  onLegEvent(event: LegEvent): void;
  /** The bot was cut off: a far side that buffers must be silent now. */
  flush(): void;
  hangup(reason: EndReason): Promise<void>;
  /** Presses keys towards the far side; resolves once they are on their way. Absent: this way has none. */
  press?(digits: string): Promise<void>;
  /** Makes ready to dial somebody for the caller. Absent: this way can't. @throws Error when that is nobody who can be dialled */
  second?(dial: SecondDial): SecondParty;
}
