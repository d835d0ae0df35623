/** A call that is nearly as long as calls may be: the caller is told a minute before (PRODUCT F3). */
import type { Decision } from "./decision.ts";
import { render } from "./render.ts";
import type { DialogueState } from "./state.ts";
import { contextOf } from "./talk.ts";
import type { Talk } from "./talk.ts";

const beforeMs = 60_000;
/** A shorter call has no last minute worth a word. */
const leastMs = 2 * beforeMs;

/**
 * Said once, before the next words of the bot, or into the next silence: nobody is interrupted. Not where the bot says
 * goodbye, hands on or waits anyway.
 * @param maxMs the longest the call may last; undefined: nobody counts.
 */
export function withWarning(talk: Talk, decision: Decision<DialogueState>, maxMs: number | undefined): Decision<DialogueState> {
  const { bot, state, atMs } = talk;
  if (maxMs === undefined || maxMs < leastMs || state.warned || state.beganAtMs === 0 || atMs - state.beganAtMs < maxMs - beforeMs) return decision;
  if (decision.hangup !== null || decision.tool !== null || (decision.transfer ?? null) !== null || state.tool !== null || state.transfer !== null || state.machine) return decision;
  const warning = render(bot, bot.prompts.time_warning, contextOf(talk));
  if (warning.length === 0) return decision;
  state.warned = true;
  return { ...decision, say: [...warning, ...decision.say] };
}
