/**
 * Which way the flow goes. Of the state's own transitions the first that fits, then of those from anywhere in its flow.
 * Within a sub-flow the states that run it come next, from the inside out, each with its own transitions and those from
 * anywhere in its flow: who takes such a way leaves the sub-flow.
 *
 * | event                                     | looked for |
 * | ----------------------------------------- | ---------- |
 * | done, returned                            | at the state itself |
 * | tool, transfer, visits                    | at the state, then anywhere, outwards |
 * | intent, silence, not_understood, timeout_s | at the state, then anywhere, outwards and at the states that run the sub-flow |
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Guard, Transition } from "@zvon/contract/bot-flow.ts";
import { anywhereIn, scopeOf } from "./flat-flow.ts";

/** What happened, as a transition names it; `visits` and `timeout_s` fit from their number on. */
export type FlowEvent = Transition["when"];
export type Place = { flowState: string; calls: readonly string[] };
/** `calls`: the `flow` states that still wait when it is taken. `own`: a transition of the very state. */
export type Way = { transition: Transition; calls: string[]; own: boolean };

export function wayFrom(bot: Pick<BotConfig, "flow">, { flowState, calls }: Place, event: FlowEvent, holds: (guard: Guard) => boolean): Way | null {
  const first = (from: string, not: string | null) => bot.flow.transitions.find((one) => one.from === from && one.to !== not && fits(one.when, event) && (one.if ?? []).every(holds));
  const ofState = "done" in event || "returned" in event;
  const ofCaller = "intent" in event || "silence" in event || "not_understood" in event || "timeout_s" in event;
  let at = flowState;
  for (let depth = calls.length; depth >= 0; depth -= 1) {
    const own = depth === calls.length || ofCaller ? first(at, null) : undefined;
    if (own !== undefined) return { transition: own, calls: calls.slice(0, depth), own: depth === calls.length };
    if (ofState) return null;
    const anywhere = first(anywhereIn(scopeOf(at)), at);
    if (anywhere !== undefined) return { transition: anywhere, calls: calls.slice(0, depth), own: false };
    at = calls[depth - 1] ?? "";
  }
  return null;
}

function fits(when: FlowEvent, event: FlowEvent): boolean {
  const [[kind, wanted] = []] = Object.entries(when);
  const [[happened, value] = []] = Object.entries(event);
  if (kind !== happened) return false;
  return kind === "visits" || kind === "timeout_s" ? Number(value) >= Number(wanted) : value === wanted;
}

/** As the trace names it: "intent yes", "silence 2", "done". */
export const nameOfEvent = (when: FlowEvent): string => Object.entries(when).map(([kind, value]) => (value === true ? kind : `${kind} ${String(value)}`)).join("");
