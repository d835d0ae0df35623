/** What a call is made of beside its state: its pinned bot's dialogue, and how a node hears and speaks for it. */
import { parseBotConfig } from "@zvon/contract/check-bot.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import { createBystander } from "../dialogue/bystander.ts";
import { callSettings } from "../dialogue/call-settings.ts";
import { createDecide } from "../dialogue/decide.ts";
import { analyseByRules } from "../dialogue/outcome/analyse.ts";
import { analysisRequest, readAnalysis } from "../dialogue/outcome/refine.ts";
import { createFarewell, orFarewell } from "../dialogue/farewell.ts";
import { pronounceIn } from "../dialogue/pronounce.ts";
import type { DialogueState } from "../dialogue/state.ts";
import { judgeHandingOn } from "../tenants/destinations.ts";
import type { BeginCall } from "./begin.ts";
import type { AnalysisRules, CallContext } from "./events.ts";
import type { LinkSettings } from "./state.ts";

type D = DialogueState;
/** `bot` is null once it is forgotten, and for an agent of a vendor. */
export type Setting = { context: CallContext<D>; bot: BotConfig | null; access: VendorAccesses };

export function settingOf(begin: BeginCall, access: VendorAccesses): { ok: true; setting: Setting } | { ok: false; why: string } {
  if (begin.operator !== undefined) return { ok: true, setting: byOperator(begin) };
  const parsed = parseBotConfig(begin.bot.config);
  if (!parsed.ok) return { ok: false, why: `the bot ${begin.bot.slug} can't be used: ${parsed.errors[0]?.pointer ?? ""} ${parsed.errors[0]?.message.en ?? ""}` };
  const bot = withinReach(parsed.bot, begin);
  const { language, timeZone } = begin;
  const words = (spoken: Language) => (begin.pronunciation ?? []).filter((one) => (one.language ?? language) === spoken);
  const known = new Map<Language, LinkSettings>();
  const settings = (spoken: Language) => {
    const made = known.get(spoken) ?? callSettings(bot, spoken, { access, pronunciation: words(spoken) });
    known.set(spoken, made);
    return made;
  };
  const pronounce = { ru: pronounceIn("ru", words("ru")), en: pronounceIn("en", words("en")) };
  const decide = bot.voice.agent === null ? orFarewell(createDecide(bot, { timeZone, language, maxMs: begin.maxDurationMs, recorded: begin.recording !== null && begin.via !== "text", inWriting: begin.via === "text" }), language, (error) => logFault(begin.callId, error)) : createBystander(language);
  const context = { begin, settings, decide, pronounce: (voice: string, spoken: Language) => pronounce[spoken](voice, spoken), refines: bot.llm !== null, detectMachine: begin.via === "sip" && bot.voice.agent === null && (begin.direction === "outbound" ? bot.answering_machine.detect : begin.direction === "inbound" && bot.unwanted_callers.hang_up_on_recordings), analysis: analysisOf(bot) };
  // An agent brings its own model; the bot's would be made ready for nothing.
  return { ok: true, setting: { context, bot: bot.voice.agent === null ? bot : null, access } };
}

/** A destination that the account may not call is none: the flow goes on as when a transfer fails. */
function withinReach(bot: BotConfig, { destinations: policy, callId, trunk = null, sipTrunks }: BeginCall): BotConfig {
  if (policy === undefined) return bot;
  const by = { internal: trunk === null, trunks: sipTrunks ?? (trunk === null ? null : []) };
  const judged = bot.agent.destinations.map((destination) => ({ destination, verdict: judgeHandingOn(policy, destination.to, by) }));
  const reachable = judged.flatMap(({ destination, verdict }) => (verdict.ok ? [destination] : []));
  if (reachable.length === judged.length) return bot;
  const why = judged.flatMap(({ destination, verdict }) => (verdict.ok ? [] : [`${destination.name}: ${verdict.words.en}`]));
  console.warn(JSON.stringify({ event: "destinations out of reach", call: callId, left: reachable.length, of: judged.length, why }));
  return { ...bot, agent: { ...bot.agent, destinations: reachable } };
}

/** Where it happened; a message may quote what was said. */
function logFault(call: string, error: unknown): void {
  const [name, where] = error instanceof Error ? [error.name, error.stack?.split("\n").find((line) => /^\s+at /.test(line))?.trim()] : ["unknown", undefined];
  console.error(JSON.stringify({ event: "dialogue failed", call, error: name, where }));
}

/** Of a call that has begun: one whose bot is forgotten, or is none to a newer version of ours, is still ended and settled. */
export function settingAgain(begin: BeginCall, access: VendorAccesses): Setting {
  if (begin.operator !== undefined) return byOperator(begin);
  const botless: Setting = { context: { begin, settings: () => botlessSettings, decide: createFarewell(begin.language), pronounce: (voice) => voice, analysis: analysisOf(null) }, bot: null, access: {} };
  if (begin.bot.config === null) return botless;
  const setting = settingOf(begin, access);
  if (setting.ok) return setting.setting;
  console.error(JSON.stringify({ event: "pinned bot not usable any more", call: begin.callId, why: setting.why }));
  return botless;
}

/** An agent of a vendor brings its own model, and nobody else's is asked. */
function analysisOf(bot: BotConfig | null): AnalysisRules {
  const asked = bot !== null && bot.llm !== null && bot.voice.agent === null ? bot : null;
  return {
    byRules: (call) => analyseByRules(bot, call),
    request: (call) => (asked === null ? null : analysisRequest(asked, call)),
    read: (call, byRules, text) => (asked === null ? null : readAnalysis(asked, call, byRules, text)),
  };
}

/** Two people talk: nothing is said or decided here, and nobody writes down what they say. */
const byOperator = (begin: BeginCall): Setting => ({ context: { begin, settings: () => botlessSettings, decide: createBystander(begin.language), pronounce: (voice) => voice, analysis: analysisOfTalk }, bot: null, access: {} });

const analysisOfTalk: AnalysisRules = {
  byRules: (call) => {
    const { outcome, analysis } = analyseByRules(null, call);
    return { outcome: call.answered ? "answered" : outcome, analysis: { ...analysis, summary: "" } };
  },
  request: () => null,
  read: () => null,
};

/** For a node that comes back for a goodbye, or to bring its last facts. */
const botlessSettings: LinkSettings = {
  voice: { provider: "embedded", voice: "", speed: 1 },
  stt: { provider: "embedded", listens: [] },
  turnTaking: { endpointMs: 500, digitsEndpointMs: 1000, bargeInMinSpeechMs: 250, bargeIn: false, maxUtteranceMs: 15_000 },
  lostPlan: { fillerAtMs: 2_000, apologyAtMs: 20_000, endAtMs: 30_000, filler: "", apology: "" },
};

/** What evidence needs; the caller's number, the keys and the bot go. */
export const forgotten = (begin: BeginCall): BeginCall => ({ ...begin, from: "", to: "", recording: null, access: [], secrets: [], pronunciation: [], fields: {}, bot: { ...begin.bot, config: null } });
