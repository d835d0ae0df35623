import type { Call } from "@zvon/contract/api.ts";
import { Download, Pause, Play, RotateCcw, Volume2, VolumeX } from "lucide-react";
import { StageLegend } from "../../components/stage-bar.tsx";
import { recordingUrl } from "../../lib/api.ts";
import { useI18n } from "../../lib/i18n.tsx";
import type { Player } from "./use-player.ts";
import type { Recording } from "./use-recording.ts";
import { Waveform } from "./waveform.tsx";

export function PlayerPanel({ call, recording, player, durationMs, marks }: { call: Call; recording: Recording; player: Player; durationMs: number; marks: readonly number[] }) {
  const { t, format } = useI18n();
  if (recording.state === "failed") return <p className="player-note t2 sm" role="alert">{t("player.failed")}</p>;
  const ready = recording.state === "ready";
  return (
    <section className="player" aria-label={t("player.title")} data-testid="player" data-state={recording.state}>
      <div className="player-wave">
        <div className="player-sides xs dk-only" aria-hidden="true">
          <span style={{ color: "var(--color-caller-text)" }}>{t("player.caller")}</span>
          <span style={{ color: "var(--color-bot-text)" }}>{t("player.bot")}</span>
        </div>
        {ready ? <Waveform wav={recording.wav} durationMs={durationMs} atMs={player.atMs} marks={marks} onSeek={player.seek} /> : <div className="wave skel" role="status" aria-label={t("player.loading")} />}
      </div>
      {ready && recording.wav === null && <p className="xs t3">{t("player.noWave")}</p>}
      <div className="player-controls">
        <button type="button" className="playb" onClick={player.toggle} disabled={!ready} aria-label={t(player.playing ? "player.pause" : "player.play")} title={`${t(player.playing ? "player.pause" : "player.play")} (P)`} data-testid="play">
          {player.playing ? <Pause className="i" aria-hidden="true" /> : <Play className="i" aria-hidden="true" />}
        </button>
        <button type="button" className="btn ic gh smx" onClick={() => player.seek(player.atMs - 5000)} disabled={!ready} aria-label={t("player.back")} title={`${t("player.back")} (←)`}>
          <RotateCcw className="i" aria-hidden="true" />
        </button>
        <span className="num sm nw">
          <b className="b" data-testid="play-position">
            {format.duration(player.atMs)}
          </b>{" "}
          <span className="t3">/ {format.duration(durationMs)}</span>
        </span>
        <button type="button" className="btn gh smx num" onClick={player.nextSpeed} aria-label={t("player.speed", { speed: format.number(player.speed, player.speed % 1 === 0 ? 0 : player.speed === 1.5 ? 1 : 2) })}>
          {format.number(player.speed, player.speed % 1 === 0 ? 0 : player.speed === 1.5 ? 1 : 2)}×
        </button>
        <button type="button" className="btn ic gh smx" onClick={player.mute} aria-pressed={player.muted} aria-label={t(player.muted ? "player.unmute" : "player.mute")} title={`${t(player.muted ? "player.unmute" : "player.mute")} (M)`}>
          {player.muted ? <VolumeX className="i" aria-hidden="true" /> : <Volume2 className="i" aria-hidden="true" />}
        </button>
        <span className="grow" />
        <span className="dk-only">
          <StageLegend />
        </span>
        <a className="btn ic gh smx" href={call.recording?.url ?? recordingUrl(call.id)} download={`${call.id}.wav`} aria-label={t("player.download")} title={t("player.download")} data-testid="download">
          <Download className="i" aria-hidden="true" />
        </a>
      </div>
    </section>
  );
}
