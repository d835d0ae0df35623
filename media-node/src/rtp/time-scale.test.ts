import { describe, expect, it } from "vitest";
import { createTimeScale } from "./time-scale.ts";

const FRAME = 160;
const PERIOD = 71;
const tone = (from: number, to: number): Int16Array => Int16Array.from({ length: to - from }, (_, n) => Math.round(8000 * Math.sin((2 * Math.PI * (from + n)) / PERIOD) + 3000 * Math.sin((4 * Math.PI * (from + n)) / PERIOD)));
const farthest = (a: Int16Array, b: Int16Array): number => Math.max(...Array.from(a, (sample, n) => Math.abs(sample - (b[n] ?? 0))));

describe("time scale", () => {
  it("leaves one period of a voice out, and nobody could tell where", () => {
    const scale = createTimeScale(8000);
    const source = tone(0, FRAME + scale.most);
    const { lag, likeness } = scale.periodAhead(source, false);
    expect(lag).toBe(PERIOD);
    expect(likeness).toBeGreaterThan(0.99);
    const target = new Int16Array(FRAME);
    scale.shorten(source, lag, target);
    expect(farthest(target, tone(0, FRAME))).toBeLessThan(10);
    // The sample after the frame is the one after what was used.
    expect(Math.abs((target[FRAME - 1] ?? 0) - (source[FRAME - 1 + lag] ?? 0))).toBe(0);
  });

  it("says one period twice, and nobody could tell which", () => {
    const scale = createTimeScale(8000);
    const played = tone(-400, 0);
    const source = tone(0, FRAME);
    const { lag, likeness } = scale.periodBehind(played, source, false);
    expect(lag).toBe(PERIOD);
    expect(likeness).toBeGreaterThan(0.99);
    const target = new Int16Array(FRAME);
    scale.lengthen(played, source, lag, target);
    expect(farthest(target, tone(0, FRAME))).toBeLessThan(10);
    expect(target[FRAME - 1]).toBe(source[FRAME - 1 - lag]);
  });

  it("knows of a sound without a period that it is none", () => {
    const scale = createTimeScale(8000);
    let seed = 9;
    const noise = Int16Array.from({ length: FRAME + scale.most }, () => (seed = Math.imul(seed, 1664525) + 1013904223) >> 18);
    expect(scale.periodAhead(noise, false).likeness).toBeLessThan(0.6);
    expect(scale.periodAhead(new Int16Array(FRAME + scale.most), true).likeness).toBe(1);
  });

  it("does the same at 16 kHz", () => {
    const scale = createTimeScale(16_000);
    const source = tone(0, 2 * FRAME + scale.most);
    const { lag } = scale.periodAhead(source, false);
    expect(lag % PERIOD).toBe(0);
  });
});
