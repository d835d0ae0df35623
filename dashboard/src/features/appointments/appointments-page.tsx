import { appointmentListSchema } from "@zvon/contract/appointments-api.ts";
import { CalendarDays, CalendarX2, ChevronLeft, ChevronRight, FlaskConical, Trash2 } from "lucide-react";
import { useState } from "react";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { useBotsClient } from "../../lib/bots-client.ts";
import { fieldValue } from "../../lib/field-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link, useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayEdit, useMayLead, useSession } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { byDays, dayIn, daysOn, hoursOf, optionWords } from "./appointments.ts";
import type { Appointment } from "./appointments.ts";

const spans = ["1", "7", "30"] as const;
type Span = (typeof spans)[number];
/** Bots book by themselves: what is shown is read again so often. */
const refreshMs = 15_000;

/** What bots booked, day by day. The days, their number and the calendar stand in the address. */
export function AppointmentsPage() {
  const { t, format } = useI18n();
  const { search, go } = useRouter();
  const { session } = useSession();
  const api = useApi();
  const zone = session.state === "signed-in" ? session.me.tenant.timeZone : "UTC";
  const today = dayIn(zone, Date.now());
  const asked = search.get("from") ?? "";
  const from = /^\d{4}-\d\d-\d\d$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today;
  const span: Span = spans.find((one) => one === search.get("days")) ?? "7";
  const chosen = search.get("calendar") ?? "";
  const to = daysOn(from, Number(span) - 1);
  const loaded = useLoaded(`appointments ${from} ${to}`, (signal) => api.http.get(`/v1/appointments?${new URLSearchParams({ from, to })}`, appointmentListSchema, signal), refreshMs);
  const all = loaded.data?.appointments ?? [];
  const resources = [...new Set(all.map((one) => one.resource))].toSorted();
  const shown = chosen === "" ? all : all.filter((one) => one.resource === chosen);
  const word = useServiceWords(all);
  const show = (next: { from?: string; span?: Span; calendar?: string }) => {
    const query = new URLSearchParams();
    if ((next.from ?? from) !== today) query.set("from", next.from ?? from);
    if ((next.span ?? span) !== "7") query.set("days", next.span ?? span);
    if ((next.calendar ?? chosen) !== "") query.set("calendar", next.calendar ?? chosen);
    go(query.size === 0 ? paths.appointments : `${paths.appointments}?${query}`);
  };
  const mayAct = useMayLead();
  const [acting, setActing] = useState<{ act: Act; one: Appointment } | null>(null);
  const standing = shown.filter((one) => !one.cancelled).length;
  return (
    <Page title={t("appointments.title")} flush>
      <div className="calls">
        <div className="calls-tools ap-tools">
          <div className="seg" role="group" aria-label={t("appointments.span")}>
            {spans.map((one) => (
              <button key={one} type="button" aria-pressed={span === one} onClick={() => show({ span: one })} data-testid={`span-${one}`}>
                {t(`appointments.span.${one}`)}
              </button>
            ))}
          </div>
          <span className="row g1">
            <button type="button" className="btn ic" onClick={() => show({ from: daysOn(from, -Number(span)) })} aria-label={t("appointments.earlier")} title={t("appointments.earlier")}>
              <ChevronLeft className="i" aria-hidden="true" />
            </button>
            <span className="inp ap-from">
              <input type="date" aria-label={t("appointments.from")} value={from} onChange={(event) => event.target.value !== "" && show({ from: event.target.value })} />
            </span>
            <button type="button" className="btn ic" onClick={() => show({ from: daysOn(from, Number(span)) })} aria-label={t("appointments.later")} title={t("appointments.later")}>
              <ChevronRight className="i" aria-hidden="true" />
            </button>
            {from !== today && (
              <button type="button" className="btn gh" onClick={() => show({ from: today })}>
                {t("appointments.today")}
              </button>
            )}
          </span>
          {(resources.length > 1 || chosen !== "") && (
            <span className="inp ap-which">
              <select aria-label={t("appointments.resource")} value={chosen} onChange={(event) => show({ calendar: event.target.value })}>
                <option value="">{t("appointments.allResources")}</option>
                {[...new Set([...resources, ...(chosen === "" ? [] : [chosen])])].map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            </span>
          )}
          <span className="grow" />
          {shown.length > 0 && <span className="xs t3 num dk-only">{t("appointments.count", { count: standing })}</span>}
        </div>
        {loaded.error !== null && loaded.data !== null && loaded.at !== null && <Stale at={loaded.at} />}
        {loaded.data?.truncated === true && <p className="note wr">{t("appointments.truncated")}</p>}
        <div className="calls-body" aria-busy={loaded.loading && loaded.data === null}>
          {loaded.data === null ? (
            loaded.error === null ? <Skeleton rows={6} /> : <Failed error={loaded.error} onRetry={loaded.reload} />
          ) : shown.length === 0 ? (
            <Nothing first={from === today && span === "7" && chosen === ""} onWider={() => show({ from: today, span: "30", calendar: "" })} wide={from === today && span === "30" && chosen === ""} />
          ) : (
            <>
              {byDays(shown).map(({ date, appointments }) => (
                <section key={date} className="ap-day" aria-labelledby={`day-${date}`}>
                  <h2 id={`day-${date}`}>
                    {date === today ? `${t("appointments.today")}, ${format.wallDay(date)}` : format.wallDay(date)}
                    <span className="t3 num">{t("appointments.count", { count: appointments.filter((one) => !one.cancelled).length })}</span>
                  </h2>
                  <ul>
                    {appointments.map((one) => (
                      <Row key={`${one.callId} ${one.resource} ${one.when} ${one.trial}`} one={one} what={word(one.service)} resource={resources.length > 1} onAct={mayAct ? (act) => setActing({ act, one }) : null} />
                    ))}
                  </ul>
                </section>
              ))}
              <p className="xs t3 ap-zone">{t("appointments.zone", { zone: loaded.data.timeZone })}</p>
            </>
          )}
        </div>
      </div>
      {acting !== null && (
        <ChangeDialog
          {...acting}
          onClose={() => setActing(null)}
          onDone={() => {
            setActing(null);
            loaded.reload();
          }}
        />
      )}
    </Page>
  );
}

type Act = "cancel" | "delete";

/** Whose it is and what is lost stands before the button. */
function ChangeDialog({ act, one, onClose, onDone }: { act: Act; one: Appointment; onClose: () => void; onDone: () => void }) {
  const { t, format } = useI18n();
  const api = useApi();
  const at = `/v1/appointments/${encodeURIComponent(one.id ?? "")}`;
  return (
    <ActionDialog
      title={t(`appointments.${act}.title`)}
      action={{ label: t(`appointments.${act}.title`), danger: true, testId: `${act}-now` }}
      run={() => (act === "cancel" ? api.http.request(`${at}/cancel`, { method: "POST" }) : api.http.request(at, { method: "DELETE" })).then(onDone)}
      onClose={onClose}
    >
      <p className="sb">
        {one.name === "" ? t("appointments.noName") : one.name}, {format.wallTime(one.when)}
      </p>
      <p>{t(act === "delete" && one.trial ? "appointments.delete.trial" : `appointments.${act}.text`)}</p>
    </ActionDialog>
  );
}

/** @param onAct null: they only look. */
function Row({ one, what, resource, onAct }: { one: Appointment; what: string; resource: boolean; onAct: ((act: Act) => void) | null }) {
  const { t, format } = useI18n();
  const hours = hoursOf(one);
  const [from, to] = [format.wallClock(hours.from), format.wallClock(hours.to)];
  const number = one.phone === "" ? one.caller : one.phone;
  return (
    <li className={one.cancelled ? "ap-row off" : "ap-row"} data-testid="appointment">
      <span className="num ap-time">
        {from}–{to}
      </span>
      <span className="ap-who">
        <span className="b">{one.name === "" ? t("appointments.noName") : one.name}</span>
        {/^\+?\d{3,}$/.test(number) && (
          <a className="link sm num" href={`tel:${number}`}>
            {format.phone(number)}
          </a>
        )}
      </span>
      <span className="ap-what">
        <span>{what}</span>
        {one.note !== "" && <span className="sm t2">{one.note}</span>}
        {resource && <span className="xs t3 mono">{one.resource}</span>}
      </span>
      <span className="row wrap ap-marks">
        {one.cancelled && (
          <span className="badge">
            <CalendarX2 className="i" aria-hidden="true" />
            {t("appointments.cancelled")}
          </span>
        )}
        {one.trial && (
          <span className="badge" title={t("appointments.trial.hint")}>
            <FlaskConical className="i" aria-hidden="true" />
            {t("appointments.trial")}
          </span>
        )}
        {/^\w+$/.test(one.callId) && (
          <Link className="link sm" to={paths.call(one.callId)}>
            {t("appointments.openCall")}
          </Link>
        )}
        {onAct !== null && one.id !== null && (
          <span className="row g1">
            {!one.cancelled && (
              <button type="button" className="btn smx gh" onClick={() => onAct("cancel")} data-testid="cancel-appointment">
                {t("appointments.cancel")}
              </button>
            )}
            <button type="button" className="btn ic smx gh" onClick={() => onAct("delete")} aria-label={t("appointments.delete")} title={t("appointments.delete")} data-testid="delete-appointment">
              <Trash2 className="i" aria-hidden="true" />
            </button>
          </span>
        )}
      </span>
    </li>
  );
}

/** @param first nothing was narrowed down, so perhaps there never was one. */
function Nothing({ first, wide, onWider }: { first: boolean; wide: boolean; onWider: () => void }) {
  const { t } = useI18n();
  const mayEdit = useMayEdit("bots");
  if (!first && !wide) {
    return (
      <Empty icon={<CalendarX2 className="i l" aria-hidden="true" />} title={t("appointments.none.title")} text={t("appointments.none.text")}>
        <button type="button" className="btn" onClick={onWider}>
          {t("appointments.none.wider")}
        </button>
      </Empty>
    );
  }
  return (
    <Empty icon={<CalendarDays className="i l" aria-hidden="true" />} title={t("appointments.empty.title")} text={t("appointments.empty.text")}>
      <span className="row wrap">
        {mayEdit && (
          <Link className="btn pri" to={paths.newBot}>
            {t("appointments.empty.bot")}
          </Link>
        )}
        {first && (
          <button type="button" className="btn" onClick={onWider}>
            {t("appointments.none.wider")}
          </button>
        )}
      </span>
      {mayEdit && <p className="xs t3">{t("appointments.empty.tools")}</p>}
    </Empty>
  );
}

/** More bots than these are not asked for their words. */
const askedBots = 20;

/** A service as its bot calls it. Bots are asked only where a value has no word yet; while they are, the value itself stands. */
function useServiceWords(appointments: readonly Appointment[]): (service: string) => string {
  const { t, format, language } = useI18n();
  const client = useBotsClient();
  const strange = appointments.some(({ service }) => /^[a-z][a-z0-9_]*$/.test(service) && fieldValue(t, format, service) === service);
  const bots = useLoaded(strange ? "bots for words" : "no words", async (signal) => {
    if (!strange) return [];
    const records = await client.list(signal);
    return Promise.all(records.slice(0, askedBots).map((bot) => client.draft(bot.slug, signal).then((draft) => draft.config)));
  });
  const words = optionWords(bots.data ?? [], language);
  return (service) => words.get(service) ?? fieldValue(t, format, service);
}
