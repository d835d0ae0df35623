import { describe, expect, it } from "vitest";
import { createEchoGuard } from "./echo-guard.ts";

const FRAME = 160;
type Random = () => number;

function randomFrom(seed: number): Random {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Syllables of 120 to 250 ms with pauses: pulses at a voice's pitch, or hiss, through three resonances that change with each. */
function voice(seconds: number, pitchHz: number, seed: number): Int16Array {
  const random = randomFrom(seed);
  const pcm = new Int16Array(seconds * 8000);
  const memory = [0, 0, 0, 0, 0, 0];
  let at = 0;
  while (at < pcm.length) {
    const length = Math.round((0.12 + 0.13 * random()) * 8000);
    const pitch = (8000 / pitchHz) * (0.85 + 0.3 * random());
    const hiss = random() < 0.25;
    const formants = [300 + 500 * random(), 900 + 1200 * random(), 2300 + 800 * random()].map((hz) => ({ turn: 2 * 0.94 * Math.cos((2 * Math.PI * hz) / 8000), keep: 0.94 * 0.94 }));
    for (let n = 0; n < length && at < pcm.length; n++, at++) {
      const source = hiss ? 300 * (random() - 0.5) : n % Math.round(pitch * (1 + 0.05 * Math.sin(n / 900))) === 0 ? 900 : 0;
      let sum = 0;
      formants.forEach(({ turn, keep }, f) => {
        const next = source + turn * (memory[2 * f] ?? 0) - keep * (memory[2 * f + 1] ?? 0);
        memory[2 * f + 1] = memory[2 * f] ?? 0;
        memory[2 * f] = next;
        sum += next / (1 + f);
      });
      pcm[at] = Math.max(-32_768, Math.min(32_767, Math.round(sum * Math.min(1, n / 200, (length - n) / 400) * 1.5)));
    }
    at += Math.round((random() < 0.2 ? 0.25 : 0.03) * 8000);
  }
  return pcm;
}

/** What comes back after a path of echoes, softly hissing. */
function echoOf(played: Int16Array, delayMs: number, db: number, seed: number): Int16Array {
  const random = randomFrom(seed);
  const taps = Array.from({ length: 60 }, (_, n) => (n === 0 ? 1 : (random() - 0.5) * Math.exp(-n / 20)));
  const gain = 10 ** (db / 20) / Math.sqrt(taps.reduce((sum, tap) => sum + tap * tap, 0));
  return played.map((_, n) => Math.round(gain * taps.reduce((sum, tap, k) => sum + tap * (played[n - delayMs * 8 - k] ?? 0), 0) + 20 * (random() - 0.5)));
}

const mixed = (a: Int16Array, b: Int16Array): Int16Array => a.map((sample, n) => sample + (b[n] ?? 0));
const loud = (pcm: Int16Array): boolean => pcm.some((sample) => Math.abs(sample) > 250);

/** Frame by frame: whether it was taken for echo. */
function listen(played: Int16Array, heard: Int16Array) {
  const guard = createEchoGuard();
  const verdicts: { loud: boolean; echo: boolean; ownDb: number }[] = [];
  for (let at = 0; at + FRAME <= heard.length; at += FRAME) {
    guard.played(played.slice(at, at + FRAME), at);
    const pcm = heard.slice(at, at + FRAME);
    verdicts.push({ loud: loud(pcm), ...guard.heard(pcm, at) });
  }
  return { guard, verdicts };
}

const share = <T>(list: readonly T[], holds: (one: T) => boolean): number => list.filter(holds).length / list.length;
const bot = voice(6, 110, 1);
const caller = voice(6, 190, 2);

describe("echo guard", () => {
  it("knows the bot's voice when it comes back, however late and soft, within a quarter of a second", () => {
    for (const delayMs of [20, 90, 300, 440]) {
      for (const db of [-6, -12, -20]) {
        const { guard, verdicts } = listen(bot, echoOf(bot, delayMs, db, 3));
        const after = verdicts.slice((delayMs + 260) / 20).filter((one) => one.loud);
        expect(after.length).toBeGreaterThan(30);
        expect(share(after, ({ echo }) => echo)).toBeGreaterThan(0.97);
        expect(Math.abs((guard.path()?.delayMs ?? 0) - delayMs)).toBeLessThan(8);
        expect(Math.abs((guard.path()?.gainDb ?? 0) - db)).toBeLessThan(4);
      }
    }
  });

  it("lets a caller through who speaks over the bot on a line without echo", () => {
    const { verdicts } = listen(bot, caller);
    expect(share(verdicts.filter((one) => one.loud), ({ echo }) => echo)).toBeLessThan(0.03);
  });

  it("lets a caller through who speaks over the bot and its echo", () => {
    for (const db of [-6, -12, -20]) {
      const alone = echoOf(bot, 120, db, 4);
      const from = 3 * 8000;
      const heard = mixed(alone, caller.map((sample, n) => (n < from ? 0 : sample)));
      const { verdicts } = listen(bot, heard);
      const spoken = verdicts.filter((_, n) => n * FRAME >= from && loud(caller.slice(n * FRAME, (n + 1) * FRAME)));
      // The first quarter of a second is what an interruption is made of.
      expect(share(spoken.slice(0, 15), ({ echo }) => !echo)).toBeGreaterThanOrEqual(0.5);
      expect(share(spoken, ({ echo }) => !echo)).toBeGreaterThan(0.65);
    }
  });

  it("takes nothing for echo while the bot is silent, even what it said before", () => {
    const silence = new Int16Array(bot.length);
    const { guard, verdicts } = listen(silence, bot);
    expect(guard.frames()).toBe(0);
    expect(verdicts.every(({ echo }) => !echo)).toBe(true);
  });

  it("finds the echo again when its way becomes another", () => {
    const first = echoOf(bot, 60, -10, 5);
    const second = echoOf(bot, 180, -14, 6);
    const heard = first.map((sample, n) => (n < 3 * 8000 ? sample : (second[n] ?? 0)));
    const { guard, verdicts } = listen(bot, heard);
    const after = verdicts.slice(3_400 / 20).filter((one) => one.loud);
    expect(share(after, ({ echo }) => echo)).toBeGreaterThan(0.95);
    expect(Math.abs((guard.path()?.delayMs ?? 0) - 180)).toBeLessThan(8);
  });

  it("says of an echo how soft the rest of it is", () => {
    const { verdicts } = listen(bot, echoOf(bot, 100, -10, 7));
    const settled = verdicts.slice(100).filter((one) => one.loud);
    expect(share(settled, ({ ownDb }) => ownDb < -40)).toBeGreaterThan(0.9);
  });

  it("takes the faint end of an echo for a part of it: a voice detector still hears speech there", () => {
    const { verdicts } = listen(bot, echoOf(bot, 100, -10, 8).map((sample) => (Math.abs(sample) < 15 ? 0 : sample)));
    const settled = verdicts.slice(60);
    expect(settled.filter((one) => !one.loud).length).toBeGreaterThan(20);
    expect(share(settled, ({ echo }) => echo)).toBeGreaterThan(0.95);
  });
});
