/**
 * What a watcher knows of a call, as the live events tell it: a pure fold. A snapshot replaces all; a message
 * replaces the one with the same speaker and index; a partial lives until its turn's final words come.
 */
import type { Call, Message } from "@zvon/contract/api.ts";
import type { Listener, MayListen, Whispers } from "@zvon/contract/listening-api.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";

export type LiveCall = {
  call: Call | null;
  messages: readonly Message[];
  partial: { turn: number; text: string } | null;
  speaking: "bot" | "caller" | "none";
  ended: boolean;
  /** Of the team, who hear the call; and whether more may. */
  listeners: readonly Listener[];
  mayListen: MayListen | null;
  /** Which whispers its bot takes. */
  whispers: Whispers | null;
};

export const emptyLiveCall: LiveCall = { call: null, messages: [], partial: null, speaking: "none", ended: false, listeners: [], mayListen: null, whispers: null };

export function followCall(state: LiveCall, event: LiveEvent): LiveCall {
  switch (event.type) {
    case "snapshot": {
      const messages = inOrder(event.messages);
      const last = messages.at(-1);
      // A snapshot does not say who speaks: a bot's last message without times is the one that sounds now.
      const speaking = event.call.status === "live" && last?.who === "bot" && last.startMs === null ? "bot" : "none";
      return { call: event.call, messages, partial: null, speaking, ended: event.call.status === "ended", listeners: event.listeners ?? [], mayListen: event.mayListen ?? null, whispers: event.whispers ?? null };
    }
    case "call.status":
      return { ...state, call: event.call, ended: state.ended || event.call.status === "ended" };
    case "message": {
      const { message } = event;
      const rest = state.messages.filter((known) => known.who !== message.who || known.index !== message.index);
      const said = message.who === "caller" && state.partial !== null && state.partial.turn <= message.turn;
      return { ...state, messages: inOrder([...rest, message]), partial: said ? null : state.partial };
    }
    case "partial": {
      const late = state.messages.some((message) => message.who === "caller" && message.by === "voice" && message.turn >= event.turn && message.turn > 0);
      return late ? state : { ...state, partial: event.text === "" ? null : { turn: event.turn, text: event.text } };
    }
    case "speaking":
      return { ...state, speaking: event.who };
    case "listeners":
      return { ...state, listeners: event.listeners };
    case "ended":
      return { ...state, ended: true, partial: null, speaking: "none", call: state.call === null ? null : { ...state.call, status: "ended", endReason: event.endReason, outcome: event.outcome ?? state.call.outcome } };
    case "analysed":
      return { ...state, call: state.call === null ? null : { ...state.call, outcome: event.outcome, analysis: event.analysis } };
  }
}

/** By turn; in a turn the caller's words stand before the bot's answer to them. */
export function inOrder(messages: readonly Message[]): Message[] {
  return messages.toSorted((a, b) => a.turn - b.turn || (a.who === "caller" ? 0 : 1) - (b.who === "caller" ? 0 : 1) || a.index - b.index);
}
