import type { BotRecord } from "@zvon/contract/bots-api.ts";
import { useId, useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { ErrorCode } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { botName } from "../../lib/bot-name.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";

/** A bot goes with its versions and evals, and nothing brings them back: its name is typed first. Its calls stay. */
export function DeleteDialog({ bot, onClose, onDeleted }: { bot: BotRecord; onClose: () => void; onDeleted: () => void }) {
  const { t, language } = useI18n();
  const client = useBotsClient();
  const [typed, setTyped] = useState("");
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const name = botName(bot.name, language);
  const matches = typed.trim() === name;
  const remove = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await client.remove(bot.slug);
      onDeleted();
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("bots.delete.title", { name })}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button type="button" className="btn dng" disabled={!matches || busy} title={matches ? undefined : t("bots.delete.type", { name })} onClick={() => void remove()} data-testid="delete-now">
            {t("bots.delete")}
          </button>
        </>
      }
    >
      <div className="publish">
        <p>{bot.version === null ? t("bots.delete.draft") : t("bots.delete.text", { count: bot.version })}</p>
        <div className="field">
          <label htmlFor={id}>{t("bots.delete.type", { name })}</label>
          <span className="inp">
            <input id={id} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" data-testid="delete-name" />
          </span>
        </div>
        {failed !== null && (
          <div className="note er" role="alert">
            <div>
              <p>{failed.problem?.detail ?? t(`error.${failed.fault}`)}</p>
              <ErrorCode error={failed} />
            </div>
          </div>
        )}
      </div>
    </Dialog>
  );
}
