/**
 * Callers' data of one tenant in one small place of its own, deletable by phone number: bookings now, contacts and
 * consents later. One object a tenant.
 */
import { DurableObject } from "cloudflare:workers";
import { migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";

export type Booking = { key: string; callId: string; fields: Record<string, string>; createdAt: number };

const migrations = [
  `CREATE TABLE IF NOT EXISTS bookings (key TEXT PRIMARY KEY, call_id TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL);
   CREATE INDEX IF NOT EXISTS bookings_created ON bookings (created_at);`,
];

export class TenantPeople extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrateObject(ctx.storage, migrations);
  }

  /** Writes a booking once: the same key again finds the first and changes nothing. */
  async saveBooking(request: { key: string; callId: string; fields: Record<string, string> }): Promise<{ status: "saved" | "existing" }> {
    const written = this.ctx.storage.sql.exec("INSERT INTO bookings (key, call_id, fields, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING RETURNING key", request.key, request.callId, JSON.stringify(request.fields), Date.now()).toArray();
    return { status: written.length > 0 ? "saved" : "existing" };
  }

  /** Newest first. */
  async listBookings(request: { limit: number }): Promise<Booking[]> {
    return this.ctx.storage.sql
      .exec<{ key: string; call_id: string; fields: string; created_at: number }>("SELECT key, call_id, fields, created_at FROM bookings ORDER BY created_at DESC, key DESC LIMIT ?", request.limit)
      .toArray()
      .map((row) => ({ key: row.key, callId: row.call_id, fields: JSON.parse(row.fields) as Record<string, string>, createdAt: row.created_at }));
  }
}
