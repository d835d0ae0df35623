import { describe, expect, it } from "vitest";
import { createBothSides } from "./both-sides.ts";

const frame = (value: number) => new Int16Array(160).fill(value);

function setUp() {
  const told: [number, number, number][] = [];
  const sides = createBothSides((index, pcm) => told.push([index, pcm[0] ?? NaN, pcm[319] ?? NaN]));
  return { told, sides };
}

describe("both sides of a leg", () => {
  it("are told together, the caller left, whichever came first", () => {
    const { told, sides } = setUp();
    sides.push("caller", 0, frame(1));
    sides.push("ours", 0, frame(2));
    sides.push("ours", 1, frame(4));
    sides.push("caller", 1, frame(3));
    expect(told).toEqual([[0, 1, 2], [1, 3, 4]]);
  });

  it("begin in step though one of them is a frame ahead when somebody comes", () => {
    const { told, sides } = setUp();
    sides.push("caller", 7, frame(7));
    sides.push("ours", 9, frame(90));
    sides.push("caller", 8, frame(8));
    sides.push("caller", 9, frame(9));
    expect(told).toEqual([[9, 9, 90]]);
  });

  it("wait for a side that never comes with five frames at most", () => {
    const { told, sides } = setUp();
    for (let n = 0; n < 1_000; n++) sides.push("caller", n, frame(1));
    for (let n = 0; n < 1_000; n++) sides.push("ours", n, frame(2));
    expect(told.map(([index]) => index)).toEqual([995, 996, 997, 998, 999]);
  });
});
