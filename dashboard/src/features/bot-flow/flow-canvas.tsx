/** The flow drawn: states are dragged, joined and chosen; what is chosen is edited beside it. */
import { Background, BackgroundVariant, Controls, Handle, MarkerType, Position, ReactFlow, applyNodeChanges } from "@xyflow/react";
import type { Connection, Edge, Node, NodeProps, OnNodesChange, ReactFlowInstance } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { CircleAlert, Flag, Play } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useI18n } from "../../lib/i18n.tsx";
import { valueAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { anywhere, connect, flowAt, moveStates, readGraph, removeState, removeTransition, stateTypes } from "./flow-graph.ts";
import type { FlowName, Graph, GraphNode, Place } from "./flow-graph.ts";
import { nodeSize, placesOf } from "./layout.ts";
import type { Selection } from "./selection.ts";
import { transitionWords } from "./words.ts";

type StateNode = Node<{ state: GraphNode; chosen: boolean }, "state">;
/** With its margin; as flow.css has it. */
const panelWidth = 384;
/** So many events stand on one arrow; the panel has them all. */
const shownEvents = 2;

export function FlowCanvas({ flow, selection, onSelect }: { flow: FlowName; selection: Selection; onSelect: (selection: Selection) => void }) {
  const { t, language } = useI18n();
  const { config, faults, replace, readOnly } = useDraft();
  const graph = useMemo(() => readGraph(config, flow, language, faults), [config, flow, language, faults]);
  const drawn = useMemo(() => nodesOf(graph, selection), [graph, selection]);
  // While a state is dragged it is where the hand is; the draft hears of it when the hand lets go.
  const [nodes, setNodes] = useState<StateNode[]>(drawn);
  useEffect(() => setNodes(drawn), [drawn]);
  const edges = useMemo<Edge[]>(() => graph.edges.map(({ from, to, indices, faults: faulty }) => {
    const words = indices.map((index) => transitionWords(valueAt(config, `${flowAt(flow)}/transitions/${index}`), t));
    const more = words.length - shownEvents;
    const label = indices.length === 0 ? t("flow.next") : [...words.slice(0, shownEvents), ...(more > 0 ? [t("flow.more", { count: more })] : [])].join("; ");
    const chosen = selection?.kind === "edge" && selection.from === from && selection.to === to;
    return {
      id: `${from} ${to}`, source: from, target: to, label, ariaLabel: `${from} → ${to}: ${label}`, selected: chosen,
      className: faulty > 0 ? "fl-edge er" : chosen ? "fl-edge on" : indices.length === 0 ? "fl-edge next" : "fl-edge",
      markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18 }, deletable: indices.length > 0,
    };
  }), [graph, config, flow, selection, t]);

  const onNodesChange = useCallback<OnNodesChange<StateNode>>((changes) => setNodes((now) => applyNodeChanges(changes, now)), []);
  const canvas = useRef<HTMLDivElement>(null);
  const instance = useRef<ReactFlowInstance<StateNode> | null>(null);
  /** The panel covers the right side: what was chosen there comes out from under it. */
  const uncover = (node: StateNode) => {
    const drawing = instance.current;
    const width = canvas.current?.clientWidth ?? 0;
    if (drawing === null || width < 2 * panelWidth) return;
    const { x, y, zoom } = drawing.getViewport();
    const hidden = (node.position.x + nodeSize.width) * zoom + x - (width - panelWidth);
    if (hidden > 0) void drawing.setViewport({ x: x - hidden, y, zoom }, { duration: 200 });
  };
  const onConnect = ({ source, target }: Connection) => {
    if (target === anywhere) return;
    const made = connect(config, flow, source, target);
    replace(made.config);
    onSelect({ kind: "edge", from: source, to: target });
  };

  return (
    <div className="fl-canvas" ref={canvas}>
      <ReactFlow<StateNode>
        key={flow}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onNodeDragStop={(_event, _node, moved) => replace(moveStates(config, flow, placesAfter(graph, moved)))}
        onConnect={onConnect}
        onInit={(drawing) => {
          instance.current = drawing;
        }}
        onNodeClick={(_event, node) => {
          onSelect({ kind: "state", name: node.id });
          uncover(node);
        }}
        onEdgeClick={(_event, { source, target }) => onSelect({ kind: "edge", from: source, to: target })}
        onPaneClick={() => onSelect(null)}
        onDelete={({ nodes: gone, edges: cut }) => {
          const names = gone.map((node) => node.id).filter((name) => listed(graph, name));
          let next = config;
          const indices = cut.filter(({ source, target }) => !names.includes(source) && !names.includes(target)).flatMap(({ id }) => graph.edges.find(({ from, to }) => `${from} ${to}` === id)?.indices ?? []);
          for (const index of indices.toSorted((a, b) => b - a)) next = removeTransition(next, flow, index);
          for (const name of names) next = removeState(next, flow, name);
          if (next !== config) replace(next);
          onSelect(null);
        }}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        deleteKeyCode={readOnly ? null : ["Delete", "Backspace"]}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        minZoom={0.2}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{ "controls.zoomIn.ariaLabel": t("flow.zoomIn"), "controls.zoomOut.ariaLabel": t("flow.zoomOut"), "controls.fitView.ariaLabel": t("flow.fit") }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}

const listed = (graph: Graph, name: string) => graph.nodes.some((node) => node.name === name && !node.missing && name !== anywhere);

function nodesOf(graph: Graph, selection: Selection): StateNode[] {
  const places = placesOf(graph);
  return graph.nodes.map((state) => {
    const chosen = selection?.kind === "state" && selection.name === state.name;
    return { id: state.name, type: "state", position: places.get(state.name) ?? { x: 0, y: 0 }, data: { state, chosen }, selected: chosen, deletable: !state.missing && state.name !== anywhere };
  });
}

/** The first drag settles all places: what was laid out by itself must not jump later. */
function placesAfter(graph: Graph, moved: readonly StateNode[]): Map<string, Place> {
  const places = placesOf(graph);
  for (const { id, position } of moved) places.set(id, position);
  return places;
}

const nodeTypes = { state: StateCard };

function StateCard({ data: { state, chosen } }: NodeProps<StateNode>) {
  const { t } = useI18n();
  const { name, type, text, start, missing, faults } = state;
  const kind = stateTypes.find((one) => one === type);
  const title = name === anywhere ? t("flow.anywhere") : missing ? t("flow.missing") : kind === undefined ? type : t(`flow.type.${kind}`);
  return (
    <div className={["fl-node", `of-${name === anywhere ? "any" : type || "none"}`, chosen ? "on" : "", missing || faults > 0 ? "er" : ""].join(" ")} data-state={name}>
      {name !== anywhere && <Handle type="target" position={Position.Top} />}
      <p className="fl-name mono xs ell">
        {name === anywhere ? "*" : name}
        {start && <Play className="i s" aria-label={t("flow.start")} />}
        {type === "end" && <Flag className="i s" aria-hidden="true" />}
        {(missing || faults > 0) && <CircleAlert className="i s danger-t" aria-label={t("editor.faults", { count: Math.max(1, faults) })} />}
      </p>
      <p className="sb ell">{title}</p>
      {text !== "" && <p className="fl-text xs t2">{text}</p>}
      {!missing && type !== "end" && type !== "return" && <Handle type="source" position={Position.Bottom} />}
    </div>
  );
}
