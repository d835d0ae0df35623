/** How a trunk stands, by the nodes that have it: the word, and what the carrier said. */
import type { TrunkRecord, TrunkTest } from "@zvon/contract/trunks-api.ts";
import type { TrunkState } from "@zvon/contract/trunk-settings.ts";
import { CircleAlert, CircleCheck, CircleHelp, CircleSlash } from "lucide-react";
import { useI18n } from "../../lib/i18n.tsx";

/** What calls can count on: a node that reaches the carrier is enough. */
export function stateOf({ enabled, states }: Pick<TrunkRecord, "enabled" | "states">): TrunkState | "off" {
  if (!enabled) return "off";
  for (const state of ["registered", "reachable", "refused", "unreachable"] as const) if (states.some((one) => one.state === state)) return state;
  return "unknown";
}

const looks = { registered: ["ok", CircleCheck], reachable: ["ok", CircleCheck], refused: ["er", CircleAlert], unreachable: ["er", CircleAlert], unknown: ["", CircleHelp], off: ["", CircleSlash] } as const;

export function TrunkStateBadge({ state }: { state: TrunkState | "off" }) {
  const { t } = useI18n();
  const [look, Icon] = looks[state];
  return (
    <span className={`badge ${look}`} data-testid="trunk-state" data-state={state}>
      <Icon className="i" aria-hidden="true" />
      {t(`trunk.state.${state}`)}
    </span>
  );
}

/** What a test came to, in the words of the server. */
export function TestResult({ result }: { result: TrunkTest }) {
  const { t, format } = useI18n();
  return (
    <div className={result.ok ? "note ok" : "note er"} role="status" data-testid="trunk-test-result" data-ok={result.ok}>
      {result.ok ? <CircleCheck className="i" aria-hidden="true" /> : <CircleAlert className="i" aria-hidden="true" />}
      <div className="grow">
        <p>{result.detail}</p>
        {(result.code !== null || result.tookMs > 0) && (
          <p className="xs t3 num">
            {result.code !== null && <span className="mono">SIP {result.code} · </span>}
            {t("trunk.test.took", { time: format.millis(result.tookMs) })}
          </p>
        )}
      </div>
    </div>
  );
}
