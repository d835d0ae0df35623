import { describe, expect, it } from "vitest";
import type { ToolRun } from "./state.ts";
import { withRuns } from "./tool-runs.ts";

const run = (key: number, more: { effect?: "read" | "write"; status?: ToolRun["status"] } = {}): ToolRun => ({ call: { key: `run-${key}`, name: "look", effect: more.effect ?? "read", arguments: { what: "a word" } }, status: more.status ?? "ok", attempts: 1, turn: key });

describe("the tools a call has run", () => {
  it("stay bounded however long the call goes on: the row is written with every turn", () => {
    let runs: ToolRun[] = [];
    for (let turn = 1; turn <= 5_000; turn += 1) runs = withRuns(runs, [run(turn, { effect: turn % 2 === 0 ? "write" : "read" })]);
    expect(JSON.stringify(runs).length).toBeLessThan(80_000);
    expect(runs.at(-1)).toEqual(run(5_000, { effect: "write" }));
  });
  it("keep old writes without what they were given, for messages are counted over the whole call", () => {
    let runs = [run(1, { effect: "write" }), run(2)];
    for (let turn = 3; turn <= 40; turn += 1) runs = withRuns(runs, [run(turn)]);
    expect(runs[0]?.call).toEqual({ key: "run-1", name: "look", effect: "write", arguments: {} });
    expect(runs.some((one) => one.call.key === "run-2")).toBe(false);
  });
  it("lose none that is under way", () => {
    let runs = [run(1, { status: "running" })];
    for (let turn = 2; turn <= 40; turn += 1) runs = withRuns(runs, [run(turn)]);
    expect(runs[0]).toEqual(run(1, { status: "running" }));
  });
});
