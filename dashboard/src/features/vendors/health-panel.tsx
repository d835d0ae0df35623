import type { VendorHealthList } from "@zvon/contract/api.ts";
import { CircleCheck, CircleMinus, CirclePause, TriangleAlert } from "lucide-react";
import { Stale } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { unknown } from "../../lib/format.ts";
import type { Loaded } from "../../lib/use-loaded.ts";
import { vendorFaultKey } from "../../lib/vendor-faults.ts";
import { vendorName } from "../../lib/vendor-names.ts";

type State = VendorHealthList["vendors"][number]["state"];
const looks = { ok: { icon: CircleCheck, tone: "ok" }, failing: { icon: TriangleAlert, tone: "wr" }, open: { icon: CirclePause, tone: "er" }, unused: { icon: CircleMinus, tone: "" } } as const;
const gravity: readonly State[] = ["unused", "ok", "failing", "open"];

/** A vendor that never once did its work is not called working, though it was tried too seldom to be left alone. */
const told = (line: VendorHealthList["vendors"][number]): State => (line.state === "ok" && line.attempts > 0 && line.failures === line.attempts ? "failing" : line.state);

/** Of all kinds of work of a vendor; null when none was tried. */
export function worst(health: VendorHealthList | null, vendor: string): State | null {
  const states = health?.vendors.filter((line) => line.provider === vendor && line.state !== "unused").map(told) ?? [];
  return states.toSorted((a, b) => gravity.indexOf(b) - gravity.indexOf(a))[0] ?? null;
}

export function HealthWord({ state }: { state: State }) {
  const { t } = useI18n();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className={`badge ${tone}`} data-state={state}>
      <Icon className="i" aria-hidden="true" />
      {t(`health.${state}`)}
    </span>
  );
}

/** How vendors did in calls: state, the pause they add, the last failure. */
export function HealthPanel({ health }: { health: Loaded<VendorHealthList> }) {
  const { t, format } = useI18n();
  const lines = health.data?.vendors.filter((line) => line.state !== "unused") ?? [];
  return (
    <section className="card sect" aria-labelledby="health">
      <h2 id="health">{t("health.title")}</h2>
      {health.error !== null && health.data !== null && health.at !== null && <Stale at={health.at} />}
      {health.data === null ? (
        <p className="t3 sm">{health.error === null ? t("common.loading") : t(`error.${health.error.fault}`)}</p>
      ) : lines.length === 0 ? (
        <p className="t3 sm">{t("health.none")}</p>
      ) : (
        <div className="hscroll" tabIndex={0} role="region" aria-label={t("health.title")}>
          <table data-testid="health">
            <thead>
              <tr>
                <th>{t("health.vendor")}</th>
                <th>{t("health.state")}</th>
                <th className="num">{t("health.p50")}</th>
                <th className="num">{t("health.p95")}</th>
                <th className="num">{t("health.failures")}</th>
                <th>{t("health.last")}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={`${line.provider} ${line.kind}`}>
                  <td>
                    <span className="b">{vendorName(t, line.provider)}</span> <span className="t3">{t(`kind.${line.kind}`)}</span>
                  </td>
                  <td>
                    <HealthWord state={told(line)} />
                  </td>
                  <td className="num">{format.millis(line.p50Ms)}</td>
                  <td className="num">{format.millis(line.p95Ms)}</td>
                  <td className="num">{t("health.ofAttempts", { failures: line.failures, attempts: line.attempts })}</td>
                  <td className="t2">
                    {line.lastError === null ? (
                      unknown
                    ) : (
                      <span title={line.lastError}>
                        {/^[a-z_]+$/.test(line.lastError) ? t(vendorFaultKey(line.lastError)) : line.lastError}
                        {line.lastErrorAtMs !== null && <span className="t3 xs under">{format.when(line.lastErrorAtMs, Date.now(), t("common.today"))}</span>}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
