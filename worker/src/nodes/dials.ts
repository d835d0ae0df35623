/** Whose dials a node has under way: what it tells of one goes to that account's desk, and to no other. */
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";

export const dialsMigration = "CREATE TABLE dials (id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, at_ms INTEGER NOT NULL);";

/** No dial is under way for longer. */
const keptMs = 6 * 3_600_000;

export function keepDial(sql: SqlStorage, id: string, tenantId: TenantId, nowMs: number): void {
  sql.exec("DELETE FROM dials WHERE at_ms < ?", nowMs - keptMs);
  sql.exec("INSERT OR REPLACE INTO dials (id, tenant_id, at_ms) VALUES (?, ?, ?)", id, tenantId, nowMs);
}

export function tenantOfDial(sql: SqlStorage, id: string): TenantId | null {
  const [row] = sql.exec<{ tenant_id: string }>("SELECT tenant_id FROM dials WHERE id = ?", id).toArray();
  return row === undefined ? null : tenantIdSchema.parse(row.tenant_id);
}

export const forgetDial = (sql: SqlStorage, id: string): void => void sql.exec("DELETE FROM dials WHERE id = ?", id);
