/** How a call's parts are closed: the leg tells its counters and its recording, vendors' lines what they cost; a part that hangs is not waited for. */
import type { LegEvent } from "../media/engine.ts";
import type { Log } from "../log.ts";

type Closed = Extract<LegEvent, { type: "closed" }>;

const closeTimeoutMs = 2_000;

export interface Closing {
  /** The leg said so, or there was none (null). The first word counts. */
  legClosed(event: Closed | null): void;
  /**
   * @param lines what else is being closed; it may fail
   * @param onLegClosed nothing sounds any more
   * @returns what the leg told; null: nothing within 2 s
   */
  settle(lines: readonly (Promise<unknown> | undefined)[], onLegClosed: () => void): Promise<Closed | null>;
}

export function createClosing({ setTimer, log }: { setTimer: (run: () => void, ms: number) => () => void; log: Log }): Closing {
  const leg = Promise.withResolvers<Closed | null>();
  return {
    legClosed: leg.resolve,
    async settle(lines, onLegClosed) {
      const late = Promise.withResolvers<void>();
      const cancel = setTimer(() => {
        leg.resolve(null);
        late.resolve();
      }, closeTimeoutMs);
      const closed = Promise.all(lines).catch((error: unknown) => log.warn("a vendor's line did not close", { error }));
      const told = await leg.promise;
      onLegClosed();
      // What a line costs is known once it is closed.
      await Promise.race([closed, late.promise]);
      cancel();
      return told;
    },
  };
}

/** The counters of a leg; what is not a number is told in the log. */
export function numbersOf(stats: object | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(stats ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}
