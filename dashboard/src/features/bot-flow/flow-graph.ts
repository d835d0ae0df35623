/** A flow as a graph: read from a draft that may be faulty, and changed in it. Pure; places are canvas units. */
import type { BotFault } from "@zvon/contract/bots-api.ts";
import { listAt, membersAt, textAt, valueAt, withName, withValue, withoutValue } from "../../lib/pointer.ts";

/** "" is the main flow, else the name of a sub-flow. */
export type FlowName = string;
export type Place = { x: number; y: number };
export type GraphNode = { name: string; type: string; text: string; place: Place | null; faults: number; start: boolean; /** A transition leads here and there is no such state. */ missing: boolean };
/** All transitions from one state to another; `indices` into the flow's transitions, none where a linear flow goes on by itself. */
export type GraphEdge = { from: string; to: string; indices: readonly number[]; faults: number };
export type Graph = { nodes: readonly GraphNode[]; edges: readonly GraphEdge[] };

/** Where transitions from any state come from. */
export const anywhere = "*";
export const stateTypes = ["ask", "confirm", "question", "talk", "tool", "transfer", "say", "flow", "return", "end"] as const;
export type StateType = (typeof stateTypes)[number];

export const flowAt = (flow: FlowName): string => (flow === "" ? "/flow" : `/flow/flows/${flow}`);
export const stateAt = (flow: FlowName, name: string): string => `${flowAt(flow)}/states/${name}`;
export const transitionAt = (flow: FlowName, index: number): string => `${flowAt(flow)}/transitions/${index}`;
export const flowNames = (config: unknown): string[] => ["", ...membersAt(config, "/flow/flows").map(([name]) => name)];

const within = (pointer: string, at: string) => pointer === at || pointer.startsWith(`${at}/`);
const transitionsOf = (config: unknown, flow: FlowName) => listAt(config, `${flowAt(flow)}/transitions`).map((_, index) => ({ index, from: textAt(config, `${transitionAt(flow, index)}/from`), to: textAt(config, `${transitionAt(flow, index)}/to`) }));

export function readGraph(config: unknown, flow: FlowName, language: string, faults: readonly BotFault[]): Graph {
  const states = membersAt(config, `${flowAt(flow)}/states`);
  const start = textAt(config, `${flowAt(flow)}/start`);
  const names = new Set(states.map(([name]) => name));
  const faultsAt = (at: string) => faults.filter((fault) => within(fault.pointer, at)).length;
  const nodes: GraphNode[] = states.map(([name, state]) => ({
    name, type: textAt(state, "/type"), text: textAt(state, `/say/${language}`) || textAt(state, "/say/ru") || textAt(state, "/say/en"),
    place: placeOf(state), faults: faultsAt(stateAt(flow, name)), start: name === start, missing: false,
  }));
  const edges = new Map<string, { from: string; to: string; indices: number[]; faults: number }>();
  for (const { index, from, to } of transitionsOf(config, flow)) {
    if (from === "" || to === "") continue;
    const key = `${from} ${to}`;
    const edge = edges.get(key) ?? { from, to, indices: [], faults: 0 };
    edge.indices.push(index);
    edge.faults += faultsAt(transitionAt(flow, index));
    edges.set(key, edge);
  }
  for (const [from, to] of linearSteps(config, flow)) if (!edges.has(`${from} ${to}`)) edges.set(`${from} ${to}`, { from, to, indices: [], faults: 0 });
  for (const { from, to } of edges.values()) {
    for (const name of [from, to]) {
      if (names.has(name)) continue;
      names.add(name);
      nodes.push({ name, type: name === anywhere ? anywhere : "", text: "", place: null, faults: 0, start: false, missing: name !== anywhere });
    }
  }
  return { nodes, edges: [...edges.values()] };
}

/** In a linear flow a state without a "done" of its own goes on to the next one written. */
function linearSteps(config: unknown, flow: FlowName): [string, string][] {
  if (flow !== "" || textAt(config, "/flow/type") !== "linear") return [];
  const states = membersAt(config, "/flow/states");
  const own = new Set(transitionsOf(config, flow).flatMap(({ index, from }) => (valueAt(config, `${transitionAt(flow, index)}/when/done`) === true ? [from] : [])));
  return states.flatMap(([name, state], index): [string, string][] => {
    const next = states[index + 1];
    return next === undefined || own.has(name) || textAt(state, "/type") === "end" ? [] : [[name, next[0]]];
  });
}

function placeOf(state: unknown): Place | null {
  const [x, y] = [valueAt(state, "/place/x"), valueAt(state, "/place/y")];
  return typeof x === "number" && typeof y === "number" ? { x, y } : null;
}

// ---------------------------------------------------------------- changes

/** @returns a name that no state of the flow has. */
export function freeName(config: unknown, flow: FlowName, wanted: string): string {
  const taken = new Set(membersAt(config, `${flowAt(flow)}/states`).map(([name]) => name));
  if (!taken.has(wanted)) return wanted;
  let n = 2;
  while (taken.has(`${wanted}_${n}`)) n += 1;
  return `${wanted}_${n}`;
}

export function addState(config: unknown, flow: FlowName, name: string, type: StateType, place: Place): unknown {
  const added = withValue(config, stateAt(flow, name), { ...newState(config, type), place: rounded(place) });
  return textAt(added, `${flowAt(flow)}/start`) === "" ? withValue(added, `${flowAt(flow)}/start`, name) : added;
}

/** The least that a state of the type needs, filled with what the bot has. */
export function newState(config: unknown, type: StateType): Record<string, unknown> {
  const field = membersAt(config, "/fields")[0]?.[0] ?? "";
  switch (type) {
    case "ask": return { type, field, say: {}, hint: {} };
    case "confirm": return { type, fields: field === "" ? [] : [field], say: {}, hint: {}, what: {}, corrected: {} };
    case "question":
    case "talk": return { type, say: {}, hint: {} };
    case "tool": return { type, tool: textAt(config, "/tools/0/name"), arguments: {}, say: null };
    case "transfer": return { type, destination: textAt(config, "/agent/destinations/0/name"), say: null };
    case "say": return { type, say: {}, outcome: null, forget: [] };
    case "flow": return { type, flow: membersAt(config, "/flow/flows")[0]?.[0] ?? "" };
    case "return": return { type, result: "done" };
    case "end": return { type, say: {}, outcome: "answered" };
  }
}

/** Another type: texts, place and timers that both have are kept. */
export function withType(config: unknown, flow: FlowName, name: string, type: StateType): unknown {
  const at = stateAt(flow, name);
  const fresh = newState(config, type);
  const kept = Object.fromEntries(membersAt(config, at).filter(([member, value]) => member !== "type" && (member in fresh || member === "place" || (member === "timing" && "hint" in fresh)) && value !== null));
  return withValue(config, at, { ...fresh, ...kept });
}

/** Wherever the flow or the bot names it, it has the new name. @returns the same config when the name is taken or empty. */
export function renameState(config: unknown, flow: FlowName, name: string, to: string): unknown {
  if (to === "" || to === name || valueAt(config, stateAt(flow, to)) !== undefined || valueAt(config, stateAt(flow, name)) === undefined) return config;
  return renameReferences(withName(config, stateAt(flow, name), to), flow, name, to);
}

/** @param to "": what named it names nothing any more; transitions go. */
function renameReferences(config: unknown, flow: FlowName, name: string, to: string): unknown {
  const transitions = listAt(config, `${flowAt(flow)}/transitions`);
  const swap = (value: string) => (value === name ? to : value);
  const kept = transitions.flatMap((transition) => {
    const [from, target] = [swap(textAt(transition, "/from")), swap(textAt(transition, "/to"))];
    return from === "" || target === "" ? [] : [withValue(withValue(transition, "/from", from), "/to", target)];
  });
  let next = withValue(config, `${flowAt(flow)}/transitions`, kept);
  if (textAt(next, `${flowAt(flow)}/start`) === name) next = withValue(next, `${flowAt(flow)}/start`, to === "" ? (membersAt(next, `${flowAt(flow)}/states`)[0]?.[0] ?? "") : to);
  if (flow !== "") return next;
  const elsewhere = ["/agent/handoff_state", "/objections/after", ...listAt(next, "/objections/kinds").map((_, index) => `/objections/kinds/${index}/after`)];
  for (const at of elsewhere) if (valueAt(next, at) === name) next = withValue(next, at, to === "" ? null : to);
  return next;
}

/** @returns how many transitions lead to or from these states: they go with them. */
export const waysThrough = (config: unknown, flow: FlowName, names: readonly string[]): number => transitionsOf(config, flow).filter(({ from, to }) => names.includes(from) || names.includes(to)).length;

export const removeStates = (config: unknown, flow: FlowName, names: readonly string[]): unknown => names.reduce((rest, name) => removeState(rest, flow, name), config);

export function removeState(config: unknown, flow: FlowName, name: string): unknown {
  return renameReferences(withoutValue(config, stateAt(flow, name)), flow, name, "");
}

export function moveStates(config: unknown, flow: FlowName, places: ReadonlyMap<string, Place>): unknown {
  let next = config;
  for (const [name, place] of places) if (valueAt(next, stateAt(flow, name)) !== undefined) next = withValue(next, `${stateAt(flow, name)}/place`, rounded(place));
  return next;
}

const rounded = ({ x, y }: Place): Place => ({ x: Math.round(x), y: Math.round(y) });

/** A new transition; what it waits for is the first thing that can come of the state and has no way yet. */
export function connect(config: unknown, flow: FlowName, from: string, to: string): { config: unknown; index: number } {
  const at = `${flowAt(flow)}/transitions`;
  const transitions = listAt(config, at);
  const used = new Set(transitions.filter((one) => textAt(one, "/from") === from).map((one) => JSON.stringify(valueAt(one, "/when"))));
  const when = eventsOf(config, flow, from).find((one) => !used.has(JSON.stringify(one))) ?? { intent: "" };
  return { config: withValue(config, at, [...transitions, { from, to, when }]), index: transitions.length };
}

/** What can happen in a state, the likeliest first. */
export function eventsOf(config: unknown, flow: FlowName, from: string): Record<string, unknown>[] {
  switch (textAt(config, `${stateAt(flow, from)}/type`)) {
    case "tool": return [{ tool: "ok" }, { tool: "failed" }, { tool: "unknown" }];
    case "transfer": return [{ transfer: "no_answer" }, { transfer: "busy" }, { transfer: "refused" }, { transfer: "failed" }, { transfer: "answered" }];
    case "question":
    case "talk": return [{ intent: "yes" }, { intent: "no" }, { not_understood: 2 }];
    case "": return [{ intent: "operator" }, { intent: "goodbye" }, { not_understood: 3 }];
    default: return [{ done: true }, { intent: "no" }, { not_understood: 3 }];
  }
}

export const removeTransition = (config: unknown, flow: FlowName, index: number): unknown => withoutValue(config, transitionAt(flow, index));

/** The first transition that fits is taken, so their order means something. Past its own state's others only. */
export function moveTransition(config: unknown, flow: FlowName, index: number, by: -1 | 1): unknown {
  const at = `${flowAt(flow)}/transitions`;
  const transitions = listAt(config, at);
  const from = textAt(transitions[index], "/from");
  const same = transitions.flatMap((one, position) => (textAt(one, "/from") === from ? [position] : []));
  const other = same[same.indexOf(index) + by];
  if (other === undefined) return config;
  return withValue(config, at, transitions.map((one, position) => (position === index ? transitions[other] : position === other ? transitions[index] : one)));
}

/** The state a mistyped name may have meant. @returns null when none is near. */
export function nearestState(config: unknown, flow: FlowName, name: string): string | null {
  const near = membersAt(config, `${flowAt(flow)}/states`).map(([one]) => ({ one, far: distance(one, name) })).toSorted((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= Math.max(2, Math.floor(name.length / 3)) ? near.one : null;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length] ?? 0;
}
