/**
 * Decides whether a call of a tenant may start, and keeps its lease while it lives. One object a tenant, kept tiny:
 * no transcript and no caller's data ever pass it. The rules are in admission.ts; this is their shell.
 */
import { DurableObject } from "cloudflare:workers";
import type { LiveState } from "@zvon/contract/live.ts";
import { migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";
import { capPassed, decideAdmission, leaseMs, minuteOf, reservedMinutes, spendCapsSchema, spokenMinutes } from "./admission.ts";
import type { Admission, AdmitRequest, SpendCaps, Spent } from "./admission.ts";
import { talkCost, talkReach } from "./talks.ts";
import { noteState, stateMigration, tellWatchers, watch } from "./live-watchers.ts";
import { allTries, takeTry } from "./tries.ts";

export type Renewal = { ok: true; untilMs: number } | { ok: false; reason: "limit" | "unknown"; detail: string };

/**
 * Two people who talk without a bot. `id`: the call that was handed on, or the forward's own. `key`: a wish that was granted
 * already gets the same answer. `perMinute`: of the second leg; the first one's is the call's own. `line`: the second leg's;
 * `firstLine`: of a caller who holds no lease. `spending`: of a call that holds none.
 */
export type TalkRequest = { id: string; key: string; to: string; nowMs: number; perMinute: number; line: { id: string; maxChannels: number } | null; firstLine: string | null; longestMs: number; spending: { limits: SpendCaps; day: string } };
export type TalkGrant = { ok: true; maxMs: number } | { ok: false; detail: string };

export type TalkBegun = { to: string; beganMs: number; maxMs: number; longestMs: number };

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
  `CREATE TABLE talks (id TEXT PRIMARY KEY, key TEXT NOT NULL, handed_to TEXT NOT NULL, per_minute INTEGER NOT NULL, held INTEGER NOT NULL, before INTEGER NOT NULL, day TEXT NOT NULL, caps TEXT NOT NULL, line TEXT, first_line TEXT, longest_ms INTEGER NOT NULL, granted_ms INTEGER NOT NULL, began_ms INTEGER, until_ms INTEGER NOT NULL);`,
  stateMigration,
];

/** As long as a transfer is waited for. */
const ringingMinutes = 3;
/** Words before a transfer, ringing and a summary take 150 s; what a node told of the end may be under way for longer. */
const talkGraceMs = 10 * 60_000;
/** Of the days' sums, which the month's limit is held against: this month's and, for whoever looks, the last one's. */
const spentDays = 62;

export class TenantHub extends DurableObject<Env> {
  /** In memory alone: an object that slept has had the time that fills them up again. */
  private tries = allTries;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrateObject(ctx.storage, migrations);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** One who looks on which calls live; the Worker has found out whose they are. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 426 });
    return watch(this.ctx);
  }

  /** For those who look on: how a call stands now. Best effort, the call's own socket tells the same. */
  async stands({ callId, state }: { callId: string; state: LiveState }): Promise<void> {
    if (noteState(this.ctx.storage.sql, callId, state)) tellWatchers(this.ctx, { type: "state", callId, state });
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** Takes a lease of 60 s for the call, or says why not. A repeated key finds the first call and takes nothing. */
  async admit(request: AdmitRequest): Promise<Admission> {
    const { nowMs, line = null } = request;
    const spending = request.spending ?? null;
    const sql = this.ctx.storage.sql;
    const known = request.idempotency === null ? undefined : sql.exec<{ request: string; call_id: string; answer: string | null }>("SELECT request, call_id, answer FROM idempotency WHERE key = ? AND at_ms > ?", request.idempotency.key, nowMs - idempotencyMs).toArray()[0];
    const admission = decideAdmission(request, {
      known: known === undefined ? null : { request: known.request, callId: known.call_id, answer: known.answer },
      hasLease: sql.exec("SELECT 1 FROM leases WHERE call_id = ?", request.callId).toArray().length > 0,
      live: sql.exec<{ n: number }>("SELECT count(*) AS n FROM leases WHERE until_ms > ?", nowMs).one().n,
      startsThisMinute: sql.exec<{ calls: number }>("SELECT calls FROM starts WHERE minute = ?", minuteOf(nowMs)).toArray()[0]?.calls ?? 0,
      spent: spending === null ? { day: 0, month: 0 } : this.spentOn(spending.day),
      lineLive: line === null ? 0 : this.channelsOf(line.id, nowMs),
      lineStartsToday: line === null ? 0 : sql.exec<{ calls: number }>("SELECT calls FROM line_starts WHERE line = ? AND day = ?", line.id, line.day).toArray()[0]?.calls ?? 0,
    });
    if (admission.ok && admission.existing === null) {
      const again = sql.exec("SELECT 1 FROM leases WHERE call_id = ?", request.callId).toArray().length > 0;
      sql.exec(
        "INSERT INTO leases (call_id, until_ms, since_ms, line, per_minute, day, caps) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_id) DO UPDATE SET until_ms = excluded.until_ms",
        request.callId, admission.untilMs, nowMs, line?.id ?? null, spending?.perMinute ?? 0, spending?.day ?? null, spending === null ? null : JSON.stringify(spending.limits),
      );
      if (!again && spending !== null && spending.perMinute > 0) this.hold(request.callId, spending.day, 0, spending.perMinute * reservedMinutes(0));
      if (!again) tellWatchers(this.ctx, { type: "began", callId: request.callId, since: nowMs, state: "queued" });
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
    if (lease !== null && lease.day !== null && lease.perMinute > 0) this.hold(request.callId, lease.day, lease.held, lease.perMinute * spokenMinutes(request.mediaMs ?? 0));
    const gone = this.ctx.storage.sql.exec("DELETE FROM leases WHERE call_id = ? RETURNING call_id", request.callId).toArray();
    if (gone.length > 0) tellWatchers(this.ctx, { type: "over", callId: request.callId });
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
    this.ctx.storage.sql.exec("UPDATE talks SET caps = ?", JSON.stringify(caps));
  }

  // ---------------------------------------------------------------- two who talk without a bot

  /** May the caller be handed on, and for how long? Holds the money of that time, and a channel of the line. Asked again with the same key: the same answer. */
  async grantTalk(request: TalkRequest): Promise<TalkGrant> {
    const { id, key, nowMs, line } = request;
    const known = this.talkOf(id);
    if (known !== null && known.key === key) return { ok: true, maxMs: known.granted_ms };
    await this.endTalk({ id, ms: 0 });
    if (line !== null && this.channelsOf(line.id, nowMs) >= line.maxChannels) return { ok: false, detail: `All ${line.maxChannels} channels of the trunk are in use.` };
    const lease = this.leaseOf(id);
    const { caps, day } = lease === null || lease.caps === null || lease.day === null ? { caps: request.spending.limits, day: request.spending.day } : { caps: lease.caps, day: lease.day };
    const perMinute = request.perMinute + (lease?.perMinute ?? 0);
    // The call itself goes on while it rings.
    const ringing = ringingMinutes * (lease?.perMinute ?? 0);
    const before = (lease?.held ?? 0) + ringing;
    const spent = this.spentOn(day);
    const maxMs = talkReach({ perMinute, caps, spent: { day: spent.day + ringing, month: spent.month + ringing }, held: 0, before }, 0, 0, request.longestMs);
    if (maxMs <= 0) return { ok: false, detail: "The account has spent what it may spend: nobody is put through." };
    const { sql } = this.ctx.storage;
    sql.exec(
      "INSERT INTO talks (id, key, handed_to, per_minute, held, before, day, caps, line, first_line, longest_ms, granted_ms, until_ms) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)",
      id, key, request.to, perMinute, before, day, JSON.stringify(caps), line?.id ?? null, request.firstLine ?? this.lineOfLease(id), request.longestMs, maxMs, nowMs + maxMs + talkGraceMs,
    );
    this.holdTalk(id, day, 0, talkCost(perMinute, maxMs));
    await this.arm();
    return { ok: true, maxMs };
  }

  /** Both talk. Idempotent. @returns null when it was never granted, or is over. */
  async talkBegan(request: { id: string; nowMs: number }): Promise<TalkBegun | null> {
    const { sql } = this.ctx.storage;
    sql.exec("UPDATE talks SET began_ms = ?1, until_ms = ?1 + granted_ms + ?2 WHERE id = ?3 AND began_ms IS NULL", request.nowMs, talkGraceMs, request.id);
    const talk = this.talkOf(request.id);
    if (talk === null) return null;
    await this.arm();
    return { to: talk.handed_to, beganMs: talk.began_ms ?? request.nowMs, maxMs: talk.granted_ms, longestMs: talk.longest_ms };
  }

  /** Holds the money of the next piece, as far as it reaches. @returns how long they may talk in all; null: no such talk. */
  async extendTalk(request: { id: string; talkedMs: number; nowMs: number }): Promise<{ maxMs: number } | null> {
    const talk = this.talkOf(request.id);
    if (talk === null) return null;
    const maxMs = talkReach({ perMinute: talk.per_minute, caps: spendCapsSchema.parse(JSON.parse(talk.caps)), spent: this.spentOn(talk.day), held: talk.held, before: talk.before }, request.talkedMs, talk.granted_ms, talk.longest_ms);
    if (maxMs === talk.granted_ms) return { maxMs };
    this.ctx.storage.sql.exec("UPDATE talks SET granted_ms = ?, until_ms = ? WHERE id = ?", maxMs, request.nowMs + maxMs - request.talkedMs + talkGraceMs, request.id);
    this.holdTalk(request.id, talk.day, talk.held, talkCost(talk.per_minute, maxMs));
    await this.arm();
    return { maxMs };
  }

  /** Idempotent. @param ms how long both talked, to which what is held is brought down; more than was granted nobody talks. */
  async endTalk({ id, ms }: { id: string; ms: number }): Promise<void> {
    const talk = this.talkOf(id);
    if (talk === null) return;
    this.holdTalk(id, talk.day, talk.held, talkCost(talk.per_minute, Math.min(ms, talk.granted_ms)));
    this.ctx.storage.sql.exec("DELETE FROM talks WHERE id = ?", id);
    await this.arm();
  }

  private talkOf(id: string) {
    const [row] = this.ctx.storage.sql.exec<{ key: string; handed_to: string; per_minute: number; held: number; before: number; day: string; caps: string; longest_ms: number; granted_ms: number; began_ms: number | null }>("SELECT * FROM talks WHERE id = ?", id).toArray();
    return row ?? null;
  }

  private lineOfLease(callId: string): string | null {
    return this.ctx.storage.sql.exec<{ line: string | null }>("SELECT line FROM leases WHERE call_id = ?", callId).toArray()[0]?.line ?? null;
  }

  /** Calls, and legs of talks: the caller's own once the call's lease is given back. */
  private channelsOf(line: string, nowMs: number): number {
    return this.ctx.storage.sql
      .exec<{ n: number }>("SELECT (SELECT count(*) FROM leases WHERE until_ms > ?1 AND line = ?2) + (SELECT count(*) FROM talks WHERE line = ?2) + (SELECT count(*) FROM talks WHERE first_line = ?2 AND NOT EXISTS (SELECT 1 FROM leases WHERE call_id = talks.id)) AS n", nowMs, line)
      .one().n;
  }

  private holdTalk(id: string, day: string, before: number, now: number): void {
    this.ctx.storage.sql.exec("UPDATE talks SET held = ? WHERE id = ?", now, id);
    this.addSpent(day, now - before);
  }

  private spentOn(day: string): Spent {
    const { sql } = this.ctx.storage;
    return {
      day: sql.exec<{ nano: number }>("SELECT nano FROM spent WHERE day = ?", day).toArray()[0]?.nano ?? 0,
      month: sql.exec<{ nano: number | null }>("SELECT sum(nano) AS nano FROM spent WHERE day LIKE ?", `${day.slice(0, 7)}-%`).one().nano ?? 0,
    };
  }

  private hold(callId: string, day: string, before: number, now: number): void {
    this.ctx.storage.sql.exec("UPDATE leases SET held = ? WHERE call_id = ?", now, callId);
    this.addSpent(day, now - before);
  }

  private addSpent(day: string, nano: number): void {
    if (nano === 0) return;
    const { sql } = this.ctx.storage;
    sql.exec("INSERT INTO spent (day, nano) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET nano = max(0, nano + ?)", day, Math.max(0, nano), nano);
    sql.exec("DELETE FROM spent WHERE day NOT IN (SELECT day FROM spent ORDER BY day DESC LIMIT ?)", spentDays);
  }

  private leaseOf(callId: string): { perMinute: number; held: number; day: string | null; caps: SpendCaps | null } | null {
    const [row] = this.ctx.storage.sql.exec<{ per_minute: number; held: number; day: string | null; caps: string | null }>("SELECT per_minute, held, day, caps FROM leases WHERE call_id = ?", callId).toArray();
    return row === undefined ? null : { perMinute: row.per_minute, held: row.held, day: row.day, caps: row.caps === null ? null : spendCapsSchema.parse(JSON.parse(row.caps)) };
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
    for (const row of reaped) {
      this.noteUnsettled(row.call_id, Date.now());
      tellWatchers(this.ctx, { type: "over", callId: row.call_id });
    }
    if (reaped.length > 0) console.warn(JSON.stringify({ event: "leases reaped", tenant: this.ctx.id.name, calls: reaped.map((row) => row.call_id) }));
    // Nobody told their end: they cost what they were granted.
    const talks = this.ctx.storage.sql.exec<{ id: string }>("DELETE FROM talks WHERE until_ms <= ? RETURNING id", Date.now()).toArray();
    if (talks.length > 0) console.warn(JSON.stringify({ event: "talks nobody told the end of", tenant: this.ctx.id.name, talks: talks.map((row) => row.id) }));
    await this.arm();
  }

  private async arm(): Promise<void> {
    const next = this.ctx.storage.sql.exec<{ at: number | null }>("SELECT min(until_ms) AS at FROM (SELECT until_ms FROM leases UNION ALL SELECT until_ms FROM talks)").one().at;
    if (next === null) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(next);
  }
}
