/** What the session makes of the node's word on who took the call. */
import { describe, expect, it } from "vitest";
import { callAt, context, kinds, says, sent } from "./testing.ts";

const outbound = () => callAt("live", context.pronounce, { direction: "outbound" });
const took = (verdict: "human" | "machine" | "fax" | "screening" | "unknown") => ({ type: "amd" as const, verdict, why: "words" as const, afterMs: 1_200 });

describe("an outbound call taken by a machine", () => {
  it("stops what the bot is saying, answers with no words, and waits", () => {
    const call = outbound();
    call.turn(1, "a");
    const effects = call.fact(took("machine"));
    expect(sent(effects)).toContainEqual({ v: 1, type: "reply.cancel", reply: 1 });
    expect(says(effects)).toEqual(["2.0! "]);
    expect(kinds(effects)).toContain("commit");
    expect(call.state().data).toMatchObject({ answeredBy: "machine", hangup: null });
  });

  it("is left the message when it records, and hung up on once that was heard", () => {
    const call = outbound();
    call.fact(took("machine"));
    const effects = call.fact({ type: "machine.listening", by: "beep" });
    expect(says(effects)).toEqual(["2.0! please call us"]);
    expect(sent(effects)).toContainEqual({ v: 1, type: "hangup", reason: "voicemail", afterReply: 2 });
  });

  it("is hung up on at once when it is a fax", () => {
    const call = outbound();
    expect(sent(call.fact(took("fax")))).toContainEqual(expect.objectContaining({ type: "hangup", reason: "voicemail" }));
  });

  it("is still one after the object was lost, and a node that comes back need not find out again", () => {
    const call = outbound();
    call.fact(took("machine"));
    call.lose(1);
    expect(call.state().data.answeredBy).toBe("machine");
    expect(sent(call.hello(2)).find((message) => message.type === "welcome")).not.toHaveProperty("detectMachine");
  });

  it("goes on as it was when a person, a screener or nobody knows who took it", () => {
    for (const verdict of ["human", "screening", "unknown"] as const) {
      const call = outbound();
      const effects = call.fact(took(verdict));
      expect(says(effects)).toEqual([]);
      expect(call.state().data).toMatchObject({ answeredBy: verdict, hangup: null });
    }
  });
});

describe("an inbound call", () => {
  it.each([["fax", "tone", "a fax called"], ["machine", "tone", "a tone of the network, and nobody"]] as const)("of a %s ends at once, and the record says why", (verdict, why, detail) => {
    const call = callAt();
    expect(sent(call.fact({ ...took(verdict), why }))).toContainEqual({ v: 1, type: "hangup", reason: "silent", afterReply: -1 });
    call.fact({ type: "call.ended", reason: "silent", cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 1_500, media: {} });
    expect(call.state().data).toMatchObject({ answeredBy: null, ended: { reason: "silent", detail } });
  });

  it.each([["machine", "long_greeting"], ["machine", "words"], ["machine", "beep"], ["screening", "words"], ["human", "words"], ["unknown", "silence"]] as const)("of a %s by %s goes on: people who call talk long, and of messages", (verdict, why) => {
    const call = callAt();
    expect(says(call.fact({ ...took(verdict), why }))).toEqual([]);
    expect(says(call.fact({ type: "machine.listening", by: "silence" }))).toEqual([]);
    expect(call.state().data).toMatchObject({ answeredBy: null, hangup: null, phase: "live" });
  });
});
