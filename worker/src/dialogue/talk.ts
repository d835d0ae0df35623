/** One decision while it is made: what is said and asked, which ways are open, why, and what the state becomes. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Listen } from "@zvon/contract/call-link.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import type { TraceStep, TurnTrace } from "@zvon/contract/turn-trace.ts";
import type { LocalNow } from "../language/calendar.ts";
import type { Decision, ModelRequest, Segment, ToolCall, TransferRequest } from "./decision.ts";
import { nameOfEvent, wayFrom } from "./flow.ts";
import type { FlowEvent, Way } from "./flow.ts";
import { holds } from "./guards.ts";
import { nothingToHear } from "./listen.ts";
import type { Asking, Listens } from "./listen.ts";
import { fieldSpoken, render } from "./render.ts";
import type { RenderContext } from "./render.ts";
import { boundState } from "./state-bound.ts";
import type { DialogueState } from "./state.ts";

export type Talk = {
  /** With a flat flow (flat-flow.ts). */
  bot: BotConfig;
  state: DialogueState;
  now: LocalNow;
  /** Wall time of the edge. */
  atMs: number;
  /** A chat: nobody can be put through. */
  inWriting: boolean;
  said: Segment[];
  tool: ToolCall | null;
  aside: ToolCall[];
  transfer: TransferRequest | null;
  press: string | null;
  model: ModelRequest | null;
  /** What the turn was taken for, best first. */
  intents: TurnTrace["intents"];
  say(text: Text | null, more?: Partial<RenderContext>): Segment[];
  /** Something the caller may want to hear again with the question that follows. */
  tell(text: Text | null, more?: Partial<RenderContext>): void;
  /** A question: what "repeat" says again, after what was told before it. */
  ask(text: Text | null, more?: Partial<RenderContext>): void;
  /** Where the event leads from here (or from `from`), by the flow and its guards. */
  way(event: FlowEvent, from?: string): Way | null;
  /** For the trace. */
  note(code: TraceStep["code"], subject?: string | null, to?: string | null): void;
  end(reason: "completed" | "silent" | "transferred" | "voicemail", outcome: Outcome, why?: string): void;
  decision(intent: string | null): Decision<DialogueState>;
};

const mostSteps = 60;

/** @param stateBefore null at the beginning of a call. */
export function createTalk(bot: BotConfig, state: DialogueState, now: LocalNow, atMs: number, listens: Listens, stateBefore: string | null = state.flowState): Talk {
  const told: Segment[] = [];
  const steps: TraceStep[] = [];
  const before = { ...state.fields };
  const talk: Talk = {
    bot, state, now, atMs, inWriting: false, said: [], tool: null, aside: [], transfer: null, press: null, model: null, intents: [],
    say(text, more = {}) {
      const segments = render(bot, text, { ...contextOf(talk), ...more });
      talk.said.push(...segments);
      return segments;
    },
    tell(text, more) {
      told.push(...talk.say(text, more));
    },
    ask(text, more) {
      state.asked = [...told, ...talk.say(text, more)];
    },
    way: (event, from = state.flowState) => wayFrom(bot, { flowState: from, calls: state.calls }, event, (guard) => holds(guard, { state, now, atMs })),
    note(code, subject = null, to = null) {
      if (steps.length < mostSteps) steps.push({ code, subject: subject?.slice(0, 200) ?? null, to });
    },
    end(reason, outcome, why) {
      state.ended = reason;
      state.endedWhy = why ?? null;
      state.outcome ??= outcome;
      talk.note("end", state.outcome);
    },
    decision(intent) {
      boundState(state);
      return {
        state,
        say: talk.said,
        language: state.language,
        interruptible: state.ended === null,
        listen: state.ended !== null || state.tool !== null || state.transfer !== null ? nothingToHear : withKeys(listens(state.flowState, asking(bot, state), state.language), state.model.keys),
        tool: talk.tool,
        aside: talk.aside,
        transfer: talk.transfer,
        ...(talk.press === null ? {} : { press: talk.press }),
        model: talk.model,
        hangup: state.ended,
        ...(state.endedWhy === null ? {} : { hangupDetail: state.endedWhy }),
        outcome: state.outcome,
        fields: fieldsForRecord(bot, state),
        flowState: state.flowState,
        intent,
        trace: { stateBefore, stateAfter: state.flowState, language: state.language, intents: talk.intents, fields: changedFields(before, state.fields), steps },
      };
    },
  };
  return talk;
}

/** What placeholders of a text are filled from. */
export const contextOf = ({ state, now }: Pick<Talk, "state" | "now">): RenderContext => ({ language: state.language, today: now.date, fields: state.fields, toolValues: state.toolValues, contact: state.contact, caller: state.caller });

/** Marks a way as taken, before its target is entered: counter, words, the sub-flows it leaves. */
export function mark(talk: Talk, { transition, calls }: Way): string {
  const { state } = talk;
  talk.note("transition", nameOfEvent(transition.when), transition.to);
  if (transition.count !== undefined) state.counters[transition.count] = (state.counters[transition.count] ?? 0) + 1;
  if (transition.outcome !== undefined) state.outcome = transition.outcome;
  state.calls = calls;
  talk.tell(transition.say ?? null);
  return transition.to;
}

/** Keys that a model asked for. */
const withKeys = (listen: Listen, keys: DialogueState["model"]["keys"]): Listen => (keys === null ? listen : { ...listen, keys: { max: keys.max, terminator: "#", gapMs: 3000 }, expects: "digits" });

export function finished(bot: BotConfig, state: DialogueState): Decision<DialogueState> {
  return { state, say: [], language: state.language, interruptible: false, listen: nothingToHear, tool: null, model: null, hangup: state.ended, outcome: state.outcome, fields: fieldsForRecord(bot, state), flowState: state.flowState, intent: null };
}

export function asking(bot: BotConfig, state: DialogueState): Asking {
  if (state.doubt !== null) return "doubt";
  const flowState = bot.flow.states[state.flowState];
  if (flowState?.type !== "ask") return "main";
  const parts = state.parts[flowState.field];
  if (parts === undefined || parts === null) return "main";
  return parts.date !== null ? "time" : parts.time !== null || parts.days !== undefined ? "day" : "main";
}

/** What the record, the tools and the CRM get: labels in the call's language for choices, the rest as it is. */
export function fieldsForRecord(bot: BotConfig, state: DialogueState): Record<string, string> {
  return Object.fromEntries(Object.entries(state.fields).map(([name, value]) => {
    const field = bot.fields[name];
    return [name, field?.type === "choice" ? fieldSpoken(field, value, "", "", state.language).text : value];
  }));
}

/** A tool of the owner's system knows a choice by its `value`, whatever language is spoken; what the platform keeps is a record. */
export const fieldsForTool = (bot: BotConfig, state: DialogueState, tool: string): Record<string, string> => (bot.tools.find((one) => one.name === tool)?.type === "platform" ? fieldsForRecord(bot, state) : { ...state.fields });

const changedFields = (before: Record<string, string>, after: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name] !== value));
