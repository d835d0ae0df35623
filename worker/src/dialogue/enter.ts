/** Into a state and on from there: to the next question, tool or goodbye. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { ToolResult } from "./decision.ts";
import { onDone, onTool, onVisits } from "./flow.ts";
import { asking, fieldsForRecord } from "./talk.ts";
import type { Talk } from "./talk.ts";

/** A flow that goes round without asking anything is a fault of the config; it ends rather than spins. */
const longestChain = 20;

export function enter(talk: Talk, target: string): void {
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
export function askField(talk: Talk): void {
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
  talk.tool = { key: `${name}-${state.toolRuns}`, name, effect: "effect" in tool ? tool.effect : "read", arguments: Object.fromEntries(filled) };
  state.tool = { key: talk.tool.key, name };
  return null;
}

export function toolEnded(talk: Talk, result: ToolResult): void {
  const { bot, state } = talk;
  state.tool = null;
  state.toolValues = result.status === "ok" ? result.value : {};
  const onward = onTool(bot, state.flowState, result.status);
  if (onward === null) talk.end("completed", "failed");
  else enter(talk, onward);
}
