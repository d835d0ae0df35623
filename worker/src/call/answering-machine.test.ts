/** What the session makes of the node's word on who took the call. */
import { describe, expect, it } from "vitest";
import { callAt, kinds, says, sent } from "./testing.ts";

const took = (verdict: "human" | "machine" | "fax" | "screening" | "unknown") => ({ type: "amd" as const, verdict, why: "words" as const, afterMs: 1_200 });

describe("an outbound call taken by a machine", () => {
  it("stops what the bot is saying, answers with no words, and waits", () => {
    const call = callAt();
    call.turn(1, "a");
    const effects = call.fact(took("machine"));
    expect(sent(effects)).toContainEqual({ v: 1, type: "reply.cancel", reply: 1 });
    expect(says(effects)).toEqual(["2.0! "]);
    expect(kinds(effects)).toContain("commit");
    expect(call.state().data).toMatchObject({ answeredBy: "machine", hangup: null });
  });

  it("is left the message when it records, and hung up on once that was heard", () => {
    const call = callAt();
    call.fact(took("machine"));
    const effects = call.fact({ type: "machine.listening", by: "beep" });
    expect(says(effects)).toEqual(["2.0! please call us"]);
    expect(sent(effects)).toContainEqual({ v: 1, type: "hangup", reason: "voicemail", afterReply: 2 });
  });

  it("is hung up on at once when it is a fax", () => {
    const call = callAt();
    expect(sent(call.fact(took("fax")))).toContainEqual(expect.objectContaining({ type: "hangup", reason: "voicemail" }));
  });

  it("is still one after the object was lost, and a node that comes back need not find out again", () => {
    const call = callAt();
    call.fact(took("machine"));
    call.lose(1);
    expect(call.state().data.answeredBy).toBe("machine");
    expect(sent(call.hello(2)).find((message) => message.type === "welcome")).not.toHaveProperty("detectMachine");
  });

  it("goes on as it was when a person, a screener or nobody knows who took it", () => {
    for (const verdict of ["human", "screening", "unknown"] as const) {
      const call = callAt();
      const effects = call.fact(took(verdict));
      expect(says(effects)).toEqual([]);
      expect(call.state().data).toMatchObject({ answeredBy: verdict, hangup: null });
    }
  });
});
