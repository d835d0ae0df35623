import { SelectField, useForm } from "../../components/form.tsx";

/** A choice of which none is one: null in the draft. */
export function NullableSelect({ at, label, hint, none, options }: { at: string; label: string; hint?: string; none: string; options: readonly { value: string; label: string }[] }) {
  const { set } = useForm();
  return <SelectField at={at} label={label} hint={hint} options={[{ value: "", label: none }, ...options]} onChange={(value) => set(at, value === "" ? null : value)} />;
}
