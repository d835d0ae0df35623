/**
 * The session of a signed-in person: a signed cookie that better-auth sets, checked here by one joined statement,
 * so that an ordinary request does not load the sign-in code at all.
 */
import { and, eq, gt, or, isNull } from "drizzle-orm";
import type { Context } from "hono";
import { getSignedCookie } from "hono/cookie";
import { members, sessions, tenants, users } from "../db/schema.ts";
import type { AppEnv } from "../http/app-env.ts";
import { actingTenant, actingTenantColumns } from "./acting-tenant.ts";
import type { Actor } from "./actor.ts";
import { grantedTo, roleOf } from "./actor.ts";

export const cookiePrefix = "zvon";

/** Over https the cookie is bound to it by name. */
const cookieNames = [`__Secure-${cookiePrefix}.session_token`, `${cookiePrefix}.session_token`];

export const hasSessionCookie = (c: Context<AppEnv>): boolean => cookieNames.some((name) => c.req.header("cookie")?.includes(`${name}=`) === true);

/** The tenant the person has chosen, else the first one joined; membership is read each time, so leaving takes effect at once. */
export async function actorOfSession(c: Context<AppEnv>): Promise<Actor | null> {
  const { db, secrets, now } = c.get("services");
  const token = await readToken(c, secrets.sessionSecret);
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

async function readToken(c: Context<AppEnv>, secret: string): Promise<string | null> {
  for (const name of cookieNames) {
    const token = await getSignedCookie(c, secret, name);
    if (typeof token === "string") return token;
  }
  return null;
}
