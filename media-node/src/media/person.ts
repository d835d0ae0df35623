/**
 * A person of the team who talks to the caller in the bot's place: their microphone comes when the network likes, and is
 * evened out as a caller's is (delay that follows the jitter, drift of the two clocks, a lost piece made up).
 */
import { SAMPLE_RATE_HZ, samplesToMs, FRAME_SAMPLES, msToSamples } from "../audio/frame.ts";
import { createJitterBuffer, type JitterBuffer } from "../rtp/jitter-buffer.ts";

/** No browser sends longer pieces; what is longer is taken in parts. */
const MOST_PIECE_SAMPLES = msToSamples(200);
/** After such a silence of the microphone (it was muted) the sound begins anew, with no delay left over from before. */
const MUTED_MS = 100;

export interface Person {
  /** 8 kHz, any length; `atMs` on the leg's audio clock. */
  hear(pcm: Int16Array, atMs: number): void;
  /** What of theirs has not sounded yet never will. */
  leave(): void;
  /** Adds their 20 ms to frame `index`, which stays within 16 bits. False, with the frame untouched, while nobody talks. */
  mixInto(frame: Int16Array, index: number): boolean;
}

export function createPerson(): Person {
  let buffer: JitterBuffer | null = null;
  let sequence = 0;
  let timestamp = 0;
  let endedMs = -Infinity;

  return {
    hear(pcm, atMs) {
      buffer ??= createJitterBuffer({ rateHz: SAMPLE_RATE_HZ, holesAreKeys: false });
      let marker = atMs - endedMs > MUTED_MS;
      for (let from = 0; from < pcm.length; from += MOST_PIECE_SAMPLES) {
        const piece = pcm.subarray(from, from + MOST_PIECE_SAMPLES);
        buffer.push({ ssrc: 0, sequence: sequence & 0xffff, timestamp: timestamp >>> 0, pcm: piece, marker }, msToSamples(atMs));
        sequence++;
        timestamp += piece.length;
        marker = false;
      }
      endedMs = atMs + samplesToMs(pcm.length);
    },
    leave() {
      buffer = null;
      endedMs = -Infinity;
    },
    mixInto(frame, index) {
      if (!buffer) return false;
      const { pcm } = buffer.pull(index * FRAME_SAMPLES);
      for (let n = 0; n < frame.length; n++) frame[n] = Math.max(-32768, Math.min(32767, (frame[n] as number) + (pcm[n] as number)));
      return true;
    },
  };
}
