/**
 * One stretch of the caller's speech on its way to the recogniser. The audio before speech was noticed (the pre-roll)
 * comes from a small ring, so that a soft first consonant is not lost.
 */
import type { SttEvent, SttOptions, Stt } from "../stt/port.ts";

export type Frame = { atMs: number; pcm: Int16Array };
export type Recognised = { text: string; verdict: "sure" | "unsure" | "rejected"; confidence: number; failed: boolean };

const preRollMs = 300;
/** A recogniser that has not answered by then is treated as one that did not understand: the caller is asked again. */
export const finalTimeoutMs = 3000;

/** Keeps the last 300 ms of audio (bounded: the oldest frame goes). */
export function createPreRoll(): { push(frame: Frame): void; since(startMs: number): Frame[] } {
  const frames: Frame[] = [];
  return {
    push(frame) {
      frames.push(frame);
      if (frames.length > 40) frames.shift();
    },
    since: (startMs) => frames.filter((frame) => frame.atMs >= startMs - preRollMs),
  };
}

export interface Utterance {
  push(pcm: Int16Array): void;
  /** It is speech and no click: the recogniser is asked from here on, and hears what was kept since the beginning. Once. */
  listen(): void;
  /** The endpoint was decided: no more audio. Never rejects; a failing recogniser is a rejected text with `failed`. */
  finish(): Promise<Recognised>;
  abandon(): void;
}

/** Nobody is asked before `listen`: a vendor that bills a stream by its beginning (Yandex: 15 s) is not opened for a click. */
export function openUtterance(options: {
  stt: Stt;
  sttOptions: SttOptions;
  preRoll: Frame[];
  onPartial: (text: string, stable: boolean) => void;
  onTurnEnd: (text: string, eager: boolean) => void;
  onError: (error: unknown) => void;
  setTimer: (run: () => void, ms: number) => () => void;
}): Utterance {
  const controller = new AbortController();
  const audio = createAudioQueue();
  for (const frame of options.preRoll) audio.push(frame.pcm);
  const rejected: Recognised = { text: "", verdict: "rejected", confidence: 0, failed: true };
  let final: Promise<Recognised> | null = null;

  async function transcribe(): Promise<Recognised> {
    try {
      for await (const event of options.stt.transcribe(audio, options.sttOptions, controller.signal)) {
        const done = onEvent(event);
        if (done) return done;
      }
    } catch (error) {
      if (!controller.signal.aborted) options.onError(error);
    }
    return rejected;
  }
  const listen = (): Promise<Recognised> => (final ??= transcribe());

  function onEvent(event: SttEvent): Recognised | null {
    if (event.type === "final") return { text: event.text, verdict: event.verdict, confidence: event.confidence, failed: false };
    if (event.type === "turn-end") options.onTurnEnd(event.text, event.eager);
    else options.onPartial(event.text, event.stable ?? false);
    return null;
  }

  return {
    push: (pcm) => audio.push(pcm),
    listen: () => void listen(),
    finish() {
      audio.end();
      return new Promise((resolve) => {
        const cancel = options.setTimer(() => {
          options.onError(new Error(`no final text within ${finalTimeoutMs} ms`));
          controller.abort();
          resolve(rejected);
        }, finalTimeoutMs);
        void listen().then((result) => {
          cancel();
          resolve(result);
        });
      });
    },
    abandon() {
      controller.abort();
      audio.end();
    },
  };
}

/** Bounded by the longest utterance (the turn machine ends it): 20 s of frames, then the newest are dropped. */
function createAudioQueue(): AsyncIterable<Int16Array> & { push(pcm: Int16Array): void; end(): void } {
  const waiting: Int16Array[] = [];
  let ended = false;
  let wake: (() => void) | null = null;
  const signal = () => {
    wake?.();
    wake = null;
  };
  return {
    push(pcm) {
      if (!ended && waiting.length < 1000) waiting.push(pcm);
      signal();
    },
    end() {
      ended = true;
      signal();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = waiting.shift();
        if (next) yield next;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
