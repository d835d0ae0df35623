/** What the flow goes by: the names of the intents heard, the one to act on first. */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language, Listen } from "@zvon/contract/call-link.ts";
import { understandIntents } from "./understanding/understand-intents.ts";

/** @param expects what the state asks for: where it is a yes or no, a weaker one is believed. */
export function intentsOf(text: string, bot: Pick<BotConfig, "intents">, language: Language, expects?: Listen["expects"]): string[] {
  return understandIntents(text, { language, own: bot.intents, ...(expects === undefined ? {} : { expects }) }).map(({ name }) => name);
}
