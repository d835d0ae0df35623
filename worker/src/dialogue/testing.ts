/** A conversation of tests: every state goes through JSON and every decision is made twice, as a replay would. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { createDecide } from "./decide.ts";
import type { DecideOptions } from "./decide.ts";
import type { Decision, DialogueInput, ToolResult, TransferResult } from "./decision.ts";
import type { DialogueState } from "./state.ts";

/** A Saturday, half past twelve in Moscow. */
export const testNowMs = Date.parse("2026-11-21T09:30:00Z");
type Turn = Extract<DialogueInput, { type: "turn" }>;

export function startTalk(bot: BotConfig, language: Language, startMs = testNowMs, options: Pick<DecideOptions, "maxMs" | "recorded"> = {}) {
  let nowMs = startMs;
  const decide = createDecide(bot, { timeZone: "Europe/Moscow", language, ...options });
  let last: Decision<DialogueState> | null = null;
  function input(event: DialogueInput): Decision<DialogueState> {
    const stored = last === null ? null : JSON.stringify(last.state);
    const decision = decide(stored === null ? null : JSON.parse(stored), event, nowMs);
    // Once on the very object: a decision may not change the state it is given.
    const replayed = decide(last?.state ?? null, event, nowMs);
    if (JSON.stringify(replayed) !== JSON.stringify(decision)) throw new Error(`a replay of ${JSON.stringify(event)} decided otherwise`);
    if (JSON.stringify(JSON.parse(JSON.stringify(decision.state))) !== JSON.stringify(decision.state)) throw new Error("the state is not plain JSON");
    if (last !== null && JSON.stringify(last.state) !== stored) throw new Error("a decision changed the state it was given");
    last = decision;
    return decision;
  }
  const say = (text: string, more: Partial<Turn> = {}) => input({ type: "turn", text, verdict: "sure", by: "voice", language, ...more });
  const first = input({ type: "begin", language, from: "+79120001427" });
  return {
    first,
    input,
    say,
    unsure: (text: string) => say(text, { verdict: "unsure" }),
    noise: () => say("", { verdict: "rejected" }),
    keys: (text: string) => say(text, { by: "keys" }),
    silence: (forMs: number) => input({ type: "silence", forMs }),
    transferEnds: (result: TransferResult) => input({ type: "transfer", key: last?.state.transfer?.key ?? "", result }),
    /** What comes next happens then. */
    clock(toMs: number) {
      nowMs = toMs;
    },
    toolEnds: (result: ToolResult) => input({ type: "tool", key: last?.tool?.key ?? last?.state.tool?.key ?? "", result }),
    get last(): Decision<DialogueState> {
      return last ?? first;
    },
  };
}

export const textOf = (decision: Decision<DialogueState>) => decision.say.map((segment) => segment.text).join(" ");
export const voiceOf = (decision: Decision<DialogueState>) => decision.say.map((segment) => segment.voice).join(" ");
