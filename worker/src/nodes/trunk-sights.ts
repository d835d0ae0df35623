/** What a node last told of its trunks: rows of its object, written when a state changes. */
import { trunkSightSchema } from "@zvon/contract/trunk-settings.ts";
import type { TrunkSight } from "@zvon/contract/trunk-settings.ts";

export const sightsMigration = "CREATE TABLE trunk_sights (id TEXT PRIMARY KEY, state TEXT NOT NULL, code INTEGER, at_ms INTEGER NOT NULL);";

/** One that says the same again writes nothing: the time is since when it is so. */
export function keepSights(sql: SqlStorage, sights: readonly TrunkSight[]): void {
  for (const { id, state, code, atMs } of sights) {
    sql.exec("INSERT INTO trunk_sights (id, state, code, at_ms) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET state = ?2, code = ?3, at_ms = ?4 WHERE state <> ?2 OR code IS NOT ?3", id, state, code, atMs);
  }
}

export const sightsOf = (sql: SqlStorage): TrunkSight[] =>
  sql
    .exec<{ id: string; state: string; code: number | null; at_ms: number }>("SELECT id, state, code, at_ms FROM trunk_sights ORDER BY id")
    .toArray()
    .flatMap((row) => trunkSightSchema.safeParse({ id: row.id, state: row.state, code: row.code, atMs: row.at_ms }).data ?? []);

/** @param known trunks that the node still serves. */
export const forgetSights = (sql: SqlStorage, known: readonly string[]): void => void sql.exec("DELETE FROM trunk_sights WHERE id NOT IN (SELECT value FROM json_each(?))", JSON.stringify(known));
