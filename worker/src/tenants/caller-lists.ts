/** Who may call a number, and who may not: in the tenant's object of persons, one row an entry. */
import type { CallerLists } from "@zvon/contract/numbers-api.ts";

export const callerListsMigration = `CREATE TABLE caller_entries (number_id TEXT NOT NULL, list TEXT NOT NULL CHECK (list IN ('allow', 'deny')), entry TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (number_id, list, entry));`;

export function readCallerLists(sql: SqlStorage, numberId: string): CallerLists {
  const rows = sql.exec<{ list: string; entry: string; note: string }>("SELECT list, entry, note FROM caller_entries WHERE number_id = ? ORDER BY rowid", numberId).toArray();
  const of = (list: string) => rows.filter((row) => row.list === list).map(({ entry, note }) => ({ number: entry, note }));
  return { allow: of("allow"), deny: of("deny") };
}

/** As a whole; empty lists forget the number. */
export function writeCallerLists(sql: SqlStorage, numberId: string, lists: CallerLists): void {
  sql.exec("DELETE FROM caller_entries WHERE number_id = ?", numberId);
  for (const list of ["allow", "deny"] as const) {
    for (const { number, note } of lists[list]) sql.exec("INSERT OR REPLACE INTO caller_entries (number_id, list, entry, note) VALUES (?, ?, ?, ?)", numberId, list, number, note);
  }
}
