/**
 * Turns packets that come when they like into a frame every 20 ms.
 *
 * All of it is one number, the play-out offset: at local time t (samples of the leg's audio clock, in the codec's rate)
 * the sample with timestamp `t - offset` is played. A packet's own offset is its arrival time minus its timestamp; the
 * play-out offset less that is the packet's slack. So jitter, clock drift and path changes are all movements of offsets:
 *
 * | what is seen                                             | what is done |
 * | first packet, new SSRC, restart                          | offset := its offset + 40 ms |
 * | the newest packet comes too late, delay still ≤ 120 ms   | offset grows by the lateness: it is played, later |
 * | an older packet comes too late                           | dropped as late, offset grows at the next quiet frame |
 * | in 2 s every packet had more than 60 ms of slack         | offset shrinks a frame at the next quiet frame |
 * | a packet with more slack than the longest delay + 60 ms  | offset := its offset + 40 ms (no lasting delay after a stall) |
 * | newest packets late again and again for 60 ms            | offset := its offset + 40 ms (the path became slower) |
 * | a timestamp more than 1 s from where it belongs, twice   | offset := its offset + 40 ms (the sender's clock jumped) |
 *
 * Nothing here reads a clock: `now` comes with each call. Bounded: at most MAX_PACKETS are held, the oldest goes first.
 */
import { levelDb } from "../audio/frame.ts";
import { createConcealer } from "./conceal.ts";
import { createSequenceLog } from "./sequence-log.ts";

/** Two packets of 20 ms: a reordered neighbour and one late packet cost nothing. */
const TARGET_MS = 40;
const MAX_DELAY_MS = 120;
/** Shrinking begins above target + this, so that the two do not chase each other. */
const SLACK_MARGIN_MS = 20;
const EXCESS_MS = MAX_DELAY_MS + 60;
const JUMP_MS = 1000;
const SLOWER_PATH_MS = 60;
const SLOWER_PATH_PACKETS = 5;
const WINDOW_MS = 2000;
/** A frame may be left out or put in unheard below this level. */
const QUIET_DB = -50;
/** After this wait a due shrink happens in speech too. */
const SHRINK_PATIENCE_MS = 1000;
const MAX_PACKETS = 50;

export interface JitterCounters {
  received: number;
  lost: number;
  /** Came after its time to be heard; dropped. */
  late: number;
  duplicate: number;
  reordered: number;
  ssrcChanges: number;
  /** Frames made up, whole or in part, because a packet was missing; frames of silence after the fade are not counted. */
  concealedFrames: number;
  /** Gaps taken for a held key, see sequence-log. */
  holes: number;
  /** Times the play-out offset was set anew: stalls, restarts, slower paths. */
  resyncs: number;
  /** Packets pushed out by newer ones. */
  overflow: number;
}

export interface JitterPacket {
  ssrc: number;
  sequence: number;
  timestamp: number;
  /** Decoded, at the codec's rate; `null` for packets that only carry a number (keys, comfort noise). */
  pcm: Int16Array | null;
}

export interface JitterBuffer {
  /** `now` in samples of the codec's rate since the leg opened; fractions and negatives allowed. */
  push(packet: JitterPacket, now: number): void;
  /** The 20 ms that sound from `now` on; always a whole frame. `heard` tells audio from concealment and silence. */
  pull(now: number): { pcm: Int16Array; heard: boolean };
  counters(): JitterCounters;
}

interface Held {
  sequence: number;
  timestamp: number; // extended
  pcm: Int16Array;
}

export function createJitterBuffer(options: { rateHz: number; holesAreKeys: boolean }): JitterBuffer {
  const perMs = options.rateHz / 1000;
  const frameSamples = Math.round(20 * perMs);
  const target = TARGET_MS * perMs;
  const sequences = createSequenceLog(options);
  const concealer = createConcealer(frameSamples);

  let held: Held[] = []; // by timestamp
  let ssrc: number | null = null;
  let offset: number | null = null;
  let lastTimestamp = 0; // extended, for unwrapping
  let lastPlayedSequence: number | null = null;
  let growBy = 0; // wanted at the next quiet frame
  let shrinkSince: number | null = null;
  let window = { from: 0, min: Infinity, max: -Infinity };
  let earlier = Infinity; // smallest offset of the window before
  let lateRun = { packets: 0, since: 0 };
  let jump: { offset: number } | null = null;
  let pulledTo = -Infinity; // timestamp up to which frames have been taken

  let received = 0;
  let late = 0;
  let duplicate = 0;
  let reordered = 0;
  let ssrcChanges = 0;
  let concealedFrames = 0;
  let resyncs = 0;
  let overflow = 0;

  function anchor(packetOffset: number, now: number): void {
    offset = Math.round(packetOffset + target);
    growBy = 0;
    shrinkSince = null;
    window = { from: now, min: packetOffset, max: packetOffset };
    earlier = packetOffset;
    lateRun = { packets: 0, since: now };
    jump = null;
    pulledTo = -Infinity;
  }

  function resync(packetOffset: number, now: number): void {
    resyncs++;
    anchor(packetOffset, now);
  }

  /** For a new time base: what is held has timestamps of the old one. */
  function forget(): void {
    held = [];
    lastPlayedSequence = null;
  }

  function unwrap(timestamp: number): number {
    const step = (timestamp - lastTimestamp) | 0;
    return lastTimestamp + step;
  }

  function observe(packetOffset: number, now: number): void {
    if (now - window.from >= WINDOW_MS * perMs) {
      const slack = (offset ?? 0) - window.max;
      if (slack > target + SLACK_MARGIN_MS * perMs) shrinkSince ??= now;
      else shrinkSince = null;
      earlier = window.min;
      window = { from: now, min: packetOffset, max: packetOffset };
    }
    if (packetOffset < window.min) window.min = packetOffset;
    if (packetOffset > window.max) window.max = packetOffset;
  }

  function insert(packet: Held): void {
    let at = held.length;
    while (at > 0 && (held[at - 1] as Held).timestamp > packet.timestamp) at--;
    held.splice(at, 0, packet);
    if (held.length > MAX_PACKETS) {
      held.shift();
      overflow++;
    }
  }

  /** A hole in time with no hole in the numbers is the sender's own silence, nothing to make up. */
  function follows(packet: Held): boolean {
    return lastPlayedSequence !== null && packet.sequence === lastPlayedSequence + 1;
  }

  return {
    push(packet, now) {
      received++;
      if (ssrc !== packet.ssrc) {
        if (ssrc !== null) {
          ssrcChanges++;
          sequences.restart();
        }
        ssrc = packet.ssrc;
        offset = null;
        forget();
      }
      const arrival = sequences.push(packet.sequence);
      if (arrival.kind === "duplicate") {
        duplicate++;
        return;
      }
      if (arrival.kind === "reordered") reordered++;
      if (packet.pcm === null) return;

      const timestamp = offset === null ? packet.timestamp : unwrap(packet.timestamp);
      const packetOffset = now - timestamp;
      if (offset === null) {
        lastTimestamp = timestamp;
        anchor(packetOffset, now);
      } else if (arrival.kind === "restart") {
        lastTimestamp = timestamp;
        forget();
        resync(packetOffset, now);
      } else if (Math.abs(packetOffset - offset) > JUMP_MS * perMs) {
        // One packet far out may be damaged; two that agree are a new time base.
        if (jump === null || Math.abs(jump.offset - packetOffset) > MAX_DELAY_MS * perMs) {
          jump = { offset: packetOffset };
          late++;
          return;
        }
        lastTimestamp = timestamp;
        forget();
        resync(packetOffset, now);
      } else {
        jump = null;
        if (timestamp > lastTimestamp) lastTimestamp = timestamp;
        if (offset - packetOffset > EXCESS_MS * perMs) resync(packetOffset, now);
        observe(packetOffset, now);
      }

      const lateness = pulledTo - timestamp;
      if (lateness > 0) {
        const fastest = Math.min(earlier, window.min);
        const room = MAX_DELAY_MS * perMs - ((offset ?? 0) - fastest);
        const growth = Math.ceil(lateness / frameSamples) * frameSamples;
        if (arrival.kind === "newest") {
          if (growth <= room) {
            offset = (offset ?? 0) + growth;
            pulledTo -= growth;
            shrinkSince = null;
          } else {
            if (lateRun.packets === 0) lateRun.since = now;
            lateRun.packets++;
            if (lateRun.packets >= SLOWER_PATH_PACKETS && now - lateRun.since >= SLOWER_PATH_MS * perMs) {
              resync(packetOffset, now);
            } else {
              late++;
              return;
            }
          }
        } else {
          growBy = Math.max(growBy, Math.min(growth, room));
          late++;
          return;
        }
      } else {
        lateRun.packets = 0;
      }
      insert({ sequence: arrival.extended, timestamp, pcm: packet.pcm });
    },

    pull(now) {
      const pcm = new Int16Array(frameSamples);
      if (offset === null) return { pcm, heard: false };
      let from = Math.round(now) - offset;

      const head = held[0];
      const quiet = head === undefined || head.timestamp >= from + frameSamples || levelDb(head.pcm) < QUIET_DB;
      if (growBy > 0 && quiet) {
        offset += growBy;
        growBy = 0;
        from = Math.round(now) - offset;
      } else if (shrinkSince !== null && (quiet || now - shrinkSince > SHRINK_PATIENCE_MS * perMs)) {
        offset -= frameSamples;
        shrinkSince = null;
        from = Math.round(now) - offset;
      }

      pulledTo = from + frameSamples;
      let covered = 0;
      let filledTo = 0;
      // Packets seldom begin where frames do, so that a lost one is missing from the ends of two frames.
      const holes: { from: number; to: number }[] = [];
      let next: Held | undefined;
      while ((next = held[0]) !== undefined && next.timestamp < from + frameSamples) {
        const end = next.timestamp + next.pcm.length;
        if (end > from) {
          const start = Math.max(0, next.timestamp - from);
          const part = next.pcm.subarray(Math.max(0, from - next.timestamp), from + frameSamples - next.timestamp);
          if (start > filledTo && !follows(next)) holes.push({ from: filledTo, to: start });
          pcm.set(part, start);
          covered += part.length;
          filledTo = Math.max(filledTo, start + part.length);
          lastPlayedSequence = next.sequence;
        }
        if (end > from + frameSamples) break;
        held.shift();
      }
      if (covered >= frameSamples) {
        concealer.heard(pcm);
        return { pcm, heard: true };
      }
      const after = held[0];
      if (filledTo < frameSamples && !(after !== undefined && follows(after))) holes.push({ from: filledTo, to: frameSamples });
      if (holes.length > 0) {
        const substitute = new Int16Array(frameSamples);
        if (concealer.substitute(substitute)) concealedFrames++;
        for (const hole of holes) pcm.set(substitute.subarray(hole.from, hole.to), hole.from);
      }
      return { pcm, heard: covered > 0 };
    },

    counters: () => ({
      received,
      lost: sequences.lost(),
      late,
      duplicate,
      reordered,
      ssrcChanges,
      concealedFrames,
      holes: sequences.holes(),
      resyncs,
      overflow,
    }),
  };
}
