/**
 * Sub-flows written out into one table. A state of the sub-flow "booking" is named "booking.when", its "anywhere" is
 * "booking.*"; what a linear flow leaves unsaid (on to the next state written) is said as transitions. So whoever looks
 * a state up needs no word about sub-flows, and the name in the record says where the caller stood.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { FlowState, Transition } from "@zvon/contract/bot-flow.ts";

type Graph = Pick<BotConfig["flow"], "states" | "transitions">;

/** Of the flow itself "", of "booking.when" "booking". */
export const scopeOf = (name: string): string => name.slice(0, Math.max(0, name.indexOf(".")));
export const anywhereIn = (scope: string): string => (scope === "" ? "*" : `${scope}.*`);
export const flatName = (scope: string, name: string): string => (scope === "" ? name : `${scope}.${name}`);

/** @returns the bot with a flow of one table; without sub-flows its names stay. Not to be flattened twice. */
export function flatten(bot: BotConfig): BotConfig {
  const { flow } = bot;
  const parts = [written(bot, "", flow), ...Object.entries(flow.flows).map(([scope, sub]) => written(bot, scope, sub))];
  return {
    ...bot,
    flow: {
      // What was unsaid is said; the kind stays for those who tell of the flow.
      type: flow.type, start: flow.start, flows: {},
      states: Object.assign({}, ...parts.map((part) => part.states)),
      transitions: parts.flatMap((part) => part.transitions),
    },
  };
}

function written(bot: BotConfig, scope: string, graph: Graph): Graph {
  const named = (name: string) => (name === "*" ? anywhereIn(scope) : flatName(scope, name));
  // A `flow` state of the flat table names the state that its sub-flow begins with.
  const inTable = (state: FlowState): FlowState => (state.type === "flow" ? { ...state, flow: flatName(state.flow, bot.flow.flows[state.flow]?.start ?? "") } : state);
  const states = Object.fromEntries(Object.entries(graph.states).map(([name, state]) => [named(name), inTable(state)]));
  const order = Object.keys(graph.states);
  const next: Transition[] = bot.flow.type !== "linear" ? [] : order.flatMap((name, index) => {
    const [state, following] = [graph.states[name], order[index + 1]];
    return state === undefined || state.type === "end" || state.type === "return" || following === undefined ? [] : [{ from: named(name), to: named(following), when: { done: true as const } }];
  });
  return { states, transitions: [...graph.transitions.map((one) => ({ ...one, from: named(one.from), to: named(one.to) })), ...next] };
}
