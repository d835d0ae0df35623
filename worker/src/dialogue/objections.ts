/**
 * Objections (PRODUCT D3): each kind has its answers, given in order wherever the state has no transition of its own for
 * the intent; then the question is asked again. Past a limit the flow goes on at `after`, or ends in kindness.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import { textIn } from "@zvon/contract/bot-text.ts";
import { askAgain, enter } from "./enter.ts";
import type { Talk } from "./talk.ts";
import { goodbye } from "./wording.ts";

/** Counts all kinds together; each kind is counted under its intent. */
export const allObjections = "objections";

export const objectionOf = (bot: Pick<BotConfig, "objections">, intent: string) => bot.objections.kinds.find((kind) => kind.intent === intent);

/** Beside an answer to the question, which counts more: an answer that asks something itself, or one too many, is left out. */
export function tellObjection(talk: Talk, intent: string): void {
  const { bot, state } = talk;
  const kind = objectionOf(bot, intent);
  const times = (state.counters[intent] ?? 0) + 1;
  const answer = kind?.answers[Math.min(times, kind.answers.length) - 1];
  if (kind === undefined || answer === undefined || times > kind.limit || textIn(answer, state.language).trimEnd().endsWith("?")) return;
  Object.assign(state.counters, { [intent]: times, [allObjections]: (state.counters[allObjections] ?? 0) + 1 });
  talk.note("objection", intent);
  talk.tell(answer);
}

export function answerObjection(talk: Talk, intent: string): void {
  const { bot, state } = talk;
  const kind = objectionOf(bot, intent);
  if (kind === undefined) return askAgain(talk);
  const times = (state.counters[intent] ?? 0) + 1;
  const inAll = (state.counters[allObjections] ?? 0) + 1;
  Object.assign(state.counters, { [intent]: times, [allObjections]: inAll });
  if (times > kind.limit || inAll > bot.objections.limit) {
    const after = kind.after ?? bot.objections.after;
    talk.note("objection_limit", intent, after);
    if (after !== null) {
      state.calls = [];
      return enter(talk, after);
    }
    talk.say(goodbye);
    return talk.end("completed", "refused");
  }
  talk.note("objection", intent);
  const answer = kind.answers[Math.min(times, kind.answers.length) - 1];
  if (answer === undefined) return askAgain(talk);
  // An answer that ends with a question is the question.
  if (textIn(answer, state.language).trimEnd().endsWith("?") || bot.flow.states[state.flowState]?.type === "talk") return talk.ask(answer);
  talk.tell(answer);
  askAgain(talk);
}
