/** A bot's name, address and description, which no call depends on; and its end. */
import type { BotRecord, changeBotSchema } from "@zvon/contract/bots-api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { and, eq, notExists, or } from "drizzle-orm";
import type { z } from "zod";
import { bots, numbers } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { Database } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { getRecord, isBot } from "./open-bot.ts";
import type { Change } from "./open-bot.ts";
import { isUniqueFault, requireFree, slugTaken } from "./slug.ts";

/** @throws Refusal 404; 409 when the slug is taken. */
export async function changeBot(db: Database, tenantId: TenantId, idOrSlug: string, { name, slug, description }: z.infer<typeof changeBotSchema>, { actor, requestId, now }: Change): Promise<BotRecord> {
  const record = await getRecord(db, tenantId, idOrSlug);
  if (slug !== undefined) requireFree(slug, new Set());
  const change = { ...(name === undefined ? {} : { name }), ...(slug === undefined ? {} : { slug }), ...(description === undefined ? {} : { description }) };
  if (Object.keys(change).length === 0) return record;
  try {
    const [changed] = await db.batch([
      db.update(bots).set({ ...change, updatedAt: now }).where(and(eq(bots.id, record.id), eq(bots.tenantId, tenantId))).returning({ id: bots.id }),
      auditIfChanged(db, tenantId, { actor, action: "bot.change", subject: record.id, after: { changed: Object.keys(change), ...(slug === undefined ? {} : { slug }) }, requestId, at: now.getTime() }),
    ]);
    if (changed.length === 0) throw notFound("bot");
  } catch (error) {
    if (slug !== undefined && isUniqueFault(error)) throw slugTaken(slug);
    throw error;
  }
  return { ...record, ...change, updatedAt: now.getTime() };
}

/** Versions, suites and runs go with it; calls under way hold what they need. @throws Refusal 404; 409 while a number leads to it. */
export async function deleteBot(db: Database, tenantId: TenantId, idOrSlug: string, { actor, requestId, now }: Change): Promise<void> {
  const [row] = await db
    .select({ id: bots.id, slug: bots.slug, number: numbers.number })
    .from(bots)
    .leftJoin(numbers, or(eq(numbers.botId, bots.id), eq(numbers.afterBotId, bots.id)))
    .where(isBot(tenantId, idOrSlug))
    .limit(1);
  if (row === undefined) throw notFound("bot");
  const inUse = (number: string) => new Refusal(409, "bot_in_use", { ru: `На этого бота ведёт номер ${number}: сначала дайте номеру другого бота.`, en: `The number ${number} leads to this bot: give the number another bot first.` });
  if (row.number !== null) throw inUse(row.number);
  const [gone] = await db.batch([
    // Again, for a number may have come meanwhile, and it would go with the bot.
    db.delete(bots).where(and(eq(bots.id, row.id), eq(bots.tenantId, tenantId), notExists(db.select({ id: numbers.id }).from(numbers).where(or(eq(numbers.botId, row.id), eq(numbers.afterBotId, row.id)))))).returning({ id: bots.id }),
    auditIfChanged(db, tenantId, { actor, action: "bot.delete", subject: row.id, after: { slug: row.slug }, requestId, at: now.getTime() }),
  ]);
  if (gone.length === 0) throw inUse("…");
}
