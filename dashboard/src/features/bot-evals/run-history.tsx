/** Earlier runs: when, of what, how many held. */
import type { EvalRun } from "@zvon/contract/bots-api.ts";
import { useEffect } from "react";
import { useEvalsClient } from "../../lib/evals-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";

export function RunHistory({ slug, stamp, onOpen }: { slug: string; stamp: number; onOpen: (run: EvalRun) => void }) {
  const { t, format } = useI18n();
  const client = useEvalsClient();
  const loaded = useLoaded(`eval runs ${slug} ${stamp}`, (signal) => client.runs(slug, signal));
  const runs = loaded.data ?? [];
  const newest = stamp === 0 ? runs[0]?.id : undefined;
  // What the last run said stands beside the cases again after a reload.
  useEffect(() => {
    if (newest === undefined) return;
    const asked = new AbortController();
    client.runOf(slug, newest, asked.signal).then(onOpen, () => undefined);
    return () => asked.abort();
  }, [client, slug, newest, onOpen]);
  if (runs.length === 0) return null;
  return (
    <section className="card ev-suite" aria-labelledby="eval-runs">
      <header>
        <h2 id="eval-runs">{t("evals.history")}</h2>
      </header>
      <ul>
        {runs.slice(0, 20).map((run) => (
          <li key={run.id} className="ev-case ev-line">
            <span className={run.failed === 0 ? "badge ok" : "badge er"}>{t("evals.summary", { passed: run.passed, all: run.passed + run.failed })}</span>
            <span className="grow sm">{run.of === "draft" ? t("evals.ofDraft") : t("evals.ofVersion", { version: run.of })}</span>
            <span className="xs t3 num">{format.millis(run.tookMs)}</span>
            <span className="xs t3">{format.when(run.startedAt, Date.now(), t("common.today"))}</span>
            <button type="button" className="btn smx gh" onClick={() => void client.runOf(slug, run.id).then(onOpen)}>
              {t("evals.open")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
