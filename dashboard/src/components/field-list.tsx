import { useI18n } from "../lib/i18n.tsx";
import { fieldName, fieldValue } from "../lib/field-name.ts";

/** What the bot collected, name and value. */
export function FieldList({ fields, empty }: { fields: Readonly<Record<string, string>>; empty: string }) {
  const { t, format } = useI18n();
  const entries = Object.entries(fields).filter(([, value]) => value !== "");
  if (entries.length === 0) return <p className="sm t3">{empty}</p>;
  return (
    <dl className="kv" data-testid="fields">
      {entries.map(([name, value]) => (
        <div key={name} className="kv-row" data-field={name}>
          <dt>{fieldName(t, name)}</dt>
          <dd className="num">{fieldValue(t, format, value)}</dd>
        </div>
      ))}
    </dl>
  );
}
