import { fieldSchema } from "@zvon/contract/bot-fields.ts";
import { Plus } from "lucide-react";
import { useId, useState } from "react";
import { NumberField, SelectField, SwitchField, TextField, useForm } from "../../components/form.tsx";
import { ItemCard, MemberName, freeName } from "../../components/item-card.tsx";
import { AddItem, PhrasesPair, TextPair, useRemove } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, membersAt, textAt, withValue, withoutValue } from "../../lib/pointer.ts";
import { isUnnamedValue, optionValue } from "../../lib/option-value.ts";
import { renameField } from "../../lib/rename-in-config.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { AnalysisSection } from "./analysis-section.tsx";
import { CrmSection } from "./crm-section.tsx";
import { Weekdays } from "./weekdays.tsx";

const types = ["choice", "day_time", "name", "phone", "number", "digits", "email", "address", "text"] as const;
type FieldType = (typeof types)[number];

/** What the bot finds out, how it is said, and where it goes. */
export function FieldsTab() {
  const { t } = useI18n();
  const { config, replace, readOnly } = useDraft();
  const [adding, setAdding] = useState<FieldType>("name");
  const [fresh, setFresh] = useState<string | null>(null);
  const fields = membersAt(config, "/fields");
  const names = fields.map(([name]) => name);
  const id = useId();
  const add = () => {
    const name = freeName(adding, names);
    setFresh(name);
    replace(withValue(config, `/fields/${name}`, newField(adding)));
  };
  return (
    <>
      <section aria-labelledby="fields">
        <h2 id="fields" className="sr">
          {t("fields.title")}
        </h2>
        <p className="t2">{t("fields.lead")}</p>
        {fields.length === 0 && <p className="t3 mt3">{t("fields.none")}</p>}
        <ul className="items">
          {fields.map(([name]) => (
            <OneField key={name} name={name} names={names} fresh={name === fresh} />
          ))}
        </ul>
        {!readOnly && (
          <div className="row wrap mt3">
            <label htmlFor={id} className="sr">
              {t("fields.type")}
            </label>
            <span className="inp">
              <select id={id} value={adding} onChange={(event) => setAdding(types.find((one) => one === event.target.value) ?? "name")} data-testid="new-field-type">
                {types.map((type) => (
                  <option key={type} value={type}>
                    {t(`fields.type.${type}`)}
                  </option>
                ))}
              </select>
            </span>
            <button type="button" className="btn" onClick={add} data-testid="add-field">
              <Plus className="i" aria-hidden="true" />
              {t("fields.add")}
            </button>
          </div>
        )}
      </section>
      <CrmSection fields={names} />
      <AnalysisSection />
    </>
  );
}

/** With the defaults of its kind; texts are still to be written, and are marked so. */
function newField(type: FieldType): unknown {
  const start: Record<FieldType, object> = {
    choice: { options: [{ value: "first", label: {} }] },
    day_time: { from: "09:00", to: "18:00", ask_day: {}, ask_time: {} },
    name: { known: {} },
    digits: { length: { min: 4, max: 4 } },
    phone: {}, number: {}, email: {}, address: {}, text: {},
  };
  return fieldSchema.parse({ type, ...start[type] });
}

function OneField({ name, names, fresh }: { name: string; names: readonly string[]; fresh: boolean }) {
  const { t } = useI18n();
  const { config, replace } = useDraft();
  const at = `/fields/${name}`;
  const type = types.find((one) => one === textAt(config, `${at}/type`));
  return (
    <ItemCard at={at} name={name} kind={type === undefined ? "" : t(`fields.type.${type}`)} fresh={fresh} onRemove={() => replace(withoutValue(config, at))}>
      <div className="fields">
        <MemberName at={`${at}/name`} label={t("fields.name")} hint={t("fields.name.hint")} name={name} taken={names.filter((one) => one !== name)} onRename={(to) => replace(renameField(config, name, to))} />
        <TypeField at={at} />
      </div>
      {type !== undefined && <OfType at={at} type={type} />}
      <PhrasesPair at={`${at}/called`} label={t("fields.called")} hint={t("fields.called.hint")} rows={2} />
    </ItemCard>
  );
}

/** Another kind begins anew; how the caller names the field stays. */
function TypeField({ at }: { at: string }) {
  const { t } = useI18n();
  const { config, edit } = useDraft();
  const change = (value: string) => {
    const type = types.find((one) => one === value);
    const called = membersAt(config, `${at}/called`);
    if (type !== undefined) edit(at, withValue(newField(type), "/called", Object.fromEntries(called)));
  };
  return <SelectField at={`${at}/type`} label={t("fields.type")} options={types.map((value) => ({ value, label: t(`fields.type.${value}`) }))} onChange={change} />;
}

function OfType({ at, type }: { at: string; type: FieldType }) {
  const { t } = useI18n();
  const minutes = t("unit.minutes");
  switch (type) {
    case "choice":
      return (
        <>
          <Options at={`${at}/options`} />
          <PhrasesPair at={`${at}/carriers`} label={t("fields.carriers")} hint={t("fields.carriers.hint")} rows={2} />
        </>
      );
    case "day_time":
      return (
        <>
          <TextPair at={`${at}/ask_day`} label={t("fields.askDay")} required rows={1} />
          <TextPair at={`${at}/ask_time`} label={t("fields.askTime")} hint={t("fields.askTime.hint")} required rows={1} />
          <div className="fields">
            <TextField at={`${at}/from`} label={t("fields.from")} hint={t("fields.from.hint")} />
            <TextField at={`${at}/to`} label={t("fields.to")} />
            <NumberField at={`${at}/step_minutes`} label={t("fields.step")} unit={minutes} min={5} max={120} step={5} />
            <NumberField at={`${at}/days_ahead`} label={t("fields.daysAhead")} unit={t("unit.days")} min={1} max={365} step={1} />
          </div>
          <Weekdays at={`${at}/weekdays`} label={t("fields.weekdays")} />
        </>
      );
    case "name":
      return <PhrasesPair at={`${at}/known`} label={t("fields.known")} hint={t("fields.known.hint")} rows={3} />;
    case "digits":
      return (
        <div className="fields">
          <NumberField at={`${at}/length/min`} label={t("fields.minDigits")} min={1} max={20} step={1} />
          <NumberField at={`${at}/length/max`} label={t("fields.maxDigits")} min={1} max={20} step={1} />
          <NumberField at={`${at}/key_gap_ms`} label={t("fields.keyGap")} unit={t("unit.ms")} hint={t("fields.keyGap.hint")} min={500} max={20_000} step={500} />
        </div>
      );
    case "number":
      return (
        <>
          <div className="fields">
            <NumberField at={`${at}/min`} label={t("fields.min")} min={-1e9} max={1e9} step={1} empty={null} />
            <NumberField at={`${at}/max`} label={t("fields.max")} min={-1e9} max={1e9} step={1} empty={null} />
          </div>
          <SwitchField at={`${at}/integer`} label={t("fields.integer")} />
        </>
      );
    case "phone":
      return (
        <div className="fields">
          <TextField at={`${at}/country_code`} label={t("fields.countryCode")} hint={t("fields.countryCode.hint")} />
          <NumberField at={`${at}/key_gap_ms`} label={t("fields.keyGap")} unit={t("unit.ms")} hint={t("fields.keyGap.hint")} min={500} max={20_000} step={500} />
        </div>
      );
    case "text":
      return (
        <div className="fields">
          <NumberField at={`${at}/max_chars`} label={t("fields.maxChars")} min={20} max={2000} step={10} />
        </div>
      );
    case "email":
    case "address":
      return null;
  }
}

function Options({ at }: { at: string }) {
  const { t, language } = useI18n();
  const { draft, errors, set } = useForm();
  const remove = useRemove();
  const labelOf = (one: string) => textAt(draft, `${one}/label/${language}`) || textAt(draft, `${one}/label/ru`) || textAt(draft, `${one}/label/en`);
  const options = listAt(draft, at);
  const names = options.map((_, index) => textAt(draft, `${at}/${index}/value`));
  const error = errors.get(at);
  return (
    <div className="list-field" data-at={at}>
      <p className="pair-label">{t("fields.options")}</p>
      {error !== undefined && <p className="errm xs danger-t">{error}</p>}
      <ul className="items">
        {names.map((name, index) => {
          const one = `${at}/${index}`;
          return (
            <ItemCard key={index} at={one} name={labelOf(one) || t("fields.option.unnamed")} kind="" note={name} fresh={labelOf(one) === ""} onRemove={() => remove(one)}>
              <div
                onBlur={() => {
                  if (isUnnamedValue(name) && labelOf(one) !== "") set(`${one}/value`, optionValue(labelOf(one), names.toSpliced(index, 1)));
                }}
              >
                <TextPair at={`${one}/label`} label={t("fields.option.label")} hint={t("fields.option.label.hint")} required rows={1} />
              </div>
              <TextPair at={`${one}/object`} label={t("fields.option.object")} hint={t("fields.option.object.hint")} rows={1} />
              <PhrasesPair at={`${one}/synonyms`} label={t("fields.option.synonyms")} rows={2} />
              <details className="more" open={errors.has(`${one}/value`)}>
                <summary>{t("fields.option.value")}</summary>
                <TextField at={`${one}/value`} label={t("fields.option.value")} hint={t("fields.option.value.hint")} />
              </details>
            </ItemCard>
          );
        })}
      </ul>
      <AddItem at={at} label={t("fields.option.add")} item={{ value: freeName("option", names), label: {}, object: {}, synonyms: {} }} />
    </div>
  );
}
