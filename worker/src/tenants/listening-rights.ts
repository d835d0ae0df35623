/**
 * Who hears a call has come by a ticket, and nobody asks them again: a role or a key may be taken away while they listen. So it
 * is looked up now and then for those who are there, and who may not any more is cut off by the node.
 */
import type { TenantId } from "@zvon/contract/ids.ts";
import type { Member } from "@zvon/contract/listening-api.ts";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { grantedByKey, grantedTo, roleOf } from "../auth/actor.ts";
import { apiKeys, members } from "../db/schema.ts";
import { within } from "../services.ts";
import type { Services } from "../services.ts";

const rpcTimeoutMs = 5_000;

type Here = { tenantId: TenantId; callId: string; nodeId: string; listeners: readonly { listener: string; by: Member }[] };

/** @returns the members who were cut off. @throws when nobody could be asked, or the node can't be told: it is asked again. */
export async function cutOffStrangers(services: Services, { tenantId, callId, nodeId, listeners }: Here): Promise<ReadonlySet<string>> {
  const allowed = await mayListen(services, tenantId, listeners.map(({ by }) => by.id));
  const strangers = listeners.filter(({ by }) => !allowed.has(by.id));
  await Promise.all(strangers.map(({ listener }) => within(services.node(nodeId).dropListener({ callId, listener }), rpcTimeoutMs)));
  return new Set(strangers.map(({ by }) => by.id));
}

/** @param ids as an actor's: `user:…`, `key:…`. */
async function mayListen({ db, now }: Services, tenantId: TenantId, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const named = (prefix: string) => ids.flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
  const [people, keys] = [named("user:"), named("key:")];
  const [roles, grants] = await Promise.all([
    people.length === 0 ? [] : db.select({ id: members.userId, role: members.role }).from(members).where(and(eq(members.organizationId, tenantId), inArray(members.userId, people))),
    keys.length === 0 ? [] : db.select({ id: apiKeys.id, scopes: apiKeys.scopes, expiresAt: apiKeys.expiresAt }).from(apiKeys).where(and(eq(apiKeys.tenantId, tenantId), inArray(apiKeys.id, keys), isNull(apiKeys.revokedAt))),
  ]);
  return new Set([
    ...roles.flatMap(({ id, role }) => (grantedTo(roleOf(role)).has("calls:listen") ? [`user:${id}`] : [])),
    ...grants.flatMap(({ id, scopes, expiresAt }) => (grantedByKey(scopes).has("calls:listen") && (expiresAt === null || expiresAt.getTime() > now()) ? [`key:${id}`] : [])),
  ]);
}
