/** The evals that hold publishing up, in the words of their own page. */
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import { SettleEvals } from "../../components/settle-evals.tsx";
import type { ApiError } from "../../lib/api.ts";
import { evalsKept, useEvalsClient } from "../../lib/evals-client.ts";
import { evalFaultWords } from "../../lib/eval-words.ts";
import { choiceLabels } from "../../lib/field-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { FaultList } from "./section-menu.tsx";

/** A longer list hides the buttons. */
const shown = 6;

/** @param error the refusal; the run that failed is kept, and is the newest one. @param onSettled after they took the new answers or were switched off: publishing runs them again; absent: what failed is not the draft. */
export function EvalFailures({ slug, error, onLeave, onSettled }: { slug: string; error: ApiError; onLeave: () => void; onSettled?: () => void }) {
  const { t, format, language } = useI18n();
  const { config } = useDraft();
  const labels = choiceLabels(config, language);
  const client = useEvalsClient();
  const loaded = useLoaded(`failed evals ${slug} ${error.problem?.requestId ?? ""}`, async (signal) => {
    const newest = (await client.runs(slug, signal))[0];
    return newest === undefined ? null : { suites: await client.suites(slug, signal), run: await client.runOf(slug, newest.id, signal) };
  });
  const failed = loaded.data?.run.report.cases.filter((one) => !one.passed) ?? [];
  if (failed.length === 0) return loaded.loading ? null : <FaultList slug={slug} faults={error.problem?.errors ?? []} onLeave={onLeave} />;
  const pointers = error.problem?.errors ?? [];
  const { suites } = loaded.data ?? { suites: [] };
  const settle = async (next: EvalSuite[]) => {
    await client.keep(slug, next);
    evalsKept();
    onSettled?.();
  };
  return (
    <>
      <ul className="faults" data-testid="eval-failures">
        {failed.slice(0, shown).map((one, index) => {
          const [fault] = one.faults;
          const words = fault === undefined ? null : evalFaultWords(fault, t, format, labels);
          return (
            <li key={`${one.suite} ${one.name}`}>
              <Link className="link" to={`${paths.bot(slug, "evals")}?${new URLSearchParams({ at: pointers[index]?.pointer ?? "" })}`} onClick={onLeave}>
                {one.suite} › {one.name}
              </Link>
              {words !== null && (
                <span className="under sm t2">
                  {words.what}: {t("evals.expected", { expected: words.expected })}; {t("evals.found", { found: words.found })}
                </span>
              )}
            </li>
          );
        })}
        {failed.length > shown && <li className="t2">{t("editor.moreFaults", { count: failed.length - shown })}</li>}
      </ul>
      {onSettled !== undefined && <SettleEvals suites={suites} results={failed} keep={settle} />}
    </>
  );
}
