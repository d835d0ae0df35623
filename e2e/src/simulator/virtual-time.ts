/** A clock that jumps from one event to the next. Events of the same moment run in the order in which they were set. */
export interface VirtualTime {
  now(): number;
  /** @returns cancels it. */
  at(atMs: number, run: () => void): () => void;
  after(ms: number, run: () => void): () => void;
  /** Runs until nothing is left or `untilMs` is reached. @returns false when it was reached, or too much happened. */
  run(untilMs: number, done: () => boolean): boolean;
}

/** The busiest schedule takes some ten thousand: more is a machine that runs in circles. */
const maxEvents = 200_000;

type Entry = { atMs: number; order: number; run: (() => void) | null };

export function virtualTime(): VirtualTime {
  const heap: Entry[] = [];
  let nowMs = 0;
  let order = 0;
  const before = (a: Entry, b: Entry) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function push(entry: Entry): void {
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  function pop(): Entry | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let least = left;
      if (right !== undefined && before(right, left)) {
        child += 1;
        least = right;
      }
      if (!before(least, last)) break;
      heap[index] = least;
      index = child;
    }
    heap[index] = last;
    return top;
  }

  const at: VirtualTime["at"] = (atMs, run) => {
    const entry: Entry = { atMs: Math.max(atMs, nowMs), order: order++, run };
    push(entry);
    return () => {
      entry.run = null;
    };
  };
  return {
    now: () => nowMs,
    at,
    after: (ms, run) => at(nowMs + ms, run),
    run(untilMs, done) {
      for (let events = 0; events < maxEvents; events += 1) {
        if (done()) return true;
        const next = pop();
        if (next === undefined) return true;
        if (next.atMs > untilMs) return false;
        nowMs = next.atMs;
        next.run?.();
      }
      return false;
    },
  };
}
