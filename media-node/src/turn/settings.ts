/** Timers of turn-taking as they hold at this moment: the state of the flow over the bot over what is usual. */
import type { TurnTaking } from "@zvon/contract/call-link.ts";

/** As the edge tells them. What is absent is usual: see `usual`. */
export type TurnSettings = TurnTaking;
export type TurnTimers = Required<TurnTaking>;

/** Of an edge that names the obligatory ones only. Speculation is the edge's to ask for, since it is the edge that thinks. */
const usual: Omit<TurnTimers, "endpointMs" | "digitsEndpointMs" | "bargeInMinSpeechMs" | "bargeIn" | "maxUtteranceMs"> = {
  finishedEndpointMs: 300,
  unfinishedEndpointMs: 1400,
  addressEndpointMs: 1800,
  semantic: true,
  vendorEndpoint: true,
  adaptive: true,
  speculate: false,
  backchannels: [],
  resumeAfterMs: 700,
};

/** What is named in `timing` holds, then what the bot names, then what is usual. */
export function timersOf(settings: TurnSettings, timing: Partial<TurnSettings> | null): TurnTimers {
  // A whole answer never waits longer than any other.
  const finishedEndpointMs = Math.min(usual.finishedEndpointMs, timing?.endpointMs ?? settings.endpointMs);
  return { ...usual, finishedEndpointMs, ...named(settings), ...named(timing ?? {}) };
}

/** A field that is there and undefined names nothing. */
function named<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
