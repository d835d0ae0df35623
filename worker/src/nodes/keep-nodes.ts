/** Media nodes of a tenant: listed beside what it may see of the platform's, made, given another credential, drained, deleted. */
import type { Language } from "@zvon/contract/call-link.ts";
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { NodeCredential, NodeRecord } from "@zvon/contract/nodes-api.ts";
import { trunkWords } from "@zvon/contract/trunk-words.ts";
import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { sha256 } from "../auth/api-key.ts";
import { mediaNodes, trunks } from "../db/schema.ts";
import { Refusal, notFound } from "../refusal.ts";
import { within } from "../services.ts";
import type { Database, Services } from "../services.ts";
import { auditIfChanged, auditStatement } from "../tenants/audit.ts";
import { nodeIdsIn, nodeIdsStatement } from "../trunks/keep-trunks.ts";
import type { Change } from "../trunks/keep-trunks.ts";

const maxNodes = 20;
const statusTimeoutMs = 3_000;

const trunkNamesOf = (tenantId: TenantId) => sql<string>`(SELECT json_group_array(json_object('id', ${trunks.id}, 'name', ${trunks.name})) FROM ${trunks} WHERE ${trunks.tenantId} = ${tenantId})`;
const namesSchema = z.array(z.object({ id: z.string(), name: z.string() }));

/** One statement, and a question to each node. */
export async function listNodes(services: Services, tenantId: TenantId, language: Language): Promise<NodeRecord[]> {
  const rows = await services.db
    .select({ id: mediaNodes.id, name: mediaNodes.name, owner: mediaNodes.tenantId, createdAt: mediaNodes.createdAt, names: trunkNamesOf(tenantId) })
    .from(mediaNodes)
    .where(or(isNull(mediaNodes.tenantId), eq(mediaNodes.tenantId, tenantId)))
    .orderBy(asc(sql`${mediaNodes.tenantId} IS NULL`), asc(mediaNodes.name), asc(mediaNodes.id))
    .limit(maxNodes);
  const names = new Map(namesSchema.parse(JSON.parse(rows[0]?.names ?? "[]")).map(({ id, name }) => [id, name]));
  return Promise.all(rows.map(async ({ id, name, owner, createdAt }) => ({ id, name, own: owner !== null, createdAt: createdAt.getTime(), ...(await seen(services, tenantId, { id, own: owner !== null }, names, language)) })));
}

type Seen = Omit<NodeRecord, "id" | "name" | "own" | "createdAt">;

/** Of a trunk that is not the tenant's nothing is told, and of the platform's nodes neither room nor others' calls. */
async function seen(services: Services, tenantId: TenantId, { id, own }: { id: string; own: boolean }, names: ReadonlyMap<string, string>, language: Language): Promise<Seen> {
  try {
    const node = services.node(id);
    const status = await within(node.status(), statusTimeoutMs);
    const calls = own ? status.calls : await within(node.callsOf({ tenantId }), statusTimeoutMs);
    return {
      connected: status.connected, version: status.version, calls, capacity: own ? status.capacity : null, ways: status.ways, telephony: status.telephony, clockSkewMs: status.clockSkewMs, clockOff: status.clockOff,
      draining: status.drainBy !== null, drainBy: status.drainBy, lastSeenAt: status.lastSeenMs,
      trunks: status.trunks.flatMap((sight) => {
        const name = names.get(sight.id);
        return name === undefined || !status.connected ? [] : [{ ...sight, name, detail: trunkWords(sight.state, sight.code)[language] }];
      }),
    };
  } catch (error) {
    console.error(JSON.stringify({ event: "node not asked", nodeId: id, error: String(error) }));
    return { connected: false, version: null, calls: 0, capacity: null, ways: [], telephony: "none", clockSkewMs: null, clockOff: false, draining: false, drainBy: null, lastSeenAt: null, trunks: [] };
  }
}

/** 24 signs of 31, about 119 bits; only its hash is kept. */
const newToken = () => `zvon_node_${newId("node").slice(5)}${newId("node").slice(-4)}`;

/** @throws Refusal 422 where there is no room. */
export async function createNode(db: Database, tenantId: TenantId, name: string, change: Change): Promise<NodeCredential> {
  const [id, token] = [newId("node"), newToken()];
  const at = change.now.getTime();
  const [written] = await db.batch([
    // All columns in the table's order.
    db.insert(mediaNodes).select(sql`SELECT ${id}, ${name}, ${await sha256(token)}, ${tenantId}, ${at}, 1 WHERE (SELECT count(*) FROM ${mediaNodes} WHERE ${mediaNodes.tenantId} = ${tenantId}) < ${maxNodes}`).returning({ id: mediaNodes.id }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "node.create", subject: id, after: { name }, requestId: change.requestId, at }),
  ]);
  if (written.length === 0) throw new Refusal(422, "nodes_full", { ru: `В аккаунте не больше ${maxNodes} своих медиаузлов.`, en: `An account has ${maxNodes} media nodes of its own at most.` }, [{ pointer: "/name", detail: { ru: "Сначала удалите один.", en: "Delete one first." } }]);
  return { id, name, token };
}

/** The former credential is no longer good at once. @throws Refusal 404, 403 for the platform's. */
export async function newCredential(services: Services, tenantId: TenantId, nodeId: string, change: Change): Promise<NodeCredential> {
  const { db } = services;
  const token = newToken();
  const [[written]] = await db.batch([
    db.update(mediaNodes).set({ credentialHash: await sha256(token) }).where(and(eq(mediaNodes.id, nodeId), eq(mediaNodes.tenantId, tenantId))).returning({ name: mediaNodes.name }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "node.credential", subject: nodeId, requestId: change.requestId, at: change.now.getTime() }),
  ]);
  if (written === undefined) throw await notOwn(db, nodeId);
  await services.node(nodeId).disconnect();
  return { id: nodeId, name: written.name, token };
}

/** Calls on it end as lost. @returns the nodes to be told, for one of them may register its trunks now. @throws Refusal 404, 403. */
export async function deleteNode(services: Services, tenantId: TenantId, nodeId: string, change: Change): Promise<string[]> {
  const { db } = services;
  const [gone, , nodes] = await db.batch([
    db.delete(mediaNodes).where(and(eq(mediaNodes.id, nodeId), eq(mediaNodes.tenantId, tenantId))).returning({ id: mediaNodes.id }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "node.delete", subject: nodeId, requestId: change.requestId, at: change.now.getTime() }),
    nodeIdsStatement(db, tenantId),
  ]);
  if (gone.length === 0) throw await notOwn(db, nodeId);
  await services.node(nodeId).disconnect();
  return nodeIdsIn(nodes);
}

/** @throws Refusal 404, 403. */
export async function drainNode(services: Services, tenantId: TenantId, nodeId: string, on: boolean, change: Change): Promise<void> {
  const { db } = services;
  const [own] = await db.select({ id: mediaNodes.id }).from(mediaNodes).where(and(eq(mediaNodes.id, nodeId), eq(mediaNodes.tenantId, tenantId)));
  if (own === undefined) throw await notOwn(db, nodeId);
  await services.node(nodeId).drain({ on });
  await auditStatement(db, tenantId, { actor: change.actor, action: on ? "node.drain" : "node.undrain", subject: nodeId, requestId: change.requestId, at: change.now.getTime() });
}

/** The platform's is there to see, and not to change; another tenant's is not there. */
async function notOwn(db: Database, nodeId: string): Promise<Refusal> {
  const [platform] = await db.select({ id: mediaNodes.id }).from(mediaNodes).where(and(eq(mediaNodes.id, nodeId), isNull(mediaNodes.tenantId)));
  return platform === undefined ? notFound("node") : new Refusal(403, "platform_node", { ru: "Этот медиаузел общий: им управляет оператор установки.", en: "This media node is everybody's: whoever runs the installation manages it." });
}
