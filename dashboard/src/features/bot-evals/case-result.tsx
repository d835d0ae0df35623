/** What of a case did not hold, and the talk in which it did not. */
import type { EvalCaseResult } from "@zvon/contract/eval-suite.ts";
import { useState } from "react";
import { evalFaultWords } from "../../lib/eval-words.ts";
import { choiceLabels } from "../../lib/field-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useDraft } from "../../lib/use-draft.tsx";

export function CaseResult({ result }: { result: EvalCaseResult }) {
  const { t, format, language } = useI18n();
  const { config } = useDraft();
  const labels = choiceLabels(config, language);
  const [open, setOpen] = useState(false);
  return (
    <div className="ev-result">
      <ul className="ev-faults">
        {result.faults.map((fault, index) => {
          const { what, expected, found } = evalFaultWords(fault, t, format, labels);
          return (
            <li key={index} className="sm">
              <span className="t3">{fault.turn === null ? t("evals.atEnd") : fault.turn === 0 ? t("evals.atStart") : t("evals.atTurn", { turn: fault.turn })}.</span> {what}: {t("evals.expected", { expected })}; <span className="danger-t">{t("evals.found", { found })}</span>
            </li>
          );
        })}
      </ul>
      <button type="button" className="link xs" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? "evals.hideTalk" : "evals.showTalk")}
      </button>
      {open && (
        <ol className="ev-talk">
          {result.transcript.map((line, index) => (
            <li key={index} className={line.who === "bot" ? "bc-say b" : "bc-say c"}>
              {line.text} {line.state !== null && <span className="mono xs t3">{line.state}</span>}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
