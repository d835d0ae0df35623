import { describe, expect, it } from "vitest";
import type { FinishedCall } from "./finished-call.ts";
import { outcomeByRules } from "./outcome.ts";

const call = (intents: string[][], more: Partial<FinishedCall> = {}) =>
  outcomeByRules({ outcome: null, endReason: "caller_hangup", answered: true, lines: intents.map((one) => ({ who: "caller", text: "…", heardText: "…", interrupted: false, intents: one })), ...more });

describe("what a call came to", () => {
  it("is what its flow says, whatever was said", () => {
    expect(call([["not_interested"]], { outcome: "booked" })).toBe("booked");
  });

  it.each([
    ["who refuses and hangs up has refused", [["price"], ["not_interested"]], "refused"],
    ["who has no time is called back", [["busy"]], "callback"],
    ["who wants to think is called back", [["objection_expensive"], ["objection_think"]], "callback"],
    ["an answering machine is one", [["answering_machine"]], "voicemail"],
    ["who thanks at the end got an answer", [["price"], ["thanks"]], "answered"],
    ["a thank-you alone is no answer", [["thanks"]], "abandoned"],
    ["a yes takes a refusal back", [["not_interested"], ["yes"]], "abandoned"],
    ["who only asks and goes has broken off", [["price"], []], "abandoned"],
  ] as const)("%s", (_what, intents, outcome) => {
    expect(call(intents.map((one) => [...one]))).toBe(outcome);
  });

  it.each([["no_answer", "no_answer"], ["busy", "no_answer"], ["caller_hangup", "abandoned"], ["unreachable", "failed"]] as const)("that nobody answered (%s)", (endReason, outcome) => {
    expect(call([], { answered: false, endReason })).toBe(outcome);
  });

  it("of a broken line is a failure, not a refusal", () => {
    expect(call([["not_interested"]], { endReason: "node_lost" })).toBe("failed");
  });

  it("of a transfer is a transfer", () => {
    expect(call([["operator"]], { endReason: "transferred" })).toBe("transferred");
  });
});
