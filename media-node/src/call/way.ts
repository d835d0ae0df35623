/** The three ways in (Asterisk, bare RTP, browser) as the call code sees them: a leg and a signalling. */
import type { Cause, EndReason } from "@zvon/contract/end-reason.ts";
import type { Via } from "@zvon/contract/node-link.ts";
import type { Leg, LegEvent, LegTransport } from "../media/engine.ts";

export type WayEvent =
  | { type: "ringing" }
  | { type: "answered" }
  | { type: "key"; digit: string }
  /** Typed in a test call, instead of speech. */
  | { type: "text"; text: string }
  | { type: "hangup"; reason: EndReason; cause: Cause; detail: string };

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
}
