/**
 * Talks of two without a bot that a node carries: rows of its object. What the node tells of them in its beats is matched to
 * these, so a node tells of its own tenants' alone; the end goes to the hub, which has the money, and to the archive.
 *
 * | row                          | seen                                   | then                                       |
 * | ---------------------------- | -------------------------------------- | ------------------------------------------ |
 * | any                          | told over                              | ends with what it lasted                   |
 * | told, or certain             | not told any more for a minute         | ends with the time until now               |
 * | never told, not certain      | the time to ring, and a minute         | never began: ends with nothing             |
 * | any                          | all that was granted, and a minute     | ends with all that was granted             |
 * | told                         | little of what was granted is left     | the hub is asked for more, the node told   |
 */
import type { TalkSight } from "@zvon/contract/node-link.ts";
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { talkRenewMs } from "../tenants/talks.ts";

export const talksMigration = "CREATE TABLE talks (id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, since_ms INTEGER NOT NULL, granted_ms INTEGER NOT NULL, longest_ms INTEGER NOT NULL, certain INTEGER NOT NULL, told_ms INTEGER, told_at INTEGER);";

/** `certain`: somebody answered. `toldMs`: as the node told it last, at `toldAt`. */
export type TalkRow = { id: string; tenantId: TenantId; sinceMs: number; grantedMs: number; longestMs: number; certain: boolean; toldMs: number | null; toldAt: number | null };

/** Twelve beats: a node that has just started reads its exchange's list first. */
const missingMs = 60_000;
/** Of a forward: ringing, and what comes before it. */
const unansweredMs = 150_000;

export const talkRows = (sql: SqlStorage): TalkRow[] =>
  sql
    .exec<{ id: string; tenant_id: string; since_ms: number; granted_ms: number; longest_ms: number; certain: number; told_ms: number | null; told_at: number | null }>("SELECT * FROM talks")
    .toArray()
    .map((row) => ({ id: row.id, tenantId: tenantIdSchema.parse(row.tenant_id), sinceMs: row.since_ms, grantedMs: row.granted_ms, longestMs: row.longest_ms, certain: row.certain === 1, toldMs: row.told_ms, toldAt: row.told_at }));

export const keepTalk = (sql: SqlStorage, { id, tenantId, sinceMs, grantedMs, longestMs, certain }: Omit<TalkRow, "toldMs" | "toldAt">): void =>
  void sql.exec("INSERT OR IGNORE INTO talks (id, tenant_id, since_ms, granted_ms, longest_ms, certain) VALUES (?, ?, ?, ?, ?, ?)", id, tenantId, sinceMs, grantedMs, longestMs, certain ? 1 : 0);
export const noteGranted = (sql: SqlStorage, id: string, grantedMs: number): void => void sql.exec("UPDATE talks SET granted_ms = ? WHERE id = ?", grantedMs, id);
/** Written once in a while: what the node tells next is as good. */
export const noteTold = (sql: SqlStorage, id: string, toldMs: number, toldAt: number): void => void sql.exec("UPDATE talks SET told_ms = ?, told_at = ? WHERE id = ?", toldMs, toldAt, id);
export const dropTalk = (sql: SqlStorage, id: string): void => void sql.exec("DELETE FROM talks WHERE id = ?", id);

/** `end`: how long it lasted. `extend`: so long already. `told`: to be kept. */
export type TalkVerdict = { type: "end"; ms: number } | { type: "extend"; talkedMs: number } | { type: "told"; ms: number } | null;

/** How often a row is written for what the node told. */
const noteEveryMs = 30_000;

/** @param told of this talk in the beat that has just come; null: the beat lacks it; undefined: no beat has come. */
export function judgeTalk(row: TalkRow, told: TalkSight | null | undefined, nowMs: number): TalkVerdict {
  if (told?.over === true) return { type: "end", ms: told.ms };
  if (told === undefined || told === null) {
    const wallMs = Math.max(0, nowMs - row.sinceMs);
    const begun = row.certain || row.toldAt !== null;
    // The exchange's own timer has ended it.
    if (nowMs >= row.sinceMs + (begun ? 0 : unansweredMs) + row.grantedMs + missingMs) return { type: "end", ms: begun ? row.grantedMs : 0 };
    if (told === undefined) return null;
    if (begun) return nowMs >= (row.toldAt ?? row.sinceMs) + missingMs + noteEveryMs ? { type: "end", ms: Math.min(row.grantedMs, wallMs) } : null;
    return nowMs >= row.sinceMs + unansweredMs + missingMs ? { type: "end", ms: 0 } : null;
  }
  if (row.grantedMs < row.longestMs && row.grantedMs - told.ms <= talkRenewMs) return { type: "extend", talkedMs: told.ms };
  return row.toldAt === null || nowMs - row.toldAt >= noteEveryMs ? { type: "told", ms: told.ms } : null;
}

/** When a talk that nobody tells of is over by itself; null: there is none. */
export function talksDueMs(rows: readonly TalkRow[]): number | null {
  const due = rows.map((row) => row.sinceMs + unansweredMs + row.grantedMs + missingMs);
  return due.length === 0 ? null : Math.min(...due);
}
