/**
 * What a stream's sequence numbers tell: which packets came, twice, late, out of order or never. RFC 3550 appendix A.1
 * with one addition, the hole of a held key.
 *
 * While a caller holds a key an Asterisk external-media leg sends nothing and goes on about ten numbers later (measured:
 * 180 ms). On such a leg keys never come as packets, so a long clean gap is that hole and not loss. Where keys do come
 * as packets, those carry the numbers and every gap is loss.
 */

/** 120 ms: shorter than any key press, longer than the bursts that jitter and single losses make. */
const HOLE_MIN_PACKETS = 6;
/** 2 s; a longer gap is an outage. */
const HOLE_MAX_PACKETS = 100;
/** RFC 3550's MAX_DROPOUT: a jump beyond it is a restart of the sender. */
const MAX_DROPOUT = 3000;
/** How far back a packet can be told from its duplicate: 20 s of 20 ms packets. */
const REMEMBERED = 1024;

export type Arrival =
  /** Its number, extended beyond 16 bits; `gap` is how many numbers just before it are missing. */
  | { kind: "newest"; extended: number; gap: number }
  | { kind: "reordered"; extended: number }
  | { kind: "duplicate" }
  | { kind: "restart"; extended: number };

export interface SequenceLog {
  push(sequence: number): Arrival;
  /** Forgets the stream (a new SSRC); the counts go on. */
  restart(): void;
  /** Numbers that never came, holes left out. */
  lost(): number;
  holes(): number;
}

export function createSequenceLog(options: { holesAreKeys: boolean }): SequenceLog {
  const seen = new Float64Array(REMEMBERED).fill(-1);
  let highest = -1; // extended; -1 before the first packet
  let base = 0;
  let unique = 0;
  let heldPackets = 0;
  let lostBefore = 0; // of streams that ended
  let holes = 0;

  function lostNow(): number {
    return highest < 0 ? 0 : Math.max(0, highest - base + 1 - unique - heldPackets);
  }

  function restart(): void {
    lostBefore += lostNow();
    seen.fill(-1);
    highest = -1;
    unique = 0;
    heldPackets = 0;
  }

  function mark(extended: number): void {
    seen[extended % REMEMBERED] = extended;
    unique++;
  }

  function begin(sequence: number): number {
    // One cycle above zero, so that packets reordered around the first one stay positive.
    highest = sequence + 65536;
    base = highest;
    mark(highest);
    return highest;
  }

  return {
    restart,
    lost: () => lostBefore + lostNow(),
    holes: () => holes,
    push(sequence) {
      if (highest < 0) return { kind: "newest", extended: begin(sequence), gap: 0 };
      const step = ((sequence - highest) << 16) >> 16; // signed distance, 16 bits wrap by themselves
      const extended = highest + step;
      if (step > MAX_DROPOUT || step < -MAX_DROPOUT) {
        restart();
        return { kind: "restart", extended: begin(sequence) };
      }
      if (seen[extended % REMEMBERED] === extended) return { kind: "duplicate" };
      if (step <= 0) {
        if (step <= -REMEMBERED) return { kind: "duplicate" };
        if (extended < base) base = extended;
        mark(extended);
        return { kind: "reordered", extended };
      }
      const gap = step - 1;
      highest = extended;
      mark(extended);
      if (options.holesAreKeys && gap >= HOLE_MIN_PACKETS && gap <= HOLE_MAX_PACKETS) {
        holes++;
        heldPackets += gap;
      }
      return { kind: "newest", extended, gap };
    },
  };
}
