/** Recorded examples from a folder: DIR/<ru|en>/<text>/*.wav, where the text is a phrase as bots list it, or one digit. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { createResampler } from "../../audio/resample.ts";
import type { Example } from "./examples.ts";

/** Templates cost memory and search time by the frame: a text's further takes are left out. */
const MAX_TAKES_A_TEXT = 40;

export type ReadWav = (file: Buffer) => { rateHz: number; pcm: Int16Array };

/** @throws Error when the folder or a file in it can't be read. A language without a folder has no examples. */
export async function readExamples(folder: string, readWav: ReadWav): Promise<Record<"ru" | "en", Example[]>> {
  return { ru: await examplesIn(path.join(folder, "ru"), readWav), en: await examplesIn(path.join(folder, "en"), readWav) };
}

async function examplesIn(folder: string, readWav: ReadWav): Promise<Example[]> {
  const examples: Example[] = [];
  for (const text of await folders(folder)) {
    const files = (await readdir(path.join(folder, text))).filter((name) => name.toLowerCase().endsWith(".wav")).sort();
    for (const file of files.slice(0, MAX_TAKES_A_TEXT)) {
      const { rateHz, pcm } = readWav(await readFile(path.join(folder, text, file)));
      examples.push({ text: text.normalize("NFC"), pcm: telephone(pcm, rateHz) });
    }
  }
  return examples;
}

async function folders(at: string): Promise<string[]> {
  try {
    const entries = await readdir(at, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function telephone(pcm: Int16Array, rateHz: number): Int16Array {
  const resampler = createResampler(rateHz, 8_000);
  const head = resampler.push(pcm);
  const tail = resampler.flush();
  const out = new Int16Array(head.length + tail.length);
  out.set(head);
  out.set(tail, head.length);
  return out;
}
