/**
 * Two far sides that talk to each other, the bot gone: they share a bridge and belong to Asterisk alone, so that they
 * outlive the node. What a node does for them is to hang up the one when the other has left; a node that was away does
 * so with its next sweep, by the bridge's name and how many are left in it.
 */
import { z } from "zod";
import type { TalkSight } from "@zvon/contract/node-link.ts";
import type { Log } from "../log.ts";
import { AriError, type AriRequest } from "./ari-client.ts";
import { q850 } from "./cause.ts";
import { channelPath, hangUpChannel } from "./exchange-call.ts";
import { deleteIfThere } from "./media-leg.ts";

export interface Handovers {
  /** Puts both into a bridge of their own, out of those they are in. Rejects with AriError when one has gone; the other is left where it was or alone. @param talk what it is told of by; the first channel otherwise. */
  join(first: string, second: string, maxMs: number, talk?: string): Promise<void>;
  /** Talks that live, and those that ended within the last ten minutes. */
  talks(): TalkSight[];
  /** May go on for `leftMs` from now; a talk that is over stays so. */
  limit(talk: string, leftMs: number): void;
  /** A channel has gone: its partner follows. @returns who is hung up for it. */
  onGone(channelId: string): string | null;
  /** Whom it talks to; null: to nobody whom this joined. */
  partnerOf(channelId: string): string | null;
  /** Neither of the two follows the other any more; the talk goes on until `join` by its name, or `end`. */
  release(channelId: string): { talk: string; bridge: string } | null;
  /** A released talk is over. */
  end(talk: string): void;
  bridgeOf(talk: string): string;
  /**
   * Bridges as Asterisk lists them: whole ones are taken over, whoever made them; one of us whose partner left unheard follows.
   * @param known talks that were there before the list was asked for: it can't be held against younger ones that it lacks them.
   */
  reconcile(bridges: readonly { id: string; channels: readonly string[]; creationtime?: string | undefined }[], known?: ReadonlySet<string>): void;
  /** By their bridges. */
  known(): ReadonlySet<string>;
  /** Whether a bridge of this name is one of two who talk without us. */
  isTalk(bridgeId: string): boolean;
  owned(): { channels: readonly string[]; bridges: readonly string[] };
}

/** Who asks later than this has counted the talk by its own clock. */
const tellEndedMs = 10 * 60_000;
/** More ended talks than a busy node has in that time: the oldest are told no more. */
const mostEnded = 1_000;

/** Of a channel, as ARI answers. */
const variableSchema = z.object({ value: z.string() });

/** @param now monotonic, ms. @param wallClock ms since 1970: Asterisk tells by it when a bridge was made. */
export const createHandovers = ({ app, request, log, now, wallClock }: { app: string; request: AriRequest; log: Log; now: () => number; wallClock: () => number }): Handovers => {
  const prefix = `${app}.over.`;
  /** Bridge → its two channels. */
  const pairs = new Map<string, readonly [string, string]>();
  /** Of those, the ones that are whole: before, a list of Asterisk's may well miss one of the two. */
  const whole = new Set<string>();
  /** Bridge → since when, by `now`. */
  const began = new Map<string, number>();
  const ended = new Map<string, { ms: number; atMs: number }>();
  /** Bridge → until when its talk may go on, by `now`: it is no longer for having changed partners. */
  const until = new Map<string, number>();
  /** Released: their channels are somebody else's to watch. */
  const released = new Set<string>();
  const lasted = (bridge: string): number => Math.max(0, Math.round(now() - (began.get(bridge) ?? now())));
  const noteEnd = (bridge: string): void => {
    if (!began.has(bridge)) return;
    ended.set(bridge.slice(prefix.length), { ms: lasted(bridge), atMs: now() });
    began.delete(bridge);
    until.delete(bridge);
    for (const [talk, { atMs }] of ended) if (ended.size > mostEnded || now() - atMs > tellEndedMs) ended.delete(talk);
  };
  const failed = (what: string) => (error: unknown) => log.warn("the exchange refused", { what, error });

  /** A talk that nobody watches ends by itself: Asterisk's own timer, which needs no node. */
  const limitChannel = (channelId: string, maxMs: number): Promise<unknown> =>
    request("POST", channelPath(channelId, "/variable"), { variable: "TIMEOUT(absolute)", value: String(Math.max(1, Math.ceil(maxMs / 1000))) }).catch((error: unknown) => {
      // Hung up in the same moment.
      if (!(error instanceof AriError && error.code === "not_found")) failed("limiting a talk")(error);
    });

  /** How much longer an earlier run gave it, as Asterisk's timer says: whoever changes partners in it gets no more. */
  const readLimit = async (bridge: string, channelId: string): Promise<void> => {
    const { value } = variableSchema.parse(await request("GET", channelPath(channelId, "/variable"), { variable: "TIMEOUT(absolute)" }));
    const leftMs = Number(value) * 1_000;
    if (leftMs > 0 && began.has(bridge) && !until.has(bridge)) until.set(bridge, now() + leftMs);
  };

  const isThere = (path: string): Promise<boolean> =>
    request("GET", path).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AriError && error.code === "not_found") return false;
        throw error;
      },
    );

  const part = (bridge: string, left: string): void => {
    pairs.delete(bridge);
    whole.delete(bridge);
    noteEnd(bridge);
    void Promise.all([hangUpChannel(request, left, q850.normalClearing), deleteIfThere(request, `/bridges/${encodeURIComponent(bridge)}`)]).catch(failed("ending a talk"));
  };

  const pairOf = (channelId: string) => [...pairs].find(([, pair]) => pair.includes(channelId));

  return {
    async join(first, second, maxMs, talk = first) {
      const bridge = `${prefix}${talk}`;
      const changesPartners = released.delete(bridge);
      // Known before it is made: one of the two may leave while it is.
      pairs.set(bridge, [first, second]);
      const path = `/bridges/${encodeURIComponent(bridge)}`;
      try {
        // One that is there already must not be made again: Asterisk answers 500.
        if (!changesPartners || !(await isThere(path))) await request("POST", path, { type: "mixing" });
        await request("POST", `${path}/addChannel`, { channel: `${first},${second}` });
        if (!pairs.has(bridge)) throw new AriError("not_found", 404, "one of the two hung up");
        whole.add(bridge);
        began.set(bridge, began.get(bridge) ?? now());
        const leftMs = Math.min(maxMs, (until.get(bridge) ?? Infinity) - now());
        until.set(bridge, now() + leftMs);
        await Promise.all([limitChannel(first, leftMs), limitChannel(second, leftMs)]);
      } catch (error) {
        pairs.delete(bridge);
        // Whoever gave it its name may be joined by it again.
        if (began.has(bridge)) released.add(bridge);
        await deleteIfThere(request, path).catch(failed("removing a bridge"));
        throw error;
      }
    },
    onGone(channelId) {
      const [bridge, pair] = pairOf(channelId) ?? [];
      const left = pair?.find((one) => one !== channelId);
      if (bridge === undefined || left === undefined) return null;
      part(bridge, left);
      return left;
    },
    partnerOf: (channelId) => pairOf(channelId)?.[1].find((one) => one !== channelId) ?? null,
    release(channelId) {
      const bridge = pairOf(channelId)?.[0];
      if (bridge === undefined) return null;
      pairs.delete(bridge);
      whole.delete(bridge);
      released.add(bridge);
      return { talk: bridge.slice(prefix.length), bridge };
    },
    end(talk) {
      if (!released.delete(`${prefix}${talk}`)) return;
      noteEnd(`${prefix}${talk}`);
    },
    bridgeOf: (talk) => `${prefix}${talk}`,
    known: () => new Set(whole),
    reconcile(bridges, known = whole) {
      const listed = new Map(bridges.map((bridge) => [bridge.id, bridge.channels]));
      for (const bridge of [...whole].filter((one) => known.has(one))) {
        const left = pairs.get(bridge)?.filter((channel) => listed.get(bridge)?.includes(channel)) ?? [];
        const [alone] = left;
        if (left.length === 1 && alone !== undefined) part(bridge, alone);
        else if (left.length === 0) {
          pairs.delete(bridge);
          whole.delete(bridge);
          noteEnd(bridge);
        }
      }
      for (const { id, channels, creationtime } of bridges) {
        const [first, second, more] = channels;
        if (!id.startsWith(prefix) || pairs.has(id) || released.has(id) || first === undefined || second === undefined || more !== undefined) continue;
        pairs.set(id, [first, second]);
        whole.add(id);
        const madeAtMs = Date.parse(creationtime ?? "");
        began.set(id, now() - (Number.isNaN(madeAtMs) ? 0 : Math.max(0, wallClock() - madeAtMs)));
        log.info("a talk of an earlier run goes on", { bridge: id });
        readLimit(id, first).catch(failed("reading how long a talk may last"));
      }
    },
    talks: () => [
      ...[...began.keys()].map((bridge) => ({ talk: bridge.slice(prefix.length), ms: lasted(bridge), over: false })),
      ...[...ended].filter(([, { atMs }]) => now() - atMs <= tellEndedMs).map(([talk, { ms }]) => ({ talk, ms, over: true })),
    ],
    limit(talk, leftMs) {
      if (began.has(`${prefix}${talk}`)) until.set(`${prefix}${talk}`, now() + leftMs);
      for (const channel of pairs.get(`${prefix}${talk}`) ?? []) void limitChannel(channel, leftMs);
    },
    isTalk: (bridgeId) => bridgeId.startsWith(prefix),
    owned: () => ({ channels: [...pairs.values()].flat(), bridges: [...pairs.keys()] }),
  };
};
