/** A media engine without sockets: audio moves when the test says so, and marks are told as the real engine tells them. */
import type { Leg, LegEvent, LegOptions, LegStats, MediaEngine } from "../media/engine.ts";

export interface FakeLeg extends Leg {
  /** Lets `ms` of audio pass, the caller silent or speaking. */
  run(ms: number, speech?: number): Promise<void>;
  tell(event: LegEvent): void;
  /** Marks in the order in which they began to sound. */
  readonly played: string[];
  readonly closed: boolean;
  /** Whether somebody listens in, and what a person has said to the caller: pieces, null where they stopped. */
  readonly tapped: boolean;
  /** Whether what passes now is recorded. */
  readonly recording: boolean;
  readonly talked: (Int16Array | null)[];
}

const frameMs = 20;
const noStats: LegStats = {
  received: 0, sent: 0, lost: 0, late: 0, duplicate: 0, reordered: 0, malformed: 0, foreign: 0, otherPayload: 0, ssrcChanges: 0, dtmf: 0, concealedFrames: 0,
  holes: 0, resyncs: 0, overflow: 0, hurriedFrames: 0, stretchedFrames: 0, jitterMs: 0, delayMs: 0, echoFrames: 0, codecChanges: 0, rtcpReports: 0, farLost: 0, farJitterMs: 0, opinionScore: 0, skippedFrames: 0, droppedPlayMs: 0, starvedMarks: 0, recordingDroppedBlocks: 0, recordingError: null,
};

export function createFakeEngine(): { engine: MediaEngine; legs: FakeLeg[] } {
  const legs: FakeLeg[] = [];
  const engine: MediaEngine = {
    open(options, onEvent) {
      const leg = createFakeLeg(options, onEvent);
      legs.push(leg);
      return Promise.resolve(leg);
    },
    stats: () => {
      throw new Error("not asked of the fake");
    },
    restartStats: () => undefined,
    close: () => Promise.resolve(),
  };
  return { engine, legs };
}

function createFakeLeg(options: LegOptions, onEvent: (event: LegEvent) => void): FakeLeg {
  let atMs = 0;
  let closed = false;
  const played: string[] = [];
  const talked: (Int16Array | null)[] = [];
  let tapped = false;
  let recording = options.recordingPath !== null && options.recordWaits !== true;
  const queue: { mark: string; leftMs: number; playedMs: number; started: boolean; ended: boolean }[] = [];

  function sound(): void {
    const head = queue[0];
    if (!head || paused) return;
    if (!head.started && head.leftMs > 0) {
      head.started = true;
      played.push(head.mark);
      onEvent({ type: "mark-started", mark: head.mark, atMs });
    }
    const step = Math.min(frameMs, head.leftMs);
    head.leftMs -= step;
    head.playedMs += step;
    if (head.leftMs > 0 || !head.ended) return;
    queue.shift();
    onEvent({ type: "mark-finished", mark: head.mark, atMs: atMs + step, playedMs: head.playedMs });
  }

  let paused = false;

  const stop = () => {
    paused = false;
    for (const mark of queue.splice(0)) onEvent({ type: "mark-stopped", mark: mark.mark, atMs, playedMs: mark.playedMs });
  };

  return {
    id: options.id,
    local: options.transport.kind === "rtp" ? { host: "127.0.0.1", port: 40_000 } : null,
    played,
    talked,
    get recording() {
      return recording;
    },
    get tapped() {
      return tapped;
    },
    get closed() {
      return closed;
    },
    play(mark, pcm, last) {
      let entry = queue.find((one) => one.mark === mark);
      if (!entry) queue.push((entry = { mark, leftMs: 0, playedMs: 0, started: false, ended: false }));
      entry.leftMs += pcm.length / 8;
      entry.ended ||= last;
    },
    stop,
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
    },
    feed: () => undefined,
    record() {
      recording = options.recordingPath !== null;
    },
    tap(on) {
      tapped = on;
    },
    talk: (pcm) => void talked.push(pcm),
    setRemote: () => undefined,
    sendDtmf: () => undefined,
    close() {
      if (closed) return;
      closed = true;
      stop();
      onEvent({ type: "closed", stats: noStats, recording: null });
    },
    tell: onEvent,
    async run(ms, speech = 0) {
      const end = atMs + ms;
      for (; atMs < end && !closed; atMs += frameMs) {
        sound();
        onEvent({ type: "frame", atMs, pcm: new Int16Array(160), speech, levelDb: speech > 0.5 ? -20 : -60 });
        // The call's own promises (recogniser, voice) get their turn between frames.
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      }
    },
  };
}
