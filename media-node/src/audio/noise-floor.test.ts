import { describe, expect, it } from "vitest";
import { SILENCE_DB } from "./frame.ts";
import { createNoiseFloor } from "./noise-floor.ts";

const after = (floor: ReturnType<typeof createNoiseFloor>, frames: number, level: (n: number) => number) => {
  let last = 0;
  for (let n = 0; n < frames; n++) last = floor.push(level(n));
  return last;
};

describe("noise floor", () => {
  it("is unknown for the first half second of sound, whatever silence came before", () => {
    const floor = createNoiseFloor();
    expect(after(floor, 200, () => SILENCE_DB)).toBe(SILENCE_DB);
    expect(after(floor, 24, () => -30)).toBe(SILENCE_DB);
    expect(after(floor, 1, () => -30)).toBe(-30);
  });

  it("stays under speech, which has gaps", () => {
    const floor = createNoiseFloor();
    expect(after(floor, 500, (n) => (n % 20 < 3 ? -60 : -20))).toBe(-60);
  });

  it("falls at once and rises within four seconds", () => {
    const floor = createNoiseFloor();
    after(floor, 100, () => -40);
    expect(floor.push(-55)).toBe(-55);
    expect(after(floor, 90, () => -30)).toBe(-55);
    expect(after(floor, 200, () => -30)).toBe(-30);
  });

  it("does not take a codec's digital silence for the line's background", () => {
    const floor = createNoiseFloor();
    expect(after(floor, 400, (n) => (n % 2 === 0 ? SILENCE_DB : -45))).toBe(-45);
  });
});
