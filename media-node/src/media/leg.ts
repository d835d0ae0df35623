/** What a call sees of its media: a leg it speaks into and hears events from. All times are the leg's audio clock, ms. */
import type { RecordingResult } from "../recording/recorder.ts";
import type { WordStarts } from "../playout/playout.ts";
import type { Endpoint } from "../rtp/source-lock.ts";

export type LegTransport =
  | {
      kind: "rtp";
      bindHost: string;
      /** An IP address; `null`: learnt from the first well-formed packet. */
      remote: Endpoint | null;
      /** Of opus the RTP clock is 48 kHz, here too; the node works at 8 kHz. */
      codec: "pcmu" | "pcma" | "l16" | "opus";
      payloadType: number;
      /**
       * RFC 4733 events in the stream. `null` says that keys come by signalling (Asterisk's external media): then the
       * hole a held key leaves in the stream is not counted as loss.
       */
      dtmfPayloadType: number | null;
      /** Of l16 only; 8,000 when absent. */
      l16RateHz?: number;
    }
  /** The program feeds the caller's audio and takes the bot's: a browser. */
  | { kind: "frames" };

export interface LegOptions {
  id: string;
  transport: LegTransport;
  recordingPath: string | null;
  /** The recording is silence until `record`. */
  recordWaits?: boolean;
  /** No packet for so long is reported, and again after each further so long; 30,000 when absent. */
  mediaTimeoutMs?: number;
}

export type LegEvent =
  /**
   * Every 20 ms of audio clock, silence and concealment included; 160 samples at 8 kHz. `speech`, 0 to 1, and `levelDb`
   * are of the caller's own voice: an echo of the bot's is left out of both.
   */
  | { type: "frame"; atMs: number; pcm: Int16Array; speech: number; levelDb: number }
  /** Kind "frames" only: bot audio, paced 20 ms, 160 samples; silence too, since a far side hears by it that the bot has finished. */
  | { type: "out"; atMs: number; pcm: Int16Array }
  /** While `tap` is on: 20 ms of both sides as they are recorded, 160 pairs, the caller left. */
  | { type: "both"; atMs: number; pcm: Int16Array }
  | { type: "dtmf"; digit: string; atMs: number }
  /** The first sample of this mark left. */
  | { type: "mark-started"; mark: string; atMs: number }
  | { type: "mark-finished"; mark: string; atMs: number; playedMs: number }
  /** By stop(); marks that waited and never sounded come with playedMs 0. */
  | { type: "mark-stopped"; mark: string; atMs: number; playedMs: number }
  /** Comes while an outbound call rings too: who expects no media yet ignores it and hears it again. */
  | { type: "media-timeout"; silentForMs: number }
  /** The last event of a leg. */
  | { type: "closed"; stats: LegStats; recording: RecordingResult | null };

export interface LegStats {
  /** Packets of the leg's own source, keys included (of kind "frames": chunks fed). */
  received: number;
  sent: number;
  lost: number;
  late: number;
  duplicate: number;
  reordered: number;
  /** Not RTP, or a payload its type cannot have. */
  malformed: number;
  /** Well-formed RTP of another source; never heard. */
  foreign: number;
  /** RTP of a payload type that was not agreed on, and well-formed RTCP. */
  otherPayload: number;
  ssrcChanges: number;
  /** Keys reported. */
  dtmf: number;
  concealedFrames: number;
  /** Gaps taken for a held key. */
  holes: number;
  resyncs: number;
  overflow: number;
  /** Frames of more sound than they last, and of less: delay taken back and built up unheard. */
  hurriedFrames: number;
  stretchedFrames: number;
  /** Jitter of what comes (RFC 3550 section 6.4.1) and the jitter buffer's delay, as they were last. */
  jitterMs: number;
  delayMs: number;
  /** Frames that were the bot's own voice coming back, and so no speech of the caller. */
  echoFrames: number;
  /** Times the caller's audio came by the other law of G.711. */
  codecChanges: number;
  /** Reports of the far side (RTCP on the audio's port) and what the last one said of what it hears. */
  rtcpReports: number;
  farLost: number;
  farJitterMs: number;
  /** 1 to 4.4, of what was heard: see `rtp/quality.ts`. */
  opinionScore: number;
  /** Frames not sent because the thread woke too late for them. */
  skippedFrames: number;
  /** Audio of play() that was cut at the queue's bound or came for a mark already over. */
  droppedPlayMs: number;
  /** Marks left open and empty while others waited, and so closed. */
  starvedMarks: number;
  recordingDroppedBlocks: number;
  /** Why there is no recording though one was asked for. */
  recordingError: string | null;
}

export interface Leg {
  readonly id: string;
  readonly local: Endpoint | null;
  /** Appends 8 kHz audio to a mark; `last` closes it. Audio of a mark that was stopped is dropped. */
  play(mark: string, pcm: Int16Array, last: boolean): void;
  /** Silence now, after a fade of 5 ms. */
  stop(): void;
  /** Silence after the same fade; what was to sound waits for `resume`, or is dropped by `stop`. Marks tell nothing meanwhile. */
  pause(): void;
  /** Goes on where the pause began, or with the word it began in where that is told; nothing where there is no pause. */
  resume(words?: WordStarts | null): void;
  /** Kind "frames": caller's audio, 8 kHz, any length up to 200 ms. */
  feed(pcm: Int16Array): void;
  /** What is heard and said from now on is recorded. */
  record(): void;
  /** Tells both sides as `both`, for who listens in, or no more. */
  tap(on: boolean): void;
  /** The microphone of a person who talks to the caller, mixed with what is played: 8 kHz, any length. Null: they talk no more. */
  talk(pcm: Int16Array | null): void;
  setRemote(remote: Endpoint): void;
  /** RFC 4733, 160 ms, in place of audio. Ignored where no payload type for it was agreed on. */
  sendDtmf(digit: string): void;
  close(): void;
}

export interface EngineStats {
  legs: number;
  /** How late 20 ms frames left, since start or restartStats(). */
  pacing: { frames: number; p50Ms: number; p90Ms: number; p99Ms: number; maxMs: number };
  /** The same of the last second, 90th percentile; 0 without frames. */
  frameLateMs: number;
  vad: { kind: "neural" | "energy"; judged: number; skipped: number; runs: number };
  packetsReceived: number;
  packetsSent: number;
  /** Whether the system lets the media thread go ahead of others; without it a busy machine is heard. */
  priority: boolean;
  /** Busy part of the media thread's time over the last second, 0 to 1. */
  utilisation: number;
}
