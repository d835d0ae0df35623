/** The published version of a bot, as a new call pins it. */
import type { BotSummary } from "@zvon/contract/api.ts";
import { languageSchema } from "@zvon/contract/call-link.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, asc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { botVersions, bots, mediaNodes } from "../db/schema.ts";
import type { Database } from "../services.ts";

export type PublishedBot = { id: string; slug: string; name: string; version: number; languages: Language[]; config: unknown };

const idsSchema = z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text)));

/** Languages as stored; an unknown one is left out rather than breaking the list. */
export function languagesOf(stored: string[]): Language[] {
  return stored.flatMap((language) => {
    const parsed = languageSchema.safeParse(language);
    return parsed.success ? [parsed.data] : [];
  });
}

const botColumns = { id: bots.id, slug: bots.slug, name: bots.name, version: bots.publishedVersion, languages: bots.languages, config: botVersions.config };
const publishedVersion = and(eq(botVersions.botId, bots.id), eq(botVersions.version, bots.publishedVersion));

/**
 * One statement: the bot, and the nodes that may carry the tenant's calls (its own first, then the platform's).
 * @param idOrSlug `bot_…` or the slug.
 */
export async function findBotAndNodes(db: Database, tenantId: TenantId, idOrSlug: string): Promise<{ bot: PublishedBot; nodeIds: string[] } | null> {
  const [row] = await db
    .select({ ...botColumns, nodeIds: sql<string>`(SELECT json_group_array(id) FROM (SELECT ${mediaNodes.id} AS id FROM ${mediaNodes} WHERE ${mediaNodes.tenantId} IS NULL OR ${mediaNodes.tenantId} = ${tenantId} ORDER BY ${mediaNodes.tenantId} IS NULL, ${mediaNodes.id}))` })
    .from(bots)
    .innerJoin(botVersions, publishedVersion)
    .where(and(eq(bots.tenantId, tenantId), or(eq(bots.id, idOrSlug), eq(bots.slug, idOrSlug))))
    .limit(1);
  if (row === undefined) return null;
  const { nodeIds, ...bot } = row;
  return { bot: { ...bot, languages: languagesOf(bot.languages) }, nodeIds: idsSchema.parse(nodeIds) };
}

/** A bot that speaks two languages is listed once a language: they are two ways to call it. */
export async function listBots(db: Database, tenantId: TenantId): Promise<BotSummary[]> {
  const rows = await db.select({ id: bots.id, slug: bots.slug, name: bots.name, version: bots.publishedVersion, languages: bots.languages, description: bots.description }).from(bots).where(eq(bots.tenantId, tenantId)).orderBy(asc(bots.slug));
  return rows.flatMap(({ languages, ...bot }) => languagesOf(languages).map((language) => ({ ...bot, language })));
}

export { botColumns, publishedVersion };
