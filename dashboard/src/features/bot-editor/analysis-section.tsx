import { outcomes } from "@zvon/contract/end-reason.ts";
import { useEffect, useId, useState } from "react";
import { FieldFrame, SwitchField, describedBy, useForm } from "../../components/form.tsx";
import { TextPair } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, valueAt } from "../../lib/pointer.ts";

/** What is found out of a call once it is over. */
export function AnalysisSection() {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  const chosen = listAt(draft, "/analysis/success_outcomes");
  return (
    <section className="card sect" aria-labelledby="analysis">
      <h2 id="analysis">{t("analysis.title")}</h2>
      <p className="t2 sm">{t("analysis.lead")}</p>
      <div className="stack">
        <SwitchField at="/analysis/summary" label={t("analysis.summary")} hint={t("analysis.summary.hint")} />
        <fieldset className="field" data-at="/analysis/success_outcomes">
          <legend className="pair-label">{t("analysis.outcomes")}</legend>
          <div className="row wrap">
            {outcomes.map((outcome) => (
              <label key={outcome} className="chip day">
                <input type="checkbox" checked={chosen.includes(outcome)} disabled={readOnly} onChange={() => set("/analysis/success_outcomes", chosen.includes(outcome) ? chosen.filter((one) => one !== outcome) : [...chosen, outcome])} />
                {t(`outcome.${outcome}`)}
              </label>
            ))}
          </div>
          <p className="hint">{t("analysis.outcomes.hint")}</p>
        </fieldset>
        <TextPair at="/analysis/success" label={t("analysis.success")} hint={t("analysis.success.hint")} rows={2} />
        <JsonField at="/analysis/data_schema" label={t("analysis.schema")} hint={t("analysis.schema.hint")} />
      </div>
    </section>
  );
}

/** JSON as it is written; it reaches the draft when it can be read, and an empty field is null. */
function JsonField({ at, label, hint }: { at: string; label: string; hint: string }) {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const stored = valueAt(draft, at);
  const written = (value: unknown) => (value === null || value === undefined ? "" : JSON.stringify(value, null, 2));
  const [text, setText] = useState(() => written(stored));
  const [unreadable, setUnreadable] = useState(false);
  const id = useId();
  // An undo or another's draft changes what is stored under the text.
  useEffect(() => {
    setText((shown) => (same(shown, stored) ? shown : written(stored)));
    setUnreadable(false);
  }, [stored]);
  const error = unreadable ? t("analysis.schema.unreadable") : errors.get(at);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <textarea
        {...describedBy(id, hint, error)}
        className="area grows mono"
        rows={5}
        spellCheck={false}
        value={text}
        readOnly={readOnly}
        onChange={(event) => {
          setText(event.target.value);
          const value = parsed(event.target.value);
          if (value.ok) set(at, value.json);
          if (value.ok) setUnreadable(false);
        }}
        onBlur={() => setUnreadable(!parsed(text).ok)}
      />
    </FieldFrame>
  );
}

function parsed(text: string): { ok: true; json: unknown } | { ok: false } {
  if (text.trim() === "") return { ok: true, json: null };
  try {
    const json: unknown = JSON.parse(text);
    return { ok: true, json };
  } catch {
    return { ok: false };
  }
}

function same(text: string, stored: unknown): boolean {
  const value = parsed(text);
  return value.ok && JSON.stringify(value.json) === JSON.stringify(stored ?? null);
}
