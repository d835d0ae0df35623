import { AudioLines, Radio, WifiOff } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { CallResult, Direction, ledBy, lengthOf, partyOf } from "../../components/call-labels.tsx";
import { Page } from "../../components/page.tsx";
import { Empty, Skeleton } from "../../components/panel-states.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { createLiveClient } from "../../lib/live-client.ts";
import { Link, useHoldBack, useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayCall, useMyId } from "../../lib/session.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { useNarrow } from "../../lib/use-media-query.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { LiveCard } from "./live-card.tsx";
import { useListening } from "./use-listening.ts";
import { useLiveList } from "./use-live-list.ts";

const recentShown = 5;

/** Who is talking now: a card a call, and what the team may do with it. */
export function LivePage() {
  const { t, format, language } = useI18n();
  const { go } = useRouter();
  const api = useApi();
  const mayCall = useMayCall();
  const client = useMemo(() => createLiveClient(api.http, language), [api, language]);
  const { list, lostAt } = useLiveList();
  const { heard, listening } = useListening(client);
  const now = useNow();
  useHoldBack(heard.link !== "off" && heard.talk === "yes", t("live.leave"), paths.live);
  const [current, setCurrent] = useState<string | null>(null);
  const myId = useMyId();
  const me = mayCall ? myId : null;
  const ids = list.calls.map(({ callId }) => callId);
  // What is heard is over when the call is.
  useEffect(() => {
    if (list.known && lostAt === null && heard.link !== "off" && !ids.includes(heard.callId)) listening.stop();
  });
  const move = (step: 1 | -1) => {
    const index = current === null ? -1 : ids.indexOf(current);
    setCurrent(ids[Math.max(0, Math.min(ids.length - 1, index + step))] ?? null);
  };
  const press = (testId: string) => {
    const target = current ?? (heard.link === "off" ? null : heard.callId);
    document.querySelector<HTMLButtonElement>(`[data-call="${target ?? ""}"] [data-testid="${testId}"]`)?.click();
  };
  useShortcuts({
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    Enter: () => current !== null && go(paths.call(current)),
    KeyL: () => press("listen"),
    KeyW: () => press("open-whisper"),
    KeyT: () => (heard.link !== "off" && heard.talk === "yes" ? listening.giveBack() : press("take-over")),
    KeyM: () => press("live-mute"),
  });

  return (
    <Page title={t("live.title")} heading={<>{t("live.title")}{ids.length > 0 && <span className="t3 num lv-count">{ids.length}</span>}</>}>
      {lostAt !== null && list.known && (
        <p className="note wr lv-lost" role="status">
          <WifiOff className="i" aria-hidden="true" />
          {t("call.lost", { time: format.time(lostAt) })}
        </p>
      )}
      {!list.known ? (
        <Skeleton rows={4} height={120} />
      ) : ids.length === 0 ? (
        <NobodyTalks mayCall={mayCall} />
      ) : (
        <div className="lv-cards" data-testid="live-cards">
          {ids.map((callId) => (
            <LiveCard key={callId} callId={callId} now={lostAt ?? now} me={me} current={callId === current} heard={heard} listening={listening} client={client} onHangUp={api.hangUp} />
          ))}
        </div>
      )}
      <JustEnded changes={list.over} />
    </Page>
  );
}

function NobodyTalks({ mayCall }: { mayCall: boolean }) {
  const { t } = useI18n();
  return (
    <Empty icon={<Radio className="i l" aria-hidden="true" />} title={t("live.empty.title")} text={t("live.empty.text")}>
      {mayCall && (
        <Link className="btn" to={paths.testCall}>
          <AudioLines className="i" aria-hidden="true" />
          {t("calls.empty.action")}
        </Link>
      )}
    </Empty>
  );
}

/** @param changes another call is over: read anew. */
function JustEnded({ changes }: { changes: number }) {
  const { t, format, language } = useI18n();
  const api = useApi();
  const narrow = useNarrow();
  const { data, reload } = useLoaded("ended", (signal) => api.calls({ status: "ended" }, signal));
  useEffect(() => {
    if (changes > 0) reload();
  }, [changes, reload]);
  const calls = data?.calls.slice(0, recentShown) ?? [];
  if (calls.length === 0) return null;
  return (
    <section className="lv-ended">
      <div className="row between">
        <h2 className="sm sb">{t("live.ended")}</h2>
        <Link className="link sm" to={paths.calls}>
          {t("live.allCalls")}
        </Link>
      </div>
      <ul className="card">
        {calls.map((call) => (
          <li key={call.id}>
            <Link to={paths.call(call.id)} className="lv-ended-row sm">
              <span className="num t2">{format.time(call.endedAt ?? call.createdAt)}</span>
              <span className="num b ell">
                <Direction call={call} /> {partyOf({ t, format }, call)}
              </span>
              {!narrow && <span className="t2 ell">{ledBy({ t, language }, call)}</span>}
              <CallResult call={call} />
              <span className="num t2">{format.duration(lengthOf(call, 0))}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Seconds of all cards tick together. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
