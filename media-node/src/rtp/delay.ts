/**
 * How long sound is held back: as long as nearly all packets need, and no longer. A packet's offset is its arrival less
 * its timestamp; the smallest of late is the path itself, and what others have more than that is jitter.
 *
 * | memory        | share that must be in time | what it is for |
 * | 1 to 2 s      | 95 of 100                  | grows within half a second when the path gets worse |
 * | 8 to 16 s     | 97 of 100                  | shrinks slowly: a stall a second is a path with stalls |
 *
 * Both are pairs of windows that take turns, so a drifting clock (200 ppm are 3 ms in 16 s) is followed too.
 */

/** A frame is pulled whole, and its last packet may begin with its last sample. */
const FRAME_MS = 20;
/** Of the sender's own timer, and of ours. */
const MARGIN_MS = 10;
/** Until there are packets enough to tell. */
const FIRST_MS = 40;
const LEARNING_PACKETS = 50;
/** Later packets are given up: an answer that comes late is worse than a word that is lost. */
export const MAX_DELAY_MS = 160;
const BUCKET_MS = 5;
const BUCKETS = (MAX_DELAY_MS - FRAME_MS) / BUCKET_MS + 1;

export interface Delay {
  /** Takes a packet's offset, in samples. */
  observe(offset: number, now: number): void;
  /** The path or the sender's clock is another one: offsets begin anew, what is known of the jitter stays. */
  restart(offset: number, now: number): void;
  /** Smallest offset of late. */
  base(): number;
  /** Wanted beyond it, in samples. */
  target(): number;
  /** RFC 3550 section 6.4.1, ms. */
  jitterMs(): number;
}

/** A quantile of what the current window and the one before have seen; both are begun anew by turns. */
function createMemory(windowSamples: number, share: number, bucket: number) {
  let counts = new Uint32Array(BUCKETS);
  let before = new Uint32Array(BUCKETS);
  let from = 0;
  let min = Infinity;
  let minBefore = Infinity;
  let total = 0;
  let totalBefore = 0;
  return {
    restart(offset: number, now: number): void {
      from = now;
      min = offset;
      minBefore = Infinity;
    },
    observe(offset: number, now: number): void {
      if (now - from >= windowSamples) {
        from = now;
        minBefore = min;
        min = offset;
        [counts, before] = [before, counts];
        counts.fill(0);
        totalBefore = total;
        total = 0;
      }
      if (offset < min) min = offset;
    },
    lowest: (): number => Math.min(min, minBefore),
    count(jitter: number): void {
      const at = Math.min(BUCKETS - 1, Math.max(0, Math.floor(jitter / bucket)));
      counts[at] = (counts[at] as number) + 1;
      total++;
    },
    /** The upper edge of the bucket below which the share lies; one packet alone, whatever is wrong with it, tells nothing. */
    quantile(): number {
      let above = Math.max(1, (total + totalBefore) * (1 - share));
      for (let n = BUCKETS - 1; n >= 0; n--) {
        above -= (counts[n] as number) + (before[n] as number);
        if (above < 0) return (n + 1) * bucket;
      }
      return bucket;
    },
  };
}

export function createDelay(perMs: number): Delay {
  const recent = createMemory(1_000 * perMs, 0.95, BUCKET_MS * perMs);
  const long = createMemory(8_000 * perMs, 0.97, BUCKET_MS * perMs);
  let packets = 0;
  let jitter = 0;
  let last = 0;
  let lowest = 0;
  let target = FIRST_MS * perMs;
  return {
    observe(offset, now) {
      packets++;
      jitter += (Math.abs(offset - last) - jitter) / 16;
      last = offset;
      recent.observe(offset, now);
      long.observe(offset, now);
      lowest = Math.min(recent.lowest(), long.lowest());
      // What no delay of ours could wait for is no reason to wait.
      if (offset - lowest <= (MAX_DELAY_MS - FRAME_MS) * perMs) {
        recent.count(offset - lowest);
        long.count(offset - lowest);
      }
      const wanted = FRAME_MS * perMs + Math.max(MARGIN_MS * perMs, recent.quantile(), long.quantile());
      target = Math.min(MAX_DELAY_MS * perMs, packets < LEARNING_PACKETS ? Math.max(wanted, FIRST_MS * perMs) : wanted);
    },
    restart(offset, now) {
      last = offset;
      lowest = offset;
      recent.restart(offset, now);
      long.restart(offset, now);
    },
    base: () => lowest,
    target: () => target,
    jitterMs: () => jitter / perMs,
  };
}
