/** How many calls a core carries, and how punctually their frames leave. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { measureMediaLoad, type MediaLoad } from "./media-load.ts";
import { measured, type Bench, type BenchContext, type Row } from "./row.ts";

/** Two cores carry these and their callers; the budget asks for as many on one. */
const calls = 150;
/** As many as one core must carry, and half as many again. */
const opusCalls = 60;
const seconds = { quick: 6, full: 20 } as const;
/** In cores: above it the threads waited for processors that something else had. */
const waitedTooMuch = 0.1;

const noteOf = ({ waitedForCpu }: MediaLoad, also: string): string =>
  waitedForCpu !== null && waitedForCpu > waitedTooMuch ? `${also}; its threads waited for a processor ${Math.round(waitedForCpu * 100)} % of a core's time` : also;

async function loadBy(codec: "pcmu" | "opus", { quick, say }: BenchContext): Promise<MediaLoad> {
  const recordings = await mkdtemp(path.join(tmpdir(), "zvon-bench-"));
  try {
    const many = codec === "opus" ? opusCalls : calls;
    const result = await measureMediaLoad({ calls: many, seconds: quick ? seconds.quick : seconds.full, vad: "neural", recordings, codec });
    say(`${many} calls, ${codec}: ${result.coresUsed.toFixed(2)} cores, ${result.lost} packets lost, first packets p95 ${result.firstPacket.p95Ms.toFixed(1)} ms`);
    return result;
  } finally {
    await rm(recordings, { recursive: true, force: true });
  }
}

export function createMediaBenches(): { callsPerCore: Bench; pacing: Bench } {
  let load: Promise<MediaLoad> | null = null;
  const measure = (context: BenchContext): Promise<MediaLoad> => (load ??= loadBy("pcmu", context));
  return {
    callsPerCore: {
      prefix: "calls-per-core",
      async run(context) {
        const row = (id: string, name: string, budget: number, load: MediaLoad): Row => {
          const note = noteOf(load, `${load.calls} calls used ${load.coresUsed.toFixed(2)} cores for ${load.seconds} s, all recorded, every bot speaking half the time`);
          const figure = measured({ id: `calls-per-core.${id}`, what: `${name} calls a core, all threads counted, neural VAD`, value: load.callsPerCore, unit: "calls", budget, better: "higher", note: load.lost === 0 ? note : `${note}; ${load.lost} packets lost` });
          // Packets that were lost cost nothing: a node that drops them carries no more calls for it.
          return { ...figure, ok: figure.ok && load.lost === 0 };
        };
        return [row("g711", "G.711", 150, await measure(context)), row("opus", "Opus", 40, await loadBy("opus", context))];
      },
    },
    pacing: {
      prefix: "pacing",
      async run(context) {
        const load = await measure(context);
        return [
          measured({ id: "pacing.sent", what: `frame due → handed to the socket, p99, ${load.calls} calls`, value: load.pacing.p99Ms, unit: "ms", budget: 5, better: "lower", note: noteOf(load, `p50 ${load.pacing.p50Ms.toFixed(2)}, max ${load.pacing.maxMs.toFixed(1)}`) }),
          measured({ id: "pacing.arrived", what: "distance of a packet's arrival from 20 ms after the former, p99, seen by the callers", value: load.arrival.p99Ms, unit: "ms", budget: null, better: "lower", note: `the callers' own timing is in it; p50 ${load.arrival.p50Ms.toFixed(2)}` }),
        ];
      },
    },
  };
}
