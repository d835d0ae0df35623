import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { NumberField, PhrasesField, SelectField, SwitchField, TextField, useForm } from "../../components/form.tsx";
import { ItemCard, MemberName, freeName } from "../../components/item-card.tsx";
import { PairsField, TextPair, useRemove } from "../../components/text-pair.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { membersAt, textAt, valueAt, withName } from "../../lib/pointer.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { fieldsFor, withChannel } from "./message-recipient.ts";
import type { MessageChannel } from "./message-recipient.ts";
import type { ToolType } from "./tools-tab.tsx";
import { weekdayName } from "./weekdays.tsx";

/** What a tool of each kind needs to know. @param at of its `config`. */
export function ToolForm({ at, type }: { at: string; type: ToolType }) {
  const { t } = useI18n();
  switch (type) {
    case "calendar":
      return <CalendarForm at={at} />;
    case "http":
      return <HttpForm at={at} />;
    case "message":
      return <MessageForm at={at} />;
    case "crm":
      return (
        <>
          <Address at={at} />
          <SwitchField at={`${at}/at_start`} label={t("tools.crm.atStart")} hint={t("tools.crm.atStart.hint")} />
          <PairsField at={`${at}/result`} label={t("tools.result")} hint={t("tools.result.crm")} keyLabel={t("tools.column")} valueLabel={t("tools.pointer")} add={t("tools.column.add")} />
        </>
      );
    case "knowledge":
      return (
        <>
          <PhrasesField at={`${at}/knowledge_bases`} label={t("tools.knowledge.bases")} hint={t("tools.knowledge.bases.hint")} rows={3} />
          <div className="fields">
            <NumberField at={`${at}/top_k`} label={t("tools.knowledge.top")} min={1} max={20} step={1} />
          </div>
        </>
      );
    case "table":
      return <TableForm at={at} />;
    case "platform":
      return <PairsField at={at} label={t("tools.settings")} hint={t("tools.settings.hint")} keyLabel={t("tools.setting")} valueLabel={t("config.value")} add={t("tools.setting.add")} />;
  }
}

/** Where it is asked, with which headers, and how long it is waited for. */
function Address({ at }: { at: string }) {
  const { t } = useI18n();
  return (
    <>
      <TextField at={`${at}/url`} label={t("tools.url")} hint={t("tools.url.hint")} />
      <PairsField at={`${at}/headers`} label={t("tools.headers")} hint={t("tools.headers.hint")} keyLabel={t("tools.header")} valueLabel={t("config.value")} add={t("tools.header.add")} />
      <div className="fields">
        <NumberField at={`${at}/timeout_ms`} label={t("tools.timeout")} unit={t("unit.ms")} hint={t("tools.timeout.hint")} min={500} max={15_000} step={500} />
      </div>
    </>
  );
}

function CalendarForm({ at }: { at: string }) {
  const { t } = useI18n();
  const { draft, set } = useForm();
  const minutes = t("unit.minutes");
  const http = textAt(draft, `${at}/source/kind`) === "http";
  return (
    <>
      <SelectField
        at={`${at}/source/kind`}
        label={t("tools.calendar.source")}
        options={[{ value: "built_in", label: t("tools.calendar.builtIn") }, { value: "http", label: t("tools.calendar.http") }]}
        onChange={(kind) => set(`${at}/source`, kind === "http" ? { kind, url: "https://", headers: {}, timeout_ms: 6000 } : { kind })}
      />
      {http && <Address at={`${at}/source`} />}
      <div className="fields">
        <TextField at={`${at}/resource`} label={t("tools.calendar.resource")} hint={t("tools.calendar.resource.hint")} />
        <NumberField at={`${at}/slot_minutes`} label={t("tools.calendar.slot")} unit={minutes} min={5} max={480} step={5} />
        <NumberField at={`${at}/capacity`} label={t("tools.calendar.capacity")} hint={t("tools.calendar.capacity.hint")} min={1} max={100} step={1} />
        <NumberField at={`${at}/days_ahead`} label={t("fields.daysAhead")} unit={t("unit.days")} min={1} max={365} step={1} />
        <NumberField at={`${at}/notice_minutes`} label={t("tools.calendar.notice")} unit={minutes} min={0} max={10_080} step={15} />
      </div>
      <Hours at={`${at}/hours`} />
      <PhrasesField at={`${at}/closed`} label={t("tools.calendar.closed")} hint={t("tools.calendar.closed.hint")} rows={2} />
    </>
  );
}

/** Opening hours by weekday; a day without a tick is closed. */
function Hours({ at }: { at: string }) {
  const { t, language } = useI18n();
  const { draft, set, errors, readOnly } = useForm();
  const remove = useRemove();
  return (
    <fieldset className="field" data-at={at}>
      <legend className="pair-label">{t("tools.calendar.hours")}</legend>
      <div className="hours">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => {
          const one = `${at}/${day}`;
          const open = valueAt(draft, one) !== undefined;
          const error = errors.get(`${one}/from`) ?? errors.get(`${one}/to`) ?? errors.get(one);
          const name = weekdayName(day, language);
          return (
            <div key={day} className={error === undefined ? "hours-row" : "hours-row field err"}>
              <label className="row sm">
                <input type="checkbox" checked={open} disabled={readOnly} onChange={() => (open ? remove(one) : set(one, { from: "09:00", to: "18:00" }))} />
                {name}
              </label>
              {open ? (
                (["from", "to"] as const).map((end) => (
                  <span key={end} className="inp">
                    <input inputMode="numeric" maxLength={5} aria-label={`${name}: ${t(`fields.${end}`)}`} value={textAt(draft, `${one}/${end}`)} readOnly={readOnly} onChange={(event) => set(`${one}/${end}`, event.target.value)} />
                  </span>
                ))
              ) : (
                <span className="t3 sm">{t("tools.calendar.dayOff")}</span>
              )}
              {error !== undefined && <p className="errm">{error}</p>}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

function HttpForm({ at }: { at: string }) {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  const remove = useRemove();
  const own = (part: "body" | "result") => valueAt(draft, `${at}/${part}`) !== undefined;
  const toggle = (part: "body" | "result") => (own(part) ? remove(`${at}/${part}`) : set(`${at}/${part}`, {}));
  return (
    <>
      <div className="fields">
        <SelectField at={`${at}/method`} label={t("tools.http.method")} options={methods.map((value) => ({ value, label: value }))} />
      </div>
      <Address at={at} />
      <Parameters at={`${at}/parameters`} />
      {textAt(draft, `${at}/method`) !== "GET" && (
        <label className="switch-field">
          <input type="checkbox" role="switch" checked={own("body")} disabled={readOnly} onChange={() => toggle("body")} />
          <span>
            {t("tools.http.ownBody")}
            <span className="hint">{t("tools.http.ownBody.hint")}</span>
          </span>
        </label>
      )}
      {own("body") && <PairsField at={`${at}/body`} label={t("tools.http.body")} keyLabel={t("tools.http.key")} valueLabel={t("config.value")} add={t("tools.http.key.add")} />}
      <label className="switch-field">
        <input type="checkbox" role="switch" checked={own("result")} disabled={readOnly} onChange={() => toggle("result")} />
        <span>
          {t("tools.http.ownResult")}
          <span className="hint">{t("tools.http.ownResult.hint")}</span>
        </span>
      </label>
      {own("result") && <PairsField at={`${at}/result`} label={t("tools.result")} hint={t("tools.result.hint")} keyLabel={t("tools.column")} valueLabel={t("tools.pointer")} add={t("tools.column.add")} />}
    </>
  );
}

function Parameters({ at }: { at: string }) {
  const { t } = useI18n();
  const { config, replace, readOnly, edit } = useDraft();
  const remove = useRemove();
  const [fresh, setFresh] = useState<string | null>(null);
  const members = membersAt(config, at);
  const names = members.map(([name]) => name);
  const fields = membersAt(config, "/fields").map(([name]) => name);
  return (
    <div className="list-field" data-at={at}>
      <p className="pair-label">{t("tools.http.parameters")}</p>
      <p className="hint xs t3">{t("tools.http.parameters.hint")}</p>
      <ul className="items">
        {names.map((name) => {
          const one = `${at}/${name}`;
          return (
            <ItemCard key={name} at={one} name={name} kind={t(`tools.parameter.${parameterTypes.find((type) => type === textAt(config, `${one}/type`)) ?? "string"}`)} fresh={name === fresh} onRemove={() => remove(one)}>
              <div className="fields">
                <MemberName at={`${one}/name`} label={t("tools.parameter.name")} name={name} taken={names.filter((other) => other !== name)} onRename={(to) => replace(withName(config, one, to))} />
                <SelectField at={`${one}/type`} label={t("fields.type")} options={parameterTypes.map((value) => ({ value, label: t(`tools.parameter.${value}`) }))} />
                <SelectField at={`${one}/field`} label={t("tools.parameter.field")} hint={t("tools.parameter.field.hint")} options={[{ value: "", label: t("tools.parameter.noField") }, ...fields.map((value) => ({ value, label: value }))]} onChange={(value) => edit(`${one}/field`, value === "" ? undefined : value)} />
              </div>
              <TextPair at={`${one}/description`} label={t("tools.parameter.description")} rows={1} />
              <SwitchField at={`${one}/required`} label={t("tools.parameter.required")} />
            </ItemCard>
          );
        })}
      </ul>
      {!readOnly && (
        <button
          type="button"
          className="btn smx mt2"
          onClick={() => {
            const name = freeName("value", names);
            setFresh(name);
            edit(`${at}/${name}`, { type: "string", description: {}, required: true });
          }}
        >
          <Plus className="i s" aria-hidden="true" />
          {t("tools.parameter.add")}
        </button>
      )}
    </div>
  );
}
const parameterTypes = ["string", "number", "integer", "boolean"] as const;

function MessageForm({ at }: { at: string }) {
  const { t } = useI18n();
  const { draft, set } = useForm();
  const to = valueAt(draft, `${at}/to`);
  const channel = textAt(draft, `${at}/channel`) === "email" ? "email" : "sms";
  const fields = fieldsFor(draft, channel);
  const chosen = to === "caller" || to === undefined ? "" : textAt(draft, `${at}/to/field`);
  return (
    <>
      <div className="fields">
        <SelectField at={`${at}/channel`} label={t("tools.message.channel")} options={(["sms", "email"] as const).map((value) => ({ value, label: t(`tools.message.${value}`) }))} onChange={(value) => set(at, withChannel(draft, at, value === "email" ? "email" : "sms"))} />
        <Recipient at={`${at}/to`} channel={channel} value={chosen} fields={chosen === "" || fields.includes(chosen) ? fields : [...fields, chosen]} onChoose={(field) => set(`${at}/to`, field === "" ? "caller" : { field })} />
      </div>
      {channel === "email" && <TextPair at={`${at}/subject`} label={t("tools.message.subject")} rows={1} />}
      <TextPair at={`${at}/text`} label={t("tools.message.text")} hint={t("tools.message.text.hint")} required rows={3} />
      <Address at={at} />
    </>
  );
}

function Recipient({ at, channel, value, fields, onChoose }: { at: string; channel: MessageChannel; value: string; fields: readonly string[]; onChoose: (field: string) => void }) {
  const { t } = useI18n();
  const { readOnly, errors } = useForm();
  const id = useId();
  const error = errors.get(at) ?? errors.get(`${at}/field`);
  return (
    <div className={error === undefined ? "field" : "field err"} data-at={at}>
      <label htmlFor={id}>{t("tools.message.to")}</label>
      <span className="inp">
        <select id={id} value={value} disabled={readOnly} onChange={(event) => onChoose(event.target.value)}>
          {/* Nobody knows a caller's e-mail. */}
          {channel === "sms" ? <option value="">{t("tools.message.caller")}</option> : value === "" && <option value="">{t("tools.message.noEmail")}</option>}
          {fields.map((field) => (
            <option key={field} value={field}>
              {t("tools.message.field", { field })}
            </option>
          ))}
        </select>
      </span>
      {error !== undefined && <p className="errm">{error}</p>}
      <p className="hint">{t("tools.message.to.hint")}</p>
    </div>
  );
}

/** Rows by the value of a field; every row has the same columns. */
function TableForm({ at }: { at: string }) {
  const { t } = useI18n();
  const { config, edit, readOnly } = useDraft();
  const remove = useRemove();
  const fields = membersAt(config, "/fields").map(([name]) => name);
  const rows = membersAt(config, `${at}/rows`);
  const columns = [...new Set(rows.flatMap(([, row]) => membersAt(row, "").map(([name]) => name)))];
  const [column, setColumn] = useState("");
  const [key, setKey] = useState("");
  const id = useId();
  const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
  const eachRow = (change: (row: Record<string, unknown>) => Record<string, unknown>) => edit(`${at}/rows`, Object.fromEntries(rows.map(([name, row]) => [name, change(Object.fromEntries(membersAt(row, "")))])));
  return (
    <>
      <div className="fields">
        <SelectField at={`${at}/key`} label={t("tools.table.key")} hint={t("tools.table.key.hint")} options={fields.map((value) => ({ value, label: value }))} />
      </div>
      {columns.length > 0 && (
        <p className="row wrap sm">
          {t("tools.table.columns")}
          {columns.map((name) => (
            <span key={name} className="chip">
              <span className="mono">{name}</span>
              {!readOnly && (
                <button type="button" aria-label={t("form.remove", { name })} onClick={() => eachRow(({ [name]: _, ...rest }) => rest)}>
                  <X className="i s" aria-hidden="true" />
                </button>
              )}
            </span>
          ))}
        </p>
      )}
      <ul className="items">
        {rows.map(([name]) => (
          <ItemCard key={name} at={`${at}/rows/${escaped(name)}`} name={name} kind="" onRemove={() => remove(`${at}/rows/${escaped(name)}`)}>
            {columns.map((one) => (
              <TextPair key={one} at={`${at}/rows/${escaped(name)}/${one}`} label={one} rows={1} />
            ))}
          </ItemCard>
        ))}
      </ul>
      {!readOnly && (
        <div className="row wrap" data-own-undo>
          <label htmlFor={`${id}-row`} className="sr">
            {t("tools.table.row")}
          </label>
          <span className="inp">
            <input id={`${id}-row`} placeholder={t("tools.table.row")} value={key} onChange={(event) => setKey(event.target.value)} />
          </span>
          <button
            type="button"
            className="btn"
            disabled={key.trim() === "" || rows.some(([name]) => name === key.trim())}
            onClick={() => {
              edit(`${at}/rows/${escaped(key.trim())}`, Object.fromEntries(columns.map((name) => [name, {}])));
              setKey("");
            }}
          >
            <Plus className="i" aria-hidden="true" />
            {t("tools.table.row.add")}
          </button>
          {rows.length > 0 && (
            <>
              <label htmlFor={`${id}-column`} className="sr">
                {t("tools.column")}
              </label>
              <span className="inp">
                <input id={`${id}-column`} className="mono" placeholder={t("tools.column")} value={column} onChange={(event) => setColumn(event.target.value)} />
              </span>
              <button
                type="button"
                className="btn"
                disabled={!/^[a-z][a-z0-9_]{0,39}$/.test(column) || columns.includes(column)}
                title={t("form.name")}
                onClick={() => {
                  eachRow((row) => ({ ...row, [column]: {} }));
                  setColumn("");
                }}
              >
                <Plus className="i" aria-hidden="true" />
                {t("tools.column.add")}
              </button>
            </>
          )}
        </div>
      )}
    </>
  );
}
