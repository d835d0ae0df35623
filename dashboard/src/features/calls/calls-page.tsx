import type { Call } from "@zvon/contract/api.ts";
import { AudioLines, ChevronLeft, ChevronRight, PhoneOff, Phone, PhoneOutgoing } from "lucide-react";
import { useState } from "react";
import { Page } from "../../components/page.tsx";
import { Empty, Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { Link, useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayCall } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { useNarrow } from "../../lib/use-media-query.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { CallCards, CallTable } from "./call-list.tsx";

/** The first page is read again so often: calls come and end by themselves. */
const refreshMs = 5000;
const filters = ["all", "live", "ended"] as const;
type Filter = (typeof filters)[number];

export function CallsPage() {
  const { t } = useI18n();
  const { search, go } = useRouter();
  const api = useApi();
  const narrow = useNarrow();
  const mayCall = useMayCall();
  const filter: Filter = filters.find((one) => one === search.get("status")) ?? "all";
  const cursor = search.get("cursor");
  // Cursors lead only onwards; the way back is remembered.
  const [newer, setNewer] = useState<readonly string[]>([]);
  const page = useLoaded(`${filter} ${cursor ?? ""}`, (signal) => api.calls({ ...(filter === "all" ? {} : { status: filter }), ...(cursor === null ? {} : { cursor }) }, signal), cursor === null ? refreshMs : undefined);
  const calls = page.data?.calls ?? [];
  const address = (next: { filter?: Filter; cursor?: string | null }) => {
    const query = new URLSearchParams();
    const status = next.filter ?? filter;
    if (status !== "all") query.set("status", status);
    if (next.cursor !== undefined && next.cursor !== null && next.cursor !== "") query.set("cursor", next.cursor);
    return query.size === 0 ? paths.calls : `${paths.calls}?${query}`;
  };
  const choose = (next: Filter) => {
    setNewer([]);
    go(address({ filter: next }));
  };
  const older = () => {
    const next = page.data?.next;
    if (next === null || next === undefined) return;
    setNewer([...newer, cursor ?? ""]);
    go(address({ cursor: next }));
  };
  const back = () => {
    go(address({ cursor: newer.at(-1) ?? null }));
    setNewer(newer.slice(0, -1));
  };
  const row = useRowKeys(calls, (call) => go(paths.call(call.id)));

  return (
    <Page
      title={t("calls.title")}
      flush
      actions={
        mayCall && (
          <>
            <Link className="btn" to={`${paths.testCall}?how=phone`} aria-label={t("calls.phone")} title={t("calls.phone")} data-testid="call-a-phone">
              <PhoneOutgoing className="i" aria-hidden="true" />
              <span className="dk-only">{t("calls.phone")}</span>
            </Link>
            <Link className="btn pri" to={paths.testCall} aria-label={t("calls.new")} data-testid="new-test-call">
              <AudioLines className="i" aria-hidden="true" />
              <span className="dk-only">{t("calls.new")}</span>
            </Link>
          </>
        )
      }
    >
      <div className="calls">
        <div className="calls-tools">
          <div className="seg" role="group" aria-label={t("calls.filter")}>
            {filters.map((one) => (
              <button key={one} type="button" aria-pressed={filter === one} onClick={() => choose(one)} data-testid={`filter-${one}`}>
                {t(`calls.filter.${one}`)}
              </button>
            ))}
          </div>
          <span className="grow" />
          {calls.length > 0 && <span className="xs t3 num dk-only">{t("calls.count", { count: calls.length })}</span>}
        </div>
        {page.error !== null && page.data !== null && page.at !== null && <Stale at={page.at} />}
        <div className="calls-body" aria-busy={page.loading && page.data === null}>
          {page.data === null ? (
            page.error === null ? <Skeleton rows={8} /> : <Failed error={page.error} onRetry={page.reload} />
          ) : calls.length === 0 && cursor === null ? (
            filter === "all" ? <NoCalls /> : <NoneOfFilter filter={filter} onAll={() => choose("all")} />
          ) : narrow ? (
            <CallCards calls={calls} />
          ) : (
            <CallTable calls={calls} current={row} />
          )}
        </div>
        {(calls.length > 0 || cursor !== null) && (
          <footer className="calls-foot">
            <span className="row g3 dk-only" aria-hidden="true">
              <Hint keys={["J", "K"]} text={t("calls.hint.rows")} />
              <Hint keys={["↵"]} text={t("calls.hint.open")} />
              <Hint keys={["?"]} text={t("calls.hint.list")} />
            </span>
            <span className="grow" />
            <button type="button" className="btn smx" onClick={back} disabled={cursor === null}>
              <ChevronLeft className="i" aria-hidden="true" />
              {t("calls.newer")}
            </button>
            <button type="button" className="btn smx" onClick={older} disabled={page.data?.next === null || page.data === null}>
              {t("calls.older")}
              <ChevronRight className="i" aria-hidden="true" />
            </button>
          </footer>
        )}
      </div>
    </Page>
  );
}

function NoCalls() {
  const { t } = useI18n();
  return (
    <Empty icon={<Phone className="i l" aria-hidden="true" />} title={t("calls.empty.title")} text={t("calls.empty.text")}>
      <Link className="btn pri" to={paths.testCall}>
        <AudioLines className="i" aria-hidden="true" />
        {t("calls.empty.action")}
      </Link>
      <p className="xs t3">{t("calls.empty.phone")}</p>
      <code className="code">npm run call -- --bot salon --lang ru</code>
    </Empty>
  );
}

function NoneOfFilter({ filter, onAll }: { filter: "live" | "ended"; onAll: () => void }) {
  const { t } = useI18n();
  return (
    <Empty icon={<PhoneOff className="i l" aria-hidden="true" />} title={t(`calls.filter.${filter}`)} text={t(`calls.emptyFilter.${filter}`)}>
      <button type="button" className="btn" onClick={onAll}>
        {t("calls.emptyFilter.action")}
      </button>
    </Empty>
  );
}

function Hint({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <span className="row g1">
      {keys.map((key) => (
        <span key={key} className="kbd">
          {key}
        </span>
      ))}
      {text}
    </span>
  );
}

/** J and K walk the rows, Enter opens. @returns the current row, −1 before the first key. */
function useRowKeys(calls: readonly Call[], open: (call: Call) => void): number {
  const [current, setCurrent] = useState(-1);
  const move = (step: number) => setCurrent((row) => Math.max(0, Math.min(calls.length - 1, row + step)));
  useShortcuts({
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    Enter: () => {
      const call = calls[current];
      if (call !== undefined) open(call);
    },
  });
  return Math.min(current, calls.length - 1);
}
