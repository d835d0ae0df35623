import { describe, expect, it } from "vitest";
import { callAt, kinds, says } from "./testing.ts";

describe("a read that nobody waits for", () => {
  it("runs after the reply is said, whole, and its result says nothing and commits nothing", () => {
    const call = callAt();
    const effects = call.turn(1, "aside crm");
    expect(says(effects)).toEqual(["1.0! fine"]);
    expect(kinds(effects)).toEqual(["commit", "ack", "reply.text", "runTool"]);
    call.heard(1, 1, "fine");
    expect(kinds(call.on({ type: "tool-finished", key: "crm-1", result: { status: "ok", value: { name: "Anna" } } }))).toEqual([]);
    expect(call.state().data.tools).toMatchObject([{ status: "ok", aside: true }]);
  });

  it("is asked for again when the object was lost before, and does not hold up the end", () => {
    const call = callAt();
    call.turn(1, "aside crm");
    expect(kinds(call.lose(1))).toContain("runTool");
    call.hello(2, { turn: 1, held: { reply: 1, seq: 0, last: true } });
    expect(kinds(call.end())).toContain("settle");
  });

  it("silence goes on while it runs", () => {
    const call = callAt();
    call.turn(1, "aside crm");
    call.heard(1, 1, "fine");
    expect(says(call.frame({ v: 1, type: "silence", turn: 1, reply: 1, forMs: 6_000 }))).toEqual(["2.0! are you there?"]);
  });
});
