/**
 * Who hears a call, or reads along, was asked once, as they came: a role or a key may be taken away while they are there. So it
 * is looked up again now and then, and who may not any more is cut off: listeners by the node.
 */
import type { TenantId } from "@zvon/contract/ids.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { grantedByKey, grantedTo, roleOf } from "../auth/actor.ts";
import type { Scope } from "../auth/actor.ts";
import { apiKeys, members } from "../db/schema.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";

const rpcTimeoutMs = 5_000;

type Here = { tenantId: TenantId; callId: string; nodeId: string; listeners: readonly { listener: string; by: Member }[] };

/** @returns the members who were cut off. @throws when nobody could be asked, or the node can't be told: it is asked again. */
export async function cutOffStrangers(services: Services, { tenantId, callId, nodeId, listeners }: Here): Promise<ReadonlySet<string>> {
  const allowed = await whoMay(services, tenantId, listeners.map(({ by }) => by.id), "calls:listen");
  const strangers = listeners.filter(({ by }) => !allowed.has(by.id));
  await Promise.all(strangers.map(({ listener }) => within(services.node(nodeId).dropListener({ callId, listener }), rpcTimeoutMs)));
  return new Set(strangers.map(({ by }) => by.id));
}

/** @param ids as an actor's: `user:…`, `key:…`. @returns those of them who have the right now. */
export async function whoMay({ db, now }: Services, tenantId: TenantId, ids: readonly string[], right: Scope): Promise<ReadonlySet<string>> {
  const named = (prefix: string) => ids.flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
  const [people, keys] = [named("user:"), named("key:")];
  const [roles, grants] = await Promise.all([
    people.length === 0 ? [] : db.select({ id: members.userId, role: members.role }).from(members).where(and(eq(members.organizationId, tenantId), inArray(members.userId, people))),
    keys.length === 0 ? [] : db.select({ id: apiKeys.id, scopes: apiKeys.scopes, expiresAt: apiKeys.expiresAt }).from(apiKeys).where(and(eq(apiKeys.tenantId, tenantId), inArray(apiKeys.id, keys), isNull(apiKeys.revokedAt))),
  ]);
  return new Set([
    ...roles.flatMap(({ id, role }) => (grantedTo(roleOf(role)).has(right) ? [`user:${id}`] : [])),
    ...grants.flatMap(({ id, scopes, expiresAt }) => (grantedByKey(scopes).has(right) && (expiresAt === null || expiresAt.getTime() > now()) ? [`key:${id}`] : [])),
  ]);
}
