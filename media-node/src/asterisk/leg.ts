/**
 * One telephone channel as the call sees it: what Asterisk tells in several ways, late, twice or not at all,
 * becomes ringing → early-media → answered → hangup, each at most once and hangup exactly once.
 *
 * | phase    | ringing, progress | up       | digit | hold, unhold      | ask-hangup | gone   |
 * | -------- | ----------------- | -------- | ----- | ----------------- | ---------- | ------ |
 * | waiting  | told once each    | answered | dtmf  | –                 | remembered | ended  |
 * | answered | –                 | –        | dtmf  | told when changed | remembered | ended  |
 * | ended    | –                 | –        | –     | –                 | –          | –      |
 *
 * – is nothing to tell: Asterisk repeats itself, and what crosses a hang-up on the wire is stale.
 */
import type { HangupCause, SignalEvent } from "../call/signalling.ts";

export type Leg = {
  phase: "waiting" | "answered" | "ended";
  rang: boolean;
  earlyMedia: boolean;
  held: boolean;
  /** Set by the first who asked from our side; the far side's BYE on the way does not change it. */
  asked: { by: "us" | "system"; cause: HangupCause } | null;
};

export type LegInput =
  | { type: "ringing" }
  | { type: "progress" }
  | { type: "up" }
  | { type: "digit"; digit: string }
  | { type: "held"; on: boolean }
  | { type: "ask-hangup"; by: "us" | "system"; cause: HangupCause }
  /** `lost`: not hung up before our eyes, just no longer there. */
  | { type: "gone"; cause: HangupCause; lost: boolean };

export const newLeg = (): Leg => ({ phase: "waiting", rang: false, earlyMedia: false, held: false, asked: null });

const nothing = (leg: Leg): { leg: Leg; events: SignalEvent[] } => ({ leg, events: [] });

export const stepLeg = (leg: Leg, input: LegInput): { leg: Leg; events: SignalEvent[] } => {
  if (leg.phase === "ended") return nothing(leg);
  switch (input.type) {
    case "ringing":
      return leg.phase === "waiting" && !leg.rang ? { leg: { ...leg, rang: true }, events: [{ type: "ringing" }] } : nothing(leg);
    case "progress":
      return leg.phase === "waiting" && !leg.earlyMedia ? { leg: { ...leg, earlyMedia: true }, events: [{ type: "early-media" }] } : nothing(leg);
    case "up":
      return leg.phase === "waiting" ? { leg: { ...leg, phase: "answered" }, events: [{ type: "answered" }] } : nothing(leg);
    case "digit":
      return { leg, events: [{ type: "dtmf", digit: input.digit }] };
    case "held":
      return leg.phase === "answered" && leg.held !== input.on ? { leg: { ...leg, held: input.on }, events: [{ type: "held", on: input.on }] } : nothing(leg);
    case "ask-hangup":
      return nothing(leg.asked === null ? { ...leg, asked: { by: input.by, cause: input.cause } } : leg);
    case "gone": {
      const by = leg.asked?.by ?? (input.lost ? "system" : "far");
      return { leg: { ...leg, phase: "ended" }, events: [{ type: "hangup", by, answered: leg.phase === "answered", cause: leg.asked?.cause ?? input.cause }] };
    }
  }
};
