/** What a view shows when it has no data: its shape while loading, what to do when empty or failed. */
import { LockKeyhole, RefreshCw, TriangleAlert, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import type { ApiError } from "../lib/api.ts";
import { useI18n } from "../lib/i18n.tsx";
import { useDelayed } from "../lib/use-delayed.ts";

/** Nothing for 200 ms, then grey rows in the shape of the real ones. */
export function Skeleton({ rows, height = 52 }: { rows: number; height?: number }) {
  const { t } = useI18n();
  const shown = useDelayed(200);
  if (!shown) return <div aria-busy="true" />;
  return (
    <div role="status" aria-label={t("common.loading")} aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skel-row" style={{ height }}>
          <div className="skel" style={{ width: `${16 + ((row * 7) % 9)}%` }} />
          <div className="skel" style={{ width: `${28 + ((row * 11) % 17)}%` }} />
          <div className="skel" style={{ width: "12%", marginLeft: "auto" }} />
        </div>
      ))}
    </div>
  );
}

export function Empty({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <div className="blank" data-testid="empty">
      <span className="blank-icon">{icon}</span>
      <h2 className="sb">{title}</h2>
      <p className="t2">{text}</p>
      {children}
    </div>
  );
}

export function Failed({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  const { t } = useI18n();
  const denied = error.fault === "no-access";
  return (
    <div className="blank" role="alert">
      <span className="blank-icon">{denied ? <LockKeyhole className="i l" /> : <TriangleAlert className="i l" />}</span>
      <h2 className="sb">{t(denied ? "error.noAccess.title" : "error.title")}</h2>
      <p className="t2">{t(`error.${error.fault}`)}</p>
      {!denied && error.fault !== "not-found" && (
        <button type="button" className="btn" onClick={onRetry}>
          <RefreshCw className="i" /> {t("common.retry")}
        </button>
      )}
      <ErrorCode error={error} />
    </div>
  );
}

export function ErrorCode({ error }: { error: ApiError }) {
  const { t } = useI18n();
  return error.problem === null ? null : (
    <details className="xs t3">
      <summary className="link">{t("error.details")}</summary>
      <p className="mono wrap-any">{t("error.code", { code: error.problem.code, request: error.problem.requestId })}</p>
    </details>
  );
}

/** Old data on show while the server is silent. */
export function Stale({ at }: { at: number }) {
  const { t, format } = useI18n();
  return (
    <div className="note wr" role="status">
      <WifiOff className="i" />
      <span>{t("stale.text", { time: format.time(at) })}</span>
    </div>
  );
}
