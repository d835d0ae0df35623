/** The flow of a bot: drawn on wide screens, as a list for everybody. One panel edits what is chosen in either. */
import { LayoutGrid, List, Plus, Trash2, Workflow, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useI18n } from "../../lib/i18n.tsx";
import { useRouter } from "../../lib/router.tsx";
import { membersAt, textAt, withValue, withoutValue } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { useMediaQuery } from "../../lib/use-media-query.ts";
import { FlowCanvas } from "./flow-canvas.tsx";
import { addState, anywhere, flowAt, flowNames, freeName, moveStates, readGraph, removeStates, stateAt, waysThrough } from "./flow-graph.ts";
import type { FlowName } from "./flow-graph.ts";
import { FlowList } from "./flow-list.tsx";
import { IntentsSection } from "./intents-section.tsx";
import { placesOf } from "./layout.ts";
import { ObjectionsSection } from "./objections-section.tsx";
import type { Selection } from "./selection.ts";
import { StateForm } from "./state-form.tsx";
import { Ways } from "./ways.tsx";
import { TransitionForm } from "./transition-form.tsx";
import { stateWords } from "./words.ts";

type View = "graph" | "list" | "words";

export function FlowTab() {
  const { t, language } = useI18n();
  const { config, faults, replace, undo, readOnly } = useDraft();
  const { go } = useRouter();
  // A phone shows the list first; the drawing is a tap away.
  const wide = useMediaQuery("(min-width: 760px)");
  const [chosenView, setView] = useState<View | null>(null);
  const view = chosenView ?? (wide ? "graph" : "list");
  const [flow, setFlow] = useState<FlowName>("");
  const [selection, setSelection] = useState<Selection>(null);
  const flows = flowNames(config);
  useEffect(() => {
    if (!flows.includes(flow)) setFlow("");
  }, [flows, flow]);
  useWantedFromAddress(({ words, flow: where, selection: next }) => {
    if (words) return setView("words");
    setView((now) => (now === "words" ? null : now));
    setFlow(where);
    setSelection(next);
  });
  const open = (next: FlowName) => {
    setFlow(next);
    setSelection(null);
  };
  const [removed, setRemoved] = useState<Removed | null>(null);
  const drop = (next: unknown, words: string) => {
    replace(next);
    setSelection(null);
    setRemoved({ words, after: next });
  };
  const remove = (names: readonly string[], from: unknown = config) => {
    const ways = waysThrough(from, flow, names);
    const what = names.length === 1 ? t("flow.removed", { name: names[0] ?? "" }) : t("flow.removedMany", { count: names.length });
    drop(removeStates(from, flow, names), ways === 0 ? what : `${what} ${t("flow.removedWays", { count: ways })}`);
  };
  const graph = useMemo(() => readGraph(config, flow, language, faults), [config, flow, language, faults]);
  const add = () => {
    const name = freeName(config, flow, "state");
    const lowest = Math.max(0, ...[...placesOf(graph).values()].map(({ y }) => y));
    replace(addState(moveStates(config, flow, placesOf(graph)), flow, name, "question", { x: 40, y: lowest + 140 }));
    setSelection({ kind: "state", name });
    // What is new stands far below: the address asks for its first field, and the page goes there.
    go(`${location.pathname}?${new URLSearchParams({ at: `${stateAt(flow, name)}/say` })}`, { replace: true });
  };
  return (
    <div className="fl">
      <div className="fl-tools row wrap">
        <div className="seg" role="group" aria-label={t("flow.view")}>
          {([["graph", Workflow], ["list", List]] as const).map(([one, Icon]) => (
            <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)} data-testid={`flow-${one}`}>
              <Icon className="i" aria-hidden="true" />
              {t(`flow.view.${one}`)}
            </button>
          ))}
          <button type="button" aria-pressed={view === "words"} onClick={() => setView("words")} data-testid="flow-words">
            {t("flow.view.words")}
          </button>
        </div>
        {view !== "words" && (
          <>
            {(flows.length > 1 || !readOnly) && (
              <span className="inp fl-which">
                <select aria-label={t("flow.which")} value={flow} onChange={(event) => event.target.value === "+" ? addFlow() : open(event.target.value)}>
                  {flows.map((one) => (
                    <option key={one} value={one}>
                      {one === "" ? t("flow.main") : t("flow.sub", { name: one })}
                    </option>
                  ))}
                  {!readOnly && <option value="+">{t("flow.newSub")}</option>}
                </select>
              </span>
            )}
            {!readOnly && (
              <button type="button" className="btn" onClick={add} data-testid="add-state">
                <Plus className="i" aria-hidden="true" />
                {t("flow.addState")}
              </button>
            )}
            {!readOnly && view === "graph" && (
              <button type="button" className="btn ic" title={t("flow.arrange")} aria-label={t("flow.arrange")} onClick={() => replace(moveStates(config, flow, placesOf(graph, true)))}>
                <LayoutGrid className="i" aria-hidden="true" />
              </button>
            )}
            {flow !== "" && !readOnly && (
              <button type="button" className="btn gh danger-t" onClick={() => { drop(withoutValue(config, flowAt(flow)), t("flow.removedSub", { name: flow })); open(""); }}>
                <Trash2 className="i" aria-hidden="true" />
                {t("flow.removeSub")}
              </button>
            )}
          </>
        )}
      </div>
      {view === "graph" && (
        <div className="fl-stage">
          <FlowCanvas flow={flow} selection={selection} onSelect={setSelection} onRemove={remove} />
          <FaultCard flow={flow} onOpen={setSelection} />
          {selection !== null && (
            <aside className="fl-panel" aria-label={t("flow.panel")}>
              <Panel flow={flow} selection={selection} onSelect={setSelection} onRemove={remove} />
            </aside>
          )}
        </div>
      )}
      {view === "list" && <FlowList flow={flow} selection={selection} onSelect={setSelection} onRemove={remove} />}
      {view === "words" && (
        <div className="fl-words">
          <IntentsSection />
          <ObjectionsSection />
        </div>
      )}
      {removed !== null && removed.after === config && <RemovedNote key={removed.words} words={removed.words} onUndo={undo} onGone={() => setRemoved(null)} />}
    </div>
  );

  function addFlow() {
    let n = 1;
    while (flows.includes(`part_${n}`)) n += 1;
    const name = `part_${n}`;
    replace(withValue(config, `/flow/flows/${name}`, { start: "back", states: { back: { type: "return", result: "done" } }, transitions: [] }));
    open(name);
  }
}

type Wanted = { words: boolean; flow: FlowName; selection: Selection };

/** A link to a fault (`?at=`) opens what it is about, in the view that has it. */
function useWantedFromAddress(open: (wanted: Wanted) => void) {
  const { config } = useDraft();
  const { search, visits } = useRouter();
  const pointer = search.get("at") ?? "";
  useEffect(() => {
    if (/^\/(intents|objections)(\/|$)/.test(pointer)) return open({ words: true, flow: "", selection: null });
    const found = /^\/flow(?:\/flows\/([^/]+))?\/(states|transitions)\/([^/]+)/.exec(pointer);
    if (found === null) return;
    const [, inner = "", part = "", name = ""] = found;
    if (part === "states") return open({ words: false, flow: inner, selection: { kind: "state", name } });
    const at = `${flowAt(inner)}/transitions/${name}`;
    open({ words: false, flow: inner, selection: { kind: "edge", from: textAt(config, `${at}/from`), to: textAt(config, `${at}/to`) } });
    // Once a visit: what is chosen later is the reader's.
  }, [pointer, visits]);
}

/** What was taken away, and the draft right after: while nothing else was changed, one step back brings it all. */
type Removed = { words: string; after: unknown };
const undoOfferedMs = 10_000;

function RemovedNote({ words, onUndo, onGone }: { words: string; onUndo: () => void; onGone: () => void }) {
  const { t } = useI18n();
  const gone = useRef(onGone);
  useEffect(() => {
    gone.current = onGone;
  });
  useEffect(() => {
    const timer = setTimeout(() => gone.current(), undoOfferedMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="toast fl-removed" role="status" data-testid="removed">
      <span className="grow">{words}</span>
      <button type="button" className="link" onClick={onUndo}>
        {t("editor.undo")}
      </button>
    </div>
  );
}

function Panel({ flow, selection, onSelect, onRemove }: { flow: FlowName; selection: NonNullable<Selection>; onSelect: (selection: Selection) => void; onRemove: (names: readonly string[]) => void }) {
  const { t, language } = useI18n();
  const { config } = useDraft();
  const known = membersAt(config, `${flowAt(flow)}/states`).some(([name]) => selection.kind === "state" && name === selection.name);
  const words = (name: string) => (name === anywhere ? t("flow.anywhere") : stateWords(config, flow, name, t, language));
  const title = selection.kind === "edge" ? `${words(selection.from)} → ${words(selection.to)}` : words(selection.name);
  const names = selection.kind === "edge" ? `${selection.from} → ${selection.to}` : selection.name;
  return (
    <>
      <header className="phead">
        <h2 className="ell" title={`${title} (${names})`}>
          {title}
        </h2>
        <span className="grow" />
        <button type="button" className="btn ic smx gh" onClick={() => onSelect(null)} aria-label={t("common.close")}>
          <X className="i" aria-hidden="true" />
        </button>
      </header>
      <div className="fl-panel-body">
        {selection.kind === "state" && known && <StateForm flow={flow} name={selection.name} onRename={(name) => onSelect({ kind: "state", name })} onRemove={onRemove} />}
        {selection.kind === "state" && selection.name === anywhere && (
          <>
            <p className="t2 sm">{t("flow.anywhere.hint")}</p>
            <Ways flow={flow} from={anywhere} />
          </>
        )}
        {selection.kind === "state" && !known && selection.name !== anywhere && <MissingState flow={flow} name={selection.name} onMade={onSelect} />}
        {selection.kind === "edge" && <EdgeForm flow={flow} from={selection.from} to={selection.to} />}
      </div>
    </>
  );
}

function EdgeForm({ flow, from, to }: { flow: FlowName; from: string; to: string }) {
  const { t } = useI18n();
  const { config, faults } = useDraft();
  const indices = readGraph(config, flow, "ru", faults).edges.find((edge) => edge.from === from && edge.to === to)?.indices ?? [];
  if (indices.length === 0) return <p className="t2 sm">{t("flow.next.hint")}</p>;
  return (
    <ol className="order">
      {indices.map((index) => (
        <li key={index} className="order-item">
          <TransitionForm flow={flow} index={index} first={false} last={false} />
        </li>
      ))}
    </ol>
  );
}

function MissingState({ flow, name, onMade }: { flow: FlowName; name: string; onMade: (selection: Selection) => void }) {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  return (
    <>
      <p className="t2 sm">{t("flow.missing.hint")}</p>
      {!readOnly && (
        <button type="button" className="btn mt3" onClick={() => { replace(addState(config, flow, name, "say", { x: 0, y: 0 })); onMade({ kind: "state", name }); }}>
          {t("flow.createState", { name })}
        </button>
      )}
    </>
  );
}

/** The first thing that is wrong, over the drawing, with the way to it. */
function FaultCard({ flow, onOpen }: { flow: FlowName; onOpen: (selection: Selection) => void }) {
  const { t } = useI18n();
  const { faults, config } = useDraft();
  const at = flowAt(flow);
  const fault = faults.find(({ pointer }) => pointer.startsWith(`${at}/states/`) || pointer.startsWith(`${at}/transitions/`));
  if (fault === undefined) return null;
  const [part = "", name = ""] = fault.pointer.slice(at.length + 1).split("/");
  const show = () => onOpen(part === "states" ? { kind: "state", name } : { kind: "edge", from: textAt(config, `${at}/transitions/${name}/from`), to: textAt(config, `${at}/transitions/${name}/to`) });
  return (
    <div className="note er fl-fault" role="status">
      <div className="grow">
        <p className="sb" title={fault.pointer}>{fault.detail}</p>
      </div>
      <button type="button" className="btn smx" onClick={show}>
        {t("flow.show")}
      </button>
    </div>
  );
}

