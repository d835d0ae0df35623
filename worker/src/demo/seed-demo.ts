/** The demo tenant of a fresh resident installation: a login, an API key, two bots, four numbers, the media node. */
import { newId } from "@zvon/contract/ids.ts";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import { scopes } from "../auth/actor.ts";
import { sha256 } from "../auth/api-key.ts";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { accounts, apiKeys, auditLog, botVersions, bots, evalSuites, mediaNodes, members, numbers, tenants, users } from "../db/schema.ts";
import type { Database, Services } from "../services.ts";

export type DemoSeed = { email: string; password: string; apiKey: string; nodeToken: string };

/** Room for the benches; a tenant who signs up has the defaults of the schema. */
const demoLimits = { maxConcurrentCalls: 200, maxCallsPerMinute: 6_000 };

const demoNumbers = [
  { number: "1001", name: "Салон, русский", slug: "salon", language: "ru", fallback: "Сейчас мы не можем ответить. Пожалуйста, перезвоните позже." },
  { number: "1002", name: "Salon, English", slug: "salon", language: "en", fallback: "We cannot answer right now. Please call back later." },
  { number: "1003", name: "Статус заказа, русский", slug: "order-status", language: "ru", fallback: "Сейчас мы не можем ответить. Пожалуйста, перезвоните позже." },
  { number: "1004", name: "Order status, English", slug: "order-status", language: "en", fallback: "We cannot answer right now. Please call back later." },
] as const;

/** Idempotent: rows that are there stay, credentials that differ are replaced, a changed demo bot gets a new version. */
export async function seedDemo(services: Services, seed: DemoSeed): Promise<{ tenantId: string; nodeId: string }> {
  const { db } = services;
  const now = new Date(services.now());
  const tenantId = await demoTenant(db, now);
  await demoUser(db, tenantId, seed, now);
  await demoKey(db, tenantId, seed.apiKey, now);
  const botIds = new Map<string, string>();
  for (const bot of demoBots) botIds.set(bot.slug, await demoBot(db, tenantId, bot, now));
  for (const { slug, ...number } of demoNumbers) {
    const botId = botIds.get(slug);
    if (botId !== undefined) await db.insert(numbers).values({ id: newId("number"), tenantId, botId, createdAt: now, ...number }).onConflictDoNothing();
  }
  return { tenantId, nodeId: await demoNode(db, seed.nodeToken, now) };
}

async function demoTenant(db: Database, now: Date): Promise<string> {
  const [known] = await db.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, "demo"));
  if (known !== undefined) return known.id;
  const id = newId("tenant");
  await db.insert(tenants).values({ id, name: "Демо / Demo", slug: "demo", createdAt: now, ...demoLimits });
  return id;
}

async function demoUser(db: Database, tenantId: string, { email, password }: DemoSeed, now: Date): Promise<void> {
  const address = email.toLowerCase();
  const [known] = await db.select({ id: users.id, accountId: accounts.id, password: accounts.password }).from(users).innerJoin(accounts, and(eq(accounts.userId, users.id), eq(accounts.providerId, "credential"))).where(eq(users.email, address));
  if (known !== undefined) {
    const same = known.password !== null && (await verifyPassword({ hash: known.password, password }));
    await db.insert(members).values({ id: crypto.randomUUID(), organizationId: tenantId, userId: known.id, role: "owner", createdAt: now }).onConflictDoNothing();
    if (!same) await db.update(accounts).set({ password: await hashPassword(password), updatedAt: now }).where(eq(accounts.id, known.accountId));
    return;
  }
  const id = crypto.randomUUID();
  await db.batch([
    db.insert(users).values({ id, name: "Demo", email: address, emailVerified: true, createdAt: now, updatedAt: now }),
    db.insert(accounts).values({ id: crypto.randomUUID(), accountId: id, providerId: "credential", userId: id, password: await hashPassword(password), createdAt: now, updatedAt: now }),
    db.insert(members).values({ id: crypto.randomUUID(), organizationId: tenantId, userId: id, role: "owner", createdAt: now }),
  ]);
}

async function demoKey(db: Database, tenantId: string, key: string, now: Date): Promise<void> {
  const hash = await sha256(key);
  const [known] = await db.select({ id: apiKeys.id, hash: apiKeys.hash }).from(apiKeys).where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.name, "Demo")));
  const row = { hash, prefix: key.slice(0, 12), scopes: [...scopes], revokedAt: null };
  if (known === undefined) await db.insert(apiKeys).values({ id: newId("apiKey"), tenantId, name: "Demo", createdAt: now, ...row });
  else await db.update(apiKeys).set(row).where(eq(apiKeys.id, known.id));
}

async function demoBot(db: Database, tenantId: string, bot: (typeof demoBots)[number], now: Date): Promise<string> {
  const { slug, name, description, config, evals } = bot;
  const [known] = await db
    .select({ id: bots.id, version: bots.publishedVersion, config: botVersions.config, edited: sql<number>`${bots.draft} IS NOT NULL` })
    .from(bots)
    .leftJoin(botVersions, and(eq(botVersions.botId, bots.id), eq(botVersions.version, bots.publishedVersion)))
    .where(and(eq(bots.tenantId, tenantId), eq(bots.slug, slug)));
  const id = known?.id ?? newId("bot");
  const version = (known?.version ?? 0) + 1;
  if (known !== undefined && (JSON.stringify(known.config) === JSON.stringify(config) || known.edited === 1 || (await wasChanged(db, tenantId, id)))) return id;
  const written = { name, description, languages: config.languages, publishedVersion: version, updatedAt: now };
  const newVersion = db.insert(botVersions).values({ id: newId("botVersion"), botId: id, version, config, createdAt: now });
  const suites = db.insert(evalSuites).values({ botId: id, suites: evals, updatedAt: now }).onConflictDoUpdate({ target: evalSuites.botId, set: { suites: evals, updatedAt: now } });
  if (known === undefined) await db.batch([db.insert(bots).values({ id, tenantId, slug, createdAt: now, ...written }), newVersion, suites]);
  else await db.batch([newVersion, db.update(bots).set(written).where(eq(bots.id, id)), suites]);
  return id;
}

/** By a person: what they chose stays, also when a newer demo comes. */
async function wasChanged(db: Database, tenantId: string, botId: string): Promise<boolean> {
  const entries = await db.select({ id: auditLog.id }).from(auditLog).where(and(eq(auditLog.tenantId, tenantId), eq(auditLog.subject, botId), inArray(auditLog.action, ["bot.publish", "bot.evals"]))).limit(1);
  return entries.length > 0;
}

async function demoNode(db: Database, token: string, now: Date): Promise<string> {
  const credentialHash = await sha256(token);
  const [known] = await db.select({ id: mediaNodes.id }).from(mediaNodes).where(eq(mediaNodes.name, "Resident"));
  const id = known?.id ?? newId("node");
  await db.insert(mediaNodes).values({ id, name: "Resident", credentialHash, tenantId: null, createdAt: now }).onConflictDoUpdate({ target: mediaNodes.id, set: { credentialHash } });
  return id;
}
