/** Places for states that have none: a layered drawing from top to bottom, beside what has its place already. */
import { Graph, layout } from "@dagrejs/dagre";
import { anywhere } from "./flow-graph.ts";
import type { Graph as FlowGraph, Place } from "./flow-graph.ts";

export const nodeSize = { width: 208, height: 96 };

/** @param all also of those that have a place: a new drawing of the whole. */
export function placesOf({ nodes, edges }: FlowGraph, all = false): Map<string, Place> {
  const graph = new Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 56, ranksep: 72, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { name } of nodes) graph.setNode(name, { ...nodeSize });
  // Ways from anywhere say nothing of the order.
  for (const { from, to } of edges) if (from !== anywhere && from !== to) graph.setEdge(from, to);
  layout(graph);
  return new Map(nodes.map(({ name, place }) => {
    if (!all && place !== null) return [name, place];
    const laid: { x?: number; y?: number } = graph.node(name) ?? {};
    return [name, { x: Math.round((laid.x ?? 0) - nodeSize.width / 2), y: Math.round((laid.y ?? 0) - nodeSize.height / 2) }];
  }));
}
