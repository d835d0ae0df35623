/** Room on the node's disk. Too little: calls go on without a recording, so that what tells of their end still finds a place. */
import type { Log } from "../log.ts";

/** 100 minutes of talk (32 kB a second); the facts of a call are a few kB. */
const leastForRecordings = 200 * 1024 * 1024;
/** Back on only with some to spare: not on and off with each call. */
const enoughAgain = 2 * leastForRecordings;
export const lookMs = 15_000;

export interface Disk {
  /** Null before the first look, or when nobody can tell. */
  freeBytes(): number | null;
  /** Whether recordings may be written. */
  mayRecord(): boolean;
  close(): void;
}

/** @param options.free bytes free to us; rejects when nobody can tell, which stops nothing. */
export function watchDisk(options: { free: () => Promise<number>; setTimer: (run: () => void, ms: number) => () => void; log: Log }): Disk {
  let bytes: number | null = null;
  let room = true;
  let stop = (): void => undefined;
  let closed = false;

  async function look(): Promise<void> {
    bytes = await options.free().catch((error: unknown) => {
      options.log.warn("room on the disk can't be told", { error });
      return null;
    });
    if (bytes !== null && bytes < leastForRecordings && room) {
      room = false;
      options.log.error("the disk is nearly full: calls are not recorded", { freeBytes: bytes });
    } else if (bytes !== null && bytes > enoughAgain && !room) {
      room = true;
      options.log.info("there is room on the disk again: calls are recorded", { freeBytes: bytes });
    }
    if (!closed) stop = options.setTimer(() => void look(), lookMs);
  }
  void look();

  return {
    freeBytes: () => bytes,
    mayRecord: () => room,
    close() {
      closed = true;
      stop();
    },
  };
}
