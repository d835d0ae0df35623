import { describe, expect, it } from "vitest";
import { levelDb } from "../audio/frame.ts";
import { createConcealer } from "./conceal.ts";

const FRAME = 160;

/** A vowel: harmonics of 110 Hz. */
const vowel = (samples: number): Int16Array => Int16Array.from({ length: samples }, (_, n) => Math.round([1, 2, 3, 4, 5].reduce((sum, h) => sum + (3000 / h) * Math.sin((2 * Math.PI * h * n) / 73 + h), 0)));

function setUp(pcm: Int16Array, frames: number) {
  const concealer = createConcealer(8000);
  for (let n = 0; n < frames; n++) {
    const frame = pcm.slice(n * FRAME, (n + 1) * FRAME);
    concealer.measure(levelDb(frame));
    concealer.heard(frame, 0, FRAME);
  }
  const made = (): { frame: Int16Array; speech: boolean } => {
    const frame = new Int16Array(FRAME);
    return { speech: concealer.conceal(frame, 0, FRAME), frame };
  };
  return { concealer, made };
}

const steps = (pcm: Int16Array): number => Math.max(...Array.from(pcm.subarray(1), (sample, n) => Math.abs(sample - (pcm[n] ?? 0))));

describe("concealer", () => {
  it("goes on with a vowel as if nothing had been lost", () => {
    const pcm = vowel(20 * FRAME);
    const { made } = setUp(pcm, 10);
    const { frame } = made();
    let error = 0;
    let power = 0;
    frame.forEach((sample, n) => {
      const said = pcm[10 * FRAME + n] ?? 0;
      error += (sample - said) ** 2;
      power += said ** 2;
    });
    expect(error / power).toBeLessThan(0.02);
  });

  it("has no click at the beginning of a loss, within it, or at its end", () => {
    const pcm = vowel(40 * FRAME);
    const { concealer, made } = setUp(pcm, 10);
    const heard = [pcm.slice(9 * FRAME, 10 * FRAME), made().frame, made().frame, made().frame];
    // The voice went on elsewhere in its period.
    const after = pcm.slice(13 * FRAME + 31, 14 * FRAME + 31);
    concealer.heard(after, 0, FRAME);
    heard.push(after);
    const whole = Int16Array.from(heard.flatMap((frame) => [...frame]));
    expect(steps(whole)).toBeLessThan(1.3 * steps(pcm.subarray(0, 10 * FRAME)));
    // Once blended in it is what came.
    expect([...after.subarray(100)]).toEqual([...pcm.slice(13 * FRAME + 131, 14 * FRAME + 31)]);
  });

  it("has faded to silence in 60 ms, and never grows louder meanwhile", () => {
    const { made } = setUp(vowel(10 * FRAME), 10);
    const frames = [made(), made(), made(), made(), made()];
    expect(frames.map(({ speech }) => speech)).toEqual([true, true, true, false, false]);
    const levels = frames.map(({ frame }) => levelDb(frame));
    expect(levels).toEqual(levels.toSorted((a, b) => b - a));
    expect(levels[4]).toBe(-96);
  });

  it("goes over into noise as loud as the line's own, which lasts", () => {
    let seed = 1;
    const hiss = Int16Array.from({ length: 100 * FRAME }, () => Math.round(((seed = (Math.imul(seed, 69069) + 1) | 0) / 2 ** 31) * 60));
    const { concealer, made } = setUp(hiss, 100);
    const line = levelDb(hiss);
    for (let n = 0; n < 50; n++) expect(Math.abs(levelDb(made().frame) - line)).toBeLessThan(4);
    const frame = new Int16Array(FRAME);
    concealer.rest(frame, 0, FRAME);
    expect(Math.abs(levelDb(frame) - line)).toBeLessThan(4);
    concealer.comfort(-70);
    concealer.rest(frame, 0, FRAME);
    expect(Math.abs(levelDb(frame) + 70)).toBeLessThan(2);
  });

  it("makes no noise on a line that has none, and none louder than any line's however loud the talk is", () => {
    const silent = setUp(new Int16Array(100 * FRAME), 100);
    expect(levelDb(silent.made().frame)).toBe(-96);
    const loud = setUp(vowel(200 * FRAME), 200);
    for (let n = 0; n < 4; n++) loud.made();
    expect(levelDb(loud.made().frame)).toBeLessThan(-44);
  });
});
