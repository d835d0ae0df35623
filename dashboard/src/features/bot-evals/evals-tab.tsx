/** Evals of the bot: what callers say and what must come of it, run against the draft; a failing one holds publishing up. */
import type { EvalRun } from "@zvon/contract/bots-api.ts";
import type { EvalCase, EvalCaseResult, EvalSuite } from "@zvon/contract/eval-suite.ts";
import { CircleCheck, CircleX, FlaskConical, Play, Plus } from "lucide-react";
import { useState } from "react";
import { Failed, Skeleton } from "../../components/panel-states.tsx";
import { GoneNote, SettleButtons, SettleEvals } from "../../components/settle-evals.tsx";
import { ApiError } from "../../lib/api.ts";
import { useEvalsClient, useEvalsKept } from "../../lib/evals-client.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { isUnsaved } from "../../lib/draft.ts";
import { failingIn, switchedOn } from "../../lib/settle-evals.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { valueAt } from "../../lib/pointer.ts";
import { useLoaded } from "../../lib/use-loaded.ts";
import { CaseEditor } from "./case-editor.tsx";
import { CaseResult } from "./case-result.tsx";
import { RunHistory } from "./run-history.tsx";

type Editing = { suite: number; case: number | null } | null;

export function EvalsTab() {
  const { t } = useI18n();
  const { draft, config, readOnly, faults } = useDraft();
  // A vendor's agent leads the whole talk: there is no flow to run.
  const agent = (valueAt(config, "/voice/agent") ?? null) !== null;
  const client = useEvalsClient();
  const slug = draft.bot.slug;
  const loaded = useLoaded(`evals ${slug}`, (signal) => client.suites(slug, signal));
  const [changed, setChanged] = useState<readonly EvalSuite[] | null>(null);
  const [run, setRun] = useState<EvalRun | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [editing, setEditing] = useState<Editing>(null);
  const [runs, setRuns] = useState(0);
  const [byModel, setByModel] = useState(false);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  // The chat beside this page makes cases too.
  useEvalsKept(() => {
    setChanged(null);
    setRun(null);
    loaded.reload();
  });
  const suites = changed ?? loaded.data;
  if (suites === null) return loaded.error === null ? <Skeleton rows={5} height={52} /> : <Failed error={loaded.error} onRetry={loaded.reload} />;

  const hasModel = valueAt(config, "/llm") !== null && valueAt(config, "/llm") !== undefined;
  const model = byModel && hasModel;
  const attempt = async (work: () => Promise<void>) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error instanceof ApiError ? (error.problem?.errors?.map((one) => one.detail).join(" ") || error.problem?.detail || t(`error.${error.fault}`)) : t("error.unexpected"));
    }
  };
  const start = (what: { suite?: string; case?: string }) => {
    setRunning(what.case ?? what.suite ?? "");
    void attempt(async () => {
      setRun(await client.run(slug, { ...what, ...(model ? { model } : {}) }));
      setRuns((count) => count + 1);
    }).finally(() => setRunning(null));
  };
  const write = async (next: readonly EvalSuite[]) => {
    const kept = await client.keep(slug, [...next]);
    setChanged(kept.suites);
    setWarnings(kept.warnings.map((one) => one.detail));
    setEditing(null);
  };
  const keep = (next: readonly EvalSuite[]) => attempt(() => write(next));
  // What was settled is run again at once: its mark is of the answer it has now.
  const settle = async (next: readonly EvalSuite[]) => {
    await write(next);
    if (next.some((suite) => suite.cases.some((one) => one.off !== true))) start({});
    else setRun(null);
  };
  // What was edited since has not been tried. A draft that is published as it stood has.
  const stale = run !== null && (isUnsaved(draft) || ((draft.bot.dirty || draft.bot.version === null) && draft.bot.updatedAt > run.startedAt));
  const resultOf = (suite: string, name: string) => run?.report.cases.find((one) => one.suite === suite && one.name === name) ?? null;
  const cases = suites.reduce((sum, suite) => sum + suite.cases.length, 0);
  const off = suites.reduce((sum, suite) => sum + suite.cases.filter((one) => one.off === true).length, 0);
  const failing = run === null || stale || readOnly ? [] : failingIn(suites, run.report.cases);
  const put = (at: number, of: number | null, made: EvalCase | null) => keep(suites.map((suite, index) => (index !== at ? suite : { ...suite, cases: of === null ? (made === null ? suite.cases : [...suite.cases, made]) : made === null ? suite.cases.toSpliced(of, 1) : suite.cases.with(of, made) })).filter((suite) => suite.cases.length > 0));

  return (
    <>
      <section className="card sect" aria-labelledby="evals">
        <div className="row between wrap">
          <h2 id="evals">{t("evals.title")}</h2>
          <div className="row g3">
            {off > 0 && (
              <span className="badge" data-testid="evals-off">
                {t("evals.offCount", { count: off })}
              </span>
            )}
            {run !== null && <Summary run={run} stale={stale} />}
            {cases > off && (
              <button type="button" className="btn" disabled={running !== null || faults.length > 0 || readOnly || agent} title={faults.length > 0 ? t("evals.faulty") : undefined} onClick={() => start({})} data-testid="run-evals">
                <Play className="i" aria-hidden="true" />
                {running === "" ? t("evals.running") : t("evals.runAll")}
              </button>
            )}
          </div>
        </div>
        <p className="t2 sm mt1">{t("evals.lead")}</p>
        {stale && (
          <p className="note wr mt3" role="status" data-testid="evals-stale">
            {t("evals.stale")}
          </p>
        )}
        {hasModel && !readOnly && (
          <label className="row sm mt3">
            <input type="checkbox" checked={byModel} onChange={(event) => setByModel(event.target.checked)} data-testid="evals-by-model" />
            <span>
              {t("evals.byModel")} <span className="t3">{t("evals.byModel.hint")}</span>
            </span>
          </label>
        )}
        <p className="t3 sm mt1">{t("evals.noCallers")}</p>
        {agent && (
          <p className="note mt3" data-testid="evals-agent">
            {t("evals.agent")}
          </p>
        )}
        {faults.length > 0 && <p className="note wr mt3">{t("evals.faulty")}</p>}
        {warnings.length > 0 && (
          <ul className="note wr mt3 faults" role="status" data-testid="evals-warnings">
            {[...new Set(warnings)].map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        )}
        {run !== null && failing.length > 0 && running === null && <SettleEvals suites={suites} results={run.report.cases} keep={settle} />}
        {problem !== null && (
          <p className="note er mt3" role="alert">
            {problem}
          </p>
        )}
      </section>
      {suites.map((suite, at) => (
        <section key={suite.name} className="card ev-suite" aria-labelledby={`suite-${at}`}>
          <header>
            <FlaskConical className="i" aria-hidden="true" />
            <h2 id={`suite-${at}`} className="grow">
              {suite.name}
            </h2>
            {!readOnly && (
              <button type="button" className="btn smx" disabled={running !== null || faults.length > 0 || agent} onClick={() => start({ suite: suite.name })}>
                {running === suite.name ? t("evals.running") : t("evals.run")}
              </button>
            )}
          </header>
          <ul>
            {suite.cases.map((one, index) => {
              const result = resultOf(suite.name, one.name);
              const failed = failing.find((known) => known.suite === at && known.case === index);
              const open = editing !== null && editing.suite === at && editing.case === index;
              return (
                <li key={`${index} ${one.name}`} className="ev-case" data-at={`/suites/${at}/cases/${index}`} data-testid="eval-case">
                  <div className="ev-line">
                    {one.off === true ? <span className="badge">{t("evals.off")}</span> : <Mark result={result} stale={stale} />}
                    <span className="grow">
                      <span className="b">{one.name}</span>
                      <span className="xs t3 ev-about">{one.persona === undefined ? t("evals.turns", { count: one.turns.length }) : t("evals.persona", { manner: t(`evals.manner.${one.persona.manner}`) })}</span>
                    </span>
                    {!readOnly && one.off === true && (
                      <button type="button" className="btn smx gh" onClick={() => void put(at, index, switchedOn(one))} data-testid="switch-on">
                        {t("evals.switchOn")}
                      </button>
                    )}
                    {!readOnly && one.off !== true && (
                      <button type="button" className="btn smx gh" disabled={running !== null || faults.length > 0 || agent} onClick={() => start({ suite: suite.name, case: one.name })}>
                        {running === one.name ? t("evals.running") : t("evals.run")}
                      </button>
                    )}
                    <button type="button" className="btn smx gh" aria-expanded={open} onClick={() => setEditing(open ? null : { suite: at, case: index })}>
                      {t(readOnly ? "evals.look" : "evals.edit")}
                    </button>
                  </div>
                  {result !== null && !result.passed && one.off !== true && <CaseResult result={result} />}
                  {failed !== undefined && (
                    <>
                      <GoneNote failing={failed} />
                      <SettleButtons suites={suites} failing={[failed]} keep={settle} />
                    </>
                  )}
                  {open && <CaseEditor key={`${at} ${index}`} given={one} onKeep={(made) => put(at, index, made)} onRemove={() => put(at, index, null)} onClose={() => setEditing(null)} />}
                </li>
              );
            })}
          </ul>
          {editing !== null && editing.suite === at && editing.case === null ? (
            <CaseEditor given={null} onKeep={(made) => put(at, null, made)} onRemove={null} onClose={() => setEditing(null)} />
          ) : (
            !readOnly && (
              <button type="button" className="btn smx gh ev-add" onClick={() => setEditing({ suite: at, case: null })}>
                <Plus className="i" aria-hidden="true" />
                {t("evals.addCase")}
              </button>
            )
          )}
        </section>
      ))}
      {cases === 0 && (
        <section className="card sect">
          <p className="t2">{t("evals.none")}</p>
          {!readOnly && <FirstCase onKeep={(made) => keep([{ name: t("chat.suite"), cases: [made] }])} />}
        </section>
      )}
      <RunHistory slug={slug} stamp={runs} onOpen={setRun} />
    </>
  );
}

function FirstCase({ onKeep }: { onKeep: (made: EvalCase) => Promise<void> }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  if (open) return <CaseEditor given={null} onKeep={onKeep} onRemove={null} onClose={() => setOpen(false)} />;
  return (
    <button type="button" className="btn mt3" onClick={() => setOpen(true)} data-testid="first-case">
      <Plus className="i" aria-hidden="true" />
      {t("evals.addCase")}
    </button>
  );
}

function Summary({ run, stale }: { run: EvalRun; stale: boolean }) {
  const { t } = useI18n();
  const { passed, failed } = run.report;
  return (
    <span className={stale ? "badge" : failed === 0 ? "badge ok" : "badge er"} data-testid="evals-summary" data-failed={failed}>
      {failed === 0 ? <CircleCheck className="i" aria-hidden="true" /> : <CircleX className="i" aria-hidden="true" />}
      {t("evals.summary", { passed, all: passed + failed })}
    </span>
  );
}

function Mark({ result, stale }: { result: EvalCaseResult | null; stale: boolean }) {
  const { t } = useI18n();
  if (result === null) return <span className="badge">{t("evals.notRun")}</span>;
  const share = result.runs > 1 ? ` ${result.passedRuns}/${result.runs}` : "";
  return (
    <span className={stale ? "badge" : result.passed ? "badge ok" : "badge er"}>
      {result.passed ? <CircleCheck className="i" aria-hidden="true" /> : <CircleX className="i" aria-hidden="true" />}
      {t(result.passed ? "evals.passed" : "evals.failed")}
      {share}
    </span>
  );
}
