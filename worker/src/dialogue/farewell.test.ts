import { describe, expect, it } from "vitest";
import type { Decide } from "./decision.ts";
import { createFarewell, orFarewell } from "./farewell.ts";
import { newState } from "./state.ts";
import type { DialogueState } from "./state.ts";

const state = newState("en", "ask");
const turn = (text: string) => ({ type: "turn", text, verdict: "sure", by: "voice", language: "en" }) as const;
/** Trips over one word, each time it is told it. */
const trips: Decide<DialogueState> = (before, input, nowMs) => {
  if (input.type === "turn" && input.text === "stumble") throw new TypeError("a fault of ours");
  return { ...createFarewell("en")(before, { type: "interrupted", heard: "" }, nowMs), flowState: "went on" };
};

describe("a dialogue with a fault", () => {
  it("apologises and ends the call in its language, for the same words would bring the fault again", () => {
    const faults: unknown[] = [];
    const decide = orFarewell(trips, "ru", (error) => faults.push(error));
    const decided = decide(state, turn("stumble"), 0);
    expect(decided).toMatchObject({ hangup: "failed", language: "en", state });
    expect(decided.say[0]?.text).toMatch(/Goodbye/);
    expect(faults).toHaveLength(1);
  });
  it("is left alone where it has none", () => {
    expect(orFarewell(trips, "ru", () => {})(state, turn("go on"), 0)).toMatchObject({ hangup: null, flowState: "went on" });
  });
});
