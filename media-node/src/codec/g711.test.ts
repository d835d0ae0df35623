import { describe, expect, it } from "vitest";
import { decodeG711, encodeG711 } from "./g711.ts";

const one = (law: "pcmu" | "pcma", linear: number) => encodeG711(law, Int16Array.of(linear))[0];
const back = (law: "pcmu" | "pcma", code: number) => decodeG711(law, Uint8Array.of(code))[0];

describe("G.711", () => {
  it("has the µ-law values of the recommendation's tables", () => {
    expect([0, -1, 32767, -32768].map((v) => one("pcmu", v))).toEqual([0xff, 0x7f, 0x80, 0x00]);
    expect([0xff, 0x7f, 0x80, 0x00, 0xf0, 0xef, 0x8f].map((c) => back("pcmu", c))).toEqual([
      0, 0, 32124, -32124, 120, 132, 16764,
    ]);
  });

  it("has the A-law values of the recommendation's tables", () => {
    expect([0, -1, 32767, -32768].map((v) => one("pcma", v))).toEqual([0xd5, 0x55, 0xaa, 0x2a]);
    expect([0xd5, 0x55, 0xaa, 0x2a, 0x80, 0xd4].map((c) => back("pcma", c))).toEqual([8, -8, 32256, -32256, 5504, 24]);
  });

  it.each([
    ["pcmu", [0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e], 3.17],
    ["pcma", [0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4], 3.14],
  ] as const)("decodes the %s digital milliwatt (tables 5 and 6) to 0 dBm0 of a 1 kHz sine", (law, codes, peakDbm0) => {
    const pcm = decodeG711(law, Uint8Array.from(codes));
    let power = 0;
    for (const sample of pcm) power += (sample * sample) / pcm.length;
    // a sine at the virtual decision value (2^15 here for both, within 0.1 dB) is +3.14 / +3.17 dBm0
    const top = law === "pcmu" ? 8159 * 4 : 4096 * 8;
    expect(10 * Math.log10(power / ((top * top) / 2)) + peakDbm0).toBeCloseTo(0, 1);
    expect([...encodeG711(law, pcm)]).toEqual([...codes]);
  });

  it.each(["pcmu", "pcma"] as const)("gives every %s code back, but for µ-law's negative zero", (law) => {
    for (let code = 0; code < 256; code++) {
      const expected = law === "pcmu" && code === 0x7f ? 0xff : code;
      expect(one(law, back(law, code) ?? Number.NaN)).toBe(expected);
    }
  });

  it.each(["pcmu", "pcma"] as const)("is monotonic and never off by more than half a %s step", (law) => {
    let previous = -Infinity;
    for (let linear = -32768; linear <= 32767; linear++) {
      const decoded = back(law, one(law, linear) ?? Number.NaN) ?? Number.NaN;
      expect(decoded >= previous).toBe(true);
      previous = decoded;
      // steps double a segment: at most 1/16 of the magnitude, and 16 at the bottom; clipping at the top
      const bound = Math.max(16, Math.abs(linear) / 32 + 16, Math.abs(linear) - 32124);
      expect(Math.abs(decoded - linear) <= bound).toBe(true);
    }
  });
});
