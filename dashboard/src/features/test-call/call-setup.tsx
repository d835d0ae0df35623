import { CircleAlert, Info, MicOff, PhoneCall as PhoneIcon, PhoneOutgoing } from "lucide-react";
import { useId, useState } from "react";
import { ErrorCode, Failed, Skeleton } from "../../components/panel-states.tsx";
import { ApiError } from "../../lib/api.ts";
import type { CallableBot } from "../../lib/api.ts";
import { botName } from "../../lib/bot-name.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import type { Loaded } from "../../lib/use-loaded.ts";
import type { MessageKey } from "../../locales/en.ts";
import { scriptsFor } from "./scripts.ts";
import type { TestCallFault, TestCallRequest } from "./use-test-call.ts";

type Choice = { bot: string | null; language: string | null; script: string | null };
type CallSetupProps = { /** Null where no telephone can be rung. */ onPhone: ((bot: CallableBot, to: string) => Promise<void>) | null; /** Who came to have a telephone rung. */ phoneFirst: boolean; bots: Loaded<CallableBot[]>; choice: Choice; onChoose: (choice: Choice) => void; starting: boolean; fault: TestCallFault | null; onStart: (request: TestCallRequest) => void };

/** Whom to call, in which language, and who talks. */
export function CallSetup({ onPhone, phoneFirst, bots, choice, onChoose, starting, fault, onStart }: CallSetupProps) {
  const { t, language } = useI18n();
  const [liveTools, setLiveTools] = useState(false);
  const [phone, setPhone] = useState(phoneFirst);
  if (bots.data === null) return bots.error === null ? <Skeleton rows={4} /> : <Failed error={bots.error} onRetry={bots.reload} />;
  const all = bots.data;
  const slugs = [...new Set(all.map((bot) => bot.slug))];
  const slug = slugs.find((one) => one === choice.bot) ?? slugs[0];
  const spoken = all.filter((bot) => bot.slug === slug);
  const bot = spoken.find((one) => one.language === choice.language) ?? spoken.find((one) => one.language === language) ?? spoken[0];
  if (bot === undefined) return <p className="note in">{t("test.bots.empty")}</p>;
  const scripts = scriptsFor(bot.slug, bot.language);
  const script = choice.script === null ? null : (scripts.find((one) => one.kind === choice.script) ?? scripts[0] ?? null);
  const choose = (change: Partial<Choice>) => onChoose({ bot: bot.slug, language: bot.language, script: script?.kind ?? null, ...change });
  const start = (microphone: boolean) => onStart({ bot, script: script?.yaml ?? null, microphone, liveTools });

  return (
    <form
      className="setup"
      onSubmit={(event) => {
        event.preventDefault();
        start(true);
      }}
    >
      <p className="t2">{t("test.lead")}</p>
      <fieldset>
        <legend>{t("test.bot")}</legend>
        {slugs.map((one) => {
          const summary = all.find((candidate) => candidate.slug === one && candidate.language === bot.language) ?? all.find((candidate) => candidate.slug === one);
          return summary === undefined ? null : (
            <label key={one} className="choice">
              <input type="radio" name="bot" value={one} checked={one === slug} onChange={() => choose({ bot: one, script: script === null ? null : (scriptsFor(one, bot.language)[0]?.kind ?? null) })} data-testid={`bot-${one}`} />
              <span>
                <span className="b">{botName(summary.name, language)}</span>
                <span className="xs t3 under">{botName(summary.description, language)}</span>
              </span>
            </label>
          );
        })}
      </fieldset>
      <fieldset>
        <legend>{t("test.language")}</legend>
        <div className="seg">
          {spoken.map((one) => (
            <button key={one.language} type="button" aria-pressed={one.language === bot.language} onClick={() => choose({ language: one.language })} data-testid={`call-language-${one.language}`}>
              {t(`language.${one.language}`)}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{t("test.how")}</legend>
        <label className="choice">
          <input type="radio" name="how" checked={script === null && !phone} onChange={() => { setPhone(false); choose({ script: null }); }} data-testid="how-microphone" />
          <span>
            <span className="b">{t("test.how.microphone")}</span>
            <span className="xs t3 under">{t("test.how.microphone.text")}</span>
          </span>
        </label>
        {scripts.length > 0 && (
          <label className="choice">
            <input type="radio" name="how" checked={script !== null && !phone} onChange={() => { setPhone(false); choose({ script: scripts[0]?.kind ?? null }); }} data-testid="how-script" />
            <span>
              <span className="b">{t("test.how.script")}</span>
              <span className="xs t3 under">{t("test.how.script.text")}</span>
            </span>
          </label>
        )}
        {(onPhone !== null || phoneFirst) && (
          <label className="choice">
            <input type="radio" name="how" checked={phone} onChange={() => setPhone(true)} data-testid="how-phone" />
            <span>
              <span className="b">{t("test.how.phone")}</span>
              <span className="xs t3 under">{t("test.how.phone.text")}</span>
            </span>
          </label>
        )}
        {script !== null && !phone && (
          <div className="field">
            <label htmlFor="script">{t("test.script")}</label>
            <span className="inp">
              <select id="script" value={script.kind} onChange={(event) => choose({ script: event.target.value })} data-testid="script">
                {scripts.map((one) => (
                  <option key={one.kind} value={one.kind}>
                    {t(one.title)}
                  </option>
                ))}
              </select>
            </span>
          </div>
        )}
      </fieldset>
      {phone ? (
        onPhone === null ? (
          <p className="note" data-testid="no-telephone">
            <span>
              {t("test.phone.none")} <Link className="link" to={paths.nodes}>{t("test.phone.none.where")}</Link>
            </span>
          </p>
        ) : (
          <PhoneCall bot={bot} onPhone={onPhone} />
        )
      ) : (
        <>
          <label className="switch-field">
            <input type="checkbox" role="switch" checked={liveTools} onChange={(event) => setLiveTools(event.target.checked)} data-testid="live-tools" />
            <span>
              {t("tools.live")}
              <span className="hint">{t(liveTools ? "tools.live.on" : "tools.live.off")}</span>
            </span>
          </label>
          {fault !== null && <Fault fault={fault} onTyping={() => start(false)} />}
          <button type="submit" className="btn pri lg" disabled={starting} data-testid="start-call">
            <PhoneIcon className="i" aria-hidden="true" />
            {t(starting ? "test.starting" : "test.start")}
          </button>
        </>
      )}
      <div className="note sm" data-testid="honest-note">
        <Info className="i t3" aria-hidden="true" />
        <div>
          <p className="b">{t("test.honest.title")}</p>
          <p className="t2">{t("test.honest.text")}</p>
        </div>
      </div>
    </form>
  );
}

/** The bot rings the owner's own telephone: the line is heard as callers hear it. */
function PhoneCall({ bot, onPhone }: { bot: CallableBot; onPhone: (bot: CallableBot, to: string) => Promise<void> }) {
  const { t } = useI18n();
  const [to, setTo] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  const call = () => {
    if (to.trim() === "") return setWrong(t("test.phone.missing"));
    setWrong(null);
    setBusy(true);
    onPhone(bot, to.trim()).catch((thrown: unknown) => {
      setBusy(false);
      const error = thrown instanceof ApiError ? thrown : new ApiError("unexpected", 0, null, { cause: thrown });
      setWrong(error.problem?.detail ?? t(`error.${error.fault}`));
    });
  };
  return (
    <>
      <div className={wrong === null ? "field" : "field err"}>
        <label htmlFor={id}>{t("test.phone")}</label>
        <span className="inp">
          <input id={id} type="tel" inputMode="tel" autoComplete="tel" value={to} aria-invalid={wrong !== null} onChange={(event) => setTo(event.target.value)} onKeyDown={(event) => event.key === "Enter" && (event.preventDefault(), call())} data-testid="phone-number" />
        </span>
        {wrong !== null && (
          <p className="errm" role="alert">
            {wrong}
          </p>
        )}
        <p className="hint">{t("test.phone.hint")}</p>
      </div>
      <button type="button" className="btn pri lg" disabled={busy} onClick={call} data-testid="call-phone">
        <PhoneOutgoing className="i" aria-hidden="true" />
        {t(busy ? "test.starting" : "test.start")}
      </button>
    </>
  );
}

function Fault({ fault, onTyping }: { fault: TestCallFault; onTyping: () => void }) {
  const { t } = useI18n();
  if (fault.kind === "microphone") {
    return (
      <div className="note wr" role="alert" data-testid="microphone-fault" data-fault={fault.fault}>
        <MicOff className="i" aria-hidden="true" />
        <div>
          <p className="b">{t(`test.mic.${fault.fault}.title`)}</p>
          <p className="t2">{t(`test.mic.${fault.fault}.text`)}</p>
          <button type="button" className="btn smx mt2" onClick={onTyping} data-testid="start-typing">
            {t("test.startTyping")}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="note er" role="alert" data-testid="start-fault">
      <CircleAlert className="i" aria-hidden="true" />
      <div>
        <p className="b">{t("test.failed.title")}</p>
        <p className="t2">{fault.kind === "media" ? t("test.failed.media", { host: fault.host }) : t(startFault(fault.error))}</p>
        {fault.kind === "api" && <ErrorCode error={fault.error} />}
      </div>
    </div>
  );
}

function startFault(error: ApiError): MessageKey {
  if (error.problem?.code === "no_media_node") return "test.failed.noNode";
  if (error.status === 503) return "test.failed.notPlaced";
  return error.status === 429 ? "test.failed.limit" : `error.${error.fault}`;
}
