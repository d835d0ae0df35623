import { describe, expect, it } from "vitest";
import { interleave, sidesOf } from "./stereo.ts";

describe("two sides in one run of samples", () => {
  it("stand left first, and come apart again", () => {
    const both = interleave(Int16Array.of(1, 2), Int16Array.of(-1, -2));
    expect([...both]).toEqual([1, -1, 2, -2]);
    expect(sidesOf(both).map((side) => [...side])).toEqual([[1, 2], [-1, -2]]);
  });
  it("end with the shorter one", () => expect([...interleave(Int16Array.of(1, 2, 3), Int16Array.of(9))]).toEqual([1, 9]));
});
