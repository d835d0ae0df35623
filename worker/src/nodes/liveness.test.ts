import { describe, expect, it } from "vitest";
import { clockIsOff, judgeNode } from "./liveness.ts";

const now = 10_000_000;

describe("a node's liveness", () => {
  it.each([
    ["beats in time", { connected: true, lastSeenMs: now - 5_000, calls: 3, missingSinceMs: Infinity }, { silent: false, lost: false, missingLost: false, nextLookAtMs: now + 15_000 }],
    ["is mute on an open connection", { connected: true, lastSeenMs: now - 15_001, calls: 3, missingSinceMs: Infinity }, { silent: true, lost: false, missingLost: false, nextLookAtMs: now - 15_001 + 45_000 }],
    ["is gone for a moment with calls on it", { connected: false, lastSeenMs: now - 1_000, calls: 1, missingSinceMs: Infinity }, { silent: false, lost: false, missingLost: false, nextLookAtMs: now + 44_000 }],
    ["is gone for 45 s with calls on it", { connected: false, lastSeenMs: now - 45_000, calls: 1, missingSinceMs: Infinity }, { silent: false, lost: true, missingLost: false, nextLookAtMs: null }],
    ["is gone and carried nothing", { connected: false, lastSeenMs: now - 90_000, calls: 0, missingSinceMs: Infinity }, { silent: false, lost: false, missingLost: false, nextLookAtMs: null }],
    ["came back without one of them a moment ago", { connected: true, lastSeenMs: now, calls: 2, missingSinceMs: now - 5_000 }, { silent: false, lost: false, missingLost: false, nextLookAtMs: now + 10_000 }],
    ["came back without one of them, whose facts never came", { connected: true, lastSeenMs: now, calls: 2, missingSinceMs: now - 15_000 }, { silent: false, lost: false, missingLost: true, nextLookAtMs: now + 15_000 }],
  ])("%s", (_, sight, verdict) => {
    expect(judgeNode(sight, now)).toEqual(verdict);
  });

  it("trusts a clock up to 30 s off, either way", () => {
    expect([30_000, -30_000, 30_001, -30_001].map(clockIsOff)).toEqual([false, false, true, true]);
  });
});
