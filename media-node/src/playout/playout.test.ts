import { describe, expect, it } from "vitest";
import { createPlayout, type PlayoutEvent } from "./playout.ts";

const FRAME = 160;
const tone = (length: number, value: number) => new Int16Array(length).fill(value);

function readAll(playout: ReturnType<typeof createPlayout>, frames: number) {
  const pcm: number[] = [];
  const events: Array<PlayoutEvent & { frame: number }> = [];
  let samples = 0;
  for (let n = 0; n < frames; n++) {
    const frame = new Int16Array(FRAME).fill(77);
    const read = playout.read(frame);
    samples += read.samples;
    pcm.push(...frame);
    events.push(...read.events.map((event) => ({ ...event, frame: n })));
  }
  return { pcm, events, samples };
}

describe("playout", () => {
  it("plays marks one after the other with no gap and counts the samples of each", () => {
    const playout = createPlayout();
    playout.append("a", tone(100, 1), false);
    playout.append("b", tone(200, 2), true);
    playout.append("a", tone(100, 1), true);
    const { pcm, events, samples } = readAll(playout, 3);
    expect(pcm).toEqual([...tone(200, 1), ...tone(200, 2), ...tone(80, 0)]);
    expect(samples).toBe(400);
    expect(events).toEqual([
      { type: "started", mark: "a", at: 0, frame: 0 },
      { type: "finished", mark: "a", at: 40, playedSamples: 200, frame: 1 },
      { type: "started", mark: "b", at: 40, frame: 1 },
      { type: "finished", mark: "b", at: 80, playedSamples: 200, frame: 2 },
    ]);
  });

  it("finishes a mark closed late, after its audio ran out", () => {
    const playout = createPlayout();
    playout.append("a", tone(160, 1), false);
    expect(readAll(playout, 3).events.map((e) => e.type)).toEqual(["started"]);
    playout.append("a", new Int16Array(0), true);
    expect(readAll(playout, 1).events).toEqual([{ type: "finished", mark: "a", at: 0, playedSamples: 160, frame: 0 }]);
  });

  it("finishes a mark that never had audio", () => {
    const playout = createPlayout();
    playout.append("empty", new Int16Array(0), true);
    expect(playout.sounding()).toBe(false);
    expect(readAll(playout, 1).events).toEqual([
      { type: "finished", mark: "empty", at: 0, playedSamples: 0, frame: 0 },
    ]);
  });

  it("stops with a 5 ms fade and says what was played of each mark, the fade included", () => {
    const playout = createPlayout();
    playout.append("a", tone(1000, 8000), true);
    playout.append("b", tone(1000, 1), true);
    readAll(playout, 2);
    expect(playout.stop()).toEqual([
      { mark: "a", playedSamples: 360 },
      { mark: "b", playedSamples: 0 },
    ]);
    expect(playout.sounding()).toBe(true);
    const { pcm, samples, events } = readAll(playout, 2);
    expect(samples).toBe(40);
    expect(pcm.slice(0, 40).every((v, n) => v >= 0 && v < (n === 0 ? 8000 : (pcm[n - 1] ?? 0)))).toBe(true);
    expect(pcm[39]).toBe(0);
    expect(pcm.slice(40).every((v) => v === 0)).toBe(true);
    expect(events).toEqual([]);
    expect(playout.sounding()).toBe(false);
  });

  it("stops a mark that waits for its audio at what it played", () => {
    const playout = createPlayout();
    playout.append("a", tone(160, 1), false);
    readAll(playout, 2);
    expect(playout.stop()).toEqual([{ mark: "a", playedSamples: 160 }]);
  });

  it("pauses within a frame, keeps its place, tells nothing meanwhile, and goes on from there", () => {
    const playout = createPlayout();
    playout.append("a", tone(480, 8000), true);
    playout.append("b", tone(160, 1), true);
    readAll(playout, 1);
    playout.pause();
    const held = readAll(playout, 200);
    expect(held.events).toEqual([]);
    expect(held.pcm[0]).toBe(7800);
    expect(held.pcm.findLastIndex((sample) => sample !== 0)).toBeLessThan(40);
    expect(playout.sounding()).toBe(false);
    playout.append("b", tone(40, 1), true); // synthesis runs on
    expect(playout.sounding()).toBe(false);
    playout.resume();
    const { pcm, events } = readAll(playout, 4);
    expect(pcm[0]).toBe(0);
    expect(pcm[41]).toBe(8000);
    expect(events).toEqual([
      // 160 before the pause, 40 of its fade, 280 after it: the pause itself is nowhere.
      { type: "finished", mark: "a", at: 120, playedSamples: 480, frame: 1 },
      { type: "started", mark: "b", at: 120, frame: 1 },
      { type: "finished", mark: "b", at: 160, playedSamples: 200, frame: 2 },
    ]);
    expect(playout.counters()).toEqual({ droppedSamples: 0, starvedMarks: 0 });
  });

  it("goes on with the word that was cut, from its beginning, and counts as played what was heard of it last", () => {
    const playout = createPlayout();
    // Chunks of 50 ms; each sample tells its place.
    for (let n = 0; n < 40; n++) playout.append("a", Int16Array.from({ length: 400 }, (_, k) => 1 + n * 400 + k), n === 39);
    readAll(playout, 50);
    playout.pause();
    readAll(playout, 20);
    playout.resume({ mark: "a", startsMs: [0, 300, 850, 1100] });
    const { pcm, events } = readAll(playout, 10);
    // 1 s and 5 ms of fade had sounded: the word of 850 ms had begun.
    expect(pcm[200]).toBe(1 + 850 * 8 + 200);
    expect(events).toEqual([]);
    expect(playout.stop()).toEqual([{ mark: "a", playedSamples: 1050 * 8 + 40 }]);
  });

  it("goes on where it was paused with a word that began long ago, or where no word is known, or of another mark", () => {
    for (const words of [{ mark: "a", startsMs: [0] }, { mark: "a", startsMs: [] }, { mark: "b", startsMs: [0, 1900] }, null]) {
      const playout = createPlayout();
      playout.append("a", Int16Array.from({ length: 24_000 }, (_, n) => 1 + n), true);
      readAll(playout, 100);
      playout.pause();
      readAll(playout, 3);
      playout.resume(words);
      expect(readAll(playout, 1).pcm[100]).toBe(1 + 16_000 + 40 + 100);
    }
  });

  it("says a whole mark again whose last word was cut, and finishes it once", () => {
    const playout = createPlayout();
    playout.append("a", tone(800, 5), true);
    playout.append("b", tone(160, 7), true);
    readAll(playout, 4);
    playout.pause();
    readAll(playout, 2);
    playout.resume({ mark: "a", startsMs: [0] });
    const { events } = readAll(playout, 8);
    expect(events.map(({ type, mark }) => `${type} ${mark}`)).toEqual(["finished a", "started b", "finished b"]);
    expect(events[0]).toMatchObject({ playedSamples: 800 });
  });

  it("starves no mark while paused, and a stop ends the pause for what comes after it", () => {
    const playout = createPlayout();
    playout.append("open", tone(10, 1), false);
    playout.append("behind", tone(10, 2), true);
    readAll(playout, 2);
    playout.pause();
    expect(readAll(playout, 300).events).toEqual([]);
    expect(playout.stop()).toEqual([{ mark: "open", playedSamples: 10 }, { mark: "behind", playedSamples: 0 }]);
    playout.append("next", tone(160, 7), true);
    expect(readAll(playout, 1).pcm[0]).toBe(7);
  });

  it("does not let audio of a stopped or finished mark sound when it comes late", () => {
    const playout = createPlayout();
    playout.append("a", tone(1000, 5), false);
    readAll(playout, 1);
    playout.stop();
    readAll(playout, 1);
    playout.append("a", tone(1000, 5), true);
    expect(playout.sounding()).toBe(false);
    expect(playout.counters().droppedSamples).toBe(1000);
    playout.append("next", tone(10, 3), true);
    expect(readAll(playout, 1).pcm[0]).toBe(3);
  });

  it("holds later marks back for an open one, but not for ever", () => {
    const playout = createPlayout();
    playout.append("open", tone(10, 1), false);
    playout.append("behind", tone(10, 2), true);
    const first = readAll(playout, 99);
    expect(first.events.map((e) => `${e.type} ${e.mark}`)).toEqual(["started open"]);
    const later = readAll(playout, 5);
    expect(later.events.map((e) => `${e.type} ${e.mark}`)).toEqual([
      "finished open",
      "started behind",
      "finished behind",
    ]);
    expect(playout.counters().starvedMarks).toBe(1);
  });

  it("cuts what exceeds its bound, and counts it", () => {
    const playout = createPlayout();
    playout.append("a", tone(80 * 8000, 1), false);
    playout.append("a", tone(20 * 8000, 1), true);
    expect(playout.counters().droppedSamples).toBe(10 * 8000);
    const { events } = readAll(playout, 91 * 50);
    expect(events.at(-1)).toMatchObject({ type: "finished", playedSamples: 90 * 8000 });
  });
});
