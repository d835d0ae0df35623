/** Ears and voice of a call: the node's own and its vendors', opened for each call anew, behind one another. */
import type { Language, Recogniser, Voice } from "@zvon/contract/call-link.ts";
import type { AgentProvider, VendorAccesses, KeyedVendorHealth, VendorHealth } from "@zvon/contract/speech.ts";
import type { Agent, AgentEvents } from "../agent/port.ts";
import { ProviderError } from "../audio/provider-error.ts";
import type { Log } from "../log.ts";
import { openGate } from "../net/vendor-gate.ts";
import { createFallbackStt, type SttCandidate } from "../stt/fallback.ts";
import type { Stt } from "../stt/port.ts";
import { cachedTts } from "../tts/cache.ts";
import { defaultVoice } from "../tts/embedded/voices.ts";
import { createFallbackTts, type TtsCandidate } from "../tts/fallback.ts";
import type { PhraseStore } from "../tts/phrase-store.ts";
import type { OpenTts, Tts } from "../tts/port.ts";
import type { createReach } from "./access.ts";
import type { Gates } from "./gates.ts";
import { createProbe, type Probe } from "./probe.ts";
import { agentVendors, sttVendorOf, sttVendors, ttsVendorOf, ttsVendors, type SttEntry } from "./vendor-table.ts";
import { watchedAgent } from "./watched-agent.ts";

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
  /** An agent that holds a whole call; opening it begins the talk. @throws ProviderError `misconfigured` without a key */
  agent(agent: { provider: AgentProvider; id: string }, line: SpeechLine): (events: AgentEvents) => Agent;
  /** The node's own voice, for whoever brings his own voice id. @throws ProviderError */
  embeddedVoice(): Tts;
  probe: Probe;
  health(): VendorHealth[];
  /** The same by whose key it was, as the edge is told. */
  healthByKey(): KeyedVendorHealth[];
  close(): Promise<void>;
}

export interface SpeechParts {
  /** What the node hears with itself, by provider name. */
  ownEars: ReadonlyMap<string, Stt>;
  ownVoice: (Tts & { readonly version: string }) | null;
  reach: ReturnType<typeof createReach>;
  gates: Gates;
  phrases: PhraseStore;
  sttEntry?: (provider: string) => SttEntry | undefined;
  ttsEntry?: (provider: string) => { load(): Promise<OpenTts> } | undefined;
  /** Monotonic, ms. */
  now: () => number;
  setTimer: (run: () => void, ms: number) => () => void;
  log: Log;
}

export function createSpeech(parts: SpeechParts): Omit<Speech, "close"> {
  const { ownEars, ownVoice, reach, gates, phrases, now, setTimer, log, sttEntry = sttVendorOf, ttsEntry = ttsVendorOf } = parts;

  const notInstalled = (kind: string, provider: string, has: string[]) => new ProviderError(`this node has no ${kind} "${provider}"; it has ${has.join(", ") || "none"}`, { code: "not_installed", retryable: false });

  function sttCandidate({ provider, model }: Recogniser, line: SpeechLine & { hints: readonly string[] }): SttCandidate | null {
    const own = ownEars.get(provider);
    if (own) return { name: provider, open: () => Promise.resolve(shared(own)), gate: openGate, local: true, partials: false, finalDueMs: ownFinalDueMs };
    const entry = sttEntry(provider);
    if (!entry) return null;
    return {
      name: provider, partials: entry.partials, finalDueMs: entry.finalDueMs, ...(entry.lostMs === undefined ? {} : { lostMs: entry.lostMs }),
      gate: gates.of("stt", provider, byOf(provider, line.access)),
      async open() {
        const { access, net } = reach.of(provider, line.access);
        return (await entry.load())({ access, net, model: model ?? null, language: line.language, hints: [...line.hints], now, setTimer });
      },
    };
  }

  function ttsCandidate({ provider, model, voice: voiceId, speed }: Voice, line: SpeechLine & { prerender: readonly string[] }): TtsCandidate | null {
    const texts = new Set(line.prerender);
    const lasting = (text: string) => texts.has(text);
    if (provider === "embedded") {
      if (!ownVoice) return null;
      return { name: provider, voice: voiceId, speed, gate: openGate, local: true, open: () => Promise.resolve(cachedTts(shared(ownVoice), { store: phrases, version: ownVoice.version, lasting })) };
    }
    const entry = ttsEntry(provider);
    if (!entry) return null;
    const by = byOf(provider, line.access);
    return {
      name: provider, voice: voiceId, speed,
      gate: gates.of("tts", provider, by),
      async open() {
        const { access, net } = reach.of(provider, line.access);
        const spoken = (await entry.load())({ access, net, model: model ?? null, language: line.language, voice: voiceId, hints: [], now, setTimer });
        return cachedTts(spoken, { store: phrases, version: JSON.stringify([provider, model ?? null, by, access.baseUrl ?? null]), lasting });
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
      if (candidates.length === 0) throw notInstalled("voice", first?.provider ?? "", [...(ownVoice ? ["embedded"] : []), ...Object.keys(ttsVendors)]);
      // Never silence: a robot's voice is better than none.
      if (!voices.some(({ provider }) => provider === "embedded")) candidates.push(...listed([ttsCandidate({ provider: "embedded", voice: defaultVoice[line.language], speed: first?.speed ?? 1 }, line)]));
      return createFallbackTts({ candidates, prerender: { texts: [...new Set(line.prerender)], language: line.language }, now, setTimer, onFailure: told("a voice") });
    },
    agent({ provider, id }, line) {
      const { access, net, by } = reach.of(provider, line.access);
      const open = watchedAgent(agentVendors[provider], gates.of("agent", provider, by));
      return (events) => open({ access, net, model: null, language: line.language, hints: [], now, setTimer }, id, events);
    },
    embeddedVoice() {
      if (!ownVoice) throw notInstalled("voice", "embedded", []);
      return shared(ownVoice);
    },
    probe: createProbe({ reach, sttEntry, ttsEntry, ownEars, ownVoice, now, setTimer }),
    health: gates.health,
    healthByKey: gates.healthByKey,
  };
}

/** The node's own are every call's: one call that ends leaves them open. */
const shared = <T extends { close(): Promise<void> }>(own: T): T => ({ ...own, close: () => Promise.resolve() });
