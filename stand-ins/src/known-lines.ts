/** What scripted calls say, as the scripted caller of the media node says it: the lines of the test calls, and all that the demo bots listen for. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { callerDelivery, callerVoice } from "@zvon/media-node/src/caller/prepare.ts";
import { parseScript } from "@zvon/media-node/src/caller/script.ts";
import { readWav } from "@zvon/media-node/src/caller/wav.ts";
import { demoBots } from "../../worker/src/bots/demo/demo-bots.ts";
import { allListens } from "../../worker/src/dialogue/listen.ts";
import type { SpeakingMouth } from "./core/mouth.ts";
import type { Ears } from "./stand-in.ts";

const scriptsFolder = fileURLToPath(new URL("../../dashboard/src/features/test-call/scripts", import.meta.url));
const languages = ["ru", "en"] as const;

export type KnownLine = { text: string; language: "ru" | "en" };

export async function knownLines(): Promise<KnownLine[]> {
  const lines = new Map<string, KnownLine>();
  const add = (text: string, language: "ru" | "en"): void => {
    // Case and marks at the end do not change the sound.
    const key = `${language} ${text.toLowerCase().replace(/[.!]+$/u, "")}`;
    if (!lines.has(key)) lines.set(key, { text, language });
  };
  for (const name of (await readdir(scriptsFolder)).filter((each) => each.endsWith(".yaml"))) {
    const language = languages.find((each) => name.endsWith(`.${each}.yaml`));
    if (!language) continue;
    for (const step of parseScript(await readFile(path.join(scriptsFolder, name), "utf8"))) {
      if ("say" in step) add(step.say, language);
      if ("interrupt" in step) add(step.interrupt.say, language);
    }
  }
  for (const { config } of demoBots) for (const language of languages) for (const { phrases } of allListens(config, language)) for (const phrase of phrases) add(phrase, language);
  return [...lines.values()];
}

export async function learnLines(ears: Ears, mouth: SpeakingMouth, lines: readonly KnownLine[]): Promise<void> {
  for (const { text, language } of lines) {
    ears.learn({ text, pcm: await mouth.speakAs(text, language, { voice: callerVoice[language], ...callerDelivery }), rateHz: 8_000 });
  }
}

/** `what is said.wav`, PCM of 8 kHz and above. @throws Error that names the file */
export async function learnFolder(ears: Ears, folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.toLowerCase().endsWith(".wav"));
  for (const name of names) {
    try {
      const { pcm, rateHz } = readWav(await readFile(path.join(folder, name)));
      if (rateHz < 8_000) throw new Error("it has less than 8 kHz");
      ears.learn({ text: path.basename(name, path.extname(name)).normalize("NFC"), pcm, rateHz });
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return names.length;
}
