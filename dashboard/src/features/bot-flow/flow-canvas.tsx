/** The flow drawn: states are dragged, joined and chosen; what is chosen is edited beside it. */
import { Background, BackgroundVariant, ControlButton, Controls, Handle, MarkerType, MiniMap, Position, ReactFlow, applyNodeChanges } from "@xyflow/react";
import type { Connection, Edge, Node, NodeProps, OnNodesChange, ReactFlowInstance, Viewport } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { CircleAlert, Crosshair, Flag, Map as MapIcon, Play } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useI18n } from "../../lib/i18n.tsx";
import { valueAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { anywhere, connect, flowAt, moveStates, readGraph, removeTransition, stateAt } from "./flow-graph.ts";
import type { FlowName, Graph, GraphNode, Place } from "./flow-graph.ts";
import { nodeSize, placesOf } from "./layout.ts";
import type { Selection } from "./selection.ts";
import { stateTitle, transitionWords } from "./words.ts";

type StateNode = Node<{ state: GraphNode; title: string; chosen: boolean }, "state">;
/** With its margin; as flow.css has it. */
const panelWidth = 384;
/** A drawing narrower than this has no room beside the panel. */
const besidePanel = panelWidth + nodeSize.width + 24;
/** So many events stand on one arrow; the panel has them all. */
const shownEvents = 2;
/** On the screen, px, of titles seen from afar. */
const farText = 12;
/** Inside a card, px of the drawing: two lines of more would not fit. */
const mostFarText = 30;
/** A card that is cut by less is not out of sight, px. */
const edgeSlack = 24;

/** The smallest text of a card is 13 px: at this scale it is 12. Farther away cards show their titles alone, as large as fits. */
const readableZoom = 0.92;
/** "Fit" shows all states: the largest flow of the templates needs 0.12. */
const minZoom = 0.08;

/** @param onRemove with the config that is left when transitions were cut in the same breath. */
export function FlowCanvas({ flow, selection, onSelect, onRemove }: { flow: FlowName; selection: Selection; onSelect: (selection: Selection) => void; onRemove: (names: readonly string[], from?: unknown) => void }) {
  const { t, language } = useI18n();
  const { config, faults, replace, readOnly } = useDraft();
  const graph = useMemo(() => readGraph(config, flow, language, faults), [config, flow, language, faults]);
  const titleOf = useCallback((state: GraphNode) => (state.name === anywhere ? t("flow.anywhere") : state.missing ? t("flow.missing") : stateTitle(valueAt(config, stateAt(flow, state.name)), t, language)), [config, flow, t, language]);
  const drawn = useMemo(() => nodesOf(graph, selection, titleOf), [graph, selection, titleOf]);
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
    if (drawing === null || width < besidePanel) return;
    const { x, y, zoom } = drawing.getViewport();
    const hidden = (node.position.x + nodeSize.width) * zoom + x - (width - panelWidth);
    if (hidden > 0) void drawing.setViewport({ x: x - hidden, y, zoom }, { duration: 200 });
  };
  // Part of the drawing is out of sight: a map helps then. It lies over the drawing, so it is shown when asked for.
  const [beyond, setBeyond] = useState(false);
  const [mapped, setMapped] = useState(false);
  const look = ({ x, y, zoom }: Viewport) => {
    const view = canvas.current;
    const drawing = instance.current;
    if (view === null || drawing === null) return;
    view.classList.toggle("far", zoom < readableZoom);
    view.style.setProperty("--far-text", `${Math.min(mostFarText, Math.round(farText / zoom))}px`);
    const all = drawing.getNodesBounds(drawing.getNodes());
    setBeyond(all.x * zoom + x < -edgeSlack || all.y * zoom + y < -edgeSlack || (all.x + all.width) * zoom + x > view.clientWidth + edgeSlack || (all.y + all.height) * zoom + y > view.clientHeight + edgeSlack);
  };
  /** The whole drawing when it can be read at that size, else its beginning. */
  const begin = async (drawing: ReactFlowInstance<StateNode>) => {
    instance.current = drawing;
    const view = canvas.current;
    if (view === null) return;
    const all = drawing.getNodesBounds(drawing.getNodes());
    const fits = Math.min((view.clientWidth - 48) / all.width, (view.clientHeight - 48) / all.height);
    if (fits >= readableZoom) await drawing.fitView({ maxZoom: 1, padding: 0.08 });
    else {
      const start = drawing.getNodes().find((node) => node.data.state.start) ?? drawing.getNodes()[0];
      const top = start?.position ?? { x: 0, y: 0 };
      await drawing.setViewport({ x: view.clientWidth / 2 - top.x - nodeSize.width / 2, y: 32 - top.y, zoom: 1 });
    }
    look(drawing.getViewport());
  };
  const showChosen = () => {
    const names = selection === null ? [] : selection.kind === "state" ? [selection.name] : [selection.from, selection.to];
    void instance.current?.fitView({ nodes: names.map((id) => ({ id })), minZoom: readableZoom, maxZoom: 1, padding: { top: "24px", bottom: "24px", left: "24px", right: (canvas.current?.clientWidth ?? 0) < besidePanel ? "24px" : `${panelWidth}px` }, duration: 200 });
  };
  // Just made: it stands below everything, out of sight.
  const known = useRef<ReadonlySet<string>>(new Set(graph.nodes.map((node) => node.name)));
  useEffect(() => {
    const fresh = selection?.kind === "state" && !known.current.has(selection.name) && nodes.some((node) => node.id === selection.name);
    known.current = new Set(nodes.map((node) => node.id));
    if (fresh) requestAnimationFrame(showChosen);
  }, [nodes, selection]);
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
        onInit={(drawing) => void begin(drawing)}
        onMove={(_event, viewport) => look(viewport)}
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
          if (names.length > 0) return onRemove(names, next);
          if (next !== config) replace(next);
          onSelect(null);
        }}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        deleteKeyCode={readOnly ? null : ["Delete", "Backspace"]}
        minZoom={minZoom}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{ "minimap.ariaLabel": t("flow.map"), "controls.zoomIn.ariaLabel": t("flow.zoomIn"), "controls.zoomOut.ariaLabel": t("flow.zoomOut"), "controls.fitView.ariaLabel": t("flow.fit") }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <Controls showInteractive={false} position="bottom-left" fitViewOptions={{ maxZoom: 1, padding: 0.05 }}>
          {beyond && selection === null && (
            <ControlButton onClick={() => setMapped(!mapped)} aria-pressed={mapped} title={t("flow.map")} aria-label={t("flow.map")} data-testid="flow-map">
              <MapIcon className="i" aria-hidden="true" />
            </ControlButton>
          )}
          {selection !== null && (
            <ControlButton onClick={showChosen} title={t("flow.fitChosen")} aria-label={t("flow.fitChosen")}>
              <Crosshair className="i" aria-hidden="true" />
            </ControlButton>
          )}
        </Controls>
        {mapped && beyond && selection === null && <MiniMap<StateNode> pannable zoomable position="bottom-right" className="fl-map" nodeClassName={(node) => (node.data.state.faults > 0 ? "er" : "")} />}
      </ReactFlow>
    </div>
  );
}

const listed = (graph: Graph, name: string) => graph.nodes.some((node) => node.name === name && !node.missing && name !== anywhere);

function nodesOf(graph: Graph, selection: Selection, titleOf: (state: GraphNode) => string): StateNode[] {
  const places = placesOf(graph);
  return graph.nodes.map((state) => {
    const chosen = selection?.kind === "state" && selection.name === state.name;
    return { id: state.name, type: "state", position: places.get(state.name) ?? { x: 0, y: 0 }, data: { state, title: titleOf(state), chosen }, selected: chosen, deletable: !state.missing && state.name !== anywhere };
  });
}

/** The first drag settles all places: what was laid out by itself must not jump later. */
function placesAfter(graph: Graph, moved: readonly StateNode[]): Map<string, Place> {
  const places = placesOf(graph);
  for (const { id, position } of moved) places.set(id, position);
  return places;
}

const nodeTypes = { state: StateCard };

function StateCard({ data: { state, title, chosen } }: NodeProps<StateNode>) {
  const { t } = useI18n();
  const { name, type, text, start, missing, faults } = state;
  // From afar what it is about says more than what it does.
  const [kind = "", about = ""] = title.split(/: (.*)/s);
  return (
    <div className={["fl-node", `of-${name === anywhere ? "any" : type || "none"}`, chosen ? "on" : "", missing || faults > 0 ? "er" : ""].join(" ")} data-state={name}>
      {name !== anywhere && <Handle type="target" position={Position.Top} />}
      <p className="fl-name mono">
        <span className="ell">{name === anywhere ? "*" : name}</span>
        {start && <Play className="i s" aria-label={t("flow.start")} />}
        {type === "end" && <Flag className="i s" aria-hidden="true" />}
        {(missing || faults > 0) && <CircleAlert className="i s danger-t" aria-label={t("editor.faults", { count: Math.max(1, faults) })} />}
      </p>
      <p className="fl-title sb" title={title}>
        {about !== "" && <span className="fl-kind">{kind}: </span>}
        {about === "" ? title : about}
      </p>
      {text !== "" && <p className="fl-text t2">{text}</p>}
      {!missing && type !== "end" && type !== "return" && <Handle type="source" position={Position.Bottom} />}
    </div>
  );
}
