/** What the media node is told of a bot when its call begins; the rest of `welcome` is the session's own. */
import { textIn } from "@zvon/contract/bot-text.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { Language, Recogniser, Voice, Welcome } from "@zvon/contract/call-link.ts";
import type { VendorAccesses } from "@zvon/contract/speech.ts";
import { createPronounce } from "../language/pronunciation.ts";
import type { Pronunciation } from "../language/pronunciation.ts";
import { createDecide } from "./decide.ts";
import type { Segment } from "./decision.ts";
import { allListens } from "./listen.ts";
import { cut } from "./cut.ts";
import { render } from "./render.ts";
import { turnTakingOf } from "./turn-taking.ts";

export type CallSettings = Pick<Welcome, "voice" | "voiceFallbacks" | "stt" | "agent" | "access" | "prerender" | "turnTaking" | "lostPlan">;

/** `access`: the tenant's own keys. `pronunciation`: its dictionary, in the call's language. */
export type TenantSettings = { access: VendorAccesses; pronunciation: readonly Pronunciation[] };

/** As the link's schema has it: a node refuses a longer one, and with it the whole call. */
const mostWaitingChars = 500;
const mostFallbacks = 5;
const mostHints = 500;
const mostPrerendered = 20;

/** @param language one of the bot's languages. */
export function callSettings(bot: BotConfig, language: Language, tenant: TenantSettings = { access: {}, pronunciation: [] }): CallSettings {
  const speech = bot.voice.speech[language] ?? bot.voice.speech.ru ?? bot.voice.speech.en;
  const pronounce = createPronounce(tenant.pronunciation);
  const speed = speech?.speed ?? 1;
  const voice: Voice = { provider: speech?.tts_provider ?? "embedded", voice: speech?.tts_voice_id ?? "", ...modelOf(speech?.tts_model), speed };
  const fallbacks = bot.voice.fallbacks.filter((one) => one.language === undefined || one.language === language);
  const voices = fallbacks.flatMap((one): Voice[] => (one.tts_provider === undefined || one.tts_voice_id === undefined ? [] : [{ provider: one.tts_provider, voice: one.tts_voice_id, ...modelOf(one.tts_model), speed }]));
  const recognisers = fallbacks.flatMap((one): Recogniser[] => (one.stt_provider === undefined ? [] : [{ provider: one.stt_provider, ...modelOf(one.stt_model) }]));
  const { agent } = bot.voice;
  const filler = cut(pronounce(textIn(bot.fallbacks.lost_filler, language)), mostWaitingChars);
  const apology = cut(pronounce(textIn(bot.fallbacks.lost_apology, language)), mostWaitingChars);
  const stt = speech?.stt_provider ?? "embedded";
  return {
    voice,
    voiceFallbacks: voices.slice(0, mostFallbacks),
    stt: { provider: stt, ...modelOf(speech?.stt_model), listens: allListens(bot, language), fallbacks: recognisers.slice(0, mostFallbacks), hints: (bot.voice.phrase_hints[language] ?? []).slice(0, mostHints) },
    ...(agent === null ? {} : { agent: { provider: agent.provider, id: agent.agent_id } }),
    // The node gets the keys of those it will speak to, and no others.
    access: only(tenant.access, [voice.provider, stt, ...voices.map((one) => one.provider), ...recognisers.map((one) => one.provider), ...(agent === null ? [] : [agent.provider])]),
    prerender: prerender(bot, language, pronounce, [filler, apology]),
    turnTaking: turnTakingOf(bot, language),
    lostPlan: { fillerAtMs: bot.voice.waiting.filler_ms, apologyAtMs: bot.voice.waiting.apology_ms, endAtMs: bot.voice.waiting.end_ms, filler, apology },
  };
}

const modelOf = (model: string | null | undefined): { model?: string } => (model === null || model === undefined || model === "" ? {} : { model });

function only(access: VendorAccesses, providers: readonly string[]): VendorAccesses {
  return Object.fromEntries(Object.entries(access).filter(([vendor]) => providers.includes(vendor)));
}

/**
 * Texts that are spoken before they are needed, so that they sound at once: those that every call needs (the greeting with
 * the first question, what is said when the edge is late), then the questions of the flow that hold nobody's data. A
 * node keeps them from call to call; they are made, and billed, once.
 */
function prerender(bot: BotConfig, language: Language, pronounce: (text: string) => string, late: readonly string[]): string[] {
  // The greeting depends on no field, and so on no clock.
  const first = createDecide(bot, { timeZone: "UTC", language })(null, { type: "begin", language, from: "" }, 0).say;
  const said = [...Object.values(bot.flow.states).map((state) => ("say" in state ? state.say : null)), ...Object.values(bot.fields).flatMap((field) => (field.type === "day_time" ? [field.ask_day, field.ask_time] : []))];
  const questions = said.filter((text) => text !== null && !textIn(text, language).includes("{")).flatMap((text) => render(bot, text, { language, today: "1970-01-01", fields: {}, toolValues: {} }));
  const voiced = (segments: readonly Segment[]) => segments.map((segment) => cut(pronounce(segment.voice)));
  const texts = [...voiced(first), ...late, ...voiced(questions)];
  return [...new Set(texts)].filter((text) => text.trim() !== "").slice(0, mostPrerendered);
}
