import type { Call } from "@zvon/contract/api.ts";
import { ArrowDown } from "lucide-react";
import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { StageBar } from "../../components/stage-bar.tsx";
import { LineNotes, LineText, Speaker } from "../../components/transcript.tsx";
import { useI18n } from "../../lib/i18n.tsx";
import { lineAt, wordAt } from "../../lib/transcript-model.ts";
import type { Line } from "../../lib/transcript-model.ts";
import type { Player } from "./use-player.ts";

/** The conversation with its times. Follows the player until the reader scrolls away. */
export function CallTranscript({ call, lines, partial, player }: { call: Call; lines: readonly Line[]; partial: { text: string } | null; player: Player | null }) {
  const { t } = useI18n();
  const list = useRef<HTMLOListElement>(null);
  const [following, setFollowing] = useState(true);
  const active = player !== null && (player.playing || player.atMs > 0) ? lineAt(lines, player.atMs) : null;
  const activeKey = active?.key ?? null;
  useEffect(() => {
    if (following && activeKey !== null) list.current?.querySelector(`[data-line="${activeKey}"]`)?.scrollIntoView({ block: "nearest" });
  }, [activeKey, following]);
  const live = call.status !== "ended";

  if (lines.length === 0 && partial === null) return <p className="tr-empty t2 sm">{t(live ? "call.noMessages.live" : "call.noMessages")}</p>;
  return (
    <div className="tr" tabIndex={0} role="region" aria-label={t("transcript.title")} onWheel={() => setFollowing(false)} onTouchMove={() => setFollowing(false)}>
      <div role={live ? "log" : undefined} aria-live={live ? "polite" : undefined} data-testid="transcript">
        <ol ref={list}>
          {lines.map((line) => (
            <TranscriptLine key={line.key} line={line} timed={call.via !== "text"} language={call.language} now={line.key === activeKey} atMs={player?.atMs ?? null} onSeek={player === null ? null : player.seek} />
          ))}
          {partial !== null && (
            <li className="tn1" aria-hidden="true">
              <span className="tm" />
              <Speaker who="caller" />
              <p className="tx t3" lang={call.language} data-testid="partial">
                {partial.text}
              </p>
              <div className="meta t3">{t("transcript.recognizing")}</div>
            </li>
          )}
        </ol>
      </div>
      {!following && player?.playing === true && (
        <button type="button" className="btn smx follow" onClick={() => setFollowing(true)}>
          <ArrowDown className="i" aria-hidden="true" />
          {t("player.here")}
        </button>
      )}
    </div>
  );
}

const TurnSteps = lazy(() => import("../../components/turn-steps.tsx").then(({ TurnSteps }) => ({ default: TurnSteps })));

type TranscriptLineProps = { line: Line; /** A pause is felt by ear: none is shown in writing. */ timed: boolean; language: string; now: boolean; atMs: number | null; onSeek: ((ms: number) => void) | null };

function TranscriptLine({ line, timed, language, now, atMs, onSeek }: TranscriptLineProps) {
  const { t, format } = useI18n();
  const { message } = line;
  const time = line.startMs === null ? "" : format.duration(line.startMs);
  const [why, setWhy] = useState(false);
  const trace = message.trace ?? null;
  return (
    <li className={now ? "tn1 now" : "tn1"} data-line={line.key} data-testid="turn" data-who={line.who} aria-current={now ? "true" : undefined}>
      {onSeek === null || line.startMs === null ? (
        <span className="tm num">{time}</span>
      ) : (
        <button type="button" className="tm num" onClick={() => onSeek(line.startMs ?? 0)} aria-label={t("transcript.playFrom", { time })}>
          {time}
        </button>
      )}
      <Speaker who={line.who} />
      <div className="tx-box">
        <LineText line={line} language={language} spoken={now && atMs !== null ? wordAt(line, atMs) : -1} {...(onSeek === null ? {} : { onSeek })} />
        <div className="tx-notes xs t3">
          <LineNotes line={line} />
          {trace !== null && trace.steps.length > 0 && (
            <button type="button" className="link" aria-expanded={why} onClick={() => setWhy(!why)} data-testid="turn-why">
              {t("transcript.why")}
            </button>
          )}
        </div>
        {why && trace !== null && (
          <Suspense fallback={null}>
            <TurnSteps trace={trace} whole />
          </Suspense>
        )}
      </div>
      <div className="meta">
        {line.who === "bot" && message.state !== null && <span className="mono t3">{message.state}</span>}
        {timed && message.timings !== null && message.timings.firstAudioMs > 0 && <StageBar timings={message.timings} />}
      </div>
    </li>
  );
}
