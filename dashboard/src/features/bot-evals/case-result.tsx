/** What of a case did not hold, and the talk in which it did not. */
import type { EvalCaseResult } from "@zvon/contract/eval-suite.ts";
import { useState } from "react";
import { useI18n } from "../../lib/i18n.tsx";

export function CaseResult({ result }: { result: EvalCaseResult }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <div className="ev-result">
      <ul className="ev-faults">
        {result.faults.map((fault, index) => (
          <li key={index} className="sm">
            <span className="t3">{fault.turn === null ? t("evals.atEnd") : t("evals.atTurn", { turn: fault.turn })}</span> <span className="mono">{fault.what}</span>: {t("evals.expected", { expected: fault.expected })}, <span className="danger-t">{t("evals.found", { found: fault.found })}</span>
          </li>
        ))}
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
