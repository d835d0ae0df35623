import { useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt } from "../../lib/pointer.ts";

/** 1 January 2024 was a Monday. */
export const weekdayName = (day: number, language: string): string => new Intl.DateTimeFormat(language, { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, day));

/** A list of days, 1 Monday … 7 Sunday. */
export function Weekdays({ at, label }: { at: string; label: string }) {
  const { language } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const days = listAt(draft, at);
  const error = errors.get(at);
  return (
    <fieldset className={error === undefined ? "field" : "field err"} data-at={at}>
      <legend className="pair-label">{label}</legend>
      <div className="row wrap">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <label key={day} className="chip day">
            <input type="checkbox" checked={days.includes(day)} disabled={readOnly} onChange={() => set(at, days.includes(day) ? days.filter((one) => one !== day) : [...days, day].toSorted((a, b) => Number(a) - Number(b)))} />
            {weekdayName(day, language)}
          </label>
        ))}
      </div>
      {error !== undefined && <p className="errm">{error}</p>}
    </fieldset>
  );
}
