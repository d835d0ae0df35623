/** The node's voices and recognisers, by provider name as bots name them. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ProviderError } from "../audio/provider-error.ts";
import { createResampler } from "../audio/resample.ts";
import { readWav } from "../caller/wav.ts";
import type { Log } from "../log.ts";
import { startEmbeddedRecogniser } from "../stt/embedded/embedded-recogniser.ts";
import type { Example } from "../stt/embedded/examples.ts";
import type { Stt } from "../stt/port.ts";
import { openSherpa } from "../stt/sherpa.ts";
import { cachedTts } from "../tts/cache.ts";
import { startEmbeddedVoice } from "../tts/embedded/embedded-voice.ts";
import type { Tts } from "../tts/port.ts";

const languages = ["ru", "en"] as const;
type Language = (typeof languages)[number];

export interface Speech {
  /** @throws ProviderError for a provider this node does not have. */
  tts(provider: string): Tts;
  stt(provider: string): Stt;
  close(): Promise<void>;
}

/**
 * @param options.modelFolder a sherpa-onnx model, provider `sherpa`; one language a model, told by `modelLanguage`
 * @param options.examplesFolder recorded examples, `<language>/<text>/*.wav`
 */
export async function openSpeech(options: { cacheFolder: string; modelFolder: string | null; modelLanguage: Language; examplesFolder: string | null; log: Log }): Promise<Speech> {
  const voices = new Map<string, Tts>();
  const recognisers = new Map<string, Stt>();
  const closing: { close(): Promise<void> }[] = [];

  const voice = await startEmbeddedVoice().catch((error: unknown) => {
    options.log.warn("there is no embedded voice, and so no embedded recogniser", { error });
    return null;
  });
  if (voice) {
    const cached = cachedTts(voice, { version: voice.version, folder: path.join(options.cacheFolder, "phrases"), onFault: (fault) => options.log.warn("phrase cache", { ...fault }) });
    const examples = options.examplesFolder === null ? {} : await readExamples(options.examplesFolder);
    const recogniser = await startEmbeddedRecogniser({ teacher: voice, folder: path.join(options.cacheFolder, "recogniser"), examples });
    voices.set("embedded", cached);
    recognisers.set("embedded", recogniser);
    closing.push(recogniser, cached);
    // Learnt before the first call (some seconds, once), so that no caller meets a recogniser that knows nothing; kept on disk for the next start.
    await Promise.all(languages.map((language) => recogniser.prepare([], language)));
  }
  if (options.modelFolder !== null) {
    const sherpa = await openSherpa({ folder: options.modelFolder, language: options.modelLanguage });
    recognisers.set("sherpa", sherpa);
    closing.push(sherpa);
  }

  const named = <T>(kind: string, all: Map<string, T>) => (provider: string): T => {
    const found = all.get(provider);
    if (!found) throw new ProviderError(`this node has no ${kind} "${provider}"; it has ${[...all.keys()].join(", ") || "none"}`, { code: "not_installed", retryable: false });
    return found;
  };
  return {
    tts: named("voice", voices),
    stt: named("recogniser", recognisers),
    async close() {
      await Promise.all(closing.map((part) => part.close()));
    },
  };
}

async function readExamples(folder: string): Promise<Partial<Record<Language, Example[]>>> {
  const examples: Partial<Record<Language, Example[]>> = {};
  for (const language of languages) {
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
