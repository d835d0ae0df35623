/**
 * What a leg is about to say, and exactly how much of it went out.
 *
 * Audio belongs to marks (a piece of a reply); marks sound in the order in which they were first seen, and a mark that is
 * not closed yet holds those behind it back, so text stays in order though synthesis runs ahead. History keeps what the
 * caller really heard, so samples of each mark are counted as they leave, not as they come.
 *
 * | event            | when |
 * | started          | the mark's first sample is in the frame just read |
 * | finished         | its last sample is, or it was closed with nothing left |
 * | stopped          | `stop()`: for each mark not finished, with what had been played (0 when it never sounded) |
 *
 * Paused, everything keeps its place and nothing happens: no mark starts, finishes or starves, nothing counts as played.
 * It goes on with the word it was paused in, from its beginning, where the beginnings of words are told.
 */
import { msToSamples } from "../audio/frame.ts";

/** 90 s, 1.4 MB: longer than any reply ought to be; what exceeds it is cut and counted. */
const MAX_QUEUED_SAMPLES = msToSamples(90_000);
/** 5 ms: no click, and inaudible as delay. */
const FADE_SAMPLES = msToSamples(5);
/** A word that began longer ago is gone on with where it was paused. */
const MOST_REWIND_SAMPLES = msToSamples(1_500);
/** A mark that stays open and empty for so long has been forgotten; those behind it go on. */
const STARVED_SAMPLES = msToSamples(2_000);
/** Audio of a stopped mark still under way from synthesis must not sound: so many stopped marks are remembered. */
const REMEMBERED_STOPS = 64;

export type PlayoutEvent =
  | { type: "started"; mark: string; /** Samples into the frame. */ at: number }
  | { type: "finished"; mark: string; at: number; playedSamples: number };

export interface StoppedMark {
  mark: string;
  /** Fade included. */
  playedSamples: number;
}

/** Where the words of a mark begin, in ms of its audio, in order. */
export interface WordStarts {
  mark: string;
  startsMs: readonly number[];
}

export interface Playout {
  /** Appends audio of a mark; `last` closes it. Audio of marks stopped or finished before is dropped. */
  append(mark: string, pcm: Int16Array, last: boolean): void;
  /** Fills the whole frame, silence where there is nothing. Returns how many samples were audio, and what happened. */
  read(frame: Int16Array): { samples: number; events: PlayoutEvent[] };
  /** Silence after a fade that the next `read` carries. */
  stop(): StoppedMark[];
  /** Silence after a fade that the next `read` carries; the rest waits for `resume`, which fades it in. `stop` ends a pause too. */
  pause(): void;
  resume(words?: WordStarts | null): void;
  /** Whether the next read will carry audio. */
  sounding(): boolean;
  counters(): { droppedSamples: number; starvedMarks: number };
}

interface Queued {
  mark: string;
  chunks: Int16Array[];
  /** Samples of the first chunk already played. */
  consumed: number;
  played: number;
  /** Chunks that have sounded, the newest last: as much as may be said again. */
  past: Int16Array[];
  begun: boolean;
  closed: boolean;
}

const NOTHING: { samples: number; events: PlayoutEvent[] } = { samples: 0, events: [] };

export function createPlayout(): Playout {
  let queue: Queued[] = [];
  let queuedSamples = 0;
  let fade: Int16Array | null = null;
  let paused = false;
  /** Samples of the fade after a pause that are still to come. */
  let rising = 0;
  let starvedFor = 0;
  let droppedSamples = 0;
  let starvedMarks = 0;
  const over: string[] = [];

  function remember(mark: string): void {
    over.push(mark);
    if (over.length > REMEMBERED_STOPS) over.shift();
  }

  /** Copies what the head has into `frame` from `at` on; returns the new position. */
  function drain(head: Queued, frame: Int16Array, from: number): number {
    let at = from;
    let chunk: Int16Array | undefined;
    while (at < frame.length && (chunk = head.chunks[0]) !== undefined) {
      const part = chunk.subarray(head.consumed, head.consumed + frame.length - at);
      frame.set(part, at);
      at += part.length;
      head.consumed += part.length;
      head.played += part.length;
      queuedSamples -= part.length;
      if (head.consumed === chunk.length) {
        head.chunks.shift();
        head.consumed = 0;
        head.past.push(chunk);
        forgetPast(head);
      }
    }
    return at;
  }

  function forgetPast({ past }: Queued): void {
    let kept = past.reduce((sum, chunk) => sum + chunk.length, 0);
    while (kept - (past[0]?.length ?? 0) >= MOST_REWIND_SAMPLES) kept -= past.shift()?.length ?? 0;
  }

  /** Back to the beginning of the word that was cut. */
  function rewind(head: Queued, words: WordStarts): void {
    const start = words.startsMs.map(msToSamples).findLast((at) => at <= head.played);
    if (words.mark !== head.mark || start === undefined || head.played - start > MOST_REWIND_SAMPLES) return;
    let back = head.played - start;
    while (back > head.consumed) {
      const chunk = head.past.pop();
      if (!chunk) break;
      head.chunks.unshift(chunk);
      head.consumed += chunk.length;
    }
    back = Math.min(back, head.consumed);
    head.consumed -= back;
    head.played -= back;
    queuedSamples += back;
  }

  /** The next 5 ms of the head, falling to nothing; they count as played. */
  function fadeOut(): void {
    const head = queue[0];
    if (!head || head.chunks.length === 0 || !head.begun) return;
    const tail = new Int16Array(FADE_SAMPLES);
    const length = drain(head, tail, 0);
    for (let n = 0; n < length; n++) tail[n] = Math.round((tail[n] as number) * (1 - (n + 1) / length));
    fade = tail.subarray(0, length);
  }

  return {
    append(mark, pcm, last) {
      if (over.includes(mark)) {
        droppedSamples += pcm.length;
        return;
      }
      let entry = queue.find((queued) => queued.mark === mark);
      if (!entry) {
        entry = { mark, chunks: [], consumed: 0, played: 0, past: [], begun: false, closed: false };
        queue.push(entry);
      }
      const taken = pcm.subarray(0, Math.max(0, MAX_QUEUED_SAMPLES - queuedSamples));
      droppedSamples += pcm.length - taken.length;
      queuedSamples += taken.length;
      if (taken.length > 0) entry.chunks.push(taken);
      if (last) entry.closed = true;
    },

    read(frame) {
      if (fade === null && (queue.length === 0 || paused)) {
        frame.fill(0);
        return NOTHING;
      }
      const events: PlayoutEvent[] = [];
      let at = 0;
      if (fade) {
        frame.set(fade, 0);
        at = fade.length;
        fade = null;
      }
      let head: Queued | undefined;
      while (!paused && at < frame.length && (head = queue[0]) !== undefined) {
        if (head.chunks.length > 0) {
          if (!head.begun) events.push({ type: "started", mark: head.mark, at });
          head.begun = true;
          const from = at;
          at = drain(head, frame, at);
          for (let n = from; rising > 0 && n < at; n++) frame[n] = Math.round((frame[n] as number) * (1 - rising-- / FADE_SAMPLES));
          starvedFor = 0;
        }
        if (head.chunks.length > 0) break; // the frame is full
        if (!head.closed) {
          if (queue.length > 1) starvedFor += frame.length - at;
          if (starvedFor < STARVED_SAMPLES) break;
          starvedMarks++;
        }
        events.push({ type: "finished", mark: head.mark, at, playedSamples: head.played });
        remember(head.mark);
        queue.shift();
        starvedFor = 0;
      }
      frame.fill(0, at);
      return { samples: at, events };
    },

    stop() {
      if (!paused) fadeOut();
      paused = false;
      rising = 0;
      const stopped = queue.map(({ mark, played }) => ({ mark, playedSamples: played }));
      for (const { mark } of stopped) remember(mark);
      queue = [];
      queuedSamples = 0;
      starvedFor = 0;
      return stopped;
    },

    pause() {
      if (paused) return;
      fadeOut();
      paused = true;
    },

    resume(words = null) {
      if (!paused) return;
      paused = false;
      const head = queue[0];
      // A mark that had not begun begins as it is.
      rising = head?.begun === true ? FADE_SAMPLES : 0;
      if (words && head?.begun === true) rewind(head, words);
    },

    sounding: () => fade !== null || (!paused && queue.some((queued) => queued.chunks.length > 0)),
    counters: () => ({ droppedSamples, starvedMarks }),
  };
}
