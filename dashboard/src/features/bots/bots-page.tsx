import type { BotRecord } from "@zvon/contract/bots-api.ts";
import { AudioLines, Bot, CircleCheck, Copy, Download, Pencil, PhoneOutgoing, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { botName } from "../../lib/bot-name.ts";
import { exportUrl, useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link, useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useMayCall, useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { DeleteDialog } from "./delete-dialog.tsx";

/** The organisation's bots: what callers hear, and what is still a draft. */
export function BotsPage() {
  const { t } = useI18n();
  const client = useBotsClient();
  const { go } = useRouter();
  const mayEdit = useMayEdit("bots");
  const loaded = useLoaded("bots", (signal) => client.list(signal));
  const [doomed, setDoomed] = useState<BotRecord | null>(null);
  const [failed, setFailed] = useState<ApiError | null>(null);
  useShortcuts({ KeyN: () => mayEdit && go(paths.newBot) });
  const duplicate = async (bot: BotRecord) => {
    setFailed(null);
    try {
      const { config } = await client.draft(bot.slug);
      const copy = await client.create({ name: copyName(bot.name, t("bots.copyOf")), description: bot.description, config });
      go(paths.bot(copy.slug));
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
    }
  };
  return (
    <Page
      title={t("bots.title")}
      actions={
        mayEdit && (
          <Link className="btn pri" to={paths.newBot} aria-label={t("bots.create")} data-testid="create-bot">
            <Plus className="i" aria-hidden="true" />
            <span className="dk-only">{t("bots.create")}</span>
          </Link>
        )
      }
    >
      {loaded.error !== null && loaded.data !== null && loaded.at !== null && <Stale at={loaded.at} />}
      {failed !== null && (
        <p className="note er in" role="alert">
          {failed.problem?.detail ?? t(`error.${failed.fault}`)}
        </p>
      )}
      {loaded.data === null ? (
        loaded.error === null ? <Skeleton rows={3} height={96} /> : <Failed error={loaded.error} onRetry={loaded.reload} />
      ) : loaded.data.length === 0 ? (
        <Empty icon={<Bot className="i l" aria-hidden="true" />} title={t("bots.empty.title")} text={t("bots.empty.text")}>
          {mayEdit && (
            <Link className="btn pri" to={paths.newBot}>
              {t("bots.create")}
            </Link>
          )}
        </Empty>
      ) : (
        <ul className="cards">
          {loaded.data.map((bot) => (
            <BotCard key={bot.id} bot={bot} mayEdit={mayEdit} onDuplicate={() => void duplicate(bot)} onDelete={() => setDoomed(bot)} />
          ))}
        </ul>
      )}
      {doomed !== null && (
        <DeleteDialog
          bot={doomed}
          onClose={() => setDoomed(null)}
          onDeleted={() => {
            setDoomed(null);
            loaded.reload();
          }}
        />
      )}
    </Page>
  );
}

/** Both halves of a name in two languages become copies. */
const copyName = (name: string, pattern: string): string => pattern.replace("{name}", name).slice(0, 80);

function BotCard({ bot, mayEdit, onDuplicate, onDelete }: { bot: BotRecord; mayEdit: boolean; onDuplicate: () => void; onDelete: () => void }) {
  const { t, language, format } = useI18n();
  const mayCall = useMayCall();
  const name = botName(bot.name, language);
  const spoken = bot.languages.map((one, index) => (index > 0 && language === "ru" ? t(`language.${one}`).toLocaleLowerCase("ru") : t(`language.${one}`))).join(", ");
  return (
    <li className="card bot-card" data-testid={`bot-card-${bot.slug}`}>
      <div className="body">
        <div className="bot-card-head">
          <div className="grow">
            <h2 className="sb">
              <Link className="who-link" to={paths.bot(bot.slug)} data-testid={`open-bot-${bot.slug}`}>
                {name}
              </Link>
            </h2>
            <p className="mono xs t3">{bot.slug}</p>
          </div>
          <span className="row g1">
            <a className="btn ic gh" href={exportUrl(bot.slug, "draft", "yaml")} download={`${bot.slug}.yaml`} aria-label={`${t("versions.export")}: ${name}`} title={t("versions.export")}>
              <Download className="i" aria-hidden="true" />
            </a>
            {mayEdit && (
              <>
                <button type="button" className="btn ic gh" onClick={onDuplicate} aria-label={`${t("bots.duplicate")}: ${name}`} title={t("bots.duplicate")} data-testid={`duplicate-${bot.slug}`}>
                  <Copy className="i" aria-hidden="true" />
                </button>
                <button type="button" className="btn ic gh" onClick={onDelete} aria-label={`${t("bots.delete")}: ${name}`} title={t("bots.delete")} data-testid={`delete-${bot.slug}`}>
                  <Trash2 className="i" aria-hidden="true" />
                </button>
              </>
            )}
          </span>
        </div>
        {bot.description !== "" && <p className="t2 sm mt2">{botName(bot.description, language)}</p>}
        <p className="row wrap mt2">
          {bot.version === null ? (
            <span className="badge">{t("bots.unpublished")}</span>
          ) : (
            <span className="badge ok">
              <CircleCheck className="i" aria-hidden="true" />
              {t("bots.version", { version: String(bot.version) })}
            </span>
          )}
          {bot.dirty && bot.version !== null && (
            <span className="badge wr">
              <Pencil className="i" aria-hidden="true" />
              {t("bots.dirty")}
            </span>
          )}
          <span className="xs t3">
            {spoken} · {t("bots.changed", { when: format.when(bot.updatedAt, Date.now(), t("common.today")) })}
          </span>
        </p>
        <div className="row wrap mt3">
          <Link className="btn" to={paths.bot(bot.slug)} aria-label={`${t(mayEdit ? "bots.edit" : "bots.look")}: ${name}`}>
            <Pencil className="i" aria-hidden="true" />
            {t(mayEdit ? "bots.edit" : "bots.look")}
          </Link>
          {mayCall && bot.version !== null && (
            <Link className="btn gh" to={`${paths.testCall}?bot=${bot.slug}`} aria-label={`${t("nav.testCall")}: ${name}`}>
              <AudioLines className="i" aria-hidden="true" />
              {t("nav.testCall")}
            </Link>
          )}
          {mayCall && bot.version !== null && (
            <Link className="btn gh" to={`${paths.testCall}?bot=${bot.slug}&how=phone`} aria-label={`${t("calls.phone")}: ${name}`}>
              <PhoneOutgoing className="i" aria-hidden="true" />
              {t("calls.phone.short")}
            </Link>
          )}
        </div>
      </div>
    </li>
  );
}
