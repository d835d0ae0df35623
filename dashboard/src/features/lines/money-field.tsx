/** A sum of money in a form: written in units, stored in nano-units. */
import { nanoPerUnit } from "@zvon/contract/money.ts";
import { useId, useState } from "react";
import { FieldFrame, describedBy, useForm } from "../../components/form.tsx";
import { valueAt } from "../../lib/pointer.ts";

/** @param empty what stands in the draft for none: 0, or null. */
export function MoneyField({ at, label, hint, unit, empty }: { at: string; label: string; hint?: string; unit?: string; empty: 0 | null }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const nano = Number(valueAt(draft, at) ?? 0);
  const [written, setWritten] = useState(nano === 0 ? "" : String(nano / nanoPerUnit));
  const error = errors.get(at);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <span className="inp inp-num">
        <input
          {...describedBy(id, hint, error)}
          type="number"
          inputMode="decimal"
          min={0}
          step={0.01}
          value={written}
          readOnly={readOnly}
          onChange={(event) => {
            setWritten(event.target.value);
            set(at, event.target.value === "" ? empty : Math.round(Number(event.target.value) * nanoPerUnit));
          }}
        />
        {unit !== undefined && <span className="t3 xs">{unit}</span>}
      </span>
    </FieldFrame>
  );
}
