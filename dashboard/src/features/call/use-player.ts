import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export const speeds = [1, 1.25, 1.5, 2] as const;

export type Player = {
  atMs: number;
  playing: boolean;
  muted: boolean;
  speed: number;
  toggle: () => void;
  seek: (ms: number) => void;
  mute: () => void;
  nextSpeed: () => void;
};

/** One <audio> element behind the waveform; the moment is followed once a frame while it plays. */
export function usePlayer(src: string | null, durationMs: number, startMs: number): Player {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [atMs, setAtMs] = useState(startMs);
  const [playing, setPlaying] = useState(false);
  const [muted, setMuted] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const wanted = useRef(startMs);

  useEffect(() => {
    if (src === null) return;
    const element = new Audio();
    element.preload = "auto";
    element.src = src;
    audio.current = element;
    // A seek before the file's head is read would be lost.
    const onHead = () => {
      element.currentTime = wanted.current / 1000;
    };
    const onState = () => setPlaying(!element.paused && !element.ended);
    element.addEventListener("loadedmetadata", onHead);
    for (const name of ["play", "pause", "ended"] as const) element.addEventListener(name, onState);
    return () => {
      element.removeEventListener("loadedmetadata", onHead);
      for (const name of ["play", "pause", "ended"] as const) element.removeEventListener(name, onState);
      element.pause();
      element.removeAttribute("src");
      element.load();
      audio.current = null;
    };
  }, [src]);

  useEffect(() => {
    if (!playing) return;
    let frame = requestAnimationFrame(function follow() {
      if (audio.current !== null) setAtMs(audio.current.currentTime * 1000);
      frame = requestAnimationFrame(follow);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);

  useEffect(() => {
    if (audio.current === null) return;
    audio.current.muted = muted;
    audio.current.playbackRate = speed;
  }, [muted, speed, src]);

  const seek = useCallback(
    (ms: number) => {
      const target = Math.max(0, Math.min(durationMs, ms));
      wanted.current = target;
      setAtMs(target);
      if (audio.current !== null && audio.current.readyState > 0) audio.current.currentTime = target / 1000;
    },
    [durationMs],
  );
  const toggle = useCallback(() => {
    const element = audio.current;
    if (element === null) return;
    if (element.paused) element.play().catch((error: unknown) => console.warn("the recording does not play", error));
    else element.pause();
  }, []);
  return useMemo(
    () => ({ atMs, playing, muted, speed, toggle, seek, mute: () => setMuted((old) => !old), nextSpeed: () => setSpeed((old) => speeds[(speeds.findIndex((one) => one === old) + 1) % speeds.length] ?? 1) }),
    [atMs, playing, muted, speed, toggle, seek],
  );
}
