/** Which way the flow goes. The first transition of the state that fits, then those from anywhere. */
import { followingState } from "@zvon/contract/check-bot.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Transition } from "@zvon/contract/bot-flow.ts";

function first(bot: BotConfig, from: string, fits: (when: Transition["when"]) => boolean): string | null {
  const own = bot.flow.transitions.find((transition) => transition.from === from && fits(transition.when));
  if (own !== undefined) return own.to;
  return bot.flow.transitions.find((transition) => transition.from === "*" && transition.to !== from && fits(transition.when))?.to ?? null;
}

export const onIntent = (bot: BotConfig, from: string, intent: string) => first(bot, from, (when) => "intent" in when && when.intent === intent);
export const onTool = (bot: BotConfig, from: string, result: "ok" | "failed" | "unknown") => first(bot, from, (when) => "tool" in when && when.tool === result) ?? followingState(bot, from);
export const onNotUnderstood = (bot: BotConfig, from: string, times: number) => first(bot, from, (when) => "not_understood" in when && when.not_understood === times);
export const onSilence = (bot: BotConfig, from: string, times: number) => first(bot, from, (when) => "silence" in when && when.silence === times);
export const onVisits = (bot: BotConfig, from: string, times: number) => first(bot, from, (when) => "visits" in when && times >= when.visits);
export const onDone = (bot: BotConfig, from: string) => followingState(bot, from);
