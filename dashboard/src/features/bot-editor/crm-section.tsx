import { useId } from "react";
import { useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { textAt, valueAt, withoutValue } from "../../lib/pointer.ts";

/** Which field of the CRM each of the bot's fields fills; one that is left empty stays in the call alone. */
export function CrmSection({ fields }: { fields: readonly string[] }) {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const at = "/agent/crm_field_mapping";
  const write = (name: string, value: string) => (value === "" ? set(at, valueAt(withoutValue(draft, `${at}/${name}`), at)) : set(`${at}/${name}`, value));
  // A place of a field that is gone is shown, so that it can be cleared.
  const stale = [...errors.keys()].filter((pointer) => pointer.startsWith(`${at}/`)).map((pointer) => pointer.slice(at.length + 1)).filter((name) => !fields.includes(name));
  if (fields.length + stale.length === 0) return null;
  return (
    <section className="card sect" aria-labelledby="crm" data-at={at}>
      <h2 id="crm">{t("crm.title")}</h2>
      <p className="t2 sm">{t("crm.lead")}</p>
      <div className="mapping">
        {[...fields, ...stale].map((name) => {
          const error = errors.get(`${at}/${name}`);
          return (
            <div key={name} className={error === undefined ? "mapping-row" : "mapping-row field err"} data-at={`${at}/${name}`}>
              <label htmlFor={`${id}-${name}`} className="mono sm">
                {name}
              </label>
              <span className="inp">
                <input id={`${id}-${name}`} value={textAt(draft, `${at}/${name}`)} maxLength={120} readOnly={readOnly} spellCheck={false} onChange={(event) => write(name, event.target.value)} />
              </span>
              {error !== undefined && <p className="errm">{error}</p>}
            </div>
          );
        })}
      </div>
    </section>
  );
}
