/** The draft of a bot: kept as it was written, sound or not, with its faults beside it. A change names the revision it was made from. */
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotDraft } from "@zvon/contract/bots-api.ts";
import type { Language } from "@zvon/contract/call-link.ts";
import type { EvalSuite } from "@zvon/contract/eval-suite.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq } from "drizzle-orm";
import { botChecks, bots } from "../db/schema.ts";
import type { Database } from "../services.ts";
import { auditSometimes, auditStatement } from "../tenants/audit.ts";
import { checkConfig, keepable, sameJson } from "./check-config.ts";
import { keepSuites } from "./evals.ts";
import { draftChanged, openBot } from "./open-bot.ts";
import type { Change, OpenBot } from "./open-bot.ts";

/** The editor keeps a draft whenever its writer pauses. */
const auditedEveryMs = 10 * 60_000;

const draftOf = (bot: OpenBot, language: Language): BotDraft => {
  const { faults, warnings } = checkConfig(bot.draft, language, bot.checked);
  return { bot: bot.record, revision: bot.record.revision, config: bot.draft, faults, warnings };
};

/** @throws Refusal 404. */
export const getDraft = async (db: Database, tenantId: TenantId, idOrSlug: string, language: Language): Promise<BotDraft> => draftOf(await openBot(db, tenantId, idOrSlug), language);

/**
 * A draft that says what is published is not kept: it is the published config again.
 * @param revision null: whatever the draft was.
 * @param evals kept in one write with the draft, or not at all; absent: those there are stay. They have room, see requireRoom.
 * @throws Refusal 404; 409 when the draft has another revision by now; 422 when it is too large to be kept.
 */
export async function putDraft(db: Database, tenantId: TenantId, idOrSlug: string, { revision, config, evals }: { revision: number | null; config: unknown; evals?: EvalSuite[] | undefined }, change: Change): Promise<BotDraft> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const { record } = bot;
  if (revision !== null && record.revision !== revision) throw draftChanged(record.revision);
  const written = keepable(config);
  const { bot: sound, faults, warnings } = checkConfig(written, change.language, bot.checked);
  const own = faults.length > 0 || sound === null || !sameJson(sound, botConfigSchema.safeParse(bot.published).data);
  const save = [
    db
      .update(bots)
      .set({ draft: own ? written : null, draftRevision: record.revision + 1, draftUpdatedAt: change.now, ...(record.version === null && sound !== null ? { languages: sound.languages } : {}) })
      .where(and(eq(bots.id, record.id), eq(bots.tenantId, tenantId), eq(bots.draftRevision, record.revision)))
      .returning({ id: bots.id }),
    auditSometimes(db, tenantId, { actor: change.actor, action: "bot.draft", subject: record.id, after: { revision: record.revision + 1 }, requestId: change.requestId, at: change.now.getTime() }, auditedEveryMs),
  ] as const;
  // Evals before it: then the draft still has the revision they are bound to.
  const changed = evals === undefined ? (await db.batch(save))[0] : (await db.batch([...keepSuites(db, tenantId, bot, evals, change, record.revision), ...save]))[2];
  if (changed.length === 0) throw draftChanged(record.revision + 1);
  const languages = record.version === null && sound !== null ? sound.languages : record.languages;
  return { bot: { ...record, languages, dirty: own, revision: record.revision + 1, updatedAt: change.now.getTime() }, revision: record.revision + 1, config: own ? written : bot.published, faults, warnings };
}

/** More than a template has texts, twice. */
const mostChecks = 1000;

/** Says of warnings about a template's texts that they were looked at. @returns the draft without them. @throws Refusal 404. */
export async function checkWarnings(db: Database, tenantId: TenantId, idOrSlug: string, checks: readonly string[], change: Change): Promise<BotDraft> {
  const bot = await openBot(db, tenantId, idOrSlug);
  const keys = [...new Set([...bot.checked, ...checks])].slice(-mostChecks);
  await db.batch([
    db.insert(botChecks).values({ botId: bot.record.id, keys, updatedAt: change.now }).onConflictDoUpdate({ target: botChecks.botId, set: { keys, updatedAt: change.now } }),
    auditStatement(db, tenantId, { actor: change.actor, action: "bot.checked", subject: bot.record.id, after: { warnings: checks.length }, requestId: change.requestId, at: change.now.getTime() }),
  ]);
  return draftOf({ ...bot, checked: new Set(keys) }, change.language);
}
