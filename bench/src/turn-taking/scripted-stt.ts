/**
 * A streaming vendor that knows the texts of the set and when each word is said: it tells a word `partialMs` after its
 * end and the final text `finalMs` after the last one (the published 99th percentile of Deepgram and Soniox), or at once
 * when the endpoint comes later. It writes no punctuation and tells no end of turn.
 */
import type { Stt } from "../../../media-node/src/stt/port.ts";
import type { Word } from "./set.ts";

export const partialMs = 250;
export const finalMs = 350;
/** Audio before the noticed speech that a recogniser is given. */
const preRollMs = 320;

export function scriptedRecogniser(words: readonly Word[], clock: { now(): number; sleep(ms: number): Promise<void> }): Stt {
  /** Words up to here went into a final. */
  let takenMs = -1;
  return {
    async *transcribe(audio, _options, signal) {
      const fromMs = Math.max(takenMs, clock.now() - preRollMs);
      const saidBy = (ms: number) => words.filter((word) => (word.startMs + word.endMs) / 2 > fromMs && word.endMs <= ms);
      let told = "";
      let samples = 0;
      for await (const frame of audio) {
        samples += frame.length;
        const text = saidBy(clock.now() - partialMs).map((word) => word.text).join(" ");
        if (text !== told) yield { type: "partial", text };
        told = text;
      }
      if (signal.aborted) return;
      const endMs = clock.now();
      const heard = saidBy(endMs);
      const last = heard.at(-1);
      takenMs = endMs;
      await clock.sleep(Math.max(0, (last?.endMs ?? endMs) + finalMs - endMs));
      yield { type: "final", text: heard.map((word) => word.text).join(" "), confidence: 0.95, verdict: heard.length > 0 ? "sure" : "rejected", alternatives: [], audioMs: samples / 8 };
    },
    prepare: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
