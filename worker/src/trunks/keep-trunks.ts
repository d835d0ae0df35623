/** Trunks of a tenant: listed, made, changed, deleted. Each change is one batch with its audit row; nodes are told by the caller. */
import { newId } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { trunkPresets } from "@zvon/contract/trunks-api.ts";
import type { createTrunkSchema, changeTrunkSchema } from "@zvon/contract/trunks-api.ts";
import { and, asc, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { nodeIdsOf, parseNodeIds } from "../bots/published-bot.ts";
import { mediaNodes, numbers, tenants, trunks } from "../db/schema.ts";
import { networksTouch, parseNetworks } from "../egress/networks.ts";
import type { Secrets } from "../env.ts";
import { othersNumberAt } from "../numbers/claims.ts";
import { Refusal, notFound } from "../refusal.ts";
import type { FieldFault } from "../refusal.ts";
import type { Database } from "../services.ts";
import { auditIfChanged } from "../tenants/audit.ts";
import { sentFields } from "../tenants/sent-fields.ts";
import { requireKeyring } from "../vendors/provider-keys.ts";
import { trunkFaults } from "./trunk-faults.ts";
import { sealPassword, storedTrunkSchema } from "./trunk-row.ts";
import type { StoredTrunk } from "./trunk-row.ts";

const maxTrunks = 50;

export type Change = { actor: string; requestId: string; now: Date };
export type KeptTrunk = { id: string; name: string; enabled: boolean; pilot: string | null; nodeId: string | null; settings: StoredTrunk; sealed: string | null; keyVersion: string | null; passwordAt: number | null; numbers: string[]; createdAt: number; updatedAt: number };
/** `nodes`: those that may carry the tenant's calls, its own first. */
export type KeptTrunks = { trunks: KeptTrunk[]; nodes: { id: string; name: string }[] };

const nodesSchema = z.array(z.object({ id: z.string(), name: z.string() }));
/** A column. */
const nodesOf = (tenantId: TenantId) => sql<string>`(SELECT json_group_array(json_object('id', id, 'name', name)) FROM (SELECT id, name FROM ${mediaNodes} WHERE tenant_id IS NULL OR tenant_id = ${tenantId} ORDER BY tenant_id IS NULL, id LIMIT 20))`;
/** A statement, to run in one batch with a change: which nodes are to be told. */
export const nodeIdsStatement = (db: Database, tenantId: TenantId) => db.select({ nodeIds: nodeIdsOf(tenantId) }).from(tenants).where(eq(tenants.id, tenantId));
export const nodeIdsIn = (rows: { nodeIds: string }[]): string[] => parseNodeIds(rows[0]?.nodeIds ?? "[]");

const columns = (tenantId: TenantId) => ({
  id: trunks.id, name: trunks.name, enabled: trunks.enabled, pilot: trunks.pilot, nodeId: trunks.nodeId, settings: trunks.settings, sealed: trunks.sealed, keyVersion: trunks.keyVersion, passwordAt: trunks.passwordAt, createdAt: trunks.createdAt, updatedAt: trunks.updatedAt,
  // By their full names: of a statement without joins drizzle writes columns without their tables, and both have an id.
  numbers: sql<string>`(SELECT json_group_array(n.id) FROM ${numbers} n WHERE n.trunk_id = "trunks"."id" AND n.tenant_id = "trunks"."tenant_id")`,
  nodes: nodesOf(tenantId),
});

/** One statement. A row that no longer fits is left out, and the log says so. @param only one of them. */
export async function listTrunks(db: Database, tenantId: TenantId, only?: string): Promise<KeptTrunks> {
  const rows = await db.select(columns(tenantId)).from(trunks).where(and(eq(trunks.tenantId, tenantId), only === undefined ? undefined : eq(trunks.id, only))).orderBy(asc(trunks.name), asc(trunks.id)).limit(maxTrunks);
  return {
    nodes: nodesSchema.parse(JSON.parse(rows[0]?.nodes ?? "[]")),
    trunks: rows.flatMap(({ nodes: _nodes, ...row }) => {
      const settings = storedTrunkSchema.safeParse(row.settings);
      if (settings.success) return [{ ...row, settings: settings.data, passwordAt: row.passwordAt?.getTime() ?? null, numbers: z.array(z.string()).parse(JSON.parse(row.numbers)), createdAt: row.createdAt.getTime(), updatedAt: row.updatedAt.getTime() }];
      console.error(JSON.stringify({ event: "trunk does not fit", tenantId, trunk: row.id }));
      return [];
    }),
  };
}

/** @throws Refusal 404 when the tenant has none of this id. */
export async function requireTrunk(db: Database, tenantId: TenantId, trunkId: string): Promise<{ trunk: KeptTrunk; nodes: KeptTrunks["nodes"] }> {
  const { trunks: [trunk], nodes } = await listTrunks(db, tenantId, trunkId);
  if (trunk === undefined) throw notFound("trunk");
  return { trunk, nodes };
}

const unfit = (faults: FieldFault[]) => new Refusal(422, "trunk_unfit", { ru: "Такой транк работать не будет.", en: "Such a trunk would not work." }, faults);
const hostMissing: FieldFault = { pointer: "/host", detail: { ru: "Нужен адрес сервера: он есть в кабинете оператора.", en: "The server's address is needed: the carrier's cabinet tells it." } };
const strangeNode: FieldFault = { pointer: "/nodeId", detail: { ru: "Такого медиаузла у аккаунта нет.", en: "The account has no such media node." } };

/** A node that the tenant may pin a trunk to: its own, or the platform's. */
const mayUse = (tenantId: TenantId, nodeId: string | null) => (nodeId === null ? sql`1` : sql`EXISTS (SELECT 1 FROM ${mediaNodes} WHERE ${mediaNodes.id} = ${nodeId} AND (${mediaNodes.tenantId} IS NULL OR ${mediaNodes.tenantId} = ${tenantId}))`);

/**
 * An exchange that serves several accounts tells calls apart by where they come from: an account that names the network of
 * another's carrier, or an address in it as its own server, would draw that one's calls to itself. The same carrier's
 * customers share its networks. A name is looked up by the exchange alone.
 */
async function networksTaken(db: Database, tenantId: TenantId, settings: StoredTrunk): Promise<FieldFault[]> {
  const mine = sourcesOf(settings);
  if (mine.length === 0) return [];
  const theirHost = sql<string>`json_extract(${trunks.settings}, '$.host')`;
  const others = await db
    .select({ host: theirHost, networks: sql<string>`json_extract(${trunks.settings}, '$.inboundNetworks')` })
    .from(trunks)
    .where(and(ne(trunks.tenantId, tenantId), sql`lower(${theirHost}) <> ${settings.host.toLowerCase()}`, sql`(json_array_length(${trunks.settings}, '$.inboundNetworks') > 0 OR ${theirHost} NOT GLOB '*[a-zA-Z]*')`))
    .limit(2_000);
  const theirs = others.flatMap(({ host, networks }) => parseNetworks(sourcesOf({ host, inboundNetworks: z.array(z.string()).parse(JSON.parse(networks)) }).map(({ network }) => network).join(",")));
  return mine.flatMap(({ network, pointer }) => (networksTouch(parseNetworks(network), theirs) ? [{ pointer, detail: { ru: "Из этой сети уже звонит оператор другого аккаунта. Если он и ваш тоже, укажите тот же адрес сервера или спросите оператора установки.", en: "Another account's carrier calls from this network already. If it is yours, too, give the same server's address, or ask whoever runs the installation." } }] : []));
}

/** Where the trunk moves to, one of its numbers is another account's already. */
async function numbersTaken(db: Database, tenantId: TenantId, trunkId: string, settings: StoredTrunk): Promise<FieldFault[]> {
  const [row] = await db.select({ number: othersNumberAt(tenantId, trunkId, settings) }).from(tenants).where(eq(tenants.id, tenantId));
  const number = row?.number ?? null;
  return number === null ? [] : [{ pointer: "/host", detail: { ru: `Номер ${number} этого транка на этом сервере уже занят. Выберите регистрацию или уберите номер с транка.`, en: `The trunk's number ${number} is taken at this server. Choose registration, or take the number off the trunk.` } }];
}

/** Networks that a trunk's calls are known by: those it names, and its server where that is an address. */
const sourcesOf = ({ host, inboundNetworks }: Pick<StoredTrunk, "host" | "inboundNetworks">): { network: string; pointer: string }[] => [
  ...inboundNetworks.map((network, index) => ({ network, pointer: `/inboundNetworks/${index}` })),
  ...(/^\d+(\.\d+){3}$/.test(host) ? [{ network: `${host}/32`, pointer: "/host" }] : []),
];

/** @throws Refusal 422 for what would not work, or where there is no room. */
export async function createTrunk(db: Database, secrets: Pick<Secrets, "keyring" | "egressAllow">, tenantId: TenantId, asked: z.output<typeof createTrunkSchema>, change: Change): Promise<{ trunk: KeptTrunk; nodeIds: string[] }> {
  const { name, enabled, pilot, nodeId, password, ...rest } = asked;
  const preset = trunkPresets[asked.kind];
  const host = asked.host ?? preset.host;
  if (host === null) throw unfit([hostMissing]);
  const settings: StoredTrunk = { ...rest, host, access: asked.access ?? preset.access, port: asked.port ?? (asked.transport === "tls" ? 5061 : preset.port), transport: asked.transport ?? preset.transport };
  const faults = trunkFaults(settings, password !== null, secrets.egressAllow);
  if (faults.length === 0) faults.push(...(await networksTaken(db, tenantId, settings)));
  if (faults.length > 0) throw unfit(faults);
  const id = newId("trunk");
  const sealed = password === null ? null : await sealPassword(requireKeyring(secrets), tenantId, id, settings, password);
  const at = change.now.getTime();
  const mine = sql`(SELECT count(*) FROM ${trunks} WHERE ${trunks.tenantId} = ${tenantId})`;
  const [written, , nodes] = await db.batch([
    // All columns in the table's order.
    db
      .insert(trunks)
      .select(sql`SELECT ${id}, ${tenantId}, ${name}, ${enabled ? 1 : 0}, ${pilot}, ${nodeId}, ${JSON.stringify(settings)}, ${sealed?.text ?? null}, ${sealed?.keyVersion ?? null}, ${sealed === null ? null : at}, ${at}, ${at} WHERE ${mine} < ${maxTrunks} AND ${mayUse(tenantId, nodeId)}`)
      .returning({ id: trunks.id }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "trunk.create", subject: id, after: { name, enabled, pilot, nodeId, ...settings }, requestId: change.requestId, at }),
    nodeIdsStatement(db, tenantId),
  ]);
  if (written.length === 0) throw nodeId === null ? new Refusal(422, "trunks_full", { ru: `В аккаунте не больше ${maxTrunks} транков.`, en: `An account has ${maxTrunks} trunks at most.` }, [{ pointer: "/name", detail: { ru: "Для ещё одного транка нет места.", en: "There is no room for another trunk." } }]) : unfit([strangeNode]);
  return { trunk: { id, name, enabled, pilot, nodeId, settings, sealed: sealed?.text ?? null, keyVersion: sealed?.keyVersion ?? null, passwordAt: sealed === null ? null : at, numbers: [], createdAt: at, updatedAt: at }, nodeIds: nodeIdsIn(nodes) };
}

/** @throws Refusal 404, 422; 409 when the trunk was changed meanwhile. */
export async function changeTrunk(db: Database, secrets: Pick<Secrets, "keyring" | "egressAllow">, tenantId: TenantId, trunkId: string, asked: z.output<typeof changeTrunkSchema>, change: Change): Promise<{ trunk: KeptTrunk; nodes: KeptTrunks["nodes"] }> {
  const { trunk, nodes } = await requireTrunk(db, tenantId, trunkId);
  const { name = trunk.name, enabled = trunk.enabled, pilot = trunk.pilot, nodeId = trunk.nodeId, password, ...rest } = asked;
  const settings: StoredTrunk = { ...trunk.settings, ...sentFields(rest) };
  const moved = goesElsewhere(trunk.settings, settings);
  if (moved && password === undefined && trunk.sealed !== null) throw unfit([{ pointer: "/password", detail: { ru: "Введите пароль ещё раз: прежний не уйдёт на другой сервер.", en: "Enter the password again: the kept one is not sent to another server." } }]);
  const hasPassword = password === undefined ? trunk.sealed !== null : password !== null;
  const faults = trunkFaults(settings, hasPassword, secrets.egressAllow);
  if (faults.length === 0 && (asked.inboundNetworks !== undefined || asked.host !== undefined)) faults.push(...(await networksTaken(db, tenantId, settings)));
  if (faults.length === 0 && (asked.access !== undefined || asked.host !== undefined)) faults.push(...(await numbersTaken(db, tenantId, trunkId, settings)));
  if (faults.length > 0) throw unfit(faults);
  const sealed = password === undefined || password === null ? null : await sealPassword(requireKeyring(secrets), tenantId, trunkId, settings, password);
  const secret = password === undefined ? {} : { sealed: sealed?.text ?? null, keyVersion: sealed?.keyVersion ?? null, passwordAt: sealed === null ? null : change.now };
  const [written] = await db.batch([
    db
      .update(trunks)
      .set({ name, enabled, pilot, nodeId, settings, updatedAt: change.now, ...secret })
      .where(and(eq(trunks.id, trunkId), eq(trunks.tenantId, tenantId), eq(trunks.updatedAt, new Date(trunk.updatedAt)), mayUse(tenantId, nodeId)))
      .returning({ id: trunks.id }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "trunk.change", subject: trunkId, after: { name, enabled, pilot, nodeId, ...settings, ...(password === undefined ? {} : { password: "changed" }) }, requestId: change.requestId, at: change.now.getTime() }),
  ]);
  if (written.length === 0) throw nodeId !== null && nodeId !== trunk.nodeId ? unfit([strangeNode]) : new Refusal(409, "changed_meanwhile", { ru: "Транк только что изменил кто-то другой: откройте его заново.", en: "Somebody else has just changed the trunk: open it again." });
  return { nodes, trunk: { ...trunk, name, enabled, pilot, nodeId, settings, updatedAt: change.now.getTime(), ...(password === undefined ? {} : { sealed: sealed?.text ?? null, keyVersion: sealed?.keyVersion ?? null, passwordAt: sealed === null ? null : change.now.getTime() }) } };
}

/** @throws Refusal 404. Numbers that went by it stay, without a trunk. */
export async function deleteTrunk(db: Database, tenantId: TenantId, trunkId: string, change: Change): Promise<{ nodeIds: string[] }> {
  const [gone, , nodes] = await db.batch([
    db.delete(trunks).where(and(eq(trunks.id, trunkId), eq(trunks.tenantId, tenantId))).returning({ id: trunks.id }),
    auditIfChanged(db, tenantId, { actor: change.actor, action: "trunk.delete", subject: trunkId, requestId: change.requestId, at: change.now.getTime() }),
    nodeIdsStatement(db, tenantId),
  ]);
  if (gone.length === 0) throw notFound("trunk");
  return { nodeIds: nodeIdsIn(nodes) };
}

const goesElsewhere = (before: StoredTrunk, after: StoredTrunk): boolean => before.host !== after.host || before.username !== after.username || before.outboundProxy?.host !== after.outboundProxy?.host;
