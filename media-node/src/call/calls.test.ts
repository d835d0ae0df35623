import { describe, expect, it } from "vitest";
import { createCalls } from "./calls.ts";
import type { LiveCall } from "./port.ts";

function call(callId: string) {
  const done = Promise.withResolvers<void>();
  const live: LiveCall = { callId, done: done.promise, placed: new Promise(() => undefined), hangup: () => undefined, leave: () => undefined, listeners: { join: () => undefined, drop: () => undefined } };
  return { live, end: async () => {
    done.resolve();
    await done.promise;
    await Promise.resolve();
  } };
}

describe("the calls of a node", () => {
  it("takes as many as it has room for, and each once", async () => {
    const calls = createCalls(2);
    const [one, two] = [call("one"), call("two")];
    calls.add(one.live);
    expect(calls.refuses("one")).toBe("known");
    calls.add(two.live);
    expect(calls.refuses("three")).toBe("full");
    await one.end();
    expect(calls.refuses("three")).toBeNull();
  });

  it("takes none while it has too much to do", () => {
    let hurried = true;
    const calls = createCalls(2, () => hurried);
    expect(calls.refuses("one")).toBe("hurried");
    hurried = false;
    expect(calls.refuses("one")).toBeNull();
  });

  it("takes none while it is asked to rest, and goes on with those it has", () => {
    const calls = createCalls(2);
    calls.add(call("one").live);
    calls.pause(true);
    expect([calls.refuses("two"), calls.draining(), calls.ids()]).toEqual(["draining", true, ["one"]]);
    calls.pause(false);
    expect([calls.refuses("two"), calls.draining()]).toEqual([null, false]);
  });

  it("is drained when the last call is over", async () => {
    const calls = createCalls(2);
    const one = call("one");
    calls.add(one.live);
    const drained = calls.drain();
    expect(calls.refuses("two")).toBe("draining");
    await one.end();
    await drained;
    expect(calls.ids()).toEqual([]);
  });
});
