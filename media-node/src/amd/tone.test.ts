/** A beep is known in noise and through a telephone codec; a voice is never taken for one. */
import { describe, expect, it } from "vitest";
import { decodeG711, encodeG711 } from "../codec/g711.ts";
import { createSignalEars, type Signal, toneOf } from "./tone.ts";

const rateHz = 8_000;
const sine = (hz: number, ms: number, amplitude = 8_000): Int16Array => Int16Array.from({ length: ms * 8 }, (_, n) => Math.round(amplitude * Math.sin((2 * Math.PI * hz * n) / rateHz)));
const silence = (ms: number): Int16Array => new Int16Array(ms * 8);
const together = (...parts: Int16Array[]): Int16Array => Int16Array.from(parts.flatMap((part) => [...part]));
const mixed = (a: Int16Array, b: Int16Array): Int16Array => a.map((sample, n) => sample + (b[n] ?? 0));

function noise(ms: number, amplitude: number): Int16Array {
  let seed = 5;
  return Int16Array.from({ length: ms * 8 }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.round((seed / 2 ** 31 - 1) * amplitude);
  });
}

/** A vowel: a fundamental that glides, and its harmonics under two formants. */
function vowel(hz: number, ms: number): Int16Array {
  let phase = 0;
  return Int16Array.from({ length: ms * 8 }, (_, n) => {
    phase += (2 * Math.PI * (hz + (40 * n) / (ms * 8))) / rateHz;
    return Math.round([1, 0.7, 0.6, 0.35, 0.2].reduce((sum, gain, harmonic) => sum + gain * 3_000 * Math.sin(phase * (harmonic + 1)), 0));
  });
}

function heard(pcm: Int16Array): Signal[] {
  const ears = createSignalEars();
  const signals: Signal[] = [];
  for (let n = 0; n + 160 <= pcm.length; n += 160) {
    const signal = ears.hear(pcm.subarray(n, n + 160), n / 8);
    if (signal) signals.push(signal);
  }
  return signals;
}

describe("a frame that is a tone", () => {
  it.each([440, 600, 850, 1_000, 1_400, 2_100])("is told with its frequency: %i Hz", (hz) => {
    expect(toneOf(sine(hz, 20))).toBeCloseTo(hz, -1);
  });

  it("is known through A-law and at −36 dB", () => {
    expect(toneOf(decodeG711("pcma", encodeG711("pcma", sine(1_000, 20, 500))))).toBeCloseTo(1_000, -1);
  });

  it("is known in noise 15 dB below it", () => {
    expect(toneOf(mixed(sine(1_000, 20), noise(20, 1_700)))).toBeCloseTo(1_000, -2);
  });

  it("is not silence, noise, a vowel, two tones at once, or a dial tone too low to be a beep", () => {
    for (const pcm of [silence(20), noise(20, 8_000), vowel(180, 20), vowel(300, 20), mixed(sine(697, 20), sine(1_209, 20)), sine(300, 20)]) expect(toneOf(pcm)).toBeNull();
  });
});

describe("signals of a line", () => {
  it("are a beep once it has ended, with its own times", () => {
    const [signal, ...more] = heard(together(vowel(150, 400), silence(200), sine(1_000, 400), silence(300)));
    expect(more).toEqual([]);
    expect(signal).toMatchObject({ type: "beep", startMs: 600, endMs: 1_000 });
  });

  it("are no beep when it is a click, or a tone without end", () => {
    expect(heard(together(silence(100), sine(1_000, 60), silence(300)))).toEqual([]);
    expect(heard(together(silence(100), sine(1_000, 4_000), silence(300)))).toEqual([]);
  });

  it("are no beep when the exchange rings or is busy", () => {
    expect(heard(together(sine(425, 1_000), silence(1_000), sine(425, 400), silence(400), sine(425, 400), silence(400)))).toEqual([]);
  });

  it("are a fax that calls or answers, while it still sounds", () => {
    expect(heard(together(silence(100), sine(1_100, 500), silence(100)))).toEqual([{ type: "fax", startMs: 100 }]);
    expect(heard(together(silence(100), sine(2_100, 3_000), silence(100)))).toEqual([{ type: "fax", startMs: 100 }]);
  });

  it("are the three tones before \"the number is not in service\", told once, and not as beeps", () => {
    expect(heard(together(silence(100), sine(950, 340), sine(1_400, 340), sine(1_800, 340), silence(400)))).toEqual([{ type: "no-service", startMs: 780 }]);
  });

  it("are a beep of 950 Hz too, when no other tone follows", () => {
    expect(heard(together(silence(100), sine(950, 400), silence(400)))).toMatchObject([{ type: "beep", startMs: 100, endMs: 500 }]);
  });

  it("are a beep of 1,400 Hz when nothing came before it", () => {
    expect(heard(together(silence(100), sine(1_400, 400), silence(400)))).toMatchObject([{ type: "beep", startMs: 100, endMs: 500 }]);
  });

  it("are none in a voice that glides through ten seconds", () => {
    expect(heard(together(...[120, 160, 200, 240, 280, 320, 180, 220, 400, 350].map((hz) => vowel(hz, 1_000))))).toEqual([]);
  });
});
