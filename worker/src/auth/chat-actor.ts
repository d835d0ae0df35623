/** The page of a site that holds a chat token: it may write to one bot, and nothing else. */
import { eq } from "drizzle-orm";
import type { ChatClaims } from "../calls/chat-token.ts";
import { tenants } from "../db/schema.ts";
import type { Database } from "../services.ts";
import { actingTenant, actingTenantColumns } from "./acting-tenant.ts";
import type { Actor } from "./actor.ts";

/** @returns null when the tenant is gone. */
export async function actorOfChatToken(db: Database, claims: ChatClaims): Promise<Actor | null> {
  const [row] = await db.select(actingTenantColumns).from(tenants).where(eq(tenants.id, claims.tenantId)).limit(1);
  if (row === undefined) return null;
  return { id: `chat:${claims.botId}`, tenant: actingTenant(row), role: "viewer", scopes: new Set(["calls:write"]), user: null, byCookie: false };
}
