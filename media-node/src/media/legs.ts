/**
 * All legs of the thread and their time: who is due in this millisecond, in which order, and what is told to the program.
 *
 * Each leg has a grid of 20 ms from its opening, in a millisecond of its own choice so that legs are spread evenly, and
 * computed from the opening, so it never drifts. The caller's frames are taken on the grid. The bot's frames leave on it
 * too, but a spurt starts at once: up to 20 ms ahead of the grid (`leadMs`), and keeps that lead to its end.
 */
import { FRAME_MS, FRAME_SAMPLES, levelDb } from "../audio/frame.ts";
import type { OpusCodec } from "../codec/opus.ts";
import type { Recorder, RecordingResult } from "../recording/recorder.ts";
import type { WordStarts } from "../playout/playout.ts";
import type { Endpoint } from "../rtp/source-lock.ts";
import type { Vad } from "../vad/port.ts";
import { createLateness } from "./lateness.ts";
import type { LegEvent, LegOptions } from "./leg.ts";
import { FRAME_FIELDS, type FromThread } from "./messages.ts";
import { createMediaPath, type MediaPath } from "./path.ts";
import { createTimerWheel } from "./timer-wheel.ts";

/** A frame later than this is not sent: three in a row would only fill the other side's jitter buffer. */
const TOO_LATE_MS = 60;
/** Voice detection waits so long for frames of other legs: half the cost a window. */
const BATCH_EVERY_MS = 4;
const BATCH_NOW_FRAMES = 24;
/** So few legs gain nothing by waiting. */
const FEW_LEGS = 8;
/** 2 s of 300 legs; voice detection that far behind is no use to anyone. */
const MAX_WAITING_FRAMES = 30_000;

interface LegState {
  handle: number;
  path: MediaPath;
  recorder: Recorder | null;
  openMs: number; // sample 0 of its clock, an integer
  heardFrames: number;
  spokenFrames: number;
  leadMs: number;
  speakDueMs: number;
  closed: boolean;
  vad: unknown;
}

interface Job {
  leg: LegState;
  kind: "listen" | "speak";
  dueMs: number;
}

interface WaitingFrame {
  leg: LegState;
  index: number;
  pcm: Int16Array;
  levelDb: number;
  own: { echo: boolean; ownDb: number };
}

export interface Legs {
  /** `opus`: of a leg of Opus. */
  open(handle: number, options: LegOptions, recorder: Recorder | null, send: (datagram: Uint8Array, to: Endpoint) => void, opus?: OpusCodec | null): void;
  datagram(handle: number, bytes: Uint8Array, host: string, port: number): void;
  play(handle: number, mark: string, pcm: Int16Array, last: boolean): void;
  stop(handle: number): void;
  pause(handle: number): void;
  resume(handle: number, words: WordStarts | null): void;
  feed(handle: number, pcm: Int16Array): void;
  record(handle: number): void;
  tap(handle: number, on: boolean): void;
  talk(handle: number, pcm: Int16Array | null): void;
  key(handle: number, digit: string): void;
  setRemote(handle: number, remote: Endpoint): void;
  /** Resolves when the recording is on disk and the closed event is out. */
  close(handle: number): Promise<void>;
  /** Does all that is due. */
  tick(): void;
  /** When tick() has something to do again, on the clock of `now`; `null`: no leg is open. */
  next(): number | null;
  handles(): number[];
  restartStats(): void;
  /** How late frames left since this was asked last, 90th percentile, ms. */
  latelyMs(): number;
  stats(): { legs: number; pacing: ReturnType<ReturnType<typeof createLateness>["summary"]>; droppedFrames: number };
}

export function createLegs(options: {
  vad: Vad;
  /** Monotonic, ms, with fractions. */
  now: () => number;
  random: () => number;
  comfortNoiseDb: number | null;
  post: (message: FromThread, transfer: ArrayBuffer[]) => void;
  /** Voice detection failed in the middle of calls: nobody hears any more. */
  onFailure: (error: unknown) => void;
}): Legs {
  const { vad, now, random, post } = options;
  const legs = new Map<number, LegState>();
  const wheel = createTimerWheel<Job>(now());
  const load = Array.from({ length: FRAME_MS }, () => 0); // legs on each millisecond of the grid
  const lateness = createLateness();
  const lately = createLateness();
  let events: { leg: number; event: LegEvent }[] = [];
  let waiting: WaitingFrame[] = [];
  let judging = false;
  let lastBatchMs = 0;
  let droppedFrames = 0;

  function flush(): void {
    if (events.length === 0) return;
    post({ type: "events", events }, []);
    events = [];
  }

  function onLeg(handle: number, act: (leg: LegState) => void): void {
    const leg = legs.get(handle);
    if (!leg || leg.closed) return;
    act(leg);
    flush();
  }

  const clock = (leg: LegState) => now() - leg.openMs;
  const gridMs = (leg: LegState, frame: number) => leg.openMs + frame * FRAME_MS;

  function listen(leg: LegState): void {
    const index = leg.heardFrames++;
    const pcm = leg.path.listen(index);
    waiting.push({ leg, index, pcm, levelDb: levelDb(pcm), own: leg.path.own() });
    if (waiting.length > MAX_WAITING_FRAMES) {
      waiting.shift();
      droppedFrames++;
    }
    wheel.add(gridMs(leg, index + 1), { leg, kind: "listen", dueMs: gridMs(leg, index + 1) });
  }

  function speak(leg: LegState, transmit: boolean): void {
    leg.path.speak(leg.spokenFrames++, transmit, leg.leadMs);
    if (!leg.path.sounding()) leg.leadMs = 0;
    scheduleSpeak(leg, gridMs(leg, leg.spokenFrames) - leg.leadMs);
  }

  function scheduleSpeak(leg: LegState, dueMs: number): void {
    leg.speakDueMs = dueMs;
    wheel.add(dueMs, { leg, kind: "speak", dueMs });
  }

  /** Silence is being sent and audio has come: the next frame leaves now, at most a frame ahead of its place. */
  function startSpurt(leg: LegState): void {
    const nowMs = Math.floor(now());
    const ahead = gridMs(leg, leg.spokenFrames) - nowMs;
    leg.leadMs = Math.min(FRAME_MS, Math.max(0, ahead));
    if (ahead > FRAME_MS) scheduleSpeak(leg, gridMs(leg, leg.spokenFrames) - FRAME_MS);
    else speak(leg, true);
  }

  function sound(leg: LegState, act: () => void): void {
    const silent = !leg.path.sounding();
    act();
    if (silent && leg.path.sounding()) startSpurt(leg);
  }

  async function judge(): Promise<void> {
    judging = true;
    lastBatchMs = now();
    const batch: WaitingFrame[] = [];
    const later: WaitingFrame[] = [];
    const taken = new Set<LegState>();
    for (const frame of waiting) {
      if (frame.leg.closed) continue;
      if (taken.has(frame.leg)) later.push(frame);
      else {
        taken.add(frame.leg);
        batch.push(frame);
      }
    }
    waiting = later;
    try {
      const speech = await vad.run(batch.map(({ leg, pcm, levelDb: level }) => ({ stream: leg.vad, pcm, levelDb: level })));
      postFrames(batch, speech);
    } catch (error) {
      options.onFailure(error);
    } finally {
      judging = false;
    }
    if (waiting.length >= BATCH_NOW_FRAMES) void judge();
  }

  function postFrames(batch: WaitingFrame[], speech: Float32Array): void {
    const pcm = new Int16Array(batch.length * FRAME_SAMPLES);
    const fields = new Float64Array(batch.length * FRAME_FIELDS);
    let count = 0;
    batch.forEach((frame, n) => {
      if (frame.leg.closed) return;
      pcm.set(frame.pcm, count * FRAME_SAMPLES);
      const { echo, ownDb } = frame.own;
      fields.set([frame.leg.handle, frame.index * FRAME_MS, echo ? 0 : (speech[n] ?? 0), ownDb], count * FRAME_FIELDS);
      count++;
    });
    if (count === 0) return;
    post(
      { type: "frames", pcm: pcm.subarray(0, count * FRAME_SAMPLES), fields: fields.subarray(0, count * FRAME_FIELDS) },
      [pcm.buffer, fields.buffer],
    );
  }

  function judgeIfDue(nowMs: number): void {
    if (judging || waiting.length === 0) return;
    const due = legs.size <= FEW_LEGS || waiting.length >= BATCH_NOW_FRAMES || nowMs - lastBatchMs >= BATCH_EVERY_MS;
    if (due) void judge();
  }

  return {
    open(handle, { transport, mediaTimeoutMs }, recorder, send, opus = null) {
      const phase = load.indexOf(Math.min(...load));
      load[phase] = (load[phase] ?? 0) + 1;
      const soon = Math.floor(now()) + 1;
      const openMs = soon + ((phase - (soon % FRAME_MS) + FRAME_MS) % FRAME_MS);
      const path = createMediaPath({
        transport,
        ...(mediaTimeoutMs === undefined ? {} : { mediaTimeoutMs }),
        random,
        comfortNoiseDb: options.comfortNoiseDb,
        opus,
        send,
        emit: (event) => events.push({ leg: handle, event }),
        record: recorder,
      });
      const leg: LegState = {
        handle,
        path,
        recorder,
        openMs,
        heardFrames: 0,
        spokenFrames: 0,
        leadMs: 0,
        speakDueMs: openMs,
        closed: false,
        vad: vad.open(),
      };
      legs.set(handle, leg);
      wheel.add(openMs, { leg, kind: "listen", dueMs: openMs });
      scheduleSpeak(leg, openMs);
    },

    datagram: (handle, bytes, host, port) => onLeg(handle, (leg) => leg.path.datagram(bytes, host, port, clock(leg))),
    feed: (handle, pcm) => onLeg(handle, (leg) => leg.path.feed(pcm, clock(leg))),
    stop: (handle) => onLeg(handle, (leg) => leg.path.stop(clock(leg))),
    pause: (handle) => onLeg(handle, (leg) => leg.path.pause()),
    record: (handle) => onLeg(handle, (leg) => leg.recorder?.begin()),
    tap: (handle, on) => onLeg(handle, (leg) => leg.path.tap(on)),
    talk: (handle, pcm) => onLeg(handle, (leg) => leg.path.talk(pcm, clock(leg))),
    key: (handle, digit) => onLeg(handle, (leg) => leg.path.sendDtmf(digit)),
    setRemote: (handle, remote) => onLeg(handle, (leg) => leg.path.setRemote(remote)),
    play: (handle, mark, pcm, last) => onLeg(handle, (leg) => sound(leg, () => leg.path.play(mark, pcm, last))),
    resume: (handle, words) => onLeg(handle, (leg) => sound(leg, () => leg.path.resume(words))),

    async close(handle) {
      const leg = legs.get(handle);
      if (!leg || leg.closed) return;
      leg.path.stop(clock(leg));
      flush();
      leg.closed = true;
      load[leg.openMs % FRAME_MS] = (load[leg.openMs % FRAME_MS] ?? 1) - 1;
      const stats = leg.path.stats();
      const recording: RecordingResult | null = leg.recorder ? await leg.recorder.close() : null;
      legs.delete(handle);
      if (leg.recorder) {
        stats.recordingDroppedBlocks = leg.recorder.droppedBlocks();
        stats.recordingError = leg.recorder.failure()?.message ?? null;
      }
      events.push({ leg: handle, event: { type: "closed", stats, recording } });
      flush();
    },

    tick() {
      for (const { leg, kind, dueMs } of wheel.take(now())) {
        if (leg.closed) continue;
        if (kind === "listen") listen(leg);
        else if (dueMs === leg.speakDueMs) {
          const late = now() - dueMs;
          lateness.push(late);
          lately.push(late);
          speak(leg, late <= TOO_LATE_MS);
        }
      }
      judgeIfDue(now());
      flush();
    },

    // Frames that wait for company are looked at in the next millisecond.
    next: () => (waiting.length > 0 && !judging ? Math.floor(now()) + 1 : wheel.next()),

    restartStats: () => lateness.restart(),
    latelyMs() {
      const { p90Ms } = lately.summary();
      lately.restart();
      return p90Ms;
    },
    handles: () => [...legs.keys()],
    stats: () => ({ legs: legs.size, pacing: lateness.summary(), droppedFrames }),
  };
}
