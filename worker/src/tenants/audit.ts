/** Who changed what, and when (T6). Entries name rows; a caller's data never stand in them. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { auditLog } from "../db/schema.ts";
import type { Database } from "../services.ts";

export type AuditEntry = {
  /** `user:…` or `key:…`. */
  actor: string;
  /** `call.hangup`: the thing's kind, then what was done to it. */
  action: string;
  subject: string;
  requestId: string;
  /** Wall time, ms since 1970. */
  at: number;
};

export async function writeAudit(db: Database, tenantId: TenantId, { at, ...entry }: AuditEntry): Promise<void> {
  await db.insert(auditLog).values({ tenantId, ...entry, createdAt: new Date(at) });
}
