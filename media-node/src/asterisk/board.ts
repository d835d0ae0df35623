/**
 * Channels that talk inside Asterisk without media of ours, and change partners: an operator's browser, the caller they talk
 * to, whoever they dial. It carries out what media-node's operators/dial.ts decides. What is joined for good is handed to
 * handovers.ts, where each follows the other; until then nothing of it follows anything, and nobody is hung up by a mishap.
 */
import type { EndReason } from "@zvon/contract/end-reason.ts";
import type { HangupCause } from "../call/signalling.ts";
import type { Log } from "../log.ts";
import { AriError, type AriRequest } from "./ari-client.ts";
import { type AriChannel, channelListSchema } from "./ari-event.ts";
import { endReasonOf, q850 } from "./cause.ts";
import { dialString } from "./dial-string.ts";
import { channelPath, hangUpChannel } from "./exchange-call.ts";
import type { Handovers } from "./handovers.ts";
import { deleteIfThere } from "./media-leg.ts";

/** The report of a channel's end follows its leaving the application within a few milliseconds. */
const destroyReportMs = 1_000;

/** An operator and whom they talk to, by their channels. */
export type Talk = { operator: string; other: string };
export type LegEvent = { type: "ringing" } | { type: "answered" } | { type: "gone"; reason: EndReason; cause: HangupCause };
export type LegDial = { name: string; to: string; from: string; trunk: string | null; ringTimeoutMs: number };

/** Every method rejects with AriError alone. */
export interface Board {
  /** By an operator's telephone; null: it talks to nobody who may be moved. */
  talkOf(phone: string): Promise<Talk | null>;
  /** From now on neither follows the other, and `onGone` tells of each once. */
  take(talk: Talk, onGone: (channelId: string) => void): void;
  /** Dials into the application. @returns the channel; its events end with `gone`. */
  dial(dial: LegDial, onEvent: (event: LegEvent) => void): Promise<string>;
  /** Somebody who was dialled by an earlier run of the node, and still talks. @returns false: no more. */
  takeUp(channelId: string, onEvent: (event: LegEvent) => void): Promise<boolean>;
  /** Out of its bridge; hears it ring. */
  wait(channelId: string): Promise<void>;
  /** Both talk; neither follows the other. */
  consult(first: string, second: string): Promise<void>;
  /** Both talk for `maxMs` at most, and end together. */
  join(first: string, second: string, maxMs: number): Promise<void>;
  /** Never fails: what can't be reached the sweep ends. */
  hangup(channelId: string): Promise<void>;
}

/** What the events' socket tells, and the sweep asks. */
export type BoardEvents = {
  isLeg(channelId: string): boolean;
  onUp(channelId: string): void;
  onRinging(channelId: string): void;
  noteCause(channelId: string, cause: HangupCause): void;
  /** Its partner has gone, so we hang it up. */
  onParted(channelId: string): void;
  onLeft(channelId: string): void;
  onDestroyed(channelId: string, cause: HangupCause): void;
  /** After a time without events. */
  reconcile(live: ReadonlyMap<string, AriChannel>): void;
  owned(): { channels: readonly string[]; bridges: readonly string[] };
};

type Leg = { onEvent: (event: LegEvent) => void; /** Whoever moves it now. */ watch: (() => void) | null; bridge: string | null; /** Its name for the edge, which it keeps whoever talks in it. */ talk: string | null; answered: boolean; waits: boolean; asked: HangupCause | null; askedBy: "us" | "system"; cause: HangupCause; stopRinging: () => void };

export type BoardContext = { app: string; request: AriRequest; handovers: Handovers; after: (ms: number, run: () => void) => () => void; log: Log };

const noCause: HangupCause = { q850: null, sip: null, text: "" };

export function createBoard({ app, request, handovers, after, log }: BoardContext): Board & BoardEvents {
  const legs = new Map<string, Leg>();
  const prefix = `${app}.desk.`;
  const bridgePath = (bridge: string, rest = "") => `/bridges/${encodeURIComponent(bridge)}${rest}`;
  const newLeg = (onEvent: Leg["onEvent"]): Leg => ({ onEvent, watch: null, bridge: null, talk: null, answered: false, waits: false, asked: null, askedBy: "us", cause: noCause, stopRinging: () => undefined });

  function gone(channelId: string, lost = false): void {
    const leg = legs.get(channelId);
    if (leg === undefined) return;
    legs.delete(channelId);
    leg.stopRinging();
    const by = leg.asked === null ? (lost ? "system" : "far") : leg.askedBy;
    const cause = leg.asked ?? leg.cause;
    if (leg.bridge !== null) void tidy(leg.bridge);
    if (leg.talk !== null && ![...legs.values()].some(({ talk }) => talk === leg.talk)) handovers.end(leg.talk);
    leg.onEvent({ type: "gone", reason: endReasonOf({ by, answered: leg.answered, cause }, "outbound"), cause });
    leg.watch?.();
  }

  /** A bridge that nobody of ours is in any more. */
  async function tidy(bridge: string): Promise<void> {
    if ([...legs.values()].some((leg) => leg.bridge === bridge) || handovers.owned().bridges.includes(bridge)) return;
    await deleteIfThere(request, bridgePath(bridge)).catch((error: unknown) => log.warn("the exchange refused", { what: "removing a bridge", error }));
  }

  async function quiet(channelId: string): Promise<void> {
    const leg = legs.get(channelId);
    if (leg?.waits !== true) return;
    leg.waits = false;
    await deleteIfThere(request, channelPath(channelId, "/ring"));
  }

  /** Moved there; what they were in before goes when nobody is left in it. */
  async function moved(parties: readonly string[], bridge: string): Promise<void> {
    const before = new Set<string>();
    for (const channelId of parties) {
      const leg = legs.get(channelId);
      if (leg === undefined) continue;
      if (leg.bridge !== null && leg.bridge !== bridge) before.add(leg.bridge);
      leg.bridge = bridge;
    }
    await Promise.all([...before].map(tidy));
  }

  async function hangup(channelId: string, by: "us" | "system" = "us", cause: HangupCause = { ...noCause, q850: q850.normalClearing }): Promise<void> {
    const leg = legs.get(channelId);
    if (leg === undefined) return;
    if (leg.asked === null) Object.assign(leg, { asked: cause, askedBy: by });
    try {
      await hangUpChannel(request, channelId, cause.q850 ?? q850.normalClearing);
    } catch (error) {
      log.warn("the exchange refused", { what: "hanging up", channelId, error });
      gone(channelId);
    }
  }

  return {
    isLeg: (channelId) => channelId.startsWith(prefix),

    async talkOf(phone) {
      const name = `PJSIP/operator-${phone}-`;
      const channels = channelListSchema.parse(await request("GET", "/channels"));
      for (const channel of channels) {
        const other = channel.name.startsWith(name) ? handovers.partnerOf(channel.id) : null;
        if (other !== null) return { operator: channel.id, other };
      }
      return null;
    },

    take(talk, onGone) {
      const released = handovers.release(talk.operator);
      for (const channelId of [talk.operator, talk.other]) {
        // Who was dialled from here has a call of their own, which goes on.
        const leg = legs.get(channelId) ?? { ...newLeg(() => undefined), answered: true };
        legs.set(channelId, { ...leg, bridge: released?.bridge ?? null, talk: channelId === talk.other ? (released?.talk ?? null) : null, watch: () => onGone(channelId) });
      }
    },

    async dial({ name, to, from, trunk, ringTimeoutMs }, onEvent) {
      const endpoint = dialString({ to, trunk });
      if (endpoint === null) throw new AriError("refused", null, "not a number or operator that can be dialled");
      const channelId = `${prefix}${name}`;
      if (legs.has(channelId)) throw new AriError("conflict", null, "this has been dialled already");
      const leg = newLeg(onEvent);
      legs.set(channelId, leg);
      leg.stopRinging = after(ringTimeoutMs, () => void hangup(channelId, "system", { q850: q850.noAnswer, sip: null, text: "rang until the time-out" }));
      try {
        // Our own timer ends the ringing; Asterisk's is there for the day we are not.
        await request("POST", "/channels", { endpoint, app, appArgs: "desk", channelId, callerId: from, timeout: String(Math.ceil(ringTimeoutMs / 1000) + 5) });
      } catch (error) {
        // A request that got no answer may have been carried out.
        legs.delete(channelId);
        leg.stopRinging();
        await hangUpChannel(request, channelId, q850.temporaryFailure).catch(() => log.warn("the exchange refused", { what: "hanging up", channelId }));
        throw error;
      }
      return channelId;
    },

    async takeUp(channelId, onEvent) {
      const channels = channelListSchema.parse(await request("GET", "/channels"));
      if (legs.has(channelId) || channels.find(({ id }) => id === channelId)?.state !== "Up") return false;
      legs.set(channelId, { ...newLeg(onEvent), answered: true });
      // As at its beginning: else its end would be told without a cause.
      await request("POST", `/applications/${encodeURIComponent(app)}/subscription`, { eventSource: `channel:${channelId}` }).catch((error: unknown) => log.warn("the exchange refused", { what: "subscribing", channelId, error }));
      return true;
    },

    async wait(channelId) {
      const leg = legs.get(channelId);
      if (leg === undefined) throw new AriError("not_found", null, "the channel is gone");
      const { bridge } = leg;
      leg.bridge = null;
      if (bridge !== null) {
        await request("POST", bridgePath(bridge, "/removeChannel"), { channel: channelId });
        await tidy(bridge);
      }
      leg.waits = true;
      await request("POST", channelPath(channelId, "/ring"));
    },

    async consult(first, second) {
      const bridge = `${prefix}${first}`;
      await Promise.all([first, second].map(quiet));
      await request("POST", bridgePath(bridge), { type: "mixing" });
      await request("POST", bridgePath(bridge, "/addChannel"), { channel: `${first},${second}` });
      await moved([first, second], bridge);
    },

    async join(first, second, maxMs) {
      await Promise.all([first, second].map(quiet));
      const talk = legs.get(first)?.talk ?? first;
      await handovers.join(first, second, maxMs, talk);
      await moved([first, second], handovers.bridgeOf(talk));
    },

    hangup: (channelId) => hangup(channelId),

    onUp(channelId) {
      const leg = legs.get(channelId);
      if (leg === undefined || leg.answered) return;
      leg.stopRinging();
      leg.answered = true;
      leg.onEvent({ type: "answered" });
    },
    onRinging(channelId) {
      const leg = legs.get(channelId);
      if (leg !== undefined && !leg.answered) leg.onEvent({ type: "ringing" });
    },
    noteCause(channelId, cause) {
      const leg = legs.get(channelId);
      if (leg !== undefined) leg.cause = { q850: cause.q850 ?? leg.cause.q850, sip: cause.sip ?? leg.cause.sip, text: cause.text === "" ? leg.cause.text : cause.text };
    },
    onParted(channelId) {
      const leg = legs.get(channelId);
      if (leg !== undefined && leg.asked === null) Object.assign(leg, { asked: { ...noCause, q850: q850.normalClearing }, askedBy: "us" });
    },
    onLeft(channelId) {
      if (legs.has(channelId)) after(destroyReportMs, () => gone(channelId));
    },
    onDestroyed(channelId, cause) {
      this.noteCause(channelId, cause);
      gone(channelId);
    },
    reconcile(live) {
      for (const [channelId, leg] of legs) {
        const channel = live.get(channelId);
        if (channel === undefined) gone(channelId, true);
        else if (channel.state === "Up" && !leg.answered) this.onUp(channelId);
      }
    },
    owned: () => ({ channels: [...legs.keys()], bridges: [...legs.values()].flatMap(({ bridge }) => (bridge === null ? [] : [bridge])) }),
  };
}
