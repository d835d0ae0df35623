/** What the dialogue does with a step: the state takes what was understood, and the flow moves, asks or answers. */
import type { Text } from "@zvon/contract/bot-text.ts";
import { askAgain, askField, enter, take } from "./enter.ts";
import { handOff } from "./handoff.ts";
import { scopeOf } from "./flat-flow.ts";
import { askModel } from "./model-turn.ts";
import { mostStuck, notUnderstood } from "./not-understood.ts";
import { answerObjection, tellObjection } from "./objections.ts";
import type { Move, Step } from "./step.ts";
import type { Talk } from "./talk.ts";
import { functionOfState } from "./tools/definitions.ts";
import { goodbye, inDanger, noted } from "./wording.ts";

/** Understood, and nothing came of it. */
const idle: ReadonlySet<Move["type"]> = new Set(["repeat", "wait", "refuse", "mend", "told"] as const);
/** Not, or not surely, understood. */
const unclear: ReadonlySet<Move["type"]> = new Set(["miss", "ask-doubt", "ask-again", "refuse", "repeat", "model"] as const);

/** @param keys the answer was pressed, which needs no read-back. */
export function follow(talk: Talk, step: Step, keys: boolean): void {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  const hint = flowState !== undefined && "hint" in flowState ? flowState.hint : undefined;
  const changed = Object.keys(step.fields).filter((field) => state.fields[field] !== undefined && state.fields[field] !== step.fields[field]);
  takeAnswers(talk, step, keys);
  if (!unclear.has(step.move.type)) state.lost = 0;
  if (idle.has(step.move.type)) {
    state.stuck += 1;
    if (state.stuck >= mostStuck) return notUnderstood(talk, hint, 3);
  }
  if (step.beside !== undefined) tellObjection(talk, step.beside);
  if (step.told !== undefined) talk.tell(step.told.text, { value: step.told.value });
  move(talk, step, hint, changed);
}

function takeAnswers(talk: Talk, step: Step, keys: boolean): void {
  const { state } = talk;
  for (const [field, value] of Object.entries(step.fields)) {
    const before = state.fields[field];
    if (before !== value) talk.note(before === undefined ? "took_field" : "corrected_field", field);
    const confirmed = keys || (state.doubt?.field === field && state.doubt.value === value);
    state.confirmed = [...state.confirmed.filter((one) => one !== field), ...(confirmed || (before === value && state.confirmed.includes(field)) ? [field] : [])];
    state.fields[field] = value;
    delete state.parts[field];
  }
  for (const [field, parts] of Object.entries(step.parts)) {
    if (step.fields[field] !== undefined) continue;
    state.parts[field] = parts;
    if (step.move.type !== "refuse") talk.note("took_part", field);
  }
  if (Object.keys(step.fields).length > 0 || Object.keys(step.parts).length > 0) state.stuck = 0;
  if (step.doubt !== null && step.doubt.field !== state.doubt?.field) talk.note("doubted_field", step.doubt.field);
  state.doubt = step.doubt;
}

function move(talk: Talk, step: Step, hint: Text | undefined, changed: readonly string[]): void {
  const { move } = step;
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  const again = lookedUpBy(talk, changed);
  switch (move.type) {
    case "go":
      if (flowState?.type === "confirm" && "intent" in move.way.transition.when && move.way.transition.when.intent === "yes") confirm(talk, flowState.fields);
      return take(talk, move.way, step);
    case "handoff":
      return handOff(talk, move.criterion, move.to) ? undefined : notUnderstood(talk, hint, state.misses + 1);
    case "danger":
      talk.note("heard", move.intent);
      talk.say(inDanger[move.intent]);
      state.misses = 0;
      return callPerson(talk, move.intent);
    case "objection":
      state.misses = 0;
      return answerObjection(talk, move.intent);
    case "done": {
      if (flowState?.type === "confirm") confirm(talk, flowState.fields);
      const way = talk.way({ done: true });
      return way === null ? talk.end("completed", "failed") : take(talk, way);
    }
    case "repeat":
      talk.note("repeat");
      talk.said.push(...state.asked);
      return;
    case "wait":
      talk.note("wait");
      talk.say(move.text);
      return;
    case "told":
      talk.note("heard", move.intent);
      talk.say(move.text);
      return askAgain(talk);
    case "farewell":
      talk.note("heard", move.text === undefined ? "goodbye" : "not_interested");
      talk.say(move.text ?? goodbye);
      return talk.end("completed", "refused");
    case "ask-part":
      state.misses = 0;
      return flowState?.type === "ask" ? askField(talk) : askAgain(talk);
    case "ask-doubt":
      if (move.again) state.misses += 1;
      if (state.misses >= 3) return notUnderstood(talk, hint, state.misses);
      return talk.ask(bot.fallbacks.unsure, { value: move.value });
    case "ask-again":
      // The caller said no to what we heard: a miss of ours, and the hint helps.
      state.misses += 1;
      return state.misses >= 3 ? notUnderstood(talk, hint, state.misses) : talk.ask(hint ?? null);
    case "refuse": {
      talk.note("refused_field", move.field);
      // A time outside the hours was understood well; the wrong number of digits may be our hearing.
      state.misses = move.ourFault ? state.misses + 1 : 0;
      if (state.misses >= 3) return notUnderstood(talk, hint, state.misses);
      // A yes behind it is none to what was asked before.
      if (flowState?.type === "question") state.mending = true;
      talk.tell(move.text);
      return talk.ask(hint ?? null);
    }
    case "mend":
      Object.assign(state, { mending: true, misses: 0 });
      if (flowState?.type === "confirm") talk.ask(flowState.what);
      return;
    case "read-back":
      Object.assign(state, { mending: false, misses: 0 });
      if (flowState?.type !== "confirm") return askAgain(talk);
      if (move.corrected) talk.say(flowState.corrected);
      return again === null ? talk.ask(flowState.say) : enter(talk, again);
    case "noted":
      state.misses = 0;
      talk.say(noted, { value: move.value });
      return again === null ? askAgain(talk) : enter(talk, again);
    case "re-ask":
      return askAnew(talk, move, hint);
    case "model":
      return askModel(talk, 0);
    case "miss": {
      const { flowState: name } = state;
      notUnderstood(talk, hint, state.misses + 1);
      if (move.holds === true && state.flowState === name) state.mending = true;
      return;
    }
  }
}

/** Where nobody can be called, nothing is asked either: whoever stays hears the question when they fall silent. */
function callPerson(talk: Talk, intent: string): void {
  if (handOff(talk, intent)) return;
  const way = talk.way({ intent: "operator" });
  if (way !== null && talk.bot.flow.states[way.transition.to]?.type === "transfer") take(talk, way);
}

/** The state whose tool has looked these fields up: what it found is not true of a corrected value, so the flow goes on from there. */
function lookedUpBy({ bot, state }: Talk, changed: readonly string[]): string | null {
  if (changed.length === 0) return null;
  const scope = scopeOf(state.flowState);
  const looked = Object.entries(bot.flow.states).find(([name, one]) => {
    if (one.type !== "tool" || scopeOf(name) !== scope || (state.visits[name] ?? 0) === 0) return false;
    const tool = bot.tools.find((other) => other.name === one.tool);
    if (tool?.type === "table") return changed.includes(tool.config.key);
    const asks = changed.some((field) => Object.values(one.arguments).some((template) => template.includes(`{${field}}`)));
    return asks && functionOfState(bot, one, state.language)?.effect === "read";
  });
  return looked?.[0] ?? null;
}

function confirm(talk: Talk, fields: readonly string[]): void {
  const { state } = talk;
  for (const field of fields) if (state.fields[field] !== undefined && !state.confirmed.includes(field)) state.confirmed.push(field);
  talk.note("confirmed", fields.join(", "));
}

/** Back to the state that asks for it: in this sub-flow first. */
function askAnew(talk: Talk, { field, half, keeps }: Extract<Move, { type: "re-ask" }>, hint: Text | undefined): void {
  const { bot, state } = talk;
  delete state.fields[field];
  if (!half) delete state.parts[field];
  if (keeps !== undefined) state.parts[field] = keeps;
  const scope = state.flowState.slice(0, state.flowState.indexOf(".") + 1);
  const asking = Object.entries(bot.flow.states).filter(([, one]) => one.type === "ask" && one.field === field).map(([name]) => name);
  const target = asking.find((name) => name.startsWith(scope) && name.includes(".") === scope.includes("."));
  if (target !== undefined) return enter(talk, target, "anew");
  const elsewhere = asking.find((name) => !name.includes("."));
  if (elsewhere === undefined) return notUnderstood(talk, hint, state.misses + 1);
  state.calls = [];
  enter(talk, elsewhere, "anew");
}
