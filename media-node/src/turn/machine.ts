/**
 * Turn-taking for one call: when the caller begins to speak, interrupts, and has finished. Pure: it is fed frames of the
 * audio clock with the VAD's opinion and says what to do; a recording replays to the same decisions at any speed.
 *
 * | phase    | frame of speech                   | frame of silence                         |
 * | -------- | --------------------------------- | ---------------------------------------- |
 * | quiet    | count → `maybe`, effect `open`    | ticks of silence when nobody speaks      |
 * | maybe    | enough → `speech` (`barge-in`)    | long → `quiet`, effect `discard`         |
 * | speech   | too long → `endpoint`; enough     | as long as the endpoint → `endpoint`     |
 * |          | over the bot → `barge-in`, once   |                                          |
 */

export type TurnSettings = {
  endpointMs: number;
  digitsEndpointMs: number;
  bargeInMinSpeechMs: number;
  bargeIn: boolean;
  maxUtteranceMs: number;
};

export type TurnState = {
  settings: TurnSettings;
  /** Digits are expected: people pause between groups, so the endpoint waits longer. */
  digits: boolean;
  bot: "silent" | "speaking" | "speaking-firmly"; // firmly: this reply may not be interrupted
  phase: "quiet" | "maybe" | "speech";
  /** Audio clock, ms: first and last frame of speech of this utterance, and how much of it was speech. */
  startMs: number;
  lastSpeechMs: number;
  speechMs: number;
  /** Of that, what sounded since the bot began to speak over it. */
  overBotMs: number;
  /** The bot was cut off by this utterance. */
  interrupts: boolean;
  /** Since when neither side has sounded, and the last whole second told. */
  quietSinceMs: number;
  toldSeconds: number;
};

export type TurnEvent =
  | { type: "frame"; atMs: number; speech: number }
  | { type: "bot"; speaking: "silent" | "speaking" | "speaking-firmly"; atMs: number }
  | { type: "listen"; digits: boolean }
  | { type: "settings"; settings: TurnSettings };

export type TurnEffect =
  /** Start to recognise; audio from `startMs` minus the pre-roll on. */
  | { type: "open"; startMs: number }
  | { type: "barge-in"; atMs: number }
  /** It was a click or a cough: forget it. */
  | { type: "discard" }
  | { type: "endpoint"; startMs: number; endMs: number; atMs: number; interrupts: boolean; speechMs: number }
  | { type: "silence"; forMs: number };

/** Above the first it is speech; speech goes on down to the second (hysteresis of the Silero authors: 0.15 apart). */
const onThreshold = 0.5;
const offThreshold = 0.35;
/** A syllable is longer than this; clicks are shorter. */
const minTurnSpeechMs = 80;
/** Silence after too little speech that makes it a false start. */
const falseStartMs = 300;
const frameMs = 20;

export const defaultTurnSettings: TurnSettings = { endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 };

export function newTurnState(settings: TurnSettings, atMs: number): TurnState {
  return { settings, digits: false, bot: "silent", phase: "quiet", startMs: 0, lastSpeechMs: 0, speechMs: 0, overBotMs: 0, interrupts: false, quietSinceMs: atMs, toldSeconds: 0 };
}

export function stepTurn(state: TurnState, event: TurnEvent): { state: TurnState; effects: TurnEffect[] } {
  switch (event.type) {
    case "settings":
      return { state: { ...state, settings: event.settings }, effects: [] };
    case "listen":
      return { state: { ...state, digits: event.digits }, effects: [] };
    case "bot":
      return { state: { ...state, bot: event.speaking, overBotMs: state.bot === event.speaking ? state.overBotMs : 0, quietSinceMs: event.atMs, toldSeconds: 0 }, effects: [] };
    case "frame":
      return stepFrame(state, event.atMs, event.speech);
  }
}

function stepFrame(state: TurnState, atMs: number, probability: number): { state: TurnState; effects: TurnEffect[] } {
  const speaking = probability >= (state.phase === "quiet" ? onThreshold : offThreshold);
  const endMs = atMs + frameMs;
  switch (state.phase) {
    case "quiet": {
      if (speaking && state.bot !== "speaking-firmly") {
        const next: TurnState = { ...state, phase: "maybe", startMs: atMs, lastSpeechMs: endMs, speechMs: frameMs, overBotMs: 0, interrupts: false };
        return { state: next, effects: [{ type: "open", startMs: atMs }] };
      }
      return tick(state, atMs);
    }
    case "maybe": {
      const speechMs = state.speechMs + (speaking ? frameMs : 0);
      const next: TurnState = { ...state, speechMs, lastSpeechMs: speaking ? endMs : state.lastSpeechMs };
      if (speaking) {
        const enough = state.bot === "speaking" ? state.settings.bargeIn && speechMs >= state.settings.bargeInMinSpeechMs : speechMs >= minTurnSpeechMs;
        if (!enough) return { state: next, effects: [] };
        const interrupts = state.bot === "speaking";
        return { state: { ...next, phase: "speech", interrupts }, effects: interrupts ? [{ type: "barge-in", atMs: endMs }] : [] };
      }
      if (endMs - next.lastSpeechMs < falseStartMs) return { state: next, effects: [] };
      return { state: quiet(next, atMs), effects: [{ type: "discard" }] };
    }
    case "speech": {
      const spokenMs = speaking ? frameMs : 0;
      const overBotMs = state.overBotMs + (state.bot === "speaking" ? spokenMs : 0);
      // Who began just before the reply came speaks on over it: the same measure of speech stops the bot.
      const cutsOff = speaking && state.bot === "speaking" && !state.interrupts && state.settings.bargeIn && overBotMs >= state.settings.bargeInMinSpeechMs;
      const next: TurnState = { ...state, speechMs: state.speechMs + spokenMs, lastSpeechMs: speaking ? endMs : state.lastSpeechMs, overBotMs, interrupts: state.interrupts || cutsOff };
      const effects: TurnEffect[] = cutsOff ? [{ type: "barge-in", atMs: endMs }] : [];
      const endpointMs = state.digits ? state.settings.digitsEndpointMs : state.settings.endpointMs;
      const ended = endMs - next.lastSpeechMs >= endpointMs || endMs - next.startMs >= state.settings.maxUtteranceMs;
      if (!ended) return { state: next, effects };
      return {
        state: quiet(next, atMs),
        effects: [...effects, { type: "endpoint", startMs: next.startMs, endMs: next.lastSpeechMs, atMs: endMs, interrupts: next.interrupts, speechMs: next.speechMs }],
      };
    }
  }
}

const quiet = (state: TurnState, atMs: number): TurnState => ({ ...state, phase: "quiet", quietSinceMs: atMs, toldSeconds: 0 });

/** One `silence` a second while neither side speaks; whole seconds, so a lost one is made good by the next. */
function tick(state: TurnState, atMs: number): { state: TurnState; effects: TurnEffect[] } {
  if (state.bot !== "silent") return { state: { ...state, quietSinceMs: atMs, toldSeconds: 0 }, effects: [] };
  const seconds = Math.floor((atMs - state.quietSinceMs) / 1000);
  if (seconds <= state.toldSeconds) return { state, effects: [] };
  return { state: { ...state, toldSeconds: seconds }, effects: [{ type: "silence", forMs: seconds * 1000 }] };
}
