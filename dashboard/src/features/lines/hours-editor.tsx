/** When a number is open: round the clock or by weekdays, holidays, in which zone. Over a form's draft, at `/hours`. */
import { weekdays } from "@zvon/contract/numbers-api.ts";
import type { Open, Weekday } from "@zvon/contract/numbers-api.ts";
import { CalendarPlus, Plus, X } from "lucide-react";
import { TextField, useForm } from "../../components/form.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, textAt, valueAt } from "../../lib/pointer.ts";
import { dateShown, isYearly, nextOpening, officeWeek, russianHolidays, timeOf } from "./hours.ts";

/** @param zone the account's own, used while none is chosen. @param today its date, "2026-11-21". */
export function HoursEditor({ zone, today }: { zone: string; today: string }) {
  const { t } = useI18n();
  const { draft, set, readOnly, errors } = useForm();
  const byHours = (valueAt(draft, "/hours/week") ?? null) !== null;
  return (
    <>
      <div className="seg" role="group" aria-label={t("lines.hours")}>
        <button type="button" aria-pressed={!byHours} disabled={readOnly} onClick={() => set("/hours/week", null)}>
          {t("lines.hours.always")}
        </button>
        <button type="button" aria-pressed={byHours} disabled={readOnly} onClick={() => !byHours && set("/hours/week", officeWeek)} data-testid="by-hours">
          {t("lines.hours.byDays")}
        </button>
      </div>
      {byHours && (
        <div className="ln-week" data-at="/hours/week">
          {weekdays.map((day, index) => (
            <Day key={day} day={day} title={t(`weekday.${String(index + 1) as "1"}`)} />
          ))}
          {errors.get("/hours/week") !== undefined && <p className="errm">{errors.get("/hours/week")}</p>}
        </div>
      )}
      <TextField at="/hours/timeZone" label={t("lines.timeZone")} hint={t("lines.timeZone.hint", { zone })} empty={null} suggestions={Intl.supportedValuesOf("timeZone").map((value) => ({ value }))} />
      <Holidays today={today} />
    </>
  );
}

function Day({ day, title }: { day: Weekday; title: string }) {
  const { t } = useI18n();
  const { draft, set, readOnly } = useForm();
  const at = `/hours/week/${day}`;
  const open = opensAt(draft, at);
  const put = (next: readonly Open[]) => set(at, next);
  return (
    <div className="ln-day" data-at={at}>
      <label className="row sm ln-day-name">
        <input type="checkbox" checked={open.length > 0} disabled={readOnly} onChange={(event) => put(event.target.checked ? [{ from: "09:00", to: "18:00" }] : [])} />
        {title}
      </label>
      {open.length === 0 ? (
        <span className="t3 sm">{t("lines.hours.closed")}</span>
      ) : (
        <div className="ln-opens">
          {open.map((one, index) => (
            <Opening key={index} at={`${at}/${index}`} title={title} one={one} onChange={(next) => put(open.with(index, next))} {...(open.length > 1 && { onRemove: () => put(open.toSpliced(index, 1)) })} />
          ))}
          {!readOnly && open.length < 6 && (
            <button type="button" className="btn smx gh" onClick={() => put([...open, nextOpening(open)])} title={t("lines.hours.more")} aria-label={`${t("lines.hours.more")}: ${title}`}>
              <Plus className="i s" aria-hidden="true" />
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Opening({ at, title, one, onChange, onRemove }: { at: string; title: string; one: Open; onChange: (next: Open) => void; onRemove?: () => void }) {
  const { t } = useI18n();
  const { readOnly, errors } = useForm();
  const error = [...errors].find(([pointer]) => pointer === at || pointer.startsWith(`${at}/`))?.[1];
  return (
    <div className="ln-open" data-at={at}>
      <TimeInput label={`${title}: ${t("lines.hours.from")}`} value={one.from} wrong={error !== undefined} readOnly={readOnly} onChange={(from) => onChange({ ...one, from })} />
      –
      <TimeInput label={`${title}: ${t("lines.hours.to")}`} value={one.to} wrong={error !== undefined} readOnly={readOnly} onChange={(to) => onChange({ ...one, to })} />
      {onRemove !== undefined && !readOnly && (
        <button type="button" className="btn ic smx gh" onClick={onRemove} aria-label={`${t("lines.hours.less")}: ${title}`}>
          <X className="i s" aria-hidden="true" />
        </button>
      )}
      {error !== undefined && <p className="errm sm danger-t">{error}</p>}
    </div>
  );
}

/** A browser's own clock follows its language, twelve hours in some, and knows no 24:00. */
function TimeInput({ label, value, wrong, readOnly, onChange }: { label: string; value: string; wrong: boolean; readOnly: boolean; onChange: (time: string) => void }) {
  return (
    <span className={wrong ? "inp er" : "inp"}>
      <input className="num" inputMode="numeric" maxLength={5} aria-label={label} aria-invalid={wrong} value={value} readOnly={readOnly} autoComplete="off" onChange={(event) => onChange(event.target.value)} onBlur={(event) => event.target.value !== timeOf(event.target.value) && onChange(timeOf(event.target.value))} />
    </span>
  );
}

const opensAt = (draft: unknown, at: string): Open[] => listAt(draft, at).map((one) => ({ from: textAt(one, "/from"), to: textAt(one, "/to") }));

function Holidays({ today }: { today: string }) {
  const { t, language } = useI18n();
  const { draft, set, readOnly, errors } = useForm();
  const at = "/hours/holidays";
  const days = listAt(draft, at);
  const put = (index: number, change: Record<string, unknown>) => set(`${at}/${index}`, { date: textAt(days[index], "/date"), name: textAt(days[index], "/name"), open: listAt(days[index], "/open"), ...change });
  const known = new Set(days.map((day) => textAt(day, "/date")));
  const missing = russianHolidays.filter(({ date }) => !known.has(date));
  return (
    <fieldset className="field ln-holidays" data-at={at}>
      <legend>{t("lines.holidays")}</legend>
      <p className="hint">{t("lines.holidays.hint")}</p>
      {days.length > 0 && (
        <ul className="stack-s">
          {days.map((day, index) => {
            const date = textAt(day, "/date");
            const open = opensAt(draft, `${at}/${index}/open`);
            const error = [...errors].find(([pointer]) => pointer === `${at}/${index}` || pointer.startsWith(`${at}/${index}/`))?.[1];
            return (
              <li key={index} className="ln-holiday" data-at={`${at}/${index}`}>
                <span className="inp">
                  <input type="date" aria-label={t("lines.holiday.date")} aria-invalid={error !== undefined} value={dateShown(date, today)} readOnly={readOnly} onChange={(event) => put(index, { date: isYearly(date) ? event.target.value.slice(5) : event.target.value })} />
                </span>
                <span className="inp grow">
                  <input aria-label={t("lines.holiday.name")} placeholder={t("lines.holiday.name")} value={textAt(day, "/name")} maxLength={80} readOnly={readOnly} onChange={(event) => put(index, { name: event.target.value })} />
                </span>
                <label className="row sm">
                  <input type="checkbox" checked={isYearly(date)} disabled={readOnly} onChange={(event) => put(index, { date: event.target.checked ? date.slice(5) : dateShown(date, today) })} />
                  {t("lines.holiday.yearly")}
                </label>
                <label className="row sm">
                  <input type="checkbox" checked={open.length === 0} disabled={readOnly} onChange={(event) => put(index, { open: event.target.checked ? [] : [{ from: "10:00", to: "15:00" }] })} />
                  {t("lines.holiday.closed")}
                </label>
                {!readOnly && (
                  <button type="button" className="btn ic smx gh" onClick={() => set(at, days.toSpliced(index, 1))} aria-label={`${t("lines.holiday.remove")}: ${textAt(day, "/name") || date}`}>
                    <X className="i s" aria-hidden="true" />
                  </button>
                )}
                {open.map((one, position) => (
                  <Opening key={position} at={`${at}/${index}/open/${position}`} title={textAt(day, "/name") || date} one={one} onChange={(next) => put(index, { open: open.with(position, next) })} />
                ))}
                {error !== undefined && open.length === 0 && <p className="errm sm danger-t">{error}</p>}
              </li>
            );
          })}
        </ul>
      )}
      {!readOnly && (
        <span className="row wrap mt2">
          <button type="button" className="btn smx" onClick={() => set(at, [...days, { date: today, name: "", open: [] }])} data-testid="add-holiday">
            <Plus className="i" aria-hidden="true" />
            {t("lines.holiday.add")}
          </button>
          {missing.length > 0 && (
            <button type="button" className="btn smx gh" onClick={() => set(at, [...days, ...missing.map((day) => ({ date: day.date, name: day[language], open: [] }))])}>
              <CalendarPlus className="i" aria-hidden="true" />
              {t("lines.holiday.russian", { count: missing.length })}
            </button>
          )}
        </span>
      )}
    </fieldset>
  );
}
