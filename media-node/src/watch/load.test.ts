import { describe, expect, it } from "vitest";
import { calm, stepLoad, type Load, type LoadSample } from "./load.ts";

const busy: LoadSample = { mediaBusy: 0.95, loopLateMs: 5, frameLateMs: 1 };
const late: LoadSample = { mediaBusy: 0.2, loopLateMs: 160, frameLateMs: 1 };
const stuttering: LoadSample = { mediaBusy: 0.2, loopLateMs: 5, frameLateMs: 75 };
const idle: LoadSample = { mediaBusy: 0.5, loopLateMs: 12, frameLateMs: 1 };
const after = (samples: LoadSample[], from: Load = calm) => samples.reduce(stepLoad, from).hurried;

describe("a node's load", () => {
  it("takes no calls after three busy seconds, whichever thread is busy", () => {
    expect(after([busy, late, stuttering])).toBe(true);
  });
  it("overlooks a burst", () => {
    expect(after([busy, late, idle, late, busy, idle])).toBe(false);
  });
  it("takes calls again after five calm seconds, and not while it is busy now and then", () => {
    expect(after([busy, busy, busy, idle, idle, idle, idle])).toBe(true);
    expect(after([busy, busy, busy, idle, idle, idle, idle, busy, idle])).toBe(true);
    expect(after([busy, busy, busy, idle, idle, idle, idle, idle])).toBe(false);
  });
});
