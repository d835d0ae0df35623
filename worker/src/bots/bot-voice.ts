/** How a bot sounds, hears and thinks: read and changed by itself; a change is a new version, published at once. */
import type { BotDetail, BotVoice, ChangeBotVoice } from "@zvon/contract/api.ts";
import { changeBotVoiceSchema } from "@zvon/contract/api.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { checkStandIns, parseBotConfig } from "@zvon/contract/check-bot.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { BotConfigError } from "@zvon/contract/check-bot.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, or } from "drizzle-orm";
import type { z } from "zod";
import { auditLog, botVersions, bots } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Database } from "../services.ts";
import { languagesOf, publishedVersion } from "./published-bot.ts";

type Found = { detail: BotDetail; config: unknown };

async function findBot(db: Database, tenantId: TenantId, idOrSlug: string): Promise<Found> {
  const [row] = await db
    .select({ id: bots.id, slug: bots.slug, name: bots.name, description: bots.description, languages: bots.languages, version: bots.publishedVersion, updatedAt: bots.updatedAt, config: botVersions.config })
    .from(bots)
    .innerJoin(botVersions, publishedVersion)
    .where(and(eq(bots.tenantId, tenantId), or(eq(bots.id, idOrSlug), eq(bots.slug, idOrSlug))))
    .limit(1);
  if (row === undefined) throw notFound("bot");
  const { config, updatedAt, languages, ...bot } = row;
  return { detail: { ...bot, languages: languagesOf(languages), updatedAt: updatedAt.getTime() }, config };
}

/** @param idOrSlug `bot_…` or the slug. @throws Refusal 404. */
export const getBot = async (db: Database, tenantId: TenantId, idOrSlug: string): Promise<BotDetail> => (await findBot(db, tenantId, idOrSlug)).detail;

/** @throws Refusal 404; 422 when the published config does not parse (it was written by another version). */
export async function getBotVoice(db: Database, tenantId: TenantId, idOrSlug: string): Promise<BotVoice> {
  const { detail, config } = await findBot(db, tenantId, idOrSlug);
  return voiceOf(detail, configOf(config));
}

const voiceOf = (detail: BotDetail, { voice, llm, fallbacks, limits, flow }: BotConfig): BotVoice => ({
  ...detail, voice, llm, limits,
  fallbacks: { silence_after_ms: fallbacks.silence_after_ms },
  timing: Object.fromEntries(Object.entries(flow.states).flatMap(([name, state]) => ("timing" in state ? [[name, state.timing]] : []))),
});

/** The bot with what was asked for; nothing that was not. */
function changed(bot: BotConfig, { voice, llm, fallbacks, limits, timing = {} }: Pick<z.infer<typeof changeBotVoiceSchema>, "voice" | "llm" | "fallbacks" | "limits" | "timing">): BotConfig {
  const states = Object.entries(bot.flow.states).map(([name, state]) => [name, "timing" in state ? { ...state, timing: timing[name] === undefined ? state.timing : timing[name] } : state]);
  return { ...bot, voice, llm, fallbacks: { ...bot.fallbacks, ...fallbacks }, limits: limits ?? bot.limits, flow: { ...bot.flow, states: Object.fromEntries(states) } };
}

/** Timers of a state that is not there, or that listens to nobody. */
const timingFaults = ({ flow }: BotConfig, timing: Record<string, unknown>): BotConfigError[] =>
  Object.keys(timing).flatMap((name) => {
    const state = Object.hasOwn(flow.states, name) ? flow.states[name] : undefined;
    const pointer = `/timing/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (state === undefined) return [{ pointer, message: { ru: `Состояния «${name}» нет.`, en: `There is no state "${name}".` } }];
    return "timing" in state ? [] : [{ pointer, message: { ru: `В состоянии «${name}» бот никого не слушает.`, en: `In the state "${name}" the bot listens to nobody.` } }];
  });

function configOf(stored: unknown): BotConfig {
  const parsed = botConfigSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  throw new Refusal(422, "bot_broken", "The bot's published version can't be read: publish it anew.");
}

export type Change = { actor: string; requestId: string; now: Date; /** Of the sentences about what does not fit. */ language: Language };

/**
 * Publishes the bot with another voice and model. Nothing else of the bot changes, so calls under way, which hold
 * their version, go on as they began.
 * @throws Refusal 409 when another version was published since `change.version` was read; 422 with pointers.
 */
export async function changeBotVoice(db: Database, tenantId: TenantId, idOrSlug: string, asked: ChangeBotVoice, { actor, requestId, now, language }: Change): Promise<BotVoice> {
  const { version: edited, ...change } = changeBotVoiceSchema.parse(asked);
  const { detail, config } = await findBot(db, tenantId, idOrSlug);
  if (detail.version !== edited) throw outOfDate(detail.version);
  const published = configOf(config);
  const checked = parseBotConfig(changed(published, change));
  const faults = [...(checked.ok ? checkStandIns(checked.bot) : checked.errors), ...timingFaults(published, change.timing ?? {})];
  if (!checked.ok || faults.length > 0) throw new Refusal(422, "bot_faulty", "The bot would not work like this.", faultsOf(faults, language));
  const version = edited + 1;
  try {
    // The version's number is unique a bot: of two who save at once one fails here, and with it all three statements.
    await db.batch([
      db.insert(botVersions).values({ id: newId("botVersion"), botId: detail.id, version, config: checked.bot, createdAt: now }),
      db.update(bots).set({ publishedVersion: version, updatedAt: now }).where(and(eq(bots.id, detail.id), eq(bots.tenantId, tenantId))),
      db.insert(auditLog).values({ tenantId, actor, action: "bot.publish", subject: detail.id, before: { version: edited }, after: { version, changed: Object.keys(change) }, requestId, createdAt: now }),
    ]);
  } catch (error) {
    if (isUniqueFault(error)) throw outOfDate(version);
    throw error;
  }
  return voiceOf({ ...detail, version, updatedAt: now.getTime() }, checked.bot);
}

const outOfDate = (version: number) => new Refusal(409, "version_changed", `Someone else has saved this bot: version ${version} is published now.`, [{ pointer: "/version", detail: `The published version is ${version}.` }]);

/** Drizzle wraps D1's error. */
const isUniqueFault = (error: unknown): boolean => error instanceof Error && (/UNIQUE constraint failed/i.test(error.message) || isUniqueFault(error.cause));

/** Pointers into the config are pointers into the body as well: its parts stand at the same place. */
const faultsOf = (errors: readonly BotConfigError[], language: Language) => errors.slice(0, 50).map(({ pointer, message }) => ({ pointer, detail: message[language] }));
