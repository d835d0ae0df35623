/** Numbers of a tenant: listed, made, changed, deleted. */
import { languageSchema } from "@zvon/contract/call-link.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { CallerLists, NumberRecord, changeNumberSchema, createNumberSchema } from "@zvon/contract/numbers-api.ts";
import { and, asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import type { z } from "zod";
import { bots, numbers, tenants, trunks } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { FieldFault } from "../refusal.ts";
import type { Database, Services } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { judgeDestination } from "../tenants/destinations.ts";
import type { CallingTenant } from "../calls/start-call.ts";
import { nodeIdsIn, nodeIdsStatement } from "../trunks/keep-trunks.ts";
import type { Change } from "../trunks/keep-trunks.ts";
import { isOthers } from "./claims.ts";
import { parseRules } from "./number-rules.ts";
import type { NumberRules } from "./number-rules.ts";
import { isOpen, nextChange } from "./opening-hours.ts";
import type { Zones } from "./opening-hours.ts";

const maxNumbers = 1_000;
const bot = alias(bots, "bot");

const columns = {
  id: numbers.id, number: numbers.number, name: numbers.name, language: numbers.language, rules: numbers.rules, fallback: numbers.fallback, hasCallerLists: numbers.hasCallerLists, createdAt: numbers.createdAt,
  botId: numbers.botId, botSlug: bot.slug, botName: bot.name, botVersion: bot.publishedVersion, trunkId: numbers.trunkId, trunkName: trunks.name,
};

export type KeptNumber = Omit<NumberRecord, "openNow" | "until">;

/** One statement. */
export async function listNumbers(db: Database, tenantId: TenantId, only?: string): Promise<KeptNumber[]> {
  const rows = await db
    .select(columns)
    .from(numbers)
    .leftJoin(bot, and(eq(bot.id, numbers.botId), eq(bot.tenantId, numbers.tenantId)))
    .leftJoin(trunks, and(eq(trunks.id, numbers.trunkId), eq(trunks.tenantId, numbers.tenantId)))
    .where(and(eq(numbers.tenantId, tenantId), only === undefined ? undefined : eq(numbers.id, only)))
    .orderBy(asc(numbers.name), asc(numbers.number))
    .limit(maxNumbers);
  return rows.map((row) => ({
    id: row.id, number: row.number, name: row.name, language: languageSchema.parse(row.language), ...parseRules(row.rules, row.fallback), hasCallerLists: row.hasCallerLists, createdAt: row.createdAt.getTime(), botId: row.botId, trunkId: row.trunkId,
    bot: row.botId === null || row.botSlug === null || row.botName === null ? null : { id: row.botId, slug: row.botSlug, name: row.botName, published: (row.botVersion ?? 0) > 0 },
    trunk: row.trunkId === null || row.trunkName === null ? null : { id: row.trunkId, name: row.trunkName },
  }));
}

export const shownNumber = (number: KeptNumber, timeZone: string, nowMs: number, zones?: Zones): NumberRecord => ({ ...number, openNow: isOpen(number.hours, timeZone, nowMs, zones), until: nextChange(number.hours, timeZone, nowMs, zones) });

/** @throws Refusal 404. */
export async function requireNumber(db: Database, tenantId: TenantId, numberId: string): Promise<KeptNumber> {
  const [number] = await listNumbers(db, tenantId, numberId);
  if (number === undefined) throw notFound("number");
  return number;
}

type Named = { botId: string | null; trunkId: string | null } & Pick<NumberRules, "afterHours" | "overflow">;
const afterBotOf = ({ afterHours }: Pick<NumberRules, "afterHours">): string | null => (afterHours?.kind === "bot" ? afterHours.botId : null);

/**
 * What a number names must be the account's, and where it forwards to must be open, and no number of the account's own: two
 * that forward to each other would take up channel after channel. One statement.
 */
async function checkNamed(db: Database, tenant: CallingTenant, named: Named, number: string, isNew: boolean): Promise<void> {
  const owns = (table: typeof bots | typeof trunks, id: string | null) => (id === null ? sql<number>`1` : sql<number>`EXISTS (SELECT 1 FROM ${table} WHERE ${table.id} = ${id} AND ${table.tenantId} = ${tenant.id})`);
  const isOwn = (forward: Named["overflow"] | Named["afterHours"]) => (forward?.kind === "forward" ? sql<number>`EXISTS (SELECT 1 FROM ${numbers} WHERE ${numbers.number} = ${forward.to} AND ${numbers.tenantId} = ${tenant.id})` : sql<number>`0`);
  const [found] = await db
    .select({ ownAfter: isOwn(named.afterHours), ownOverflow: isOwn(named.overflow), bot: owns(bots, named.botId), after: owns(bots, afterBotOf(named)), trunk: owns(trunks, named.trunkId), taken: sql<number>`${isOthers(tenant.id, number, named.trunkId)} OR ${isNew ? sql`EXISTS (SELECT 1 FROM ${numbers} WHERE ${numbers.number} = ${number} AND ${numbers.tenantId} = ${tenant.id})` : sql`0`}`, count: sql<number>`(SELECT count(*) FROM ${numbers} WHERE ${numbers.tenantId} = ${tenant.id})` })
    .from(tenants)
    .where(eq(tenants.id, tenant.id));
  if (found?.taken === 1) throw taken();
  const faults: FieldFault[] = [];
  const noBot = { ru: "Такого бота в аккаунте нет.", en: "The account has no such bot." };
  if (found?.bot !== 1) faults.push({ pointer: "/botId", detail: noBot });
  if (found?.after !== 1) faults.push({ pointer: "/afterHours/botId", detail: noBot });
  if (found?.trunk !== 1) faults.push({ pointer: "/trunkId", detail: { ru: "Такого транка в аккаунте нет.", en: "The account has no such trunk." } });
  for (const [pointer, forward, own] of [["/afterHours/to", named.afterHours, found?.ownAfter], ["/overflow/to", named.overflow, found?.ownOverflow]] as const) {
    if (forward?.kind !== "forward") continue;
    if (own === 1 || forward.to === number) faults.push({ pointer, detail: { ru: "Это номер этого же аккаунта: звонок ходил бы по кругу. Выберите бота или сообщение.", en: "This is a number of the same account: the call would go round in circles. Choose a bot or a message." } });
    const verdict = judgeDestination(tenant.own.destinations, forward.to, { internal: named.trunkId === null });
    if (!verdict.ok) faults.push({ pointer, detail: verdict.words });
  }
  if (isNew && (found?.count ?? 0) >= maxNumbers) faults.push({ pointer: "/number", detail: { ru: `В аккаунте не больше ${maxNumbers} номеров.`, en: `An account has ${maxNumbers} numbers at most.` } });
  if (faults.length > 0) throw new Refusal(422, "number_unfit", { ru: "Так номер работать не будет.", en: "The number would not work so." }, faults);
}

const taken = () => new Refusal(409, "number_taken", { ru: "Этот номер уже занят.", en: "This number is taken." }, [{ pointer: "/number", detail: { ru: "Если это ваш номер, выберите его транк с регистрацией: тогда звонки на него узнаются. Или обратитесь к оператору установки.", en: "If it is yours, choose its trunk, one that registers: then its calls are known. Or ask whoever runs the installation." } }]);

const rulesOf = ({ hours, afterHours, overflow, anonymous, recordingNotice, recordAfterNotice, maxMinutes }: NumberRules): NumberRules => ({ hours, afterHours, overflow, anonymous, recordingNotice, recordAfterNotice, maxMinutes });
/** For the audit: what is named, not what is said. */
const told = ({ name, botId, trunkId, language }: { name: string; botId: string | null; trunkId: string | null; language: string }, rules: NumberRules) => ({ name, botId, trunkId, language, week: rules.hours.week !== null, afterHours: rules.afterHours?.kind ?? null, overflow: rules.overflow?.kind ?? null, anonymous: rules.anonymous, recordAfterNotice: rules.recordAfterNotice, maxMinutes: rules.maxMinutes });

/** `nodeIds`: to be told. */
export type Written = { id: string; nodeIds: string[] };

/** @throws Refusal 409 for a number that is somebody's, 422 for what it names. */
export async function createNumber(db: Database, tenant: CallingTenant, asked: z.output<typeof createNumberSchema>, change: Change): Promise<Written> {
  const { number, name, language, botId, trunkId } = asked;
  const rules = rulesOf(asked);
  await checkNamed(db, tenant, asked, number, true);
  const id = newId("number");
  const [written, , nodes] = await db.batch([
    // Again, for another account may have come meanwhile. All columns in the table's order.
    db.insert(numbers).select(sql`SELECT ${id}, ${tenant.id}, ${number}, ${name}, ${botId}, ${afterBotOf(rules)}, ${trunkId}, ${language}, NULL, ${JSON.stringify(rules)}, 0, ${change.now.getTime()} WHERE NOT ${isOthers(tenant.id, number, trunkId)}`).onConflictDoNothing({ target: [numbers.tenantId, numbers.number] }).returning({ id: numbers.id }),
    auditIfChanged(db, tenant.id, { actor: change.actor, action: "number.create", subject: id, after: { number, ...told(asked, rules) }, requestId: change.requestId, at: change.now.getTime() }),
    nodeIdsStatement(db, tenant.id),
  ]);
  if (written.length === 0) throw taken();
  return { id, nodeIds: nodeIdsIn(nodes) };
}

/** @throws Refusal 404, 422. */
export async function changeNumber(db: Database, tenant: CallingTenant, numberId: string, asked: z.output<typeof changeNumberSchema>, change: Change): Promise<Written> {
  const before = await requireNumber(db, tenant.id, numberId);
  const { name = before.name, language = before.language, botId = before.botId, trunkId = before.trunkId } = asked;
  const rules: NumberRules = {
    hours: asked.hours ?? before.hours,
    afterHours: asked.afterHours === undefined ? before.afterHours : asked.afterHours,
    overflow: asked.overflow === undefined ? before.overflow : asked.overflow,
    anonymous: asked.anonymous ?? before.anonymous,
    recordingNotice: asked.recordingNotice === undefined ? before.recordingNotice : asked.recordingNotice,
    recordAfterNotice: asked.recordAfterNotice ?? before.recordAfterNotice,
    maxMinutes: asked.maxMinutes === undefined ? before.maxMinutes : asked.maxMinutes,
  };
  await checkNamed(db, tenant, { botId, trunkId, afterHours: rules.afterHours, overflow: rules.overflow }, before.number, false);
  const [written, , nodes] = await db.batch([
    // The fallback of an older row has become the overflow.
    db.update(numbers).set({ name, language, botId, afterBotId: afterBotOf(rules), trunkId, rules, fallback: null }).where(and(eq(numbers.id, numberId), eq(numbers.tenantId, tenant.id), sql`NOT ${isOthers(tenant.id, before.number, trunkId)}`)).returning({ id: numbers.id }),
    auditIfChanged(db, tenant.id, { actor: change.actor, action: "number.change", subject: numberId, after: told({ name, botId, trunkId, language }, rules), requestId: change.requestId, at: change.now.getTime() }),
    nodeIdsStatement(db, tenant.id),
  ]);
  if (written.length === 0) throw notFound("number");
  return { id: numberId, nodeIds: nodeIdsIn(nodes) };
}

/** With its caller lists. @throws Refusal 404. */
export async function deleteNumber(services: Services, tenantId: TenantId, numberId: string, change: Change): Promise<Written> {
  const { db } = services;
  const [gone, , nodes] = await db.batch([
    db.delete(numbers).where(and(eq(numbers.id, numberId), eq(numbers.tenantId, tenantId))).returning({ lists: numbers.hasCallerLists }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "number.delete", subject: numberId, requestId: change.requestId, at: change.now.getTime() }),
    nodeIdsStatement(db, tenantId),
  ]);
  if (gone[0] === undefined) throw notFound("number");
  if (gone[0].lists) await services.people(tenantId).putCallerLists({ numberId, lists: { allow: [], deny: [] } });
  return { id: numberId, nodeIds: nodeIdsIn(nodes) };
}

/** @throws Refusal 404. */
export async function callerListsOf(services: Services, tenantId: TenantId, numberId: string): Promise<CallerLists> {
  const { hasCallerLists } = await requireNumber(services.db, tenantId, numberId);
  return hasCallerLists ? services.people(tenantId).callerLists({ numberId }) : { allow: [], deny: [] };
}

/** The directory knows that there are lists, and how long; who is on them stays with the tenant's persons. @throws Refusal 404. */
export async function putCallerLists(services: Services, tenantId: TenantId, numberId: string, lists: CallerLists, change: Change): Promise<void> {
  const { db } = services;
  const [found] = await db.batch([
    db.update(numbers).set({ hasCallerLists: lists.allow.length + lists.deny.length > 0 }).where(and(eq(numbers.id, numberId), eq(numbers.tenantId, tenantId))).returning({ id: numbers.id }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "number.callers", subject: numberId, after: { allow: lists.allow.length, deny: lists.deny.length }, requestId: change.requestId, at: change.now.getTime() }),
  ]);
  if (found.length === 0) throw notFound("number");
  await services.people(tenantId).putCallerLists({ numberId, lists });
}
