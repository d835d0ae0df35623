import { CircleCheck, CloudOff, Eye, LoaderCircle, MessageCircle, Pencil, Redo2, TriangleAlert, Undo2, Upload } from "lucide-react";
import { ErrorCode } from "../../components/panel-states.tsx";
import { isUnsaved } from "../../lib/draft.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { useDelayed } from "../../lib/use-delayed.ts";

/** What callers hear now, whether the draft is another, whether it is kept, and the way to publish it. */
export function DraftBar({ onPublish, onChat }: { onPublish: () => void; onChat?: () => void }) {
  const { t, format } = useI18n();
  const { draft, faults, readOnly, undo, redo, takeTheirs, keepMine } = useDraft();
  const { bot, saving } = draft;
  const changed = bot.dirty || bot.version === null || isUnsaved(draft);
  return (
    <>
      <div className="ver">
        {changed ? (
          <span className="badge wr" data-testid="draft-state">
            <Pencil className="i" aria-hidden="true" />
            {t("editor.draft")}
          </span>
        ) : (
          <span className="badge ok" data-testid="draft-state">
            <CircleCheck className="i" aria-hidden="true" />
            {t("editor.same", { version: String(bot.version) })}
          </span>
        )}
        <span className="t2 sm live-version" data-testid="live-version">
          {bot.version === null ? t("editor.neverPublished") : bot.publishedAt === null ? t("editor.live", { version: String(bot.version) }) : t("editor.liveSince", { version: String(bot.version), date: format.when(bot.publishedAt, Date.now(), t("common.today")) })}
        </span>
        {changed && bot.version !== null && (
          <Link className="link sm" to={`${paths.bot(bot.slug, "versions")}?compare=draft`}>
            {t("editor.compare")}
          </Link>
        )}
        <span className="grow" />
        <SaveState />
        {readOnly && (
          <span className="badge" title={t("editor.readOnly")}>
            <Eye className="i" aria-hidden="true" />
            {t("editor.look")}
          </span>
        )}
        {!readOnly && (
          <span className="row g1">
            <button type="button" className="btn ic gh" onClick={undo} disabled={draft.undo.length === 0} aria-label={t("editor.undo")} title={`${t("editor.undo")} · Ctrl Z`} data-testid="undo">
              <Undo2 className="i" aria-hidden="true" />
            </button>
            <button type="button" className="btn ic gh" onClick={redo} disabled={draft.redo.length === 0} aria-label={t("editor.redo")} title={`${t("editor.redo")} · Ctrl Shift Z`}>
              <Redo2 className="i" aria-hidden="true" />
            </button>
          </span>
        )}
        {onChat !== undefined && (
          <button type="button" className="btn" onClick={onChat} aria-label={t("editor.chat")} data-testid="open-chat">
            <MessageCircle className="i" aria-hidden="true" />
            <span className="dk-only">{t("editor.chat")}</span>
          </button>
        )}
        {!readOnly && (
          <>
            {faults.length > 0 && (
              <button type="button" className="link danger-t sm nw" onClick={onPublish} data-testid="show-faults">
                {t("editor.blocked", { count: faults.length })}
              </button>
            )}
            <button type="button" className={changed ? "btn pri" : "btn"} onClick={onPublish} disabled={!changed} title={changed ? "Ctrl Shift P" : t("editor.nothingToPublish")} data-testid="publish">
              <Upload className="i" aria-hidden="true" />
              {t("editor.publish")}
            </button>
          </>
        )}
      </div>
      {saving.kind === "conflict" && (
        <div className="note wr flat" role="alert" data-testid="conflict">
          <TriangleAlert className="i" aria-hidden="true" />
          <span className="grow">{t("editor.conflict", { time: format.time(saving.theirs.bot.updatedAt) })}</span>
          <button type="button" className="btn smx" onClick={takeTheirs}>
            {t("editor.conflict.theirs")}
          </button>
          <button type="button" className="btn smx" onClick={keepMine} data-testid="keep-mine">
            {t("editor.conflict.mine")}
          </button>
        </div>
      )}
      {saving.kind === "refused" && (
        <div className="note er flat" role="alert">
          <TriangleAlert className="i" aria-hidden="true" />
          <span className="grow">
            {t("editor.refused")} {saving.error.problem?.detail ?? t(`error.${saving.error.fault}`)}
            <ErrorCode error={saving.error} />
          </span>
        </div>
      )}
    </>
  );
}

function SaveState() {
  const { t, format } = useI18n();
  const { draft, saveNow } = useDraft();
  const slow = useDelayed(300);
  switch (draft.saving.kind) {
    case "offline":
      return (
        <span className="row sm warn-t" role="status">
          <CloudOff className="i" aria-hidden="true" />
          {t("editor.offline")}
          <button type="button" className="link" onClick={saveNow}>
            {t("common.retry")}
          </button>
        </span>
      );
    case "sending":
      return (
        <span className="row sm t3" role="status">
          {slow && <LoaderCircle className="i s turning" aria-hidden="true" />} {t("editor.saving")}
        </span>
      );
    default:
      return isUnsaved(draft) || draft.savedAt === null ? null : (
        <span className="sm t3" role="status" data-testid="saved">
          {t("editor.saved", { time: format.time(draft.savedAt) })}
        </span>
      );
  }
}
