/**
 * The media thread: sockets, timer and clock around `legs.ts`. It shares nothing with the program but messages, so
 * garbage collection, JSON and synthesis over there never hold a frame up (measured: p99 1.7 ms late against 27 ms).
 */
import type { Socket } from "node:dgram";
import { constants, setPriority } from "node:os";
import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { loadOpus, type OpusCodec } from "../codec/opus.ts";
import { createRecorder, type Recorder } from "../recording/recorder.ts";
import type { Endpoint } from "../rtp/source-lock.ts";
import type { Vad } from "../vad/port.ts";
import { createVad } from "../vad/vad.ts";
import type { EngineStats, LegOptions } from "./leg.ts";
import { createLegs } from "./legs.ts";
import type { FromThread, ThreadOptions, ToThread } from "./messages.ts";
import { bindUdp } from "./udp.ts";

const STATS_EVERY_MS = 1000;
/** Awake so much later than was asked for, packets wait at the sockets that came in time: they are read first. */
const OVERSLEPT_MS = 5;

/**
 * On Linux pid 0 means the calling thread, so only this one goes ahead of everything else on a busy machine.
 * `false` where that is not allowed (no CAP_SYS_NICE) or not so (elsewhere it would raise the whole process).
 */
function goAhead(): boolean {
  if (process.platform !== "linux") return false;
  try {
    setPriority(0, constants.priority.PRIORITY_HIGH);
    return true;
  } catch {
    return false;
  }
}

if (!parentPort) throw new Error("media thread: start it as a worker");
const port = parentPort;
const { vad: vadKind, portRange, comfortNoiseDb } = workerData as ThreadOptions;
const post = (message: FromThread, transfer: ArrayBuffer[]) => port.postMessage(message, transfer);

let loaded: Vad | null = null;
try {
  loaded = await createVad({ kind: vadKind });
} catch (error) {
  post({ type: "failed", reason: messageOf(error) }, []);
}
if (loaded) run(loaded);
else port.close();

function run(vad: Vad): void {
  const sockets = new Map<number, Socket>();
  /** Legs being opened; a close that comes meanwhile takes effect when the socket is there. */
  const opening = new Map<number, { cancelled: boolean }>();
  const priority = goAhead();
  let packetsReceived = 0;
  let packetsSent = 0;
  let timer: NodeJS.Timeout | null = null;
  let dueMs = 0;
  /** Loaded with the first leg that speaks it. */
  let openOpus: (() => OpusCodec) | null = null;
  let immediate: NodeJS.Immediate | null = null;
  let idle = performance.eventLoopUtilization();

  const legs = createLegs({
    vad,
    now: () => performance.now(),
    random: Math.random,
    comfortNoiseDb,
    post,
    onFailure(error) {
      throw error instanceof Error ? error : new Error(String(error));
    },
  });

  /** Timers run before sockets are read: frames that are overdue would be made up though their packets are here. */
  function wake(): void {
    timer = null;
    if (performance.now() - dueMs < OVERSLEPT_MS) return tick();
    immediate ??= setImmediate(tick);
  }

  function tick(): void {
    immediate = null;
    legs.tick();
    arm();
  }

  /** Sets the timer for what is due next; to be called when something may have become due earlier. */
  function arm(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    // It arms the timer itself.
    if (immediate) return;
    const next = legs.next();
    if (next === null) return;
    const waitMs = Math.max(1, next - performance.now());
    dueMs = performance.now() + waitMs;
    timer = setTimeout(wake, waitMs);
  }

  async function open(handle: number, options: LegOptions): Promise<void> {
    const ticket = { cancelled: false };
    opening.set(handle, ticket);
    let socket: Socket | null = null;
    let recorder: Recorder | null = null;
    let opus: OpusCodec | null = null;
    try {
      const { transport, recordingPath } = options;
      if (transport.kind === "rtp" && transport.codec === "opus") opus = (openOpus ??= await loadOpus())();
      if (transport.kind === "rtp") socket = await bindUdp(transport.bindHost, portRange, Math.random);
      if (recordingPath !== null) recorder = await createRecorder(recordingPath, options.recordWaits === true);
    } catch (error) {
      socket?.close();
      opening.delete(handle);
      post({ type: "refused", leg: handle, reason: messageOf(error) }, []);
      return;
    }
    opening.delete(handle);
    legs.open(handle, options, recorder, socket ? sendBy(socket) : () => undefined, opus);
    if (socket) listen(handle, socket);
    const address = socket?.address();
    post({ type: "opened", leg: handle, local: address ? { host: address.address, port: address.port } : null }, []);
    arm();
    if (ticket.cancelled) await close(handle);
  }

  function listen(handle: number, socket: Socket): void {
    sockets.set(handle, socket);
    socket.on("message", (bytes, from) => {
      packetsReceived++;
      legs.datagram(handle, bytes, from.address, from.port);
    });
    // A send to a port that is gone comes back as an error; the leg's media time-out tells of it.
    socket.on("error", () => undefined);
  }

  function sendBy(socket: Socket): (datagram: Uint8Array, to: Endpoint) => void {
    return (datagram, to) => {
      packetsSent++;
      socket.send(datagram, to.port, to.host);
    };
  }

  async function close(handle: number): Promise<void> {
    const ticket = opening.get(handle);
    if (ticket) {
      ticket.cancelled = true;
      return;
    }
    sockets.get(handle)?.close();
    sockets.delete(handle);
    await legs.close(handle);
  }

  async function shutdown(): Promise<void> {
    await Promise.all(legs.handles().map(close));
    clearInterval(reporting);
    if (timer) clearTimeout(timer);
    await vad.close();
    port.close();
  }

  function stats(): EngineStats {
    const since = performance.eventLoopUtilization(idle);
    idle = performance.eventLoopUtilization();
    const { legs: count, pacing } = legs.stats();
    const utilisation = Math.round(since.utilization * 1000) / 1000;
    return { legs: count, pacing, frameLateMs: legs.latelyMs(), priority, vad: { kind: vad.kind, ...vad.counters() }, packetsReceived, packetsSent, utilisation };
  }

  function obey(message: ToThread): void {
    switch (message.type) {
      case "open":
        return void open(message.leg, message.options);
      case "play":
        legs.play(message.leg, message.mark, message.pcm, message.last);
        return arm();
      case "stop":
        return legs.stop(message.leg);
      case "pause":
        return legs.pause(message.leg);
      case "resume":
        legs.resume(message.leg, message.words);
        return arm();
      case "feed":
        return legs.feed(message.leg, message.pcm);
      case "record":
        return legs.record(message.leg);
      case "tap":
        return legs.tap(message.leg, message.on);
      case "talk":
        return legs.talk(message.leg, message.pcm);
      case "remote":
        return legs.setRemote(message.leg, message.remote);
      case "key":
        return legs.key(message.leg, message.digit);
      case "close":
        return void close(message.leg);
      case "restart-stats":
        return legs.restartStats();
      case "shutdown":
        return void shutdown();
    }
  }

  const reporting = setInterval(() => post({ type: "stats", stats: stats() }, []), STATS_EVERY_MS);
  port.on("message", obey);
  post({ type: "ready" }, []);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
