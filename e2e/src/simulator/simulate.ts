/** One call under one schedule, in virtual time. */
import { step as edgeStep } from "@zvon/worker/src/call/machine.ts";
import { step as nodeStep } from "@zvon/media-node/src/link/machine.ts";
import { chanceOf } from "./chance.ts";
import { checkBooks } from "./checks.ts";
import { createEdge } from "./edge.ts";
import type { Books, Edge } from "./edge.ts";
import { createNetwork } from "./network.ts";
import { createNode } from "./node.ts";
import type { Node } from "./node.ts";
import { scheduleOf } from "./schedule.ts";
import type { Mishap, Schedule } from "./schedule.ts";
import { sendPerson } from "./person.ts";
import { noTruth } from "./truth.ts";
import type { Truth } from "./truth.ts";
import { virtualTime } from "./virtual-time.ts";
import type { Machines, World } from "./world.ts";
import { violated } from "./world.ts";

export const realMachines: Machines = { node: nodeStep, edge: edgeStep };

/** The longest schedule: a call of some minutes, a minute of outage, the spool's and the archive's retries. */
const limitMs = 30 * 60_000;
const callId = "call_261100000000000000000000";

export type Result = { seed: number; schedule: Schedule; violations: string[]; trace: string[]; truth: Truth; books: Books; tookMs: number };

/** @param options.trace keeps every event and effect: for a seed that failed. */
export function simulate(seed: number, options: { machines?: Machines; trace?: boolean; schedule?: Schedule } = {}): Result {
  const schedule = options.schedule ?? scheduleOf(seed);
  const time = virtualTime();
  const chance = chanceOf(seed + 1_000_003);
  const truth = noTruth();
  const trace: string[] = [];
  const counts = new Map<string, number>();
  let strike: (mishap: Mishap) => void = () => {};

  const world: World = {
    time, chance, schedule, truth, machines: options.machines ?? realMachines,
    network: createNetwork(time, chance, schedule.network, () => world.passes("frame")),
    passes(moment) {
      const count = (counts.get(moment) ?? 0) + 1;
      counts.set(moment, count);
      for (const { when, what } of schedule.mishaps) {
        // Not within the step that brought the moment: right after it.
        if ("after" in when && when.after === moment && when.count === count) time.after(0, () => strike(what));
      }
    },
    trace: options.trace === true ? (who, what) => void trace.push(`${String(time.now()).padStart(7)} ${who}: ${typeof what === "string" ? what : JSON.stringify(what)}`) : () => {},
  };
  const edge: Edge = createEdge(world, callId);
  const node: Node = createNode(world, callId, (connection) => edge.accept(connection));

  strike = (mishap) => {
    world.trace("mishap", mishap);
    const connections = world.network.open();
    switch (mishap.type) {
      case "cut":
        for (const connection of connections) connection.cut(1006);
        return;
      case "half-open":
        // Found by the ping soon enough for the caller not to be lost: one alone does no harm.
        truth.awayMs += 4_000;
        for (const connection of connections) connection.blackhole();
        return;
      case "outage":
        truth.awayMs += mishap.forMs;
        return world.network.outage(mishap.forMs);
      case "edge-crash":
        return edge.crash(mishap.backAfterMs, 1006);
      case "deploy":
        return edge.crash(mishap.backAfterMs, 1012);
      case "evict":
        return edge.evict();
      case "node-crash":
        return nodeCrash(mishap.backAfterMs);
      case "both-crash":
        edge.crash(mishap.edgeBackAfterMs, 1006);
        return nodeCrash(mishap.nodeBackAfterMs);
    }
  };

  function nodeCrash(backAfterMs: number | null): void {
    if (!node.isAlive()) return;
    node.crash(backAfterMs);
    // The node's own object misses its beats.
    if (backAfterMs === null) time.after(chance.int(16_000, 50_000), () => edge.ask({ type: "node-lost" }));
  }

  edge.begin();
  sendPerson(world, edge, node);
  time.after(chance.int(5, 200), () => node.start());
  for (const { when, what } of schedule.mishaps) if ("atMs" in when) time.at(when.atMs, () => strike(what));
  if (schedule.caller.hungUpAtMs !== null) time.at(schedule.caller.hungUpAtMs, () => edge.ask({ type: "hangup", reason: "api_hangup" }));

  const done = () => edge.books.call !== null && edge.phase() === "settled" && !edge.owesCorrection() && node.idle() && !edge.isDown();
  if (!time.run(limitMs, done) || !done()) violated(world, `the call did not come to rest: edge ${edge.phase()}, node ${node.idle() ? "idle" : "busy"}, ${edge.books.call === null ? "not in the books" : "in the books"}`);
  checkBooks(world, edge.books);
  return { seed, schedule, violations: truth.violations, trace, truth, books: edge.books, tookMs: time.now() };
}
