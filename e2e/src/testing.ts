/** What the whole-product tests share: one product on free ports over a folder of its own, and a caller's voice. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Language } from "@zvon/contract/call-link.ts";
import type { CallerStep } from "@zvon/media-node/src/caller/machine.ts";
import { prepareScript } from "@zvon/media-node/src/caller/prepare.ts";
import type { ScriptStep } from "@zvon/media-node/src/caller/script.ts";
import { startEmbeddedVoice } from "@zvon/media-node/src/tts/embedded/embedded-voice.ts";
import { startResident, type Resident, type ResidentOptions } from "../../scripts/resident.ts";
import { connectApi, type Api } from "./call/api.ts";

/** Shared by all products of a test run: what the recogniser learnt need not be learnt again. */
const speechCache = fileURLToPath(new URL("../../.cache/speech", import.meta.url));

export type Product = { resident: Resident; api: Api; lines: string[]; close(): Promise<void> };

export async function startProduct(options: Partial<ResidentOptions> = {}): Promise<Product> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "zvon-e2e-"));
  const lines: string[] = [];
  const resident = await startResident({
    port: 0,
    dataDir,
    onLog: (line) => void lines.push(`${line.from} ${line.level} ${line.text}`),
    ...options,
    env: { ZVON_SPEECH_CACHE: speechCache, ...options.env },
  });
  return {
    resident,
    lines,
    api: connectApi(resident.url, resident.apiKey),
    async close() {
      await resident.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type CallerVoice = { speak(script: ScriptStep[], language: Language): Promise<CallerStep[]>; close(): Promise<void> };

/** Lines of callers as audio, by the voice that no template was made from. One process for all the lines of a file. */
export async function startCallerVoice(): Promise<CallerVoice> {
  const voice = await startEmbeddedVoice();
  return {
    speak: async (script, language) => (await prepareScript(script, language, voice, null, AbortSignal.timeout(30_000))).steps,
    close: () => voice.close(),
  };
}

export async function speakScript(script: ScriptStep[], language: Language): Promise<CallerStep[]> {
  const voice = await startCallerVoice();
  try {
    return await voice.speak(script, language);
  } finally {
    await voice.close();
  }
}
