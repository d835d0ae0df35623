import { describe, expect, it } from "vitest";
import { createPlaybackRing } from "./playback-ring.ts";

const mono = () => createPlaybackRing({ channels: 1, startFrames: 4, boundFrames: 8 });
const pull = (ring: ReturnType<typeof mono>, frames: number, outputs = 1) => {
  const heard = Array.from({ length: outputs }, () => new Float32Array(frames).fill(9));
  ring.pull(heard);
  return heard.map((channel) => [...channel]);
};

describe("what the loudspeaker plays", () => {
  it("begins once a little is in store", () => {
    const ring = mono();
    ring.push(Float32Array.of(1, 2));
    expect(pull(ring, 2)).toEqual([[0, 0]]);
    ring.push(Float32Array.of(3, 4));
    expect(pull(ring, 2)).toEqual([[1, 2]]);
  });
  it("plays the end of a sentence to its last sample, then counts one gap and stores up anew", () => {
    const ring = mono();
    ring.push(Float32Array.of(1, 2, 3, 4));
    expect(pull(ring, 6)).toEqual([[1, 2, 3, 4, 0, 0]]);
    ring.push(Float32Array.of(5));
    expect(pull(ring, 2)).toEqual([[0, 0]]);
    expect(ring.counters).toEqual({ underruns: 1, dropped: 0 });
  });
  it("drops the oldest when too much piles up, so that no delay stays", () => {
    const ring = mono();
    ring.push(Float32Array.from({ length: 10 }, (_, index) => index));
    expect(ring.waiting).toBe(8);
    expect(pull(ring, 3)).toEqual([[2, 3, 4]]);
    expect(ring.counters.dropped).toBe(2);
  });
  it("goes round its store without mixing samples", () => {
    const ring = mono();
    const heard: number[] = [];
    for (let n = 0; n < 50; n++) {
      ring.push(Float32Array.of(2 * n, 2 * n + 1));
      heard.push(...(pull(ring, 2)[0] ?? []));
    }
    expect(heard.slice(2)).toEqual(Array.from({ length: 98 }, (_, index) => index));
  });
  it("is silent at once when the bot is interrupted", () => {
    const ring = mono();
    ring.push(Float32Array.of(1, 2, 3, 4, 5));
    ring.flush();
    expect(pull(ring, 2)).toEqual([[0, 0]]);
    expect(ring.waiting).toBe(0);
  });
  it("lets the caller's side go on when only the bot falls silent", () => {
    const ring = createPlaybackRing({ channels: 2, startFrames: 1, boundFrames: 8 });
    ring.push(Float32Array.of(1, -1, 2, -2));
    ring.flush(1);
    expect(pull(ring, 2, 2)).toEqual([[1, 2], [0, 0]]);
  });
  it("sounds in both ears when the call is mono", () => {
    const ring = mono();
    ring.push(Float32Array.of(1, 2, 3, 4));
    expect(pull(ring, 2, 2)).toEqual([[1, 2], [1, 2]]);
  });
});
