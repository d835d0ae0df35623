/**
 * Publishing: the one way to a new version. What is to be published must be sound, and pass the bot's evals; it is for
 * calls that begin from then on, for a call holds the version it began with.
 */
import type { BotConfig } from "@zvon/contract/bot-config.ts";
import type { BotFault, BotRecord } from "@zvon/contract/bots-api.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, lte, sql } from "drizzle-orm";
import { botVersions, bots, evalSuites } from "../db/schema.ts";
import { Refusal } from "../refusal.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { checkConfig, requireSound } from "./check-config.ts";
import { keepRun, passEvals } from "./evals.ts";
import type { BotTools } from "./evals.ts";
import { draftChanged, evalsChanged, openBot, versionChanged } from "./open-bot.ts";
import type { Change, OpenBot } from "./open-bot.ts";
import { requireSecretHosts } from "./secret-hosts.ts";

/** Older ones go: a call that holds one holds it whole. */
const keptVersions = 500;

export type NextVersion = {
  config: BotConfig;
  note: string;
  /** Publish although evals fail. */
  override: boolean;
  /** What becomes of a draft of the bot's own: it is what was published, or stays, or is this. */
  draft: "published" | "kept" | { config: unknown };
  /** For the audit log: what was published, by names alone. */
  what: Record<string, unknown>;
  /** Without it the config is published unseen by evals: what changed is nothing they look at. */
  evals: boolean;
};

/** @throws Refusal 409 when evals fail, or when bot or draft were changed since `bot` was read; 429 while other evals of the tenant run. */
export async function publishVersion(tools: BotTools, tenantId: TenantId, bot: OpenBot, next: NextVersion, change: Change): Promise<BotRecord> {
  const { record } = bot;
  const version = (record.version ?? 0) + 1;
  const { overridden, unchecked, run } = next.evals ? await passEvals(tools, tenantId, bot, next.config, { of: String(version), override: next.override }, change) : { overridden: false, unchecked: false, run: null };
  const note = [next.note, ...(unchecked ? [change.language === "ru" ? "Без проверок: разговор ведёт агент поставщика." : "Without evals: a vendor's agent leads the talk."] : [])].filter((words) => words !== "").join(" ");
  const { db } = tools;
  // Whoever was faster has raised both; then nothing of the batch finds its row.
  const unchanged = and(eq(bots.id, record.id), eq(bots.tenantId, tenantId), eq(bots.publishedVersion, record.version ?? 0), eq(bots.draftRevision, record.revision), ...(next.evals ? [sql`NOT EXISTS (SELECT 1 FROM ${evalSuites} WHERE ${evalSuites.botId} = ${record.id} AND ${evalSuites.updatedAt} > ${bot.suitesAt})`] : []));
  const [written] = await db.batch([
    db
      .insert(botVersions)
      // All columns in the table's order.
      .select(sql`SELECT ${newId("botVersion")}, ${record.id}, ${version}, ${JSON.stringify(next.config)}, ${change.now.getTime()}, ${note}, ${change.actor}, ${overridden ? 1 : 0} FROM ${bots} WHERE ${unchanged}`)
      .returning({ version: botVersions.version }),
    db
      .update(bots)
      .set({ publishedVersion: version, languages: next.config.languages, updatedAt: change.now, draftRevision: record.revision + 1, ...draftAfter(next.draft) })
      .where(unchanged),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "bot.publish", subject: record.id, after: { version, ...next.what, ...(overridden ? { evals: "overridden" } : {}) }, requestId: change.requestId, at: change.now.getTime() }),
    db.delete(botVersions).where(and(eq(botVersions.botId, record.id), lte(botVersions.version, version - keptVersions))),
    ...(run === null ? [] : keepRun(db, record.id, run)),
  ]);
  // What these evals let through others may not.
  if (written.length === 0 && next.evals && (await openBot(db, tenantId, record.id)).suitesAt !== bot.suitesAt) throw evalsChanged();
  if (written.length === 0) throw next.draft === "published" ? draftChanged(record.revision + 1) : versionChanged(version);
  const dirty = next.draft === "published" ? false : next.draft === "kept" ? bot.ownDraft : true;
  return { ...record, languages: next.config.languages, version, publishedAt: change.now.getTime(), dirty, revision: record.revision + 1, updatedAt: change.now.getTime() };
}

const draftAfter = (draft: NextVersion["draft"]) => (draft === "kept" ? {} : { draft: draft === "published" ? null : draft.config });

/** @throws Refusal 404; 409 when the draft has another revision, says nothing new, or fails its evals; 422 with pointers into the draft. */
export async function publishDraft(tools: BotTools, tenantId: TenantId, idOrSlug: string, { revision, note, override }: { revision: number; note: string; override: boolean }, change: Change): Promise<BotRecord & { warnings: BotFault[] }> {
  const bot = await openBot(tools.db, tenantId, idOrSlug);
  if (bot.record.revision !== revision) throw draftChanged(bot.record.revision);
  if (!bot.ownDraft) throw new Refusal(409, "nothing_to_publish", { ru: "В черновике то же, что уже опубликовано.", en: "The draft says what is published already." });
  const config = requireSound(bot.draft, change.language);
  await requireSecretHosts(tools.db, tenantId, config, change.language);
  const record = await publishVersion(tools, tenantId, bot, { config, note, override, draft: "published", what: {}, evals: true }, change);
  return { ...record, warnings: checkConfig(bot.draft, change.language, bot.checked).warnings };
}

/** The draft where a part of the published config was changed: the same change, or none of its own where it had none. */
export const draftWith = (bot: OpenBot, apply: (draft: unknown) => unknown): NextVersion["draft"] => (bot.ownDraft ? { config: apply(bot.draft) } : "kept");

