import { describe, expect, it } from "vitest";
import { createWaiting } from "./waiting-sound.ts";

function begin() {
  const played: { mark: string; pcm: Int16Array }[] = [];
  let stops = 0;
  const waiting = createWaiting({ play: (mark, pcm) => void played.push({ mark, pcm }), stop: () => void (stops += 1) });
  return { waiting, played, stops: () => stops };
}

describe("what a waiting caller hears", () => {
  it("is a second of ringing in five, period after period, until it is stopped", () => {
    const { waiting, played, stops } = begin();
    waiting.start("ringing");
    const first = played[0];
    expect(first?.pcm.length).toBe(40_000);
    expect(first?.pcm.subarray(0, 8_000).some((sample) => Math.abs(sample) > 3_000)).toBe(true);
    expect(first?.pcm.subarray(8_000).every((sample) => sample === 0)).toBe(true);
    expect(waiting.onMark({ type: "mark-finished", mark: first?.mark ?? "", atMs: 5000, playedMs: 5000 })).toBe(true);
    expect(played).toHaveLength(2);
    waiting.stop();
    expect(stops()).toBe(1);
    expect(waiting.onMark({ type: "mark-stopped", mark: played[1]?.mark ?? "", atMs: 5100, playedMs: 100 })).toBe(true);
    expect(played).toHaveLength(2);
    expect(waiting.sound()).toBeNull();
  });

  it("leaves the marks of replies to others, and stops nothing where it does not sound", () => {
    const { waiting, stops } = begin();
    waiting.stop();
    expect(stops()).toBe(0);
    expect(waiting.onMark({ type: "mark-started", mark: "r1.0", atMs: 0 })).toBe(false);
  });
});
