import type { BotSummary } from "@zvon/contract/api.ts";
import { AudioLines, Bot, SlidersHorizontal } from "lucide-react";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayCall } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";

/** The organisation's bots; a bot that speaks two languages stands here once. */
export function BotsPage() {
  const { t } = useI18n();
  const api = useApi();
  const loaded = useLoaded("bots", (signal) => api.bots(signal));
  const bots = loaded.data === null ? null : [...new Map(loaded.data.map((bot) => [bot.slug, bot])).values()];
  return (
    <Page title={t("bots.title")}>
      {loaded.error !== null && loaded.data !== null && loaded.at !== null && <Stale at={loaded.at} />}
      {bots === null || loaded.data === null ? (
        loaded.error === null ? <Skeleton rows={3} height={96} /> : <Failed error={loaded.error} onRetry={loaded.reload} />
      ) : bots.length === 0 ? (
        <Empty icon={<Bot className="i l" aria-hidden="true" />} title={t("bots.empty.title")} text={t("bots.empty.text")} />
      ) : (
        <ul className="cards">{bots.map((bot) => <BotCard key={bot.slug} bot={bot} languages={loaded.data?.filter((one) => one.slug === bot.slug) ?? []} />)}</ul>
      )}
    </Page>
  );
}

function BotCard({ bot, languages }: { bot: BotSummary; languages: readonly BotSummary[] }) {
  const { t, language } = useI18n();
  const mayCall = useMayCall();
  const name = botName(bot.name, language);
  return (
    <li className="card bot-card" data-testid={`bot-card-${bot.slug}`}>
      <div className="body">
        <h2 className="sb">{name}</h2>
        <p className="t2 sm">{botName(bot.description, language)}</p>
        <p className="xs t3 mt2">
          {languages.map((one, index) => (index > 0 && language === "ru" ? t(`language.${one.language}`).toLocaleLowerCase("ru") : t(`language.${one.language}`))).join(", ")} · {t("bots.version", { version: String(bot.version) })}
        </p>
        <div className="row wrap mt3">
          <Link className="btn" to={paths.botVoice(bot.slug)} aria-label={`${t("bots.voice")}: ${name}`} data-testid={`bot-voice-${bot.slug}`}>
            <SlidersHorizontal className="i" aria-hidden="true" />
            {t("bots.voice")}
          </Link>
          {mayCall && (
            <Link className="btn gh" to={`${paths.testCall}?bot=${bot.slug}`} aria-label={`${t("nav.testCall")}: ${name}`}>
              <AudioLines className="i" aria-hidden="true" />
              {t("nav.testCall")}
            </Link>
          )}
        </div>
      </div>
    </li>
  );
}
