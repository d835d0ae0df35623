/**
 * Turn-taking for one call: when the caller begins to speak, interrupts, and has finished. Pure: it is fed frames of the
 * audio clock with the VAD's opinion, and the recogniser's words as they come, and says what to do; a recording replays
 * to the same decisions at any speed.
 *
 * | phase    | frame of speech                   | frame of silence                         |
 * | -------- | --------------------------------- | ---------------------------------------- |
 * | quiet    | count → `maybe`, effect `open`    | ticks of silence when nobody speaks      |
 * | maybe    | enough → `speech`                 | long → `quiet`, effect `discard`         |
 * | speech   | too long → `endpoint`             | as long as `endpointing.ts` says → `endpoint` |
 *
 * Over the bot, enough speech (`bargeInMinSpeechMs`) → `judge`:
 *
 * | ears                | heard so far                     | effect                                     |
 * | ------------------- | -------------------------------- | ------------------------------------------ |
 * | without partials    | anything                         | `barge-in`                                 |
 * | with partials       | a word that is no back-channel   | `barge-in`                                 |
 * |                     | «угу» and the like               | none                                       |
 * |                     | nothing yet                      | `pause`: the bot keeps its place           |
 * |                     | nothing, and long                | `barge-in`                                 |
 *
 * A paused bot goes on (`resume`) after `resumeAfterMs` without speech, sooner when it was a back-channel; there is no
 * way for it to stay paused in silence. An utterance over the bot that has not stopped it ends `undecided`: its final
 * text decides (`countsAsTurn`, event `final`).
 */
import { isBackchannel } from "./backchannels.ts";
import { completeness, type Expected } from "./completeness.ts";
import { endpointAfter } from "./endpointing.ts";
import { newPace, pauseOf, turnOf, type Pace } from "./pace.ts";
import { timersOf, type TurnSettings, type TurnTimers } from "./settings.ts";

export type { TurnSettings } from "./settings.ts";

type Words = { text: string; /** Audio clock when the text last changed, and when it was last told. */ changedMs: number; toldMs: number; stable: boolean };

export type TurnState = {
  settings: TurnSettings;
  /** What holds in this state of the flow. */
  timers: TurnTimers;
  expected: Expected;
  timing: Partial<TurnSettings> | null;
  /** Digits are expected: people pause between groups, so the endpoint waits longer. */
  digits: boolean;
  /** The recogniser tells words while they are spoken. */
  partials: boolean;
  /** A turn model may be asked. */
  model: boolean;
  bot: "silent" | "speaking" | "speaking-firmly"; // firmly: this reply may not be interrupted
  phase: "quiet" | "maybe" | "speech";
  /** Audio clock, ms: first and last frame of speech of this utterance, and how much of it was speech. */
  startMs: number;
  lastSpeechMs: number;
  speechMs: number;
  /** Of that, what sounded since the bot began to speak over it. */
  overBotMs: number;
  /** The line's noise: softest frames, dB, of this stretch and the one before; null before the first frame. */
  floor: { sinceMs: number; db: number; beforeDb: number } | null;
  /** While nobody speaks: where what may have been speech began, and until when it may still be a part of what follows. */
  doubt: { fromMs: number; untilMs: number } | null;
  /** The bot was cut off by this utterance. */
  interrupts: boolean;
  /** The bot is paused until it is known what this was. */
  held: boolean;
  words: Words | null;
  /** The vendor holds the turn for over, since this moment of the audio clock. */
  vendorEndedMs: number | null;
  modelSays: number | null;
  modelAsked: boolean;
  speculated: string;
  pace: Pace;
  /** When the last turn was ended and its speech; null once its successor is known to be another turn. */
  ended: { atMs: number; speechEndMs: number } | null;
  /** Since when neither side has sounded, and the last whole second told. */
  quietSinceMs: number;
  toldSeconds: number;
};

export type TurnEvent =
  | { type: "frame"; atMs: number; speech: number; /** Of the frame, dB of full scale; without it loudness says nothing. */ levelDb?: number }
  | { type: "bot"; speaking: "silent" | "speaking" | "speaking-firmly"; atMs: number }
  | { type: "listen"; digits: boolean; expected?: Expected; timing?: Partial<TurnSettings> | null }
  | { type: "settings"; settings: TurnSettings }
  /** What the recogniser and the turn model of this call can do. */
  | { type: "ears"; partials: boolean; model: boolean }
  | { type: "partial"; text: string; stable: boolean; atMs: number }
  /** The vendor's end of turn; `eager`: it may yet go on. */
  | { type: "turn-end"; text: string; eager: boolean; atMs: number }
  | { type: "turn-model"; probability: number }
  /** The text of an undecided utterance. */
  | { type: "final"; text: string; rejected: boolean; atMs: number };

export type TurnEffect =
  /** Start to recognise; audio from `startMs` minus the pre-roll on. */
  | { type: "open"; startMs: number }
  | { type: "barge-in"; atMs: number }
  /** The bot falls silent and keeps its place; then either `resume` or `barge-in`. */
  | { type: "pause"; atMs: number }
  | { type: "resume"; atMs: number }
  /** It was a click or a cough: forget it. */
  | { type: "discard" }
  /** `undecided`: spoken over the bot, which it has not stopped. */
  | { type: "endpoint"; startMs: number; endMs: number; atMs: number; interrupts: boolean; undecided: boolean; speechMs: number }
  /** The turn may end with these words. */
  | { type: "speculate"; text: string }
  | { type: "ask-model" }
  | { type: "silence"; forMs: number };

type Step = { state: TurnState; effects: TurnEffect[] };

/** Above the first it is speech; speech goes on down to the second (hysteresis of the Silero authors: 0.15 apart). */
const onThreshold = 0.5;
const offThreshold = 0.35;
/**
 * The detector rises slowly over noise and after a soft onset, and takes no notice of a short first syllable
 * («по-дождите»). What it held for possible speech, or what was loud, right before it was sure counts towards an
 * interruption: p95 of the bench's clean ones fell from 219 to 72 ms beyond the minimum. By itself it counts for nothing.
 */
const doubtThreshold = 0.2;
const mostDoubtMs = 240;
/** Above the line's own noise, and above any line's. */
const loudDb = 15;
const leastLoudDb = -45;
/** The noise is the softest frame of this second and the one before. */
const floorMs = 1000;
/** A syllable is longer than this; clicks are shorter. */
const minTurnSpeechMs = 80;
/** The stop of a consonant within a word («по-до-ждите»): part of the speech around it. */
const closureMs = 160;
/** Silence after too little speech that makes it a false start. */
const falseStartMs = 300;
const frameMs = 20;
/** Over the bot without a word of it so far: coughs are over by then, and a recogniser would have said something. */
const wordlessMs = 1500;
/** «Угу» is over, and nothing follows. */
const backchannelSilenceMs = 240;
/** Words that have stood for so long, with silence after them, may be the whole turn. */
const stableMs = 200;
/** No recogniser is later with a word; what the voice detector still takes for speech is noise. */
const settledMs = 1000;
const speculateSilenceMs = 100;
/** The model is asked once a pause, when it is no gap between words. */
const askModelSilenceMs = 160;
/** Who speaks on so soon after the end of the turn, the bot still silent, had not finished. */
const cutOffMs = 1000;

export const defaultTurnSettings: TurnSettings = { endpointMs: 500, digitsEndpointMs: 1100, bargeInMinSpeechMs: 240, bargeIn: true, maxUtteranceMs: 15_000 };

export function newTurnState(settings: TurnSettings, atMs: number): TurnState {
  return {
    settings, timers: timersOf(settings, null), expected: { phrases: [], digits: null }, timing: null, digits: false, partials: false, model: false, bot: "silent", phase: "quiet",
    startMs: 0, lastSpeechMs: 0, speechMs: 0, overBotMs: 0, floor: null, doubt: null, interrupts: false, held: false, words: null, vendorEndedMs: null, modelSays: null, modelAsked: false, speculated: "",
    pace: newPace, ended: null, quietSinceMs: atMs, toldSeconds: 0,
  };
}

export function stepTurn(state: TurnState, event: TurnEvent): Step {
  switch (event.type) {
    case "settings":
      return only({ ...state, settings: event.settings, timers: timersOf(event.settings, state.timing) });
    case "listen": {
      const timing = event.timing ?? null;
      return only({ ...state, digits: event.digits, expected: event.expected ?? { phrases: [], digits: null }, timing, timers: timersOf(state.settings, timing) });
    }
    case "ears":
      return only({ ...state, partials: event.partials, model: event.model });
    case "bot": {
      const next: TurnState = { ...state, bot: event.speaking, overBotMs: state.bot === event.speaking ? state.overBotMs : 0, quietSinceMs: event.atMs, toldSeconds: 0 };
      // Nothing is left to pause: what it says next must sound.
      return event.speaking === "silent" ? release(next, event.atMs) : only(next);
    }
    case "partial":
      return heard(state, event.text, event.stable, event.atMs);
    case "turn-end": {
      const step = heard(state, event.text, true, event.atMs);
      if (step.state.phase === "quiet" || !state.partials) return step;
      if (!event.eager) return { ...step, state: { ...step.state, vendorEndedMs: event.atMs } };
      const ahead = speculate(step.state, "eager");
      return { state: ahead.state, effects: [...step.effects, ...ahead.effects] };
    }
    case "turn-model":
      return only({ ...state, modelSays: state.modelAsked ? event.probability : null });
    case "final": {
      if (!event.rejected && !isNothing(state, event.text) && state.bot === "speaking") return { state: { ...state, held: false }, effects: [{ type: "barge-in", atMs: event.atMs }] };
      return state.phase === "quiet" ? release(state, event.atMs) : only(state);
    }
    case "frame":
      return stepFrame(listened(state, event.atMs, event.speech, event.levelDb ?? null), event.atMs, event.speech);
  }
}

const only = (state: TurnState): Step => ({ state, effects: [] });

/** Longer than a click, so that a recogniser is worth its price. */
export const isSpeech = (state: TurnState): boolean => state.phase === "speech" || (state.phase === "maybe" && state.speechMs >= minTurnSpeechMs);

/** Whether an undecided utterance is a turn of the caller, now that its text is known. */
export function countsAsTurn(state: TurnState, final: { text: string; rejected: boolean }): boolean {
  if (final.rejected || final.text.trim() === "") return false;
  // The bot has finished meanwhile: «угу» is then an answer.
  return state.bot === "silent" || !isNothing(state, final.text);
}

/** No words, or such as never stop a bot. */
export const isNothing = (state: TurnState, text: string): boolean =>
  text.trim() === "" || isBackchannel(text, { extra: state.timers.backchannels, yesNo: state.expected.expects === "yes_no" });

const release = (state: TurnState, atMs: number): Step => (state.held ? { state: { ...state, held: false }, effects: [{ type: "resume", atMs }] } : only(state));

/** Words of the utterance that is open; those that come late, after its end, are nobody's here. Ears that tell words only once the speech is over say nothing about its end. */
function heard(state: TurnState, text: string, stable: boolean, atMs: number): Step {
  if (!state.partials || state.phase === "quiet" || text.trim() === "") return only(state);
  const changed = state.words?.text !== text;
  const words: Words = { text, stable, toldMs: atMs, changedMs: changed ? atMs : (state.words?.changedMs ?? atMs) };
  const next: TurnState = { ...state, words, vendorEndedMs: changed ? null : state.vendorEndedMs };
  return judge(next, atMs);
}

function stepFrame(state: TurnState, atMs: number, probability: number): Step {
  const speaking = probability >= (state.phase === "quiet" ? onThreshold : offThreshold);
  const endMs = atMs + frameMs;
  switch (state.phase) {
    case "quiet": {
      if (speaking && state.bot !== "speaking-firmly") return begin(state, atMs);
      const held = goOn(state, endMs);
      const ticked = tick(held.state, atMs);
      return { state: ticked.state, effects: [...held.effects, ...ticked.effects] };
    }
    case "maybe": {
      const next = spoken(state, speaking, endMs);
      if (speaking) {
        if (state.bot !== "speaking") return next.speechMs >= minTurnSpeechMs ? only({ ...next, phase: "speech", pace: rejoined(next) }) : only(next);
        if (!next.timers.bargeIn || next.overBotMs < next.timers.bargeInMinSpeechMs) return only(next);
        return judge({ ...next, phase: "speech" }, endMs);
      }
      if (endMs - next.lastSpeechMs < falseStartMs) return goOn(next, endMs);
      const held = goOn(quiet(next, atMs), endMs);
      return { state: held.state, effects: [{ type: "discard" }, ...held.effects] };
    }
    case "speech":
      return stepSpeech(state, speaking, atMs);
  }
}

function begin(state: TurnState, atMs: number): Step {
  const endMs = atMs + frameMs;
  const next: TurnState = {
    ...state, phase: "maybe", startMs: atMs, lastSpeechMs: endMs, speechMs: frameMs, overBotMs: state.bot === "speaking" ? endMs - doubtedFrom(state, atMs) : 0, interrupts: false, doubt: null,
    words: null, vendorEndedMs: null, modelSays: null, modelAsked: false, speculated: "",
  };
  return { state: next, effects: [{ type: "open", startMs: atMs }] };
}

/** Keeps the noise of the line, and what may have been speech before the detector is sure of it. */
function listened(state: TurnState, atMs: number, probability: number, levelDb: number | null): TurnState {
  const floor = levelDb === null ? state.floor : softest(state.floor, levelDb, atMs);
  const loud = levelDb !== null && floor !== null && levelDb >= Math.max(Math.min(floor.db, floor.beforeDb) + loudDb, leastLoudDb);
  if (state.phase !== "quiet" || !(loud || probability >= doubtThreshold)) return { ...state, floor };
  const untilMs = atMs + frameMs + (loud ? closureMs : 0);
  return { ...state, floor, doubt: state.doubt && atMs <= state.doubt.untilMs ? { fromMs: state.doubt.fromMs, untilMs: Math.max(untilMs, state.doubt.untilMs) } : { fromMs: atMs, untilMs } };
}

function softest(floor: TurnState["floor"], levelDb: number, atMs: number): TurnState["floor"] {
  if (floor === null) return { sinceMs: atMs, db: levelDb, beforeDb: levelDb };
  return atMs - floor.sinceMs >= floorMs ? { sinceMs: atMs, db: levelDb, beforeDb: floor.db } : { ...floor, db: Math.min(floor.db, levelDb) };
}

const doubtedFrom = ({ doubt }: TurnState, atMs: number): number => (doubt && atMs <= doubt.untilMs ? Math.max(doubt.fromMs, atMs - mostDoubtMs) : atMs);

/** The frame's part in the measures of speech, and the pause that it ends. */
function spoken(state: TurnState, speaking: boolean, endMs: number): TurnState {
  if (!speaking) return state;
  const pauseMs = endMs - frameMs - state.lastSpeechMs;
  const spokenMs = frameMs + (pauseMs <= closureMs ? pauseMs : 0);
  return {
    ...state,
    speechMs: state.speechMs + spokenMs,
    overBotMs: state.overBotMs + (state.bot === "speaking" ? (state.overBotMs === 0 ? frameMs : spokenMs) : 0),
    lastSpeechMs: endMs,
    pace: state.phase === "speech" && !dictating(state) ? pauseOf(state.pace, pauseMs) : state.pace,
    modelSays: null,
    modelAsked: false,
    // The vendor was wrong: the caller speaks on, well after it.
    vendorEndedMs: state.vendorEndedMs !== null && endMs - state.vendorEndedMs > stableMs ? null : state.vendorEndedMs,
  };
}

/** Between groups of digits and parts of an address everybody pauses: no habit of this caller, and timed apart. */
const dictating = ({ digits, expected }: TurnState): boolean => digits || expected.expects === "digits" || expected.expects === "address";

/** Who speaks on right after a turn was ended had only paused: learnt as a pause within a turn. */
function rejoined(state: TurnState): Pace {
  if (!state.ended || dictating(state) || state.bot !== "silent" || state.startMs - state.ended.atMs > cutOffMs) return state.pace;
  return pauseOf(state.pace, state.startMs - state.ended.speechEndMs);
}

function stepSpeech(state: TurnState, speaking: boolean, atMs: number): Step {
  const endMs = atMs + frameMs;
  const judged = speaking ? judge(spoken(state, true, endMs), endMs) : goOn(state, endMs);
  const next = judged.state;
  const silentMs = endMs - next.lastSpeechMs;
  const tooLong = endMs - next.startMs >= next.timers.maxUtteranceMs;
  if (!tooLong && silentMs < waitOf(next, endMs)) {
    const ahead = speculate(next, silentMs);
    const ask = ahead.state.model && !ahead.state.modelAsked && silentMs >= askModelSilenceMs;
    return { state: ask ? { ...ahead.state, modelAsked: true } : ahead.state, effects: [...judged.effects, ...ahead.effects, ...(ask ? [{ type: "ask-model" } as const] : [])] };
  }
  const undecided = isUndecided(next);
  const ended: TurnState = { ...quiet(next, atMs), ended: undecided ? null : { atMs: endMs, speechEndMs: next.lastSpeechMs }, pace: undecided ? next.pace : turnOf(next.pace) };
  return { state: ended, effects: [...judged.effects, { type: "endpoint", startMs: next.startMs, endMs: next.lastSpeechMs, atMs: endMs, interrupts: next.interrupts, undecided, speechMs: next.speechMs }] };
}

/** Spoken over the bot from its first syllable, by ears that give words, and the bot still speaks (or is paused). */
const isUndecided = (state: TurnState): boolean => state.partials && state.bot === "speaking" && !state.interrupts && state.speechMs - state.overBotMs < minTurnSpeechMs;

function waitOf(state: TurnState, nowMs: number): number {
  const { words, timers } = state;
  const wait = endpointAfter(timers, {
    expected: state.expected,
    digits: state.digits,
    words: words && timers.semantic ? completeness(words.text, state.expected) : null,
    wordsAreWhole: words !== null && (words.toldMs >= state.lastSpeechMs || nowMs - words.changedMs >= settledMs),
    vendorEnded: state.vendorEndedMs !== null,
    model: state.modelSays,
    pace: state.pace,
  });
  // The text is wanted before the bot goes on.
  return state.held && isUndecided(state) ? Math.min(wait, timers.endpointMs, timers.resumeAfterMs) : wait;
}

/** What speech over the bot does to it: see the table above. */
function judge(state: TurnState, atMs: number): Step {
  const { timers, words } = state;
  if (state.phase !== "speech" || state.bot !== "speaking" || state.interrupts || !timers.bargeIn || state.overBotMs < timers.bargeInMinSpeechMs) return only(state);
  const stop = (): Step => ({ state: { ...state, interrupts: true, held: false }, effects: [{ type: "barge-in", atMs }] });
  if (!state.partials) return stop();
  if (words && !isNothing(state, words.text)) return stop();
  if (state.overBotMs >= wordlessMs) return stop();
  if (words || state.held) return only(state);
  if (timers.resumeAfterMs === 0) return stop();
  return { state: { ...state, held: true }, effects: [{ type: "pause", atMs }] };
}

/** A paused bot goes on when nothing more comes. */
function goOn(state: TurnState, nowMs: number): Step {
  if (!state.held) return only(state);
  const listener = state.phase === "speech" && state.words !== null && isNothing(state, state.words.text) && state.words.toldMs >= state.lastSpeechMs;
  const after = listener ? Math.min(backchannelSilenceMs, state.timers.resumeAfterMs) : state.timers.resumeAfterMs;
  return nowMs - state.lastSpeechMs >= after ? release(state, nowMs) : only(state);
}

/** Once for each text, when it stands and there is silence; not for words that plainly go on, nor under the bot's own. */
function speculate(state: TurnState, silentMs: number | "eager"): Step {
  const { words } = state;
  if (!state.timers.speculate || !words || words.text === state.speculated || state.bot !== "silent") return only(state);
  const stands = silentMs === "eager" || (silentMs >= speculateSilenceMs && (words.stable || state.lastSpeechMs + silentMs - words.changedMs >= stableMs));
  if (!stands) return only(state);
  if (["unfinished", "number", "address"].includes(completeness(words.text, state.expected))) return only(state);
  return { state: { ...state, speculated: words.text }, effects: [{ type: "speculate", text: words.text }] };
}

const quiet = (state: TurnState, atMs: number): TurnState => ({ ...state, phase: "quiet", quietSinceMs: atMs, toldSeconds: 0 });

/** One `silence` a second while neither side speaks; whole seconds, so a lost one is made good by the next. */
function tick(state: TurnState, atMs: number): Step {
  if (state.bot !== "silent") return only({ ...state, quietSinceMs: atMs, toldSeconds: 0 });
  const seconds = Math.floor((atMs - state.quietSinceMs) / 1000);
  if (seconds <= state.toldSeconds) return only(state);
  return { state: { ...state, toldSeconds: seconds }, effects: [{ type: "silence", forMs: seconds * 1000 }] };
}
