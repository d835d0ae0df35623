import { describe, expect, it } from "vitest";
import { createDelay, MAX_DELAY_MS } from "./delay.ts";

const perMs = 8;
/** Packets of 20 ms whose jitter is told, in ms; the wanted delay after each, in ms. */
function follow(jitterMs: readonly number[], pathMs = 70): number[] {
  const delay = createDelay(perMs);
  delay.restart(pathMs * perMs, 0);
  return jitterMs.map((ms, n) => {
    delay.observe((pathMs + ms) * perMs, n * 20 * perMs);
    return delay.target() / perMs;
  });
}
const times = (n: number, value: (n: number) => number): number[] => Array.from({ length: n }, (_, k) => value(k));

describe("delay", () => {
  it("begins with 40 ms and needs 30 on a path without jitter", () => {
    const wanted = follow(times(100, () => 0));
    expect(wanted[0]).toBe(40);
    expect(wanted.at(-1)).toBe(30);
  });

  it("grows within half a second when the path gets worse, and has enough for nearly all", () => {
    const wanted = follow([...times(400, (n) => n % 3), ...times(400, (n) => (n % 5) * 15)]);
    expect(wanted[399]).toBe(30);
    expect(wanted[424]).toBeGreaterThanOrEqual(80);
  });

  it("keeps for a while what a bad stretch taught, and gives it back", () => {
    const wanted = follow([...times(400, (n) => (n % 5) * 15), ...times(1000, () => 0)]);
    expect(wanted[400 + 100]).toBeGreaterThanOrEqual(80);
    expect(wanted.at(-1)).toBe(30);
  });

  it("takes one packet far out for nothing, and one in a hundred for what it is: not worth a lasting delay", () => {
    expect(follow(times(60, (n) => (n === 30 ? 900 : 0))).at(-1)).toBe(30);
    expect(follow(times(800, (n) => (n % 100 === 99 ? 120 : 0))).at(-1)).toBe(30);
  });

  it("does not wait for packets that it could not wait for", () => {
    expect(follow(times(400, (n) => (n % 10 === 9 ? 300 : 0))).at(-1)).toBe(30);
  });

  it("never wants more than its longest", () => {
    expect(Math.max(...follow(times(500, (n) => (n * 7919) % 1000)))).toBe(MAX_DELAY_MS);
  });

  it("follows a clock that drifts, both ways, without taking it for jitter", () => {
    for (const ppm of [-200, 200]) {
      const delay = createDelay(perMs);
      delay.restart(0, 0);
      for (let n = 0; n < 50 * 600; n++) delay.observe((n * 20 * perMs * ppm) / 1e6, n * 20 * perMs);
      expect(delay.target() / perMs).toBeLessThanOrEqual(30);
      expect(Math.abs(delay.base() - (30_000 * 20 * perMs * ppm) / 1e6) / perMs).toBeLessThan(5);
    }
  });

  it("tells the jitter as RTCP does", () => {
    const delay = createDelay(perMs);
    delay.restart(0, 0);
    for (let n = 0; n < 500; n++) delay.observe((n % 2) * 8 * perMs, n * 20 * perMs);
    expect(delay.jitterMs()).toBeCloseTo(8, 1);
  });
});
