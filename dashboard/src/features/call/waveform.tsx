import { useEffect, useMemo, useRef, useState } from "react";
import type { PointerEvent } from "react";
import { useI18n } from "../../lib/i18n.tsx";
import { peaksOf } from "./peaks.ts";
import type { Wav } from "./wav.ts";

/** One bar per 4 px, 3 px wide. */
const barPx = 4;
const height = 64;
/** The axis lies a little above the middle: the bot talks more. */
const axis = 30;
const seekStepMs = 5000;

/** Caller above the axis, bot below; played solid, the rest at 42 %. A slider: click, drag, arrow keys. */
export function Waveform({ wav, durationMs, atMs, marks, onSeek }: { wav: Wav | null; durationMs: number; atMs: number; marks: readonly number[]; onSeek: (ms: number) => void }) {
  const { t, format } = useI18n();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const bars = Math.max(0, Math.floor(width / barPx));
  const peaks = useMemo(() => (wav === null || bars === 0 ? null : peaksOf(wav, bars)), [wav, bars]);
  const share = durationMs === 0 ? 0 : Math.min(1, atMs / durationMs);

  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width: drawn } = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - left) / drawn) * durationMs);
  };
  const drawn = useMemo(() => {
    if (peaks === null) return null;
    const up = peaks.caller.map((peak, bar) => barPath(bar, axis - 2, -Math.max(1, peak * (axis - 6)))).join("");
    const down = peaks.bot.map((peak, bar) => barPath(bar, axis + 2, Math.max(1, peak * (height - axis - 6)))).join("");
    return (
      <>
        <path d={up} fill="var(--color-caller)" />
        <path d={down} fill="var(--color-bot)" />
      </>
    );
  }, [peaks]);

  return (
    <div
      ref={box}
      className="wave"
      role="slider"
      tabIndex={0}
      data-testid="waveform"
      aria-label={t("player.position")}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs / 1000)}
      aria-valuenow={Math.round(atMs / 1000)}
      aria-valuetext={t("player.positionText", { at: format.duration(atMs), length: format.duration(durationMs) })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && seekTo(event)}
      onKeyDown={(event) => {
        const step = event.key === "ArrowLeft" || event.key === "ArrowDown" ? -seekStepMs : event.key === "ArrowRight" || event.key === "ArrowUp" ? seekStepMs : null;
        const target = event.key === "Home" ? 0 : event.key === "End" ? durationMs : step === null ? null : atMs + step;
        if (target === null) return;
        event.preventDefault();
        onSeek(target);
      }}
    >
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <clipPath id="wave-played">
            <rect x="0" y="0" width={share * width} height={height} />
          </clipPath>
          <line x1="0" x2={width} y1={axis} y2={axis} stroke="var(--color-border)" />
          <g opacity=".42">{drawn}</g>
          <g clipPath="url(#wave-played)">{drawn}</g>
          {marks.map((mark) => (
            <g key={mark} transform={`translate(${(mark / Math.max(1, durationMs)) * width} 0)`}>
              <line y1="6" y2={height} stroke="var(--color-warning)" strokeDasharray="2 2" />
              <circle cy="4" r="3.5" fill="var(--color-warning)" />
            </g>
          ))}
          <rect x={Math.min(width - 2, share * width)} y="0" width="2" height={height} fill="var(--color-text)" />
        </svg>
      )}
    </div>
  );
}

function barPath(bar: number, from: number, by: number): string {
  return `M${bar * barPx} ${from}h3v${by.toFixed(1)}h-3z`;
}
