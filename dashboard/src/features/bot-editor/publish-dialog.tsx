import { CircleAlert, FlaskConical, Upload } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { ErrorCode, Skeleton } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { botName } from "../../lib/bot-name.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { isUnsaved } from "../../lib/draft.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { EvalFailures } from "./eval-failures.tsx";
import { ChangeList } from "./change-list.tsx";
import { FaultList, Warnings } from "./section-menu.tsx";

/** More than these would hide the buttons; the rest is on the page of versions. */
const shownChanges = 12;

/** What will change for callers, why it may not go out, and the note that stays with the version. */
export function PublishDialog({ onClose, onPublished }: { onClose: () => void; onPublished: (version: number) => void }) {
  const { t, language } = useI18n();
  const client = useBotsClient();
  const { draft, faults, saveNow, published } = useDraft();
  const { bot } = draft;
  const waiting = isUnsaved(draft);
  const [note, setNote] = useState("");
  const [override, setOverride] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const noteId = useId();
  const changes = useLoaded(`diff ${bot.slug} ${bot.version} ${draft.stored.revision}`, async (signal) => (bot.version === null ? [] : (await client.diff(bot.slug, bot.version, "draft", signal)).changes));
  useEffect(() => {
    if (waiting) saveNow();
    // What was written before the dialog was opened; nothing is written under it.
  }, []);

  const evalsFailed = failed?.problem?.code === "evals_failed";
  const wrong = [...faults, ...(failed !== null && !evalsFailed ? (failed.problem?.errors ?? []).filter((one) => !faults.some((known) => known.pointer === one.pointer)) : [])];
  const blocked = wrong.length > 0 || (evalsFailed && !override) || failed?.problem?.code === "draft_changed";
  const publish = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const made = await client.publish(bot.slug, { revision: draft.stored.revision, note: note.trim(), override });
      published(made);
      if (made.version !== null) onPublished(made.version);
      onClose();
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("publish.title", { name: botName(bot.name, language) })}
      onClose={onClose}
      footer={
        <>
          <span className="grow sm t2" role="status">
            {waiting ? t("publish.unsaved") : null}
          </span>
          <button type="button" className="btn" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button type="button" className="btn pri" disabled={busy || waiting || blocked} onClick={() => void publish()} data-testid="publish-now">
            <Upload className="i" aria-hidden="true" />
            {t("publish.do")}
          </button>
        </>
      }
    >
      <div className="publish">
        <p className="t2">{t("publish.lead")}</p>
        {wrong.length > 0 && (
          <div className="note er" role="alert" data-testid="publish-blocked">
            <CircleAlert className="i" aria-hidden="true" />
            <div className="grow">
              <p className="sb">{t("publish.blocked")}</p>
              <FaultList slug={bot.slug} faults={wrong} onLeave={onClose} />
            </div>
          </div>
        )}
        {draft.warnings.length > 0 && <Warnings slug={bot.slug} title={t("publish.warnings", { count: draft.warnings.length })} warnings={draft.warnings} onLeave={onClose} />}
        {evalsFailed && (
          <div className="note wr" role="alert" data-testid="evals-failed">
            <FlaskConical className="i" aria-hidden="true" />
            <div className="grow">
              <p className="sb">{t("publish.evalsFailed")}</p>
              <EvalFailures slug={bot.slug} error={failed} onLeave={onClose} onSettled={() => setFailed(null)} />
            </div>
          </div>
        )}
        {(evalsFailed || override) && (
          <label className="switch-field">
            <input type="checkbox" role="switch" checked={override} onChange={(event) => setOverride(event.target.checked)} data-testid="override-evals" />
            <span>
              {t("publish.override")}
              <span className="hint">{t("publish.override.hint")}</span>
            </span>
          </label>
        )}
        {failed !== null && !evalsFailed && wrong.length === 0 && (
          <div className="note er" role="alert">
            <CircleAlert className="i" aria-hidden="true" />
            <div className="grow">
              <p>
                {t("publish.failed")} {failed.status === 409 ? (failed.problem?.detail ?? t("publish.conflict")) : (failed.problem?.detail ?? t(`error.${failed.fault}`))}
              </p>
              <ErrorCode error={failed} />
            </div>
          </div>
        )}
        {bot.version === null ? (
          <p>{t("publish.first")}</p>
        ) : changes.data === null ? (
          changes.error === null ? <Skeleton rows={3} height={40} /> : <p className="t2">{t(`error.${changes.error.fault}`)}</p>
        ) : (
          <section aria-label={t("versions.compare")}>
            <p className="sb">{changes.data.length === 0 ? t("publish.noChanges", { version: String(bot.version) }) : t("publish.changes", { count: changes.data.length, version: String(bot.version) })}</p>
            <ChangeList changes={changes.data.slice(0, shownChanges)} />
            {changes.data.length > shownChanges && (
              <Link className="link sm" to={`${paths.bot(bot.slug, "versions")}?compare=draft`} onClick={onClose}>
                {t("publish.more", { count: changes.data.length - shownChanges })}
              </Link>
            )}
          </section>
        )}
        <div className="field">
          <label htmlFor={noteId}>{t("publish.note")}</label>
          <textarea id={noteId} className="area" rows={2} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} aria-describedby={`${noteId}-hint`} data-testid="publish-note" />
          <p className="hint" id={`${noteId}-hint`}>
            {t("publish.note.hint")}
          </p>
        </div>
      </div>
    </Dialog>
  );
}
