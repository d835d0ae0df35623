/**
 * Both sides of a leg for who listens in: the frames of one index as stereo, the caller left, as in the recording. The
 * caller's frame of an index is taken on the grid and ours may leave up to a frame before it, so each waits for the other.
 */
import { interleave } from "../audio/stereo.ts";

/** Sides are a frame apart at most; more is a leg whose thread came late, and those are let go. */
const MOST_WAITING = 5;

type Side = "caller" | "ours";
type Waiting = { index: number; pcm: Int16Array };

export interface BothSides {
  /** Each side's frames come in order. */
  push(side: Side, index: number, pcm: Int16Array): void;
}

export function createBothSides(tell: (index: number, stereo: Int16Array) => void): BothSides {
  const waiting: Record<Side, Waiting[]> = { caller: [], ours: [] };
  return {
    push(side, index, pcm) {
      const others = waiting[side === "caller" ? "ours" : "caller"];
      while (others[0] !== undefined && others[0].index < index) others.shift();
      if (others[0]?.index !== index) {
        waiting[side].push({ index, pcm });
        if (waiting[side].length > MOST_WAITING) waiting[side].shift();
        return;
      }
      const other = others.shift()?.pcm ?? pcm;
      tell(index, side === "caller" ? interleave(pcm, other) : interleave(other, pcm));
    },
  };
}
