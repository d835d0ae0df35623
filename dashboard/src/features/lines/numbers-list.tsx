import type { NumberRecord } from "@zvon/contract/numbers-api.ts";
import { CircleAlert, CircleCheck, Clock3, Phone } from "lucide-react";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { createFormat } from "../../lib/format.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useLinesClient } from "../../lib/lines-client.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { afterHoursWords, hoursWords, numberShown, openWords } from "./number-words.ts";

/** Hours begin and end by themselves. */
const refreshMs = 30_000;

export function NumbersList() {
  const { t, language } = useI18n();
  const client = useLinesClient();
  const bots = useBotsClient();
  const mayEdit = useMayEdit("keys");
  const loaded = useLoaded("numbers", (signal) => client.numbers(signal), refreshMs);
  const known = useLoaded("bots", (signal) => bots.list(signal));
  const names = new Map((known.data ?? []).map((bot) => [bot.id, botName(bot.name, language)]));
  if (loaded.data === null) return loaded.error === null ? <Skeleton rows={4} height={72} /> : <Failed error={loaded.error} onRetry={loaded.reload} />;
  const { timeZone } = loaded.data;
  if (loaded.data.numbers.length === 0) {
    return (
      <Empty icon={<Phone className="i l" aria-hidden="true" />} title={t("lines.number.empty.title")} text={t("lines.number.empty.text")}>
        {mayEdit && (
          <span className="row wrap">
            <Link className="btn pri" to={paths.newTrunk}>
              {t("trunk.add")}
            </Link>
            <Link className="btn" to={paths.newNumber}>
              {t("lines.number.add")}
            </Link>
          </span>
        )}
        <p className="xs t3">{t("lines.number.empty.test")}</p>
      </Empty>
    );
  }
  return (
    <>
      {loaded.error !== null && loaded.at !== null && <Stale at={loaded.at} />}
      <ul className="ln-list" data-testid="numbers">
        {loaded.data.numbers.toSorted((a, b) => a.number.localeCompare(b.number, "en", { numeric: true })).map((number) => (
          <NumberCard key={number.id} number={number} zone={number.hours.timeZone ?? timeZone} bots={names} />
        ))}
      </ul>
    </>
  );
}

function NumberCard({ number, zone, bots }: { number: NumberRecord; /** Its hours are of. */ zone: string; bots: ReadonlyMap<string, string> }) {
  const { t, language } = useI18n();
  const silent = number.bot === null ? t("lines.noBot") : number.bot.published ? null : t("lines.botUnpublished");
  return (
    <li className="card ln-card" data-testid="number" data-number={number.number}>
      <div className="ln-main">
        <Link className="who-link sb num" to={paths.number(number.id)}>
          {numberShown(number.number)}
        </Link>
        <span className="t2 sm">{number.name}</span>
      </div>
      <div className="ln-part">
        {silent === null ? (
          <span>{number.bot === null ? "—" : botName(number.bot.name, language)}</span>
        ) : (
          <span className="badge wr">
            <CircleAlert className="i" aria-hidden="true" />
            {silent}
          </span>
        )}
        <span className="xs t3">
          {t(`language.${number.language}`)} · {number.trunk === null ? t("lines.trunk.none") : number.trunk.name}
        </span>
      </div>
      <div className="ln-part">
        <span className={number.openNow ? "badge ok" : "badge"}>
          {number.openNow ? <CircleCheck className="i" aria-hidden="true" /> : <Clock3 className="i" aria-hidden="true" />}
          {openWords(number, t, createFormat(language, zone), Date.now())}
        </span>
        {(number.hours.week !== null || number.hours.holidays.length > 0) && (
          <span className="xs t3">
            {hoursWords(number.hours, t)}
            {number.hours.holidays.length > 0 && `; ${t("lines.holidays.count", { count: number.hours.holidays.length })}`}{(number.afterHours !== null || number.bot !== null) && `; ${t("lines.otherwise", { what: afterHoursWords(number, t, bots) })}`}
          </span>
        )}
        {number.hasCallerLists && <span className="xs t3">{t("lines.hasLists")}</span>}
      </div>
    </li>
  );
}
