/** The calls that a node carries: rows of its object, which outlive its sleep and the node's absence. */
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { mediaAddressSchema } from "@zvon/contract/node-link.ts";
import type { z } from "zod";

export const carriedMigration = "CREATE TABLE IF NOT EXISTS carried (call_id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, since_ms INTEGER NOT NULL, missing_ms INTEGER, media TEXT);";

/** `missingMs`: since when the node, connected, no longer names it among its calls. */
export type CallRow = { callId: string; tenantId: TenantId; sinceMs: number; missingMs: number | null };
type Media = z.infer<typeof mediaAddressSchema>;

export const carriedCalls = (sql: SqlStorage): CallRow[] =>
  sql
    .exec<{ call_id: string; tenant_id: string; since_ms: number; missing_ms: number | null }>("SELECT call_id, tenant_id, since_ms, missing_ms FROM carried")
    .toArray()
    .map((row) => ({ callId: row.call_id, tenantId: tenantIdSchema.parse(row.tenant_id), sinceMs: row.since_ms, missingMs: row.missing_ms }));

export const carry = (sql: SqlStorage, callId: string, tenantId: TenantId, sinceMs: number): void => void sql.exec("INSERT OR REPLACE INTO carried (call_id, tenant_id, since_ms) VALUES (?, ?, ?)", callId, tenantId, sinceMs);
export const noteMissing = (sql: SqlStorage, callId: string, missingMs: number | null): void => void sql.exec("UPDATE carried SET missing_ms = ? WHERE call_id = ?", missingMs, callId);
export const notePlaced = (sql: SqlStorage, callId: string, media: Media): void => void sql.exec("UPDATE carried SET media = ? WHERE call_id = ?", JSON.stringify(media), callId);

/** Where the media of a call that was placed go; null: it was not. */
export function mediaOf(sql: SqlStorage, callId: string): Media | null {
  const media = sql.exec<{ media: string | null }>("SELECT media FROM carried WHERE call_id = ?", callId).toArray()[0]?.media ?? null;
  return media === null ? null : mediaAddressSchema.parse(JSON.parse(media));
}

export const letGo = (sql: SqlStorage, callId: string): void => void sql.exec("DELETE FROM carried WHERE call_id = ?", callId);

/** @param of one tenant's alone. */
export const carriedCount = (sql: SqlStorage, of?: TenantId): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM carried WHERE ?1 IS NULL OR tenant_id = ?1", of ?? null).one().n;
