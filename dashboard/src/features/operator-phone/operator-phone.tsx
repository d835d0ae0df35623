/** The operator's telephone, docked on every page: switched on by the person, rings with what the bot knows of the caller. */
import { CircleAlert, Grid3x3, Headset, Mic, MicOff, Pause, Phone, PhoneForwarded, PhoneOff, PhoneOutgoing, Play } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { LineText, Speaker } from "../../components/transcript.tsx";
import { phone as phoneWords } from "../../lib/format.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { createOperatorsClient } from "../../lib/operators-client.ts";
import type { OperatorsClient } from "../../lib/operators-client.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useApi, useSession } from "../../lib/session.tsx";
import { linesOf } from "../../lib/transcript-model.ts";
import { useLiveCall } from "../../lib/use-live-call.ts";
import { useLoaded } from "../../lib/use-loaded.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import { CallForm, DialResult, DialUnderWay, TransferForm } from "./dial-panel.tsx";
import { dialling } from "./phone-state.ts";
import type { PhoneState } from "./phone-state.ts";
import { useRinging } from "./use-ringing.ts";
import { useOperatorPhone } from "./use-operator-phone.ts";
import type { OperatorPhone as AtWork } from "./use-operator-phone.ts";

type Of<T extends PhoneState["at"]> = Extract<PhoneState, { at: T }>;

export function OperatorPhone() {
  const { api } = useSession();
  const { t, language } = useI18n();
  // A telephone goes on when its page is read in another language.
  const spoken = useRef(language);
  useEffect(() => {
    spoken.current = language;
  }, [language]);
  const client = useMemo(() => createOperatorsClient(api.http, () => spoken.current), [api]);
  const sound = useRef<HTMLAudioElement>(null);
  const [possible, setPossible] = useState(false);
  const phone = useOperatorPhone(client, sound);
  const { state } = phone;
  useEffect(() => {
    const controller = new AbortController();
    // Where no exchange takes browsers there is nothing to show; who can't be asked is asked with the next page.
    client.list(controller.signal).then(({ phones }) => setPossible(phones), () => undefined);
    return () => controller.abort();
  }, [client]);
  const caller = state.at === "ringing" || state.at === "talking" ? state : null;
  // Our own telephone rings for whom we call: that is no caller.
  const rings = state.at === "ringing" && !dialling(state);
  useRinging(rings, t("operator.ringing"));
  const [calls, setCalls] = useState(false);
  const asks = calls && state.at === "ready";
  if (!possible && state.at === "off") return null;
  return (
    <aside className={caller === null && !asks ? "op-phone" : "op-phone call"} aria-label={t("operator.title")} data-testid="operator-phone" data-at={state.at}>
      {/* A caller's voice has no subtitles but the transcript beside it. */}
      <audio ref={sound} autoPlay />
      {state.at === "off" && <Off state={state} phone={phone} />}
      {state.at === "starting" && <p className="op-bar t2">{t("operator.starting")}</p>}
      {asks && <CallForm phone={phone} onClose={() => setCalls(false)} />}
      {state.at === "ready" && state.dial !== null && !dialling(state) && <DialResult dial={state.dial} onRead={phone.readDial} />}
      {state.at === "ready" && !asks && <Ready state={state} phone={phone} onCall={() => {
        phone.readDial();
        setCalls(true);
      }} />}
      {state.at === "ringing" && (rings ? <Ringing state={state} phone={phone} /> : <p className="op-bar t2">{t("operator.starting")}</p>)}
      {state.at === "talking" && <Talking state={state} phone={phone} client={client} />}
      {caller !== null && caller.offer !== null && caller.dial?.mode === "call" && <Card callId={caller.offer.callId} />}
      {caller !== null && caller.offer !== null && caller.dial?.mode !== "call" && <Words callId={caller.offer.callId} open={caller.at === "talking"} />}
    </aside>
  );
}

function Off({ state, phone }: { state: Of<"off">; phone: AtWork }) {
  const { t } = useI18n();
  return (
    <div className="op-bar">
      {state.fault !== null && (
        <p className="note er" role="alert">
          <CircleAlert className="i" aria-hidden="true" />
          {t(`operator.fault.${state.fault}`)}
        </p>
      )}
      <button type="button" className="btn" onClick={phone.start} data-testid="phone-on">
        <Headset className="i" aria-hidden="true" />
        {t("operator.on")}
      </button>
    </div>
  );
}

function Ready({ state, phone, onCall }: { state: Of<"ready">; phone: AtWork; onCall: () => void }) {
  const { t } = useI18n();
  const available = state.presence === "available";
  return (
    <div className="op-bar row g3 wrap">
      <span className="stt" role="status">
        <i className={available && !state.lost ? "dot op" : "dot"} aria-hidden="true" />
        {t(state.lost ? "operator.lost" : available ? "operator.available" : "operator.away")}
      </span>
      {state.waiting > 0 && <span className="badge">{t("operator.waiting", { count: state.waiting })}</span>}
      <button type="button" className="btn sm" onClick={() => phone.setPresence(available ? "away" : "available")}>
        {t(available ? "operator.break" : "operator.back")}
      </button>
      {!state.lost && (
        <button type="button" className="btn sm" onClick={onCall} data-testid="call-somebody">
          <PhoneOutgoing className="i" aria-hidden="true" />
          {t("operator.call")}
        </button>
      )}
      <button type="button" className="btn ghost sm" onClick={phone.stop}>
        {t("operator.off")}
      </button>
    </div>
  );
}

/** Carriers leave the plus out; colleagues' extensions are short. */
const numberOf = (state: Of<"ringing"> | Of<"talking">) => phoneWords((state.offer?.from ?? state.from).replace(/^(?=\d{11,15}$)/, "+"));

function Ringing({ state, phone }: { state: Of<"ringing">; phone: AtWork }) {
  const { t, format } = useI18n();
  const answer = useRef<HTMLButtonElement>(null);
  useEffect(() => answer.current?.focus(), []);
  useShortcuts({ KeyA: phone.line.answer }, true);
  const { offer } = state;
  return (
    <section role="alertdialog" aria-labelledby="op-who" aria-describedby="op-summary" className="op-card" data-testid="incoming">
      <p className="sm t3">{t("operator.ringing")}</p>
      <h2 id="op-who" className="num">
        {numberOf(state)}
      </h2>
      <p id="op-summary" className="op-summary">
        {offer === null || offer.summary === "" ? t("operator.noSummary") : offer.summary}
      </p>
      {offer !== null && offer.waitedMs >= 1000 && <p className="sm t3">{t("operator.waited", { time: format.duration(offer.waitedMs) })}</p>}
      <div className="row g3 op-actions">
        <button ref={answer} type="button" className="btn pri" onClick={phone.line.answer} aria-keyshortcuts="A">
          <Phone className="i" aria-hidden="true" />
          {t("operator.answer")} <span className="kbd" aria-hidden="true">A</span>
        </button>
        <button type="button" className="btn" onClick={phone.line.decline}>
          {t("operator.decline")}
        </button>
      </div>
    </section>
  );
}

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

function Talking({ state, phone, client }: { state: Of<"talking">; phone: AtWork; client: OperatorsClient }) {
  const { t, format } = useI18n();
  const [transfers, setTransfers] = useState(false);
  const [keys, setKeys] = useState(false);
  const now = useSeconds();
  const { line } = phone;
  const mute = () => phone.mute(!state.muted);
  const { dial } = state;
  const underWay = dialling(state);
  // A caller who is being handed on is not to be hung up by a slip: that is taken back first.
  const mayHangUp = !underWay || dial?.mode === "call";
  const transfer = () => setTransfers(!transfers);
  useShortcuts({ KeyM: mute, ...(mayHangUp && { KeyH: line.hangUp }), ...(!underWay && { KeyT: transfer }) }, true);
  return (
    <section className="op-card" aria-labelledby="op-who" data-testid="talking">
      <div className="row between">
        <h2 id="op-who" className="num">
          {underWay && dial?.mode === "call" ? phoneWords(dial.to) : numberOf(state)}
        </h2>
        <span className="num t2">{format.duration(Math.max(0, now - state.sinceMs))}</span>
      </div>
      {state.offer !== null && state.offer.summary !== "" && <p className="op-summary">{state.offer.summary}</p>}
      {state.held && <p className="note wr" role="status">{t("operator.held")}</p>}
      <div className="row wrap op-actions">
        <button type="button" className="btn" aria-pressed={state.muted} onClick={mute} aria-keyshortcuts="M">
          {state.muted ? <MicOff className="i" aria-hidden="true" /> : <Mic className="i" aria-hidden="true" />}
          {t(state.muted ? "operator.unmute" : "operator.mute")}
        </button>
        <button type="button" className="btn" aria-pressed={state.held} onClick={() => line.hold(!state.held)}>
          {state.held ? <Play className="i" aria-hidden="true" /> : <Pause className="i" aria-hidden="true" />}
          {t(state.held ? "operator.unhold" : "operator.hold")}
        </button>
        <button type="button" className="btn" aria-expanded={keys} onClick={() => setKeys(!keys)}>
          <Grid3x3 className="i" aria-hidden="true" />
          {t("operator.keys")}
        </button>
        {!underWay && (
          <button type="button" className="btn" aria-expanded={transfers} onClick={transfer} aria-keyshortcuts="T" data-testid="transfer">
            <PhoneForwarded className="i" aria-hidden="true" />
            {t("operator.transfer")}
          </button>
        )}
        {mayHangUp && (
          <button type="button" className="btn dng" onClick={line.hangUp} aria-keyshortcuts="H">
            <PhoneOff className="i" aria-hidden="true" />
            {t("operator.hangUp")} <span className="kbd" aria-hidden="true">H</span>
          </button>
        )}
      </div>
      {dial !== null && (underWay ? <DialUnderWay dial={dial} phone={phone} /> : <DialResult dial={dial} onRead={phone.readDial} />)}
      {transfers && !underWay && (
        <TransferForm phone={phone} client={client} onDone={() => {
          setTransfers(false);
          // Whoever answers is not to find a line on hold.
          if (state.held) line.hold(false);
        }} />
      )}
      {keys && (
        <div className="op-keys" role="group" aria-label={t("operator.keys")}>
          {digits.map((digit) => (
            <button key={digit} type="button" className="btn num" onClick={() => line.key(digit)}>
              {digit}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

/** Whom no bot has talked to. */
function Card({ callId }: { callId: string }) {
  const { t } = useI18n();
  return (
    <p className="op-words row between">
      <span className="t2">{t("operator.outgoing")}</span>
      <Link className="link sm" to={paths.call(callId)}>
        {t("operator.openCall")}
      </Link>
    </p>
  );
}

/** What caller and bot have said to each other; it stays as it was when the call was handed on. */
function Words({ callId, open }: { callId: string; open: boolean }) {
  const { t, language } = useI18n();
  const api = useApi();
  const call = useLoaded(`call ${callId}`, (signal) => api.call(callId, signal));
  const { live } = useLiveCall(callId, call.data?.status === "ended");
  // A colleague is given callers whose bot has finished with them.
  const kept = useLoaded(`words of ${callId}`, (signal) => api.messages(callId, signal));
  const lines = linesOf(live.messages.length > 0 ? live.messages : (kept.data ?? []));
  return (
    <details className="op-words" open={open}>
      <summary>{t("operator.transcript")}</summary>
      <div className="op-lines" role="log" aria-label={t("operator.transcript")}>
        {lines.map((line, index) => (
          <div key={index}>
            <Speaker who={line.message.who} />
            <LineText line={line} language={live.call?.language ?? language} />
          </div>
        ))}
      </div>
      <Link className="link sm" to={paths.call(callId)}>
        {t("operator.openCall")}
      </Link>
    </details>
  );
}

function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
