/** The same flow as a list: for a phone, a keyboard, and those who hear the page. */
import { ChevronDown, CircleAlert, Play } from "lucide-react";
import { useI18n } from "../../lib/i18n.tsx";
import { valueAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { anywhere, readGraph, stateAt } from "./flow-graph.ts";
import type { FlowName } from "./flow-graph.ts";
import type { Selection } from "./selection.ts";
import { StateForm } from "./state-form.tsx";
import { Ways } from "./ways.tsx";
import { stateTitle, stateWords } from "./words.ts";

export function FlowList({ flow, selection, onSelect, onRemove }: { flow: FlowName; selection: Selection; onSelect: (selection: Selection) => void; onRemove: (names: readonly string[]) => void }) {
  const { t, language } = useI18n();
  const { config, faults } = useDraft();
  const { nodes, edges } = readGraph(config, flow, language, faults);
  // Two that are told alike are told apart by their names.
  const wordsOf = (names: readonly string[]) => {
    const words = names.map((name) => stateWords(config, flow, name, t, language));
    return words.map((title, index) => (words.indexOf(title) === words.lastIndexOf(title) ? title : `${title} (${names[index] ?? ""})`));
  };
  const states = nodes.filter((node) => !node.missing && node.name !== anywhere);
  return (
    <ul className="fl-list">
      {[...states, { name: anywhere, type: anywhere, text: t("flow.anywhere.hint"), faults: 0, start: false }].map((node) => {
        const open = selection !== null && (selection.kind === "state" ? selection.name : selection.from) === node.name;
        const targets = [...new Set(edges.filter((edge) => edge.from === node.name).map((edge) => edge.to))];
        return (
          <li key={node.name} className="card">
            <button type="button" className="fl-row" aria-expanded={open} onClick={() => onSelect(open ? null : { kind: "state", name: node.name })} data-state={node.name}>
              <span className="grow">
                <span className="row">
                  <span className="sb">{node.name === anywhere ? t("flow.anywhere") : stateTitle(valueAt(config, stateAt(flow, node.name)), t, language)}</span>
                  {node.name !== anywhere && <span className="mono xs t3">{node.name}</span>}
                  {node.start && (
                    <span className="badge ok">
                      <Play className="i" aria-hidden="true" />
                      {t("flow.start")}
                    </span>
                  )}
                  {node.faults > 0 && (
                    <span className="badge er">
                      <CircleAlert className="i" aria-hidden="true" />
                      {t("editor.faults", { count: node.faults })}
                    </span>
                  )}
                </span>
                {node.text !== "" && <span className="sm t2 fl-line">{node.text}</span>}
                {targets.length > 0 && <span className="xs t3 fl-line">→ {wordsOf(targets).join(" · ")}</span>}
              </span>
              <ChevronDown className={open ? "i up" : "i"} aria-hidden="true" />
            </button>
            {open && <div className="body">{node.name === anywhere ? <Ways flow={flow} from={anywhere} /> : <StateForm flow={flow} name={node.name} onRename={(name) => onSelect({ kind: "state", name })} onRemove={onRemove} />}</div>}
          </li>
        );
      })}
    </ul>
  );
}
