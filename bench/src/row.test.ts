import { describe, expect, it } from "vitest";
import { measured, notMeasured, percentile } from "./row.ts";

const row = { id: "x", what: "x", unit: "ms", budget: 10, better: "lower" } as const;

describe("a row", () => {
  it("is ok within its budget, the budget itself included, on the side that is better", () => {
    expect(measured({ ...row, value: 10 }).ok).toBe(true);
    expect(measured({ ...row, value: 10.1 }).ok).toBe(false);
    expect(measured({ ...row, better: "higher", value: 9.9 }).ok).toBe(false);
    expect(measured({ ...row, better: "higher", value: 10 }).ok).toBe(true);
  });

  it("without a budget is ok when it was measured", () => {
    expect(measured({ ...row, budget: null, value: 1e9 }).ok).toBe(true);
    expect(measured({ ...row, budget: null, value: null }).ok).toBe(false);
  });

  it("that could not be measured has no value, is not ok, and says why", () => {
    expect(notMeasured(row, "no Asterisk")).toMatchObject({ value: null, ok: false, note: "no Asterisk" });
  });

  it("with a figure that is no number is not ok", () => {
    expect(measured({ ...row, value: Number.NaN }).ok).toBe(false);
    expect(measured({ ...row, budget: null, value: Number.NaN })).toMatchObject({ value: null, ok: false });
  });
});

describe("a percentile", () => {
  it("is a value of the list, whatever its order", () => {
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it("of nothing is no number", () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});
