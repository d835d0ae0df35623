import { describe, expect, it } from "vitest";
import { noKeys, pressKey, waitKeys } from "./keys.ts";

const four = { max: 4, terminator: "#", gapMs: 3000 };
const press = (digits: string, rule: typeof four | null) => {
  let state = noKeys;
  for (const [i, digit] of [...digits].entries()) {
    const result = pressKey(state, digit, i * 200, rule);
    state = result.state;
    if (result.answer) return result.answer;
  }
  return state;
};

describe("keys", () => {
  it("answers at the expected length", () => expect(press("1234", four)).toEqual({ digits: "1234", startMs: 0, endMs: 600 }));
  it("answers at the terminator, and ignores one with nothing before it", () => {
    expect(press("12#", four)).toEqual({ digits: "12", startMs: 0, endMs: 400 });
    expect(press("#", four)).toEqual(noKeys);
  });
  it("answers after a pause with what there is", () => {
    const { state } = pressKey(noKeys, "7", 100, four);
    expect(waitKeys(state, 3000, four).answer).toBeNull();
    expect(waitKeys(state, 3100, four).answer).toEqual({ digits: "7", startMs: 100, endMs: 100 });
  });
  it("takes a key that nobody asked for as an answer at once", () => expect(press("0", null)).toEqual({ digits: "0", startMs: 0, endMs: 0 }));
});
