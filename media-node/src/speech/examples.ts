/** Recorded examples for the embedded recogniser: `<language>/<text>/*.wav`. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Language } from "@zvon/contract/call-link.ts";
import { createResampler } from "../audio/resample.ts";
import { readWav } from "../caller/wav.ts";
import type { Example } from "../stt/embedded/examples.ts";

export async function readExamples(folder: string): Promise<Partial<Record<Language, Example[]>>> {
  const examples: Partial<Record<Language, Example[]>> = {};
  for (const language of ["ru", "en"] as const) {
    const languageFolder = path.join(folder, language);
    if (!existsSync(languageFolder)) continue;
    const found: Example[] = [];
    for (const text of await readdir(languageFolder)) {
      for (const name of await readdir(path.join(languageFolder, text))) {
        if (!name.endsWith(".wav")) continue;
        const wav = readWav(await readFile(path.join(languageFolder, text, name)));
        const resampler = createResampler(wav.rateHz, 8000);
        found.push({ text, pcm: wav.rateHz === 8000 ? wav.pcm : Int16Array.from([...resampler.push(wav.pcm), ...resampler.flush()]) });
      }
    }
    examples[language] = found;
  }
  return examples;
}
