/**
 * How many calls a core of the media node carries, all threads counted, and how late their frames leave.
 *
 * The callers live in a process of their own: each sends 20 ms packets of µ-law or Opus (speech two fifths of the time, line noise
 * otherwise) and receives the bot's. The process under test runs the engine with the neural VAD; each bot speaks half of
 * the time. Alone: `node bench/src/media-load.ts [calls] [seconds] [neural|energy] [pcmu|opus]`.
 */
import { fork, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { encodeG711 } from "../../media-node/src/codec/g711.ts";
import { loadOpus } from "../../media-node/src/codec/opus.ts";
import { startMediaEngine, type Leg } from "../../media-node/src/media/engine.ts";
import { parseRtp, serialiseRtp } from "../../media-node/src/rtp/packet.ts";

export interface MediaLoad {
  calls: number;
  seconds: number;
  /** Processor time of the whole process under test, in cores. */
  coresUsed: number;
  callsPerCore: number;
  /**
   * Time its threads were ready to run and not let, in cores; `null` where the system does not tell. Above a tenth
   * something else keeps the machine busy, and the times below are that something's.
   */
  waitedForCpu: number | null;
  /** As the engine counts: how long after its due time a frame was handed to the socket. */
  pacing: { p50Ms: number; p99Ms: number; maxMs: number };
  /** As the callers see it: how far packets of a spurt came from 20 ms after the former. */
  arrival: { p50Ms: number; p99Ms: number; maxMs: number };
  /** From play() in the program to the first packet of the spurt at the caller's socket. */
  firstPacket: { p50Ms: number; p95Ms: number; maxMs: number };
  lost: number;
  rssMiBPerCall: number;
}

const FRAME = 160;
const WARM_UP_MS = 3000;
const payloadTypes = { pcmu: 0, opus: 107 } as const;

export async function measureMediaLoad(options: {
  calls: number;
  seconds: number;
  vad: "neural" | "energy";
  /** G.711 when absent. */
  codec?: "pcmu" | "opus";
  /** A folder to record every call into; `null` records none. */
  recordings: string | null;
}): Promise<MediaLoad> {
  const codec = options.codec ?? "pcmu";
  const engine = await startMediaEngine({ vad: options.vad });
  const before = process.memoryUsage().rss;
  const legs: Leg[] = [];
  let lost = 0;
  let closed = 0;
  let allClosed = () => {};
  const done = new Promise<void>((resolve) => (allClosed = resolve));
  for (let n = 0; n < options.calls; n++) {
    legs.push(
      await engine.open(
        {
          id: `call-${n}`,
          transport: { kind: "rtp", bindHost: "127.0.0.1", remote: null, codec, payloadType: payloadTypes[codec], dtmfPayloadType: 101 },
          recordingPath: options.recordings === null ? null : join(options.recordings, `load-${n}.wav`),
        },
        (event) => {
          if (event.type !== "closed") return;
          lost += event.stats.lost;
          if (++closed === options.calls) allClosed();
        },
      ),
    );
  }
  const callers = fork(fileURLToPath(import.meta.url), ["callers"]);
  callers.send({ ports: legs.map((leg) => leg.local?.port ?? 0), codec });
  await message(callers, "running");
  const speech = voice(8000 * 2);
  // Each bot speaks 2 s of 4, begun at times spread over those 4 s.
  let turn = 0;
  let played: { call: number; at: number }[] = [];
  const speaking = setInterval(() => {
    played.push({ call: turn % legs.length, at: absolute() });
    legs[turn % legs.length]?.play(`m${turn}`, speech, true);
    turn++;
  }, 4000 / options.calls);

  await after(WARM_UP_MS);
  engine.restartStats();
  played = [];
  const cpu = process.cpuUsage();
  const waited = runQueueMs();
  const from = performance.now();
  callers.send("measure");
  await after(options.seconds * 1000);
  const used = process.cpuUsage(cpu);
  const elapsed = performance.now() - from;
  const waitedSince = runQueueMs();
  const rss = process.memoryUsage().rss;
  const pacing = engine.stats().pacing;
  const arrival = message(callers, "arrival");
  callers.send("report");
  const heard = (await arrival) as { arrival: MediaLoad["arrival"]; spurts: { call: number; at: number }[] };
  const first = played.flatMap(({ call, at }) => {
    const spurt = heard.spurts.find((candidate) => candidate.call === call && candidate.at >= at);
    return spurt ? [spurt.at - at] : [];
  });
  callers.kill();
  clearInterval(speaking);
  for (const leg of legs) leg.close();
  await done;
  await engine.close();
  const coresUsed = (used.user + used.system) / 1000 / elapsed;
  return {
    calls: options.calls,
    seconds: options.seconds,
    coresUsed,
    callsPerCore: options.calls / coresUsed,
    waitedForCpu: waited === null || waitedSince === null ? null : (waitedSince - waited) / elapsed,
    pacing,
    arrival: heard.arrival,
    firstPacket: { p50Ms: percentile(first, 0.5), p95Ms: percentile(first, 0.95), maxMs: percentile(first, 1) },
    lost,
    rssMiBPerCall: (rss - before) / options.calls / 2 ** 20,
  };
}

/** Voiced sound in syllables: harmonics under an envelope, close enough to speech for VAD and codec to work. */
function voice(samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, n) => {
    const envelope = Math.max(0, Math.sin((2 * Math.PI * 4 * n) / 8000));
    const pitch = 2 * Math.PI * (120 + 10 * Math.sin(n / 3000)) * (n / 8000);
    let sum = 0;
    for (let h = 1; h < 12; h++) sum += Math.sin(h * pitch) / h;
    return Math.round(4000 * envelope * sum);
  });
}

type Codec = keyof typeof payloadTypes;

/** Five seconds of it, a payload a packet. */
async function payloadsOf(pcm: Int16Array, codec: Codec): Promise<Uint8Array[]> {
  const encode = codec === "opus" ? (await loadOpus())().encode : (frame: Int16Array) => encodeG711("pcmu", frame);
  return Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, n) => encode(pcm.slice(n * FRAME, (n + 1) * FRAME)).slice());
}

function callers(): void {
  process.once("message", async ({ ports, codec }: { ports: number[]; codec: Codec }) => {
    const speech = await payloadsOf(voice(8000 * 5), codec);
    const noise = await payloadsOf(Int16Array.from({ length: 8000 * 5 }, () => (Math.random() - 0.5) * 60), codec);
    const units = codec === "opus" ? 960 : FRAME;
    const deviations: number[] = [];
    const spurts: { call: number; at: number }[] = [];
    let measuring = false;
    const sockets = ports.map((port, n) => {
      const socket = createSocket({ type: "udp4", lookup: (host, _, found) => found(null, host, 4), recvBufferSize: 1 << 18 });
      let last = 0;
      let begun = 0;
      socket.on("message", (bytes) => {
        const at = performance.now();
        const parsed = parseRtp(bytes);
        const marker = parsed.ok && parsed.packet.marker;
        if (marker) begun = at;
        if (measuring && marker) spurts.push({ call: n, at: absolute() });
        // A spurt begins off the grid and the silence after it goes back to the grid: only its inside is paced by 20 ms.
        else if (measuring && at - begun > 100 && at - begun < 1900) deviations.push(Math.abs(at - last - 20));
        last = at;
      });
      return { socket, port, phase: n % 20, frame: n * 37 };
    });
    const start = Math.ceil(performance.now());
    let tick = start;
    const pace = () => {
      for (; tick <= performance.now(); tick++) {
        for (const caller of sockets) {
          if ((tick - start) % 20 !== caller.phase) continue;
          const at = caller.frame++;
          const source = at % 250 < 100 ? speech : noise;
          const packet = { marker: false, payloadType: payloadTypes[codec], sequence: at & 0xffff, timestamp: (at * units) >>> 0, ssrc: caller.port };
          caller.socket.send(serialiseRtp({ ...packet, payload: source[at % source.length] ?? new Uint8Array(0) }), caller.port, "127.0.0.1");
        }
      }
      setTimeout(pace, 1);
    };
    pace();
    process.send?.({ type: "running" });
    process.on("message", (order) => {
      if (order === "measure") measuring = true;
      if (order !== "report") return;
      const [p50Ms, p99Ms, maxMs] = [0.5, 0.99, 1].map((part) => percentile(deviations, part));
      process.send?.({ type: "arrival", arrival: { p50Ms, p99Ms, maxMs }, spurts });
    });
  });
}

function message(child: ChildProcess, type: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error("the callers' process ended")));
    child.on("message", (received: { type: string }) => {
      if (received.type === type) resolve(received);
    });
  });
}

/** What all threads of this process have waited for a processor so far (Linux: schedstat's second field, ns). */
function runQueueMs(): number | null {
  const tasks = "/proc/self/task";
  if (!existsSync(tasks)) return null;
  let ns = 0;
  for (const task of readdirSync(tasks)) {
    const path = `${tasks}/${task}/schedstat`;
    if (!existsSync(path)) return null;
    ns += Number(readFileSync(path, "utf8").split(" ")[1] ?? 0);
  }
  return ns / 1e6;
}

/** Wall time with fractions, the same in both processes. */
function absolute(): number {
  return performance.timeOrigin + performance.now();
}

function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === "callers") callers();
  else {
    const calls = Number(process.argv[2] ?? 150);
    const seconds = Number(process.argv[3] ?? 10);
    const vad = process.argv[4] === "energy" ? "energy" : "neural";
    const recordings = await mkdtemp(join(tmpdir(), "media-load-"));
    console.log(JSON.stringify(await measureMediaLoad({ calls, seconds, vad, recordings, codec: process.argv[5] === "opus" ? "opus" : "pcmu" }), null, 2));
    await rm(recordings, { recursive: true });
  }
}
