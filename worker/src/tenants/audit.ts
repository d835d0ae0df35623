/** Who changed what, and when (T6). Entries name rows; a caller's data never stand in them. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { auditLog } from "../db/schema.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../services.ts";

export type AuditEntry = {
  /** `user:…` or `key:…`. */
  actor: string;
  /** `call.hangup`: the thing's kind, then what was done to it. */
  action: string;
  subject: string;
  /** What is there now, without secrets and callers' data. */
  after?: unknown;
  requestId: string;
  /** Wall time, ms since 1970. */
  at: number;
};

/** A statement, to run alone or in one batch with the change that it tells of. */
export const auditStatement = (db: Database, tenantId: TenantId, { at, ...entry }: AuditEntry) => db.insert(auditLog).values({ tenantId, ...entry, createdAt: new Date(at) });

/** For one batch, right behind a change that may turn out to change nothing: then nothing is told of it either. */
export const auditIfChanged = (db: Database, tenantId: TenantId, { actor, action, subject, after, requestId, at }: AuditEntry) =>
  // All columns in the table's order: id, tenant, actor, action, subject, before, after, request, address, time.
  db.insert(auditLog).select(sql`SELECT NULL, ${tenantId}, ${actor}, ${action}, ${subject}, NULL, ${after === undefined ? null : JSON.stringify(after)}, ${requestId}, NULL, ${at} WHERE changes() > 0`);

/**
 * The same, of what is saved by itself every few seconds: one row an author, action and subject in so long.
 * @param withinMs counted from the row's own time, so a day of writing is a row each `withinMs`.
 */
export const auditSometimes = (db: Database, tenantId: TenantId, { actor, action, subject, after, requestId, at }: AuditEntry, withinMs: number) =>
  db.insert(auditLog).select(sql`SELECT NULL, ${tenantId}, ${actor}, ${action}, ${subject}, NULL, ${after === undefined ? null : JSON.stringify(after)}, ${requestId}, NULL, ${at} WHERE changes() > 0
    AND NOT EXISTS (SELECT 1 FROM ${auditLog} WHERE ${auditLog.tenantId} = ${tenantId} AND ${auditLog.createdAt} > ${at - withinMs} AND ${auditLog.actor} = ${actor} AND ${auditLog.action} = ${action} AND ${auditLog.subject} = ${subject})`);

export async function writeAudit(db: Database, tenantId: TenantId, entry: AuditEntry): Promise<void> {
  await auditStatement(db, tenantId, entry);
}
