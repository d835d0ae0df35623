/** Looks at the node's load once a second: see load.ts for what it means. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Log } from "../log.ts";
import { calm, stepLoad, type LoadSample } from "./load.ts";

/** What the main thread's lateness is measured by; it begins there. */
const resolutionMs = 10;
const lookMs = 1_000;

export interface LoadWatch {
  /** Whether one more call would be heard by the others. */
  hurried(): boolean;
  /** 90th percentile of the main thread's lateness in the last second, ms. */
  loopLateMs(): number;
  close(): void;
}

/** @param options.media what the media thread tells of itself */
export function watchLoad({ media, log }: { media: () => Omit<LoadSample, "loopLateMs">; log: Log }): LoadWatch {
  const loop = monitorEventLoopDelay({ resolution: resolutionMs });
  loop.enable();
  let load = calm;
  let loopLateMs = 0;
  const looks = setInterval(() => {
    loopLateMs = loop.count === 0 ? 0 : Math.max(0, loop.percentile(90) / 1e6 - resolutionMs);
    loop.reset();
    const { hurried } = load;
    const sample = { ...media(), loopLateMs };
    load = stepLoad(load, sample);
    if (load.hurried !== hurried) log.warn(load.hurried ? "too much to do: no new calls" : "there is time for new calls again", sample);
  }, lookMs);
  return {
    hurried: () => load.hurried,
    loopLateMs: () => loopLateMs,
    close() {
      clearInterval(looks);
      loop.disable();
    },
  };
}
