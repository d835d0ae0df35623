/**
 * Tells the caller's own voice from the bot's that comes back: by a telephone on loudspeaker, a bad hybrid, a gateway.
 * What was played is looked for in what is heard, 10 to 500 ms later (jitter buffers of both sides are in it):
 *
 * 1. Not found yet: the last 160 ms heard are correlated with what was played, at 2 kHz and whitened, since voices have
 *    too much in common else. A lag that is found twice, or beyond doubt, is the echo's.
 * 2. Found: an adaptive filter of 32 ms about that lag (normalised least mean squares, 4 kHz) says what the echo sounds
 *    like. A frame is echo when it explains most of it; where the caller speaks too it does not, and the frame is speech.
 *
 * Nothing is taken out of the audio. An echo that is not found is heard as before: the bot interrupts itself at worst.
 * Costs nothing while the bot has been silent for half a second, 5 µs a frame otherwise, 15 more where an echo was found;
 * a comparison takes some 0.3 ms, and an unknown loud sound gets six and then two a second.
 */
import { FRAME_SAMPLES, levelDb, SILENCE_DB } from "../audio/frame.ts";
import { createNoiseFloor } from "../audio/noise-floor.ts";

/** Ring of what was played: a second at 4 kHz. Positions wrap by masking. */
const RING = 4096;
const MASK = RING - 1;
/** Of what was heard, a quarter: the block that is compared and a frame more. */
const CAME_RING = 1024;
const CAME_MASK = CAME_RING - 1;
const PER_FRAME = FRAME_SAMPLES / 2;
const MIN_LAG = 10 * 4;
const MAX_LAG = 500 * 4;
const BLOCK = 160 * 4;
const TAPS = 128;
/** Of the filter's taps, so many lie before the lag that was found: a path's strongest tap need not be its first. */
const TAPS_BEFORE = 24;
const WHITENING = 0.9;
/** Softer sound interrupts nobody. */
const LOUD_DB = -50;
/** Nor is anything to be learnt from it here: it is what the sound before it was, whose end a voice detector still hears. */
const FAINT_DB = -60;
const ABOVE_NOISE_DB = 6;
/** Searched for in every second loud frame, and after so many in vain in every 25th until the bot pauses. */
const SEARCH_EVERY = 2;
const PATIENCE = 6;
const SEARCH_SELDOM = 25;
/** What the filter has not explained for so many loud frames was no echo, or is none any more. */
const LOST_FRAMES = 50;
/** Correlation that makes a lag a candidate, and the echo's at once. Two people's voices stay below the first nearly always. */
const CANDIDATE = 0.45;
const CERTAIN = 0.7;
/** Two candidates are of one path, in samples of 4 kHz. */
const SAME_LAG = 8;
/** Of the power of a frame and its neighbours, what the filter must explain. */
const EXPLAINED = 0.6;
/** An echo dies away more irregularly than it came. */
const TAIL_FRAMES = 2;

export interface EchoGuard {
  /** The bot's frame that sounds from `at` on, in samples of the audio clock (8 kHz); what is missing between was silence. */
  played(pcm: Int16Array, at: number): void;
  /** The caller's frame that was heard from `at` on. */
  heard(pcm: Int16Array, at: number): { echo: boolean; /** Of what is not echo, dB of full scale. */ ownDb: number };
  /** Frames that were taken for echo. */
  frames(): number;
  /** Of the echo that was found; `null` while there is none. */
  path(): { delayMs: number; gainDb: number } | null;
}

/** 8 kHz to 4 kHz by a half-band filter of seven taps, then flattened as speech is on the average. */
function createWhitener(): (pcm: Int16Array, target: Float32Array) => void {
  const line = new Float32Array(FRAME_SAMPLES + 6);
  let last = 0;
  return (pcm, target) => {
    line.copyWithin(0, FRAME_SAMPLES);
    line.set(pcm, 6);
    for (let n = 0; n < PER_FRAME; n++) {
      const k = 2 * n;
      const low = (16 * (line[k + 3] as number) + 9 * ((line[k + 2] as number) + (line[k + 4] as number)) - ((line[k] as number) + (line[k + 6] as number))) / 32;
      target[n] = low - WHITENING * last;
      last = low;
    }
  };
}

export function createEchoGuard(): EchoGuard {
  const sent = new Float32Array(RING);
  const came = new Float32Array(CAME_RING);
  const whitenSent = createWhitener();
  const whitenHeard = createWhitener();
  const frame = new Float32Array(PER_FRAME);
  const block = new Float32Array(BLOCK / 2);
  const past = new Float32Array((BLOCK + MAX_LAG) / 2);
  /** What was played about the lag, the oldest first. */
  const about = new Float32Array(PER_FRAME + TAPS);
  /** The oldest sample's first. */
  const weights = new Float32Array(TAPS);
  const floor = createNoiseFloor();
  let sentTo = 0; // position in `sent` after the last frame, 4 kHz
  let cameTo = 0;
  let soundedUntil = -Infinity;
  let lag: number | null = null;
  let candidate: number | null = null;
  let searches = 0;
  let sinceSearch = 0;
  let tail = 0;
  let unexplained = 0;
  let wasEcho = false;
  /** Heard, and what the filter left of it, with the whitening undone. */
  let natural = 0;
  let remaining = 0;
  let heardPower = 0;
  let restPower = 0;
  let adaptedFrames = 0;
  let frames = 0;

  function silenceUntil(to: number): void {
    for (let n = Math.max(sentTo, to - RING); n < to; n++) sent[n & MASK] = 0;
    sentTo = Math.max(sentTo, to);
  }

  /** The lag at which the block that ends at `end` is most like what was played; at 2 kHz, which is near enough for the filter. */
  function search(end: number): { lag: number; likeness: number; gain: number } {
    const begin = end - BLOCK;
    for (let n = 0; n < block.length; n++) block[n] = pairOf(came, begin + 2 * n);
    for (let n = 0; n < past.length; n++) past[n] = pairOf(sent, begin - MAX_LAG + 2 * n);
    let power = 0;
    for (let n = 0; n < block.length; n++) power += (block[n] as number) ** 2;
    // Where the block lies in `past` at the shortest lag; each step back is a longer one.
    const latest = (MAX_LAG - MIN_LAG) / 2;
    let there = 0;
    for (let n = 0; n < block.length; n++) there += (past[latest + n] as number) ** 2;
    const best = { lag: MIN_LAG, likeness: 0, gain: 0 };
    for (let from = latest; from > 0; from--) {
      // An echo is not louder than what it is of, by more than 6 dB.
      if (there * 4 > power && power > 0) {
        let product = 0;
        for (let n = 0; n < block.length; n++) product += (block[n] as number) * (past[from + n] as number);
        const likeness = Math.abs(product) / Math.sqrt(power * there);
        if (likeness > best.likeness) {
          best.lag = MAX_LAG - 2 * from;
          best.likeness = likeness;
          best.gain = product / there;
        }
      }
      there += (past[from - 1] as number) ** 2 - (past[from + block.length - 1] as number) ** 2;
    }
    return best;
  }

  function lock(found: { lag: number; gain: number }): void {
    lag = found.lag;
    candidate = null;
    weights.fill(0);
    weights[TAPS - 1 - TAPS_BEFORE] = found.gain;
    heardPower = 0;
    restPower = 0;
    unexplained = 0;
    adaptedFrames = 0;
  }

  /** Whether the sound that ends at `end` is an echo of the whole; then the filter stands there. */
  function lookFor(end: number): boolean {
    if (++sinceSearch < (searches < PATIENCE ? SEARCH_EVERY : SEARCH_SELDOM)) return false;
    sinceSearch = 0;
    searches++;
    const found = search(end);
    if (found.likeness < CANDIDATE) {
      candidate = null;
      return false;
    }
    const known = lag !== null && Math.abs(lag - found.lag) <= SAME_LAG;
    const again = candidate !== null && Math.abs(candidate - found.lag) <= SAME_LAG;
    candidate = found.lag;
    if (!known && !again && found.likeness < CERTAIN) return false;
    if (!known) lock(found);
    searches = 0;
    return true;
  }

  /** What the filter leaves of the frame that begins at `from`, as a share of it and of the frames just before. */
  function filter(from: number, first: number): number {
    const start = first - TAPS_BEFORE;
    let here = 0;
    let rest = 0;
    // While the two speak at once the filter must not learn the caller for a part of the echo.
    const step = adaptedFrames < 10 ? 0.5 : restPower < (1 - EXPLAINED) * heardPower ? 0.25 : 0.02;
    const oldest = from - start - (TAPS - 1);
    for (let n = 0; n < about.length; n++) about[n] = sent[(oldest + n) & MASK] as number;
    let energy = 1e4;
    for (let k = 0; k < TAPS; k++) energy += (about[k] as number) ** 2;
    for (let n = 0; n < PER_FRAME; n++) {
      let echo = 0;
      for (let k = 0; k < TAPS; k++) echo += (weights[k] as number) * (about[n + k] as number);
      const sample = came[(from + n) & CAME_MASK] as number;
      const error = sample - echo;
      // Judged as it sounds, not whitened: a line's hiss is no caller.
      natural = sample + WHITENING * natural;
      remaining = error + WHITENING * remaining;
      here += natural * natural;
      rest += remaining * remaining;
      const change = (step * error) / energy;
      for (let k = 0; k < TAPS; k++) weights[k] = (weights[k] as number) + change * (about[n + k] as number);
      energy += (about[n + TAPS] as number) ** 2 - (about[n] as number) ** 2;
    }
    adaptedFrames++;
    heardPower = 0.5 * heardPower + here;
    restPower = 0.5 * restPower + rest;
    return heardPower > 0 ? Math.min(1, restPower / heardPower) : 1;
  }

  return {
    played(pcm, at) {
      whitenSent(pcm, frame);
      const from = Math.round(at / 2);
      silenceUntil(from);
      for (let n = 0; n < PER_FRAME; n++) sent[(from + n) & MASK] = frame[n] as number;
      sentTo = Math.max(sentTo, from + PER_FRAME);
      if (pcm.some((sample) => sample !== 0)) soundedUntil = from + PER_FRAME;
    },

    heard(pcm, at) {
      const from = Math.round(at / 2);
      const end = from + PER_FRAME;
      const db = levelDb(pcm);
      const noiseDb = floor.push(db);
      const own = { echo: false, ownDb: db };
      if (from - soundedUntil > MAX_LAG) {
        searches = 0;
        tail = 0;
        wasEcho = false;
        return own;
      }
      silenceUntil(end);
      whitenHeard(pcm, frame);
      // What came while nothing was played was not kept, and is no echo.
      for (let n = Math.max(cameTo, from - CAME_RING); n < from; n++) came[n & CAME_MASK] = 0;
      for (let n = 0; n < PER_FRAME; n++) came[(from + n) & CAME_MASK] = frame[n] as number;
      cameTo = end;
      const loud = db > Math.max(LOUD_DB, noiseDb + ABOVE_NOISE_DB);
      if (lag === null && !(loud && lookFor(end))) return own;
      if (lag === null) return own;
      if (db < FAINT_DB) return { echo: wasEcho, ownDb: db };
      const left = filter(from, lag);
      const ownDb = Math.max(SILENCE_DB, db + 10 * Math.log10(Math.max(1e-6, left)));
      let explained = 1 - left >= EXPLAINED || ownDb < Math.max(LOUD_DB, noiseDb + ABOVE_NOISE_DB);
      if (!explained && loud && lookFor(end)) explained = true;
      if (explained) tail = TAIL_FRAMES;
      else if (tail > 0) tail--;
      unexplained = explained ? 0 : unexplained + Number(loud);
      if (unexplained > LOST_FRAMES) lag = null;
      wasEcho = explained || tail > 0;
      if (!wasEcho) return own;
      frames++;
      return { echo: true, ownDb };
    },

    frames: () => frames,
    path: () => (lag === null ? null : { delayMs: lag / 4, gainDb: 10 * Math.log10(weights.reduce((sum, weight) => sum + weight * weight, 1e-9)) }),
  };
}

const pairOf = (ring: Float32Array, at: number): number => (ring[at & (ring.length - 1)] as number) + (ring[(at + 1) & (ring.length - 1)] as number);
