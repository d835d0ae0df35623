import { Bot, Ear, Hand, MessageCircle, Mic, MicOff, PhoneOff, TriangleAlert, Undo2, WifiOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { ledBy, lengthOf, partyOf } from "../../components/call-labels.tsx";
import { LevelMeter } from "../../components/level-meter.tsx";
import type { Loudness } from "../../components/level-meter.tsx";
import { LiveTeam } from "../../components/live-team.tsx";
import { ApiError } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import type { LiveClient } from "../../lib/live-client.ts";
import type { LiveCall } from "../../lib/live-call.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { linesOf } from "../../lib/transcript-model.ts";
import { useLiveCall } from "../../lib/use-live-call.ts";
import type { ListenFault, ListenState, Listening } from "./listening.ts";
import { useOnScreen } from "./use-on-screen.ts";
import { WhisperForm } from "./whisper-form.tsx";

const linesShown = 3;

export type CardAct = "listen" | "talk" | "mute";
type LiveCardProps = {
  callId: string;
  now: number;
  /** Of the account's team, by the id that listeners carry; null: who may only look. */
  me: string | null;
  current: boolean;
  heard: ListenState;
  listening: Listening;
  client: LiveClient;
  onHangUp: (callId: string) => Promise<void>;
};

/** One live call: who talks, the last words, who of the team hears it, and what one may do. */
export function LiveCard({ callId, now, me, current, heard, listening, client, onHangUp }: LiveCardProps) {
  const { t, format, language } = useI18n();
  const card = useRef<HTMLElement>(null);
  const mine = heard.callId === callId;
  const hearing = mine && heard.link !== "off" ? heard : null;
  const onScreen = useOnScreen(card);
  // Words of cards that nobody sees are not sent; the one that is heard goes on.
  const { live, lostAt } = useKept(useLiveCall(onScreen || hearing !== null ? callId : null));
  const [whispering, setWhispering] = useState(false);
  const [ending, setEnding] = useState(false);
  useEffect(() => {
    if (current) card.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const { call } = live;
  if (call === null) {
    return (
      <article ref={card} className="card lv-card" data-testid="live-card" data-call={callId} aria-busy="true">
        <div className="lv-hd">
          <div className="skel" style={{ width: "40%" }} />
        </div>
      </article>
    );
  }
  const frozen = lostAt !== null;
  const over = live.ended;
  const taken = call.taken ?? null;
  const mineToTalk = hearing?.talk === "yes" || (taken !== null && taken.by.id === me);
  const party = partyOf({ t, format }, call);
  const answered = call.status === "live";
  const mayEnd = me !== null && !over && !frozen;
  const acts = mayEnd && answered;
  const mayListen = live.mayListen === "yes";
  const takes = live.whispers ?? "none";

  return (
    <article ref={card} className={["card lv-card", hearing !== null && "on", mineToTalk && "mine", current && "cur"].filter(Boolean).join(" ")} aria-label={party} data-testid="live-card" data-call={callId}>
      <div className="lv-hd">
        <div className="row">
          <i className={over ? "dot" : "live-dot"} aria-hidden="true" />
          <Link className="b num who-link" to={paths.call(callId)}>
            {party}
          </Link>
          <span className="grow" />
          {hearing?.link === "on" && <LevelMeter bars={12} height={20} sample={() => loudness(listening, hearing.talk === "yes", taken !== null)} label={t("live.level")} />}
          <span className="num t2 sm" data-testid="live-time">
            {format.duration(lengthOf(call, now))}
          </span>
        </div>
        <div className="row sm mt1 wrap">
          <span className="t2 ell">{ledBy({ t, language }, call)}</span>
          {call.via !== "sip" && <span className="t3">{t(`via.${call.via}`)}</span>}
          <span className="grow" />
          <span className="t3 xs">{over ? t("live.over") : !answered ? t(`status.${call.status}`) : taken === null ? <span className="mono">{call.state}</span> : null}</span>
        </div>
      </div>
      <Words live={live} aloud={hearing !== null} />
      <LiveTeam taken={taken} listeners={live.listeners} me={me} className="lv-note xs" />
      {frozen && (
        <p className="lv-note xs warn-t" role="status">
          <WifiOff className="i s" aria-hidden="true" /> {t("call.lost", { time: format.time(lostAt) })}
        </p>
      )}
      {hearing?.link === "opening" && (
        <p className="lv-note xs t2" role="status">
          {t(hearing.talk === "asked" ? "live.opening.talk" : "live.opening")}
        </p>
      )}
      {mine && heard.fault !== null && <Fault fault={heard.fault} />}
      {acts && (live.mayListen === "no_address" || live.mayListen === "no_node") && <p className="lv-note xs t3">{t(live.mayListen === "no_address" ? "live.noAddress" : "live.noNode")}</p>}
      {whispering && acts && takes !== "none" && taken === null && <WhisperForm takes={takes} language={call.language} onWhisper={(whisper) => client.whisper(callId, whisper)} onClose={() => setWhispering(false)} />}
      {ending && mayEnd && <EndForm onEnd={() => onHangUp(callId)} onClose={() => setEnding(false)} />}
      {mayEnd && (
        <footer>
          {acts && mayListen && (
            <button type="button" className={hearing === null ? "btn smx" : "btn smx lit"} aria-pressed={hearing !== null} onClick={() => (hearing === null ? listening.start(callId) : listening.stop())} data-testid="listen">
              <Ear className="i s" aria-hidden="true" />
              {t(hearing === null ? "live.listen" : "live.listening")}
            </button>
          )}
          {acts && takes !== "none" && taken === null && (
            <button type="button" className={whispering ? "btn smx lit" : "btn smx"} aria-expanded={whispering} onClick={() => setWhispering(!whispering)} data-testid="open-whisper">
              <MessageCircle className="i s" aria-hidden="true" />
              {t("live.whisper")}
            </button>
          )}
          {hearing?.talk === "yes" && (
            <button type="button" className="btn smx" aria-pressed={hearing.muted} onClick={() => listening.mute(!hearing.muted)} data-testid="live-mute">
              {hearing.muted ? <MicOff className="i s" aria-hidden="true" /> : <Mic className="i s" aria-hidden="true" />}
              {t(hearing.muted ? "live.unmute" : "live.mute")}
            </button>
          )}
          <button type="button" className="btn smx ic" aria-expanded={ending} aria-label={t("call.hangUp")} title={t("call.hangUp")} onClick={() => setEnding(!ending)} data-testid="live-end">
            <PhoneOff className="i s" aria-hidden="true" />
          </button>
          <span className="grow" />
          {acts && mineToTalk ? (
            <button type="button" className="btn smx pri" onClick={() => (hearing === null ? void client.handBack(callId) : listening.giveBack())} data-testid="hand-back">
              <Undo2 className="i s" aria-hidden="true" />
              {t("live.handBack")}
            </button>
          ) : (
            acts &&
            mayListen &&
            taken === null && (
              <button type="button" className={hearing === null ? "btn smx" : "btn smx pri"} disabled={hearing?.talk === "asked"} title={hearing?.talk === "asked" ? t("live.taking") : undefined} onClick={() => listening.take(callId)} data-testid="take-over">
                <Hand className="i s" aria-hidden="true" />
                {t(hearing?.talk === "asked" ? "live.taking" : "live.take")}
              </button>
            )
          )}
        </footer>
      )}
    </article>
  );
}

/** What was last known stays while nobody looks. */
function useKept(watch: { live: LiveCall; lostAt: number | null }): { live: LiveCall; lostAt: number | null } {
  const kept = useRef(watch.live);
  if (watch.live.call !== null) kept.current = watch.live;
  return { live: kept.current, lostAt: watch.lostAt };
}

const colours = { bot: "bt", caller: "c", team: "op" } as const;

/** The last words. Read aloud only of the call that one listens to: all at once would be noise. */
function Words({ live, aloud }: { live: LiveCall; aloud: boolean }) {
  const { t } = useI18n();
  const lines = linesOf(live.messages).slice(-linesShown);
  const language = live.call?.language;
  return (
    <div className="lv-words" role="log" aria-live={aloud ? "polite" : "off"} aria-label={t("transcript.title")} lang={language}>
      {lines.length === 0 && live.partial === null && <p className="t3">{t("live.noWords")}</p>}
      {lines.map((line) => (
        <p key={line.key} className={colours[line.who]}>
          {line.message.text === "" ? <span className="t3">{t("transcript.unclear")}</span> : line.words.map(({ text }) => text).join("")}
          {line.unheard !== "" && (
            <>
              {" "}
              <s className="cut" title={t("transcript.unheard", { text: line.unheard })}>
                {line.unheard}
              </s>
            </>
          )}
          {line.message.whisperedBy !== undefined && <span className="lv-by xs">{t("live.whisperedBy", { name: line.message.whisperedBy.name ?? t("live.byKey") })}</span>}
        </p>
      ))}
      {live.partial !== null && (
        <p className="c" aria-hidden="true">
          <span className="part">{live.partial.text}…</span>
        </p>
      )}
    </div>
  );
}

function Fault({ fault }: { fault: ListenFault }) {
  const { t } = useI18n();
  const text = fault.kind === "microphone" ? t(`live.microphone.${fault.fault}`) : fault.kind === "api" ? (fault.error.problem?.detail ?? t(`error.${fault.error.fault}`)) : fault.kind === "dropped" ? t("live.dropped") : t("live.noSound", { host: fault.host ?? "—" });
  return (
    <p className="lv-note xs danger-t" role="alert" data-testid="live-fault">
      <TriangleAlert className="i s" aria-hidden="true" /> {text}
    </p>
  );
}

/** In the card, not over it: a live call is not to be hidden. */
function EndForm({ onEnd, onClose }: { onEnd: () => Promise<void>; onClose: () => void }) {
  const { t } = useI18n();
  const [failed, setFailed] = useState<ApiError | null>(null);
  const end = async () => {
    try {
      await onEnd();
    } catch (thrown) {
      setFailed(thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown }));
    }
  };
  return (
    <div className="lv-whisper" role="group" aria-label={t("call.hangUp.title")} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <p className="sm">{t("call.hangUp.text")}</p>
      <div className="row">
        <button type="button" className="btn smx dng" onClick={() => void end()} data-testid="live-end-now">
          <PhoneOff className="i s" aria-hidden="true" />
          {t("call.hangUp")}
        </button>
        <button type="button" className="btn smx" onClick={onClose} autoFocus>
          <Bot className="i s" aria-hidden="true" />
          {t("call.hangUp.cancel")}
        </button>
      </div>
      {failed !== null && (
        <p className="xs danger-t" role="alert">
          {failed.problem?.detail ?? t(`error.${failed.fault}`)}
        </p>
      )}
    </div>
  );
}

/** Whoever is louder now: on the right talks the bot, or one of the team. */
function loudness(listening: Listening, talking: boolean, taken: boolean): Loudness {
  const { caller, other, microphone } = listening.levels() ?? { caller: 0, other: 0, microphone: 0 };
  const second = talking ? microphone : other;
  return caller >= second ? { level: caller, who: "caller" } : { level: second, who: talking || taken ? "operator" : "bot" };
}
