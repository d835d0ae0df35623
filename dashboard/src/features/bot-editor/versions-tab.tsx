import type { BotVersion } from "@zvon/contract/bots-api.ts";
import { CircleCheck, Download, FileClock, GitCompare, RotateCcw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Empty, Failed, Skeleton } from "../../components/panel-states.tsx";
import { exportUrl, useBotsClient } from "../../lib/bots-client.ts";
import type { ConfigOf } from "../../lib/bots-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { ChangeList } from "./change-list.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";

/** What was published, by whom and why; what changed between any two; the way back. `?compare=3..draft` opens a comparison. */
export function VersionsTab() {
  const { t, format } = useI18n();
  const client = useBotsClient();
  const { search, go } = useRouter();
  const { draft, readOnly, reopen } = useDraft();
  const { slug, version: live } = draft.bot;
  const [older, setOlder] = useState<readonly BotVersion[]>([]);
  const [cursor, setCursor] = useState<string | null | undefined>(undefined);
  const [restoring, setRestoring] = useState<BotVersion | null>(null);
  const [restored, setRestored] = useState<string | null>(null);
  const first = useLoaded(`versions ${slug} ${live}`, (signal) => client.versions(slug, undefined, signal));
  const pair = comparisonOf(search.get("compare"), live);
  const compare = (from: ConfigOf | null, to: ConfigOf) => go(`${paths.bot(slug, "versions")}${from === null ? "" : `?compare=${from}..${to}`}`, { replace: true });
  const more = async () => {
    const next = cursor ?? first.data?.next;
    if (next === null || next === undefined) return;
    const page = await client.versions(slug, next).catch(() => null);
    if (page === null) return first.reload();
    setOlder([...older, ...page.versions]);
    setCursor(page.next);
  };
  if (first.data === null) return first.error === null ? <Skeleton rows={4} height={64} /> : <Failed error={first.error} onRetry={first.reload} />;
  const versions = [...first.data.versions, ...older];
  const next = cursor === undefined ? first.data.next : cursor;
  if (versions.length === 0) return <Empty icon={<FileClock className="i l" aria-hidden="true" />} title={t("versions.empty.title")} text={t("versions.empty.text")} />;
  return (
    <>
      <p className="t2">{t("versions.lead")}</p>
      {restored !== null && (
        <p className="note ok" role="status" data-testid="restored">
          <CircleCheck className="i" aria-hidden="true" /> {restored}
        </p>
      )}
      {pair !== null && <Comparison from={pair.from} to={pair.to} onClose={() => compare(null, "draft")} />}
      <ol className="versions" data-testid="versions">
        {versions.map((version, index) => {
          const before = versions[index + 1]?.version ?? null;
          return (
            <li key={version.version} className="card version" data-testid={`version-${version.version}`}>
              <div className="grow">
                <p className="row wrap">
                  <span className="sb">{t("versions.version", { version: String(version.version) })}</span>
                  {version.version === live && (
                    <span className="badge ok">
                      <CircleCheck className="i" aria-hidden="true" />
                      {t("versions.now")}
                    </span>
                  )}
                  {version.overridden && (
                    <span className="badge wr">
                      <TriangleAlert className="i" aria-hidden="true" />
                      {t("versions.overridden")}
                    </span>
                  )}
                </p>
                <p className={version.note === "" ? "t3 sm" : "sm"}>{version.note === "" ? t("versions.noNote") : version.note}</p>
                <p className="xs t3" title={format.exact(version.createdAt)}>
                  {version.author === "system" ? "Zvon" : version.author} · {format.when(version.createdAt, Date.now(), t("common.today"))}
                </p>
              </div>
              <div className="row wrap">
                {before !== null && (
                  <button type="button" className="btn smx" onClick={() => compare(before, version.version)}>
                    <GitCompare className="i s" aria-hidden="true" />
                    {t("versions.compare")}
                  </button>
                )}
                <button type="button" className="btn smx gh" onClick={() => compare(version.version, "draft")}>
                  {t("versions.compareWith")}
                </button>
                <a className="btn ic smx gh" href={exportUrl(slug, version.version, "yaml")} download={`${slug}-v${version.version}.yaml`} aria-label={`${t("versions.export")}: ${version.version}`} title={t("versions.export")}>
                  <Download className="i" aria-hidden="true" />
                </a>
                {!readOnly && version.version !== live && (
                  <button type="button" className="btn smx" onClick={() => setRestoring(version)} data-testid={`restore-${version.version}`}>
                    <RotateCcw className="i s" aria-hidden="true" />
                    {t("versions.restore")}
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {next !== null && (
        <button type="button" className="btn" onClick={() => void more()}>
          {t("versions.older")}
        </button>
      )}
      {restoring !== null && (
        <RestoreDialog
          version={restoring}
          onClose={() => setRestoring(null)}
          onRestored={async () => {
            // A draft without changes of its own goes with it.
            const stored = await client.draft(slug);
            reopen(stored);
            setOlder([]);
            setCursor(undefined);
            setRestored(t("versions.restored", { version: String(restoring.version), live: String(stored.bot.version) }));
            setRestoring(null);
          }}
        />
      )}
    </>
  );
}

/** "3..draft"; "draft" alone compares with what takes calls. */
export function comparisonOf(text: string | null, live: number | null): { from: ConfigOf; to: ConfigOf } | null {
  if (text === "draft") return live === null ? null : { from: live, to: "draft" };
  const found = /^(\d+|draft)\.\.(\d+|draft)$/.exec(text ?? "");
  if (found === null) return null;
  const one = (part: string | undefined): ConfigOf => (part === undefined || part === "draft" ? "draft" : Number(part));
  return { from: one(found[1]), to: one(found[2]) };
}

function Comparison({ from, to, onClose }: { from: ConfigOf; to: ConfigOf; onClose: () => void }) {
  const { t } = useI18n();
  const client = useBotsClient();
  const { draft } = useDraft();
  const { slug } = draft.bot;
  const loaded = useLoaded(`diff ${slug} ${from} ${to} ${draft.stored.revision}`, (signal) => client.diff(slug, from, to, signal));
  const name = (of: ConfigOf) => (of === "draft" ? t("versions.draft") : t("versions.version", { version: String(of) }));
  return (
    <section className="card sect" aria-labelledby="comparison" data-testid="comparison">
      <div className="row between">
        <h2 id="comparison">{t("versions.diffTitle", { from: name(from), to: name(to) })}</h2>
        <button type="button" className="btn smx gh" onClick={onClose}>
          {t("versions.close")}
        </button>
      </div>
      {loaded.data === null ? loaded.error === null ? <Skeleton rows={3} height={48} /> : <Failed error={loaded.error} onRetry={loaded.reload} /> : loaded.data.changes.length === 0 ? <p className="t2">{t("versions.same")}</p> : <ChangeList changes={loaded.data.changes} />}
    </section>
  );
}
