import { describe, expect, it } from "vitest";
import { callAt, kinds, sent } from "./testing.ts";

describe("a call that goes on in another language", () => {
  it("tells the node how to hear and speak before the first reply in it", () => {
    const call = callAt();
    const effects = call.turn(1, "english");
    expect(kinds(effects).slice(0, 4)).toEqual(["commit", "ack", "speech", "reply.text"]);
    expect(sent(effects)[1]).toMatchObject({ type: "speech", reply: 0, language: "en", voice: { provider: "embedded" } });
    expect(sent(effects)[2]).toMatchObject({ type: "reply.text", reply: 1, language: "en" });
    expect(kinds(call.turn(2, "go on"))).not.toContain("speech");
  });

  it("a node that reconnects, and one that restarts, is told by its welcome", () => {
    const call = callAt();
    call.turn(1, "english");
    expect(sent(call.hello(2, { turn: 1 }))[0]).toMatchObject({ type: "welcome", language: "en" });
    call.lose();
    expect(sent(call.hello(1_000_001, { fresh: true }))[0]).toMatchObject({ type: "welcome", language: "en" });
  });

  it("goes back as well", () => {
    const call = callAt();
    call.turn(1, "english");
    call.heard(1, 1, "of course");
    expect(sent(call.turn(2, "russian")).filter((message) => message.type === "speech")).toMatchObject([{ reply: 1, language: "ru" }]);
  });
});
