/**
 * What a caller hears while nobody speaks to them on purpose: the ringing of whoever is being dialled, or that the line
 * is held and not dead. Made here, so that it needs no file and no licence; each period is one mark of the leg.
 */
import { msToSamples, SAMPLE_RATE_HZ } from "../audio/frame.ts";
import type { Leg, LegEvent } from "../media/engine.ts";

/** Tones and pauses of one period, ms. */
type Pattern = readonly { hz: number; ms: number }[];
/** ITU-T E.180 supplement 2: 425 Hz, one second in five, in Russia and most of Europe. */
const ringing: Pattern = [{ hz: 425, ms: 1000 }, { hz: 0, ms: 4000 }];
/** Two soft notes now and then: no melody to tire of, no silence to hang up in. */
const held: Pattern = [{ hz: 523, ms: 220 }, { hz: 659, ms: 380 }, { hz: 0, ms: 5400 }];
export type WaitingSound = "ringing" | "held";
const patterns: Record<WaitingSound, Pattern> = { ringing, held };
/** -20 dBFS, as loud as speech; the notes lie under it. */
const amplitude: Record<WaitingSound, number> = { ringing: 3300, held: 1600 };
/** Against clicks. */
const fadeMs = 12;

export interface Waiting {
  start(sound: WaitingSound): void;
  /** Silence at once. Nothing where nothing sounds. */
  stop(): void;
  /** What sounds, null while nothing does. */
  sound(): WaitingSound | null;
  /** Whether the mark was this one's. */
  onMark(event: Extract<LegEvent, { type: "mark-started" | "mark-finished" | "mark-stopped" }>): boolean;
}

export function createWaiting(leg: Pick<Leg, "play" | "stop">): Waiting {
  let sound: WaitingSound | null = null;
  let period = 0;
  const next = () => {
    if (sound !== null) leg.play(`w${++period}`, periodOf(sound), true);
  };
  return {
    start(which) {
      if (sound !== null) leg.stop();
      sound = which;
      next();
    },
    stop() {
      if (sound === null) return;
      sound = null;
      leg.stop();
    },
    sound: () => sound,
    onMark(event) {
      if (!/^w\d+$/.test(event.mark)) return false;
      // Not one that was stopped: whoever did that has something to say.
      if (event.type === "mark-finished" && event.mark === `w${period}`) next();
      return true;
    },
  };
}

const made = new Map<WaitingSound, Int16Array>();

function periodOf(sound: WaitingSound): Int16Array {
  const known = made.get(sound);
  if (known) return known;
  const pattern = patterns[sound];
  const pcm = new Int16Array(msToSamples(pattern.reduce((ms, part) => ms + part.ms, 0)));
  let at = 0;
  for (const { hz, ms } of pattern) {
    const samples = msToSamples(ms);
    const fade = msToSamples(fadeMs);
    for (let n = 0; hz > 0 && n < samples; n++) pcm[at + n] = Math.round(amplitude[sound] * Math.min(1, n / fade, (samples - n) / fade) * Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE_HZ));
    at += samples;
  }
  made.set(sound, pcm);
  return pcm;
}
