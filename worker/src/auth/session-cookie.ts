/**
 * The session of a signed-in person: a signed cookie that better-auth sets, checked here by one joined statement,
 * so that an ordinary request does not load the sign-in code at all.
 */
import { and, eq, gt, or, isNull } from "drizzle-orm";
import { parseSigned } from "hono/utils/cookie";
import { members, sessions, tenants, users } from "../db/schema.ts";
import type { Services } from "../services.ts";
import { actingTenant, actingTenantColumns } from "./acting-tenant.ts";
import type { Actor } from "./actor.ts";
import { grantedTo, roleOf } from "./actor.ts";

export const cookiePrefix = "zvon";

/** Over https the cookie is bound to it by name. */
const cookieNames = [`__Secure-${cookiePrefix}.session_token`, `${cookiePrefix}.session_token`];

/** The tenant the person has chosen, else the first one joined; membership is read each time, so leaving takes effect at once. */
export async function actorOfSession({ db, secrets, now }: Services, cookieHeader: string | undefined): Promise<Actor | null> {
  const token = await readToken(cookieHeader ?? "", secrets.sessionSecret);
  if (token === null) return null;
  const [row] = await db
    .select({ userId: users.id, name: users.name, email: users.email, role: members.role, ...actingTenantColumns })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(members, and(eq(members.userId, sessions.userId), or(isNull(sessions.activeOrganizationId), eq(members.organizationId, sessions.activeOrganizationId))))
    .innerJoin(tenants, eq(tenants.id, members.organizationId))
    .where(and(eq(sessions.token, token), gt(sessions.expiresAt, new Date(now()))))
    .orderBy(members.createdAt)
    .limit(1);
  if (row === undefined) return null;
  const role = roleOf(row.role);
  return { id: `user:${row.userId}`, tenant: actingTenant(row), role, scopes: grantedTo(role), user: { id: row.userId, name: row.name, email: row.email }, byCookie: true };
}

async function readToken(cookieHeader: string, secret: string): Promise<string | null> {
  const cookies = await parseSigned(cookieHeader, secret);
  for (const name of cookieNames) {
    const token = cookies[name];
    if (typeof token === "string") return token;
  }
  return null;
}
