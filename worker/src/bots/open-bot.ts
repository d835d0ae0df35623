/** A bot with everything that changes of it need: found once by id or slug, in one statement. */
import type { BotRecord } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, asc, eq, or, sql } from "drizzle-orm";
import { botChecks, botVersions, bots, evalSuites } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Database } from "../services.ts";
import { languagesOf, publishedVersion } from "./published-bot.ts";

/** Who changes something and when; `language`: of the sentences about what does not fit. */
export type Change = { actor: string; requestId: string; now: Date; language: Language };

export type OpenBot = {
  record: BotRecord;
  /** The published config as it is stored; null while no version is. */
  published: unknown;
  /** What is edited: the bot's own draft, else what is published. */
  draft: unknown;
  /** The draft is not simply what is published. */
  ownDraft: boolean;
  /** As stored; null when none were ever written. */
  suites: unknown;
  /** When they were kept last; 0: never. */
  suitesAt: number;
  /** Warnings that were looked at, by their keys. */
  checked: ReadonlySet<string>;
};

/** Reads the draft's presence alone, not the draft. */
const recordColumns = {
  id: bots.id, slug: bots.slug, name: bots.name, description: bots.description, languages: bots.languages, version: bots.publishedVersion, publishedAt: botVersions.createdAt,
  dirty: sql<number>`${bots.draft} IS NOT NULL`, revision: bots.draftRevision, updatedAt: bots.updatedAt, draftUpdatedAt: bots.draftUpdatedAt, createdAt: bots.createdAt,
};
type RecordRow = { id: string; slug: string; name: string; description: string; languages: string[]; version: number; publishedAt: Date | null; dirty: number; revision: number; updatedAt: Date; draftUpdatedAt: Date | null; createdAt: Date };

const recordOf = ({ id, slug, name, description, languages, version, publishedAt, dirty, revision, updatedAt, draftUpdatedAt, createdAt }: RecordRow): BotRecord => ({
  id, slug, name, description, languages: languagesOf(languages), version: version === 0 ? null : version, publishedAt: publishedAt?.getTime() ?? null, dirty: dirty === 1, revision,
  updatedAt: Math.max(updatedAt.getTime(), draftUpdatedAt?.getTime() ?? 0), createdAt: createdAt.getTime(),
});

/** @param idOrSlug `bot_…` or the slug, which holds no underscore. */
export const isBot = (tenantId: TenantId, idOrSlug: string) => and(eq(bots.tenantId, tenantId), or(eq(bots.id, idOrSlug), eq(bots.slug, idOrSlug)));

export async function listRecords(db: Database, tenantId: TenantId): Promise<BotRecord[]> {
  const rows = await db.select(recordColumns).from(bots).leftJoin(botVersions, publishedVersion).where(eq(bots.tenantId, tenantId)).orderBy(asc(bots.slug));
  return rows.map(recordOf);
}

/** @throws Refusal 404. */
export async function getRecord(db: Database, tenantId: TenantId, idOrSlug: string): Promise<BotRecord> {
  const [row] = await db.select(recordColumns).from(bots).leftJoin(botVersions, publishedVersion).where(isBot(tenantId, idOrSlug)).limit(1);
  if (row === undefined) throw notFound("bot");
  return recordOf(row);
}

/** @throws Refusal 404. */
export async function openBot(db: Database, tenantId: TenantId, idOrSlug: string): Promise<OpenBot> {
  const [row] = await db
    .select({ ...recordColumns, published: botVersions.config, draft: bots.draft, suites: evalSuites.suites, suitesAt: evalSuites.updatedAt, checked: botChecks.keys })
    .from(bots)
    .leftJoin(botVersions, publishedVersion)
    .leftJoin(evalSuites, eq(evalSuites.botId, bots.id))
    .leftJoin(botChecks, eq(botChecks.botId, bots.id))
    .where(isBot(tenantId, idOrSlug))
    .limit(1);
  if (row === undefined) throw notFound("bot");
  const { published, draft, suites, suitesAt, checked, ...record } = row;
  return { record: recordOf(record), published, draft: draft ?? published, ownDraft: draft !== null, suites, suitesAt: suitesAt?.getTime() ?? 0, checked: new Set(checked) };
}

/** @throws Refusal 409 while no version of it is published. */
export function requirePublished({ record }: OpenBot): number {
  if (record.version === null) throw notPublished();
  return record.version;
}

export const notPublished = () => new Refusal(409, "bot_not_published", { ru: "Бот ещё не опубликован: сначала опубликуйте его.", en: "The bot is not published yet: publish it first." });
export const draftChanged = (revision: number) => new Refusal(409, "draft_changed", { ru: "Этого бота тем временем изменил кто-то ещё: откройте его заново.", en: "Someone else has changed this bot meanwhile: read it again." }, [{ pointer: "/revision", detail: { ru: `Правка черновика — ${revision}.`, en: `The draft's revision is ${revision}.` } }]);
export const evalsChanged = () => new Refusal(409, "evals_changed", { ru: "Проверки этого бота тем временем изменили: опубликуйте ещё раз, и пройдут новые.", en: "This bot's evals were changed meanwhile: publish again, and the new ones are run." });
export const versionChanged = (version: number) => new Refusal(409, "version_changed", { ru: `Этого бота сохранил кто-то ещё: сейчас опубликована версия ${version}.`, en: `Someone else has saved this bot: version ${version} is published now.` }, [{ pointer: "/version", detail: { ru: `Опубликована версия ${version}.`, en: `The published version is ${version}.` } }]);
