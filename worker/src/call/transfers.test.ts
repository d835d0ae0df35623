import { describe, expect, it } from "vitest";
import { callAt, cause, kinds, says, sent } from "./testing.ts";
import { transferMs } from "./transfers.ts";

const asked = (effects: Parameters<typeof sent>[0]) => sent(effects).filter((message) => message.type === "transfer");

function passing() {
  const call = callAt();
  const effects = call.turn(1, "pass");
  return { call, effects };
}

describe("a caller who is handed on", () => {
  it("the wish is stored before the words before it are said, and the node asked after them", () => {
    const { call, effects } = passing();
    expect(kinds(effects).slice(0, 4)).toEqual(["commit", "ack", "reply.text", "transfer"]);
    expect(asked(effects)).toEqual([{ v: 1, type: "transfer", key: "transfer-1", to: "1002", kind: "blind", afterReply: 1, summary: "a caller" }]);
    expect(call.state().data.transfer).toMatchObject({ key: "transfer-1", destination: "front", afterReply: 1 });
  });

  it("to a SIP address goes by the trunk at whose server it lies, whichever line the call came by", () => {
    const sipTrunks = [{ id: "trk_carrier", host: "sip.carrier.example", port: 5060 }, { id: "trk_pbx", host: "pbx.example.com", port: 5060 }];
    const trunkOf = (to: string) => asked(callAt("live", undefined, { trunk: "trk_carrier", sipTrunks }).turn(1, `pass ${to}`)).map((message) => (message.type === "transfer" ? message.trunk : null));
    expect(trunkOf("sip:anna@pbx.example.com")).toEqual(["trk_pbx"]);
    expect(trunkOf("+74951234567")).toEqual([undefined]);
  });

  it("the node is asked again after a reconnect, and after a crash of the object, by the same key", () => {
    const { call } = passing();
    expect(asked(call.hello(2, { turn: 1, held: { reply: 1, seq: 0, last: true } }))).toMatchObject([{ key: "transfer-1" }]);
    call.lose();
    expect(asked(call.hello(3, { turn: 1, held: { reply: 1, seq: 0, last: true } }))).toMatchObject([{ key: "transfer-1" }]);
  });

  it("a person who answers ends the call for the bot as transferred", () => {
    const { call } = passing();
    call.heard(1, 1, "I put you through");
    const effects = call.fact({ type: "transfer.result", result: "answered", cause });
    expect(sent(effects)).toContainEqual({ v: 1, type: "hangup", reason: "transferred", afterReply: 2 });
    call.fact({ type: "call.ended", reason: "transferred", cause, detail: "", durationMs: 9_000, media: {} });
    expect(call.state().data).toMatchObject({ outcome: "transferred", ended: { reason: "transferred" }, transfer: null });
  });

  it("when nobody answers the dialogue goes on from there, and the node is asked no more", () => {
    const { call } = passing();
    call.heard(1, 1, "I put you through");
    expect(says(call.fact({ type: "transfer.result", result: "busy", cause }))).toEqual(["2.0! nobody: busy"]);
    expect(asked(call.hello(2, { turn: 1 }))).toEqual([]);
    expect(call.fact({ type: "transfer.result", result: "answered", cause }).some((effect) => effect.type === "send" && effect.message.type === "hangup")).toBe(false);
    expect(call.state().memory.counters.illegal).toBe(1);
  });

  it("a node that tells nothing has failed, and the caller hears it", () => {
    const { call } = passing();
    call.heard(1, 1, "I put you through");
    expect(says(call.wait(transferMs + 1_000))).toEqual(["2.0! nobody: failed"]);
    expect(call.state().data.transfer).toBeNull();
  });

  it("silence meanwhile is ours, not the caller's", () => {
    const { call } = passing();
    call.heard(1, 1, "I put you through");
    expect(says(call.frame({ v: 1, type: "silence", turn: 1, reply: 1, forMs: 20_000 }))).toEqual([]);
  });

  it("a result that comes into the goodbye does not overtake it", () => {
    const { call } = passing();
    call.turn(2, "bye");
    expect(says(call.fact({ type: "transfer.result", result: "busy", cause }))).toEqual([]);
    expect(call.state().data).toMatchObject({ transfer: null, hangup: { reason: "completed", afterReply: 2 }, current: { reply: 2 } });
  });

  it("who hangs up while it rings has hung up", () => {
    const { call } = passing();
    call.end();
    expect(call.state().data).toMatchObject({ transfer: null, ended: { reason: "caller_hangup" }, outcome: "abandoned" });
  });
});
