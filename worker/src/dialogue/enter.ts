/** Into a state and on from there: to the next question, tool, transfer or goodbye. */
import type { FlowState, StateOf } from "@zvon/contract/bot-flow.ts";
import type { ToolResult } from "./decision.ts";
import { scopeOf } from "./flat-flow.ts";
import type { FlowEvent, Way } from "./flow.ts";
import { offeredIn } from "./fields/offered.ts";
import { partsSpoken, render, weekSpoken, windowSpoken } from "./render.ts";
import type { Step } from "./step.ts";
import { asking, contextOf, fieldsForRecord, fieldsForTool, mark } from "./talk.ts";
import type { Talk } from "./talk.ts";
import { argumentsOf, functionOfState, readTable } from "./tools/definitions.ts";
import { startTransfer } from "./transfer.ts";
import { exactTime, goOn, notInChats, whichDay } from "./wording.ts";

/** A flow that goes round without asking anything is a fault of the config; it ends rather than spins. */
const longestChain = 20;
/** Sub-flows within sub-flows. The check of a bot refuses one that runs itself. */
const deepestCall = 10;

/** What a state does when it is entered: it waits for the caller or a result, or goes straight on. */
type Arrival = "waits" | { on: Way | null } | { into: string };

/** What the words that lead on tell of the fields: it is newer than what a state on the way forgets. */
type Brought = Pick<Step, "fields" | "parts">;
const nothing: Brought = { fields: {}, parts: {} };

export function take(talk: Talk, way: Way, brought = nothing): void {
  enter(talk, mark(talk, way), "first", brought);
}

/** @param how "anew": a field that was read back is asked for again, in its short form: «Свободно. Как вас зовут?» is true once. */
export function enter(talk: Talk, target: string, how: "first" | "anew" = "first", brought = nothing): void {
  const { bot, state } = talk;
  let name = target;
  for (;;) {
    state.hops += 1;
    if (state.hops > longestChain) break;
    const visits = (state.visits[name] ?? 0) + 1;
    state.visits[name] = visits;
    const detour = talk.way({ visits }, name);
    if (detour !== null && detour.transition.to !== name) { name = mark(talk, detour); continue; }
    const flowState = bot.flow.states[name];
    if (flowState === undefined) break;
    // What a model is still asked belonged to the state before: its answer comes too late.
    Object.assign(state, { flowState: name, enteredAtMs: talk.atMs, misses: 0, stuck: 0, doubt: null, mending: false, thought: null });
    talk.note("enter", flowState.type, name);
    if (how === "anew" && name === target && flowState.type === "ask" && state.fields[flowState.field] === undefined) return askField(talk, "anew");
    const arrival = arrive(talk, name, flowState, brought);
    if (arrival === "waits" || state.ended !== null) return;
    if ("into" in arrival) { name = arrival.into; continue; }
    if (arrival.on === null) break;
    name = mark(talk, arrival.on);
  }
  talk.end("completed", "failed");
}

function arrive(talk: Talk, name: string, flowState: FlowState, brought: Brought): Arrival {
  const { state } = talk;
  switch (flowState.type) {
    case "ask":
      if (state.fields[flowState.field] !== undefined) return { on: talk.way({ done: true }) };
      // «Свободно в пять или в шесть»: which of them, rather than the half that was open before.
      if (offeredIn(state.toolValues).length > 0) talk.ask(flowState.say);
      else askField(talk);
      return "waits";
    case "confirm":
    case "question":
    case "talk":
      talk.ask(flowState.say);
      return "waits";
    case "say":
      talk.tell(flowState.say);
      if (flowState.outcome !== null) state.outcome = flowState.outcome;
      for (const field of flowState.forget) {
        if (brought.fields[field] === undefined) delete state.fields[field];
        if (brought.parts[field] === undefined) delete state.parts[field];
      }
      return { on: talk.way({ done: true }) };
    case "tool": {
      const asks = askedFirst(talk, flowState);
      if (asks !== null) return { into: asks };
      talk.say(flowState.say);
      const result = startTool(talk, flowState);
      return result === null ? "waits" : { on: afterTool(talk, result) };
    }
    case "transfer": {
      // In a chat nobody is rung, and nobody is said to be.
      talk.say(talk.inWriting ? notInChats : flowState.say);
      const result = startTransfer(talk, flowState.destination);
      return result === null ? "waits" : { on: firstWay(talk, [{ transfer: result }, { done: true }]) };
    }
    case "flow":
      if (state.calls.length >= deepestCall) return { on: null };
      state.calls = [...state.calls, name];
      return { into: flowState.flow };
    case "return": {
      const caller = state.calls.at(-1);
      if (caller === undefined) return { on: null };
      state.calls = state.calls.slice(0, -1);
      state.flowState = caller;
      talk.note("returned", flowState.result, caller);
      return { on: firstWay(talk, [{ returned: flowState.result }, { done: true }]) };
    }
    case "end":
      state.outcome = flowState.outcome ?? state.outcome ?? "answered";
      talk.say(flowState.say);
      talk.end("completed", state.outcome);
      return "waits";
  }
}

export function firstWay(talk: Talk, events: readonly FlowEvent[]): Way | null {
  for (const event of events) {
    const way = talk.way(event);
    if (way !== null) return way;
  }
  return null;
}

/** The question of an `ask` state, or the half that is missing. */
export function askField(talk: Talk, how: "first" | "anew" = "first"): void {
  const { bot, state } = talk;
  const flowState = bot.flow.states[state.flowState];
  if (flowState?.type !== "ask") return;
  const field = bot.fields[flowState.field];
  const mode = asking(bot, state);
  const { window = null, digits, days, date = null } = state.parts[flowState.field] ?? {};
  if (field?.type === "phone" && digits !== undefined) return talk.ask(goOn);
  if (field?.type === "day_time" && days !== undefined && date === null) return talk.ask(whichDay, { value: weekSpoken(days, talk.now.date, state.language) });
  if (field?.type === "day_time" && window !== null) return talk.ask(mode === "time" ? exactTime : field.ask_day, { value: windowSpoken(window, state.language) });
  // «Во вторник. Во сколько?»: the day that was taken, where the text names it.
  if (field?.type === "day_time" && mode === "time") return talk.ask(field.ask_time, { value: partsSpoken({ date, time: null }, talk.now.date, state.language) });
  if (field?.type === "day_time" && mode === "day") return talk.ask(field.ask_day);
  talk.ask(how === "anew" ? flowState.hint : flowState.say);
}

/** The question of the state once more, after an answer of ours to something else. */
export function askAgain(talk: Talk): void {
  const flowState = talk.bot.flow.states[talk.state.flowState];
  if (flowState?.type === "ask") return askField(talk);
  if (flowState !== undefined && "hint" in flowState) talk.ask(flowState.say);
}

/** @returns the result at once for a table or arguments that will not do, null when the tool must be run first. */
function startTool(talk: Talk, flowState: StateOf<"tool">): "ok" | "failed" | null {
  const { bot, state } = talk;
  const { language } = state;
  const tool = bot.tools.find((one) => one.name === flowState.tool);
  const failed = (): "failed" => {
    talk.note("tool_finished", `${flowState.tool} failed`);
    state.toolValues = {};
    return "failed";
  };
  if (tool?.type === "table") {
    const row = readTable(tool, state.fields[tool.config.key] ?? "", language);
    if (row === null) return failed();
    state.toolValues = row;
    talk.note("tool_finished", `${tool.name} ok`);
    return "ok";
  }
  const called = functionOfState(bot, flowState, language);
  if (called === null) return failed();
  const fields = fieldsForTool(bot, state, flowState.tool);
  const labels = fieldsForRecord(bot, state);
  const filled = Object.fromEntries(Object.entries(flowState.arguments).map(([argument, template]) => [argument, template.replace(/\{([a-z0-9_]+)\}/g, (whole, field: string) => (whole === template.trim() ? fields : labels)[field] ?? (field === "caller" ? (state.caller ?? "") : ""))]));
  if (called.kind === "check" && (filled["when"] ?? "") === "" && (filled["date"] ?? "") === "") Object.assign(filled, halfSaid(talk));
  const parsed = argumentsOf(called, filled, { by: "flow", fields, confirmed: state.confirmed, say: (text) => render(bot, text, contextOf(talk)).map((segment) => segment.text).join(" ") });
  if (!parsed.ok) return failed();
  if (flowState.say === null && tool?.type !== "platform") talk.say(called.filler ?? null);
  state.toolRuns += 1;
  // Counted in the state, so a replay of the turn gives the same key.
  talk.tool = { key: `${called.function}-${state.toolRuns}`, ...(called.tool === called.function ? {} : { tool: called.tool }), name: called.function, effect: called.effect, arguments: parsed.arguments };
  state.tool = { key: talk.tool.key, name: called.function, language };
  talk.note("tool_started", called.function);
  return null;
}

/**
 * What a tool needs and nobody has said is asked for first: a calendar without its time would call any time free.
 * @returns null where nothing lacks, or no state of the flow asks for it.
 */
function askedFirst(talk: Talk, flowState: StateOf<"tool">): string | null {
  const { bot, state } = talk;
  const called = functionOfState(bot, flowState, state.language);
  if (called === null) return null;
  for (const [argument, template] of Object.entries(flowState.arguments)) {
    const name = /^\s*\{([a-z0-9_]+)\}\s*$/.exec(template)?.[1];
    if (name === undefined || bot.fields[name] === undefined || state.fields[name] !== undefined) continue;
    const asks = stateThatAsks(talk, name);
    // Who could not answer is not asked for ever, unless the answer would be a lie.
    const needed = called.kind === "check" && argument === "when" ? Object.keys(halfSaid(talk)).length === 0 : called.given[argument]?.required === true && (state.visits[asks ?? ""] ?? 0) === 0;
    if (needed && asks !== null) return asks;
  }
  return null;
}

/** In the same flow. */
function stateThatAsks({ bot, state }: Pick<Talk, "bot" | "state">, field: string): string | null {
  const scope = scopeOf(state.flowState);
  return Object.entries(bot.flow.states).find(([name, one]) => one.type === "ask" && one.field === field && scopeOf(name) === scope)?.[0] ?? null;
}

/** «Завтра вечером»: a day without its hour, or the other way round, is looked for as far as it was said. */
function halfSaid({ bot, state }: Talk): Record<string, string> {
  const half = Object.entries(state.parts).find(([name]) => bot.fields[name]?.type === "day_time" && state.fields[name] === undefined)?.[1];
  if (half === undefined) return {};
  const date = half.date ?? half.days?.from ?? null;
  const part = half.window === undefined || half.window === null ? null : partOfDay(half.window);
  return { ...(date === null ? {} : { date }), ...(half.time === null ? {} : { time: half.time }), ...(part === null ? {} : { part }) };
}

/** Null of hours that reach over more than one part. */
function partOfDay({ from, to }: { from: string; to: string }): "morning" | "afternoon" | "evening" | null {
  if (to <= "12:00") return "morning";
  return from >= "17:00" ? "evening" : from >= "12:00" && to <= "17:00" ? "afternoon" : null;
}

export const afterTool = (talk: Talk, result: ToolResult["status"]): Way | null => firstWay(talk, [{ tool: result }, { done: true }]);
