import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { levelDb } from "../audio/frame.ts";
import type { Vad } from "./port.ts";
import { createVad } from "./vad.ts";

const FRAME = 160;
const data = process.env.ZVON_DATA ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const digits = `${data}/spoken-digits`;
const spoken = existsSync(digits) ? ["0", "3", "5", "7"].map((d) => `${digits}/${d}_george_5.wav`) : [];
if (spoken.length === 0) console.warn(`NOT TESTED: voice detection on human speech, ${digits} is absent (set ZVON_DATA)`);

function wav(path: string): Int16Array {
  const file = readFileSync(path);
  const data = file.indexOf("data") + 8;
  return Int16Array.from({ length: (file.length - data) >> 1 }, (_, n) => file.readInt16LE(data + 2 * n));
}

/** Two seconds of background, the word, two seconds of background. */
function between(word: Int16Array, noise: () => number): { pcm: Int16Array; from: number; to: number } {
  const pcm = Int16Array.from({ length: 32000 + word.length }, noise);
  for (let n = 0; n < word.length; n++) pcm[16000 + n] = (pcm[16000 + n] ?? 0) + (word[n] ?? 0);
  return { pcm, from: 16000, to: 16000 + word.length };
}

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
}

async function judge(vad: Vad, pcm: Int16Array): Promise<number[]> {
  const stream = vad.open();
  const speech: number[] = [];
  for (let at = 0; at + FRAME <= pcm.length; at += FRAME) {
    const frame = pcm.subarray(at, at + FRAME);
    speech.push((await vad.run([{ stream, pcm: frame, levelDb: levelDb(frame) }]))[0] ?? Number.NaN);
  }
  return speech;
}

/** A vowel-like sound: harmonics of a gliding pitch under two formants, in syllables. */
function vowels(): Int16Array {
  let phase = 0;
  return Int16Array.from({ length: 8000 }, (_, n) => {
    phase += (2 * Math.PI * (130 + 25 * Math.sin(n / 900))) / 8000;
    const syllable = Math.max(0, Math.sin((2 * Math.PI * 3 * n) / 8000)) ** 0.5;
    let sum = 0;
    for (let h = 1; h < 22; h++) {
      const hz = h * 130;
      const formants = 1 / (1 + ((hz - 600) / 150) ** 2) + 0.6 / (1 + ((hz - 1200) / 200) ** 2) + 0.2 / (1 + ((hz - 2500) / 300) ** 2);
      sum += (formants * Math.sin(h * phase)) / Math.sqrt(h);
    }
    return Math.round(7000 * syllable * sum);
  });
}

describe("neural voice detection", () => {
  it("hears synthetic vowels and not the line's noise around them", async () => {
    const vad = await createVad({ kind: "neural" });
    const noise = random(1);
    const { pcm, from, to } = between(vowels(), () => noise() * 60);
    const speech = await judge(vad, pcm);
    const inside = speech.slice(from / FRAME, to / FRAME);
    expect(Math.max(...inside)).toBeGreaterThan(0.6);
    expect(Math.max(...speech.slice(0, from / FRAME))).toBeLessThan(0.3);
    expect(Math.max(...speech.slice(to / FRAME + 10))).toBeLessThan(0.3);
    await vad.close();
  });

  it.runIf(spoken.length > 0)("hears a person's digits, quietly recorded, in line noise", async () => {
    const vad = await createVad({ kind: "neural" });
    for (const path of spoken) {
      const noise = random(2);
      const { pcm, from, to } = between(wav(path), () => noise() * 60);
      const speech = await judge(vad, pcm);
      expect(Math.max(...speech.slice(from / FRAME, to / FRAME + 3))).toBeGreaterThan(0.6);
      expect(Math.max(...speech.slice(0, from / FRAME - 1))).toBeLessThan(0.3);
    }
    await vad.close();
  });

  it("does not take steady loud noise for speech", async () => {
    const vad = await createVad({ kind: "neural" });
    const noise = random(3);
    const speech = await judge(vad, Int16Array.from({ length: 32000 }, () => noise() * 8000));
    expect(speech.filter((p) => p > 0.5).length / speech.length).toBeLessThan(0.05);
    await vad.close();
  });

  it("does not ask the net about silence, and asks once for many streams", async () => {
    const vad = await createVad({ kind: "neural" });
    await judge(vad, new Int16Array(16000));
    expect(vad.counters()).toEqual({ judged: 0, skipped: Math.floor(16000 / 256), runs: 0 });
    const sound = vowels();
    const streams = Array.from({ length: 40 }, () => vad.open());
    for (let at = 0; at + FRAME <= 1600; at += FRAME) {
      const pcm = sound.subarray(1000 + at, 1000 + at + FRAME);
      await vad.run(streams.map((stream) => ({ stream, pcm, levelDb: levelDb(pcm) })));
    }
    const { judged, runs } = vad.counters();
    expect(judged / runs).toBe(20); // 40 streams in batches of 32 and 8
    await vad.close();
  });

  it("answers the same for a stream alone and in company", async () => {
    const vad = await createVad({ kind: "neural" });
    const sound = vowels();
    const alone = await judge(vad, sound);
    const [mine, other] = [vad.open(), vad.open()];
    const noise = random(4);
    for (let at = 0, n = 0; at + FRAME <= sound.length; at += FRAME, n++) {
      const pcm = sound.subarray(at, at + FRAME);
      const loud = Int16Array.from({ length: FRAME }, () => noise() * 9000);
      const [, speech] = await vad.run([
        { stream: other, pcm: loud, levelDb: levelDb(loud) },
        { stream: mine, pcm, levelDb: levelDb(pcm) },
      ]);
      expect(speech).toBeCloseTo(alone[n] ?? Number.NaN, 3);
    }
    await vad.close();
  });
});

describe("energy voice detection", () => {
  it("hears what stands out of the noise, bridges 200 ms, and says that it is no net", async () => {
    const vad = await createVad({ kind: "energy" });
    expect(vad.kind).toBe("energy");
    const noise = random(5);
    const { pcm, from, to } = between(vowels(), () => noise() * 200);
    const speech = await judge(vad, pcm);
    expect(speech.slice(from / FRAME + 4, to / FRAME - 9).every((p) => p === 1)).toBe(true);
    expect(speech.slice(0, from / FRAME).every((p) => p === 0)).toBe(true);
    expect(speech.slice(to / FRAME + 12).every((p) => p === 0)).toBe(true);
  });
});
