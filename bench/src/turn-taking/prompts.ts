/**
 * Human recordings: Debian's prompts of Asterisk, one professional speaker a language, 8 kHz
 * (asterisk-core-sounds-en-wav, CC-BY-SA-3.0, Allison Smith; asterisk-core-sounds-ru-wav, CC-BY-3.0, Maxim Topal).
 * Fetched by apt and unpacked beside the bench's other caches, never installed.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { readWav } from "../../../media-node/src/caller/wav.ts";

export type Language = "ru" | "en";
export type Prompt = { /** Speech alone, silence around it cut off, RMS −20 dB of full scale. */ pcm: Int16Array; /** Where the voice can be heard to begin over noise of this level: a breath, a click of the lips before it is not speech yet. */ onsetMs(noiseDb: number): number };
/** By the name of the file without ".wav". Throws for one that is not there. */
export type Prompts = (language: Language, name: string) => Prompt;

const folders: Record<Language, string> = { en: "en_US_f_Allison", ru: "ru_RU_f_IvrvoiceRU" };
const downloadTimeoutMs = 120_000;

/** @throws Error that says why there are none: no apt, no mirror, another system. */
export async function openPrompts(): Promise<Prompts> {
  const folder = path.join(process.env["ZVON_CACHE"] ?? path.join(homedir(), ".cache", "zvon"), "prompts-1");
  if (!existsSync(folder)) await fetchPrompts(folder);
  const read = new Map<string, Prompt>();
  for (const language of ["en", "ru"] as const) {
    const sounds = path.join(folder, "usr/share/asterisk/sounds", folders[language]);
    for (const name of await readdir(sounds, { recursive: true })) {
      if (!/^((digits|letters)\/)?[a-z0-9-]+\.wav$/i.test(name)) continue;
      const wav = readWav(await readFile(path.join(sounds, name)));
      if (wav.pcm.length === 0 || wav.rateHz !== 8000) continue;
      const pcm = levelled(trimmed(wav.pcm));
      read.set(`${language}/${name.slice(0, -4)}`, { pcm, onsetMs: (noiseDb) => onset(pcm, noiseDb) });
    }
  }
  return (language, name) => {
    const prompt = read.get(`${language}/${name}`);
    if (!prompt) throw new Error(`there is no prompt ${name} in ${language}`);
    return prompt;
  };
}

async function fetchPrompts(folder: string): Promise<void> {
  const making = `${folder}.partial`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  try {
    const options = { cwd: making, stdio: "pipe", timeout: downloadTimeoutMs } as const;
    execFileSync("apt-get", ["download", "asterisk-core-sounds-en-wav", "asterisk-core-sounds-ru-wav"], options);
    for (const name of await readdir(making)) if (name.endsWith(".deb")) execFileSync("dpkg-deb", ["-x", name, "."], options);
  } catch (cause) {
    await rm(making, { recursive: true, force: true });
    throw new Error("Debian's prompts (asterisk-core-sounds-en-wav, -ru-wav) cannot be fetched with apt-get here", { cause });
  }
  await rename(making, folder);
}

const frame = 80;
/** Below the loudest 10 ms by so much it is the room and not the speaker. */
const quieterDb = 32;

function trimmed(pcm: Int16Array): Int16Array {
  const power = powers(pcm);
  const least = Math.max(...power) / 10 ** (quieterDb / 10);
  const first = power.findIndex((one) => one > least);
  const last = power.findLastIndex((one) => one > least);
  return pcm.slice(Math.max(0, first) * frame, (last + 1) * frame);
}

const powers = (pcm: Int16Array): number[] => Array.from({ length: Math.floor(pcm.length / frame) }, (_, n) => pcm.subarray(n * frame, (n + 1) * frame).reduce((sum, sample) => sum + sample * sample, 0));

/** The first 10 ms within 15 dB of the whole's loudness, and no softer than the noise, that are not alone: so are the next two. */
function onset(pcm: Int16Array, noiseDb: number): number {
  const power = powers(pcm);
  const least = Math.max(mean(power) / 10 ** 1.5, frame * (32_768 * 10 ** (noiseDb / 20)) ** 2);
  return 10 * Math.max(0, power.findIndex((_, n) => [0, 1, 2].every((next) => (power[n + next] ?? 0) > least)));
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function levelled(pcm: Int16Array): Int16Array {
  const gain = (32_768 * 10 ** (-20 / 20)) / Math.max(1, Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length));
  return pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}
