/** One decision while it is made: what is said and asked, and what the state becomes. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Text } from "@zvon/contract/bot-text.ts";
import type { Outcome } from "@zvon/contract/end-reason.ts";
import type { LocalNow } from "../language/calendar.ts";
import type { Decision, ModelRequest, Segment, ToolCall } from "./decision.ts";
import { listenFor, nothingToHear } from "./listen.ts";
import type { Asking } from "./listen.ts";
import { fieldSpoken, render } from "./render.ts";
import type { RenderContext } from "./render.ts";
import type { DialogueState } from "./state.ts";

export type Talk = {
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

export function createTalk(bot: BotConfig, state: DialogueState, now: LocalNow): Talk {
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

export function finished(bot: BotConfig, state: DialogueState): Decision<DialogueState> {
  return { state, say: [], language: state.language, interruptible: false, listen: nothingToHear, tool: null, model: null, hangup: state.ended, outcome: state.outcome, fields: fieldsForRecord(bot, state), flowState: state.flowState, intent: null };
}

export function asking(bot: BotConfig, state: DialogueState): Asking {
  if (state.doubt !== null) return "doubt";
  const flowState = bot.flow.states[state.flowState];
  if (flowState?.type !== "ask") return "main";
  const parts = state.parts[flowState.field];
  if (parts === undefined || parts === null) return "main";
  return parts.date !== null ? "time" : parts.time !== null ? "day" : "main";
}

/** What the record, the tools and the CRM get: labels in the call's language for choices, the rest as it is. */
export function fieldsForRecord(bot: BotConfig, state: DialogueState): Record<string, string> {
  return Object.fromEntries(Object.entries(state.fields).map(([name, value]) => {
    const field = bot.fields[name];
    return [name, field?.type === "choice" ? fieldSpoken(field, value, "", "", state.language).text : value];
  }));
}
