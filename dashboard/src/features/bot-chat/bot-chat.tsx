/** The chat beside the editor: the draft answers as it would on the phone, and each turn says why. */
import { CornerDownLeft, FlaskConical, Grid3x3, RotateCcw, TimerOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { FormEvent } from "react";
import { addCase, useEvalsClient } from "../../lib/evals-client.ts";
import { caseOf, localMinute, stateOf } from "../../lib/chat-log.ts";
import type { ChatEntry } from "../../lib/chat-log.ts";
import { useShowFaults } from "../../lib/faults-shown.ts";
import { useI18n } from "../../lib/i18n.tsx";
import { listAt, textAt } from "../../lib/pointer.ts";
import { Link } from "../../lib/router.tsx";
import { paths } from "../../lib/routes.ts";
import { scrollInPane } from "../../lib/scroll-in-pane.ts";
import { useSession } from "../../lib/session.tsx";
import { useDraft } from "../../lib/use-draft.tsx";
import { TurnWhy, WhatWasMeant } from "./turn-why.tsx";
import { useBotChat } from "./use-bot-chat.ts";

export function BotChat() {
  const { t, language: shown } = useI18n();
  const { draft, config, faults, readOnly } = useDraft();
  const showFaults = useShowFaults();
  const slug = draft.bot.slug;
  const languages = listAt(config, "/languages").filter((one) => one === "ru" || one === "en");
  const [chosen, setChosen] = useState<"ru" | "en" | null>(null);
  const language = chosen ?? (languages.includes(shown) ? shown : (languages[0] ?? "ru"));
  const [liveTools, setLiveTools] = useState(false);
  const reachesOut = toolsOutside(config);
  const chat = useBotChat(slug, language, liveTools && reachesOut);
  const { log, line, begin, send } = chat;
  // The revision that this chat began with: an edit since is not in it.
  const [begunWith, setBegunWith] = useState<number | null>(null);
  const [begunAt, setBegunAt] = useState(0);
  const start = () => {
    setBegunWith(draft.stored.revision);
    setBegunAt(Date.now());
    begin();
  };
  // A chat goes on in the language it began in: another one is another chat.
  const began = useRef(language);
  useEffect(() => {
    if (began.current === language) return;
    began.current = language;
    if (line === "open" || line === "opening") start();
    // Only the choice counts, not what else made the page draw anew.
  }, [language]);
  const stale = begunWith !== null && begunWith !== draft.stored.revision && line !== "closed";
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current !== null) scrollInPane(end.current, "nearest");
  }, [log.entries.length]);

  return (
    <section className="bc" data-testid="bot-chat">
      <header className="phead">
        <h2>{t("chat.title")}</h2>
        <span className="grow" />
        {languages.length > 1 && (
          <span className="inp bc-lang">
            <select aria-label={t("chat.language")} value={language} onChange={(event) => setChosen(event.target.value === "en" ? "en" : "ru")}>
              {languages.map((one) => (
                <option key={one} value={one}>
                  {t(`language.${one}`)}
                </option>
              ))}
            </select>
          </span>
        )}
        {line !== "closed" && (
          <button type="button" className="btn ic smx gh" onClick={start} title={t("chat.again")} aria-label={t("chat.again")}>
            <RotateCcw className="i s" aria-hidden="true" />
          </button>
        )}
      </header>
      {faults.length > 0 && line === "closed" ? (
        <div className="bc-empty">
          <button type="button" className="link sm" onClick={showFaults} data-testid="chat-faults">
            {t("chat.faulty", { count: faults.length })}
          </button>
        </div>
      ) : line === "closed" && log.entries.length === 0 ? (
        <div className="bc-empty">
          <p className="sm t2">{t("chat.lead")}</p>
          {reachesOut && <LiveTools on={liveTools} onChange={setLiveTools} />}
          <button type="button" className="btn mt3" onClick={start} data-testid="chat-start">
            {t("chat.start")}
          </button>
        </div>
      ) : (
        <>
          <div className="bc-log" role="log" aria-label={t("chat.log")}>
            {log.entries.map((entry, index) => (
              <Entry key={index} entry={entry} answer={answerTo(log.entries, entry)} language={language} />
            ))}
            {line === "lost" && <p className="note er">{t("chat.lost")}</p>}
            {log.refused !== null && <p className="note wr">{log.refused}</p>}
            {log.ended !== null && (
              <p className="note" data-testid="chat-ended">
                {t("chat.ended", { outcome: log.ended.outcome === null ? t("outcome.none") : t(`outcome.${log.ended.outcome}`) })}
              </p>
            )}
            <div ref={end} />
          </div>
          <footer className="bc-foot">
            {stale && (
              <p className="xs warn-t">
                {t("chat.stale")}{" "}
                <button type="button" className="link" onClick={start}>
                  {t("chat.again")}
                </button>
              </p>
            )}
            {line === "open" && log.ended === null ? (
              <Composer waiting={log.waiting} onText={(text) => send({ type: "text", text })} onKeys={(keys) => send({ type: "keys", keys })} onSilence={() => send({ type: "silence" })} />
            ) : (
              line !== "opening" && (
                <>
                  {reachesOut && <LiveTools on={liveTools} onChange={setLiveTools} />}
                  <button type="button" className="btn" onClick={start}>
                    <RotateCcw className="i" aria-hidden="true" />
                    {t("chat.again")}
                  </button>
                </>
              )
            )}
            <div className="row between">
              <span className="xs t3 ell">{stateOf(log) !== null && t("chat.state", { state: stateOf(log) ?? "" })}</span>
              {!readOnly && <ToEvals log={log} slug={slug} begunAt={begunAt} />}
            </div>
          </footer>
        </>
      )}
    </section>
  );
}

/** Off unless the owner says so: a test must send nobody a message and change nothing outside. */
function LiveTools({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { t } = useI18n();
  return (
    <label className="switch-field mt3">
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.target.checked)} data-testid="live-tools" />
      <span>
        {t("tools.live")}
        <span className="hint">{t(on ? "tools.live.on" : "tools.live.off")}</span>
      </span>
    </label>
  );
}

/** Whether any tool asks a service outside: an HTTP tool, a message, a CRM, a calendar of one's own. */
const toolsOutside = (config: unknown): boolean => listAt(config, "/tools").some((tool) => ["http", "message", "crm"].includes(textAt(tool, "/type")) || textAt(tool, "/config/source/kind") === "http");

/** The turn that a caller's words became. */
const answerTo = (entries: readonly ChatEntry[], entry: ChatEntry) => (entry.kind === "message" && entry.who === "caller" ? (entries.find((one) => one.kind === "turn" && one.turn.turn === entry.turn) ?? null) : null);

function Entry({ entry, answer, language }: { entry: ChatEntry; answer: ChatEntry | null; language: string }) {
  const { t } = useI18n();
  switch (entry.kind) {
    case "silence":
      return <p className="bc-say c t3 sm">{t("chat.silent")}</p>;
    case "turn":
      return <TurnWhy turn={entry.turn} />;
    case "message":
      return (
        <>
          <p className={entry.who === "bot" ? "bc-say b" : "bc-say c"} lang={language} data-who={entry.who}>
            {entry.by === "keys" ? <span className="keys-pressed">{entry.text}</span> : entry.text}
          </p>
          {answer?.kind === "turn" && <WhatWasMeant turn={answer.turn} />}
        </>
      );
  }
}

function Composer({ waiting, onText, onKeys, onSilence }: { waiting: boolean; onText: (text: string) => void; onKeys: (keys: string) => void; onSilence: () => void }) {
  const { t } = useI18n();
  const [text, setText] = useState("");
  const [keys, setKeys] = useState(false);
  const wrong = keys && text !== "" && !/^[0-9*#]+$/.test(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = text.trim();
    if (said === "" || wrong) return;
    setText("");
    if (keys) onKeys(said);
    else onText(said);
  };
  return (
    <form className="bc-form" onSubmit={submit}>
      <span className={wrong ? "inp grow er" : "inp grow"}>
        <input aria-label={t(keys ? "chat.keys" : "chat.say")} placeholder={t(keys ? "chat.keys" : "chat.say")} value={text} maxLength={2000} autoComplete="off" inputMode={keys ? "tel" : "text"} aria-invalid={wrong} onChange={(event) => setText(event.target.value)} data-testid="chat-input" />
        <button type="submit" className="btn ic smx gh" aria-label={t("chat.send")} data-testid="chat-send">
          <CornerDownLeft className="i s" aria-hidden="true" />
        </button>
      </span>
      <button type="button" className="btn ic gh" aria-pressed={keys} title={t("chat.byKeys")} aria-label={t("chat.byKeys")} onClick={() => setKeys(!keys)}>
        <Grid3x3 className="i" aria-hidden="true" />
      </button>
      <button type="button" className="btn ic gh" disabled={waiting} title={t(waiting ? "chat.waiting" : "chat.silence")} aria-label={t("chat.silence")} onClick={onSilence}>
        <TimerOff className="i" aria-hidden="true" />
      </button>
    </form>
  );
}

/** The talk becomes a case of the bot's evals. */
function ToEvals({ log, slug, begunAt }: { log: Parameters<typeof caseOf>[0]; slug: string; begunAt: number }) {
  const { t, format } = useI18n();
  const client = useEvalsClient();
  const [state, setState] = useState<"idle" | "saving" | "saved" | "failed">("idle");
  const saved = useRef(-1);
  const place = useRef("");
  const { session } = useSession();
  const zone = session.state === "signed-in" ? session.me.tenant.timeZone : "UTC";
  const made = caseOf(log, t("chat.caseName", { time: `${format.date(Date.now())}, ${format.time(Date.now())}` }), localMinute(begunAt, zone));
  if (made === null) return null;
  if (state === "saved" && saved.current === log.entries.length) {
    return (
      <Link className="link xs" to={`${paths.bot(slug, "evals")}?${new URLSearchParams({ at: place.current })}`}>
        {t("chat.caseSaved")}
      </Link>
    );
  }
  const save = async () => {
    setState("saving");
    try {
      place.current = await addCase(client, slug, made, t("chat.suite"));
      saved.current = log.entries.length;
      setState("saved");
    } catch (error) {
      console.warn("the case was not saved", error);
      setState("failed");
    }
  };
  return (
    <button type="button" className="link xs" disabled={state === "saving"} onClick={() => void save()} data-testid="chat-to-evals">
      <FlaskConical className="i s" aria-hidden="true" /> {t(state === "failed" ? "chat.caseFailed" : "chat.toEvals")}
    </button>
  );
}
