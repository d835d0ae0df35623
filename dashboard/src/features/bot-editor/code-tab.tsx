import type { BotFault } from "@zvon/contract/bots-api.ts";
import { CircleAlert, CircleCheck, Download } from "lucide-react";
import { useId, useState } from "react";
import { Failed, ErrorCode, Skeleton } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import { exportUrl, useBotsClient } from "../../lib/bots-client.ts";
import { isUnsaved } from "../../lib/draft.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { FaultList } from "./section-menu.tsx";

type Kind = "yaml" | "json";

/** The draft as a text: read from the server, changed here, put back as a whole. */
export function CodeTab() {
  const { t } = useI18n();
  const client = useBotsClient();
  const { draft } = useDraft();
  const [kind, setKind] = useState<Kind>("yaml");
  const { slug } = draft.bot;
  // Read once per opening and format: a text under somebody's hands doesn't change by itself.
  const loaded = useLoaded(`code ${slug} ${kind} ${isUnsaved(draft) ? "unsaved" : ""}`, async (signal) => ({ text: await client.exported(slug, "draft", kind, signal), revision: draft.stored.revision }));
  const [written, setWritten] = useState<string | null>(null);
  return (
    <section className="card sect" aria-labelledby="code" data-own-undo>
      <div className="row wrap between">
        <h2 id="code">{t("editor.tab.code")}</h2>
        <span className="row">
          <span className="seg" role="group" aria-label={t("code.format")}>
            {(["yaml", "json"] as const).map((one) => (
              <button key={one} type="button" aria-pressed={kind === one} disabled={written !== null && kind !== one} onClick={() => setKind(one)}>
                {t(`code.${one}`)}
              </button>
            ))}
          </span>
          <a className="btn smx" href={exportUrl(slug, "draft", kind)} download={`${slug}.${kind}`}>
            <Download className="i s" aria-hidden="true" />
            {t("code.download")}
          </a>
        </span>
      </div>
      <p className="t2 sm">{t("code.lead")}</p>
      {loaded.data === null ? (
        loaded.error === null ? <Skeleton rows={8} height={28} /> : <Failed error={loaded.error} onRetry={loaded.reload} />
      ) : (
        <Sheet
          kind={kind}
          read={loaded.data}
          written={written}
          onWrite={setWritten}
          onReload={() => {
            setWritten(null);
            loaded.reload();
          }}
        />
      )}
    </section>
  );
}

function Sheet({ kind, read, written, onWrite, onReload }: { kind: Kind; read: { text: string; revision: number }; written: string | null; onWrite: (text: string | null) => void; onReload: () => void }) {
  const { t } = useI18n();
  const client = useBotsClient();
  const { draft, reopen, readOnly } = useDraft();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ kind: "applied"; faults: readonly BotFault[] } | { kind: "failed"; error: ApiError } | null>(null);
  const id = useId();
  const text = written ?? read.text;
  const stale = written !== null && draft.stored.revision !== read.revision;
  const apply = async () => {
    setBusy(true);
    setSaid(null);
    try {
      await client.importFile(text, kind, { bot: draft.bot.slug });
      const stored = await client.draft(draft.bot.slug);
      reopen(stored);
      onReload();
      setSaid({ kind: "applied", faults: stored.faults });
    } catch (thrown) {
      setSaid({ kind: "failed", error: thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack">
      <div className="field code-field">
        <label htmlFor={id} className="sr">
          {t("code.text")}
        </label>
        <textarea id={id} className="area mono sheet" rows={28} spellCheck={false} wrap="off" value={text} readOnly={readOnly} onChange={(event) => onWrite(event.target.value)} data-testid="code" />
      </div>
      {stale && <p className="note wr">{t("code.changedMeanwhile")}</p>}
      <div aria-live="polite">
        {said?.kind === "applied" && (
          <p className="row ok-t">
            <CircleCheck className="i" aria-hidden="true" /> {t("code.applied")}
          </p>
        )}
        {said?.kind === "applied" && said.faults.length > 0 && (
          <div className="note er mt2">
            <CircleAlert className="i" aria-hidden="true" />
            <div className="grow">
              <p className="sb">{t("editor.faults", { count: said.faults.length })}</p>
              <FaultList slug={draft.bot.slug} faults={said.faults} />
            </div>
          </div>
        )}
        {said?.kind === "failed" && (
          <div className="note er" role="alert">
            <CircleAlert className="i" aria-hidden="true" />
            <div className="grow">
              <p>{said.error.problem?.detail ?? t(`error.${said.error.fault}`)}</p>
              {(said.error.problem?.errors ?? []).filter((one) => one.pointer !== "").map((one) => (
                <p key={one.pointer + one.detail}>
                  {one.detail} <span className="mono xs">{one.pointer}</span>
                </p>
              ))}
              <ErrorCode error={said.error} />
            </div>
          </div>
        )}
      </div>
      {!readOnly && (
        <div className="row wrap">
          <button type="button" className="btn" disabled={busy || written === null} onClick={() => void apply()} data-testid="apply-code">
            {t("code.apply")}
          </button>
          <button type="button" className="btn gh" disabled={busy} onClick={onReload}>
            {t("code.reload")}
          </button>
        </div>
      )}
    </div>
  );
}
