/**
 * Whose a number is, where an installation serves several accounts. An account has a number once. Another account may have the
 * same number by another carrier, for calls are told apart by the trunk that they come by; the same carrier's trunks are told
 * apart by their registration alone, so of those that are known by address only the first account gets the number.
 */
import type { TenantId } from "@zvon/contract/ids.ts";
import { sql } from "drizzle-orm";
import { numbers, trunks } from "../db/schema.ts";

const hostOf = (of: ReturnType<typeof sql.raw>) => sql`lower(json_extract(${of}.settings, '$.host'))`;
const registers = (of: ReturnType<typeof sql.raw>) => sql`json_extract(${of}.settings, '$.access') = 'register'`;

/** A condition: another account has the number, so that nobody could tell whose a call is. @param trunkId of the account that asks; null: its calls come by the exchange itself. */
export function isOthers(tenantId: TenantId, number: string, trunkId: string | null) {
  const [mine, theirs] = [sql.raw("claim_mine"), sql.raw("claim_theirs")];
  const theirsByTrunk = sql`EXISTS (SELECT 1 FROM ${trunks} claim_mine, ${trunks} claim_theirs WHERE claim_mine.id = ${trunkId} AND claim_theirs.id = claim_number.trunk_id AND ${hostOf(mine)} = ${hostOf(theirs)} AND NOT ${registers(mine)} AND NOT ${registers(theirs)})`;
  const same = trunkId === null ? sql`claim_number.trunk_id IS NULL` : theirsByTrunk;
  return sql`EXISTS (SELECT 1 FROM ${numbers} claim_number WHERE claim_number.number = ${number} AND claim_number.tenant_id <> ${tenantId} AND ${same})`;
}

/** A number of the trunk that another account has at a server, by address too: the trunk may not move there. A column. */
export function othersNumberAt(tenantId: TenantId, trunkId: string, { host, access }: { host: string; access: string }) {
  const theirs = sql.raw("claim_theirs");
  return sql<string | null>`(SELECT claim_mine.number FROM ${numbers} claim_mine, ${numbers} claim_number, ${trunks} claim_theirs WHERE claim_mine.trunk_id = ${trunkId} AND claim_mine.tenant_id = ${tenantId} AND claim_number.number = claim_mine.number AND claim_number.tenant_id <> ${tenantId} AND claim_theirs.id = claim_number.trunk_id AND ${hostOf(theirs)} = ${host.toLowerCase()} AND NOT ${registers(theirs)} AND ${access === "register" ? 0 : 1} LIMIT 1)`;
}
