/** One named thing of a list that opens into its form: a field, a tool, a destination. */
import { ChevronRight, Trash2 } from "lucide-react";
import { useEffect, useId, useState } from "react";
import type { ReactNode } from "react";
import { useI18n } from "../lib/i18n.tsx";
import { useRouter } from "../lib/router.tsx";
import { FieldFrame, describedBy, useForm } from "./form.tsx";

/** @param at its pointer: it opens when the address asks for something inside it. @param fresh open from the start. */
export function ItemCard({ at, name, kind, note, fresh = false, onRemove, tools, children }: { at: string; name: string; kind: string; note?: string; fresh?: boolean; onRemove: () => void; tools?: ReactNode; children: ReactNode }) {
  const { t } = useI18n();
  const { search } = useRouter();
  const { errors, readOnly } = useForm();
  const wanted = search.get("at") ?? "";
  const inside = wanted === at || wanted.startsWith(`${at}/`);
  const [open, setOpen] = useState(fresh || inside);
  useEffect(() => {
    if (inside) setOpen(true);
  }, [inside, wanted]);
  const faults = [...errors.keys()].filter((pointer) => pointer === at || pointer.startsWith(`${at}/`)).length;
  const own = errors.get(at);
  return (
    <li className="card item" data-at={at}>
      <div className="item-head">
        <button type="button" className="item-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight className="i" aria-hidden="true" />
          <span className="mono ell">{name}</span>
          <span className="t2 sm nw">{kind}</span>
          {note !== undefined && <span className="t3 sm ell item-note">{note}</span>}
          {faults > 0 && <span className="badge er">{t("editor.faults", { count: faults })}</span>}
        </button>
        {tools}
        {!readOnly && (
          <button type="button" className="btn ic smx gh" onClick={onRemove} aria-label={t("form.remove", { name })}>
            <Trash2 className="i" aria-hidden="true" />
          </button>
        )}
      </div>
      {open && (
        <div className="item-body stack">
          {own !== undefined && <p className="errm xs danger-t">{own}</p>}
          {children}
        </div>
      )}
    </li>
  );
}

const namePattern = /^[a-z][a-z0-9_]{0,39}$/;

/** The name of a member: taken over when the field is left, so that nothing refers to half a name. */
export function MemberName({ at, label, hint, name, taken, onRename }: { at: string; label: string; hint?: string; name: string; taken: readonly string[]; onRename: (name: string) => void }) {
  const { t } = useI18n();
  const { readOnly, errors } = useForm();
  const id = useId();
  const [written, setWritten] = useState(name);
  const [fault, setFault] = useState<string | undefined>(undefined);
  useEffect(() => setWritten(name), [name]);
  const commit = () => {
    if (written === name) return setFault(undefined);
    if (!namePattern.test(written)) return setFault(t("form.name"));
    if (taken.includes(written)) return setFault(t("form.nameTaken"));
    setFault(undefined);
    onRename(written);
  };
  const error = fault ?? errors.get(at);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} pointer={at}>
      <span className="inp" data-own-undo>
        <input {...describedBy(id, hint, error)} className="mono" value={written} maxLength={40} readOnly={readOnly} spellCheck={false} autoCapitalize="off" onChange={(event) => setWritten(event.target.value)} onBlur={commit} onKeyDown={(event) => event.key === "Enter" && commit()} />
      </span>
    </FieldFrame>
  );
}

/** A name that nobody has yet: `field`, `field_2` … */
export function freeName(base: string, taken: readonly string[]): string {
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number++) if (!taken.includes(`${base}_${number}`)) return `${base}_${number}`;
}
