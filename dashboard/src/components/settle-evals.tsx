/** Two ways out for evals that fail because the bot was changed: take what it answers now, seen first, or switch them off. */
import type { EvalCaseResult, EvalSuite } from "@zvon/contract/eval-suite.ts";
import { Check, PowerOff } from "lucide-react";
import { useState } from "react";
import { evalFaultWords } from "../lib/eval-words.ts";
import { choiceLabels, fieldName, fieldValue } from "../lib/field-name.ts";
import { useI18n } from "../lib/i18n.tsx";
import { changesOf, failingIn, goneFrom, settleCases, takenFor } from "../lib/settle-evals.ts";
import type { FailingCase } from "../lib/settle-evals.ts";
import { useDraft } from "../lib/use-draft.tsx";
import { ActionDialog } from "./action-dialog.tsx";

type Keep = (next: EvalSuite[]) => Promise<void>;

/** Of all that fail. @param keep throws what the server refused with. */
export function SettleEvals({ suites, results, keep }: { suites: readonly EvalSuite[]; results: readonly EvalCaseResult[]; keep: Keep }) {
  const { t } = useI18n();
  const { config } = useDraft();
  const failing = failingIn(suites, results);
  if (failing.length === 0) return null;
  const gone = failing.filter(({ one }) => goneFrom(one, config).length > 0).length;
  return (
    <div className="note wr mt3 settle" data-testid="settle-evals">
      <div className="grow">
        <p>
          {t("evals.settle", { count: failing.length })}
          {gone > 0 && ` ${t("evals.settle.gone", { count: gone })}`}
        </p>
        <SettleButtons suites={suites} failing={failing} keep={keep} all />
      </div>
    </div>
  );
}

/** @param all they are for every failing case there is. */
export function SettleButtons({ suites, failing, keep, all = false }: { suites: readonly EvalSuite[]; failing: readonly FailingCase[]; keep: Keep; all?: boolean }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState<"take" | "off" | null>(null);
  const takeable = failing.filter(({ one, result }) => takenFor(one, result) !== null);
  const offLabel = all ? t("evals.switchOffAll", { count: failing.length }) : t("evals.switchOff");
  return (
    <div className="row g2 wrap mt1">
      {takeable.length > 0 && (
        <button type="button" className="btn smx" onClick={() => setAsked("take")} data-testid={all ? "take-all" : "take-answer"}>
          <Check className="i" aria-hidden="true" />
          {all ? t("evals.takeAll", { count: takeable.length }) : t("evals.take")}
        </button>
      )}
      <button type="button" className="btn smx" onClick={() => setAsked("off")} data-testid={all ? "off-all" : "switch-off"}>
        <PowerOff className="i" aria-hidden="true" />
        {offLabel}
      </button>
      {asked === "take" && (
        <ActionDialog title={t("evals.takeAll", { count: takeable.length })} action={{ label: t("evals.take.do"), testId: "take-now" }} onClose={() => setAsked(null)} run={() => keep(settleCases(suites, takeable, "take")).then(() => setAsked(null))}>
          <p className="t2">{t("evals.take.lead")}</p>
          <ul className="faults" data-testid="taken-changes">
            {takeable.map((one) => (
              <Change key={`${one.suite} ${one.case}`} failing={one} />
            ))}
          </ul>
        </ActionDialog>
      )}
      {asked === "off" && (
        <ActionDialog title={offLabel} action={{ label: t("evals.switchOff"), testId: "off-now" }} onClose={() => setAsked(null)} run={() => keep(settleCases(suites, failing, "off")).then(() => setAsked(null))}>
          <p className="t2">{t("evals.off.lead")}</p>
          <ul className="faults">
            {failing.map(({ suite, case: index, one }) => (
              <li key={`${suite} ${index}`}>{one.name}</li>
            ))}
          </ul>
        </ActionDialog>
      )}
    </div>
  );
}

function Change({ failing: { one, result } }: { failing: FailingCase }) {
  const { t, format, language } = useI18n();
  const { config } = useDraft();
  const labels = choiceLabels(config, language);
  const taken = takenFor(one, result);
  if (taken === null) return null;
  return (
    <li>
      <p className="sb">{one.name}</p>
      {changesOf(one, taken).map((change) => {
        const { what, expected, found } = evalFaultWords(change, t, format, labels);
        return (
          <p key={`${change.turn} ${change.what}`} className="sm">
            <span className="t3">{change.turn === null ? t("evals.atEnd") : change.turn === 0 ? t("evals.atStart") : t("evals.atTurn", { turn: change.turn })}.</span> {what}: {t("evals.change", { before: expected, after: found })}
          </p>
        );
      })}
    </li>
  );
}

/** What a failing case asks for that the bot has no more; nothing where that is not known. */
export function GoneNote({ failing: { one } }: { failing: FailingCase }) {
  const { t, format } = useI18n();
  const { config } = useDraft();
  const gone = goneFrom(one, config);
  if (gone.length === 0) return null;
  const words = gone.map((what) => {
    if (what.kind === "option") return t("evals.gone.option", { value: fieldValue(t, format, what.value), field: fieldName(t, what.field) });
    return what.kind === "state" ? t("evals.gone.state", { name: what.name }) : t("evals.gone.closed", { time: format.wallTime(what.at) });
  });
  return (
    <p className="sm t2" data-testid="eval-gone">
      {t("evals.gone")} {words.join("; ")}.
    </p>
  );
}
