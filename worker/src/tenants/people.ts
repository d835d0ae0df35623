/**
 * Callers' data of one tenant in one small place of its own, deletable by phone number: bookings and appointments now,
 * contacts and consents later. One object a tenant, so one writer: two calls never get the same slot.
 */
import { DurableObject } from "cloudflare:workers";
import type { CallerLists } from "@zvon/contract/numbers-api.ts";
import { isTrial, trialResource } from "@zvon/contract/trial-resource.ts";
import { migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";
import { mostAtOnce } from "../language/overlap.ts";
import type { Span } from "../language/overlap.ts";
import { callerListsMigration, readCallerLists, writeCallerLists } from "./caller-lists.ts";

export type Booking = { key: string; callId: string; fields: Record<string, string>; createdAt: number };

/** No slot is longer (`slot_minutes` of the calendar), so what begins earlier is over: the index by time is enough. */
const longestMs = 8 * 3_600_000;

/** Appointments of test calls. */
const trialKeptMs = 24 * 3_600_000;

/** `caller`: the verified number of who booked, empty when there was none; `phone`: where they want to be reached. */
export type Appointment = { key: string; callId: string; resource: string; /** On the tenant's wall, "2026-11-23T15:00". */ when: string; startMs: number; endMs: number; caller: string; phone: string; fields: Record<string, string> };
export type Booked = { status: "booked" | "existing"; when: string } | { status: "taken" };
/** `moved`: the new one stands and the old one is cancelled; of anything else nothing was done. */
export type Moved = { status: "moved"; when: string; old: string } | { status: "taken" } | { status: "none" } | { status: "several"; whens: string[] };
export type Cancelled = { status: "cancelled"; when: string } | { status: "none" } | { status: "several"; whens: string[] };

const migrations = [
  `CREATE TABLE IF NOT EXISTS bookings (key TEXT PRIMARY KEY, call_id TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL);
   CREATE INDEX IF NOT EXISTS bookings_created ON bookings (created_at);`,
  `CREATE TABLE appointments (key TEXT PRIMARY KEY, call_id TEXT NOT NULL, resource TEXT NOT NULL, at TEXT NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, caller TEXT NOT NULL, phone TEXT NOT NULL, fields TEXT NOT NULL, created_at INTEGER NOT NULL, cancelled_by TEXT);
   CREATE INDEX appointments_time ON appointments (resource, start_ms) WHERE cancelled_by IS NULL;
   CREATE INDEX appointments_caller ON appointments (caller);
   CREATE INDEX appointments_phone ON appointments (phone);
   CREATE INDEX appointments_cancelled ON appointments (cancelled_by);
   CREATE INDEX appointments_start ON appointments (start_ms);`,
  callerListsMigration,
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

  // ---------------------------------------------------------------- the built-in calendar

  /**
   * Takes the time if fewer than `capacity` appointments stand at any moment of it. The same key again finds what it booked. Between the
   * look and the write nothing else runs: SQL here is synchronous.
   */
  async bookAppointment({ capacity, ...wanted }: Appointment & { capacity: number }): Promise<Booked> {
    const { sql } = this.ctx.storage;
    const [known] = sql.exec<{ at: string }>("SELECT at FROM appointments WHERE key = ?", wanted.key).toArray();
    if (known !== undefined) return { status: "existing", when: known.at };
    // What was tried is of no use to anybody the day after.
    if (isTrial(wanted.resource)) sql.exec("DELETE FROM appointments WHERE resource = ? AND created_at < ?", wanted.resource, Date.now() - trialKeptMs);
    if (mostAtOnce(this.standing(wanted.resource, wanted.startMs, wanted.endMs), wanted) >= capacity) return { status: "taken" };
    this.insert(wanted);
    return { status: "booked", when: wanted.when };
  }

  /**
   * Cancels an appointment to come of this caller, or one that this call made. With several and none named, nothing is
   * done. The same key again finds what it cancelled.
   */
  async cancelAppointment({ key, callId, caller, resource, startMs, nowMs }: { key: string; callId: string; caller: string; resource: string; startMs: number | null; nowMs: number }): Promise<Cancelled> {
    const { sql } = this.ctx.storage;
    const [known] = sql.exec<{ at: string }>("SELECT at FROM appointments WHERE cancelled_by = ?", key).toArray();
    if (known !== undefined) return { status: "cancelled", when: known.at };
    const found = this.ownOf({ callId, caller, resource }, nowMs, startMs);
    const [first, ...more] = found;
    if (first === undefined) return { status: "none" };
    if (more.some((one) => one.at !== first.at)) return { status: "several", whens: [...new Set(found.map((one) => one.at))] };
    sql.exec("UPDATE appointments SET cancelled_by = ? WHERE key = ?", key, first.key);
    return { status: "cancelled", when: first.at };
  }

  /** @param by `user:…` or `key:…`. @returns whether there is such an appointment; one that was cancelled stays as it was. */
  async cancelByOwner({ key, by }: { key: string; by: string }): Promise<boolean> {
    return this.ctx.storage.sql.exec("UPDATE appointments SET cancelled_by = coalesce(cancelled_by, ?) WHERE key = ? RETURNING key", by, key).toArray().length > 0;
  }

  /** @returns whether there was one. */
  async deleteAppointment({ key }: { key: string }): Promise<boolean> {
    return this.ctx.storage.sql.exec("DELETE FROM appointments WHERE key = ? RETURNING key", key).toArray().length > 0;
  }

  /**
   * Books the new time and cancels the caller's old appointment, or does neither: where the time is taken, or there is no
   * old one or more than one, whoever has one keeps it. The same key again finds what it moved.
   */
  async moveAppointment({ capacity, nowMs, ...wanted }: Appointment & { capacity: number; nowMs: number }): Promise<Moved> {
    const { sql } = this.ctx.storage;
    const [done] = sql.exec<{ at: string; old: string }>("SELECT fresh.at AS at, past.at AS old FROM appointments fresh JOIN appointments past ON past.cancelled_by = fresh.key WHERE fresh.key = ?", wanted.key).toArray();
    if (done !== undefined) return { status: "moved", when: done.at, old: done.old };
    const found = this.ownOf(wanted, nowMs);
    const [old, ...more] = found;
    if (old === undefined) return { status: "none" };
    if (more.some((one) => one.at !== old.at)) return { status: "several", whens: [...new Set(found.map((one) => one.at))] };
    const standing = this.standing(wanted.resource, wanted.startMs, wanted.endMs);
    const own = standing.findIndex((one) => one.startMs === old.start_ms && one.endMs === old.end_ms);
    if (mostAtOnce(own < 0 ? standing : standing.toSpliced(own, 1), wanted) >= capacity) return { status: "taken" };
    this.ctx.storage.transactionSync(() => {
      this.insert(wanted);
      sql.exec("UPDATE appointments SET cancelled_by = ? WHERE key = ?", wanted.key, old.key);
    });
    return { status: "moved", when: wanted.when, old: old.at };
  }

  /** Of this caller, or made in this call, still to come, at this time where one is named; at most four. */
  private ownOf({ callId, caller, resource }: Pick<Appointment, "callId" | "caller" | "resource">, nowMs: number, startMs: number | null = null) {
    return this.ctx.storage.sql
      .exec<{ key: string; at: string; start_ms: number; end_ms: number }>(
        "SELECT key, at, start_ms, end_ms FROM appointments WHERE resource = ?1 AND start_ms >= ?2 AND (?3 IS NULL OR start_ms = ?3) AND (call_id = ?4 OR (?5 <> '' AND (caller = ?5 OR phone = ?5))) AND cancelled_by IS NULL ORDER BY start_ms LIMIT 4",
        resource, nowMs, startMs, callId, caller,
      )
      .toArray();
  }

  private insert(wanted: Appointment): void {
    this.ctx.storage.sql.exec(
      "INSERT INTO appointments (key, call_id, resource, at, start_ms, end_ms, caller, phone, fields, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      wanted.key, wanted.callId, wanted.resource, wanted.when, wanted.startMs, wanted.endMs, wanted.caller, wanted.phone, JSON.stringify(wanted.fields), Date.now(),
    );
  }

  /** Appointments that stand and touch the time, without whose they are. */
  async busyTimes({ resource, fromMs, toMs }: { resource: string; fromMs: number; toMs: number }): Promise<{ startMs: number; endMs: number }[]> {
    return this.standing(resource, fromMs, toMs);
  }

  private standing(resource: string, fromMs: number, toMs: number): Span[] {
    return this.ctx.storage.sql
      .exec<{ start_ms: number; end_ms: number }>("SELECT start_ms, end_ms FROM appointments WHERE resource = ? AND start_ms < ? AND start_ms >= ? AND end_ms > ? AND cancelled_by IS NULL", resource, toMs, fromMs - longestMs, fromMs)
      .toArray()
      .map((row) => ({ startMs: row.start_ms, endMs: row.end_ms }));
  }

  /** Those that begin in the time, in order; cancelled ones too. @param resource all when null. */
  async listAppointments({ fromMs, toMs, resource, limit }: { fromMs: number; toMs: number; resource: string | null; limit: number }): Promise<(Appointment & { cancelled: boolean })[]> {
    return this.ctx.storage.sql
      .exec<{ key: string; call_id: string; resource: string; at: string; start_ms: number; end_ms: number; caller: string; phone: string; fields: string; cancelled_by: string | null }>(
        "SELECT key, call_id, resource, at, start_ms, end_ms, caller, phone, fields, cancelled_by FROM appointments WHERE start_ms >= ?1 AND start_ms < ?2 AND (?3 IS NULL OR resource IN (?3, ?5)) ORDER BY start_ms, key LIMIT ?4",
        fromMs, toMs, resource, limit, resource === null ? null : trialResource(resource),
      )
      .toArray()
      .map(({ call_id, at, start_ms, end_ms, fields, cancelled_by, ...row }) => ({ ...row, callId: call_id, when: at, startMs: start_ms, endMs: end_ms, fields: JSON.parse(fields) as Record<string, string>, cancelled: cancelled_by !== null }));
  }

  // ---------------------------------------------------------------- who may call

  async callerLists(request: { numberId: string }): Promise<CallerLists> {
    return readCallerLists(this.ctx.storage.sql, request.numberId);
  }

  async putCallerLists(request: { numberId: string; lists: CallerLists }): Promise<void> {
    this.ctx.storage.transactionSync(() => writeCallerLists(this.ctx.storage.sql, request.numberId, request.lists));
  }
}
