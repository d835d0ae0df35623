/** A dialogue of few words for the simulator: answers each turn, runs a tool at one of them, says goodbye after the last. */
import type { Decide, Decision, ToolCall } from "@zvon/worker/src/dialogue/decision.ts";
import type { Schedule } from "./schedule.ts";

export type ScriptState = { turns: number; silences: number; toolKey: string | null; told: string | null; transferKey: string | null; thought: { key: string; losses: number } | null; thoughts: number; over: boolean };

/** Each word is unique in the call, so that what was heard can be told word by word. */
const words = (label: string, count: number) => Array.from({ length: count }, (_, index) => `${label}.${index + 1}`).join(" ");
const segment = (label: string, count: number) => ({ text: words(label, count), voice: words(label, count) });

export function scripted(schedule: Schedule): Decide<ScriptState> {
  const decision = (state: ScriptState, more: Partial<Decision<ScriptState>> = {}): Decision<ScriptState> => ({
    state, say: [], language: schedule.englishTurn !== null && state.turns >= schedule.englishTurn ? "en" : "ru", interruptible: true, listen: { phrases: [], digits: null, keys: null }, tool: null, model: null, hangup: null,
    outcome: null, fields: { turns: String(state.turns) }, flowState: state.over ? "over" : `turn-${state.turns}`, intent: null, ...more,
  });
  const goodbye = (state: ScriptState) => decision({ ...state, over: true }, { say: [segment(`bye${state.turns}`, 3)], hangup: "completed", outcome: "answered" });

  const ask = (state: ScriptState, losses: number): Decision<ScriptState> => {
    const key = `thought-${state.thoughts + 1}`;
    return decision({ ...state, thoughts: state.thoughts + 1, thought: { key, losses } }, { model: { key, system: "", tools: [] } });
  };
  /** The flow's own words, when no model has any. */
  const own = (state: ScriptState) => decision({ ...state, thought: null }, { say: [segment(`own${state.turns}t${state.thoughts}`, 2)] });

  return (previous, input) => {
    const state = previous ?? { turns: 0, silences: 0, toolKey: null, told: null, transferKey: null, thought: null, thoughts: 0, over: false };
    switch (input.type) {
      case "begin":
        return decision(state, { say: [segment("hello", 4), segment("ask", 3)] });
      case "turn": {
        const next = { ...state, turns: state.turns + 1, silences: 0, thought: null };
        if (state.over) return decision(state);
        if (state.toolKey !== null && state.told === null) return decision(next, { say: [segment(`busy${next.turns}`, 2)] });
        if (next.turns === schedule.transfer?.turn) {
          const key = `pass-${next.turns}`;
          return decision({ ...next, transferKey: key }, { say: [segment(`pass${next.turns}`, 2)], transfer: { key, destination: "front", to: "1002", kind: "blind", summary: "" } });
        }
        if (next.turns === schedule.toolTurn) {
          const tool: ToolCall = { key: `save-${next.turns}`, name: "save", effect: schedule.tool.effect, arguments: { turn: String(next.turns) } };
          return decision({ ...next, toolKey: tool.key }, { tool, say: schedule.tool.says ? [segment(`wait${next.turns}`, 2)] : [] });
        }
        if (next.turns >= schedule.turns) return goodbye(next);
        if (next.turns <= schedule.model.turns * schedule.turns) return ask(next, 0);
        const refinable = schedule.meaning !== null && input.understood === undefined ? { refinable: { intents: [], fields: [] } } : {};
        return decision(next, { ...refinable, say: Array.from({ length: 1 + (next.turns % 3) }, (_, index) => segment(`answer${next.turns}${"abc"[index] ?? ""}`, 2 + index)) });
      }
      case "tool": {
        const next = { ...state, told: input.result.status };
        // Somebody took the call while the tool ran.
        if (state.over) return decision(next, { fields: { told: input.result.status } });
        if (next.turns >= schedule.turns) return { ...goodbye(next), fields: { told: input.result.status } };
        return decision(next, { say: [segment(`result${next.turns}`, 3)], fields: { told: input.result.status } });
      }
      case "resumed":
        return decision(state, { say: [segment(`back${state.turns}`, 2)] });
      case "silence": {
        if (input.forMs < 6_000 || state.over) return decision(state);
        const next = { ...state, silences: state.silences + 1 };
        if (next.silences > 2) return decision({ ...next, over: true }, { say: [segment(`quiet${next.turns}x`, 2)], hangup: "silent" });
        return decision(next, { say: [segment(`still${next.turns}n${next.silences}`, 2)] });
      }
      case "model": {
        if (state.thought?.key !== input.key || state.over) return decision(state);
        const { losses } = state.thought;
        const next = { ...state, thought: null };
        if (input.result.status === "lost") return losses < 2 ? ask(state, losses + 1) : own(state);
        if (input.result.status === "failed" || (input.result.text === "" && input.result.tools.length === 0)) return own(state);
        return input.result.tools.length > 0 ? goodbye(next) : decision(next);
      }
      case "transfer": {
        if (state.transferKey !== input.key || state.over) return decision(state);
        const next = { ...state, transferKey: null };
        const fields = { turns: String(state.turns), transfer: input.result };
        if (input.result === "answered") return decision({ ...next, over: true }, { hangup: "transferred", outcome: "transferred", fields });
        return decision(next, { say: [segment(`nobody${next.turns}`, 2)], fields });
      }
      case "machine":
      case "interrupted":
        return decision(state);
    }
  };
}
