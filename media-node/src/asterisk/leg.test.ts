import { describe, expect, it } from "vitest";
import { type Leg, type LegInput, newLeg, stepLeg } from "./leg.ts";

const clearing = { q850: 16, sip: null, text: "Normal Clearing" };
const timeOut = { q850: 19, sip: null, text: "ring time-out" };

const run = (inputs: readonly LegInput[]): { leg: Leg; told: string[] } => {
  let leg = newLeg();
  const told: string[] = [];
  for (const input of inputs) {
    const result = stepLeg(leg, input);
    leg = result.leg;
    for (const event of result.events)
      told.push(event.type === "hangup" ? `hangup by ${event.by} ${event.cause.q850}` : event.type === "dtmf" ? `dtmf ${event.digit}` : event.type);
  }
  return { leg, told };
};

const gone: LegInput = { type: "gone", cause: clearing, lost: false };

describe("stepLeg", () => {
  it("tells a call from the first ring to the hang-up", () => {
    expect(run([{ type: "ringing" }, { type: "progress" }, { type: "up" }, { type: "digit", digit: "5" }, gone]).told).toEqual([
      "ringing",
      "early-media",
      "answered",
      "dtmf 5",
      "hangup by far 16",
    ]);
  });

  it("tells ringing and early media once, however often Asterisk repeats them, and never after the answer", () => {
    expect(run([{ type: "ringing" }, { type: "ringing" }, { type: "progress" }, { type: "progress" }, { type: "up" }, { type: "up" }, { type: "ringing" }]).told).toEqual([
      "ringing",
      "early-media",
      "answered",
    ]);
  });

  it("tells one hang-up when Asterisk reports the end in several ways", () => {
    expect(run([gone, gone, { type: "digit", digit: "1" }, { type: "up" }]).told).toEqual(["hangup by far 16"]);
  });

  it("keeps who asked first: a ring time-out is not turned into our own hang-up by the clean-up after it", () => {
    const asked: LegInput[] = [
      { type: "ask-hangup", by: "system", cause: timeOut },
      { type: "ask-hangup", by: "us", cause: clearing },
      { type: "gone", cause: { q850: 127, sip: 487, text: "" }, lost: false },
    ];
    expect(run(asked).told).toEqual(["hangup by system 19"]);
  });

  it("blames nobody for a channel that vanished while Asterisk could not be heard", () => {
    expect(run([{ type: "up" }, { type: "gone", cause: { q850: null, sip: null, text: "lost" }, lost: true }]).told).toEqual(["answered", "hangup by system null"]);
  });

  it("lets an answer that crossed our hang-up through, so that the books know of it", () => {
    expect(run([{ type: "ask-hangup", by: "us", cause: clearing }, { type: "up" }, gone]).told).toEqual(["answered", "hangup by us 16"]);
  });

  it("tells once that the far side holds the line, and that it does no more", () => {
    const hold: LegInput = { type: "held", on: true };
    expect(run([hold, { type: "up" }, hold, hold, { type: "held", on: false }, { type: "held", on: false }, gone, hold]).told).toEqual(["answered", "held", "held", "hangup by far 16"]);
  });
});
