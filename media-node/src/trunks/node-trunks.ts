/** The node's trunks: puts to work what the edge sends, watches them, tells what changed, tries one when asked. */
import type { TrunkSettings, TrunkSight } from "@zvon/contract/trunk-settings.ts";
import type { Log } from "../log.ts";
import type { ExchangeTrunks } from "./exchange-trunks.ts";
import type { ProbeResult } from "./probe.ts";
import { since } from "./trunk-states.ts";

export type NodeTrunks = {
  /** A newer list takes the place of one that still waits. */
  onTrunks(message: { hash: string; trunks: readonly TrunkSettings[] }): void;
  /** The list that is at work; undefined: none yet. */
  hash(): string | undefined;
  /** What the edge has not been told; it counts as told now. */
  news(): TrunkSight[];
  /** Every trunk as it is now. */
  sights(): readonly TrunkSight[];
  /** The edge knows nothing any more: it reconnected. */
  forgetTold(): void;
  close(): void;
};

type NodeTrunksOptions = {
  exchange: ExchangeTrunks;
  /** Asterisk tells no SIP status: a trunk that has just failed is tried once, for the status alone. */
  probe: (trunk: TrunkSettings) => Promise<ProbeResult>;
  /** Wall time in ms. */
  wallClock: () => number;
  /** There is something to tell: see `news`. */
  onNews: () => void;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
};

const lookEveryMs = 5_000;
/** A list that has just been put to work is looked at more often for so many looks: its owner waits for "registered". */
const eager = { looks: 15, everyMs: 1_000 };
const tryAgainMs = 5_000;
/** When the network is gone, all fail at once; each try waits for seconds. */
const mostTried = 10;

export function watchNodeTrunks({ exchange, probe, wallClock, onNews, setTimer, log }: NodeTrunksOptions): NodeTrunks {
  let wanted: { hash: string; trunks: readonly TrunkSettings[] } | null = null;
  let working: { hash: string; trunks: readonly TrunkSettings[] } | null = null;
  let sights: TrunkSight[] = [];
  let told = new Map<string, TrunkSight>();
  let busy = false;
  let closed = false;
  let cancel: () => void = () => undefined;
  let lookFailed = false;
  let eagerLooks = 0;

  const again = (ms: number): void => {
    cancel();
    if (!closed) cancel = setTimer(() => void round(), ms);
  };

  /** Applies what is wanted, then looks; one at a time. */
  async function round(): Promise<void> {
    if (busy || closed) return;
    busy = true;
    const goal = wanted;
    try {
      if (goal !== null && goal.hash !== working?.hash) {
        const { refused } = await exchange.apply(goal.trunks);
        for (const { id, why } of refused) log.error("a trunk could not be put to work", { trunk: id, why });
        working = goal;
        eagerLooks = eager.looks;
        log.info("trunks put to work", { trunks: goal.trunks.length, refused: refused.length });
      }
      if (working !== null) await look(working.trunks);
      lookFailed = false;
    } catch (error) {
      if (!lookFailed) log.error("Asterisk's trunks could not be written or read", { error });
      lookFailed = true;
    } finally {
      busy = false;
      eagerLooks = Math.max(0, eagerLooks - 1);
      again(wanted !== working ? (lookFailed ? tryAgainMs : 0) : eagerLooks > 0 ? eager.everyMs : lookEveryMs);
    }
  }

  async function look(trunks: readonly TrunkSettings[]): Promise<void> {
    const seen = since(sights, await exchange.look(trunks), wallClock());
    sights = seen.sights;
    const failed = seen.changed.filter(({ state }) => state === "refused" || state === "unreachable").slice(0, mostTried);
    await Promise.all(failed.map(async (sight) => {
      const trunk = trunks.find(({ id }) => id === sight.id);
      const code = trunk === undefined ? null : (await probe(trunk)).code;
      sights = sights.map((one) => (one === sight ? { ...one, code } : one));
    }));
    if (seen.changed.length > 0) onNews();
  }

  return {
    onTrunks({ hash, trunks }) {
      wanted = hash === working?.hash ? working : { hash, trunks };
      again(0);
    },
    hash: () => working?.hash,
    news() {
      const fresh = sights.filter((sight) => told.get(sight.id) !== sight);
      told = new Map(sights.map((sight) => [sight.id, sight]));
      return fresh;
    },
    sights: () => sights,
    forgetTold: () => told.clear(),
    close() {
      closed = true;
      cancel();
    },
  };
}
