/**
 * Which of the intents heard may lead the call elsewhere. Who says «у нас уже есть поставщик» also sounds a little like
 * «не интересно»: a weak reading beside a strong one is a guess, and a guess ends no call.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Way } from "./flow.ts";
import { objectionOf } from "./objections.ts";

type Heard = { name: string; confidence: number };

/** Further below the best that leads anywhere an intent is not acted on. */
const band = 0.1;
/** Less sure than this, no intent hangs up by a way from anywhere. */
export const leastToEnd = 0.7;
/** A wish for a person is never outweighed. */
const always = new Set(["operator"]);

/** Whether the way is one that the words are sure enough for. */
export const mayLead = ({ flow }: Pick<BotConfig, "flow">, way: Way, confidence: number): boolean => way.own || confidence >= leastToEnd || flow.states[way.transition.to]?.type !== "end";

/**
 * @param intents most urgent first. @param leads whether the bot has a way or an answer for it.
 * @returns those to act on in their order; a kind of objection takes the place of a plainer refusal that is less sure.
 */
export function weigh(bot: Pick<BotConfig, "objections" | "intents">, intents: readonly Heard[], leads: (intent: string) => boolean): string[] {
  const open = intents.filter(({ name }) => leads(name));
  const best = Math.max(0, ...open.map(({ confidence }) => confidence));
  // The owner's own intents are told by likeness to examples, which is another scale.
  const near = open.filter(({ name, confidence }) => confidence >= best - band || always.has(name) || bot.intents.some((own) => own.name === name));
  const surest = Math.max(0, ...near.filter(({ name }) => name.startsWith("objection_") && objectionOf(bot, name) !== undefined).map(({ confidence }) => confidence));
  return near.filter(({ name, confidence }) => name !== "not_interested" || confidence >= surest).map(({ name }) => name);
}
