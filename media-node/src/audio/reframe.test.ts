import { describe, expect, it } from "vitest";
import { createReframer } from "./reframe.ts";

describe("createReframer", () => {
  it.each([
    [16000, 8000],
    [8000, 16000],
    [48000, 8000],
    [8000, 48000],
  ])("makes whole frames of whole frames, 5 ms later, %i → %i Hz", (from, to) => {
    const reframe = createReframer(from, to);
    const out: number[] = [];
    for (let n = 0; n < 20; n++) {
      const frame = Int16Array.from({ length: from / 50 }, (_, k) =>
        Math.round(10000 * Math.sin((2 * Math.PI * 500 * (n * (from / 50) + k)) / from)),
      );
      const made = reframe(frame);
      expect(made.length).toBe(to / 50);
      out.push(...made);
    }
    const delay = to / 200;
    for (let n = to / 10; n < out.length; n++) {
      const ideal = 10000 * Math.sin((2 * Math.PI * 500 * (n - delay)) / to);
      expect(Math.abs((out[n] ?? 0) - ideal)).toBeLessThan(30);
    }
  });

  it("passes frames of the same rate through", () => {
    const frame = new Int16Array(160).fill(3);
    expect(createReframer(8000, 8000)(frame)).toBe(frame);
  });
});
