/**
 * What an operator's telephone shows, as a pure fold of what happens to it.
 *
 * | at       | event               | then     |
 * | -------- | ------------------- | -------- |
 * | off      | start               | starting |
 * | starting | registered          | ready    |
 * | any      | failed, stop        | off, with what went wrong if anything did |
 * | ready    | invite              | ringing  |
 * | ringing  | offer               | ringing, and who it is |
 * | ringing  | answered            | talking  |
 * | ringing, talking | ended       | ready    |
 * | talking  | muted, held         | talking  |
 * | ready, talking | dialled       | the same, with whom is dialled; presence tells how it goes |
 */
import type { Offer, OperatorState, Presence, ShownDial } from "@zvon/contract/operators-api.ts";

export type PhoneFault = "no-microphone" | "no-server" | "no-registration" | "offline";

type Line = { presence: OperatorState; waiting: number; /** The connection to the exchange is lost and sought again. */ lost: boolean; /** Dialled from this page: under way, or what came of the last one until it is put away. */ dial: ShownDial | null };
export type PhoneState =
  | { at: "off"; fault: PhoneFault | null }
  | { at: "starting" }
  | ({ at: "ready" } & Line)
  | ({ at: "ringing"; offer: Offer | null; from: string } & Line)
  | ({ at: "talking"; offer: Offer | null; from: string; sinceMs: number; muted: boolean; held: boolean } & Line);

export type PhoneEvent =
  | { type: "start" }
  | { type: "registered" }
  | { type: "lost" }
  | { type: "failed"; fault: PhoneFault }
  | { type: "stop" }
  | { type: "presence"; presence: Presence }
  | { type: "invite"; from: string }
  | { type: "answered"; nowMs: number }
  | { type: "ended" }
  | { type: "dialled"; dial: ShownDial }
  | { type: "dial-read" }
  | { type: "muted"; on: boolean }
  | { type: "held"; on: boolean };

/** Somebody is being dialled now. */
export const dialling = (state: PhoneState): boolean => "dial" in state && state.dial !== null && state.dial.stage !== "over";

export const phoneOff: PhoneState = { at: "off", fault: null };

export function stepPhone(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.type) {
    case "start":
      return state.at === "off" ? { at: "starting" } : state;
    case "stop":
      return phoneOff;
    case "failed":
      return { at: "off", fault: event.fault };
    case "registered":
      if (state.at === "starting") return { at: "ready", presence: "away", waiting: 0, lost: false, dial: null };
      return state.at === "off" ? state : { ...state, lost: false };
    case "lost":
      return state.at === "off" || state.at === "starting" ? state : { ...state, lost: true };
    case "presence": {
      if (state.at === "off" || state.at === "starting") return state;
      const { presence: told } = event;
      // What another page dialled, or this one before, is none of this.
      const dial = state.dial !== null && told.dial?.id === state.dial.id ? told.dial : state.dial;
      const line = { ...state, presence: told.state, waiting: told.waiting, dial };
      if (line.at === "ringing" && told.offer !== null) return { ...line, offer: told.offer };
      // The offer is gone once it was taken; what it said of the caller stays. Who is on the line may change with a transfer.
      return line.at === "talking" && told.talk !== null ? { ...line, offer: told.talk } : line;
    }
    case "invite":
      // What came of the last dial is not this caller's.
      return state.at === "ready" ? { ...state, at: "ringing", offer: null, from: event.from, dial: dialling(state) ? state.dial : null } : state;
    case "answered":
      return state.at === "ringing" ? { ...state, at: "talking", sinceMs: event.nowMs, muted: false, held: false } : state;
    case "ended":
      return state.at === "ringing" || state.at === "talking" ? { at: "ready", presence: state.presence, waiting: state.waiting, lost: state.lost, dial: state.dial } : state;
    case "dialled":
      return state.at === "ready" || state.at === "talking" ? { ...state, dial: event.dial } : state;
    case "dial-read":
      return state.at === "off" || state.at === "starting" || dialling(state) ? state : { ...state, dial: null };
    case "muted":
      return state.at === "talking" ? { ...state, muted: event.on } : state;
    case "held":
      return state.at === "talking" ? { ...state, held: event.on } : state;
  }
}
