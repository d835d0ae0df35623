/** What tests of vendors' adapters share: a clock that is turned by hand, and a line to a stand-in. */
import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import type { FaultKind } from "@zvon/stand-ins/src/stand-in.ts";
import type { ProviderErrorCode } from "../../audio/provider-error.ts";
import { createNet } from "../create-net.ts";
import type { VendorLine } from "../vendor-line.ts";

/** What a fault of a stand-in becomes at the port, by adapters of ears and voices alike. */
export const codeOfFault: Partial<Record<FaultKind, ProviderErrorCode>> = {
  unauthorised: "unauthorised",
  unpaid: "unpaid",
  rate_limited: "rate_limited",
  server_error: "failed",
  drop: "failed",
  garbage: "bad_answer",
  half_open: "timeout",
  stall: "timeout",
};

export interface ManualClock {
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  /** Timers that became due run in order of their time. */
  advance(ms: number): void;
  /** Timers that were set and neither ran nor were taken back. */
  armed(): number;
  /**
   * Settles as `work` does, and turns the clock on in steps for as long as it does not; by no more than `limitMs`.
   * For work that only a time-out can end.
   */
  runUntil<T>(work: Promise<T>, limitMs?: number): Promise<{ result: PromiseSettledResult<T>; tookMs: number }>;
}

const stepMs = 20;

/** Time passes as it does, and by `advance` at once; timers run by `advance` alone. */
export function createManualClock(): ManualClock {
  const timers = new Map<number, { run: () => void; due: number }>();
  const begin = performance.now();
  let skippedMs = 0;
  let turnedMs = 0;
  let nextId = 1;
  const advance = (ms: number): void => {
    const end = turnedMs + ms;
    for (;;) {
      const [first] = [...timers].filter(([, timer]) => timer.due <= end).sort(([, a], [, b]) => a.due - b.due);
      if (first === undefined) break;
      timers.delete(first[0]);
      skippedMs += Math.max(0, first[1].due - turnedMs);
      turnedMs = Math.max(turnedMs, first[1].due);
      first[1].run();
    }
    skippedMs += end - turnedMs;
    turnedMs = end;
  };
  return {
    now: () => performance.now() - begin + skippedMs,
    setTimer(run, ms) {
      const id = nextId++;
      timers.set(id, { run, due: turnedMs + ms });
      return () => void timers.delete(id);
    },
    advance,
    armed: () => timers.size,
    async runUntil(work, limitMs = 60_000) {
      const before = turnedMs;
      let result: PromiseSettledResult<Awaited<typeof work>> | null = null;
      const settled = Promise.allSettled([work]).then(([only]) => {
        result = only;
      });
      while (result === null && turnedMs - before < limitMs) {
        await turnOfTheLoop();
        advance(stepMs);
      }
      await settled;
      if (result === null) throw new Error("settled without a result");
      return { result, tookMs: turnedMs - before };
    },
  };
}

export interface Lab {
  clock: ManualClock;
  line(over?: Partial<VendorLine>): VendorLine;
  close(): Promise<void>;
}

/** @param options.access of the stand-in */
export function createLab(options: { access: VendorLine["access"]; model: string | null; language: "ru" | "en" }): Lab {
  const clock = createManualClock();
  const net = createNet({ allows: () => true });
  return {
    clock,
    line: (over = {}) => ({ access: options.access, model: options.model, language: options.language, hints: [], net, now: clock.now, setTimer: clock.setTimer, ...over }),
    close: () => net.close(),
  };
}

/** Waits for what happens by itself (bytes on loopback); the test's own time-out is the limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turnOfTheLoop();
}

/** As words alone: case, marks and «ё» are the vendor's taste. */
export function plainWords(text: string): string {
  return text.toLowerCase().replaceAll("\u0301", "").replaceAll("ё", "е").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
