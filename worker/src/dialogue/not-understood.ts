/**
 * A turn that was not understood (PRODUCT D11): the bot's first, second, third words, unless the flow or a handoff
 * criterion leads elsewhere. The third time in a state ends the call; so do nine turns in a row over all states, for
 * some flows lead from one question to another and back.
 */
import type { Text } from "@zvon/contract/bot-text.ts";
import { take } from "./enter.ts";
import { handOff, handoffByMisses } from "./handoff.ts";
import type { Talk } from "./talk.ts";

export const mostLost = 9;
/** Turns in a row that were understood and brought nothing: «повторите», «подождите», a time that is closed. */
export const mostStuck = 8;

/** Counts the turn as not understood. @returns true when that led somewhere else or ended the call. */
export function missed(talk: Talk, times: number): boolean {
  const { bot, state } = talk;
  state.misses = times;
  state.lost += 1;
  state.misunderstood += 1;
  talk.note("not_understood", String(times));
  const way = talk.way({ not_understood: times });
  if (way !== null && state.lost <= mostLost) {
    take(talk, way);
    return true;
  }
  const criterion = handoffByMisses(talk);
  if (criterion !== null && handOff(talk, criterion)) return true;
  if (state.lost < mostLost) return false;
  talk.say(bot.fallbacks.not_understood[2]);
  talk.end("completed", "not_understood");
  return true;
}

export function notUnderstood(talk: Talk, hint: Text | undefined, times: number): void {
  if (missed(talk, times)) return;
  const { bot } = talk;
  const text = bot.fallbacks.not_understood[Math.min(times, 3) - 1] ?? bot.fallbacks.not_understood[2];
  if (times >= 3) {
    talk.say(text);
    return talk.end("completed", "not_understood");
  }
  sayWithHint(talk, text, hint);
}

/** `asked` stays the question itself: "repeat" is not for our apology. A question inside the question is said again instead of the hint. */
export function sayWithHint(talk: Talk, text: Text, hint: Text | undefined): void {
  const { state } = talk;
  const inside = state.doubt !== null || state.mending;
  const said = talk.said.length;
  talk.say(text, hint === undefined || inside ? {} : { hint });
  // Some hints ask what the text has just asked: «Вы меня слышите?».
  talk.said = talk.said.filter((segment, at) => at < said || talk.said.findIndex((other, from) => from >= said && other.text === segment.text) === at);
  if (inside) talk.said.push(...state.asked);
}
