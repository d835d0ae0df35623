/** The published version of a bot, as a new call pins it. */
import type { BotSummary } from "@zvon/contract/api.ts";
import { languageSchema } from "@zvon/contract/call-link.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, asc, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { botVersions, bots, mediaNodes } from "../db/schema.ts";
import type { TenantSpeech } from "../calls/start-call.ts";
import type { Database } from "../services.ts";
import { parsePronunciations, pronunciationsOf } from "../vendors/pronunciations.ts";
import { parseSealedAccesses, sealedAccessesOf } from "../vendors/provider-keys.ts";

export type PublishedBot = { id: string; slug: string; name: string; version: number; languages: Language[]; config: unknown };

/** A column: the nodes that may carry the tenant's calls as JSON, its own first, then the platform's. */
export const nodeIdsOf = (tenantId: TenantId) =>
  sql<string>`(SELECT json_group_array(id) FROM (SELECT ${mediaNodes.id} AS id FROM ${mediaNodes} WHERE ${mediaNodes.tenantId} IS NULL OR ${mediaNodes.tenantId} = ${tenantId} ORDER BY ${mediaNodes.tenantId} IS NULL, ${mediaNodes.id}))`;
export const parseNodeIds = (column: string): string[] => z.array(z.string()).parse(JSON.parse(column));

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
 * One statement: the bot, the nodes that may carry the tenant's calls, and what the tenant keeps for all of them.
 * @param idOrSlug `bot_…` or the slug.
 */
export async function findBotAndNodes(db: Database, tenantId: TenantId, idOrSlug: string): Promise<{ bot: PublishedBot; nodeIds: string[]; speech: TenantSpeech } | null> {
  const [row] = await db
    .select({ ...botColumns, nodeIds: nodeIdsOf(tenantId), access: sealedAccessesOf(tenantId), pronunciation: pronunciationsOf(tenantId) })
    .from(bots)
    .innerJoin(botVersions, publishedVersion)
    .where(and(eq(bots.tenantId, tenantId), or(eq(bots.id, idOrSlug), eq(bots.slug, idOrSlug))))
    .limit(1);
  if (row === undefined) return null;
  const { nodeIds, access, pronunciation, ...bot } = row;
  return {
    bot: { ...bot, languages: languagesOf(bot.languages) },
    nodeIds: parseNodeIds(nodeIds),
    speech: { access: parseSealedAccesses(access), pronunciation: parsePronunciations(pronunciation) },
  };
}

/** A bot that speaks two languages is listed once a language: they are two ways to call it. */
export async function listBots(db: Database, tenantId: TenantId): Promise<BotSummary[]> {
  const rows = await db.select({ id: bots.id, slug: bots.slug, name: bots.name, version: bots.publishedVersion, languages: bots.languages, description: bots.description }).from(bots).where(eq(bots.tenantId, tenantId)).orderBy(asc(bots.slug));
  return rows.flatMap(({ languages, ...bot }) => languagesOf(languages).map((language) => ({ ...bot, language })));
}

export { botColumns, publishedVersion };
