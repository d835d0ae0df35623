/** API keys: `zv_live_` and 24 random signs, kept as SHA-256. */
import { eq } from "drizzle-orm";
import { apiKeys, tenants } from "../db/schema.ts";
import type { Database } from "../services.ts";
import type { Actor } from "./actor.ts";
import { grantedByKey } from "./actor.ts";
import { actingTenant, actingTenantColumns } from "./acting-tenant.ts";

/** Last use is told to the hour. */
const lastUsedGrainMs = 3_600_000;

export const looksLikeApiKey = (text: string): boolean => /^zv_live_[0-9A-Za-z_-]{16,120}$/.test(text);

export async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One statement; a second one an hour, that the answer does not wait for. */
export async function actorOfApiKey(db: Database, key: string, nowMs: number, later: (work: Promise<unknown>) => void): Promise<Actor | null> {
  if (!looksLikeApiKey(key)) return null;
  const [row] = await db
    .select({ key: apiKeys, ...actingTenantColumns })
    .from(apiKeys)
    .innerJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .where(eq(apiKeys.hash, await sha256(key)))
    .limit(1);
  if (row === undefined || row.key.revokedAt !== null) return null;
  if (row.key.expiresAt !== null && row.key.expiresAt.getTime() <= nowMs) return null;
  if (nowMs - (row.key.lastUsedAt?.getTime() ?? 0) > lastUsedGrainMs) {
    later(db.update(apiKeys).set({ lastUsedAt: new Date(nowMs) }).where(eq(apiKeys.id, row.key.id)));
  }
  return { id: `key:${row.key.id}`, tenant: actingTenant(row), role: "admin", scopes: grantedByKey(row.key.scopes), user: null, byCookie: false };
}

