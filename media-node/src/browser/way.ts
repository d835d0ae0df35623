/**
 * A call from a browser's microphone over the node's own WebSocket: PCM at the browser's rate in, the bot out. With a
 * scripted caller the browser only listens: it gets both sides as stereo, caller left, bot right.
 */
import { fromBrowserSchema } from "@zvon/contract/node-link.ts";
import type { Cause } from "@zvon/contract/end-reason.ts";
import { browserRateStepHz, createResampler } from "../audio/resample.ts";
import { interleave } from "../audio/stereo.ts";
import type { Way, WayEvent } from "../call/way.ts";
import type { Leg, LegEvent } from "../media/engine.ts";

/** What the listener of the node gives for one WebSocket. */
export interface BrowserSocket {
  sendText(text: string): void;
  /** Dropped and counted by the socket when the browser is too slow. */
  sendAudio(pcm: Int16Array): void;
  /** @param code 1000 when absent; 1008 for abuse. */
  close(code?: 1008): void;
  onMessage: (data: { text: string } | { audio: Int16Array }) => void;
  onClose: () => void;
}

/** A caller that holds the call by itself, hearing the bot and speaking into the leg. */
export interface ScriptedCaller {
  /** The bot's audio, 20 ms at 8 kHz; returns the caller's 20 ms. */
  exchange(bot: Int16Array): Int16Array;
  onKey: (digit: string) => void;
  onDone: () => void;
  close(): void;
}

const frameSamples = 160;
/** The thread may tell several frames at once; more than 200 ms would be a delay, so they are dropped. */
const maxBotFrames = 10;

/** Faster than anyone types or presses; what comes beyond it in a second is dropped. */
const maxTextsASecond = 5;
const maxKeysASecond = 20;
/** So many times the limit in one second is no person: the socket is closed. */
const abuseFactor = 10;

const noCause: Cause = { q850: null, sip: null, text: "" };

export interface BrowserWay extends Way {
  /** The browser came with a good ticket. */
  join(socket: BrowserSocket): void;
  expire(): void;
}

export function createBrowserWay(scripted: ScriptedCaller | null, now: () => number): BrowserWay {
  const texts = createLimit(maxTextsASecond, now);
  const keys = createLimit(maxKeysASecond, now);
  let socket: BrowserSocket | null = null;
  let leg: Leg | null = null;
  let tell: (event: WayEvent) => void = () => undefined;
  let up: { push(pcm: Int16Array): Int16Array } | null = null;
  let down: { push(pcm: Int16Array): Int16Array }[] = [];
  let over = false;
  /** Frames of the bot that the scripted caller has not heard yet. */
  const bot: Int16Array[] = [];

  function begin(rate: number): void {
    if (up || !socket) return;
    if (rate % browserRateStepHz !== 0) {
      leave("the browser has no rate that browsers have");
      return socket.close(1008);
    }
    const channels = scripted ? 2 : 1;
    up = createResampler(rate, 8000);
    down = Array.from({ length: channels }, () => createResampler(8000, rate));
    socket.sendText(JSON.stringify({ type: "started", channels, rate }));
    tell({ type: "answered" });
  }

  function onMessage(data: { text: string } | { audio: Int16Array }): void {
    if ("audio" in data) {
      if (up && !scripted) leg?.feed(up.push(data.audio));
      return;
    }
    const parsed = fromBrowserSchema.safeParse(parseJson(data.text));
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.type) {
      case "start":
        return begin(message.rate);
      case "key":
        if (admit(keys)) tell({ type: "key", digit: message.digit });
        return;
      case "text":
        if (admit(texts)) tell({ type: "text", text: message.text });
        return;
      case "hangup":
        return leave("hung up in the browser");
    }
  }

  function admit(limit: Limit): boolean {
    const verdict = limit();
    if (verdict === "abuse") {
      leave("the browser sent far more than a person can");
      socket?.close(1008);
    }
    return verdict === "pass";
  }

  function leave(detail: string): void {
    if (!over) tell({ type: "hangup", reason: "caller_hangup", cause: noCause, detail });
  }

  return {
    via: "browser",
    transport: { kind: "frames" },
    start(opened, onEvent) {
      leg = opened;
      tell = onEvent;
      if (scripted) {
        scripted.onKey = (digit) => tell({ type: "key", digit });
        scripted.onDone = () => leave("the scripted caller hung up");
      }
      return Promise.resolve();
    },
    join(joined) {
      socket = joined;
      joined.onMessage = onMessage;
      joined.onClose = () => leave("the browser went away");
    },
    expire() {
      if (!over) tell({ type: "hangup", reason: "no_answer", cause: noCause, detail: "the browser did not come" });
    },
    onLegEvent(event: LegEvent) {
      const [first, second] = down;
      if (!up || !socket || !first) return;
      if (!scripted || !second) {
        if (event.type === "out") socket.sendAudio(first.push(event.pcm));
        return;
      }
      if (event.type === "out" && bot.length < maxBotFrames) bot.push(event.pcm);
      if (event.type !== "frame") return;
      // The leg tells of the bot only while it sounds; the caller lives on, and hears the silence, every 20 ms.
      const heard = bot.shift() ?? new Int16Array(frameSamples);
      const caller = scripted.exchange(heard);
      leg?.feed(caller);
      socket.sendAudio(interleave(first.push(caller), second.push(heard)));
    },
    flush() {
      if (!scripted) socket?.sendText(JSON.stringify({ type: "flush" }));
    },
    hangup(reason) {
      over = true;
      scripted?.close();
      socket?.sendText(JSON.stringify({ type: "ended", reason }));
      socket?.close();
      return Promise.resolve();
    },
  };
}

type Limit = () => "pass" | "drop" | "abuse";

/** Counts in whole seconds of the clock, ms: cheap, and at worst twice the limit across a border. */
function createLimit(perSecond: number, now: () => number): Limit {
  let second = -1;
  let count = 0;
  return () => {
    const current = Math.floor(now() / 1000);
    if (current !== second) count = 0;
    second = current;
    count += 1;
    if (count > perSecond * abuseFactor) return "abuse";
    return count > perSecond ? "drop" : "pass";
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
