/**
 * Hearing one call and talking in it: a ticket, a socket, a microphone, and coming back by a new ticket when the sound is
 * lost. One call at a time. Everything outside comes in as an argument; what is shown is `state`.
 *
 * | link    | event                       | next    | what is done                                          |
 * | ------- | --------------------------- | ------- | ----------------------------------------------------- |
 * | off     | start                       | opening | ask for a ticket, open the socket                     |
 * | opening | started                     | on      | who had the call asks for it again                    |
 * | on      | take                        | on      | ask for the microphone, then for the call             |
 * | on      | floor, yours or not         | on      | open the microphone's way, or give it back            |
 * | any     | lost                        | opening | again after a while; after the last try: off          |
 * | any     | refused, ended, stop        | off     | close everything                                      |
 */
import type { ListenTicket } from "@zvon/contract/listening-api.ts";
import { ApiError } from "../../lib/api.ts";
import type { Microphone, MicrophoneFault } from "../../lib/audio/microphone.ts";
import type { ListenEvent, ListenSocket } from "./listen-socket.ts";

export type ListenFault = { kind: "microphone"; fault: MicrophoneFault } | { kind: "api"; error: ApiError } | { kind: "lost"; host: string | null } | { kind: "dropped" };

export type ListenState =
  | { link: "off"; fault: ListenFault | null; /** Of the call that it was about. */ callId: string | null }
  | { link: "opening" | "on"; callId: string; /** `asked`: the answer is on its way. */ talk: "no" | "asked" | "yes"; muted: boolean; fault: ListenFault | null };

/** Waits before the next try. */
export const comeBackMs = [500, 1000, 2000, 4000, 8000] as const;
/** The call's session hears of the listener a moment after the browser does. */
const takeAgainMs = 250;
const mostTakes = 12;

export type ListeningPorts = {
  api: { listen: (callId: string) => Promise<ListenTicket>; takeOver: (callId: string, listener: string) => Promise<void>; handBack: (callId: string) => Promise<void> };
  openSocket: (ticket: ListenTicket, onEvent: (event: ListenEvent) => void) => Promise<ListenSocket>;
  askMicrophone: () => Promise<Microphone>;
  wait: (ms: number, run: () => void) => () => void;
  onChange: (state: ListenState) => void;
};

export type Listening = {
  start(callId: string): void;
  /** Gives the call back first, where one has it. */
  stop(): void;
  take(callId: string): void;
  giveBack(): void;
  mute(on: boolean): void;
  levels(): { caller: number; other: number; microphone: number } | null;
};

export function createListening({ api, openSocket, askMicrophone, wait, onChange }: ListeningPorts): Listening {
  let state: ListenState = { link: "off", fault: null, callId: null };
  let socket: ListenSocket | null = null;
  let ticket: ListenTicket | null = null;
  let stream: MediaStream | null = null;
  /** Whatever was begun for an earlier one changes nothing. */
  let round = 0;
  let tries = 0;
  let cancelWait = () => {};

  const set = (next: ListenState) => {
    state = next;
    onChange(next);
  };
  const change = (more: Partial<{ link: "opening" | "on"; talk: "no" | "asked" | "yes"; muted: boolean; fault: ListenFault | null }>) => {
    if (state.link !== "off") set({ ...state, ...more });
  };
  const closeMicrophone = () => {
    socket?.setMicrophone(null);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
  };
  const closeAll = () => {
    round += 1;
    cancelWait();
    closeMicrophone();
    socket?.close();
    socket = null;
    ticket = null;
  };
  const end = (fault: ListenFault | null) => {
    const callId = state.callId;
    closeAll();
    set({ link: "off", fault, callId });
  };
  const known = (error: unknown) => (error instanceof ApiError ? error : new ApiError("unexpected", 0, null, { cause: error }));

  async function connect(callId: string): Promise<void> {
    const mine = round;
    try {
      const got = await api.listen(callId);
      if (mine !== round) return;
      ticket = got;
      const opened = await openSocket(got, (event) => {
        if (mine === round) onEvent(callId, event);
      });
      if (mine === round) socket = opened;
      else opened.close();
    } catch (thrown) {
      if (mine !== round) return;
      const error = known(thrown);
      if (error.fault === "offline" || error.fault === "server") lost(callId);
      else end({ kind: "api", error });
    }
  }

  function onEvent(callId: string, event: ListenEvent): void {
    switch (event.type) {
      case "started":
        tries = 0;
        change({ link: "on" });
        if (state.link !== "off" && state.talk !== "no") void takeNow(callId);
        return;
      case "floor":
        if (state.link === "off") return;
        if (event.yours) {
          socket?.setMicrophone(stream);
          socket?.mute(state.muted);
          return change({ talk: "yes" });
        }
        if (state.talk !== "yes") return;
        closeMicrophone();
        return change({ talk: "no", muted: false });
      case "ended":
        if (event.reason === "node_stops") return lost(callId);
        return end(event.reason === "dropped" ? { kind: "dropped" } : null);
      case "lost":
        return lost(callId);
    }
  }

  function lost(callId: string): void {
    const waitMs = comeBackMs[tries];
    if (state.link === "off") return;
    if (waitMs === undefined) return end({ kind: "lost", host: ticket === null ? null : new URL(ticket.url).host });
    tries += 1;
    socket?.close();
    socket = null;
    change({ link: "opening", ...(state.talk === "yes" ? { talk: "asked" } : {}) });
    cancelWait = wait(waitMs, () => void connect(callId));
  }

  async function takeNow(callId: string, attempt = 1): Promise<void> {
    const mine = round;
    if (ticket === null) return;
    try {
      await api.takeOver(callId, ticket.listener);
      if (mine === round) change({ fault: null });
    } catch (thrown) {
      if (mine !== round) return;
      const error = known(thrown);
      if (error.problem?.code === "not_listening" && attempt < mostTakes) {
        cancelWait = wait(takeAgainMs, () => void takeNow(callId, attempt + 1));
        return;
      }
      closeMicrophone();
      change({ talk: "no", muted: false, fault: { kind: "api", error } });
    }
  }

  async function take(callId: string): Promise<void> {
    if (state.link === "off" || state.callId !== callId) start(callId);
    if (state.link === "off" || state.talk !== "no") return;
    change({ talk: "asked", fault: null });
    const mine = round;
    const microphone = await askMicrophone();
    if (mine !== round) {
      if (microphone.ok) for (const track of microphone.stream.getTracks()) track.stop();
      return;
    }
    if (!microphone.ok) return change({ talk: "no", fault: { kind: "microphone", fault: microphone.fault } });
    stream = microphone.stream;
    socket?.setMicrophone(stream);
    // Else `started` brings it.
    if (state.link === "on") await takeNow(callId);
  }

  function start(callId: string): void {
    if (state.link !== "off" && state.callId === callId) return;
    stop();
    tries = 0;
    set({ link: "opening", callId, talk: "no", muted: false, fault: null });
    void connect(callId);
  }

  function giveBack(): void {
    if (state.link === "off" || state.talk === "no") return;
    const { callId } = state;
    const mine = round;
    closeMicrophone();
    change({ talk: "no", muted: false });
    api.handBack(callId).catch((thrown: unknown) => {
      const error = known(thrown);
      // It has been handed back by somebody else, or is over.
      if (mine === round && error.status !== 409) change({ fault: { kind: "api", error } });
    });
  }

  function stop(): void {
    if (state.link === "off") return;
    giveBack();
    end(null);
  }

  return {
    start,
    stop,
    take: (callId) => void take(callId),
    giveBack,
    mute(on) {
      socket?.mute(on);
      change({ muted: on });
    },
    levels: () => (state.link === "on" ? (socket?.levels() ?? null) : null),
  };
}
