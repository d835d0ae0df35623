/** A clock that a test drives by hand. */
import type { Clock } from "../fallback.ts";

export interface ManualClock extends Clock {
  /** Goes on by so much; timers run in their order, each at its own time. */
  advance(ms: number): void;
  /** Timers that are set. */
  waiting(): number;
}

export function manualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    now: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.run();
      }
      nowMs = untilMs;
    },
    waiting: () => timers.length,
  };
}
