/** Prompts, model and search of a bot: saved means published (PRODUCT B3), behind the eval gate; the draft follows. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { isJsonObject, requireSound, sameJson } from "./check-config.ts";
import type { BotTools } from "./evals.ts";
import { openBot, requirePublished, versionChanged } from "./open-bot.ts";
import type { Change, OpenBot } from "./open-bot.ts";
import { draftWith, publishVersion } from "./publish.ts";

export type PublishedPart<K extends keyof BotConfig> = { version: number } & Pick<BotConfig, K>;

/** @throws Refusal 422 when it was written by another version and can't be read. */
export function publishedConfig({ published }: OpenBot): BotConfig {
  const parsed = botConfigSchema.safeParse(published);
  if (parsed.success) return parsed.data;
  throw new Refusal(422, "bot_broken", { ru: "Опубликованная версия бота не читается: опубликуйте его заново.", en: "The bot's published version can't be read: publish it anew." });
}

/** @throws Refusal 404; 409 while no version is published; 422 when it can't be read. */
export async function readPublished(db: Database, tenantId: TenantId, idOrSlug: string): Promise<{ version: number; config: BotConfig }> {
  const bot = await openBot(db, tenantId, idOrSlug);
  return { version: requirePublished(bot), config: publishedConfig(bot) };
}

/**
 * @param part the members of the config that are replaced; none when it is empty, and then nothing is published.
 * @throws Refusal 409 when another version was published since `version` was read, or evals fail; 422 with pointers.
 */
export async function publishPart(tools: BotTools, tenantId: TenantId, idOrSlug: string, { version, part, override }: { version: number; part: Partial<BotConfig>; override: boolean }, change: Change): Promise<{ version: number; config: BotConfig }> {
  const bot = await openBot(tools.db, tenantId, idOrSlug);
  const published = requirePublished(bot);
  if (published !== version) throw versionChanged(published);
  const before = publishedConfig(bot);
  const config = requireSound({ ...before, ...part }, change.language);
  if (sameJson(before, config)) return { version: published, config };
  const record = await publishVersion(tools, tenantId, bot, { config, note: "", override, draft: draftWith(bot, (draft) => (isJsonObject(draft) ? { ...draft, ...part } : draft)), what: { changed: Object.keys(part) }, evals: true }, change);
  return { version: record.version ?? version + 1, config };
}
