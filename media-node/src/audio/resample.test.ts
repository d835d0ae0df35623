import { describe, expect, it } from "vitest";
import { createResampler } from "./resample.ts";

const RATES: Array<[number, number]> = [
  [22050, 8000],
  [48000, 8000],
  [16000, 8000],
  [44100, 8000],
  [24000, 8000],
  [8000, 48000],
  [8000, 22050],
  [8000, 16000],
];

function tone(hz: number, rate: number, seconds: number, amplitude = 20000): Int16Array {
  return Int16Array.from({ length: Math.round(rate * seconds) }, (_, n) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hz * n) / rate)),
  );
}

function convert(input: Int16Array, from: number, to: number, chunks: (n: number) => number): Int16Array {
  const resampler = createResampler(from, to);
  const out: number[] = [];
  for (let at = 0, n = 0; at < input.length; n++) {
    const size = chunks(n);
    out.push(...resampler.push(input.subarray(at, at + size)));
    at += size;
  }
  out.push(...resampler.flush());
  return Int16Array.from(out);
}

/** Level of the steady middle, dB relative to a full tone of the given amplitude. */
function levelDb(pcm: Int16Array, amplitude: number): number {
  const middle = pcm.subarray(Math.floor(pcm.length * 0.2), Math.floor(pcm.length * 0.8));
  let power = 0;
  for (const sample of middle) power += sample * sample;
  return 10 * Math.log10(power / middle.length / ((amplitude * amplitude) / 2) + 1e-12);
}

describe("createResampler", () => {
  it.each(RATES)("gives the same samples however %i → %i Hz input is cut", (from, to) => {
    const input = tone(440, from, 0.3);
    const whole = convert(input, from, to, () => input.length);
    expect(convert(input, from, to, (n) => 1 + ((n * 7) % 331))).toEqual(whole);
    expect(convert(input, from, to, (n) => (n % 3 === 0 ? 0 : 160))).toEqual(whole);
  });

  it.each(RATES)("keeps the duration exactly, %i → %i Hz", (from, to) => {
    for (const length of [1, 17, 160, 5000]) {
      const out = convert(new Int16Array(length), from, to, () => 100);
      expect(out.length).toBe(Math.ceil((length * to) / from));
    }
  });

  it.each(RATES)("keeps the caller's voice band level and in place, %i → %i Hz", (from, to) => {
    for (const hz of [300, 1000, 3100]) {
      const out = convert(tone(hz, from, 0.4), from, to, () => 160);
      expect(Math.abs(levelDb(out, 20000))).toBeLessThan(0.1);
      // no delay: the same tone made directly at the target rate cancels it
      const ideal = tone(hz, to, 0.4);
      const rest = out.map((sample, n) => sample - (ideal[n] ?? 0));
      expect(levelDb(rest, 20000)).toBeLessThan(-40);
    }
  });

  it.each([
    [22050, 5000],
    [22050, 9000],
    [48000, 4050],
    [48000, 7000],
    [48000, 20000],
    [16000, 4200],
    [16000, 7900],
  ])("folds nothing of a tone above Nyquist back: %i Hz source, %i Hz tone", (from, hz) => {
    // full scale, so that rounding to 16 bits (about -98 dB) stays below what is measured
    const out = convert(tone(hz, from, 0.5, 32000), from, 8000, () => 441);
    expect(levelDb(out, 32000)).toBeLessThan(-80);
  });

  it("leaves no image above the old Nyquist when going up", () => {
    const out = convert(tone(3000, 8000, 0.5, 32000), 8000, 48000, () => 160);
    const ideal = tone(3000, 48000, 0.5, 32000);
    expect(levelDb(out.map((sample, n) => sample - (ideal[n] ?? 0)), 32000)).toBeLessThan(-58);
    // correlate with the first image, 8000 - 3000 Hz
    let re = 0;
    let im = 0;
    const from = 4800;
    const to = 19200;
    for (let n = from; n < to; n++) {
      re += (out[n] ?? 0) * Math.cos((2 * Math.PI * 5000 * n) / 48000);
      im += (out[n] ?? 0) * Math.sin((2 * Math.PI * 5000 * n) / 48000);
    }
    const amplitude = (2 * Math.hypot(re, im)) / (to - from);
    expect(20 * Math.log10(amplitude / 32000)).toBeLessThan(-80);
  });

  it("is as new after a flush", () => {
    const resampler = createResampler(22050, 8000);
    const input = tone(700, 22050, 0.1);
    const once = [...resampler.push(input), ...resampler.flush()];
    expect([...resampler.push(input), ...resampler.flush()]).toEqual(once);
  });

  it("saturates instead of wrapping", () => {
    const square = Int16Array.from({ length: 800 }, (_, n) => (n % 40 < 20 ? 32767 : -32768));
    const out = convert(square, 8000, 16000, () => 160);
    expect(Math.max(...out)).toBe(32767);
    for (let n = 200; n < 1400; n++) expect(Math.abs((out[n] ?? 0) - (out[n - 1] ?? 0))).toBeLessThan(60000);
  });

  it("refuses rates that cannot be", () => {
    expect(() => createResampler(0, 8000)).toThrow(RangeError);
    expect(() => createResampler(8000, 22050.5)).toThrow(RangeError);
    expect(() => createResampler(1_000_003, 999_983)).toThrow(RangeError);
  });
});
