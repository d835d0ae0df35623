import type { Call } from "@zvon/contract/api.ts";
import { CallResult, Direction, ledBy, lengthOf, lineOf, partyOf } from "../../components/call-labels.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { Link, useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";

/** A phone's list: a card of three lines a call. */
export function CallCards({ calls }: { calls: readonly Call[] }) {
  const { t, format, language } = useI18n();
  return (
    <ul className="call-cards" data-testid="calls">
      {calls.map((call) => (
        <li key={call.id} data-testid="call-row" data-call={call.id}>
          <Link to={paths.call(call.id)}>
            <span className="row between">
              <span className="row g1 b ell num">
                <Direction call={call} />
                {partyOf({ t, format }, call)}
              </span>
              <time className="xs t3 nw num" dateTime={new Date(call.createdAt).toISOString()}>
                {format.when(call.createdAt, Date.now(), t("common.today"))}
              </time>
            </span>
            <span className="row between sm">
              <CallResult call={call} />
              <span className="num t2">{format.duration(lengthOf(call, Date.now()))}</span>
            </span>
            <span className="xs t3 ell">
              {ledBy({ t, language }, call)}
              {call.endReason !== null && ` · ${t(`end.${call.endReason}`)}`}
              {(call.answeredBy === "machine" || call.answeredBy === "fax" || call.answeredBy === "screening") && ` · ${t(`answeredBy.${call.answeredBy}`)}`}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** @param current the row the keyboard is on, −1 for none. */
export function CallTable({ calls, current }: { calls: readonly Call[]; current: number }) {
  const { t, format, language } = useI18n();
  const { go } = useRouter();
  return (
    <table data-testid="calls">
      <thead>
        <tr>
          <th scope="col">{t("calls.column.when")}</th>
          <th scope="col">{t("calls.column.who")}</th>
          <th scope="col">{t("calls.column.bot")}</th>
          <th scope="col">{t("calls.column.outcome")}</th>
          <th scope="col">{t("calls.column.end")}</th>
          <th scope="col" className="num">
            {t("calls.column.duration")}
          </th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call, index) => (
          <tr key={call.id} className={index === current ? "cur" : undefined} data-testid="call-row" data-call={call.id} onClick={(event) => !(event.target instanceof Element && event.target.closest("a") !== null) && go(paths.call(call.id))}>
            <td className="num" title={format.exact(call.createdAt)}>
              <span className="row g1">
                <Direction call={call} />
                <time dateTime={new Date(call.createdAt).toISOString()}>{format.when(call.createdAt, Date.now(), t("common.today"))}</time>
              </span>
            </td>
            <td>
              <Link className="who-link num" to={paths.call(call.id)}>
                {partyOf({ t, format }, call)}
              </Link>
              <span className="xs t3 under">{lineOf(t, call)}</span>
            </td>
            <td>
              {ledBy({ t, language }, call)}
              <span className="xs t3 under">{t(`language.${call.language}`)}</span>
            </td>
            <td>
              <CallResult call={call} />
              {(call.answeredBy === "machine" || call.answeredBy === "fax" || call.answeredBy === "screening") && <span className="xs t3 under">{t(`answeredBy.${call.answeredBy}`)}</span>}
            </td>
            <td className="t2">{call.endReason === null ? "—" : t(`end.${call.endReason}`)}</td>
            <td className="num">{format.duration(lengthOf(call, Date.now()))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
