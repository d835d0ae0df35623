/** How a bot sounds, hears and thinks: read and changed by itself; a change is a new version, published at once. */
import type { BotDetail, BotVoice, ChangeBotVoice } from "@zvon/contract/api.ts";
import { changeBotVoiceSchema } from "@zvon/contract/api.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { BotRecord } from "@zvon/contract/bots-api.ts";
import type { BotConfigError } from "@zvon/contract/check-bot.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { z } from "zod";
import type { Database } from "../services.ts";
import { escapePointer, faultsIn, isJsonObject, requireSound, sameJson } from "./check-config.ts";
import type { JsonObject } from "./check-config.ts";
import type { BotTools } from "./evals.ts";
import { openBot, requirePublished, versionChanged } from "./open-bot.ts";
import type { Change } from "./open-bot.ts";
import { draftWith, publishVersion } from "./publish.ts";
import { publishedConfig } from "./published-part.ts";

/** @throws Refusal 404; 409 while no version is published; 422 when the published config does not parse (it was written by another version). */
export async function getBotVoice(db: Database, tenantId: TenantId, idOrSlug: string): Promise<BotVoice> {
  const bot = await openBot(db, tenantId, idOrSlug);
  return voiceOf({ ...detailOf(bot.record), version: requirePublished(bot) }, publishedConfig(bot));
}

const detailOf = ({ id, slug, name, description, languages, updatedAt }: BotRecord) => ({ id, slug, name, description, languages, updatedAt });

const voiceOf = (detail: BotDetail, { voice, llm, fallbacks, limits, flow }: BotConfig): BotVoice => ({
  ...detail, voice, llm, limits,
  fallbacks: { silence_after_ms: fallbacks.silence_after_ms },
  timing: Object.fromEntries(Object.entries(flow.states).flatMap(([name, state]) => ("timing" in state ? [[name, state.timing]] : []))),
});

type VoiceChange = Pick<z.infer<typeof changeBotVoiceSchema>, "voice" | "llm" | "fallbacks" | "limits" | "timing">;

/** The config with what was asked for and nothing that was not; of a draft, too, that does not make sense yet. */
function changed(config: JsonObject, { voice, llm, fallbacks, limits, timing = {} }: VoiceChange): JsonObject {
  const flow: unknown = config["flow"];
  const states = isJsonObject(flow) && isJsonObject(flow["states"]) ? flow["states"] : null;
  const timed = states === null ? {} : Object.fromEntries(Object.entries(states).map(([name, state]) => [name, Object.hasOwn(timing, name) && isJsonObject(state) ? { ...state, timing: timing[name] } : state]));
  return {
    ...config, voice,
    ...(llm === undefined ? {} : { llm }),
    ...(fallbacks === undefined ? {} : { fallbacks: { ...(isJsonObject(config["fallbacks"]) ? config["fallbacks"] : {}), ...fallbacks } }),
    ...(limits === undefined ? {} : { limits }),
    ...(isJsonObject(flow) && states !== null ? { flow: { ...flow, states: timed } } : {}),
  };
}

/** Timers of a state that is not there, or that listens to nobody. */
const timingFaults = ({ flow }: BotConfig, timing: Record<string, unknown>): BotConfigError[] =>
  Object.keys(timing).flatMap((name) => {
    const state = Object.hasOwn(flow.states, name) ? flow.states[name] : undefined;
    const pointer = `/timing/${escapePointer(name)}`;
    if (state === undefined) return [{ pointer, message: { ru: `Состояния «${name}» нет.`, en: `There is no state "${name}".` } }];
    return "timing" in state ? [] : [{ pointer, message: { ru: `В состоянии «${name}» бот никого не слушает.`, en: `In the state "${name}" the bot listens to nobody.` } }];
  });

/**
 * Publishes the bot with another voice and model. Nothing else of the bot changes, and its draft changes alike; calls
 * under way, which hold their version, go on as they began. Evals are asked where the model changes, or an agent comes or goes:
 * they hear no voice.
 * @throws Refusal 409 when another version was published since `version` was read, none is, or evals fail; 422 with pointers.
 */
export async function changeBotVoice(tools: BotTools, tenantId: TenantId, idOrSlug: string, asked: ChangeBotVoice, change: Change): Promise<BotVoice> {
  const { version: edited, override, ...wanted } = changeBotVoiceSchema.parse(asked);
  const bot = await openBot(tools.db, tenantId, idOrSlug);
  const version = requirePublished(bot);
  if (version !== edited) throw versionChanged(version);
  const published = publishedConfig(bot);
  // Pointers into the config are pointers into the body as well: its parts stand at the same place.
  const misplaced = faultsIn(timingFaults(published, wanted.timing ?? {}), change.language);
  const config = requireSound(changed(published, misplaced.length === 0 ? wanted : { ...wanted, timing: undefined }), change.language, misplaced);
  const draft = draftWith(bot, (own) => (isJsonObject(own) ? changed(own, wanted) : own));
  const record = await publishVersion(tools, tenantId, bot, { config, note: "", override, draft, what: { changed: Object.keys(wanted) }, evals: !sameJson([published.llm, published.voice.agent], [config.llm, config.voice.agent]) }, change);
  return voiceOf({ ...detailOf(record), version: version + 1 }, config);
}
