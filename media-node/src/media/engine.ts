/**
 * The program's handle on the media thread. Everything is a message, so calls return at once and nothing here blocks;
 * what the thread hears comes back as events of the leg, in the order in which they happened on it.
 */
import { Worker } from "node:worker_threads";
import { FRAME_SAMPLES } from "../audio/frame.ts";
import type { Endpoint } from "../rtp/source-lock.ts";
import type { EngineStats, Leg, LegEvent, LegOptions, LegStats, LegTransport } from "./leg.ts";
import { FRAME_FIELDS, type FromThread, type ThreadOptions, type ToThread } from "./messages.ts";

export type { EngineStats, Leg, LegEvent, LegOptions, LegStats, LegTransport };

export interface MediaEngine {
  /** Rejects when no port can be bound or the recording's file cannot be made. */
  open(options: LegOptions, onEvent: (event: LegEvent) => void): Promise<Leg>;
  /** The thread's counters, at most a second old. */
  stats(): EngineStats;
  /** Begins the pacing figures anew, so that a measurement leaves its warm-up out. */
  restartStats(): void;
  /** Closes all legs, waits for their recordings (10 s at most, a disk may hang), ends the thread. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 10_000;
/** One step of G.711 now and then: a caller does not ask whether anybody is there, and no detector takes it for sound. */
const COMFORT_NOISE_DB = -78;

interface Opening {
  options: LegOptions;
  resolve: (leg: Leg) => void;
  reject: (error: Error) => void;
}

/**
 * Starts the thread. `vad: "neural"` rejects when the net cannot be loaded; energy is never put in its place.
 * `onFailure` hears of a thread that died: its legs have had their closed event, and a new engine is needed.
 */
export async function startMediaEngine(options: {
  vad: "neural" | "energy";
  /** UDP ports to use, both ends included, for firewalls; any when absent. */
  portRange?: { min: number; max: number };
  /** Sent while a bot is silent: dB of full scale, `null` for digital silence; -78 when absent, G.711's softest. */
  comfortNoiseDb?: number | null;
  onFailure?: (error: Error) => void;
}): Promise<MediaEngine> {
  const workerData: ThreadOptions = { vad: options.vad, portRange: options.portRange ?? null, comfortNoiseDb: options.comfortNoiseDb === undefined ? COMFORT_NOISE_DB : options.comfortNoiseDb };
  // The thread is plain TypeScript for Node itself, whatever loader runs the program.
  const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData, execArgv: [], name: "media" });
  const openings = new Map<number, Opening>();
  const listeners = new Map<number, (event: LegEvent) => void>();
  let lastHandle = 0;
  let latest: EngineStats | null = null;
  let over: Error | null = null;
  let closing = false;

  const send = (message: ToThread, transfer: ArrayBuffer[] = []) => {
    if (!over) worker.postMessage(message, transfer);
  };

  function deliver(handle: number, event: LegEvent): void {
    const listener = listeners.get(handle);
    if (event.type === "closed") listeners.delete(handle);
    listener?.(event);
  }

  function receive(message: FromThread): void {
    switch (message.type) {
      case "frames":
        return deliverFrames(message.pcm, message.fields);
      case "events":
        for (const { leg, event } of message.events) deliver(leg, event);
        return;
      case "opened": {
        const opening = openings.get(message.leg);
        openings.delete(message.leg);
        opening?.resolve(legOf(message.leg, opening.options.id, message.local));
        return;
      }
      case "refused": {
        const opening = openings.get(message.leg);
        openings.delete(message.leg);
        listeners.delete(message.leg);
        opening?.reject(new Error(`media leg ${opening.options.id} cannot open: ${message.reason}`));
        return;
      }
      case "stats":
        latest = message.stats;
        return;
      case "ready":
      case "failed":
        return;
    }
  }

  function deliverFrames(pcm: Int16Array, fields: Float64Array): void {
    for (let n = 0; n * FRAME_FIELDS < fields.length; n++) {
      const [handle = -1, atMs = 0, speech = 0, levelDb = 0] = fields.subarray(n * FRAME_FIELDS, (n + 1) * FRAME_FIELDS);
      const listener = listeners.get(handle);
      // A copy: a listener that keeps one frame must not keep those of all calls with it.
      listener?.({ type: "frame", atMs, pcm: pcm.slice(n * FRAME_SAMPLES, (n + 1) * FRAME_SAMPLES), speech, levelDb });
    }
  }

  function legOf(handle: number, id: string, local: Endpoint | null): Leg {
    return {
      id,
      local,
      play(mark, pcm, last) {
        const copy = pcm.slice();
        send({ type: "play", leg: handle, mark, pcm: copy, last }, [copy.buffer]);
      },
      stop: () => send({ type: "stop", leg: handle }),
      pause: () => send({ type: "pause", leg: handle }),
      resume: (words = null) => send({ type: "resume", leg: handle, words }),
      feed(pcm) {
        const copy = pcm.slice();
        send({ type: "feed", leg: handle, pcm: copy }, [copy.buffer]);
      },
      record: () => send({ type: "record", leg: handle }),
      tap: (on) => send({ type: "tap", leg: handle, on }),
      talk(pcm) {
        const copy = pcm?.slice() ?? null;
        send({ type: "talk", leg: handle, pcm: copy }, copy ? [copy.buffer] : []);
      },
      setRemote: (remote) => send({ type: "remote", leg: handle, remote }),
      sendDtmf: (digit) => send({ type: "key", leg: handle, digit }),
      close: () => send({ type: "close", leg: handle }),
    };
  }

  function end(error: Error): void {
    if (over) return;
    over = error;
    for (const { reject } of openings.values()) reject(error);
    openings.clear();
    for (const handle of listeners.keys()) {
      deliver(handle, { type: "closed", stats: NO_STATS, recording: null });
    }
    if (!closing) options.onFailure?.(error);
  }

  const ended = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      end(new Error(`media thread ended with code ${code}`));
      resolve();
    });
  });
  const started = new Promise<void>((resolve, reject) => {
    worker.on("message", (message: FromThread) => {
      if (message.type === "ready") resolve();
      else if (message.type === "failed") reject(new Error(message.reason));
      else receive(message);
    });
    worker.on("error", (error) => {
      const failure = error instanceof Error ? error : new Error(String(error));
      end(failure);
      reject(failure);
    });
  });
  try {
    await started;
  } catch (error) {
    closing = true;
    await worker.terminate();
    throw error;
  }

  return {
    open(legOptions, onEvent) {
      if (over) return Promise.reject(over);
      if (closing) return Promise.reject(new Error("media engine is closing"));
      const handle = ++lastHandle;
      listeners.set(handle, onEvent);
      return new Promise((resolve, reject) => {
        openings.set(handle, { options: legOptions, resolve, reject });
        send({ type: "open", leg: handle, options: legOptions });
      });
    },
    stats: () => latest ?? { ...NO_ENGINE_STATS, vad: { ...NO_ENGINE_STATS.vad, kind: options.vad } },
    restartStats: () => send({ type: "restart-stats" }),
    async close() {
      closing = true;
      send({ type: "shutdown" });
      const patience = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

const NO_ENGINE_STATS: EngineStats = {
  legs: 0,
  pacing: { frames: 0, p50Ms: 0, p90Ms: 0, p99Ms: 0, maxMs: 0 },
  frameLateMs: 0,
  vad: { kind: "neural", judged: 0, skipped: 0, runs: 0 },
  packetsReceived: 0,
  packetsSent: 0,
  priority: false,
  utilisation: 0,
};

/** What is left of a leg whose thread died: its counters died with it. */
const NO_STATS: LegStats = {
  received: 0,
  sent: 0,
  lost: 0,
  late: 0,
  duplicate: 0,
  reordered: 0,
  malformed: 0,
  foreign: 0,
  otherPayload: 0,
  ssrcChanges: 0,
  dtmf: 0,
  concealedFrames: 0,
  holes: 0,
  resyncs: 0,
  overflow: 0,
  hurriedFrames: 0,
  stretchedFrames: 0,
  jitterMs: 0,
  delayMs: 0,
  echoFrames: 0,
  codecChanges: 0,
  rtcpReports: 0,
  farLost: 0,
  farJitterMs: 0,
  opinionScore: 0,
  skippedFrames: 0,
  droppedPlayMs: 0,
  starvedMarks: 0,
  recordingDroppedBlocks: 0,
  recordingError: "the media thread died",
};
