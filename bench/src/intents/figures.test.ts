import { describe, expect, it } from "vitest";
import { acceptedShare, f1ByIntent, macroF1 } from "./figures.ts";

const lines = [
  { meant: "yes", got: "yes" }, { meant: "yes", got: null }, { meant: "no", got: "no" }, { meant: "oos", got: "yes" }, { meant: "oos", got: null },
];

describe("the figures of intents", () => {
  it("F1 punishes what was missed and what was wrongly taken", () => {
    expect(f1ByIntent(lines, ["yes", "no", "maybe"])).toEqual(new Map([["yes", 0.5], ["no", 1]]));
    expect(macroF1(lines, ["yes", "no"])).toBe(0.75);
  });
  it("out of scope is accepted when it is taken for any of the intents, and for no other", () => {
    const isOos = (meant: string) => meant === "oos";
    expect(acceptedShare(lines, isOos, ["yes", "no"])).toBe(0.5);
    expect(acceptedShare(lines, isOos, ["no"])).toBe(0);
  });
  it("of nothing are no numbers", () => {
    expect(macroF1([], ["yes"])).toBeNaN();
    expect(acceptedShare([], () => true, ["yes"])).toBeNaN();
  });
});
