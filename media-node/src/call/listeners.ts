/**
 * People of the team at a call: they hear both sides, and one of them may talk to the caller in the bot's place. They come
 * by the node's media socket; who may talk is the edge's affair.
 *
 * | a listener | event                             | next      | told      |
 * | ---------- | --------------------------------- | --------- | --------- |
 * | coming     | `start`                           | listening | listening |
 * | coming     | no `start` within 10 s            | gone      | gone      |
 * | listening  | floor for them                    | talking   | talking   |
 * | talking    | floor for them, once more         | talking   | –         |
 * | talking    | floor for the bot, or for another | listening | listening |
 * | any        | socket closed, dropped, call over | gone      | gone      |
 * | unknown    | floor for them                    | –         | gone, and the bot has the floor |
 *
 * The caller hears nothing of who listens, and with nobody there the leg tells nothing.
 */
import type { FactBody } from "@zvon/contract/call-link.ts";
import { fromListenerSchema, type toListenerSchema } from "@zvon/contract/node-link.ts";
import type { z } from "zod";
import { SAMPLE_RATE_HZ } from "../audio/frame.ts";
import { browserRateStepHz, createResampler, type Resampler } from "../audio/resample.ts";
import { interleave, sidesOf } from "../audio/stereo.ts";
import type { Leg } from "../media/engine.ts";

/** The media socket of one listener. */
export interface ListenerSocket {
  sendText(text: string): void;
  /** Dropped and counted by the socket when the browser is too slow. */
  sendAudio(pcm: Int16Array): void;
  /** @param code 1000 when absent; 1008: not so */
  close(code?: 1008): void;
  onMessage: (data: { text: string } | { audio: Int16Array }) => void;
  onClose: () => void;
}

export interface Listeners {
  /** The leg there is from now on. */
  opened(leg: Pick<Leg, "tap" | "talk">): void;
  /** Came with a good ticket. One who is there already moves to this socket and keeps the floor. */
  join(listener: string, socket: ListenerSocket): void;
  /** Their right to listen was taken away. */
  drop(listener: string): void;
  /** Who talks to the caller: one of them, or the bot. Said twice it is as said once. */
  floor(listener: string | null): void;
  /** One of them talks to the caller. */
  talking(): boolean;
  /** 20 ms of both sides, from the leg. */
  hear(stereo: Int16Array): void;
  end(reason: "call_ended" | "node_stops"): void;
}

export const mostListeners = 8;
const startTimeoutMs = 10_000;

type ToListener = z.infer<typeof toListenerSchema>;
type Sound = { rate: number; microphone: Resampler };
type Present = { socket: ListenerSocket; /** Null before `start`. */ sound: Sound | null; cancelWait: () => void };
/** Both sides at one rate, for all who hear at it: at 48 kHz this takes the main thread some tenths of a millisecond of each 20. */
type Ears = { left: Resampler; right: Resampler };
export type ToldOfListener = Omit<Extract<FactBody, { type: "listener" }>, "type" | "atMs">;

export function createListeners(options: {
  /** A fact for the edge. */
  tell: (told: ToldOfListener) => void;
  /** A person has the floor from now on, or the bot. */
  onFloor: (taken: boolean) => void;
  setTimer: (run: () => void, ms: number) => () => void;
}): Listeners {
  const { tell, onFloor, setTimer } = options;
  const present = new Map<string, Present>();
  const ears = new Map<number, Ears>();
  let leg: Pick<Leg, "tap" | "talk"> | null = null;
  let holder: string | null = null;
  let tapped = false;
  let over: "call_ended" | "node_stops" | null = null;

  const say = (socket: ListenerSocket, message: ToListener) => socket.sendText(JSON.stringify(message));
  const sayFloor = (listener: string, yours: boolean) => {
    const who = present.get(listener);
    if (who?.sound) say(who.socket, { type: "floor", yours });
  };

  /** What there is for the ears that there are. */
  function retap(): void {
    const rates = new Set([...present.values()].flatMap(({ sound }) => (sound ? [sound.rate] : [])));
    for (const rate of ears.keys()) if (!rates.has(rate)) ears.delete(rate);
    for (const rate of rates) if (!ears.has(rate)) ears.set(rate, { left: createResampler(SAMPLE_RATE_HZ, rate), right: createResampler(SAMPLE_RATE_HZ, rate) });
    const wanted = over === null && rates.size > 0;
    if (wanted !== tapped) leg?.tap(wanted);
    tapped = leg !== null && wanted;
  }

  function onMessage(listener: string, data: { text: string } | { audio: Int16Array }): void {
    const who = present.get(listener);
    if (!who) return;
    if ("audio" in data) {
      if (holder === listener && who.sound) leg?.talk(who.sound.microphone.push(data.audio));
      return;
    }
    const message = fromListenerSchema.safeParse(parseJson(data.text));
    if (!message.success || who.sound) return;
    const { rate } = message.data;
    if (rate % browserRateStepHz !== 0) return leave(listener, 1008);
    who.cancelWait();
    who.sound = { rate, microphone: createResampler(rate, SAMPLE_RATE_HZ) };
    say(who.socket, { type: "started", rate });
    sayFloor(listener, holder === listener);
    retap();
    if (holder !== listener) tell({ listener, state: "listening" });
  }

  /** They are told nothing; the edge is. */
  function leave(listener: string, code?: 1008): void {
    const who = present.get(listener);
    if (!who) return;
    present.delete(listener);
    who.cancelWait();
    who.socket.close(code);
    retap();
    if (holder === listener) release();
    tell({ listener, state: "gone" });
  }

  function release(): void {
    if (holder === null) return;
    const was = holder;
    holder = null;
    leg?.talk(null);
    sayFloor(was, false);
    if (present.has(was)) tell({ listener: was, state: "listening" });
    onFloor(false);
  }

  return {
    opened(opened) {
      leg = opened;
      retap();
    },
    join(listener, socket) {
      const before = present.get(listener);
      if (over !== null || (!before && present.size >= mostListeners)) {
        if (over !== null) say(socket, { type: "ended", reason: over });
        socket.close(over === null ? 1008 : undefined);
        if (over === null) tell({ listener, state: "gone" });
        return;
      }
      const cancelWait = setTimer(() => leave(listener, 1008), startTimeoutMs);
      present.set(listener, { socket, sound: null, cancelWait });
      socket.onMessage = (data) => {
        if (present.get(listener)?.socket === socket) onMessage(listener, data);
      };
      socket.onClose = () => {
        if (present.get(listener)?.socket === socket) leave(listener);
      };
      before?.cancelWait();
      before?.socket.close();
      retap();
    },
    drop(listener) {
      const who = present.get(listener);
      if (who) say(who.socket, { type: "ended", reason: "dropped" });
      leave(listener);
    },
    floor(listener) {
      if (listener === holder || over !== null) return;
      if (listener === null) return release();
      const known = (present.get(listener)?.sound ?? null) !== null;
      if (holder !== null) release();
      if (!known) return tell({ listener, state: "gone" });
      holder = listener;
      onFloor(true);
      tell({ listener, state: "talking" });
      sayFloor(listener, true);
    },
    talking: () => holder !== null,
    hear(stereo) {
      if (ears.size === 0) return;
      const [left, right] = sidesOf(stereo);
      for (const [rate, ear] of ears) {
        const heard = interleave(ear.left.push(left), ear.right.push(right));
        for (const { socket, sound } of present.values()) if (sound?.rate === rate) socket.sendAudio(heard);
      }
    },
    end(reason) {
      if (over !== null) return;
      over = reason;
      for (const [listener, { socket }] of present) {
        say(socket, { type: "ended", reason });
        leave(listener);
      }
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
