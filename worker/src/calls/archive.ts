/**
 * A tenant's settled calls of one month: a database of its own, so isolation and deletion hold by construction.
 * Transcripts and recordings are R2 objects; the rows name them. An upload of a recording may begin before its call
 * is settled and end after it, in either order.
 */
import { DurableObject } from "cloudflare:workers";
import { callSchema } from "@zvon/contract/api.ts";
import type { Call, Message } from "@zvon/contract/api.ts";
import { hasTables, migrateObject } from "../db/object-schema.ts";
import type { Env } from "../env.ts";
import type { CallCorrection, CallFinding, SettledCall } from "./settled-call.ts";
import { readTranscript, writeTranscript } from "./transcript.ts";

export type Recording = { key: string; bytes: number; durationMs: number };
export type CallPlace = { createdAt: number; callId: string };

/** An upload nobody continued for so long is given up; the node's spool tries for a week and would begin anew. */
const abandonedUploadMs = 48 * 3_600_000;

const migrations = [
  `CREATE TABLE IF NOT EXISTS calls (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, record TEXT NOT NULL, messages_key TEXT NOT NULL);
   CREATE INDEX IF NOT EXISTS calls_newest ON calls (created_at DESC, id DESC);
   CREATE TABLE IF NOT EXISTS corrections (id INTEGER PRIMARY KEY AUTOINCREMENT, call_id TEXT NOT NULL, at_ms INTEGER NOT NULL, correction TEXT NOT NULL, UNIQUE (call_id, correction));
   CREATE TABLE IF NOT EXISTS recordings (call_id TEXT PRIMARY KEY, key TEXT NOT NULL, bytes INTEGER NOT NULL, duration_ms INTEGER NOT NULL);
   CREATE TABLE IF NOT EXISTS uploads (call_id TEXT PRIMARY KEY, key TEXT NOT NULL, upload_id TEXT NOT NULL, touched_ms INTEGER NOT NULL);
   CREATE TABLE IF NOT EXISTS parts (call_id TEXT NOT NULL, n INTEGER NOT NULL, etag TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (call_id, n));`,
  `CREATE TABLE findings (call_id TEXT PRIMARY KEY, finding TEXT NOT NULL);`,
  `CREATE TABLE talks (call_id TEXT PRIMARY KEY, handed_to TEXT NOT NULL, began_at INTEGER NOT NULL, ms INTEGER);`,
];

const findingSchema = callSchema.pick({ analysis: true, outcome: true, usage: true });

type CallRow = { id: string; created_at: number; record: string; finding: string | null; key: string | null; bytes: number | null; duration_ms: number | null; handed_to: string | null; began_at: number | null; ms: number | null };
const callColumns = "SELECT calls.id, created_at, record, finding, recordings.key, bytes, duration_ms, handed_to, began_at, ms FROM calls LEFT JOIN talks ON talks.call_id = calls.id LEFT JOIN recordings ON recordings.call_id = calls.id LEFT JOIN findings ON findings.call_id = calls.id";

export class TenantArchive extends DurableObject<Env> {
  private made = false;

  /** Tables are made by the first write: asking for a month in which nothing was said leaves nothing behind. */
  private make(): void {
    if (!this.made) migrateObject(this.ctx.storage, migrations);
    this.made = true;
  }

  private isMade(): boolean {
    if (!this.made && hasTables(this.ctx.storage)) this.make();
    return this.made;
  }

  /** Books a call. Idempotent: the first terminal state wins, whatever comes later changes nothing. */
  async settle(record: SettledCall): Promise<void> {
    this.make();
    const { call } = record;
    if (this.ctx.storage.sql.exec("SELECT 1 FROM calls WHERE id = ?", call.id).toArray().length > 0) return;
    // A key of its own for each try: of two that race, the row names one transcript and the other is deleted.
    const messagesKey = `tenants/${record.tenantId}/calls/${call.id}/messages-${crypto.randomUUID()}.json.gz`;
    await writeTranscript(this.env.STORAGE, messagesKey, record.messages);
    const written = this.ctx.storage.sql
      .exec("INSERT INTO calls (id, created_at, record, messages_key) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id", call.id, call.createdAt, JSON.stringify(call), messagesKey)
      .toArray();
    if (written.length === 0) await this.env.STORAGE.delete(messagesKey);
  }

  /** What was found out about a call after its record was written. Idempotent. */
  async find(finding: CallFinding): Promise<void> {
    this.make();
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO findings (call_id, finding) VALUES (?, ?)", finding.callId, JSON.stringify(finding));
  }

  /** The caller talks with somebody else, without the bot. Idempotent. */
  async talks({ callId, to, beganAt }: { callId: string; to: string; beganAt: number }): Promise<void> {
    this.make();
    this.ctx.storage.sql.exec("INSERT OR IGNORE INTO talks (call_id, handed_to, began_at) VALUES (?, ?, ?)", callId, to, beganAt);
  }

  /** And so they did, for `ms`; 0: nobody answered. Idempotent. */
  async talked({ callId, ms }: { callId: string; ms: number }): Promise<void> {
    this.make();
    this.ctx.storage.sql.exec("UPDATE talks SET ms = ? WHERE call_id = ? AND ms IS NULL", ms, callId);
  }

  /** Evidence that came after settlement: kept beside the record, which stays as it was. */
  async correct(correction: CallCorrection): Promise<void> {
    this.make();
    this.ctx.storage.sql.exec("INSERT INTO corrections (call_id, at_ms, correction) VALUES (?, ?, ?) ON CONFLICT (call_id, correction) DO NOTHING", correction.callId, correction.at, JSON.stringify(correction));
  }

  async get(callId: string): Promise<Call | null> {
    if (!this.isMade()) return null;
    const row = this.ctx.storage.sql.exec<CallRow>(`${callColumns} WHERE calls.id = ?`, callId).toArray()[0];
    return row === undefined ? null : callOf(row);
  }

  /** Newest first; `before` is the last call of the page above. */
  async list(request: { limit: number; before: CallPlace | null }): Promise<Call[]> {
    if (!this.isMade()) return [];
    return this.ctx.storage.sql
      .exec<CallRow>(`${callColumns} WHERE (created_at, calls.id) < (?, ?) ORDER BY created_at DESC, calls.id DESC LIMIT ?`, request.before?.createdAt ?? Number.MAX_SAFE_INTEGER, request.before?.callId ?? "", request.limit)
      .toArray()
      .map(callOf);
  }

  /** @returns null when the call is not settled here. */
  async messages(callId: string): Promise<Message[] | null> {
    if (!this.isMade()) return null;
    const row = this.ctx.storage.sql.exec<{ messages_key: string }>("SELECT messages_key FROM calls WHERE id = ?", callId).toArray()[0];
    return row === undefined ? null : ((await readTranscript(this.env.STORAGE, row.messages_key)) ?? []);
  }

  async recording(callId: string): Promise<Recording | null> {
    if (!this.isMade()) return null;
    const row = this.ctx.storage.sql.exec<{ key: string; bytes: number; duration_ms: number }>("SELECT key, bytes, duration_ms FROM recordings WHERE call_id = ?", callId).toArray()[0];
    return row === undefined ? null : { key: row.key, bytes: row.bytes, durationMs: row.duration_ms };
  }

  // ---------------------------------------------------------------- recordings: R2 multipart, its progress kept here

  /** Begins or continues the upload. @returns null when the recording is complete already. */
  async upload(request: { callId: string; key: string }): Promise<{ uploadId: string } | null> {
    this.make();
    if ((await this.recording(request.callId)) !== null) return null;
    return this.ctx.blockConcurrencyWhile(async () => {
      const known = this.uploadOf(request.callId);
      if (known !== null) return { uploadId: known.uploadId };
      const { uploadId } = await this.env.STORAGE.createMultipartUpload(request.key, { httpMetadata: { contentType: "audio/wav" } });
      this.ctx.storage.sql.exec("INSERT INTO uploads (call_id, key, upload_id, touched_ms) VALUES (?, ?, ?, ?)", request.callId, request.key, uploadId, Date.now());
      await this.arm();
      return { uploadId };
    });
  }

  async uploadedPart(request: { callId: string; n: number; etag: string; bytes: number }): Promise<void> {
    this.make();
    const { sql } = this.ctx.storage;
    sql.exec("INSERT OR REPLACE INTO parts (call_id, n, etag, bytes) VALUES (?, ?, ?, ?)", request.callId, request.n, request.etag, request.bytes);
    sql.exec("UPDATE uploads SET touched_ms = ? WHERE call_id = ?", Date.now(), request.callId);
  }

  /**
   * Joins the parts. Idempotent, also over a crash between R2's answer and the row.
   * @returns what is missing when the parts are not all there.
   */
  async completeRecording(request: { callId: string; key: string; parts: number; durationMs: number }): Promise<{ ok: true; recording: Recording } | { ok: false; missing: number[] }> {
    this.make();
    const existing = await this.recording(request.callId);
    if (existing !== null) return { ok: true, recording: existing };
    return this.ctx.blockConcurrencyWhile(async () => {
      const parts = this.ctx.storage.sql.exec<{ n: number; etag: string; bytes: number }>("SELECT n, etag, bytes FROM parts WHERE call_id = ? AND n <= ? ORDER BY n", request.callId, request.parts).toArray();
      const upload = this.uploadOf(request.callId);
      const present = new Set(parts.map((part) => part.n));
      const missing = Array.from({ length: request.parts }, (_, index) => index + 1).filter((n) => !present.has(n));
      if (upload === null || missing.length > 0) return { ok: false as const, missing };
      // The object is there, the row is not: R2 joined the parts, then we were cut off.
      if ((await this.env.STORAGE.head(upload.key)) === null) {
        await this.env.STORAGE.resumeMultipartUpload(upload.key, upload.uploadId).complete(parts.map((part) => ({ partNumber: part.n, etag: part.etag })));
      }
      const recording: Recording = { key: upload.key, bytes: parts.reduce((sum, part) => sum + part.bytes, 0), durationMs: request.durationMs };
      const { sql } = this.ctx.storage;
      sql.exec("INSERT OR REPLACE INTO recordings (call_id, key, bytes, duration_ms) VALUES (?, ?, ?, ?)", request.callId, recording.key, recording.bytes, recording.durationMs);
      sql.exec("DELETE FROM parts WHERE call_id = ?", request.callId);
      sql.exec("DELETE FROM uploads WHERE call_id = ?", request.callId);
      return { ok: true as const, recording };
    });
  }

  /** Gives up uploads that nobody continued, so that their parts do not lie in R2 for ever. */
  override async alarm(): Promise<void> {
    if (!this.isMade()) return;
    const { sql } = this.ctx.storage;
    for (const { call_id: callId } of sql.exec<{ call_id: string }>("SELECT call_id FROM uploads WHERE touched_ms <= ?", Date.now() - abandonedUploadMs).toArray()) {
      const upload = this.uploadOf(callId);
      if (upload === null) continue;
      try {
        await this.env.STORAGE.resumeMultipartUpload(upload.key, upload.uploadId).abort();
      } catch (error) {
        // R2 has forgotten the upload already; the rows go either way.
        console.warn(JSON.stringify({ event: "upload not aborted", callId, error: String(error) }));
      }
      sql.exec("DELETE FROM parts WHERE call_id = ?", callId);
      sql.exec("DELETE FROM uploads WHERE call_id = ?", callId);
    }
    await this.arm();
  }

  private uploadOf(callId: string): { key: string; uploadId: string } | null {
    const row = this.ctx.storage.sql.exec<{ key: string; upload_id: string }>("SELECT key, upload_id FROM uploads WHERE call_id = ?", callId).toArray()[0];
    return row === undefined ? null : { key: row.key, uploadId: row.upload_id };
  }

  private async arm(): Promise<void> {
    const oldest = this.ctx.storage.sql.exec<{ at: number | null }>("SELECT min(touched_ms) AS at FROM uploads").one().at;
    if (oldest !== null) await this.ctx.storage.setAlarm(oldest + abandonedUploadMs);
  }
}

function callOf(row: CallRow): Call {
  const record = callSchema.parse(JSON.parse(row.record));
  const finding = row.finding === null ? null : findingSchema.parse(JSON.parse(row.finding));
  const talk = row.handed_to === null || row.began_at === null ? {} : { talk: { to: row.handed_to, beganAt: row.began_at, ms: row.ms } };
  const call = { ...record, ...finding, ...talk };
  if (row.bytes === null || row.duration_ms === null) return call;
  return { ...call, recording: { url: `/v1/calls/${row.id}/recording`, bytes: row.bytes, durationMs: row.duration_ms } };
}
