/** What a model is asked, and what becomes of its answer. */
import type { ModelResult } from "./decision.ts";
import { modelTools, readToolCall } from "./model-tools.ts";
import { missed } from "./not-understood.ts";
import { systemPrompt } from "./prompt.ts";
import { speakable } from "./render.ts";
import type { Talk } from "./talk.ts";
import { goodbye } from "./wording.ts";

/** An answer that was lost so often in mid-sentence is given up: the flow answers. */
const mostLosses = 2;

export function askModel(talk: Talk, losses: number): void {
  const { bot, state, now } = talk;
  if (bot.llm === null) return answerWithout(talk);
  state.thoughts += 1;
  // Counted in the state, so a replay of the turn gives the same key.
  talk.model = { key: `thought-${state.thoughts}`, system: systemPrompt(bot, state, now, losses > 0), tools: modelTools(state.language) };
  state.thought = { key: talk.model.key, losses };
}

export function modelEnded(talk: Talk, result: ModelResult): void {
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
      Object.assign(state, { misses: 0, lost: 0 });
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
  if (missed(talk, state.misses + 1)) return;
  talk.ask(flowState?.type === "talk" ? flowState.hint : null);
}

/** A model that only hangs up: the goodbye is the flow's, where it has one. */
function sayGoodbye(talk: Talk): void {
  const end = talk.bot.flow.states[talk.way({ intent: "goodbye" })?.transition.to ?? ""];
  talk.say(end?.type === "end" ? end.say : goodbye);
}
