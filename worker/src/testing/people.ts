/** Two tenants that must never see each other, and ways to ask in their names. */
import { SELF } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { drizzle } from "drizzle-orm/d1";
import { scopes } from "../auth/actor.ts";
import type { Scope } from "../auth/actor.ts";
import { sha256 } from "../auth/api-key.ts";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { apiKeys, botVersions, bots, mediaNodes, numbers, tenants } from "../db/schema.ts";

export const origin = "https://zvon.test";

export type TestTenant = { id: TenantId; apiKey: string; botId: string; number: string; limits: { concurrent: number; perMinute: number } };

const db = drizzle(env.DB);
let made = 0;

export async function makeTenant(limits = { concurrent: 5, perMinute: 60 }): Promise<TestTenant> {
  made += 1;
  const id = tenantIdSchema.parse(newId("tenant"));
  const botId = newId("bot");
  const [salon] = demoBots;
  if (salon === undefined) throw new Error("no demo bot");
  const now = new Date();
  const number = `79${String(made).padStart(9, "0")}`;
  await db.batch([
    db.insert(tenants).values({ id, name: `Tenant ${made}`, slug: id.replace("_", "-"), maxConcurrentCalls: limits.concurrent, maxCallsPerMinute: limits.perMinute, createdAt: now }),
    db.insert(bots).values({ id: botId, tenantId: id, slug: "salon", name: salon.name, description: salon.description, languages: salon.config.languages, publishedVersion: 1, createdAt: now, updatedAt: now }),
    db.insert(botVersions).values({ id: newId("botVersion"), botId, version: 1, config: salon.config, createdAt: now }),
    db.insert(numbers).values({ id: newId("number"), tenantId: id, number, name: "Line", botId, language: "ru", fallback: "Перезвоните позже.", createdAt: now }),
  ]);
  return { id, apiKey: await makeKey(id, [...scopes]), botId, number, limits };
}

export async function makeKey(tenantId: TenantId, granted: Scope[], dates: { expiresAt?: Date; revokedAt?: Date } = {}): Promise<string> {
  const key = `zv_live_${newId("apiKey").slice(4)}`;
  await db.insert(apiKeys).values({ id: newId("apiKey"), tenantId, name: "Test", prefix: key.slice(0, 12), hash: await sha256(key), scopes: granted, createdAt: new Date(), ...dates });
  return key;
}

/** @param tenantId null: the platform's node. */
export async function makeNode(tenantId: TenantId | null): Promise<{ id: string; token: string }> {
  const token = `node-${crypto.randomUUID()}`;
  const id = newId("node");
  await db.insert(mediaNodes).values({ id, name: id, credentialHash: await sha256(token), tenantId, createdAt: new Date() });
  return { id, token };
}

export function ask(path: string, options: { key?: string; method?: string; json?: unknown; /** A body as it is. */ raw?: string; headers?: Record<string, string> } = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (options.key !== undefined) headers.set("authorization", `Bearer ${options.key}`);
  if (options.json !== undefined) headers.set("content-type", "application/json");
  const body = options.json === undefined ? options.raw : JSON.stringify(options.json);
  return SELF.fetch(`${origin}${path}`, { method: options.method ?? "GET", headers, ...(body === undefined ? {} : { body }) });
}
