import { describe, expect, it } from "vitest";
import { benchIsWanted, readArguments, rowIsWanted } from "./arguments.ts";

describe("the command line of the bench", () => {
  it("takes prefixes and two options, and refuses others", () => {
    expect(readArguments(["memory", "--json", "pacing"])).toEqual({ prefixes: ["memory", "pacing"], quick: false, json: true });
    expect(readArguments(["--quick"])).toEqual({ prefixes: [], quick: true, json: false });
    expect(() => readArguments(["--fast"])).toThrow("--fast");
  });

  it("runs all without a prefix, and those that a prefix names in part or in whole", () => {
    expect(benchIsWanted("memory", [])).toBe(true);
    expect(benchIsWanted("turn-overhead", ["turn"])).toBe(true);
    expect(benchIsWanted("turn-overhead", ["turn-overhead.p95"])).toBe(true);
    expect(benchIsWanted("turn-overhead", ["memory"])).toBe(false);
  });

  it("runs what takes half an hour only where it is named", () => {
    expect(benchIsWanted("soak", [], true)).toBe(false);
    expect(benchIsWanted("soak", ["soak"], true)).toBe(true);
    expect(benchIsWanted("soak", ["memory"], true)).toBe(false);
  });

  it("shows the rows asked for, and a bench that failed in the place of its rows", () => {
    expect(rowIsWanted("turn-overhead.p95", ["turn-overhead.p95"])).toBe(true);
    expect(rowIsWanted("turn-overhead.p50", ["turn-overhead.p95"])).toBe(false);
    expect(rowIsWanted("turn-overhead", ["turn-overhead.p95"])).toBe(true);
  });
});
