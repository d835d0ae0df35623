/** The ways out of a state, in the order in which they are tried. */
import { Plus } from "lucide-react";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, membersAt, textAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { connect, flowAt } from "./flow-graph.ts";
import type { FlowName } from "./flow-graph.ts";
import { TransitionForm } from "./transition-form.tsx";

export function Ways({ flow, from }: { flow: FlowName; from: string }) {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  const transitions = listAt(config, `${flowAt(flow)}/transitions`);
  const own = transitions.flatMap((one, index) => (textAt(one, "/from") === from ? [index] : []));
  const to = membersAt(config, `${flowAt(flow)}/states`).map(([name]) => name).find((name) => name !== from) ?? from;
  return (
    <section className="fl-ways" aria-label={t("flow.ways")}>
      <h3 className="sb">{t("flow.ways")}</h3>
      {own.length === 0 && <p className="t3 sm">{t("flow.ways.none")}</p>}
      <ol className="order">
        {own.map((index, position) => (
          <li key={index} className="order-item">
            <TransitionForm flow={flow} index={index} first={position === 0} last={position === own.length - 1} />
          </li>
        ))}
      </ol>
      {!readOnly && (
        <button type="button" className="btn" onClick={() => replace(connect(config, flow, from, to).config)}>
          <Plus className="i" aria-hidden="true" />
          {t("flow.addWay")}
        </button>
      )}
    </section>
  );
}
