import { describe, expect, it } from "vitest";
import { connectedWords, costOfAnything, costOfChain, type Chain, type Emission } from "./search.ts";

const chain = (columns: number[], optional: number[] = []): Chain => ({
  columns: Int32Array.from(columns),
  optional: Uint8Array.from(columns, (_, i) => (optional.includes(i) ? 1 : 0)),
});
/** A frame costs 0 in the column it shows and 10 in the others. */
function shown(frames: number[], columns = 4): Emission {
  const costs = new Float32Array(frames.length * columns).fill(10);
  for (const [t, column] of frames.entries()) costs[t * columns + column] = 0;
  return { costs, columns };
}

describe("the cost of a chain", () => {
  it("is nothing when the frames show its states in order, however long each", () => {
    expect(costOfChain(chain([0, 1, 2]), shown([0, 1, 1, 1, 2]), 0, 5)).toBe(0);
  });

  it("counts each frame that shows something else", () => {
    expect(costOfChain(chain([0, 1, 2]), shown([0, 3, 1, 2]), 0, 4)).toBe(10);
  });

  it("is infinite when there are fewer frames than states", () => {
    expect(costOfChain(chain([0, 1, 2]), shown([0, 2]), 0, 2)).toBe(Infinity);
  });

  it("lets optional pauses be left out at either end and inside", () => {
    const said = chain([3, 0, 3, 1, 3], [0, 2, 4]);
    expect(costOfChain(said, shown([0, 1]), 0, 2)).toBe(0);
    expect(costOfChain(said, shown([3, 3, 0, 3, 1, 3]), 0, 6)).toBe(0);
  });

  it("looks at its own stretch only", () => {
    expect(costOfChain(chain([1, 2]), shown([0, 0, 1, 2, 0]), 2, 4)).toBe(0);
  });
});

describe("the cost of anything at all", () => {
  it("is the units' entries when their states are shown", () => {
    const ending = costOfAnything([Int32Array.of(0, 1), Int32Array.of(2)], 3, shown([0, 1, 2, 0, 1]), 0, 5);
    expect(ending[4]).toBe(9);
  });
});

describe("connected words", () => {
  const words = [[chain([0, 1])], [chain([2]), chain([3])]];

  it("finds the words and where each stood", () => {
    const found = connectedWords(words, { min: 1, max: 4 }, 1, shown([0, 1, 2, 0, 0, 1]), 0, 6);
    expect(found?.words).toEqual([
      { word: 0, from: 0, to: 2 },
      { word: 1, from: 2, to: 3 },
      { word: 0, from: 3, to: 6 },
    ]);
    expect(found?.cost).toBe(3);
  });

  it("says as many words as it may, though more would cost less", () => {
    expect(connectedWords(words, { min: 1, max: 1 }, 1, shown([0, 1, 2]), 0, 3)?.words).toHaveLength(1);
    expect(connectedWords(words, { min: 3, max: 3 }, 1, shown([2, 2, 2]), 0, 3)?.words).toHaveLength(3);
  });

  it("finds nothing in a stretch too short for the fewest words", () => {
    expect(connectedWords(words, { min: 4, max: 4 }, 1, shown([2, 2, 2]), 0, 3)).toBeNull();
  });

  it("takes any of a word's chains", () => {
    expect(connectedWords(words, { min: 2, max: 2 }, 1, shown([3, 2]), 0, 2)?.words.map(({ word }) => word)).toEqual([1, 1]);
  });
});
