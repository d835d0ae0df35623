/** One case: its turns as a table, everything else as JSON for those who want it. What the table does not show is kept. */
import { evalCaseSchema } from "@zvon/contract/eval-suite.ts";
import type { EvalCase } from "@zvon/contract/eval-suite.ts";
import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, membersAt, pointerOf, textAt } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { fromRows, rowsOf, tidyCase } from "./case-rows.ts";
import type { Row } from "./case-rows.ts";

const empty: unknown = { name: "", turns: [{ says: "", expect: {} }] };

export function CaseEditor({ given, onKeep, onRemove, onClose }: { given: EvalCase | null; onKeep: (made: EvalCase) => Promise<void>; onRemove: (() => Promise<void>) | null; onClose: () => void }) {
  const { t } = useI18n();
  const { config, readOnly } = useDraft();
  const [draft, setDraft] = useState<unknown>(() => (given === null ? empty : tidyCase(given)));
  const [code, setCode] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const id = useId();
  const rows = rowsOf(draft);
  const states = membersAt(config, "/flow/states").map(([name]) => name);
  const languages = listAt(config, "/languages").map(String);
  const set = (changes: Record<string, unknown>) => setDraft({ ...(typeof draft === "object" && draft !== null ? draft : {}), ...changes });
  const setRows = (next: readonly Row[]) => setDraft(fromRows(draft, next));
  const save = async () => {
    let made = draft;
    if (code !== null) {
      try {
        made = JSON.parse(code);
      } catch (error) {
        return setFault(t("evals.notJson", { why: error instanceof Error ? error.message : "" }));
      }
    }
    const parsed = evalCaseSchema.safeParse(made);
    if (!parsed.success) return setFault(parsed.error.issues.slice(0, 3).map((issue) => `${pointerOf(issue.path) || "/"}: ${issue.message}`).join("; "));
    setFault(null);
    setSaving(true);
    await onKeep(parsed.data);
    setSaving(false);
  };
  return (
    <form className="ev-editor" onSubmit={(event) => { event.preventDefault(); void save(); }}>
      {code === null ? (
        <>
          <div className="fields">
            <div className="field">
              <label htmlFor={`${id}-name`}>{t("evals.name")}</label>
              <span className="inp">
                <input id={`${id}-name`} value={textAt(draft, "/name")} readOnly={readOnly} maxLength={120} onChange={(event) => set({ name: event.target.value })} data-testid="case-name" />
              </span>
            </div>
            {languages.length > 1 && (
              <div className="field">
                <label htmlFor={`${id}-language`}>{t("evals.language")}</label>
                <span className="inp">
                  <select id={`${id}-language`} value={textAt(draft, "/language")} disabled={readOnly} onChange={(event) => set({ language: event.target.value === "" ? undefined : event.target.value })}>
                    <option value="">{t("evals.language.first")}</option>
                    {languages.map((one) => (
                      <option key={one} value={one}>
                        {one === "en" ? t("language.en") : t("language.ru")}
                      </option>
                    ))}
                  </select>
                </span>
              </div>
            )}
          </div>
          <ol className="ev-turns">
            {rows.map((row, index) => (
              <li key={index} className="ev-turn">
                <label className="field">
                  <span className="xs t3">{t("evals.says", { turn: index + 1 })}</span>
                  <span className="inp">
                    <input value={row.says} readOnly={readOnly} placeholder={t("evals.silence")} onChange={(event) => setRows(rows.with(index, { ...row, says: event.target.value }))} data-testid="case-says" />
                  </span>
                </label>
                <label className="field">
                  <span className="xs t3">{t("evals.state")}</span>
                  <span className="inp">
                    <input value={row.state} readOnly={readOnly} list={`${id}-states`} spellCheck={false} onChange={(event) => setRows(rows.with(index, { ...row, state: event.target.value }))} data-testid="case-state" />
                  </span>
                </label>
                <label className="field">
                  <span className="xs t3">{t("evals.words")}</span>
                  <span className="inp">
                    <input value={row.words} readOnly={readOnly} onChange={(event) => setRows(rows.with(index, { ...row, words: event.target.value }))} />
                  </span>
                </label>
                {!readOnly && (
                  <button type="button" className="btn ic smx gh" onClick={() => setRows(rows.toSpliced(index, 1))} aria-label={t("evals.removeTurn", { turn: index + 1 })}>
                    <X className="i" aria-hidden="true" />
                  </button>
                )}
              </li>
            ))}
          </ol>
          <datalist id={`${id}-states`}>
            {states.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          {!readOnly && (
            <button type="button" className="btn smx" onClick={() => setRows([...rows, { says: "", state: "", words: "", rest: {} }])}>
              <Plus className="i" aria-hidden="true" />
              {t("evals.addTurn")}
            </button>
          )}
        </>
      ) : (
        <div className="field">
          <label htmlFor={`${id}-code`}>JSON</label>
          <textarea id={`${id}-code`} className="area mono ev-code" rows={14} value={code} readOnly={readOnly} spellCheck={false} onChange={(event) => setCode(event.target.value)} />
          <p className="hint">{t("evals.code.hint")}</p>
        </div>
      )}
      {fault !== null && (
        <p className="errm sm danger-t" role="alert">
          {fault}
        </p>
      )}
      <div className="row g3 wrap">
        {!readOnly && (
          <button type="submit" className="btn" disabled={saving} data-testid="keep-case">
            {t("evals.keep")}
          </button>
        )}
        <button type="button" className="btn gh" onClick={onClose}>
          {t("common.close")}
        </button>
        <button type="button" className="btn gh" onClick={() => setCode(code === null ? JSON.stringify(draft, null, 2) : null)}>
          {t(code === null ? "evals.asCode" : "evals.asTable")}
        </button>
        <span className="grow" />
        {onRemove !== null && !readOnly && (
          <button type="button" className="btn gh danger-t" onClick={() => void onRemove()}>
            {t("evals.removeCase")}
          </button>
        )}
      </div>
    </form>
  );
}
