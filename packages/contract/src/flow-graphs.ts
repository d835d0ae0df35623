/** The flow of a bot and its sub-flows, each a graph of its own, and what can be reached in them. */
import type { BotConfig } from "./bot-config.ts";
import type { FlowState, Transition } from "./bot-flow.ts";

export type Graph = { start: string; states: Record<string, FlowState>; transitions: Transition[] };
/** `path`: where it stands in the config. `name`: of the sub-flow, null for the flow itself. */
export type NamedGraph = { name: string | null; path: (string | number)[]; graph: Graph };

export function graphsOf(bot: BotConfig): NamedGraph[] {
  return [{ name: null, path: ["flow"], graph: bot.flow }, ...Object.entries(bot.flow.flows).map(([name, graph]) => ({ name, path: ["flow", "flows", name], graph }))];
}

/** States entered from without the flow's transitions: where a person takes over, and where objections lead. */
export function enteredFromOutside(bot: BotConfig): string[] {
  return [bot.agent.handoff_state, bot.objections.after, ...bot.objections.kinds.map((kind) => kind.after)].filter((name) => name !== null);
}

/** The states one step from `from`. In a linear flow a state without a `done` of its own goes on to the next one written. */
export function nextStates(bot: Pick<BotConfig, "flow">, graph: Graph, from: string): Set<string> {
  const next = new Set(graph.transitions.filter((transition) => transition.from === from).map((transition) => transition.to));
  const following = followingIn(bot, graph, from);
  if (following !== null) next.add(following);
  return next;
}

/** Where a linear flow goes on by itself, unless an unguarded `done` leads elsewhere. */
export function followingIn({ flow }: Pick<BotConfig, "flow">, graph: Graph, from: string): string | null {
  const type = graph.states[from]?.type;
  if (flow.type !== "linear" || type === "end" || type === "return") return null;
  if (graph.transitions.some((one) => one.from === from && "done" in one.when && (one.if ?? []).length === 0)) return null;
  const order = Object.keys(graph.states);
  return order[order.indexOf(from) + 1] ?? null;
}

/** Where "done" leads from here, or null; guards aside. */
export function followingState(bot: Pick<BotConfig, "flow">, from: string): string | null {
  return bot.flow.transitions.find((transition) => transition.from === from && "done" in transition.when)?.to ?? followingIn(bot, bot.flow, from);
}

export function reachableStates(bot: BotConfig, { name, graph }: NamedGraph): Set<string> {
  const fromAnywhere = graph.transitions.filter((transition) => transition.from === "*").map((transition) => transition.to);
  const reached = new Set<string>();
  const queue = [graph.start, ...fromAnywhere, ...(name === null ? enteredFromOutside(bot) : [])];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    if (reached.has(state)) continue;
    reached.add(state);
    queue.push(...nextStates(bot, graph, state));
  }
  return reached;
}
