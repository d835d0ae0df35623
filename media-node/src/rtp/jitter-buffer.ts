/**
 * Turns packets that come when they like into a frame every 20 ms.
 *
 * All of it is one number, the play-out offset: at local time t (samples of the leg's audio clock, in the codec's rate)
 * the sample with timestamp `t - offset` is played. A packet's own offset is its arrival time minus its timestamp; the
 * play-out offset less that is the packet's slack. So jitter, clock drift and path changes are all movements of offsets:
 *
 * | what is seen                                             | what is done |
 * | first packet, new SSRC, restart                          | offset := its offset + the wanted delay (`delay.ts`) |
 * | the newest packet comes too late, delay still ≤ 300 ms   | offset grows by the lateness: it is played, later |
 * | an older packet comes too late                           | dropped as late |
 * | less delay than wanted                                   | frames of less sound than they last (`time-scale.ts`) |
 * | more delay than wanted                                   | frames of more sound: soft ones at once, speech after a second, or where it is far too much |
 * | nothing to play, and another delay is wanted             | offset moves there |
 * | a packet with more slack than the longest delay + 60 ms  | offset := its offset + the wanted delay (no lasting delay after a stall) |
 * | newest packets late again and again for 60 ms            | the same (the path became slower) |
 * | a timestamp more than 1 s from where it belongs, twice   | the same (the sender's clock jumped) |
 * | the first packet of a talk spurt, too late to be played  | the same (timestamps stood still meanwhile) |
 *
 * Nothing here reads a clock: `now` comes with each call. Bounded: at most MAX_PACKETS are held, the oldest goes first.
 */
import { levelDb } from "../audio/frame.ts";
import { createConcealer } from "./conceal.ts";
import { createDelay, MAX_DELAY_MS } from "./delay.ts";
import { createSequenceLog } from "./sequence-log.ts";
import { createTimeScale } from "./time-scale.ts";

/** A stall of the network is waited out so far: a word that comes late is better than none, and the delay is taken back. */
const MAX_STALL_MS = 300;
const EXCESS_MS = MAX_STALL_MS + 60;
const JUMP_MS = 1000;
/** Two offsets this near to each other are of one time base. */
const AGREE_MS = 120;
const SLOWER_PATH_MS = 60;
const SLOWER_PATH_PACKETS = 5;
/** Together at least a longest period, so that the two do not chase each other. */
const TOO_LONG_MS = 10;
const TOO_SHORT_MS = 5;
/** A frame is soft, and may be changed unheard, below this level or within so much of the line's noise. */
const QUIET_DB = -50;
const ABOVE_NOISE_DB = 6;
/** After this wait a due shrink happens in speech too, where it is periodic, in one frame of five. */
const SHRINK_PATIENCE_MS = 1000;
const SHRINK_LIKENESS = 0.85;
const SHRINK_EVERY_FRAMES = 5;
/** Beyond this excess there is no waiting, and every second frame will do: a talk with so much delay is worse than a hurried one. */
const HURRY_MS = 60;
const HURRY_EVERY_FRAMES = 2;
/** In speech; a wrong period is still better than a gap. */
const GROW_LIKENESS = 0.6;
const GROW_EVERY_FRAMES = 2;
const MAX_PACKETS = 50;
/** Numbers of packets without audio that are remembered. */
const CARRIERS = 128;

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
  /** Frames of more sound than they last, and of less: delay that was taken back and built up. */
  hurriedFrames: number;
  stretchedFrames: number;
  /** RFC 3550 section 6.4.1, as it is now. */
  jitterMs: number;
  /** Time a packet that came without any jitter would wait now. */
  delayMs: number;
}

export interface JitterPacket {
  ssrc: number;
  sequence: number;
  timestamp: number;
  /** Decoded, at the codec's rate; `null` for packets that carry a number and no audio (keys, comfort noise). */
  pcm: Int16Array | null;
  /** Begins a talk spurt, as the sender says. */
  marker?: boolean;
  /** Of comfort noise: how loud the line is. */
  comfortDb?: number;
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
  const sequences = createSequenceLog(options);
  const concealer = createConcealer(options.rateHz);
  const delay = createDelay(perMs);
  const scale = createTimeScale(options.rateHz);
  const ahead = new Int16Array(frameSamples + scale.most);

  let held: Held[] = []; // by timestamp
  let ssrc: number | null = null;
  let offset: number | null = null;
  let lastTimestamp = 0; // extended, for unwrapping
  let lastPlayedSequence: number | null = null;
  let lastCarrier = -1;
  const carriers = new Float64Array(CARRIERS).fill(-1);
  let shrinkSince: number | null = null;
  let framesSinceScaled = 0;
  /** The frame before was heard whole. */
  let steady = false;
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
  let hurriedFrames = 0;
  let stretchedFrames = 0;

  function anchor(packetOffset: number, now: number): void {
    delay.restart(packetOffset, now);
    offset = Math.round(packetOffset + delay.target());
    shrinkSince = null;
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
    lastCarrier = -1;
    carriers.fill(-1);
  }

  function unwrap(timestamp: number): number {
    const step = (timestamp - lastTimestamp) | 0;
    return lastTimestamp + step;
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
    if (lastPlayedSequence === null || packet.sequence - lastPlayedSequence > CARRIERS) return false;
    for (let n = lastPlayedSequence + 1; n < packet.sequence; n++) if (carriers[n % CARRIERS] !== n) return false;
    return packet.sequence > lastPlayedSequence;
  }

  /** The sender sends something else than audio, or has not begun. */
  const resting = (): boolean => lastPlayedSequence === null || lastCarrier > lastPlayedSequence;

  /** Copies the audio from a timestamp on, if it is there without a hole. */
  function peek(from: number, target: Int16Array, length: number): boolean {
    let at = 0;
    for (const { timestamp, pcm } of held) {
      const skip = from + at - timestamp;
      if (skip < 0) return false;
      if (skip >= pcm.length) continue;
      const part = pcm.subarray(skip, skip + length - at);
      target.set(part, at);
      at += part.length;
      if (at === length) return true;
    }
    return false;
  }

  /** All before this timestamp has been played. */
  function consume(upTo: number): void {
    let head: Held | undefined;
    while ((head = held[0]) !== undefined && head.timestamp < upTo) {
      lastPlayedSequence = head.sequence;
      if (head.timestamp + head.pcm.length > upTo) return;
      held.shift();
    }
  }

  /** Neither audio nor what stands in for it: the coming frame is of no time in particular. */
  function nothingSounds(from: number): boolean {
    const head = held[0];
    if (head !== undefined && head.timestamp < from + frameSamples) return false;
    return concealer.faded() || (head === undefined ? resting() : follows(head));
  }

  function moveFreely(from: number, excess: number): void {
    if (excess <= TOO_LONG_MS * perMs && excess >= -TOO_SHORT_MS * perMs) return;
    const head = held[0];
    const room = head === undefined ? Infinity : head.timestamp - from;
    offset = (offset ?? 0) - Math.round(Math.min(excess, room));
    shrinkSince = null;
  }

  /** The coming frame with another delay after it; `false` when it is to be played as it is. */
  function rescale(pcm: Int16Array, from: number, excess: number, now: number): boolean {
    if (excess <= TOO_LONG_MS * perMs) shrinkSince = null;
    const shrink = excess > TOO_LONG_MS * perMs;
    framesSinceScaled++;
    if (!steady || !(shrink || excess < -TOO_SHORT_MS * perMs)) return false;
    if (!peek(from, ahead, shrink ? ahead.length : frameSamples)) return false;
    const soft = levelDb(ahead.subarray(0, frameSamples)) < Math.max(QUIET_DB, concealer.floorDb() + ABOVE_NOISE_DB);
    if (shrink) {
      shrinkSince ??= now;
      const hurry = excess > HURRY_MS * perMs;
      if (!soft && framesSinceScaled < (hurry ? HURRY_EVERY_FRAMES : SHRINK_EVERY_FRAMES)) return false;
      if (!soft && !hurry && now - shrinkSince < SHRINK_PATIENCE_MS * perMs) return false;
      const { lag, likeness } = scale.periodAhead(ahead, soft || hurry);
      if (!soft && likeness < SHRINK_LIKENESS) return false;
      scale.shorten(ahead, lag, pcm);
      offset = (offset ?? 0) - lag;
      hurriedFrames++;
    } else {
      if (!soft && framesSinceScaled < GROW_EVERY_FRAMES) return false;
      const { lag, likeness } = scale.periodBehind(concealer.history(), ahead, soft);
      if (!soft && likeness < GROW_LIKENESS) return false;
      scale.lengthen(concealer.history(), ahead, lag, pcm);
      offset = (offset ?? 0) + lag;
      stretchedFrames++;
    }
    framesSinceScaled = 0;
    return true;
  }

  /** Fills the frame with what is there. Packets seldom begin where frames do: a lost one is missing from the ends of two. */
  function fill(pcm: Int16Array, from: number): { heard: number; madeUp: boolean } {
    const end = from + frameSamples;
    let at = from;
    let heard = 0;
    let madeUp = false;
    const gap = (to: number, rest: boolean): void => {
      if (rest) concealer.rest(pcm, at - from, to - from);
      else if (concealer.conceal(pcm, at - from, to - from)) madeUp = true;
      at = to;
    };
    while (at < end) {
      const head = held[0];
      if (head === undefined || head.timestamp >= end) {
        gap(end, head === undefined ? resting() : lastPlayedSequence === null || follows(head));
        break;
      }
      const over = head.timestamp + head.pcm.length;
      if (over > at) {
        if (head.timestamp > at) gap(head.timestamp, lastPlayedSequence === null || follows(head));
        const to = Math.min(over, end);
        pcm.set(head.pcm.subarray(at - head.timestamp, to - head.timestamp), at - from);
        concealer.heard(pcm, at - from, to - from);
        heard += to - at;
        at = to;
        lastPlayedSequence = head.sequence;
      }
      if (over <= end) held.shift();
    }
    return { heard, madeUp };
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
      if (packet.pcm === null) {
        carriers[arrival.extended % CARRIERS] = arrival.extended;
        lastCarrier = Math.max(lastCarrier, arrival.extended);
        if (packet.comfortDb !== undefined) concealer.comfort(packet.comfortDb);
        return;
      }

      const timestamp = offset === null ? packet.timestamp : unwrap(packet.timestamp);
      const packetOffset = now - timestamp;
      if (offset === null) {
        lastTimestamp = timestamp;
        anchor(packetOffset, now);
        delay.observe(packetOffset, now);
      } else if (arrival.kind === "restart") {
        lastTimestamp = timestamp;
        forget();
        resync(packetOffset, now);
      } else if (Math.abs(packetOffset - offset) > JUMP_MS * perMs) {
        // One packet far out may be damaged; two that agree are a new time base, and a talk spurt may begin with one.
        const spurt = packet.marker === true && arrival.kind === "newest" && arrival.gap === 0;
        if (!spurt && (jump === null || Math.abs(jump.offset - packetOffset) > AGREE_MS * perMs)) {
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
        delay.observe(packetOffset, now);
      }

      const lateness = Math.ceil(pulledTo - timestamp);
      if (lateness > 0) {
        if (arrival.kind !== "newest") {
          late++;
          return;
        }
        // A timestamp that goes back, though the number is new, is damaged rather than late.
        const most = timestamp === lastTimestamp ? MAX_STALL_MS : MAX_DELAY_MS;
        const room = most * perMs - ((offset ?? 0) - delay.base());
        if (lateness <= room) {
          offset = (offset ?? 0) + lateness;
          pulledTo -= lateness;
          shrinkSince = null;
        } else if (packet.marker === true && arrival.gap === 0) {
          resync(packetOffset, now);
        } else {
          if (lateRun.packets === 0) lateRun.since = now;
          lateRun.packets++;
          if (lateRun.packets < SLOWER_PATH_PACKETS || now - lateRun.since < SLOWER_PATH_MS * perMs) {
            late++;
            return;
          }
          resync(packetOffset, now);
        }
      } else {
        lateRun.packets = 0;
      }
      insert({ sequence: arrival.extended, timestamp, pcm: packet.pcm });
    },

    pull(now) {
      const pcm = new Int16Array(frameSamples);
      if (offset === null) return { pcm, heard: false };
      const excess = offset - delay.base() - delay.target();
      const at = Math.round(now) - offset;
      if (nothingSounds(at)) moveFreely(at, excess);
      else if (rescale(pcm, at, excess, now)) {
        // As far as the frame after it begins.
        pulledTo = Math.round(now) + frameSamples - offset;
        consume(pulledTo);
        concealer.heard(pcm, 0, frameSamples);
        return { pcm, heard: true };
      }
      const from = Math.round(now) - offset;
      pulledTo = from + frameSamples;
      const { heard, madeUp } = fill(pcm, from);
      if (madeUp) concealedFrames++;
      steady = heard === frameSamples;
      if (steady) concealer.measure(levelDb(pcm));
      return { pcm, heard: heard > 0 };
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
      hurriedFrames,
      stretchedFrames,
      jitterMs: Math.round(delay.jitterMs() * 10) / 10,
      delayMs: offset === null ? 0 : Math.round((offset - delay.base()) / perMs),
    }),
  };
}
