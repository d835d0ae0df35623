import { describe, expect, it } from "vitest";
import { readUtterance } from "../../../worker/src/dialogue/understanding/utterance.ts";
import { createVotes } from "../../../worker/src/dialogue/understanding/word-votes.ts";
import { learn } from "./train.ts";

const lines = ["red apple", "red apple pie", "one red apple", "sweet red apple"].map((text) => ({ text, intent: "fruit" })).concat(["fast car", "a fast car", "new fast car", "fast car race"].map((text) => ({ text, intent: "oos" })));
const small = { buckets: 512, rounds: 20, rate: 0.3, decay: 1e-3, pull: 1e-3 };

describe("learning the votes of words", () => {
  it("tells what it has seen, in other company", () => {
    const votes = createVotes(learn(lines, "en", ["fruit"], small));
    const share = (text: string) => votes(readUtterance(text, "en", (word) => [word])).get("fruit") ?? 0;
    expect(share("a big red apple")).toBeGreaterThan(0.8);
    expect(share("the car is fast")).toBeLessThan(0.3);
  });
  it("leaves out what tells little, and writes each weight as one character that needs no escape", () => {
    const { weights, buckets, classes } = learn(lines, "en", ["fruit"], small);
    expect(weights).toHaveLength(buckets * classes.length);
    expect(weights).not.toMatch(/["\\]/);
    expect(weights.replaceAll("@", "").length).toBeLessThan(weights.length / 4);
  });
  it("of the same lines gives the same table", () => {
    expect(learn(lines, "en", ["fruit"], small)).toEqual(learn(lines, "en", ["fruit"], small));
  });
});
