/** Texts that a bot says or reads in each of its languages, side by side, with a mark where one is missing. */
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useId } from "react";
import type { ReactNode } from "react";
import { useI18n } from "../lib/i18n.tsx";
import { listAt, membersAt, textAt, valueAt, withoutValue } from "../lib/pointer.ts";
import { PhrasesField, FieldFrame, describedBy, useForm } from "./form.tsx";

const spoken = ["ru", "en"] as const;

/** The bot's languages in the order its owner wrote them. */
export function useBotLanguages(): readonly ("ru" | "en")[] {
  const { draft } = useForm();
  const written = listAt(draft, "/languages");
  const known = spoken.filter((one) => written.includes(one)).toSorted((a, b) => written.indexOf(a) - written.indexOf(b));
  return known.length === 0 ? ["ru"] : known;
}

type Base = { at: string; label: string; hint?: ReactNode; /** An empty text is a fault. */ required?: boolean; rows?: number };

/** @param rows of the box; 1 is a line that grows. */
export function TextPair({ at, label, hint, required = false, rows = 2 }: Base) {
  const { errors } = useForm();
  const languages = useBotLanguages();
  const whole = useId();
  const error = errors.get(at);
  return (
    <div className={error === undefined ? "pair" : "pair field err"} role="group" aria-labelledby={`${whole}-label`} data-at={at}>
      <p className="pair-label" id={`${whole}-label`}>
        {label}
      </p>
      <div className="pair-texts">
        {languages.map((language) => (
          <OneText key={language} at={`${at}/${language}`} language={language} name={languages.length > 1} required={required} rows={rows} group={label} />
        ))}
      </div>
      {error !== undefined && <p className="errm xs danger-t">{error}</p>}
      {hint !== undefined && <p className="hint xs t3">{hint}</p>}
    </div>
  );
}

/** px of ui.css: the box grows with its text from so many lines. */
const lineHeight = 20;
const boxPadding = 18;

function OneText({ at, language, name, required, rows, group }: { at: string; language: "ru" | "en"; name: boolean; required: boolean; rows: number; group: string }) {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const id = useId();
  const text = textAt(draft, at);
  const error = errors.get(at);
  return (
    <div className={error === undefined ? "field" : "field err"} data-at={at}>
      {name && (
        <label htmlFor={id} className="pair-language">
          {t(`language.${language}`)}
          {required && text === "" && error === undefined && <span className="badge wr">{t("form.noText")}</span>}
        </label>
      )}
      <textarea
        {...describedBy(id, undefined, error)}
        aria-label={name ? `${group}: ${t(`language.${language}`)}` : group}
        className="area grows"
        lang={language}
        style={{ minHeight: rows * lineHeight + boxPadding }}
        value={text}
        readOnly={readOnly}
        // A text of no words is no text.
        onChange={(event) => set(at, event.target.value === "" ? undefined : event.target.value)}
      />
      {error !== undefined && (
        <p className="errm" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** Phrases, one a line, in each language. */
export function PhrasesPair({ at, label, hint, rows = 3 }: Base) {
  const { t } = useI18n();
  const languages = useBotLanguages();
  const id = useId();
  if (languages.length === 1) return <PhrasesField at={`${at}/${languages[0] ?? "ru"}`} label={label} hint={hint} rows={rows} />;
  return (
    <div className="pair" role="group" aria-labelledby={id} data-at={at}>
      <p className="pair-label" id={id}>
        {label}
      </p>
      <div className="pair-texts pair-phrases">
        {languages.map((language) => (
          <PhrasesField key={language} at={`${at}/${language}`} label={t(`language.${language}`)} rows={rows} />
        ))}
      </div>
      {hint !== undefined && <p className="hint xs t3">{hint}</p>}
    </div>
  );
}

/** An ordered list of such texts. */
export function TextList({ at, label, hint, add, rows = 2 }: Base & { add: string }) {
  const { draft } = useForm();
  const items = listAt(draft, at);
  return (
    <div className="list-field" data-at={at}>
      <p className="pair-label">{label}</p>
      {hint !== undefined && <p className="hint xs t3">{hint}</p>}
      <ol className="order">
        {items.map((_, index) => (
          <li key={index} className="order-item">
            <div className="grow">
              <TextPair at={`${at}/${index}`} label={`${index + 1}.`} rows={rows} required />
            </div>
            <ItemTools at={at} index={index} count={items.length} name={`${label} ${index + 1}`} />
          </li>
        ))}
      </ol>
      <AddItem at={at} label={add} item={{}} />
    </div>
  );
}

/** Up, down and away, of one item of a list. */
export function ItemTools({ at, index, count, name }: { at: string; index: number; count: number; name: string }) {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  if (readOnly) return null;
  const items = listAt(draft, at);
  const move = (to: number) => set(at, items.toSpliced(index, 1).toSpliced(to, 0, items[index]));
  return (
    <div className="order-tools">
      {count > 1 && (
        <>
          <button type="button" className="btn ic smx gh" disabled={index === 0} onClick={() => move(index - 1)} aria-label={t("form.up", { name })}>
            <ArrowUp className="i" aria-hidden="true" />
          </button>
          <button type="button" className="btn ic smx gh" disabled={index === count - 1} onClick={() => move(index + 1)} aria-label={t("form.down", { name })}>
            <ArrowDown className="i" aria-hidden="true" />
          </button>
        </>
      )}
      <button type="button" className="btn ic smx gh" onClick={() => set(at, items.toSpliced(index, 1))} aria-label={t("form.remove", { name })}>
        <X className="i" aria-hidden="true" />
      </button>
    </div>
  );
}

export function AddItem({ at, label, item }: { at: string; label: string; item: unknown }) {
  const { draft, set, readOnly } = useForm();
  if (readOnly) return null;
  return (
    <button type="button" className="btn mt2" onClick={() => set(at, [...listAt(draft, at), item])}>
      <Plus className="i" aria-hidden="true" />
      {label}
    </button>
  );
}

/** Removes a member of an object or list by its pointer. */
export function useRemove(): (pointer: string) => void {
  const { draft, set } = useForm();
  return (pointer) => {
    const holder = pointer.slice(0, pointer.lastIndexOf("/"));
    set(holder, valueAt(withoutValue(draft, pointer), holder));
  };
}

/** Short named values: headers, arguments, columns. */
export function PairsField({ at, label, hint, keyLabel, valueLabel, add }: { at: string; label: string; hint?: ReactNode; keyLabel: string; valueLabel: string; add: string }) {
  const { t } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const members = membersAt(draft, at);
  // Written as a whole: a name that changes keeps its place in the order.
  const write = (next: readonly (readonly [string, unknown])[]) => set(at, Object.fromEntries(next));
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={errors.get(at)} pointer={at}>
      <div className="pairs" id={id} role="group" aria-label={label}>
        {members.map(([name, value], index) => {
          const error = errors.get(`${at}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
          return (
            <div key={index} className={error === undefined ? "pairs-row" : "pairs-row field err"}>
              <span className="inp">
                <input aria-label={`${keyLabel} ${index + 1}`} placeholder={keyLabel} value={name} readOnly={readOnly} spellCheck={false} onChange={(event) => !members.some(([other], at) => at !== index && other === event.target.value) && write(members.map((member, at) => (at === index ? [event.target.value, value] : member)))} />
              </span>
              <span className="inp">
                <input aria-label={`${valueLabel} ${index + 1}`} placeholder={valueLabel} value={typeof value === "string" ? value : ""} readOnly={readOnly} spellCheck={false} onChange={(event) => write(members.map((member, at) => (at === index ? [name, event.target.value] : member)))} />
              </span>
              {!readOnly && (
                <button type="button" className="btn ic gh" onClick={() => write(members.filter((_, at) => at !== index))} aria-label={t("form.remove", { name: name || String(index + 1) })}>
                  <X className="i" aria-hidden="true" />
                </button>
              )}
              {error !== undefined && <p className="errm xs danger-t">{error}</p>}
            </div>
          );
        })}
        {!readOnly && (
          <button type="button" className="btn smx" disabled={members.some(([name]) => name === "")} onClick={() => write([...members, ["", ""]])}>
            <Plus className="i s" aria-hidden="true" />
            {add}
          </button>
        )}
      </div>
    </FieldFrame>
  );
}
