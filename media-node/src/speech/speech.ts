/** The node's ears and voices: what it has itself, vendors by the keys it was given, opened for each call anew. */
import path from "node:path";
import type { Language, Recogniser, Voice } from "@zvon/contract/call-link.ts";
import type { VendorAccesses, VendorHealth } from "@zvon/contract/speech.ts";
import { ProviderError } from "../audio/provider-error.ts";
import type { Log } from "../log.ts";
import { createNet } from "../net/create-net.ts";
import { createPrivateCheck } from "../net/private.ts";
import { openGate } from "../net/vendor-gate.ts";
import { startEmbeddedRecogniser } from "../stt/embedded/embedded-recogniser.ts";
import { createFallbackStt, type SttCandidate } from "../stt/fallback.ts";
import type { Stt } from "../stt/port.ts";
import { openSherpa } from "../stt/sherpa.ts";
import { cachedTts, type CachedTts } from "../tts/cache.ts";
import { startEmbeddedVoice } from "../tts/embedded/embedded-voice.ts";
import { defaultVoice } from "../tts/embedded/voices.ts";
import { createFallbackTts, type TtsCandidate } from "../tts/fallback.ts";
import { openPhraseStore } from "../tts/phrase-store.ts";
import type { Tts } from "../tts/port.ts";
import { createReach } from "./access.ts";
import { readExamples } from "./examples.ts";
import { createGates } from "./gates.ts";
import { createProbe, type Probe } from "./probe.ts";
import { sttVendors, ttsVendors, type SttEntry } from "./vendor-table.ts";
import type { OpenTts } from "../tts/port.ts";

const languages = ["ru", "en"] as const;
/** Ours are asked nothing by a network: when they are late, it is the machine. */
const ownFinalDueMs = 2_000;

export interface SpeechLine {
  language: Language;
  /** The tenant's own keys. */
  access: VendorAccesses;
}

export interface Speech {
  /**
   * The ears of one call: the first of the list, the others when it fails, the embedded recogniser behind them all. Closing
   * them ends the call's connections.
   * @throws ProviderError `not_installed` when this node knows none of the list
   */
  stt(recognisers: readonly Recogniser[], line: SpeechLine & { hints: readonly string[] }): Stt;
  /** The voice of one call, likewise. `prerender`: spoken before they are needed, once `prepare` is called; they hold nobody's data. */
  tts(voices: readonly Voice[], line: SpeechLine & { prerender: readonly string[] }): Tts;
  /** The node's own voice, for whoever brings his own voice id. @throws ProviderError */
  embeddedVoice(): Tts;
  probe: Probe;
  health(): VendorHealth[];
  close(): Promise<void>;
}

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

  const voice = await startEmbeddedVoice().catch((error: unknown) => {
    log.warn("there is no embedded voice, and so no embedded recogniser", { error });
    return null;
  });
  if (voice) {
    const examples = options.examplesFolder === null ? {} : await readExamples(options.examplesFolder);
    const recogniser = await startEmbeddedRecogniser({ teacher: voice, folder: path.join(options.cacheFolder, "recogniser"), examples });
    ownEars.set("embedded", recogniser);
    // Learnt before the first call (some seconds, once), so that no caller meets a recogniser that knows nothing; kept on disk for the next start.
    await Promise.all(languages.map((language) => recogniser.prepare([], language)));
  }
  if (options.modelFolder !== null) ownEars.set("sherpa", await openSherpa({ folder: options.modelFolder, language: options.modelLanguage }));

  const sttEntry = (provider: string): SttEntry | undefined => Object.entries(sttVendors).find(([name]) => name === provider)?.[1];
  const ttsEntry = (provider: string): { load(): Promise<OpenTts> } | undefined => Object.entries(ttsVendors).find(([name]) => name === provider)?.[1];
  // What the platform has keys for will be asked for: loaded before a call waits for it.
  for (const vendor of Object.keys(options.vendors)) for (const entry of [sttEntry(vendor), ttsEntry(vendor)]) entry?.load().catch((error: unknown) => log.error("an adapter could not be loaded", { vendor, error }));

  const notInstalled = (kind: string, provider: string, has: string[]) => new ProviderError(`this node has no ${kind} "${provider}"; it has ${has.join(", ") || "none"}`, { code: "not_installed", retryable: false });

  function sttCandidate({ provider, model }: Recogniser, line: SpeechLine & { hints: readonly string[] }): SttCandidate | null {
    const own = ownEars.get(provider);
    if (own) return { name: provider, open: () => Promise.resolve(shared(own)), gate: openGate, partials: false, finalDueMs: ownFinalDueMs };
    const entry = sttEntry(provider);
    if (!entry) return null;
    return {
      name: provider, partials: entry.partials, finalDueMs: entry.finalDueMs,
      gate: gates.of("stt", provider, byOf(provider, line.access)),
      async open() {
        const { access, net } = reach.of(provider, line.access);
        return (await entry.load())({ access, net, model: model ?? null, language: line.language, hints: [...line.hints], now, setTimer });
      },
    };
  }

  function ttsCandidate({ provider, model, voice: voiceId, speed }: Voice, line: SpeechLine & { prerender: readonly string[] }): TtsCandidate | null {
    const texts = new Set(line.prerender);
    const requests = [...texts].map((text) => ({ text, language: line.language, voice: voiceId, speed }));
    const lasting = (text: string) => texts.has(text);
    if (provider === "embedded") {
      if (!voice) return null;
      const version = voice.version;
      return { name: provider, voice: voiceId, speed, gate: openGate, open: () => Promise.resolve(prepared(cachedTts(shared(voice), { store: phrases, version, lasting }), requests)) };
    }
    const entry = ttsEntry(provider);
    if (!entry) return null;
    const by = byOf(provider, line.access);
    return {
      name: provider, voice: voiceId, speed,
      gate: gates.of("tts", provider, by),
      async open() {
        const { access, net } = reach.of(provider, line.access);
        const spoken = (await entry.load())({ access, net, model: model ?? null, language: line.language, hints: [], now, setTimer });
        return prepared(cachedTts(spoken, { store: phrases, version: JSON.stringify([provider, model ?? null, by]), lasting }), requests);
      },
    };
  }

  /** A breaker is wanted before the key is: who has none fails when he is opened. */
  function byOf(provider: string, access: VendorAccesses): string {
    try {
      return reach.of(provider, access).by;
    } catch {
      return "nobody";
    }
  }

  const told = (what: string) => ({ name, error, next }: { name: string; error: ProviderError; next: string | null }) => log.warn(`${what} failed`, { provider: name, code: error.code, next, error });
  const listed = <T>(all: (T | null)[]): T[] => all.filter((one) => one !== null);

  return {
    stt(recognisers, line) {
      const candidates = listed(recognisers.map((recogniser) => sttCandidate(recogniser, line)));
      const first = recognisers[0]?.provider ?? "";
      if (candidates.length === 0) throw notInstalled("recogniser", first, [...ownEars.keys(), ...Object.keys(sttVendors)]);
      if (!recognisers.some(({ provider }) => provider === "embedded")) candidates.push(...listed([sttCandidate({ provider: "embedded" }, line)]));
      return createFallbackStt({ candidates, now, setTimer, onFailure: told("a recogniser") });
    },
    tts(voices, line) {
      const candidates = listed(voices.map((one) => ttsCandidate(one, line)));
      const first = voices[0];
      if (candidates.length === 0) throw notInstalled("voice", first?.provider ?? "", [...(voice ? ["embedded"] : []), ...Object.keys(ttsVendors)]);
      // Never silence: a robot's voice is better than none.
      if (!voices.some(({ provider }) => provider === "embedded")) candidates.push(...listed([ttsCandidate({ provider: "embedded", voice: defaultVoice[line.language], speed: first?.speed ?? 1 }, line)]));
      return createFallbackTts({ candidates, now, setTimer, onFailure: told("a voice") });
    },
    embeddedVoice() {
      if (!voice) throw notInstalled("voice", "embedded", []);
      return shared(voice);
    },
    probe: createProbe({ reach, sttEntry, ttsEntry, ownEars, ownVoice: voice, now, setTimer }),
    health: gates.health,
    async close() {
      await phrases.close();
      await Promise.all([...[...ownEars.values()].map((own) => own.close()), voice?.close(), nets.open.close(), nets.guarded.close()]);
    },
  };
}

/** The node's own are every call's: one call that ends leaves them open. */
const shared = <T extends { close(): Promise<void> }>(own: T): T => ({ ...own, close: () => Promise.resolve() });

/** Opens its connection and speaks what will be asked for, the greeting first. */
function prepared(cached: CachedTts, requests: readonly Parameters<CachedTts["prerender"]>[0][]): Tts {
  const closing = new AbortController();
  return {
    ...cached,
    async prepare() {
      await cached.prepare?.();
      for (const request of requests) await cached.prerender(request, closing.signal);
    },
    close() {
      closing.abort(new ProviderError("the call is over", { code: "closed", retryable: false }));
      return cached.close();
    },
  };
}
