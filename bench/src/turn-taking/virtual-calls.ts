/**
 * Calls of the product under a clock of their own: call, turn machine, jitter buffer, playout and voice detector are the
 * node's; the recogniser is scripted, the edge and the threads between are not there (a hop costs about a millisecond).
 * All calls go in step, 20 ms at a time, so that the detector's batches are full.
 */
import type { Listen } from "@zvon/contract/call-link.ts";
import { startCall } from "../../../media-node/src/call/call.ts";
import type { Way } from "../../../media-node/src/call/way.ts";
import type { FromLink } from "../../../media-node/src/link/port.ts";
import { createLog } from "../../../media-node/src/log.ts";
import { levelDb } from "../../../media-node/src/audio/frame.ts";
import { decodeG711, encodeG711 } from "../../../media-node/src/codec/g711.ts";
import type { Leg, LegEvent, MediaEngine } from "../../../media-node/src/media/engine.ts";
import { createMediaPath, type MediaPath } from "../../../media-node/src/media/path.ts";
import type { Tts } from "../../../media-node/src/tts/port.ts";
import { createVad } from "../../../media-node/src/vad/vad.ts";
import { scriptedRecogniser } from "./scripted-stt.ts";
import type { ScriptedCall } from "./set.ts";

export type Commit = { text: string; verdict: string; atMs: number; startMs: number; endMs: number };
export type Observed = {
  call: ScriptedCall;
  /** Turns as they were committed; all times are of the caller's audio as it was sent. */
  commits: Commit[];
  /** Frames in which the bot sounded. */
  soundedMs: Set<number>;
  /** Of the bot's reply, if it was cut off. */
  interrupted: boolean;
  pauses: number;
  /** When the bot was told to be silent, for a while or for good. */
  hushedMs: number[];
};

/** What the calls sound like beside the caller. */
export type Line = {
  /** The bot's; a lasting tone when absent. */
  voice?: Int16Array;
  /** The bot's voice comes back, so late and so loud beside what was sent, through a room of these taps. */
  echo?: { delayMs: number; db: number; room: readonly number[] };
  /** The echo guard is not asked: for comparison. */
  unguarded?: boolean;
};

export type Timings = { endpointMs: number; bargeInMinSpeechMs: number };

const frameMs = 20;
const replyMs = 20_000;
const tone = Int16Array.from({ length: replyMs * 8 }, (_, n) => Math.round(6000 * Math.sin((2 * Math.PI * 300 * n) / 8000)) || 600);
const speaking = (pcm: Int16Array): Tts => ({
  async *synthesise(request) {
    yield { pcm, words: [{ charStart: 0, charEnd: request.text.length, startMs: 0 }], last: true };
  },
  close: () => Promise.resolve(),
});

export async function playCalls(calls: readonly ScriptedCall[], timings: Timings, line: (call: ScriptedCall) => Line = () => ({})): Promise<Observed[]> {
  const vad = await createVad({ kind: "neural" });
  try {
    const played = calls.map((call) => playCall(call, timings, line(call)));
    const frames = Math.max(...calls.map((call) => call.pcm.length / 160));
    for (let index = 0; index < frames; index++) {
      const live = played.filter(({ call }) => index < call.pcm.length / 160);
      const heard = live.map((one) => ({ one, pcm: one.listen(index) }));
      const speech = await vad.run(heard.map(({ one, pcm }) => ({ stream: (one.vad ??= vad.open()), pcm, levelDb: levelDb(pcm) })));
      for (const [n, { one, pcm }] of heard.entries()) one.hear(index, pcm, speech[n] ?? 0);
      // The calls' own promises get their turn before the next frame.
      await new Promise(setImmediate);
      for (const one of live) one.speak(index);
    }
    return played.map((one) => one.observed);
  } finally {
    await vad.close();
  }
}

function playCall(call: ScriptedCall, timings: Timings, line: Line) {
  const voice = speaking(line.voice ?? tone);
  const comesBack = line.echo ? createEcho(line.echo) : null;
  let clockMs = 0;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const setTimer = (run: () => void, ms: number) => {
    const timer = { atMs: clockMs + ms, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const clock = { now: () => clockMs, sleep: (ms: number) => (ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => void setTimer(resolve, ms))) };
  const observed: Observed = { call, commits: [], soundedMs: new Set(), interrupted: false, pauses: 0, hushedMs: [] };
  let onEvent: (event: LegEvent) => void = () => undefined;
  const path: MediaPath = createMediaPath({ transport: { kind: "frames" }, random: () => 0.5, comfortNoiseDb: null, send: () => undefined, emit: (event) => onEvent(event), record: null });
  const leg: Leg = {
    id: "call", local: null, play: path.play,
    stop() {
      observed.hushedMs.push(clockMs);
      path.stop(clockMs);
    },
    pause() {
      observed.pauses += 1;
      observed.hushedMs.push(clockMs);
      path.pause();
    }, resume: path.resume,
    feed: () => undefined, record: () => undefined, tap: () => undefined, talk: () => undefined, setRemote: () => undefined, sendDtmf: () => undefined, close: () => undefined,
  };
  const engine: MediaEngine = {
    open(_options, listener) {
      onEvent = (event) => {
        if (event.type === "out" && event.pcm.some((sample) => sample !== 0)) observed.soundedMs.add(clockMs);
        if (event.type === "out") comesBack?.sent(event.pcm);
        listener(event);
      };
      return Promise.resolve(leg);
    },
    stats: () => {
      throw new Error("not asked of these calls");
    },
    restartStats: () => undefined,
    close: () => Promise.resolve(),
  };
  const way: Way = {
    via: "rtp",
    transport: { kind: "frames" },
    start(_leg, tell) {
      tell({ type: "answered" });
      return Promise.resolve();
    },
    onLegEvent: () => undefined, flush: () => undefined, hangup: () => Promise.resolve(),
  };
  let toCall: (event: FromLink) => void = () => undefined;
  let turn = 0;
  let replies = -1;
  const stt = scriptedRecogniser(call.words, clock);
  startCall({
    grant: { callId: "call_26110123456789bcdfghjkmn", path: "/", token: "t", epochBase: 0 }, fresh: false, way,
    ports: {
      engine, stt: () => stt, tts: () => voice, now: clock.now, log: createLog(() => undefined), setTimer,
      openLink(_grant, _fresh, listener) {
        toCall = listener;
        return {
          fact(fact) {
            if (fact.type === "turn.final") {
              turn = fact.turn;
              observed.commits.push({ text: fact.text, verdict: fact.verdict, atMs: clockMs, startMs: fact.startMs, endMs: fact.endMs });
            }
            if (fact.type === "reply.heard" && fact.interrupted) observed.interrupted = true;
            if (fact.type === "call.ended") throw new Error(`a call of the set ended: ${fact.detail}`);
          },
          note: () => undefined, sound: () => undefined, drain: () => Promise.resolve(),
        };
      },
      recordings: { pathOf: () => "", deliver: () => undefined },
    },
  });
  toCall({
    type: "message",
    message: {
      v: 1, type: "welcome", epoch: 1, stored: 0, seen: 0, turn: 0, reply: -1, language: call.language, voice: { provider: "embedded", voice: "x", speed: 1 },
      stt: { provider: "deepgram", listens: [] }, turnTaking: { ...timings, digitsEndpointMs: 1200, bargeIn: true, maxUtteranceMs: 20_000 },
      lostPlan: { fillerAtMs: 1e9, apologyAtMs: 1e9, endAtMs: 1e9, filler: "", apology: "" }, recording: null, maxDurationMs: 1e9,
    },
  });
  /** `voice` empty: nothing sounds, what is listened for changes. */
  const reply = (spoken: string, listen: Listen) => {
    replies += 1;
    toCall({ type: "message", message: { v: 1, type: "reply.text", reply: replies, turn, seq: 0, text: spoken, voice: spoken, last: true, interruptible: true, language: call.language, listen } });
  };
  const orders = [
    ...(call.botFromMs === null ? [] : [{ atMs: call.botFromMs, give: () => reply("reply", { phrases: [], digits: null, keys: null }) }]),
    ...call.turns.map(({ startMs, digits }) => ({ atMs: startMs - 800, give: () => reply("", { phrases: [], digits, keys: null }) })),
  ];
  return {
    call,
    observed,
    vad: null as unknown,
    listen(index: number): Int16Array {
      clockMs = index * frameMs;
      const said = call.pcm.subarray(index * 160, (index + 1) * 160);
      path.feed(comesBack ? comesBack.over(said, index * 160) : said, clockMs);
      return path.listen(index);
    },
    /** A frame of 20 ms is there, and told, at its end. */
    hear(index: number, pcm: Int16Array, speech: number): void {
      clockMs = (index + 1) * frameMs;
      for (const timer of [...timers].filter(({ atMs }) => atMs <= clockMs)) {
        timers.delete(timer);
        timer.run();
      }
      for (const order of orders.splice(0, orders.filter(({ atMs }) => atMs <= clockMs).length)) order.give();
      const { echo, ownDb } = path.own();
      onEvent({ type: "frame", atMs: index * frameMs, pcm, ...(line.unguarded ? { speech, levelDb: levelDb(pcm) } : { speech: echo ? 0 : speech, levelDb: ownDb }) });
    },
    speak(index: number): void {
      path.speak(index, true);
    },
  };
}

/** Both directions go over A-law. */
function createEcho({ delayMs, db, room }: NonNullable<Line["echo"]>) {
  const gain = 10 ** (db / 20) / Math.sqrt(room.reduce((sum, tap) => sum + tap * tap, 0));
  const lawful = (pcm: Int16Array): Int16Array => decodeG711("pcma", encodeG711("pcma", pcm));
  const sent: number[] = [];
  return {
    sent(pcm: Int16Array): void {
      for (const sample of lawful(pcm)) sent.push(sample);
    },
    over(said: Int16Array, from: number): Int16Array {
      const mixed = said.map((sample, n) => {
        let back = 0;
        for (const [k, tap] of room.entries()) back += tap * (sent[from + n - delayMs * 8 - k] ?? 0);
        return Math.max(-32_768, Math.min(32_767, Math.round(sample + gain * back)));
      });
      return lawful(mixed);
    },
  };
}
