/**
 * Fields of a form over one JSON draft: each names its place by a JSON pointer, as the server does when it finds fault,
 * so a fault lands on its field by itself.
 */
import { CircleAlert } from "lucide-react";
import { createContext, use, useId } from "react";
import type { ReactNode } from "react";
import { textAt, valueAt } from "../lib/pointer.ts";

export type Form = { draft: unknown; set: (pointer: string, value: unknown) => void; errors: ReadonlyMap<string, string>; readOnly: boolean };
const FormContext = createContext<Form | null>(null);

export const FormProvider = ({ form, children }: { form: Form; children: ReactNode }) => <FormContext value={form}>{children}</FormContext>;

export function useForm(): Form {
  const form = use(FormContext);
  if (form === null) throw new Error("useForm outside FormProvider");
  return form;
}

type Base = { at: string; label: string; hint?: ReactNode };

/** Label above, hint below, the fault in words. */
export function FieldFrame({ id, label, hint, error, pointer, children }: { id: string; label: string; hint?: ReactNode; error: string | undefined; pointer?: string; children: ReactNode }) {
  return (
    <div className={error === undefined ? "field" : "field err"} data-at={pointer}>
      <label htmlFor={id}>{label}</label>
      {children}
      {error !== undefined && (
        <p className="errm" id={`${id}-error`} role="alert">
          <CircleAlert className="i s" aria-hidden="true" />
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What a control says of itself beside its label. */
export const describedBy = (id: string, hint: ReactNode, error: string | undefined) => ({
  id,
  "aria-invalid": error !== undefined,
  "aria-describedby": [error === undefined ? null : `${id}-error`, hint === undefined ? null : `${id}-hint`].filter((part) => part !== null).join(" ") || undefined,
});

/** @param suggestions offered while typing; anything may be written. @param empty what stands in the draft for an empty field. */
export function TextField({ at, label, hint, suggestions, empty = "" }: Base & { suggestions?: readonly { value: string; label?: string }[]; empty?: string | null | undefined }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const error = errors.get(at);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <span className="inp">
        <input {...describedBy(id, hint, error)} value={textAt(draft, at)} readOnly={readOnly} list={suggestions === undefined ? undefined : `${id}-list`} autoComplete="off" spellCheck={false} onChange={(event) => set(at, event.target.value === "" ? empty : event.target.value)} />
      </span>
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map(({ value, label: name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </datalist>
      )}
    </FieldFrame>
  );
}

/** A number with its unit; `empty` stands for none, and `otherwise` is what holds where nothing is written. What is no number stays as written until it is mended, and the check tells. */
export function NumberField({ at, label, hint, unit, min, max, step, empty = "", otherwise }: Base & { unit?: string; min: number; max: number; step: number; empty?: string | null; otherwise?: number }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const error = errors.get(at);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <span className="inp inp-num">
        <input {...describedBy(id, hint, error)} type="number" inputMode="decimal" min={min} max={max} step={step} value={otherwise !== undefined && valueAt(draft, at) === undefined ? otherwise : textAt(draft, at)} readOnly={readOnly} onChange={(event) => set(at, event.target.value === "" ? empty : Number(event.target.value))} />
        {unit !== undefined && <span className="t3 xs">{unit}</span>}
      </span>
    </FieldFrame>
  );
}

export function SelectField({ at, label, hint, options, onChange }: Base & { options: readonly { value: string; label: string }[]; onChange?: (value: string) => void }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const error = errors.get(at);
  const value = textAt(draft, at);
  const known = options.some((option) => option.value === value);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <span className="inp">
        <select {...describedBy(id, hint, error)} value={value} disabled={readOnly} onChange={(event) => (onChange === undefined ? set(at, event.target.value) : onChange(event.target.value))}>
          {!known && <option value={value}>{value}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
    </FieldFrame>
  );
}

/** @param otherwise what holds where nothing is written. */
export function SwitchField({ at, label, hint, otherwise = false }: Base & { otherwise?: boolean }) {
  const { draft, set, readOnly } = useForm();
  const id = useId();
  return (
    <div className="switch-field" data-at={at}>
      <input id={id} type="checkbox" role="switch" checked={(valueAt(draft, at) ?? otherwise) === true} disabled={readOnly} aria-describedby={hint === undefined ? undefined : `${id}-hint`} onChange={(event) => set(at, event.target.checked)} />
      <label htmlFor={id}>
        {label}
        {hint !== undefined && (
          <span className="hint" id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </label>
    </div>
  );
}

/** A list of phrases, one a line. */
export function PhrasesField({ at, label, hint, rows = 4 }: Base & { rows?: number }) {
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const stored = valueAt(draft, at);
  const lines = Array.isArray(stored) ? stored.map(String) : [];
  const error = errors.get(at) ?? [...errors].find(([pointer]) => pointer.startsWith(`${at}/`))?.[1];
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <textarea {...describedBy(id, hint, error)} className="area" rows={rows} value={lines.join("\n")} readOnly={readOnly} onChange={(event) => set(at, event.target.value === "" ? [] : event.target.value.split("\n"))} />
    </FieldFrame>
  );
}
