import { Grid3x3, Mic, MicOff, PhoneOff, RotateCw, Volume2, VolumeX } from "lucide-react";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { OutcomeBadge } from "../../components/call-labels.tsx";
import { LevelMeter } from "../../components/level-meter.tsx";
import type { Loudness } from "../../components/level-meter.tsx";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import type { LiveCall } from "../../lib/live-call.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { useShortcuts } from "../../lib/use-shortcuts.ts";
import type { MediaSocket } from "../../lib/audio/media-socket.ts";
import { phrasesFor, tipsFor } from "./scripts.ts";
import type { TestCall } from "./use-test-call.ts";

type InCall = Extract<TestCall, { phase: "call" | "over" }>;
type HandsetProps = { call: InCall; live: LiveCall; over: boolean; socket: MediaSocket | null; onHangUp: () => void; onAgain: () => void };

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
const codes: Record<string, string> = { NumpadMultiply: "*", "Shift+Digit8": "*", "Shift+Digit3": "#" };
for (let digit = 0; digit <= 9; digit++) codes[`Digit${digit}`] = codes[`Numpad${digit}`] = String(digit);

/** The telephone of a test call: time, state, level, keys, microphone, sound, hang up. */
export function Handset({ call, live, over, socket, onHangUp, onAgain }: HandsetProps) {
  const { t, language } = useI18n();
  const [microphoneOn, setMicrophoneOn] = useState(true);
  const [soundOn, setSoundOn] = useState(true);
  const [keysShown, setKeysShown] = useState(false);
  const [pressed, setPressed] = useState<string | null>(null);
  const hasMicrophone = call.phase === "call" && call.microphone;
  const connected = call.phase === "call" && call.connectedAt !== null;
  const keysWork = connected && !over && !call.scripted && socket !== null;
  const press = (digit: string) => {
    socket?.key(digit);
    setPressed(digit);
  };
  useEffect(() => {
    if (pressed === null) return;
    const timer = setTimeout(() => setPressed(null), 180);
    return () => clearTimeout(timer);
  }, [pressed]);
  const toggleMicrophone = () => {
    socket?.setMicrophone(!microphoneOn);
    setMicrophoneOn(!microphoneOn);
  };
  const toggleSound = () => {
    socket?.setSound(!soundOn);
    setSoundOn(!soundOn);
  };
  useShortcuts(keysWork ? { ...Object.fromEntries(Object.entries(codes).map(([code, digit]) => [code, () => press(digit)])), ...(hasMicrophone ? { KeyM: toggleMicrophone } : {}) } : {});
  const bot = live.call?.bot;
  const phrases = bot === undefined || live.call === null || call.scripted ? [] : phrasesFor(bot.slug, live.call.language);

  return (
    <>
      <div className="hd">
        {bot !== undefined && <span className="sm t3">{botName(bot.name, language)}</span>}
        <Timer from={call.phase === "call" ? call.connectedAt : null} fixedMs={over ? (live.call?.durationMs ?? null) : null} />
        <CallState live={live} over={over} connected={connected} scripted={call.scripted} />
      </div>
      {!over && <LevelMeter sample={() => loudnessOf(socket, call.scripted)} label={t(call.scripted ? "test.levelBoth" : "test.level")} />}
      {over ? (
        <div className="handset-over" data-testid="call-over">
          {call.phase === "over" && call.lost && (
            <p className="note wr" role="alert">
              {t("test.lost")}
            </p>
          )}
          {live.call?.status === "ended" && <OutcomeBadge outcome={live.call.outcome} />}
          <button type="button" className="btn pri lg" onClick={onAgain} data-testid="call-again">
            <RotateCw className="i" aria-hidden="true" />
            {t("test.again")}
          </button>
          <Link className="btn" to={paths.call(call.callId)} data-testid="open-call">
            {t("test.open")}
          </Link>
        </div>
      ) : (
        <>
          {!call.scripted && (
            <div className={keysShown ? "keys shown" : "keys"} role="group" aria-label={t("test.keys")}>
              {digits.map((digit) => (
                <button key={digit} type="button" className={pressed === digit ? "pr" : undefined} disabled={!keysWork} onClick={() => press(digit)} aria-label={t("test.key", { digit })} data-testid={`key-${digit}`}>
                  {digit === "*" ? "∗" : digit}
                </button>
              ))}
            </div>
          )}
          <div className="cbs">
            {!call.scripted && (
              <RoundButton label={t("test.microphone")} hint={t(!hasMicrophone ? "test.microphone.off" : microphoneOn ? "test.microphone.mute" : "test.microphone.unmute")} pressed={hasMicrophone && !microphoneOn} disabled={!hasMicrophone} onClick={toggleMicrophone} testId="microphone">
                {hasMicrophone && microphoneOn ? <Mic className="i l" aria-hidden="true" /> : <MicOff className="i l" aria-hidden="true" />}
              </RoundButton>
            )}
            {!call.scripted && (
              <div className="ph-only cb-item">
                <button type="button" className="rb" aria-pressed={keysShown} onClick={() => setKeysShown(!keysShown)} aria-label={t("test.keys")}>
                  <Grid3x3 className="i l" aria-hidden="true" />
                </button>
                <span aria-hidden="true">{t("test.keys")}</span>
              </div>
            )}
            <div className="cb-item">
              <button type="button" className="rb end" onClick={onHangUp} disabled={socket === null} aria-label={t("test.end")} data-testid="hang-up">
                <PhoneOff className="i l" aria-hidden="true" />
              </button>
              <span aria-hidden="true">{t("test.end")}</span>
            </div>
            <RoundButton label={t("test.sound")} hint={t(soundOn ? "test.sound.mute" : "test.sound.unmute")} pressed={!soundOn} disabled={false} onClick={toggleSound} testId="sound">
              {soundOn ? <Volume2 className="i l" aria-hidden="true" /> : <VolumeX className="i l" aria-hidden="true" />}
            </RoundButton>
          </div>
          {phrases.length > 0 && (
            <div className="tips dk-only">
              <p className="sm t2" lang={live.call?.language}>
                {t("test.try", { phrases: phrases.join(" · ") })}
              </p>
              <h2 className="sm sb">{t("test.tips")}</h2>
              <ul className="sm t2">
                {tipsFor(bot?.slug ?? "").map((tip) => (
                  <li key={tip}>{t(`test.tip.${tip}`)}</li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </>
  );
}

/** Of a scripted call both sides arrive; else the caller is the microphone. */
function loudnessOf(socket: MediaSocket | null, scripted: boolean): Loudness {
  const { microphone, arriving } = socket?.levels() ?? { microphone: 0, arriving: [0] };
  const caller = scripted ? (arriving[0] ?? 0) : microphone;
  const bot = (scripted ? arriving[1] : arriving[0]) ?? 0;
  return caller >= bot ? { level: caller, who: "caller" } : { level: bot, who: "bot" };
}

type RoundButtonProps = { label: string; hint: string; pressed: boolean; disabled: boolean; onClick: () => void; testId: string; children: ReactNode };

function RoundButton({ label, hint, pressed, disabled, onClick, testId, children }: RoundButtonProps) {
  return (
    <div className="cb-item">
      <button type="button" className="rb" aria-pressed={pressed} aria-label={hint} title={hint} disabled={disabled} onClick={onClick} data-testid={testId}>
        {children}
      </button>
      <span aria-hidden="true">{label}</span>
    </div>
  );
}

function CallState({ live, over, connected, scripted }: { live: LiveCall; over: boolean; connected: boolean; scripted: boolean }) {
  const { t } = useI18n();
  const state = over ? "ended" : !connected ? "connecting" : live.speaking === "bot" ? "speaking" : scripted ? (live.speaking === "caller" ? "callerSpeaking" : "thinking") : "listening";
  const colour = state === "speaking" ? "var(--color-bot)" : state === "listening" || state === "callerSpeaking" ? "var(--color-caller)" : "var(--color-text-3)";
  return (
    <span className="row sm" role="status" data-testid="call-state" data-state={state}>
      <i className="dot" style={{ background: colour }} aria-hidden="true" />
      {t(`test.state.${state}`)}
    </span>
  );
}

function Timer({ from, fixedMs }: { from: number | null; fixedMs: number | null }) {
  const { format } = useI18n();
  const [passedMs, setPassedMs] = useState(0);
  useEffect(() => {
    if (from === null || fixedMs !== null) return;
    const tick = () => setPassedMs(Date.now() - from);
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [from, fixedMs]);
  return <span className="clock num">{format.duration(fixedMs ?? passedMs)}</span>;
}
