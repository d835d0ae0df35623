/** Starts what the node hears and speaks with itself, and the ways out to vendors. */
import path from "node:path";
import type { Language } from "@zvon/contract/call-link.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import type { Log } from "../log.ts";
import { createNet } from "../net/create-net.ts";
import { createPrivateCheck } from "../net/private.ts";
import { startEmbeddedRecogniser } from "../stt/embedded/embedded-recogniser.ts";
import type { Stt } from "../stt/port.ts";
import { openSherpa } from "../stt/sherpa.ts";
import { startEmbeddedVoice } from "../tts/embedded/embedded-voice.ts";
import { openPhraseStore } from "../tts/phrase-store.ts";
import { createReach } from "./access.ts";
import { readExamples } from "./examples.ts";
import { createGates } from "./gates.ts";
import { createSpeech, type Speech } from "./speech.ts";
import { sttVendorOf, ttsVendorOf } from "./vendor-table.ts";

const languages = ["ru", "en"] as const;

/**
 * @param options.vendors the platform's own keys
 * @param options.egressAllow private ranges that addresses written by tenants may lie in all the same
 * @param options.modelFolder a sherpa-onnx model, provider `sherpa`; one language a model, told by `modelLanguage`
 * @param options.examplesFolder recorded examples, `<language>/<text>/*.wav`
 * @throws Error when a range is none
 */
export async function openSpeech(options: {
  cacheFolder: string;
  modelFolder: string | null;
  modelLanguage: Language;
  examplesFolder: string | null;
  vendors: VendorAccesses;
  egressAllow: readonly string[];
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}): Promise<Speech> {
  const { log, now, setTimer } = options;
  const nets = { open: createNet({ allows: () => true }), guarded: createNet({ allows: createPrivateCheck(options.egressAllow) }) };
  const reach = createReach(options.vendors, nets);
  const gates = createGates({ now, wallNow: Date.now });
  const phrases = openPhraseStore({ folder: path.join(options.cacheFolder, "phrases"), onFault: (fault) => log.warn("phrase cache", { ...fault }) });
  const ownEars = new Map<string, Stt>();

  const ownVoice = await startEmbeddedVoice().catch((error: unknown) => {
    log.warn("there is no embedded voice, and so no embedded recogniser", { error });
    return null;
  });
  if (ownVoice) {
    const examples = options.examplesFolder === null ? {} : await readExamples(options.examplesFolder);
    const recogniser = await startEmbeddedRecogniser({ teacher: ownVoice, folder: path.join(options.cacheFolder, "recogniser"), examples });
    ownEars.set("embedded", recogniser);
    // Learnt before the first call (some seconds, once), so that no caller meets a recogniser that knows nothing; kept on disk for the next start.
    await Promise.all(languages.map((language) => recogniser.prepare([], language)));
  }
  if (options.modelFolder !== null) ownEars.set("sherpa", await openSherpa({ folder: options.modelFolder, language: options.modelLanguage }));

  // What the platform has keys for will be asked for: loaded before a call waits for it.
  for (const vendor of Object.keys(options.vendors)) {
    for (const entry of [sttVendorOf(vendor), ttsVendorOf(vendor)]) entry?.load().catch((error: unknown) => log.error("an adapter could not be loaded", { vendor, error }));
  }
  return {
    ...createSpeech({ ownEars, ownVoice, reach, gates, phrases, now, setTimer, log }),
    async close() {
      await phrases.close();
      await Promise.all([...[...ownEars.values()].map((own) => own.close()), ownVoice?.close(), nets.open.close(), nets.guarded.close()]);
    },
  };
}
