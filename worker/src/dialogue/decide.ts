/**
 * The dialogue: (state, input, now) → decision. Pure: the same inputs give the same decisions, so a
 * turn replayed after a crash says the same words and runs a write under the same key.
 *
 * What is sure moves the flow; what is unsure is read back («Завтра в пять, верно?»); what is not on the list is asked
 * again with an example. Three misses or three silences in a row end the call, unless the flow has a way for them.
 * In a `talk` state a model answers what no transition takes; where it says nothing, the state's hint is said.
 */
import { textIn } from "@zvon/contract/bot-config.ts";
import type { BotConfig, Text } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import { localClock } from "../language/calendar.ts";
import type { LocalNow } from "../language/calendar.ts";
import type { Decide, Decision, DialogueInput, ModelRequest, ModelResult, Segment, ToolCall, ToolResult } from "./decision.ts";
import { onDone, onIntent, onNotUnderstood, onSilence, onTool, onVisits } from "./flow.ts";
import { listenFor, nothingToHear } from "./listen.ts";
import type { Asking } from "./listen.ts";
import { modelTools, readToolCall } from "./model-tools.ts";
import { systemPrompt } from "./prompt.ts";
import { fieldSpoken, render, speakable } from "./render.ts";
import type { RenderContext } from "./render.ts";
import { completeState, newState } from "./state.ts";
import type { DialogueState } from "./state.ts";
import { understand } from "./turn.ts";
import type { Step } from "./turn.ts";
import { unheardOf } from "./unheard.ts";
import { goodbye } from "./wording.ts";

export type DecideOptions = { /** IANA zone of the tenant, for "tomorrow". */ timeZone: string; /** When `begin` was lost; its own language counts. */ language?: Language };

/** A flow that goes round without asking anything is a fault of the config; it ends rather than spins. */
const longestChain = 20;
/** An answer that was lost so often in mid-sentence is given up: the flow answers. */
const mostLosses = 2;

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

// ---------------------------------------------------------------- what is said and done while a decision is made

type Talk = {
  bot: BotConfig;
  state: DialogueState;
  now: LocalNow;
  said: Segment[];
  tool: ToolCall | null;
  model: ModelRequest | null;
  say(text: Text | null, more?: Partial<RenderContext>): Segment[];
  /** Something the caller may want to hear again with the question that follows. */
  tell(text: Text | null): void;
  /** A question: what "repeat" says again, after what was told before it. */
  ask(text: Text | null, more?: Partial<RenderContext>): void;
  end(reason: "completed" | "silent", outcome: Outcome): void;
  decision(intent: string | null): Decision<DialogueState>;
};

function createTalk(bot: BotConfig, state: DialogueState, now: LocalNow): Talk {
  const told: Segment[] = [];
  const talk: Talk = {
    bot, state, now, said: [], tool: null, model: null,
    say(text, more = {}) {
      const segments = render(bot, text, { language: state.language, today: now.date, fields: state.fields, toolValues: state.toolValues, ...more });
      talk.said.push(...segments);
      return segments;
    },
    tell(text) {
      told.push(...talk.say(text));
    },
    ask(text, more) {
      state.asked = [...told, ...talk.say(text, more)];
    },
    end(reason, outcome) {
      state.ended = reason;
      state.outcome ??= outcome;
    },
    decision: (intent) => ({
      state,
      say: talk.said,
      language: state.language,
      interruptible: state.ended === null,
      listen: state.ended !== null || state.tool !== null ? nothingToHear : listenFor(bot, state.flowState, asking(bot, state), state.language),
      tool: talk.tool,
      model: talk.model,
      hangup: state.ended,
      outcome: state.outcome,
      fields: fieldsForRecord(bot, state),
      flowState: state.flowState,
      intent,
    }),
  };
  return talk;
}

function finished(bot: BotConfig, state: DialogueState): Decision<DialogueState> {
  return { state, say: [], language: state.language, interruptible: false, listen: nothingToHear, tool: null, model: null, hangup: state.ended, outcome: state.outcome, fields: fieldsForRecord(bot, state), flowState: state.flowState, intent: null };
}

function asking(bot: BotConfig, state: DialogueState): Asking {
  if (state.doubt !== null) return "doubt";
  const flowState = bot.flow.states[state.flowState];
  if (flowState?.type !== "ask") return "main";
  const parts = state.parts[flowState.field];
  if (parts === undefined || parts === null) return "main";
  return parts.date !== null ? "time" : parts.time !== null ? "day" : "main";
}

/** What the record, the tools and the CRM get: labels in the call's language for choices, the rest as it is. */
function fieldsForRecord(bot: BotConfig, state: DialogueState): Record<string, string> {
  return Object.fromEntries(Object.entries(state.fields).map(([name, value]) => {
    const field = bot.fields[name];
    return [name, field?.type === "choice" ? fieldSpoken(field, value, "", "", state.language).text : value];
  }));
}

// ---------------------------------------------------------------- the flow

function enter(talk: Talk, target: string): void {
  const { bot, state } = talk;
  let name = target;
  for (let steps = 0; steps < longestChain; steps += 1) {
    const visits = (state.visits[name] ?? 0) + 1;
    const detour = onVisits(bot, name, visits);
    state.visits[name] = visits;
    if (detour !== null && detour !== name) { name = detour; continue; }
    const flowState = bot.flow.states[name];
    if (flowState === undefined) break;
    Object.assign(state, { flowState: name, misses: 0, doubt: null, mending: false });
    let onward: string | null = null;
    switch (flowState.type) {
      case "ask": {
        if (state.fields[flowState.field] === undefined) return askField(talk);
        onward = onDone(bot, name);
        break;
      }
      case "confirm":
      case "question":
      case "talk":
        return talk.ask(flowState.say);
      case "say":
        talk.tell(flowState.say);
        if (flowState.outcome !== null) state.outcome = flowState.outcome;
        for (const field of flowState.forget) delete state.fields[field];
        onward = onDone(bot, name);
        break;
      case "tool": {
        talk.say(flowState.say);
        const result = startTool(talk, flowState.tool, flowState.arguments);
        if (result === null) return;
        onward = onTool(bot, name, result);
        break;
      }
      case "end":
        state.outcome = flowState.outcome;
        talk.say(flowState.say);
        return talk.end("completed", flowState.outcome);
    }
    if (onward === null) break;
    name = onward;
  }
  talk.end("completed", "failed");
}

/** The question of an `ask` state, or the half that is missing. */
function askField(talk: Talk): void {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  if (flowState?.type !== "ask") return;
  const field = bot.fields[flowState.field];
  const mode = asking(bot, state);
  if (field?.type === "day_time" && mode === "time") return talk.ask(field.ask_time);
  if (field?.type === "day_time" && mode === "day") return talk.ask(field.ask_day);
  talk.ask(flowState.say);
}

/** @returns the result at once for a table, null when the tool must be run first. */
function startTool(talk: Talk, name: string, templates: Record<string, string>): "ok" | "failed" | null {
  const { bot, state } = talk;
  const tool = bot.tools.find((one) => one.name === name);
  if (tool === undefined) return "failed";
  if (tool.type === "table") {
    const row = tool.config.rows[state.fields[tool.config.key] ?? ""];
    state.toolValues = Object.fromEntries(Object.entries(row ?? {}).map(([column, text]) => [column, textIn(text, state.language)]));
    return row === undefined ? "failed" : "ok";
  }
  state.toolRuns += 1;
  const record = fieldsForRecord(bot, state);
  const filled = Object.entries(templates).map(([argument, template]) => [argument, template.replace(/\{([a-z0-9_]+)\}/g, (_, field: string) => record[field] ?? "")]);
  // Counted in the state, so a replay of the turn gives the same key.
  talk.tool = { key: `${name}-${state.toolRuns}`, name, effect: tool.effect, arguments: Object.fromEntries(filled) };
  state.tool = { key: talk.tool.key, name };
  return null;
}

function toolEnded(talk: Talk, result: ToolResult): void {
  const { bot, state } = talk;
  state.tool = null;
  state.toolValues = result.status === "ok" ? result.value : {};
  const onward = onTool(bot, state.flowState, result.status);
  if (onward === null) talk.end("completed", "failed");
  else enter(talk, onward);
}

// ---------------------------------------------------------------- the model

function askModel(talk: Talk, losses: number): void {
  const { bot, state, now } = talk;
  if (bot.llm === null) return answerWithout(talk);
  state.thoughts += 1;
  // Counted in the state, so a replay of the turn gives the same key.
  talk.model = { key: `thought-${state.thoughts}`, system: systemPrompt(bot, state, now, losses > 0), tools: modelTools(state.language) };
  state.thought = { key: talk.model.key, losses };
}

function modelEnded(talk: Talk, result: ModelResult): void {
  const { state } = talk;
  const losses = state.thought?.losses ?? 0;
  state.thought = null;
  switch (result.status) {
    case "lost":
      return losses < mostLosses ? askModel(talk, losses + 1) : answerWithout(talk);
    case "failed":
      return answerWithout(talk);
    case "said": {
      const calls = result.tools.map(readToolCall);
      state.ignoredTools += calls.filter((call) => call === null).length;
      const end = calls.find((call) => call !== null);
      const text = result.text.trim();
      if (end === undefined && text === "") return answerWithout(talk);
      state.misses = 0;
      if (text !== "") state.asked = [{ text, voice: speakable(text, state.language) }];
      if (end === undefined) return result.cut === true && !asksSomething.test(text) ? closeAnswer(talk) : undefined;
      if (text === "") sayGoodbye(talk);
      state.outcome = end.outcome;
      return talk.end("completed", end.outcome);
    }
  }
}

const asksSomething = /\?[»"”’')\]]*$/;

/** An answer that broke off leaves the caller waiting for the rest: the state's own hint gives them the word. */
function closeAnswer(talk: Talk): void {
  const flowState = talk.bot.flow.states[talk.state.flowState];
  if (flowState?.type === "talk") talk.state.asked = [...talk.state.asked, ...talk.say(flowState.hint)];
}

/** No model says a word: the flow's own answer, and after some of them its own way out. */
function answerWithout(talk: Talk): void {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  state.misses += 1;
  const onward = onNotUnderstood(bot, state.flowState, state.misses);
  if (onward !== null) return enter(talk, onward);
  talk.ask(flowState?.type === "talk" ? flowState.hint : null);
}

/** A model that only hangs up: the goodbye is the flow's, where it has one. */
function sayGoodbye(talk: Talk): void {
  const { bot, state } = talk;
  const end = bot.flow.states[onIntent(bot, state.flowState, "goodbye") ?? ""];
  talk.say(end?.type === "end" ? end.say : goodbye);
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
