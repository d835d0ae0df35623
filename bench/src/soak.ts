/**
 * `soak`: fifty calls that talk without end, half an hour of them (a minute with --quick), over real sockets: none may
 * end by itself, memory may not grow, and a turn must take at the end what it took at the beginning. Run when named.
 */
import { answeredTurns } from "./answered-turns.ts";
import type { Endpoint, HeardTurn } from "./caller-messages.ts";
import { openCalls, reportOf, startCallers, type Subject } from "./processes.ts";
import { measured, percentile, type Bench, type Row } from "./row.ts";
import { callerSpeech } from "./spoken.ts";
import { withNode } from "./turns.ts";

const calls = 50;
const lasts = { quick: 60_000, full: 30 * 60_000 } as const;
const reportEveryMs = 2_000;
const sayEveryMs = 60_000;

type Sample = { atMs: number; rssBytes: number };
type Soaked = { samples: Sample[]; turns: HeardTurn[]; endpoints: Endpoint[]; begun: number; ended: number; fromMs: number };

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** The part of the list from one fifth to another. */
const fifths = <T>(list: readonly T[], from: number, to: number): T[] => list.slice(Math.floor((list.length * from) / 5), Math.floor((list.length * to) / 5));

async function soakedBy(subject: Subject, grant: Parameters<typeof openCalls>[4], forMs: number, say: (text: string) => void): Promise<Soaked> {
  const speech = await callerSpeech();
  const callers = startCallers();
  try {
    await openCalls(callers, subject, calls, speech, grant);
    const soaked: Soaked = { samples: [], turns: [], endpoints: [], begun: 0, ended: 0, fromMs: performance.now() };
    let toldMs = soaked.fromMs;
    while (performance.now() - soaked.fromMs < forMs) {
      await pause(reportEveryMs);
      const report = await reportOf(callers, subject);
      soaked.samples.push({ atMs: performance.now() - soaked.fromMs, rssBytes: report.rssBytes });
      // Not spread: half an hour has more of them than a call has arguments.
      for (const turn of report.turns) soaked.turns.push(turn);
      for (const endpoint of report.endpoints) soaked.endpoints.push(endpoint);
      soaked.begun = report.begun;
      soaked.ended = report.ended ?? 0;
      if (performance.now() - toldMs >= sayEveryMs) {
        toldMs = performance.now();
        say(`${Math.round((toldMs - soaked.fromMs) / 60_000)} min: ${Math.round(report.rssBytes / 2 ** 20)} MiB, ${soaked.turns.length} turns, ${soaked.ended} calls ended`);
      }
    }
    return soaked;
  } finally {
    await callers.close();
  }
}

export const soak: Bench = {
  prefix: "soak",
  onlyNamed: true,
  async run({ quick, say }): Promise<Row[]> {
    const forMs = lasts[quick ? "quick" : "full"];
    const { samples, turns, endpoints, begun, ended } = await withNode((subject, grant) => soakedBy(subject, grant, forMs, say));
    // The first fifth warms caches and code up.
    const megabytes = (from: number, to: number) => mean(fifths(samples, from, to).map(({ rssBytes }) => rssBytes)) / 2 ** 20;
    const [early, late] = [megabytes(1, 2), megabytes(4, 5)];
    const overheads = answeredTurns(turns, endpoints).map(({ overheadMs }) => overheadMs);
    const where = `${calls} calls for ${forMs / 60_000} min`;
    return [
      measured({ id: "soak.lost", what: `calls that ended by themselves, ${where}`, value: ended, unit: "calls", budget: 0, better: "lower" }),
      measured({ id: "soak.memory", what: "resident memory of the last fifth beside the second, more", value: (100 * (late - early)) / early, unit: "%", budget: quick ? 25 : 5, better: "lower", note: `${early.toFixed(0)} MiB, then ${late.toFixed(0)}${quick ? "; a minute is warm-up still" : ""}` }),
      measured({ id: "soak.answered", what: "turns that were answered, of those begun, one a call left out", value: Math.min(100, (100 * turns.length) / Math.max(1, begun - calls)), unit: "%", budget: 99, better: "higher", note: `${turns.length} turns` }),
      measured({ id: "soak.overhead", what: "endpoint decided → first bot audio in the last fifth, p95", value: percentile(fifths(overheads, 4, 5), 0.95), unit: "ms", budget: 25, better: "lower", note: `in the second fifth ${percentile(fifths(overheads, 1, 2), 0.95).toFixed(1)}` }),
    ];
  },
};
