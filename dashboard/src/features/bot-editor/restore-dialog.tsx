import type { BotVersion } from "@zvon/contract/bots-api.ts";
import { RotateCcw } from "lucide-react";
import { useId, useState } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { ErrorCode } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { useBotsClient } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useDraft } from "../../lib/use-draft.tsx";
import { EvalFailures } from "./eval-failures.tsx";
import { FaultList } from "./section-menu.tsx";

/** An old version becomes the newest one; evals hold it back as they do a draft. */
export function RestoreDialog({ version, onClose, onRestored }: { version: BotVersion; onClose: () => void; onRestored: () => Promise<void> }) {
  const { t } = useI18n();
  const client = useBotsClient();
  const { draft } = useDraft();
  const { slug, version: live } = draft.bot;
  const [note, setNote] = useState("");
  const [override, setOverride] = useState(false);
  const [failed, setFailed] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const evalsFailed = failed?.problem?.code === "evals_failed";
  const restore = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await client.restore(slug, version.version, { note: note.trim(), override });
      await onRestored();
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("versions.restoreTitle", { version: String(version.version) })}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t("common.cancel")}
          </button>
          <button type="button" className="btn pri" disabled={busy || (evalsFailed && !override)} onClick={() => void restore()} data-testid="restore-now">
            <RotateCcw className="i" aria-hidden="true" />
            {t("versions.restore")}
          </button>
        </>
      }
    >
      <div className="publish">
        <p>{t("versions.restoreText", { live: String(live ?? 0) })}</p>
        {failed !== null && (
          <div className="note er" role="alert">
            <div className="grow">
              <p className="sb">{evalsFailed ? t("publish.evalsFailed") : (failed.problem?.detail ?? t(`error.${failed.fault}`))}</p>
              {evalsFailed ? (
                <EvalFailures slug={slug} error={failed} onLeave={onClose} />
              ) : (
                <>
                  <FaultList slug={slug} faults={failed.problem?.errors ?? []} onLeave={onClose} />
                  <ErrorCode error={failed} />
                </>
              )}
            </div>
          </div>
        )}
        {(evalsFailed || override) && (
          <label className="switch-field">
            <input type="checkbox" role="switch" checked={override} onChange={(event) => setOverride(event.target.checked)} />
            <span>
              {t("versions.restoreOverride")}
              <span className="hint">{t("publish.override.hint")}</span>
            </span>
          </label>
        )}
        <div className="field">
          <label htmlFor={id}>{t("publish.note")}</label>
          <textarea id={id} className="area" rows={2} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />
        </div>
      </div>
    </Dialog>
  );
}
