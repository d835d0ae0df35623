/** Chance with a seed: the same seed makes the same bot, the same call. */
export type Random = {
  /** 0 ≤ x < 1 */
  next(): number;
  chance(share: number): boolean;
  /** A whole number from 0, `limit` not included. */
  below(limit: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Undefined of an empty list. */
  from<T>(list: readonly T[]): T | undefined;
};

/** mulberry32 */
export function randomFrom(seed: number): Random {
  let at = seed;
  const next = () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, chance: (share) => next() < share, pick: (list) => list[below(list.length)] ?? list[0], from: (list) => list[below(list.length)] };
}
