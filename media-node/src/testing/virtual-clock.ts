/** Time that stands still until a test turns it; promises get their turn between the steps. */
import { setImmediate as turnOfTheLoop } from "node:timers/promises";

export interface VirtualClock {
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  /** Runs what becomes due, in order. */
  run(ms: number): Promise<void>;
  /** Resolves after so much of this time. */
  wait(ms: number): Promise<void>;
  armed(): number;
}

const stepMs = 10;

export function createVirtualClock(): VirtualClock {
  const timers = new Map<number, { run: () => void; dueMs: number }>();
  let nowMs = 0;
  let nextId = 1;
  const setTimer = (run: () => void, ms: number) => {
    const id = nextId++;
    timers.set(id, { run, dueMs: nowMs + ms });
    return () => void timers.delete(id);
  };
  return {
    now: () => nowMs,
    setTimer,
    async run(ms) {
      const endMs = nowMs + ms;
      await turnOfTheLoop();
      while (nowMs < endMs) {
        nowMs = Math.min(endMs, nowMs + stepMs);
        for (const [id, timer] of [...timers].toSorted(([, a], [, b]) => a.dueMs - b.dueMs)) {
          if (timer.dueMs > nowMs || !timers.delete(id)) continue;
          timer.run();
        }
        await turnOfTheLoop();
      }
    },
    wait: (ms) => new Promise((resolve) => setTimer(resolve, ms)),
    armed: () => timers.size,
  };
}
