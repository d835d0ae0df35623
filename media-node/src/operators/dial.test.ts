import { describe, expect, it } from "vitest";
import { beginDial, stepDial } from "./dial.ts";
import type { Dial, DialEffect, DialEvent } from "./dial.ts";
import type { DialMode } from "@zvon/contract/operator-dials.ts";

const words = (effect: DialEffect): string => {
  switch (effect.type) {
    case "tell": return `${effect.stage}${effect.result === null ? "" : ` ${effect.result}`}`;
    case "join": return `join ${effect.first}+${effect.second}`;
    case "consult": return "consult";
    default: return `${effect.type} ${effect.who}`;
  }
};

/** What is done from the last event on. */
function after(mode: DialMode, ...events: DialEvent[]): { step: Dial["step"]; done: string[] } {
  let { dial, effects } = beginDial(mode);
  for (const event of events) ({ dial, effects } = stepDial(dial, event));
  return { step: dial.step, done: effects.map(words) };
}
const up = (who: "operator" | "target"): DialEvent => ({ type: "up", who });
const gone = (who: "operator" | "other" | "target", result: "busy" | "cancelled" | "refused" | "failed" = "busy"): DialEvent => ({ type: "gone", who, result });
const joined: DialEvent = { type: "joined" };
const act = (what: "join" | "back"): DialEvent => ({ type: "act", act: what });

describe("an operator who calls somebody", () => {
  it("is rung first, hears it ring, and talks once the other answers", () => {
    expect(after("call")).toEqual({ step: "phone", done: ["phone", "dial operator"] });
    expect(after("call", up("operator"))).toEqual({ step: "target", done: ["wait operator", "dialling", "dial target"] });
    expect(after("call", up("operator"), { type: "ringing" }).done).toEqual(["ringing"]);
    expect(after("call", up("operator"), up("target"))).toEqual({ step: "joining", done: ["join target+operator"] });
    expect(after("call", up("operator"), up("target"), joined)).toEqual({ step: "over", done: ["over answered"] });
  });

  it("is hung up when nobody comes, and hangs up who is being dialled by going", () => {
    expect(after("call", up("operator"), gone("target")).done).toEqual(["over busy", "hangup target", "hangup operator"]);
    expect(after("call", up("operator"), gone("operator", "failed")).done).toEqual(["over cancelled", "hangup target"]);
    expect(after("call", gone("operator", "failed")).done).toEqual(["over failed", "hangup target", "hangup operator"]);
    expect(after("call", up("operator"), act("back")).done).toEqual(["over cancelled", "hangup target", "hangup operator"]);
  });

  it("is hung up when they take it back while their own telephone rings: it would answer by itself, and hear nobody", () => {
    expect(after("call", act("back"))).toEqual({ step: "over", done: ["over cancelled", "hangup target", "hangup operator"] });
  });
});

describe("a blind transfer", () => {
  it("leaves caller and operator together until the other has answered, then lets the operator go", () => {
    expect(after("blind")).toEqual({ step: "target", done: ["dialling", "dial target"] });
    expect(after("blind", up("target")).done).toEqual(["join other+target"]);
    expect(after("blind", up("target"), joined)).toEqual({ step: "over", done: ["over answered", "hangup operator"] });
  });

  it("changes nothing for the caller when nobody comes, or when it is taken back", () => {
    expect(after("blind", gone("target")).done).toEqual(["over busy", "hangup target", "join other+operator"]);
    expect(after("blind", act("back")).done).toEqual(["over cancelled", "hangup target", "join other+operator"]);
    expect(after("blind", up("target"), { type: "unjoined", first: "other", second: "target" }).done).toEqual(["over failed", "hangup target", "join other+operator"]);
  });

  it("goes on for the caller alone when the operator hangs up, and ends the call only when nobody comes then", () => {
    expect(after("blind", gone("operator", "cancelled"))).toEqual({ step: "target", done: ["wait other"] });
    expect(after("blind", gone("operator", "cancelled"), up("target"), joined).done).toEqual(["over answered"]);
    expect(after("blind", gone("operator", "cancelled"), gone("target")).done).toEqual(["over busy", "hangup target", "hangup other"]);
  });

  it("is over when the caller hangs up", () => {
    expect(after("blind", gone("other")).done).toEqual(["over left", "hangup target", "hangup operator"]);
  });
});

describe("an attended transfer", () => {
  const consulting = [up("target")] as const;

  it("lets the caller wait, the operator talk to the other first, and both talk when the operator says so, or hangs up", () => {
    expect(after("attended").done).toEqual(["dialling", "wait other", "wait operator", "dial target"]);
    expect(after("attended", ...consulting)).toEqual({ step: "consulting", done: ["consult", "consulting"] });
    expect(after("attended", ...consulting, act("join")).done).toEqual(["join other+target"]);
    expect(after("attended", ...consulting, act("join"), joined).done).toEqual(["over answered", "hangup operator"]);
    expect(after("attended", ...consulting, gone("operator"), joined).done).toEqual(["over answered"]);
  });

  it("gives the caller back when the other hangs up, does not come, or the operator thinks better of it", () => {
    expect(after("attended", gone("target")).done).toEqual(["over busy", "hangup target", "join other+operator"]);
    expect(after("attended", ...consulting, gone("target", "refused")).done).toEqual(["over refused", "hangup target", "join other+operator"]);
    expect(after("attended", ...consulting, act("back")).done).toEqual(["over cancelled", "hangup target", "join other+operator"]);
  });

  it("goes through for the caller when the operator hangs up before the other has answered", () => {
    expect(after("attended", gone("operator"), up("target")).done).toEqual(["join other+target"]);
  });

  it("is a talk of the two who are left when the caller hangs up meanwhile", () => {
    expect(after("attended", ...consulting, gone("other")).done).toEqual(["over left", "join operator+target"]);
  });
});

describe("a dial that is over", () => {
  it("changes nothing any more, but ends who could not be joined again", () => {
    expect(after("blind", gone("target"), gone("operator")).done).toEqual([]);
    expect(after("blind", gone("target"), { type: "unjoined", first: "other", second: "operator" }).done).toEqual(["hangup other", "hangup operator"]);
  });
});
