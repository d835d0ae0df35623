/** All that one node is told of trunks and numbers: those of its tenant, or of every tenant when it is the platform's. */
import { maxNodeNumbers, maxNodeTrunks } from "@zvon/contract/node-link.ts";
import type { ToMediaNode } from "@zvon/contract/node-link.ts";
import { languageSchema } from "@zvon/contract/call-link.ts";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { nodeNumberSchema } from "@zvon/contract/trunk-settings.ts";
import { and, asc, eq, isNull, or, sql } from "drizzle-orm";
import { sha256 } from "../auth/api-key.ts";
import { exchangeTrunk } from "../calls/outbound-line.ts";
import { mediaNodes, numbers, tenants, trunks } from "../db/schema.ts";
import type { Secrets } from "../env.ts";
import { parseRules } from "../numbers/number-rules.ts";
import type { Database } from "../services.ts";
import { judgeDestination } from "../tenants/destinations.ts";
import { parseOwnLimits } from "../tenants/own-limits.ts";
import { openTrunk } from "./trunk-row.ts";

export type NodeLines = Omit<Extract<ToMediaNode, { type: "trunks" }>, "v" | "type">;
/** Whose each trunk is: a node names trunks alone. */
export type NodeLinesOfTenants = NodeLines & { owners: ReadonlyMap<string, TenantId> };

/** The one node that registers a trunk: the one it names, else the first of its tenant's own and then the platform's that is not away. */
const homeOf = sql<string | null>`coalesce(${trunks.nodeId}, (SELECT n.id FROM media_nodes n WHERE n.tenant_id = ${trunks.tenantId} OR n.tenant_id IS NULL ORDER BY n.away, n.tenant_id IS NULL, n.id LIMIT 1))`;

/** One batch of two statements. */
export async function linesOfNode(db: Database, secrets: Pick<Secrets, "keyring">, nodeId: string): Promise<NodeLinesOfTenants> {
  const serves = (tenantId: typeof trunks.tenantId | typeof numbers.tenantId) => and(eq(mediaNodes.id, nodeId), or(isNull(mediaNodes.tenantId), eq(mediaNodes.tenantId, tenantId)));
  const [trunkRows, numberRows] = await db.batch([
    db
      .select({ id: trunks.id, tenantId: trunks.tenantId, settings: trunks.settings, sealed: trunks.sealed, keyVersion: trunks.keyVersion, home: homeOf })
      .from(trunks)
      .innerJoin(mediaNodes, serves(trunks.tenantId))
      .where(and(eq(trunks.enabled, true), or(isNull(trunks.nodeId), eq(trunks.nodeId, nodeId))))
      .orderBy(asc(trunks.id))
      .limit(maxNodeTrunks),
    db
      .select({ number: numbers.number, language: numbers.language, trunkId: numbers.trunkId, rules: numbers.rules, fallback: numbers.fallback, limits: tenants.limits })
      .from(numbers)
      .innerJoin(tenants, eq(tenants.id, numbers.tenantId))
      .innerJoin(mediaNodes, serves(numbers.tenantId))
      .orderBy(asc(numbers.number))
      .limit(maxNodeNumbers),
  ]);
  if (trunkRows.length === maxNodeTrunks || numberRows.length === maxNodeNumbers) console.error(JSON.stringify({ event: "a node has more lines than it can be told", nodeId, trunks: trunkRows.length, numbers: numberRows.length }));
  const owners = new Map(trunkRows.map(({ id, tenantId }) => [id, tenantIdSchema.parse(tenantId)]));
  const opened = await Promise.all(trunkRows.map(async ({ home, ...row }) => ({ home, settings: await openTrunk(secrets, { ...row, tenantId: tenantIdSchema.parse(row.tenantId) }) })));
  const settings = opened.flatMap(({ home, settings: one }) => (one === null ? [] : [one.access === "register" && home !== nodeId ? { ...one, access: "credentials" as const } : one]));
  const told = numberRows.flatMap((row) => {
    const parsed = nodeNumberSchema.safeParse({ number: row.number, language: languageSchema.safeParse(row.language).data ?? "ru", trunk: row.trunkId ?? exchangeTrunk, overflow: overflowIn(row) });
    return parsed.success ? [parsed.data] : [];
  });
  return { hash: await sha256(JSON.stringify([settings, told])), trunks: settings, numbers: told, owners };
}

/**
 * Rules that no longer parse cost their number the overflow, and nobody else anything; so does a number to forward to that
 * the account may not call any more: a node without us asks nobody.
 */
function overflowIn({ rules, fallback, number, trunkId, limits }: { rules: unknown; fallback: string | null; number: string; trunkId: string | null; limits: unknown }) {
  try {
    const { overflow } = parseRules(rules, fallback);
    return overflow?.kind === "forward" && !judgeDestination(parseOwnLimits(limits).destinations, overflow.to, { internal: trunkId === null }).ok ? null : overflow;
  } catch (error) {
    console.error(JSON.stringify({ event: "rules of a number do not fit", pii: { number }, error: error instanceof Error ? error.name : "unknown" }));
    return null;
  }
}
