/** The published version of a bot, as a new call pins it. */
import type { BotSummary } from "@zvon/contract/api.ts";
import type { BotRecord } from "@zvon/contract/bots-api.ts";
import { languageSchema } from "@zvon/contract/call-link.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, or, sql } from "drizzle-orm";
import { z } from "zod";
import { botVersions, bots, mediaNodes } from "../db/schema.ts";
import { ownedLinesOf, parseOwnedLines } from "../calls/outbound-line.ts";
import type { OwnedLines } from "../calls/outbound-line.ts";
import type { TenantSpeech } from "../calls/start-call.ts";
import { Refusal } from "../refusal.ts";
import type { Database } from "../services.ts";
import { parsePronunciations, pronunciationsOf } from "../vendors/pronunciations.ts";
import { parseSealedAccesses, sealedAccessesOf } from "../vendors/provider-keys.ts";
import { parseSealedSecrets, sealedSecretsOf } from "../vendors/tool-secrets.ts";

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

type Found = { bot: Omit<PublishedBot, "config">; published: unknown; draft: unknown; nodeIds: string[]; lines: OwnedLines; speech: TenantSpeech };

/** One statement: the bot, the nodes that may carry the tenant's calls, and what the tenant keeps for all of them. */
async function find(db: Database, tenantId: TenantId, idOrSlug: string, draft: typeof bots.draft | typeof noDraft): Promise<Found | null> {
  const [row] = await db
    .select({ ...botColumns, draft, nodeIds: nodeIdsOf(tenantId), lines: ownedLinesOf(tenantId), access: sealedAccessesOf(tenantId), secrets: sealedSecretsOf(tenantId), pronunciation: pronunciationsOf(tenantId) })
    .from(bots)
    .leftJoin(botVersions, publishedVersion)
    .where(and(eq(bots.tenantId, tenantId), or(eq(bots.id, idOrSlug), eq(bots.slug, idOrSlug))))
    .limit(1);
  if (row === undefined) return null;
  const { nodeIds, lines, access, secrets, pronunciation, config, draft: ownDraft, ...bot } = row;
  return {
    bot: { ...bot, languages: languagesOf(bot.languages) },
    published: config,
    draft: ownDraft ?? config,
    nodeIds: parseNodeIds(nodeIds),
    lines: parseOwnedLines(lines),
    speech: { access: parseSealedAccesses(access), secrets: parseSealedSecrets(secrets), pronunciation: parsePronunciations(pronunciation) },
  };
}
const noDraft = sql<null>`NULL`;

/**
 * For a call.
 * @param idOrSlug `bot_…` or the slug.
 * @throws Refusal 409 while no version of the bot is published.
 */
export async function findBotAndNodes(db: Database, tenantId: TenantId, idOrSlug: string): Promise<{ bot: PublishedBot; nodeIds: string[]; lines: OwnedLines; speech: TenantSpeech } | null> {
  const found = await find(db, tenantId, idOrSlug, noDraft);
  if (found === null) return null;
  const { bot, published, nodeIds, lines, speech } = found;
  if (published === null) throw new Refusal(409, "bot_not_published", { ru: `Бот «${bot.slug}» ещё не опубликован: звонков он не принимает.`, en: `The bot "${bot.slug}" is not published yet: it takes no calls.` }, [{ pointer: "/bot", detail: { ru: "Сначала опубликуйте его.", en: "Publish it first." } }]);
  return { bot: { ...bot, config: published }, nodeIds, lines, speech };
}

/** For trying its draft, published or not; `bot.version` is 0 while it never was. */
export async function findDraftAndNodes(db: Database, tenantId: TenantId, idOrSlug: string): Promise<{ bot: PublishedBot; nodeIds: string[]; speech: TenantSpeech } | null> {
  const found = await find(db, tenantId, idOrSlug, bots.draft);
  if (found === null) return null;
  const { bot, draft, nodeIds, speech } = found;
  return { bot: { ...bot, config: draft }, nodeIds, speech };
}

/** What can be called: published bots. */
export const summariesOf = (records: readonly BotRecord[]): BotSummary[] =>
  records.flatMap(({ id, slug, name, description, version, languages }) => (version === null ? [] : [{ id, slug, name, description, version, languages }]));

export { botColumns, publishedVersion };
