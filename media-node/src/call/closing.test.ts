import { describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import { createClosing, numbersOf } from "./closing.ts";

function setUp() {
  const timers = new Set<() => void>();
  const warned: string[] = [];
  const closing = createClosing({
    setTimer(run) {
      timers.add(run);
      return () => timers.delete(run);
    },
    log: createLog((line) => warned.push((JSON.parse(line) as { message: string }).message)),
  });
  return { closing, timers, warned };
}

describe("closing a call", () => {
  it("waits for the leg first, then for what the lines cost", async () => {
    const { closing, timers } = setUp();
    const order: string[] = [];
    const line = Promise.withResolvers<void>();
    const settled = closing.settle([line.promise.then(() => void order.push("line")), undefined], () => {
      order.push("leg");
      line.resolve();
    });
    closing.legClosed(null);
    expect(await settled).toBeNull();
    expect(order).toEqual(["leg", "line"]);
    expect(timers.size).toBe(0);
  });

  it("waits for nothing that hangs, and outlives a line that fails", async () => {
    const hanging = setUp();
    const settled = hanging.closing.settle([new Promise(() => undefined)], () => undefined);
    for (const run of hanging.timers) run();
    expect(await settled).toBeNull();
    const failing = setUp();
    failing.closing.legClosed(null);
    await failing.closing.settle([Promise.reject(new Error("out"))], () => undefined);
    expect(failing.warned).toEqual(["a vendor's line did not close"]);
  });

  it("keeps what the leg said first, and of its counters the numbers", async () => {
    const { closing } = setUp();
    closing.legClosed(null);
    await closing.settle([], () => undefined);
    expect(numbersOf({ sent: 5, recordingError: null, why: "x" })).toEqual({ sent: 5 });
    expect(numbersOf(undefined)).toEqual({});
  });
});
