import { AudioLines, SendHorizontal, WifiOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { SubmitEvent } from "react";
import { Empty } from "../../components/panel-states.tsx";
import { StageBar } from "../../components/stage-bar.tsx";
import { LineNotes, LineText, Speaker } from "../../components/transcript.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import type { LiveCall } from "../../lib/live-call.ts";
import type { Line } from "../../lib/transcript-model.ts";
import type { TestCall } from "./use-test-call.ts";

type ConversationProps = { lines: readonly Line[]; live: LiveCall; lostAt: number | null; phase: TestCall["phase"]; scripted: boolean; over: boolean; onSay: ((text: string) => void) | null };

/** What is said, as it is recognised, and a line to say in writing. */
export function Conversation({ lines, live, lostAt, phase, scripted, over, onSay }: ConversationProps) {
  const { t, format } = useI18n();
  const scroll = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const partial = live.partial?.text ?? null;
  useEffect(() => {
    if (pinned.current && scroll.current !== null) scroll.current.scrollTop = scroll.current.scrollHeight;
  }, [lines, partial]);
  const idle = lines.length === 0 && partial === null;
  const language = live.call?.language ?? "ru";
  const state = lines.at(-1)?.message.state ?? live.call?.state ?? null;

  return (
    <section className="mid" aria-label={t("test.conversation")}>
      <div className="bar1 row sm">
        {state === null ? (
          <span className="t3">{t("test.conversation")}</span>
        ) : (
          <>
            <span className="badge ac mono" data-testid="dialogue-state">
              {state}
            </span>
            <span className="t3">{t("test.dialogueState")}</span>
          </>
        )}
      </div>
      {lostAt !== null && (
        <p className="note wr flat" role="status">
          <WifiOff className="i" aria-hidden="true" />
          {t("call.lost", { time: format.time(lostAt) })}
        </p>
      )}
      <div
        ref={scroll}
        className="scr"
        tabIndex={0}
        onScroll={(event) => {
          const box = event.currentTarget;
          pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
        }}
      >
        {idle && phase !== "call" && <Empty icon={<AudioLines className="i l" aria-hidden="true" />} title={t("test.empty.title")} text={t("test.empty.text")} />}
        <div role="log" aria-live="polite" aria-label={t("test.conversation")} data-testid="transcript">
          <ol>
            {lines.map((line) => (
              <Utterance key={line.key} line={line} language={language} you={!scripted} speaking={!over && live.speaking === "bot"} last={line === lines.at(-1)} />
            ))}
          </ol>
        </div>
        {partial !== null && (
          <div className="u" aria-hidden="true">
            <Speaker who="caller" you={!scripted} />
            <div>
              <p className="part" lang={language} data-testid="partial">
                {partial}
              </p>
              <div className="ti">{t("transcript.recognizing")}</div>
            </div>
          </div>
        )}
      </div>
      {phase === "call" && !scripted && !over && <SayLine onSay={onSay} />}
    </section>
  );
}

function Utterance({ line, language, you, speaking, last }: { line: Line; language: string; you: boolean; speaking: boolean; last: boolean }) {
  const { t } = useI18n();
  const { message } = line;
  const pending = line.who === "bot" && line.startMs === null && last && !speaking;
  return (
    <li className="u" data-testid="turn" data-who={line.who}>
      <Speaker who={line.who} you={you} />
      <div>
        <LineText line={line} language={language} />
        <div className="ti">
          {message.timings !== null && <StageBar timings={message.timings} />}
          {line.who === "bot" && message.state !== null && <span className="mono">{message.state}</span>}
          <LineNotes line={line} />
          {pending && <span>{t("transcript.notYet")}</span>}
        </div>
      </div>
    </li>
  );
}

function SayLine({ onSay }: { onSay: ((text: string) => void) | null }) {
  const { t } = useI18n();
  const [text, setText] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const line = text.trim();
    if (line === "" || onSay === null) return;
    onSay(line);
    setText("");
  };
  return (
    <form className="say-line" onSubmit={submit}>
      <span className="inp">
        <input aria-label={t("test.type")} placeholder={t("test.type.placeholder")} value={text} maxLength={1000} onChange={(event) => setText(event.target.value)} autoComplete="off" enterKeyHint="send" data-testid="say-text" />
      </span>
      <button type="submit" className="btn" disabled={onSay === null || text.trim() === ""} title={t("test.type")} aria-label={t("test.type.send")} data-testid="say-send">
        <SendHorizontal className="i" aria-hidden="true" />
        <span className="dk-only">{t("test.type.send")}</span>
      </button>
    </form>
  );
}
