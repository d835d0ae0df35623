import { useEffect, useRef } from "react";

const stepPx = 5;
/** One bar of the meter, ms. */
const stepMs = 60;

/** Loudness 0 to 1 now, and whose: bronze the caller, petrol the bot, blue one of the team. */
export type Loudness = { level: number; who: "caller" | "bot" | "operator" };

/** Loudness of the last seconds. Drawn on a canvas: it changes sixteen times a second. */
export function LevelMeter({ sample, label, bars = 52, height = 56 }: { sample: () => Loudness; label: string; bars?: number; height?: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(sample);
  useEffect(() => {
    latest.current = sample;
  });
  useEffect(() => {
    const surface = canvas.current;
    const pen = surface?.getContext("2d") ?? null;
    if (surface === null || pen === null) return;
    const scale = Math.min(3, devicePixelRatio);
    surface.width = bars * stepPx * scale;
    surface.height = height * scale;
    pen.scale(scale, scale);
    const history: Loudness[] = Array.from({ length: bars }, () => ({ level: 0, who: "caller" }));
    const draw = () => {
      const style = getComputedStyle(surface);
      pen.clearRect(0, 0, bars * stepPx, height);
      history.forEach((bar, index) => {
        const tall = Math.max(3, Math.min(height, Math.sqrt(bar.level) * height * 1.5));
        pen.fillStyle = style.getPropertyValue(`--color-${bar.who}`);
        pen.globalAlpha = bar.level < 0.004 ? 0.35 : 1;
        pen.beginPath();
        pen.roundRect(index * stepPx, (height - tall) / 2, 3, tall, 1.5);
        pen.fill();
      });
    };
    const timer = setInterval(() => {
      history.shift();
      history.push(latest.current());
      draw();
    }, stepMs);
    draw();
    return () => clearInterval(timer);
  }, [bars, height]);
  return <canvas ref={canvas} className="level" style={{ width: bars * stepPx, height }} role="img" aria-label={label} />;
}
