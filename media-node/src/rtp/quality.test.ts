import { describe, expect, it } from "vitest";
import { opinionScore } from "./quality.ts";

describe("opinion score", () => {
  it("is 4.4 for a clean line and falls with loss and with delay", () => {
    expect(opinionScore(0, 60)).toBeGreaterThan(4.3);
    expect(opinionScore(3, 60)).toBeLessThan(4.2);
    expect(opinionScore(10, 60)).toBeLessThan(3.4);
    expect(opinionScore(0, 400)).toBeLessThan(opinionScore(0, 150));
    expect(opinionScore(100, 1000)).toBe(1);
  });
});
