import { useEffect, useRef } from "react";
import { useI18n } from "../../lib/i18n.tsx";
import type { MediaSocket } from "./audio/media-socket.ts";

const bars = 52;
const stepPx = 5;
const height = 56;
/** One bar of the meter, ms. */
const stepMs = 60;

/** Loudness of the last three seconds: bronze the caller, petrol the bot. Drawn on a canvas: it changes sixteen times a second. */
export function LevelMeter({ socket, scripted }: { socket: MediaSocket | null; scripted: boolean }) {
  const { t } = useI18n();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current;
    const pen = surface?.getContext("2d") ?? null;
    if (surface === null || pen === null) return;
    const scale = Math.min(3, devicePixelRatio);
    surface.width = bars * stepPx * scale;
    surface.height = height * scale;
    pen.scale(scale, scale);
    const history: { level: number; caller: boolean }[] = Array.from({ length: bars }, () => ({ level: 0, caller: true }));
    const draw = () => {
      const style = getComputedStyle(surface);
      const colours = { caller: style.getPropertyValue("--color-caller"), bot: style.getPropertyValue("--color-bot") };
      pen.clearRect(0, 0, bars * stepPx, height);
      history.forEach((bar, index) => {
        const tall = Math.max(3, Math.min(height, Math.sqrt(bar.level) * height * 1.5));
        pen.fillStyle = bar.caller ? colours.caller : colours.bot;
        pen.globalAlpha = bar.level < 0.004 ? 0.35 : 1;
        pen.beginPath();
        pen.roundRect(index * stepPx, (height - tall) / 2, 3, tall, 1.5);
        pen.fill();
      });
    };
    const timer = setInterval(() => {
      const { microphone, arriving } = socket?.levels() ?? { microphone: 0, arriving: [0] };
      const caller = scripted ? (arriving[0] ?? 0) : microphone;
      const bot = (scripted ? arriving[1] : arriving[0]) ?? 0;
      history.shift();
      history.push(caller >= bot ? { level: caller, caller: true } : { level: bot, caller: false });
      draw();
    }, stepMs);
    draw();
    return () => clearInterval(timer);
  }, [socket, scripted]);
  return <canvas ref={canvas} className="level" style={{ width: bars * stepPx, height }} role="img" aria-label={t(scripted ? "test.levelBoth" : "test.level")} />;
}
