/** What the program and the media thread say to each other. Both are of one build, so these are types and no schemas. */
import type { WordStarts } from "../playout/playout.ts";
import type { Endpoint } from "../rtp/source-lock.ts";
import type { EngineStats, LegEvent, LegOptions } from "./leg.ts";

/** Legs are numbers between the two: a number costs less to clone than a name 50 times a second. */
export type ToThread =
  | { type: "open"; leg: number; options: LegOptions }
  | { type: "play"; leg: number; mark: string; pcm: Int16Array; last: boolean }
  | { type: "stop"; leg: number }
  | { type: "pause"; leg: number }
  | { type: "resume"; leg: number; words: WordStarts | null }
  | { type: "feed"; leg: number; pcm: Int16Array }
  | { type: "record"; leg: number }
  | { type: "tap"; leg: number; on: boolean }
  | { type: "talk"; leg: number; pcm: Int16Array | null }
  | { type: "remote"; leg: number; remote: Endpoint }
  | { type: "key"; leg: number; digit: string }
  | { type: "close"; leg: number }
  | { type: "restart-stats" }
  | { type: "shutdown" };

export type FromThread =
  | { type: "ready" }
  | { type: "failed"; reason: string }
  | { type: "opened"; leg: number; local: Endpoint | null }
  | { type: "refused"; leg: number; reason: string }
  /** Frames of many legs in one message: FRAME_SAMPLES of `pcm` and FRAME_FIELDS of `fields` each. */
  | { type: "frames"; pcm: Int16Array; fields: Float64Array }
  | { type: "events"; events: { leg: number; event: LegEvent }[] }
  | { type: "stats"; stats: EngineStats };

/** Of a frame: leg, atMs, speech, levelDb. */
export const FRAME_FIELDS = 4;

export interface ThreadOptions {
  vad: "neural" | "energy";
  portRange: { min: number; max: number } | null;
  comfortNoiseDb: number | null;
}
