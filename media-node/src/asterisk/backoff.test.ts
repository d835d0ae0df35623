import { describe, expect, it } from "vitest";
import { reconnectDelayMs } from "./backoff.ts";

describe("reconnectDelayMs", () => {
  it("doubles the longest wait with every failure, up to five seconds", () => {
    expect([0, 1, 2, 3, 6, 50].map((attempt) => reconnectDelayMs(attempt, 0.999999))).toEqual([99, 199, 399, 799, 4999, 4999]);
  });

  it("draws from the whole range, so that nodes do not come back together", () => {
    expect(reconnectDelayMs(4, 0)).toBe(0);
    expect(reconnectDelayMs(4, 0.5)).toBe(800);
  });
});
