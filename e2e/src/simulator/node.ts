/** The node's process: the shell of the link machine, one life after another, and the spool that outlives them. */
import type { Fact } from "@zvon/contract/call-link.ts";
import { nextTick } from "@zvon/media-node/src/link/machine.ts";
import { epochOf, newLink } from "@zvon/media-node/src/link/state.ts";
import type { ListenerSocket } from "@zvon/media-node/src/call/listeners.ts";
import type { LinkEffect, LinkEvent, LinkState } from "@zvon/media-node/src/link/state.ts";
import type { EdgeEnd, Connection } from "./network.ts";
import { createTelephone } from "./telephone.ts";
import type { Caller, Telephone } from "./telephone.ts";
import { excuse } from "./truth.ts";
import { violated } from "./world.ts";
import type { World } from "./world.ts";

const spoolRetryMs = 10_000;
const spoolRounds = 40;

export interface Node {
  start(): void;
  crash(backAfterMs: number | null): void;
  /** Somebody of the team at the node's socket. False: there is no such call here. */
  join(listener: string, socket: ListenerSocket): boolean;
  /** Whether one of the team talks to the caller, as the node has it, and the link is up. */
  talking(): boolean;
  isAlive(): boolean;
  /** Nothing lives on it and nothing waits for the edge. */
  idle(): boolean;
}

type Line = { enter(event: LinkEvent): void; state(): LinkState; stop(): void };

export function createNode(world: World, callId: string, accept: (connection: Connection) => EdgeEnd | null): Node {
  const { time, truth } = world;
  const caller: Caller = { utterances: 0 };
  let base = 0;
  let alive = false;
  let line: Line | null = null;
  let phone: Telephone | null = null;
  let spooled: { facts: Fact[]; attempt: number; fresh: boolean; base: number; rounds: number } | null = null;
  let delivering = false;
  let comingBack = false;

  function run(initial: LinkState, onEffect: (effect: LinkEffect) => void): Line {
    let state = initial;
    let stopped = false;
    let cancelTick = () => {};
    let connection: { abort(): void; connection: () => Connection | null } | null = null;
    const queue: LinkEvent[] = [];
    let stepping = false;

    function enter(event: LinkEvent): void {
      if (stopped) return;
      queue.push(event);
      if (stepping) return;
      stepping = true;
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const result = world.machines.node(state, next, time.now());
        state = result.state;
        if (next.type !== "tick") world.trace("node", next);
        for (const effect of result.effects) perform(effect);
      }
      stepping = false;
      cancelTick();
      const atMs = nextTick(state);
      if (atMs !== Infinity && !stopped) cancelTick = time.at(Math.ceil(atMs), () => enter({ type: "tick" }));
    }

    function perform(effect: LinkEffect): void {
      world.trace("node does", effect);
      switch (effect.type) {
        case "connect": {
          const { epoch } = effect;
          connection?.abort();
          connection = world.network.connect({
            opened: () => enter({ type: "opened", epoch }),
            frame: (message) => enter({ type: "frame", epoch, message }),
            pong: () => enter({ type: "pong", epoch }),
            closed: (code) => enter({ type: "closed", epoch, code }),
          }, accept);
          return;
        }
        case "send":
          if (effect.epoch === epochOf(state)) connection?.connection()?.toEdge(effect.message);
          return;
        case "ping":
          return connection?.connection()?.ping();
        case "close":
          return connection?.connection()?.closeFromNode();
        default:
          return onEffect(effect);
      }
    }

    cancelTick = time.at(Math.ceil(nextTick(state)), () => enter({ type: "tick" }));
    return {
      enter,
      state: () => state,
      stop() {
        stopped = true;
        cancelTick();
        connection?.connection()?.cut(1006);
        connection?.abort();
      },
    };
  }

  function begin(fresh: boolean): void {
    alive = true;
    if (truth.ended !== null) return deliverSpool();
    const opened = run(newLink({ callId, epochBase: base, fresh, seed: world.chance.int(0, 1_000_000) }, time.now()), (effect) => {
      if (effect.type === "deliver") phone?.onLink(effect.event);
      if (effect.type === "spool") truth.spooled += 1;
      if (effect.type === "spool") spooled = { facts: effect.facts, attempt: effect.attempt, fresh: effect.fresh, base, rounds: 0 };
      if (effect.type === "drained") {
        truth.resent += opened.state().counters.resent;
        line = null;
        if (spooled !== null) time.after(spoolRetryMs, deliverSpool);
      }
    });
    line = opened;
    phone = createTelephone(world, caller, {
      fact: (body) => opened.enter({ type: "fact", body }),
      note: (body) => opened.enter({ type: "note", body }),
      sound: (on) => opened.enter({ type: "sound", on }),
      drain: () => opened.enter({ type: "drain" }),
      isUp: () => opened.state().line.kind === "up",
    }, fresh);
    phone.start();
  }

  function deliverSpool(): void {
    if (!alive || spooled === null || delivering) return;
    const record = spooled;
    delivering = true;
    const opened = run(newLink({ callId, epochBase: record.base, fresh: false, seed: 1, kept: record }, time.now()), (effect) => {
      if (effect.type === "spool") {
        spooled = { ...record, facts: effect.facts, attempt: effect.attempt, fresh: effect.fresh, rounds: record.rounds + 1 };
        if (spooled.rounds > spoolRounds) violated(world, "the spool is never delivered");
      }
      if (effect.type !== "drained") return;
      delivering = false;
      line = null;
      if (spooled === record) spooled = null;
      else time.after(spoolRetryMs, deliverSpool);
    });
    line = opened;
    opened.enter({ type: "drain" });
  }

  return {
    start: () => begin(false),
    crash(backAfterMs) {
      if (!alive) return;
      world.trace("node", "crashes");
      alive = false;
      truth.nodeCrashes += 1;
      const lost = line?.state().outbox ?? [];
      // What lies in the spool is on disk.
      if (!delivering) excuse(truth, lost);
      if (backAfterMs === null) excuse(truth, spooled?.facts ?? []);
      const usage = truth.usage.at(-1);
      if (usage !== undefined) {
        const first = lost.find((fact) => fact.type === "usage");
        usage.stored = first === undefined ? usage.told : { mediaMs: 0, ttsChars: 0 };
      }
      delivering = false;
      phone?.die();
      line?.stop();
      line = null;
      if (backAfterMs !== null) {
        comingBack = true;
        time.after(backAfterMs, () => {
          comingBack = false;
          base += 1;
          begin(true);
        });
      }
    },
    isAlive: () => alive,
    join(listener, socket) {
      if (!alive || phone === null || phone.ended()) return false;
      phone.join(listener, socket);
      return true;
    },
    talking: () => alive && phone?.talking() === true && line?.state().line.kind === "up",
    idle: () => line === null && !comingBack && (spooled === null || !alive),
  };
}
