import { describe, expect, it } from "vitest";
import { faults } from "./faults.ts";
import { simulate } from "./simulate.ts";
import type { Result } from "./simulate.ts";

const schedules = 6_000;
/** Every fault must show within so many of the same schedules. */
const schedulesAFault = 4_000;

/** What one needs to see why a seed failed; the whole trace: node e2e/src/simulator/main.ts SEED. */
function replay(seed: number): string {
  const { violations, trace, schedule } = simulate(seed, { trace: true });
  return `seed ${seed}\n${violations.join("\n")}\n${JSON.stringify(schedule.mishaps)}\n${trace.slice(-60).join("\n")}`;
}

describe("the call link under chance", () => {
  it(`keeps its promises through ${schedules} schedules of loss, cuts and crashes`, { timeout: 120_000 }, () => {
    const reasons = new Map<string, number>();
    const seen = { toolRuns: 0, nodeCrashes: 0, corrections: 0, interrupted: 0, turns: 0, thoughts: 0, transfers: 0, refined: 0, takeOvers: 0, whispers: 0 };
    for (let seed = 1; seed <= schedules; seed += 1) {
      const { violations, books, truth } = simulate(seed);
      if (violations.length > 0) expect.fail(replay(seed));
      const reason = books.call?.endReason ?? "none";
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      seen.toolRuns += books.toolRuns;
      seen.nodeCrashes += truth.nodeCrashes;
      seen.thoughts += truth.thoughtsTold;
      seen.refined += books.refined;
      seen.takeOvers += truth.takeOvers;
      seen.whispers += books.messages.filter((message) => message.whisperedBy !== undefined && message.heardText === message.text).length;
      seen.transfers += truth.transfers.length;
      seen.corrections += books.corrections.length;
      seen.turns += truth.turns.length;
      seen.interrupted += [...truth.heard.values()].filter((heard) => heard.interrupted).length;
    }
    // The schedules are rough enough to mean something.
    for (const reason of ["completed", "caller_hangup", "edge_lost", "node_lost", "api_hangup", "silent", "limit", "transferred"]) expect([reason, (reasons.get(reason) ?? 0) > 10]).toEqual([reason, true]);
    expect(seen.turns).toBeGreaterThan(2 * schedules);
    for (const [what, count] of Object.entries(seen)) expect([what, count > 100]).toEqual([what, true]);
  });

  it("gives the same trace for the same seed", () => {
    expect(simulate(17, { trace: true }).trace).toEqual(simulate(17, { trace: true }).trace);
  });

  it("fails with a trace that says what happened", () => {
    const machines = faults["the waiting plan never fires"];
    const failing = firstFailure(machines);
    expect(failing?.violations[0]).toContain("there was no filler");
    const replayed = simulate(failing?.seed ?? 0, { trace: true, ...(machines === undefined ? {} : { machines }) });
    expect(replayed.violations).toEqual(failing?.violations);
    expect(replayed.trace.length).toBeGreaterThan(20);
  });
});

describe("a fault in either end is caught", () => {
  it.each(Object.keys(faults))("%s", { timeout: 60_000 }, (name) => {
    expect(firstFailure(faults[name])?.violations[0]).toMatch(/^\d+ ms: /);
  });
});

function firstFailure(machines: (typeof faults)[string] | undefined): Result | null {
  for (let seed = 1; seed <= schedulesAFault && machines !== undefined; seed += 1) {
    const result = simulate(seed, { machines });
    if (result.violations.length > 0) return result;
  }
  return null;
}
