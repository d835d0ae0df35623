import { describe, expect, it } from "vitest";
import { createTimerWheel } from "./timer-wheel.ts";

describe("timer wheel", () => {
  it("gives jobs in the order in which they are due, over many turns", () => {
    const wheel = createTimerWheel<number>(1000);
    const done: number[] = [];
    for (let phase = 0; phase < 20; phase += 3) wheel.add(1001 + phase, 1001 + phase);
    for (let now = 1000; now < 3000; now += 7) {
      for (const due of wheel.take(now)) {
        expect(due).toBeLessThanOrEqual(now);
        expect(due).toBeGreaterThan(now - 7);
        done.push(due);
        wheel.add(due + 20, due + 20);
      }
    }
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.length).toBeGreaterThanOrEqual(7 * 99);
  });

  it("knows when the next job is due", () => {
    const wheel = createTimerWheel<string>(0);
    expect(wheel.next()).toBeNull();
    wheel.add(40, "later");
    wheel.add(15, "soon");
    expect(wheel.next()).toBe(15);
    expect(wheel.take(20)).toEqual(["soon"]);
    expect(wheel.next()).toBe(40);
  });

  it("does at once what is overdue, and everything after a long sleep", () => {
    const wheel = createTimerWheel<string>(100);
    wheel.add(90, "overdue");
    wheel.add(150, "b");
    expect(wheel.next()).toBe(101);
    expect(wheel.take(100000)).toEqual(expect.arrayContaining(["overdue", "b"]));
    expect(wheel.next()).toBeNull();
  });
});
