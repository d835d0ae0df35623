import type { TrunkRecord } from "@zvon/contract/trunks-api.ts";
import { Cable, PlugZap } from "lucide-react";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { useLinesClient } from "../../lib/lines-client.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useMayEdit } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { TestResult, TrunkStateBadge, stateOf } from "./trunk-state.tsx";
import { useTrunkTest } from "./use-trunk-test.ts";

/** Carriers register and go away by themselves. */
const refreshMs = 15_000;

export function TrunksList() {
  const { t } = useI18n();
  const client = useLinesClient();
  const mayEdit = useMayEdit("keys");
  const loaded = useLoaded("trunks", (signal) => client.trunks(signal), refreshMs);
  if (loaded.data === null) return loaded.error === null ? <Skeleton rows={3} height={72} /> : <Failed error={loaded.error} onRetry={loaded.reload} />;
  if (loaded.data.length === 0) {
    return (
      <Empty icon={<Cable className="i l" aria-hidden="true" />} title={t("trunk.empty.title")} text={t("trunk.empty.text")}>
        {mayEdit && (
          <Link className="btn pri" to={paths.newTrunk}>
            {t("trunk.add")}
          </Link>
        )}
      </Empty>
    );
  }
  return (
    <>
      {loaded.error !== null && loaded.at !== null && <Stale at={loaded.at} />}
      <ul className="ln-list" data-testid="trunks">
        {loaded.data.map((trunk) => (
          <TrunkCard key={trunk.id} trunk={trunk} mayTest={mayEdit} onTested={loaded.reload} />
        ))}
      </ul>
    </>
  );
}

function TrunkCard({ trunk, mayTest, onTested }: { trunk: TrunkRecord; mayTest: boolean; onTested: () => void }) {
  const { t } = useI18n();
  const test = useTrunkTest(trunk.id, onTested);
  const state = stateOf(trunk);
  const trouble = trunk.states.find((one) => one.state === state && (state === "refused" || state === "unreachable"));
  return (
    <li className="card ln-card" data-testid="trunk">
      <div className="ln-main">
        <Link className="who-link sb" to={paths.trunk(trunk.id)}>
          {trunk.name}
        </Link>
        <span className="t2 sm">
          {t(`trunk.kind.${trunk.kind}`)} · <span className="mono">{trunk.host}</span>
        </span>
      </div>
      <div className="ln-part">
        <span className="row wrap">
          <TrunkStateBadge state={state} />
          <span className="xs t3">{t("trunk.numbers", { count: trunk.numbers.length })}</span>
        </span>
        {trouble !== undefined && <span className="sm danger-t">{trouble.detail}</span>}
        {state === "unknown" && <span className="xs t3">{t("trunk.state.nobody")}</span>}
      </div>
      <div className="ln-part ln-act">
        {mayTest && (
          <button type="button" className="btn" disabled={test.running} onClick={test.run} aria-label={`${t("trunk.test")}: ${trunk.name}`} data-testid="test-trunk">
            <PlugZap className="i" aria-hidden="true" />
            {t(test.running ? "trunk.testing" : "trunk.test")}
          </button>
        )}
      </div>
      {test.result !== null && <TestResult result={test.result} />}
      {test.error !== null && (
        <p className="note er" role="alert">
          {test.error.problem?.detail ?? t(`error.${test.error.fault}`)}
        </p>
      )}
    </li>
  );
}
