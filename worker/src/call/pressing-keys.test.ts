import { describe, expect, it } from "vitest";
import { callAt, kinds, sent } from "./testing.ts";

const pressed = (effects: Parameters<typeof sent>[0]) => sent(effects).filter((message) => message.type === "dtmf.send");

describe("keys for a voice menu", () => {
  it("are pressed once the turn is stored, at once where nothing is said", () => {
    const effects = callAt().turn(1, "press 2#");
    expect(kinds(effects).slice(0, 4)).toEqual(["commit", "ack", "reply.text", "dtmf.send"]);
    expect(pressed(effects)).toEqual([{ v: 1, type: "dtmf.send", digits: "2#", afterReply: -1 }]);
  });

  it("wait for the words before them", () => {
    expect(pressed(callAt().turn(1, "say-press 0"))).toEqual([{ v: 1, type: "dtmf.send", digits: "0", afterReply: 1 }]);
  });

  it("are pressed once: a node that comes back is not asked again", () => {
    const call = callAt();
    call.turn(1, "press 2");
    expect(pressed(call.hello(2, { turn: 1 }))).toEqual([]);
  });
});
