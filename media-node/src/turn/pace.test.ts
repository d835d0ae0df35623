import { describe, expect, it } from "vitest";
import { newPace, pacedEndpoint, pauseOf, turnOf, type Pace } from "./pace.ts";

const after = (pausesMs: number[], turns: number): Pace => Array.from({ length: turns }).reduce<Pace>((pace) => turnOf(pace), pausesMs.reduce(pauseOf, newPace));

describe("the pace of a speaker", () => {
  it.each<[string, number[], number, number]>([
    ["nothing is known", [], 0, 500],
    ["one long pause is an accident", [900], 1, 500],
    ["two long pauses raise the wait above the shorter of them", [700, 600], 1, 720],
    ["however long they are, to 1.8 of it at most", [3000, 3000], 1, 900],
    ["turns in one breath lower it", [], 4, 400],
    ["pauses of a lively speaker hold it where they need it", [380, 360], 6, 432],
    ["gaps between words are no pauses", [60, 100, 110], 2, 500],
    ["old habits are forgotten", [900, 900, 200, 200, 200, 200, 200, 200, 200, 200], 9, 400],
  ])("%s", (_, pauses, turns, wanted) => {
    expect(pacedEndpoint(after(pauses, turns), 500)).toBeCloseTo(wanted);
  });

  it("never goes below 300 ms, nor above a shorter wait that was configured", () => {
    expect(pacedEndpoint(after([], 10), 320)).toBe(300);
    expect(pacedEndpoint(after([], 10), 200)).toBe(200);
  });
});
