import { describe, expect, it } from "vitest";
import { FRAME_SAMPLES } from "../audio/frame.ts";
import { createPerson } from "./person.ts";

/** 20 ms of a 400 Hz tone, on from one piece to the next. */
const tone = (piece: number, amplitude = 4000) => Int16Array.from({ length: FRAME_SAMPLES }, (_, n) => Math.round(amplitude * Math.sin((2 * Math.PI * 400 * (piece * FRAME_SAMPLES + n)) / 8000)));
const loudest = (frames: Int16Array[]) => Math.max(...frames.flatMap((frame) => [...frame]).map(Math.abs));

/** Frames `from` to `to` of the leg, with the piece that comes before each. */
function play(person: ReturnType<typeof createPerson>, from: number, to: number, piece: (index: number) => Int16Array | null, into: () => Int16Array = () => new Int16Array(FRAME_SAMPLES)): Int16Array[] {
  return Array.from({ length: to - from }, (_, n) => {
    const index = from + n;
    const pcm = piece(index);
    if (pcm) person.hear(pcm, index * 20);
    const frame = into();
    person.mixInto(frame, index);
    return frame;
  });
}

describe("a person in the bot's place", () => {
  it("leaves frames as they are while nobody talks, before and after", () => {
    const person = createPerson();
    const frame = new Int16Array(FRAME_SAMPLES).fill(3);
    expect(person.mixInto(frame, 0)).toBe(false);
    play(person, 1, 20, tone);
    person.leave();
    expect(person.mixInto(frame, 20)).toBe(false);
    expect(frame.every((sample) => sample === 3)).toBe(true);
  });

  it("sounds within 160 ms, and whole from then on though pieces come in pairs", () => {
    const frames = play(createPerson(), 0, 100, (index) => (index % 2 === 0 ? null : Int16Array.of(...tone(index - 1), ...tone(index))));
    expect(loudest(frames.slice(0, 9))).toBeGreaterThan(3900);
    const energy = frames.slice(20).map((frame) => Math.hypot(...frame));
    expect(Math.min(...energy)).toBeGreaterThan(0.8 * Math.max(...energy));
  });

  it("is mixed with what the bot plays, within 16 bits", () => {
    const frames = play(createPerson(), 0, 50, (index) => tone(index, 30_000), () => new Int16Array(FRAME_SAMPLES).fill(20_000));
    const samples = frames.slice(25).flatMap((frame) => [...frame]);
    expect(Math.max(...samples)).toBe(32_767);
    expect(Math.min(...samples)).toBeLessThan(-8_000);
  });

  it("fades to a soft nothing when the microphone falls silent, and is there again without the delay of the silence", () => {
    const person = createPerson();
    play(person, 0, 50, tone);
    const silent = play(person, 50, 120, () => null);
    expect(loudest(silent.slice(20))).toBeLessThan(1_000);
    const again = play(person, 120, 140, tone);
    expect(loudest(again.slice(0, 9))).toBeGreaterThan(3_900);
  });

  it("keeps no more than a second of a flood", () => {
    const person = createPerson();
    for (let n = 0; n < 3_000; n++) person.hear(tone(n), 0);
    const frames = play(person, 0, 200, () => null);
    expect(loudest(frames.slice(60))).toBeLessThan(1_000);
  });
});
