/**
 * Decides whether a call of a tenant may start, and keeps its lease while it lives. One object a tenant, kept tiny:
 * no transcript and no caller's data ever pass it. The rules are in admission.ts; this is their shell.
 */
import { DurableObject } from "cloudflare:workers";
import { migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";
import { z } from "zod";
import { capPassed, decideAdmission, leaseMs, minuteOf, reservedMinutes, spokenMinutes } from "./admission.ts";
import type { Admission, AdmitRequest, SpendCaps, Spent } from "./admission.ts";
import { allTries, takeTry } from "./tries.ts";

export type Renewal = { ok: true; untilMs: number } | { ok: false; reason: "limit" | "unknown"; detail: string };

export type LiveCall = { callId: string; sinceMs: number };

/** How long a repeated POST finds the call that the first one began. */
const idempotencyMs = 24 * 3_600_000;
/** A session keeps its call for a day, be it that the archive is away. */
const unsettledMs = 25 * 3_600_000;

const migrations = [
  `CREATE TABLE IF NOT EXISTS leases (call_id TEXT PRIMARY KEY, until_ms INTEGER NOT NULL, since_ms INTEGER NOT NULL);
   CREATE TABLE IF NOT EXISTS starts (minute INTEGER PRIMARY KEY, calls INTEGER NOT NULL);
   CREATE TABLE IF NOT EXISTS idempotency (key TEXT PRIMARY KEY, request TEXT NOT NULL, call_id TEXT NOT NULL, answer TEXT, at_ms INTEGER NOT NULL);`,
  `CREATE TABLE unsettled (call_id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL);`,
  `ALTER TABLE leases ADD COLUMN line TEXT;
   ALTER TABLE leases ADD COLUMN per_minute INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE leases ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE leases ADD COLUMN day TEXT;
   ALTER TABLE leases ADD COLUMN caps TEXT;
   CREATE TABLE spent (day TEXT PRIMARY KEY, nano INTEGER NOT NULL);
   CREATE TABLE line_starts (line TEXT NOT NULL, day TEXT NOT NULL, calls INTEGER NOT NULL, PRIMARY KEY (line, day));`,
];

/** Of the days' sums, which the month's limit is held against: this month's and, for whoever looks, the last one's. */
const spentDays = 62;
const cap = z.number().nullable();
const capsSchema = z.object({ perDay: cap, perMonth: cap, perCall: cap });

export class TenantHub extends DurableObject<Env> {
  /** In memory alone: an object that slept has had the time that fills them up again. */
  private tries = allTries;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrateObject(ctx.storage, migrations);
  }

  /** Takes a lease of 60 s for the call, or says why not. A repeated key finds the first call and takes nothing. */
  async admit(request: AdmitRequest): Promise<Admission> {
    const { nowMs, line = null } = request;
    const spending = request.spending === undefined || request.spending === null || request.spending.perMinute === 0 ? null : request.spending;
    const sql = this.ctx.storage.sql;
    const known = request.idempotency === null ? undefined : sql.exec<{ request: string; call_id: string; answer: string | null }>("SELECT request, call_id, answer FROM idempotency WHERE key = ? AND at_ms > ?", request.idempotency.key, nowMs - idempotencyMs).toArray()[0];
    const admission = decideAdmission(request, {
      known: known === undefined ? null : { request: known.request, callId: known.call_id, answer: known.answer },
      hasLease: sql.exec("SELECT 1 FROM leases WHERE call_id = ?", request.callId).toArray().length > 0,
      live: sql.exec<{ n: number }>("SELECT count(*) AS n FROM leases WHERE until_ms > ?", nowMs).one().n,
      startsThisMinute: sql.exec<{ calls: number }>("SELECT calls FROM starts WHERE minute = ?", minuteOf(nowMs)).toArray()[0]?.calls ?? 0,
      spent: spending === null ? { day: 0, month: 0 } : this.spentOn(spending.day),
      lineLive: line === null ? 0 : sql.exec<{ n: number }>("SELECT count(*) AS n FROM leases WHERE until_ms > ? AND line = ?", nowMs, line.id).one().n,
      lineStartsToday: line === null ? 0 : sql.exec<{ calls: number }>("SELECT calls FROM line_starts WHERE line = ? AND day = ?", line.id, line.day).toArray()[0]?.calls ?? 0,
    });
    if (admission.ok && admission.existing === null) {
      const again = sql.exec("SELECT 1 FROM leases WHERE call_id = ?", request.callId).toArray().length > 0;
      sql.exec(
        "INSERT INTO leases (call_id, until_ms, since_ms, line, per_minute, day, caps) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_id) DO UPDATE SET until_ms = excluded.until_ms",
        request.callId, admission.untilMs, nowMs, line?.id ?? null, spending?.perMinute ?? 0, spending?.day ?? null, spending === null ? null : JSON.stringify(spending.limits),
      );
      if (!again && spending !== null) this.hold(request.callId, spending.day, 0, spending.perMinute * reservedMinutes(0));
      if (!again && line !== null && line.dailyCalls !== null) {
        sql.exec("DELETE FROM line_starts WHERE day < ?", line.day);
        sql.exec("INSERT INTO line_starts (line, day, calls) VALUES (?, ?, 1) ON CONFLICT (line, day) DO UPDATE SET calls = calls + 1", line.id, line.day);
      }
      sql.exec("DELETE FROM starts WHERE minute < ?", minuteOf(nowMs));
      sql.exec("INSERT INTO starts (minute, calls) VALUES (?, 1) ON CONFLICT (minute) DO UPDATE SET calls = calls + 1", minuteOf(nowMs));
      if (request.idempotency !== null) {
        sql.exec("DELETE FROM idempotency WHERE at_ms <= ?", nowMs - idempotencyMs);
        sql.exec("INSERT OR REPLACE INTO idempotency (key, request, call_id, at_ms) VALUES (?, ?, ?, ?)", request.idempotency.key, request.idempotency.request, request.callId, nowMs);
      }
      await this.arm();
    }
    return admission;
  }

  /** The session renews every 30 s; an answer other than ok ends the call politely. */
  async renew(request: { callId: string; mediaMs: number; nowMs?: number }): Promise<Renewal> {
    const untilMs = (request.nowMs ?? Date.now()) + leaseMs;
    const lease = this.leaseOf(request.callId);
    if (lease !== null && lease.caps !== null && lease.day !== null) {
      const wanted = lease.perMinute * reservedMinutes(request.mediaMs);
      const passed = capPassed(lease.caps, this.spentOn(lease.day), lease.held, wanted);
      // The lease stays as long as it was: the goodbye is said under it.
      if (passed !== null) return { ok: false, reason: "limit", detail: passed };
      if (wanted > lease.held) this.hold(request.callId, lease.day, lease.held, wanted);
    }
    const renewed = this.ctx.storage.sql.exec("UPDATE leases SET until_ms = ? WHERE call_id = ? RETURNING call_id", untilMs, request.callId).toArray();
    if (renewed.length === 0) return { ok: false, reason: "unknown", detail: "The call holds no lease: it ran out, or was given back." };
    await this.arm();
    return { ok: true, untilMs };
  }

  /** Idempotent. `mediaMs`: how long it was spoken, to which what it holds of the money is brought down; absent: it keeps what it holds. */
  async release(request: { callId: string; mediaMs?: number }): Promise<void> {
    const lease = request.mediaMs === undefined ? null : this.leaseOf(request.callId);
    if (lease !== null && lease.day !== null) this.hold(request.callId, lease.day, lease.held, lease.perMinute * spokenMinutes(request.mediaMs ?? 0));
    this.ctx.storage.sql.exec("DELETE FROM leases WHERE call_id = ?", request.callId);
    await this.arm();
  }

  /** What was answered to the first request, so that a repeat gets the same. */
  async remember(request: { key: string; answer: string }): Promise<void> {
    this.ctx.storage.sql.exec("UPDATE idempotency SET answer = ? WHERE key = ?", request.answer, request.key);
  }

  /** The start never came about (the node refused it): a repeat with the same key may try anew. */
  async forget(request: { callId: string }): Promise<void> {
    this.ctx.storage.sql.exec("DELETE FROM idempotency WHERE call_id = ?", request.callId);
    this.noteUnsettled(request.callId, Date.now());
    await this.release({ ...request, mediaMs: 0 });
  }

  /** What calls of the day and its month have cost, those that live with what they hold. @param day of the account, "2026-11-23". */
  async spending(request: { day: string }): Promise<Spent & { liveCalls: number }> {
    return { ...this.spentOn(request.day), liveCalls: this.ctx.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM leases").one().n };
  }

  /** New limits hold for calls in progress, too. */
  async cap(caps: SpendCaps): Promise<void> {
    this.ctx.storage.sql.exec("UPDATE leases SET caps = ? WHERE caps IS NOT NULL", JSON.stringify(caps));
  }

  private spentOn(day: string): Spent {
    const { sql } = this.ctx.storage;
    return {
      day: sql.exec<{ nano: number }>("SELECT nano FROM spent WHERE day = ?", day).toArray()[0]?.nano ?? 0,
      month: sql.exec<{ nano: number | null }>("SELECT sum(nano) AS nano FROM spent WHERE day LIKE ?", `${day.slice(0, 7)}-%`).one().nano ?? 0,
    };
  }

  private hold(callId: string, day: string, before: number, now: number): void {
    const { sql } = this.ctx.storage;
    sql.exec("UPDATE leases SET held = ? WHERE call_id = ?", now, callId);
    sql.exec("INSERT INTO spent (day, nano) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET nano = max(0, nano + ?)", day, Math.max(0, now - before), now - before);
    sql.exec("DELETE FROM spent WHERE day NOT IN (SELECT day FROM spent ORDER BY day DESC LIMIT ?)", spentDays);
  }

  private leaseOf(callId: string): { perMinute: number; held: number; day: string | null; caps: SpendCaps | null } | null {
    const [row] = this.ctx.storage.sql.exec<{ per_minute: number; held: number; day: string | null; caps: string | null }>("SELECT per_minute, held, day, caps FROM leases WHERE call_id = ?", callId).toArray();
    return row === undefined ? null : { perMinute: row.per_minute, held: row.held, day: row.day, caps: row.caps === null ? null : capsSchema.parse(JSON.parse(row.caps)) };
  }

  /** May the call's session still have it? It holds a lease, or lost it otherwise than by being settled. */
  async knows(request: { callId: string }): Promise<boolean> {
    return this.ctx.storage.sql.exec("SELECT 1 FROM leases WHERE call_id = ?1 UNION ALL SELECT 1 FROM unsettled WHERE call_id = ?1 AND at_ms > ?2", request.callId, Date.now() - unsettledMs).toArray().length > 0;
  }

  /** May a vendor be tried for the tenant now? Counts it if so. */
  async mayTryVendor(): Promise<boolean> {
    const { ok, tries } = takeTry(this.tries, Date.now());
    this.tries = tries;
    return ok;
  }

  private noteUnsettled(callId: string, nowMs: number): void {
    this.ctx.storage.sql.exec("DELETE FROM unsettled WHERE at_ms <= ?", nowMs - unsettledMs);
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO unsettled (call_id, at_ms) VALUES (?, ?)", callId, nowMs);
  }

  /** Calls that hold a lease, newest first; `before` is the last one of the page above. */
  async liveCalls(request: { limit: number; before: LiveCall | null }): Promise<LiveCall[]> {
    const sinceMs = request.before?.sinceMs ?? Number.MAX_SAFE_INTEGER;
    return this.ctx.storage.sql
      .exec<{ call_id: string; since_ms: number }>("SELECT call_id, since_ms FROM leases WHERE (since_ms, call_id) < (?, ?) ORDER BY since_ms DESC, call_id DESC LIMIT ?", sinceMs, request.before?.callId ?? "", request.limit)
      .toArray()
      .map((row) => ({ callId: row.call_id, sinceMs: row.since_ms }));
  }

  /** Reaps leases nobody renewed: the session or its node is gone, and the room is needed by others. */
  override async alarm(): Promise<void> {
    const reaped = this.ctx.storage.sql.exec<{ call_id: string }>("DELETE FROM leases WHERE until_ms <= ? RETURNING call_id", Date.now()).toArray();
    for (const row of reaped) this.noteUnsettled(row.call_id, Date.now());
    if (reaped.length > 0) console.warn(JSON.stringify({ event: "leases reaped", tenant: this.ctx.id.name, calls: reaped.map((row) => row.call_id) }));
    await this.arm();
  }

  private async arm(): Promise<void> {
    const next = this.ctx.storage.sql.exec<{ at: number | null }>("SELECT min(until_ms) AS at FROM leases").one().at;
    if (next === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(next);
  }
}
