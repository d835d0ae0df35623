/**
 * Who took an outbound call: a person, an answering machine, a call screener, a fax. A pure function of what is heard
 * after the answer: signals (`tone.ts`), words as the recogniser brings them, and how long the first speech lasts. The
 * bot may be speaking meanwhile: only the far side's sound is judged.
 *
 * | phase     | event                                         | verdict, next                                  |
 * | --------- | --------------------------------------------- | ---------------------------------------------- |
 * | listening | beep after no person's words, or machine's words | machine → greeting                          |
 * | listening | fax tone                                      | fax → over                                     |
 * | listening | information tone                              | machine, nobody will listen → over             |
 * | listening | words of a screener                           | screening → over                               |
 * | listening | words of a person, then a pause               | human → doubting                               |
 * | listening | speech for longer than anyone greets          | machine → greeting                             |
 * | listening | a short greeting, then a pause                | human → doubting                               |
 * | listening | nobody spoke for `silentMs`                   | unknown → doubting                             |
 * | doubting  | machine's or screener's words                 | machine / screening: the first verdict was wrong |
 * | doubting  | beep, where no words of a person were heard   | machine: the first verdict was wrong           |
 * | doubting  | fax tone where nobody has spoken yet          | fax → over                                     |
 * | doubting  | information tone                              | machine, nobody will listen → over             |
 * | doubting  | `doubtMs` after the answer                    | → over                                         |
 * | greeting  | beep                                          | speak now → over                               |
 * | greeting  | silence of `greetingOverMs`                   | speak now → over                               |
 * | greeting  | `giveUpMs` after the verdict                  | nobody will listen → over                      |
 */
import type { Signal } from "./tone.ts";
import { speakerByWords } from "./words.ts";

export type Verdict = "human" | "machine" | "screening" | "fax" | "unknown";
export type Evidence = "words" | "beep" | "tone" | "long_greeting" | "short_greeting" | "silence";

export type AmdEvent =
  /** The far side took the call. */
  | { type: "answered"; atMs: number }
  /** 20 ms of the far side. `speech`: what the voice detector says of it, tones left out. */
  | { type: "frame"; atMs: number; speech: boolean }
  | { type: "signal"; signal: Signal }
  /** Everything heard since the answer, as it stands now. */
  | { type: "words"; text: string; atMs: number };

export type AmdEffect =
  | { type: "verdict"; verdict: Verdict; why: Evidence; afterMs: number }
  /** The machine records: a message left now is heard whole. */
  | { type: "listening"; by: "beep" | "silence" }
  /** It never began to record. */
  | { type: "give-up" };

export type AmdState = {
  phase: "before" | "listening" | "doubting" | "greeting" | "over";
  answeredMs: number;
  /** Speech so far: its beginning, the end of its last frame, how much of it there is. */
  speech: { startMs: number; endMs: number; heardMs: number } | null;
  /** Speech frames in a row: a click or a cough begins nothing. */
  runMs: number;
  personsWords: boolean;
  verdictMs: number;
};

/** Durations in ms; measured on the announcements and short answers of `bench amd`. */
export const amdTimings = {
  /** Speech begins with so much in a row. */
  startMs: 80,
  /** A pause of a speaker in one breath; longer, and he waits for an answer. People wait about 0.7 s before they say it again. */
  pauseMs: 640,
  /** Words that people answer with need less of a pause. */
  pauseAfterWordsMs: 300,
  /**
   * "Алло", "Hello?" last 0.3 to 1 s, a receptionist's sentence up to 2.4 s; announcements go on for 3 s and more before
   * they take breath.
   */
  longestGreetingMs: 2_500,
  silentMs: 3_600,
  doubtMs: 30_000,
  /** Later a person may talk of machines and messages himself. */
  wordsDoubtMs: 12_000,
  /** Machines pause up to a second between sentences; after two they listen, beep or not. */
  greetingOverMs: 2_000,
  giveUpMs: 60_000,
} as const;

export const newAmdState = (): AmdState => ({ phase: "before", answeredMs: 0, speech: null, runMs: 0, personsWords: false, verdictMs: 0 });

const frameMs = 20;

export function stepAmd(state: AmdState, event: AmdEvent): { state: AmdState; effects: AmdEffect[] } {
  switch (event.type) {
    case "answered":
      return state.phase === "before" ? { state: { ...state, phase: "listening", answeredMs: event.atMs }, effects: [] } : { state, effects: [] };
    case "frame":
      return onFrame(state, event);
    case "signal":
      return onSignal(state, event.signal);
    case "words":
      return onWords(state, event.text, event.atMs);
  }
}

function decide(state: AmdState, verdict: Verdict, why: Evidence, atMs: number): { state: AmdState; effects: AmdEffect[] } {
  const phase = verdict === "machine" ? "greeting" : verdict === "human" || verdict === "unknown" ? "doubting" : "over";
  return { state: { ...state, phase, verdictMs: atMs }, effects: [{ type: "verdict", verdict, why, afterMs: Math.max(0, Math.round(atMs - state.answeredMs)) }] };
}

const heard = (state: AmdState, { atMs, speech }: { atMs: number; speech: boolean }): AmdState => {
  const runMs = speech ? state.runMs + frameMs : 0;
  if (!speech || (state.speech === null && runMs < amdTimings.startMs)) return { ...state, runMs };
  const before = state.speech ?? { startMs: atMs + frameMs - runMs, endMs: 0, heardMs: runMs - frameMs };
  return { ...state, runMs, speech: { ...before, endMs: atMs + frameMs, heardMs: before.heardMs + frameMs } };
};

function onFrame(before: AmdState, frame: { atMs: number; speech: boolean }): { state: AmdState; effects: AmdEffect[] } {
  const state = heard(before, frame);
  const nowMs = frame.atMs + frameMs;
  const { speech } = state;
  switch (state.phase) {
    case "before":
    case "over":
      return { state: before, effects: [] };
    case "listening": {
      if (speech === null) return nowMs - state.answeredMs >= amdTimings.silentMs ? decide(state, "unknown", "silence", nowMs) : { state, effects: [] };
      const pausedMs = nowMs - speech.endMs;
      if (pausedMs >= (state.personsWords ? amdTimings.pauseAfterWordsMs : amdTimings.pauseMs)) return decide(state, "human", state.personsWords ? "words" : "short_greeting", nowMs);
      if (speech.endMs - speech.startMs >= amdTimings.longestGreetingMs) return decide(state, "machine", "long_greeting", nowMs);
      return { state, effects: [] };
    }
    case "doubting":
      return { state: nowMs - state.answeredMs >= amdTimings.doubtMs ? { ...state, phase: "over" } : state, effects: [] };
    case "greeting": {
      const quietSinceMs = Math.max(speech?.endMs ?? state.answeredMs, state.answeredMs);
      if (nowMs - quietSinceMs >= amdTimings.greetingOverMs) return { state: { ...state, phase: "over" }, effects: [{ type: "listening", by: "silence" }] };
      if (nowMs - state.verdictMs >= amdTimings.giveUpMs) return { state: { ...state, phase: "over" }, effects: [{ type: "give-up" }] };
      return { state, effects: [] };
    }
  }
}

function onSignal(state: AmdState, signal: Signal): { state: AmdState; effects: AmdEffect[] } {
  if (state.phase === "before" || state.phase === "over") return { state, effects: [] };
  switch (signal.type) {
    case "beep": {
      if (signal.startMs < state.answeredMs) return { state, effects: [] };
      const over: AmdState = { ...state, phase: "over" };
      if (state.phase === "greeting") return { state: over, effects: [{ type: "listening", by: "beep" }] };
      // People do not beep; a beep before a word was said may be a line's own, and only words or time will tell.
      if (state.speech === null) return { state, effects: [] };
      // Nor does a machine say a person's words: what beeps after them is a kitchen, a car, another telephone.
      if (state.personsWords) return { state, effects: [] };
      return { state: over, effects: [...decide(state, "machine", "beep", signal.endMs).effects, { type: "listening", by: "beep" }] };
    }
    case "fax":
      // Who has spoken is no fax: what beeps beside a person is a kitchen, or a whistle.
      return state.phase === "greeting" || (state.phase === "doubting" && state.speech !== null) ? { state, effects: [] } : decide(state, "fax", "tone", signal.startMs);
    case "no-service": {
      if (state.phase === "greeting") return { state, effects: [] };
      return { state: { ...state, phase: "over" }, effects: [...decide(state, "machine", "tone", signal.startMs).effects, { type: "give-up" }] };
    }
  }
}

function onWords(state: AmdState, text: string, atMs: number): { state: AmdState; effects: AmdEffect[] } {
  if (state.phase !== "listening" && (state.phase !== "doubting" || atMs - state.answeredMs > amdTimings.wordsDoubtMs)) return { state, effects: [] };
  const speaker = speakerByWords(text);
  if (speaker === "machine" || speaker === "screening") return decide(state, speaker, "words", atMs);
  return { state: state.phase === "listening" ? { ...state, personsWords: speaker === "human" } : state, effects: [] };
}
