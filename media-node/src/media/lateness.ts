/** A histogram of durations in tenths of a millisecond up to 100 ms: percentiles of millions of frames in 8 kB. */
const BUCKETS = 1000;

export interface Lateness {
  push(ms: number): void;
  /** Forgets what came so far. */
  restart(): void;
  summary(): { frames: number; p50Ms: number; p90Ms: number; p99Ms: number; maxMs: number };
}

export function createLateness(): Lateness {
  const counts = new Float64Array(BUCKETS + 1);
  let frames = 0;
  let max = 0;
  function percentile(part: number): number {
    let left = frames * part;
    for (let n = 0; n <= BUCKETS; n++) {
      left -= counts[n] as number;
      if (left <= 0) return Math.min((n + 1) / 10, max);
    }
    return max;
  }
  return {
    restart() {
      counts.fill(0);
      frames = 0;
      max = 0;
    },
    push(ms) {
      const bucket = Math.min(BUCKETS, Math.max(0, Math.floor(ms * 10)));
      counts[bucket] = (counts[bucket] as number) + 1;
      frames++;
      if (ms > max) max = ms;
    },
    summary: () => ({ frames, p50Ms: percentile(0.5), p90Ms: percentile(0.9), p99Ms: percentile(0.99), maxMs: max }),
  };
}
