/** Audio of a stream as it comes in: what was said since the last cut, and how long it has been quiet. */
import { decodeG711 } from "@zvon/media-node/src/codec/g711.ts";
import type { Ears } from "../stand-in.ts";

/** Since the cut. */
export interface Sound {
  startMs: number;
  durationMs: number;
  /** No sound over the threshold. */
  quiet: boolean;
  trailingSilenceMs: number;
}

export interface Said extends Sound {
  text: string;
  words: { text: string; startMs: number; endMs: number }[];
  confidence: number;
}

export interface HeardAudio {
  /** @returns ms of audio in it, or null when the bytes are no audio of this encoding. */
  push(bytes: Uint8Array): number | null;
  /** Since the beginning of the stream. */
  totalMs(): number;
  /** Costs nothing. */
  sound(): Sound;
  /** Lays all that is known against the sound: tens of ms, in which nobody in this process, a caller neither, sends. */
  said(): Said;
  /** What comes now is a new piece. */
  cut(): void;
}

/** There and back over a network, for a vendor that had its answer ready. */
const networkMs = 50;

/**
 * The published latency is counted from the end of the speech (Deepgram: docs/measuring-streaming-latency, end of turn), so what
 * was silent already is a part of it.
 */
export const finalAfterMs = (publishedMs: number, said: Said): number => Math.max(Math.min(networkMs, publishedMs), publishedMs - said.trailingSilenceMs);

/** -46 dBFS over 20 ms: under it nobody speaks. */
const quietRms = 160;

export function createHeardAudio(options: { ears: Ears; rateHz: number; encoding: string }): HeardAudio {
  const { ears, rateHz, encoding } = options;
  const perMs = rateHz / 1000;
  let piece = new Int16Array(rateHz * 4);
  let length = 0;
  let cutAt = 0;
  let lastSoundAt: number | null = null;
  const sound = (): Sound => ({ startMs: cutAt / perMs, durationMs: length / perMs, quiet: lastSoundAt === null, trailingSilenceMs: (length - (lastSoundAt ?? 0)) / perMs });
  return {
    push(bytes) {
      if (encoding === "linear16" && bytes.length % 2 !== 0) return null;
      const pcm = encoding === "mulaw" ? decodeG711("pcmu", bytes) : encoding === "alaw" ? decodeG711("pcma", bytes) : new Int16Array(Uint8Array.from(bytes).buffer);
      if (length + pcm.length > piece.length) {
        const wider = new Int16Array((length + pcm.length) * 2);
        wider.set(piece.subarray(0, length));
        piece = wider;
      }
      piece.set(pcm, length);
      const frame = 20 * perMs;
      for (let at = 0; at < pcm.length; at += frame) {
        const part = pcm.subarray(at, at + frame);
        const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
        if (power > quietRms * quietRms) lastSoundAt = length + at + part.length;
      }
      length += pcm.length;
      return pcm.length / perMs;
    },
    totalMs: () => (cutAt + length) / perMs,
    sound,
    said() {
      const heard = lastSoundAt === null ? null : ears.recognise(piece.subarray(0, length), rateHz);
      const startMs = cutAt / perMs;
      return {
        ...sound(),
        text: heard?.text ?? "",
        words: (heard?.words ?? []).map((word) => ({ text: word.text, startMs: startMs + word.startMs, endMs: startMs + word.endMs })),
        confidence: heard?.confidence ?? 0,
      };
    },
    cut() {
      cutAt += length;
      length = 0;
      lastSoundAt = null;
    },
  };
}
