import type { Call, Message } from "@zvon/contract/api.ts";
import type { CallDetail } from "@zvon/contract/call-detail.ts";
import type { Listener } from "@zvon/contract/listening-api.ts";
import { CircleAlert, LoaderCircle, PhoneOff, WifiOff } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { lengthOf, lineOf, partyOf } from "../../components/call-labels.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { LiveTeam } from "../../components/live-team.tsx";
import { Page } from "../../components/page.tsx";
import { Failed, Skeleton, Stale } from "../../components/panel-states.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { inOrder } from "../../lib/live-call.ts";
import { Link, useRouter } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useMayCall, useMyId } from "../../lib/session.tsx";
import { linesOf, medianPause, neighbour } from "../../lib/transcript-model.ts";
import { useLiveCall } from "../../lib/use-live-call.ts";
import { useLoaded } from "../../lib/use-loaded.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { CallSide } from "./call-side.tsx";
import { CallTranscript } from "./call-transcript.tsx";
import { PlayerPanel } from "./player-panel.tsx";
import { usePlayer } from "./use-player.ts";
import { useRecording } from "./use-recording.ts";

/** The node uploads the recording after the call; it is looked for so often, for so long. */
const settleEveryMs = 2000;
const settleForMs = 60_000;

export function CallPage({ callId }: { callId: string }) {
  const { t } = useI18n();
  const api = useApi();
  const [settling, setSettling] = useState(false);
  const loaded = useLoaded(`call ${callId}`, (signal) => api.call(callId, signal), settling ? settleEveryMs : undefined);
  const transcript = useLoaded(`messages ${callId}`, (signal) => api.messages(callId, signal));
  const going = loaded.data !== null && loaded.data.status !== "ended";
  const { live, lostAt } = useLiveCall(going ? callId : null);
  const reloadCall = loaded.reload;
  const reloadTranscript = transcript.reload;
  useEffect(() => {
    if (live.ended) reloadTranscript();
  }, [live.ended, reloadTranscript]);
  // Live events carry words; fields and state are read anew after each message, and the outcome at the end.
  const changes = live.messages.length + (live.ended ? 1 : 0);
  useEffect(() => {
    if (changes > 0 || lostAt !== null) reloadCall();
  }, [changes, lostAt, reloadCall]);

  const call = loaded.data !== null && going && live.call !== null ? { ...live.call, fields: loaded.data.fields, state: loaded.data.state, why: loaded.data.why, ladder: loaded.data.ladder } : loaded.data;
  const waits = call !== null && call.status === "ended" && call.recording === null && call.answeredAt !== null && call.endedAt !== null && Date.now() - call.endedAt < settleForMs;
  useEffect(() => setSettling(waits || live.ended && going), [waits, live.ended, going]);
  const messages = going && live.call !== null ? live.messages : transcript.data === null ? null : inOrder(transcript.data);

  if (call === null) {
    return (
      <Page title={t("call.title")} parent={{ to: paths.calls, title: t("calls.title") }}>
        {loaded.error === null ? <Skeleton rows={7} /> : <Failed error={loaded.error} onRetry={loaded.reload} />}
      </Page>
    );
  }
  return (
    <LoadedCall
      call={call}
      messages={messages}
      messagesFailed={transcript.error !== null && transcript.data === null && !going ? transcript.reload : null}
      partial={going ? live.partial : null}
      listeners={live.listeners}
      lostAt={going ? lostAt : null}
      staleAt={loaded.error === null ? null : loaded.at}
      settling={waits}
    />
  );
}

type LoadedCallProps = { call: CallDetail; messages: readonly Message[] | null; messagesFailed: (() => void) | null; partial: { text: string } | null; listeners: readonly Listener[]; lostAt: number | null; staleAt: number | null; settling: boolean };

function LoadedCall({ call, messages, messagesFailed, partial, listeners, lostAt, staleAt, settling }: LoadedCallProps) {
  const { t, format } = useI18n();
  const { search } = useRouter();
  const api = useApi();
  const mayCall = useMayCall();
  const me = useMyId();
  const recording = useRecording(api, call.id, call.recording);
  const durationMs = recording.state === "ready" && recording.wav !== null ? recording.wav.durationMs : (call.recording?.durationMs ?? 0);
  const player = usePlayer(recording.state === "ready" ? recording.src : null, durationMs, Math.max(0, Number(search.get("t") ?? 0) * 1000 || 0));
  const lines = useMemo(() => linesOf(messages ?? []), [messages]);
  const marks = useMemo(() => lines.flatMap((line) => (line.message.interrupted && line.who === "bot" && line.endMs !== null ? [line.endMs] : [])), [lines]);
  const live = call.status !== "ended";
  const title = partyOf({ t, format }, call);
  const hasRecording = call.recording !== null;
  const turn = (step: 1 | -1) => {
    const line = neighbour(lines, player.atMs, step);
    if (line?.startMs !== null && line !== null) player.seek(line.startMs);
  };
  useShortcuts(
    hasRecording
      ? { KeyP: player.toggle, Space: player.toggle, ArrowLeft: () => player.seek(player.atMs - 5000), ArrowRight: () => player.seek(player.atMs + 5000), BracketLeft: () => turn(-1), BracketRight: () => turn(1), KeyM: player.mute }
      : {},
  );
  useEffect(() => {
    // The moment stands in the address when the player rests, so that it can be shared.
    if (player.playing || !hasRecording) return;
    const seconds = Math.round(player.atMs / 1000);
    history.replaceState(null, "", seconds === 0 ? location.pathname : `${location.pathname}?t=${seconds}`);
  }, [player.playing, player.atMs, hasRecording]);

  return (
    <Page title={title} heading={<span className="num">{title}</span>} parent={{ to: paths.calls, title: t("calls.title") }} flush actions={live && mayCall && <HangUp callId={call.id} />}>
      <div className="cw">
        <div className="lft">
          <Facts call={call} messages={messages ?? []} />
          {staleAt !== null && <Stale at={staleAt} />}
          {lostAt !== null && (
            <p className="note wr flat" role="status">
              <WifiOff className="i" aria-hidden="true" />
              {t("call.lost", { time: format.time(lostAt) })}
            </p>
          )}
          {live && lostAt === null && (
            <div className="note in flat" role="status" data-testid="call-live">
              <i className="live-dot" aria-hidden="true" style={{ margin: 5 }} />
              <div className="grow">
                {t("call.live")}{" "}
                {mayCall && call.via !== "text" && call.operator === undefined && (
                  <Link className="link" to={paths.live}>
                    {t("call.live.open")}
                  </Link>
                )}
                <LiveTeam taken={call.taken ?? null} listeners={listeners} me={me} className="live-team" />
              </div>
            </div>
          )}
          {hasRecording ? (
            <PlayerPanel call={call} recording={recording} player={player} durationMs={durationMs} marks={marks} />
          ) : (
            !live && call.via !== "text" && (
              <p className="player-note t2 sm row" role="status">
                {settling && <LoaderCircle className="i turning" aria-hidden="true" />}
                {t(settling ? "call.settling" : "player.none")}
              </p>
            )
          )}
          {messagesFailed !== null ? (
            <p className="note er flat" role="alert">
              <CircleAlert className="i" aria-hidden="true" />
              <span className="grow">{t("call.transcriptFailed")}</span>
              <button type="button" className="link" onClick={messagesFailed}>
                {t("common.retry")}
              </button>
            </p>
          ) : messages === null ? (
            <Skeleton rows={6} />
          ) : (
            <CallTranscript call={call} lines={lines} partial={partial} player={hasRecording ? player : null} />
          )}
        </div>
        <CallSide call={call} />
      </div>
    </Page>
  );
}

function Facts({ call, messages }: { call: Call; messages: readonly Message[] }) {
  const { t, format, language } = useI18n();
  const facts: [string, string, string?][] = [
    [t("call.who"), partyOf({ t, format }, call)],
    [t("call.when"), format.when(call.createdAt, Date.now(), t("common.today")), format.exact(call.createdAt)],
    [t("call.duration"), format.duration(lengthOf(call, Date.now()))],
    call.operator !== undefined ? [t("call.operator"), call.operator.name] : [t("call.bot"), call.bot.name === "" ? t("calls.noBot") : call.bot.version === 0 ? t("call.botDraft", { name: botName(call.bot.name, language) }) : t("call.botVersion", { name: botName(call.bot.name, language), version: String(call.bot.version) })],
    [t("call.line"), lineOf(t, call)],
    // In writing nobody waits for a voice, and nobody is interrupted.
    ...(call.via === "text"
      ? []
      : ([
          [t("call.medianPause"), format.latency(medianPause(messages))],
          [t("call.interruptions"), format.number(messages.filter((message) => message.who === "bot" && message.interrupted).length)],
        ] satisfies [string, string][])),
  ];
  return (
    <dl className="facts" tabIndex={0} aria-label={t("call.title")}>
      {facts.map(([name, value, tip]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num" title={tip}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function HangUp({ callId }: { callId: string }) {
  const { t } = useI18n();
  const api = useApi();
  const [asked, setAsked] = useState(false);
  const [failed, setFailed] = useState(false);
  const hangUp = () => {
    setFailed(false);
    api.hangUp(callId).then(
      () => setAsked(false),
      () => setFailed(true),
    );
  };
  return (
    <>
      <button type="button" className="btn dng-o" onClick={() => setAsked(true)} aria-label={t("call.hangUp")} data-testid="hang-up">
        <PhoneOff className="i" aria-hidden="true" />
        <span className="dk-only">{t("call.hangUp")}</span>
      </button>
      {asked && (
        <Dialog
          title={t("call.hangUp.title")}
          onClose={() => setAsked(false)}
          footer={
            <>
              <button type="button" className="btn" onClick={() => setAsked(false)}>
                {t("call.hangUp.cancel")}
              </button>
              <button type="button" className="btn dng" onClick={hangUp} data-testid="hang-up-confirm">
                {t("call.hangUp")}
              </button>
            </>
          }
        >
          <p className="t2 mt2">{t("call.hangUp.text")}</p>
          {failed && (
            <p className="note er mt3" role="alert">
              {t("error.server")}
            </p>
          )}
        </Dialog>
      )}
    </>
  );
}
