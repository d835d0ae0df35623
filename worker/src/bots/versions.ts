/** The versions of a bot: each is whole, none is ever changed; an old one comes back as a new one. */
import type { BotVersion } from "@zvon/contract/bots-api.ts";
import type { BotRecord } from "@zvon/contract/bots-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import { apiKeys, botVersions, bots, users } from "../db/schema.ts";
import { notFound } from "../refusal.ts";
import type { Database } from "../services.ts";
import { requireSound } from "./check-config.ts";
import { configAt } from "./evals.ts";
import type { BotTools } from "./evals.ts";
import { isBot, openBot, requirePublished } from "./open-bot.ts";
import type { Change } from "./open-bot.ts";
import { publishVersion } from "./publish.ts";
import { requireSecretHosts } from "./secret-hosts.ts";

/** Who published, by name: a person or a key that is gone stays as its id. */
const author = sql<string>`coalesce((SELECT ${users.name} FROM ${users} WHERE 'user:' || ${users.id} = ${botVersions.author}), (SELECT ${apiKeys.name} FROM ${apiKeys} WHERE 'key:' || ${apiKeys.id} = ${botVersions.author}), ${botVersions.author})`;
const columns = { version: botVersions.version, note: botVersions.note, author, createdAt: botVersions.createdAt, overridden: botVersions.overridden, published: bots.publishedVersion };
type Row = { version: number; note: string; author: string; createdAt: Date; overridden: boolean; published: number };
const versionOf = ({ version, note, author, createdAt, overridden, published }: Row): BotVersion => ({ version, note, author, createdAt: createdAt.getTime(), overridden, published: version === published });

/** Newest first, below `before` when it is given. @throws Refusal 404. */
export async function listVersions(db: Database, tenantId: TenantId, idOrSlug: string, { before, limit }: { before: number | null; limit: number }): Promise<{ versions: BotVersion[]; next: number | null }> {
  // A bot without versions (or none below) still gives a row, so that it is told apart from one that is not there.
  const rows = await db
    .select(columns)
    .from(bots)
    .leftJoin(botVersions, and(eq(botVersions.botId, bots.id), before === null ? undefined : lt(botVersions.version, before)))
    .where(isBot(tenantId, idOrSlug))
    .orderBy(desc(botVersions.version))
    .limit(limit + 1);
  if (rows.length === 0) throw notFound("bot");
  const versions = rows.flatMap(({ version, note, author, createdAt, overridden, published }) => (version === null || note === null || createdAt === null || overridden === null ? [] : [versionOf({ version, note, author, createdAt, overridden, published })]));
  const page = versions.slice(0, limit);
  return { versions: page, next: versions.length > limit ? page.at(-1)?.version ?? null : null };
}

/** @throws Refusal 404. */
export async function getVersion(db: Database, tenantId: TenantId, idOrSlug: string, version: number): Promise<BotVersion & { config: unknown }> {
  const [row] = await db.select({ ...columns, config: botVersions.config }).from(botVersions).innerJoin(bots, eq(bots.id, botVersions.botId)).where(and(isBot(tenantId, idOrSlug), eq(botVersions.version, version)));
  if (row === undefined) throw notFound("version");
  const { config, ...rest } = row;
  return { ...versionOf(rest), config };
}

/** A draft with changes of its own stays as it is. @throws Refusal 404; 409 when evals fail; 422 when the old config does not work any more. */
export async function restoreVersion(tools: BotTools, tenantId: TenantId, idOrSlug: string, version: number, { note, override }: { note: string; override: boolean }, change: Change): Promise<BotRecord> {
  const bot = await openBot(tools.db, tenantId, idOrSlug);
  requirePublished(bot);
  const config = requireSound(await configAt(tools.db, bot, version), change.language);
  await requireSecretHosts(tools.db, tenantId, config, change.language);
  const why = note === "" ? (change.language === "ru" ? `Возврат к версии ${version}` : `Back to version ${version}`) : note;
  return publishVersion(tools, tenantId, bot, { config, note: why, override, draft: "kept", what: { restored: version }, evals: true }, change);
}
