/** What one utterance means where the flow stands. Reads only; `decide` follows the step. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { LocalNow } from "../language/calendar.ts";
import { indexOfWords, tokens, words } from "../language/tokens.ts";
import { stems } from "../language/stem.ts";
import type { DialogueInput } from "./decision.ts";
import { partsOf } from "./fields/day-time.ts";
import { readField } from "./fields/read.ts";
import type { Reading, Refusal } from "./fields/reading.ts";
import { onIntent } from "./flow.ts";
import { intentsOf } from "./intents.ts";
import { affirmed } from "./negation.ts";
import { dayTimeSpoken, fieldSpoken } from "./render.ts";
import type { Spoken } from "./render.ts";
import type { DayTimeParts, DialogueState } from "./state.ts";
import { refusals, waiting } from "./wording.ts";

export type Move =
  | { type: "go"; to: string }
  /** The state has what it wanted. */
  | { type: "done" }
  | { type: "repeat" }
  | { type: "wait"; text: Text }
  | { type: "ask-part" }
  | { type: "ask-doubt"; value: Spoken; again: boolean }
  | { type: "ask-again" }
  | { type: "refuse"; text: Text; /** It may be that we heard wrongly. */ ourFault: boolean }
  | { type: "mend" }
  | { type: "read-back"; corrected: boolean }
  | { type: "re-ask"; field: string }
  /** What the flow has no way for is the model's to answer. */
  | { type: "model" }
  | { type: "miss" };

export type Step = { move: Move; intent: string | null; fields: Record<string, string>; parts: Record<string, DayTimeParts>; doubt: DialogueState["doubt"] };
type Turn = Extract<DialogueInput, { type: "turn" }>;

const keyIntents: Record<string, string> = { "1": "yes", "2": "no" };

const refuse = (reason: Refusal): Move => ({ type: "refuse", text: refusals[reason], ourFault: reason === "length" || reason === "several" });

export function understand(bot: BotConfig, state: DialogueState, turn: Turn, now: LocalNow): Step {
  const step = (move: Move, intent: string | null = null, more: Partial<Step> = {}): Step => ({ move, intent, fields: {}, parts: {}, doubt: null, ...more });
  const flowState = bot.flow.states[state.flowState];
  if (flowState === undefined) return step({ type: "miss" });
  const keys = turn.by === "keys";
  const language = state.language;
  const key = keys && turn.text.length === 1 ? keyIntents[turn.text] : undefined;
  const intents = keys ? (key === undefined ? [] : [key]) : intentsOf(turn.text, bot, language);
  const list = keys ? [turn.text.replace(/\D/g, "")] : affirmed(tokens(turn.text), language);
  const spokenWords = keys ? list.length : words(turn.text).length;
  const read = (name: string, expected: boolean): Reading => {
    const field = bot.fields[name];
    if (field === undefined) return { kind: "none" };
    // A correction of one half keeps the other, also of an answer that is still in doubt.
    const doubted = state.doubt?.field === name ? (state.doubt.parts ?? (field.type === "day_time" ? partsOf(state.doubt.value) : null)) : null;
    return readField(field, list, { language, now, expected, denies: list.length < spokenWords, ...(keys ? {} : { text: turn.text }), parts: doubted ?? state.parts[name] ?? (field.type === "day_time" ? partsOf(state.fields[name]) : null) });
  };
  const spokenOf = (name: string, reading: { value: string | null; parts: DayTimeParts | null }): Spoken => {
    const field = bot.fields[name];
    if (field !== undefined && reading.value !== null) return fieldSpoken(field, reading.value, "", now.date, language);
    return reading.parts === null ? { text: "", voice: "" } : dayTimeSpoken(reading.parts, now.date, language);
  };
  const has = (intent: string) => intents.includes(intent);
  const sure = turn.verdict === "sure";
  const firstIntent = intents[0] ?? null;

  if (turn.verdict === "rejected" || turn.text.trim() === "") {
    // Noise cut the reply short: go on with what did not sound.
    if (state.cut && !state.spared) return step({ type: "repeat" }, null, { doubt: state.doubt });
    if (state.doubt !== null) return step({ type: "ask-doubt", value: spokenOf(state.doubt.field, state.doubt), again: true }, null, { doubt: state.doubt });
    return step({ type: "miss" });
  }

  // ---- an answer to "did I hear …?"
  if (state.doubt !== null) {
    const { field, value, parts } = state.doubt;
    const askState = flowState.type === "ask" || flowState.type === "question";
    if (sure && has("yes") && !has("no")) {
      // A field taken along is kept, and the question of the state asked.
      const aside = flowState.type === "ask" && flowState.field !== field;
      if (value !== null) return step(flowState.type === "confirm" ? { type: "read-back", corrected: true } : { type: aside ? "ask-part" : "done" }, "yes", { fields: { [field]: value } });
      if (parts !== null) return step({ type: "ask-part" }, "yes", { parts: { [field]: parts } });
    }
    const anew = read(field, askState);
    const fresh = anew.kind === "value" && anew.value !== value;
    if (sure && has("no") && !fresh) return step({ type: "ask-again" }, "no");
    if (!sure && anew.kind === "none") return step({ type: "ask-doubt", value: spokenOf(field, state.doubt), again: true }, firstIntent, { doubt: state.doubt });
  }

  // ---- ways out of the state. In a read-back «да, до свидания» is first of all a yes.
  if (sure && !(flowState.type === "confirm" && has("yes"))) {
    for (const intent of intents) {
      if (intent === "yes" || intent === "no" || intent === "thanks") continue;
      const to = onIntent(bot, state.flowState, intent);
      if (to !== null) return step({ type: "go", to }, intent);
    }
  }
  if (has("repeat") && list.length <= 4) return step({ type: "repeat" }, "repeat", { doubt: state.doubt });
  if (flowState.type === "talk") {
    const to = sure ? intents.map((intent) => onIntent(bot, state.flowState, intent)).find((target) => target !== null) : undefined;
    if (to !== undefined) return step({ type: "go", to }, firstIntent);
    // A key alone tells a model nothing.
    return step({ type: keys ? "miss" : "model" }, firstIntent);
  }

  // ---- fields
  const names = flowState.type === "ask" ? [flowState.field, ...flowState.also] : flowState.type === "confirm" || flowState.type === "question" ? flowState.fields : [];
  const readings = names.map((name) => ({ name, reading: keys && bot.fields[name]?.type !== "digits" ? ({ kind: "none" } as const) : read(name, flowState.type === "question" || (flowState.type === "ask" && name === flowState.field)) }));
  const changed = readings.filter(({ name, reading }) => reading.kind === "value" && reading.value !== state.fields[name]);

  if (!sure) {
    const doubtful = readings.find(({ name, reading }) => (reading.kind === "value" && (flowState.type !== "confirm" || reading.value !== state.fields[name])) || (reading.kind === "parts" && flowState.type === "ask"));
    if (doubtful === undefined || (flowState.type === "confirm" && (has("yes") || has("no")) && changed.length === 0)) return step({ type: "miss" }, firstIntent);
    const doubt = { field: doubtful.name, value: doubtful.reading.kind === "value" ? doubtful.reading.value : null, parts: doubtful.reading.kind === "parts" ? doubtful.reading.parts : null };
    return step({ type: "ask-doubt", value: spokenOf(doubt.field, doubt), again: state.doubt !== null }, firstIntent, { doubt });
  }

  const taken = Object.fromEntries(readings.flatMap(({ name, reading }) => (reading.kind === "value" ? [[name, reading.value]] : [])));
  const refused = readings.find(({ reading }) => reading.kind === "refused");

  switch (flowState.type) {
    case "ask": {
      const main = readings[0]?.reading ?? { kind: "none" };
      const parts = Object.fromEntries(readings.flatMap(({ name, reading }): [string, DayTimeParts][] => ((reading.kind === "parts" || reading.kind === "refused") && reading.parts !== null ? [[name, reading.parts]] : [])));
      if (main.kind === "value") return step({ type: "done" }, firstIntent, { fields: taken, parts });
      if (main.kind === "parts") return step({ type: "ask-part" }, firstIntent, { fields: taken, parts });
      if (main.kind === "refused") return step(refuse(main.reason), firstIntent, { fields: taken, parts });
      if (has("wait")) return step({ type: "wait", text: waiting }, "wait");
      const to = intents.map((intent) => onIntent(bot, state.flowState, intent)).find((target) => target !== null);
      if (to !== undefined) return step({ type: "go", to }, firstIntent);
      // Something useful, though not what was asked: keep it and ask on.
      if (Object.keys(taken).length > 0) return step({ type: "ask-part" }, firstIntent, { fields: taken });
      return step({ type: "miss" }, firstIntent);
    }
    case "confirm": {
      if (changed.length > 0) return step({ type: "read-back", corrected: true }, has("no") ? "no" : firstIntent, { fields: taken });
      if (refused !== undefined && refused.reading.kind === "refused") return step(refuse(refused.reading.reason), firstIntent);
      const named = flowState.fields.find((name) => (bot.fields[name]?.called[language] ?? []).some((called) => indexOfWords(stems(list), stems(words(called))) >= 0));
      if (named !== undefined && (state.mending || !has("yes"))) return step({ type: "re-ask", field: named }, firstIntent);
      // What we have already, named once more: read it back rather than guess whether it is a yes.
      if (Object.keys(taken).length > 0 && !has("yes")) return step({ type: "read-back", corrected: false }, firstIntent);
      if (has("yes")) return state.mending ? step({ type: "read-back", corrected: false }, "yes") : confirmYes(bot, state, step);
      if (has("no")) {
        const to = onIntent(bot, state.flowState, "no");
        return to === null ? step({ type: "mend" }, "no") : step({ type: "go", to }, "no");
      }
      if (has("wait")) return step({ type: "wait", text: waiting }, "wait");
      return step({ type: "miss" }, firstIntent);
    }
    case "question": {
      if (Object.keys(taken).length > 0) return step({ type: "done" }, firstIntent, { fields: taken });
      if (has("wait")) return step({ type: "wait", text: waiting }, "wait");
      for (const intent of intents) {
        const to = onIntent(bot, state.flowState, intent);
        if (to !== null) return step({ type: "go", to }, intent);
      }
      return refused !== undefined && refused.reading.kind === "refused" ? step(refuse(refused.reading.reason), firstIntent) : step({ type: "miss" }, firstIntent);
    }
    default:
      return step({ type: "miss" }, firstIntent);
  }
}

function confirmYes(bot: BotConfig, state: DialogueState, step: (move: Move, intent: string | null) => Step): Step {
  const to = onIntent(bot, state.flowState, "yes");
  return to === null ? step({ type: "done" }, "yes") : step({ type: "go", to }, "yes");
}
