/**
 * The dialogue: (state, input, now) → decision. Pure: the same inputs give the same decisions, so a
 * turn replayed after a crash says the same words and runs a write under the same key.
 *
 * What is sure moves the flow; what is unsure is read back («Завтра в пять, верно?»); what is not on the list is asked
 * again with an example. Three misses or three silences in a row end the call, unless the flow has a way for them.
 * In a `talk` state a model answers what no transition takes; where it says nothing, the state's hint is said.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { localClock } from "../language/calendar.ts";
import type { LocalNow } from "../language/calendar.ts";
import type { Decide, Decision, DialogueInput } from "./decision.ts";
import { askField, enter, toolEnded } from "./enter.ts";
import { onDone, onNotUnderstood, onSilence } from "./flow.ts";
import { askModel, modelEnded } from "./model-turn.ts";
import { completeState, newState } from "./state.ts";
import type { DialogueState } from "./state.ts";
import { createTalk, finished } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { understand } from "./turn.ts";
import type { Step } from "./turn.ts";
import { unheardOf } from "./unheard.ts";

export type DecideOptions = { /** IANA zone of the tenant, for "tomorrow". */ timeZone: string; /** When `begin` was lost; its own language counts. */ language?: Language };

export function createDecide(bot: BotConfig, options: DecideOptions): Decide<DialogueState> {
  const fallbackLanguage = options.language ?? bot.languages[0] ?? "ru";
  const clock = localClock(options.timeZone);
  return (previous, input, nowMs) => {
    const now = clock(nowMs);
    const language = input.type === "begin" && bot.languages.includes(input.language) ? input.language : (previous?.language ?? fallbackLanguage);
    if (previous === null || input.type === "begin") return begin(bot, language, now);
    if (previous.ended !== null) return finished(bot, previous);
    return next(bot, completeState(structuredClone(previous)), input, now);
  };
}

function begin(bot: BotConfig, language: Language, now: LocalNow): Decision<DialogueState> {
  const talk = createTalk(bot, newState(language, bot.flow.start), now);
  talk.say(bot.prompts.greeting);
  enter(talk, bot.flow.start);
  return talk.decision(null);
}

function next(bot: BotConfig, state: DialogueState, input: Exclude<DialogueInput, { type: "begin" }>, now: LocalNow): Decision<DialogueState> {
  const talk = createTalk(bot, state, now);
  switch (input.type) {
    case "interrupted":
      state.asked = unheardOf(state.asked, input.heard);
      state.cut = true;
      // A model that was still speaking goes on, if need be, after what was heard of it.
      if (state.thought !== null && input.heard.trim() !== "") state.thought.losses = Math.max(1, state.thought.losses);
      return talk.decision(null);
    case "silence":
      silence(talk, input.forMs);
      return talk.decision(state.silences > 0 && talk.said.length > 0 ? "silence" : null);
    case "tool":
      if (state.tool?.key === input.key) toolEnded(talk, input.result);
      return talk.decision(null);
    case "model":
      if (state.thought?.key === input.key) modelEnded(talk, input.result);
      return talk.decision(null);
    case "turn": {
      const unfinished = state.thought;
      state.silences = 0;
      state.thought = null;
      if (state.tool !== null) {
        talk.say(bot.fallbacks.busy);
        return talk.decision(null);
      }
      const step = understand(bot, state, input, now);
      state.spared = input.verdict === "rejected" && state.cut;
      state.cut = false;
      // What is to be said again is the model's, and nobody has it whole: a noise lets it go on, a wish to hear it asks it anew.
      if (step.move.type === "repeat" && unfinished !== null) askModel(talk, input.verdict === "rejected" ? unfinished.losses : 0);
      else follow(talk, step);
      return talk.decision(step.intent);
    }
  }
}

// ---------------------------------------------------------------- answers

function follow(talk: Talk, step: Step): void {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  Object.assign(state.fields, step.fields);
  for (const [field, parts] of Object.entries(step.parts)) state.parts[field] = parts;
  for (const field of Object.keys(step.fields)) delete state.parts[field];
  state.doubt = step.doubt;
  const hint = flowState !== undefined && "hint" in flowState ? flowState.hint : undefined;
  switch (step.move.type) {
    case "go":
      return enter(talk, step.move.to);
    case "done": {
      const onward = onDone(bot, state.flowState);
      return onward === null ? talk.end("completed", "failed") : enter(talk, onward);
    }
    case "repeat":
      talk.said.push(...state.asked);
      return;
    case "wait":
      talk.say(step.move.text);
      return;
    case "ask-part":
      state.misses = 0;
      return askField(talk);
    case "ask-doubt":
      if (step.move.again) state.misses += 1;
      if (state.misses >= 3) return notUnderstood(talk, hint, state.misses);
      return talk.ask(bot.fallbacks.unsure, { value: step.move.value });
    case "ask-again":
      // The caller said no to what we heard: a miss of ours, and the hint helps.
      state.misses += 1;
      return state.misses >= 3 ? notUnderstood(talk, hint, state.misses) : talk.ask(hint ?? null);
    case "refuse": {
      // A time outside the hours was understood well; the wrong number of digits may be our hearing.
      state.misses = step.move.ourFault ? state.misses + 1 : 0;
      if (state.misses >= 3) return notUnderstood(talk, hint, state.misses);
      talk.tell(step.move.text);
      return talk.ask(hint ?? null);
    }
    case "mend":
      state.mending = true;
      state.misses = 0;
      if (flowState?.type === "confirm") talk.ask(flowState.what);
      return;
    case "read-back":
      state.misses = 0;
      state.mending = false;
      if (flowState?.type === "confirm") {
        if (step.move.corrected) talk.say(flowState.corrected);
        talk.ask(flowState.say);
      }
      return;
    case "re-ask": {
      const field = step.move.field;
      delete state.fields[field];
      delete state.parts[field];
      const askState = Object.entries(bot.flow.states).find(([, one]) => one.type === "ask" && one.field === field);
      return askState === undefined ? notUnderstood(talk, hint, state.misses + 1) : enter(talk, askState[0]);
    }
    case "model":
      return askModel(talk, 0);
    case "miss":
      return notUnderstood(talk, hint, state.misses + 1);
  }
}

function notUnderstood(talk: Talk, hint: Text | undefined, times: number): void {
  const { bot, state } = talk;
  state.misses = times;
  const onward = onNotUnderstood(bot, state.flowState, times);
  if (onward !== null) return enter(talk, onward);
  const text = bot.fallbacks.not_understood[Math.min(times, 3) - 1] ?? bot.fallbacks.not_understood[2];
  if (times >= 3) {
    talk.say(text);
    return talk.end("completed", "not_understood");
  }
  sayWithHint(talk, text, hint);
}

/** `asked` stays the question itself: "repeat" is not for our apology. A question inside the question is said again instead of the hint. */
function sayWithHint(talk: Talk, text: Text, hint: Text | undefined): void {
  const { state } = talk;
  const inside = state.doubt !== null || state.mending;
  talk.say(text, hint === undefined || inside ? {} : { hint });
  if (inside) talk.said.push(...state.asked);
}

function silence(talk: Talk, forMs: number): void {
  const { bot, state } = talk;
  const after = bot.fallbacks.silence_after_ms[Math.min(state.silences, 2)] ?? bot.fallbacks.silence_after_ms[2];
  // A tool is the platform's to time out; the caller waits for us, not we for him.
  if (state.tool !== null || forMs < after) return;
  state.silences += 1;
  const onward = onSilence(bot, state.flowState, state.silences);
  if (onward !== null) return enter(talk, onward);
  const text = bot.fallbacks.silence[Math.min(state.silences, 3) - 1] ?? bot.fallbacks.silence[2];
  const flowState = bot.flow.states[state.flowState];
  if (state.silences >= 3) {
    talk.say(text);
    return talk.end("silent", "abandoned");
  }
  sayWithHint(talk, text, flowState !== undefined && "hint" in flowState ? flowState.hint : undefined);
}
