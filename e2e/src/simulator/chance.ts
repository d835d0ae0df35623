/** Chance from a seed: the same seed gives the same schedule, so a failure can be replayed. */
export interface Chance {
  /** [0, 1) */
  next(): number;
  /** Whole number of [from, to]. */
  int(from: number, to: number): number;
  hits(probability: number): boolean;
  pick<const T>(from: readonly [T, ...T[]]): T;
}

/** mulberry32 */
export function chanceOf(seed: number): Chance {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    hits: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0],
  };
}
