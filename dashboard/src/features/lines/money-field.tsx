/** A sum of money in a form: written in units, stored in nano-units. */
import { nanoPerUnit } from "@zvon/contract/money.ts";
import { useId, useState } from "react";
import { FieldFrame, describedBy, useForm } from "../../components/form.tsx";
import { valueAt } from "../../lib/pointer.ts";

/** Empty: null in the draft; 0 is a sum. @param usual shown where nothing is written, nano-units. */
export function MoneyField({ at, label, hint, unit, usual }: { at: string; label: string; hint?: string; unit?: string; usual?: number }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const nano = valueAt(draft, at) ?? null;
  const [written, setWritten] = useState(nano === null ? "" : String(Number(nano) / nanoPerUnit));
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
          placeholder={usual === undefined ? undefined : String(usual / nanoPerUnit)}
          readOnly={readOnly}
          onChange={(event) => {
            setWritten(event.target.value);
            set(at, event.target.value === "" ? null : Math.round(Number(event.target.value) * nanoPerUnit));
          }}
        />
        {unit !== undefined && <span className="t3 xs">{unit}</span>}
      </span>
    </FieldFrame>
  );
}
