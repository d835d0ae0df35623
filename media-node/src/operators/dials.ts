/** What operators dial on this node: a shell around dial.ts over the exchange's board. */
import type { Cause } from "@zvon/contract/end-reason.ts";
import type { LinkGrant, ToMediaNode } from "@zvon/contract/node-link.ts";
import { ownPhoneRingMs } from "@zvon/contract/operator-dials.ts";
import type { DialAct, DialResult, DialStage } from "@zvon/contract/operator-dials.ts";
import type { Board, LegEvent } from "../asterisk/board.ts";
import { dialledResult } from "../asterisk/cause.ts";
import type { Log } from "../log.ts";
import { beginDial, stepDial } from "./dial.ts";
import type { DialEffect, DialEvent, Party } from "./dial.ts";
import type { Line } from "./line.ts";

export type Dial = Omit<Extract<ToMediaNode, { type: "dial" }>, "v" | "type">;

export type Dials = {
  /** The same one asked twice is begun once. */
  begin(dial: Dial): Promise<void>;
  act(id: string, act: DialAct): void;
  /** Somebody whom an earlier run of the node dialled. @returns false: they talk no more. */
  takeUp(held: HeldLine, board: Board): Promise<boolean>;
  /** Under way. */
  count(): number;
};

/** What the next run of the node needs to know of somebody outside who talks. `answeredAt`: wall time, ms. */
export type HeldLine = { grant: LinkGrant; channelId: string; ours: string; theirs: string; answeredAt: number };

export type DialsPorts = {
  /** null: the exchange is away. */
  board: () => Board | null;
  /** False: the node takes no new calls. */
  takesCalls: () => boolean;
  /** `talkedMs`: of one that an earlier run began. */
  openLine: (grant: LinkGrant, onHangup: () => void, talkedMs?: number) => Line;
  /** On disk while they talk. */
  keep: (line: HeldLine) => void;
  forget: (callId: string) => void;
  /** Wall time, ms. */
  wallClock: () => number;
  tell: (state: { dial: string; stage: DialStage; result: DialResult | null }) => void;
  log: Log;
};

/** Operators of one node who dial in the same moment. */
const mostDials = 500;

export function createDials({ board: boardNow, takesCalls, openLine, keep, forget, wallClock, tell, log }: DialsPorts): Dials {
  const live = new Map<string, (event: DialEvent) => void>();
  const noCause: Cause = { q850: null, sip: null, text: "" };

  async function begin(asked: Dial): Promise<void> {
    if (live.has(asked.dial)) return;
    const board = boardNow();
    const refuse = async (detail: string): Promise<void> => {
      log.warn("an operator's dial was refused", { dial: asked.dial, detail });
      tell({ dial: asked.dial, stage: "over", result: "failed" });
      if (asked.grant !== null) await openLine(asked.grant, () => undefined).gone("failed", noCause, detail);
    };
    if (board === null || live.size >= mostDials) return refuse(board === null ? "the node has no telephone exchange now" : "too many operators dial now");
    if (asked.mode === "call" && !takesCalls()) return refuse("the node takes no new calls now");
    // From here on it counts as under way: a second message about it is no second dial.
    live.set(asked.dial, () => undefined);
    try {
      const talk = asked.mode === "call" ? null : await board.talkOf(asked.phone);
      if (asked.mode === "call" || talk !== null) return run(asked, board, talk);
      await refuse("the operator talks to nobody");
    } catch (error) {
      log.warn("an operator could not dial", { dial: asked.dial, error });
      await refuse("the exchange did not answer");
    }
    live.delete(asked.dial);
  }

  function run(asked: Dial, board: Board, talk: { operator: string; other: string } | null): void {
    const channels: Record<Party, string | null> = { operator: talk?.operator ?? null, other: talk?.other ?? null, target: null };
    const first = beginDial(asked.mode);
    let { dial } = first;
    let tail = Promise.resolve();

    const line = asked.grant === null ? null : openLine(asked.grant, () => {
      if (channels.target !== null) void board.hangup(channels.target);
      else feed({ type: "act", act: "back" });
    });
    let lineEnded = false;
    const endLine = (...how: Parameters<Line["gone"]>): void => {
      if (lineEnded) return;
      lineEnded = true;
      void line?.gone(...how).catch((error: unknown) => log.error("the end of an operator's call was not told", { dial: asked.dial, error }));
    };

    function feed(event: DialEvent): void {
      const step = stepDial(dial, event);
      dial = step.dial;
      follow(step.effects);
    }

    /** In order, one at a time: the exchange is asked for one thing after another. */
    function follow(more: readonly DialEffect[]): void {
      for (const effect of more) {
        // How it stands is told at once, before what it takes a while to do.
        if (effect.type === "tell") tell({ dial: asked.dial, stage: effect.stage, result: effect.result });
        else tail = tail.then(() => carryOut(effect));
      }
      if (dial.step !== "over") return;
      live.delete(asked.dial);
      // One who was never dialled has a call in the books all the same.
      tail = tail.then(() => {
        if (channels.target === null) endLine("cancelled", noCause);
      });
    }

    async function carryOut(effect: Exclude<DialEffect, { type: "tell" }>): Promise<void> {
      try {
        await done(effect);
      } catch (error) {
        log.warn("the exchange did not do what an operator asked", { dial: asked.dial, what: effect.type, error });
        if (effect.type === "dial") return feed({ type: "gone", who: effect.who, result: "failed" });
        if (effect.type === "join") return feed({ type: "unjoined", first: effect.first, second: effect.second });
        if (effect.type === "consult") return feed({ type: "act", act: "back" });
      }
    }

    async function done(effect: Exclude<DialEffect, { type: "tell" }>): Promise<void> {
      switch (effect.type) {
        case "dial":
          if (dial.step === "over") return;
          channels[effect.who] = effect.who === "target"
            ? await board.dial({ name: `${asked.dial}.t`, ...asked.sip }, onTarget)
            : await board.dial({ name: `${asked.dial}.o`, to: `operator:${asked.phone}`, from: asked.sip.to, trunk: null, ringTimeoutMs: ownPhoneRingMs }, onOperator);
          return;
        case "wait": {
          const channel = channels[effect.who];
          return channel === null ? undefined : board.wait(channel);
        }
        case "consult":
          return board.consult(...both("operator", "target"));
        case "join":
          await board.join(...both(effect.first, effect.second), asked.maxMs);
          return feed({ type: "joined" });
        case "hangup": {
          const channel = channels[effect.who];
          return channel === null ? undefined : board.hangup(channel);
        }
      }
    }

    const both = (first: Party, second: Party): [string, string] => {
      const [one, other] = [channels[first], channels[second]];
      if (one === null || other === null) throw new Error("one of the two is not there");
      return [one, other];
    };

    function onTarget(event: LegEvent): void {
      if (event.type === "ringing") {
        line?.ringing();
        return feed({ type: "ringing" });
      }
      if (event.type === "answered") {
        line?.answered();
        if (asked.grant !== null && channels.target !== null) keep({ grant: asked.grant, channelId: channels.target, ours: asked.sip.from, theirs: asked.sip.to, answeredAt: wallClock() });
        return feed({ type: "up", who: "target" });
      }
      if (asked.grant !== null) forget(asked.grant.callId);
      endLine(event.reason, event.cause);
      feed({ type: "gone", who: "target", result: dialledResult[event.reason] });
    }
    function onOperator(event: LegEvent): void {
      if (event.type === "answered") feed({ type: "up", who: "operator" });
      else if (event.type === "gone") feed({ type: "gone", who: "operator", result: "failed" });
    }

    live.set(asked.dial, feed);
    if (talk !== null) board.take(talk, (channelId) => feed({ type: "gone", who: channelId === talk.operator ? "operator" : "other", result: "cancelled" }));
    follow(first.effects);
  }

  async function takeUp(held: HeldLine, board: Board): Promise<boolean> {
    const talkedMs = Math.max(0, wallClock() - held.answeredAt);
    let line: Line | null = null;
    const talks = await board.takeUp(held.channelId, (event) => {
      if (event.type !== "gone") return;
      forget(held.grant.callId);
      void line?.gone(event.reason, event.cause).catch((error: unknown) => log.error("the end of an operator's call was not told", { callId: held.grant.callId, error }));
    });
    if (talks) line = openLine(held.grant, () => void board.hangup(held.channelId), talkedMs);
    return talks;
  }

  return { begin, takeUp, act: (id, act) => live.get(id)?.({ type: "act", act }), count: () => live.size };
}
