import { useEffect } from "react";

const everyMs = 2000;
const toneSeconds = 0.4;

/** Rings, and the page's title says so, for a person who looks at another window. */
export function useRinging(on: boolean, words: string): void {
  useEffect(() => {
    if (!on) return;
    const { title } = document;
    const sound = new AudioContext();
    let flash = false;
    const ring = () => {
      flash = !flash;
      document.title = flash ? `● ${words}` : title;
      const volume = sound.createGain();
      volume.gain.value = 0.1;
      volume.connect(sound.destination);
      // Two tones, one after the other: not the ringing that a caller hears.
      [660, 880].forEach((frequency, index) => {
        const tone = sound.createOscillator();
        tone.frequency.value = frequency;
        tone.connect(volume);
        tone.start(sound.currentTime + index * toneSeconds);
        tone.stop(sound.currentTime + (index + 1) * toneSeconds);
      });
    };
    ring();
    const timer = setInterval(ring, everyMs);
    return () => {
      clearInterval(timer);
      document.title = title;
      sound.close().catch((error: unknown) => console.warn("the ringing could not be closed", error));
    };
  }, [on, words]);
}
