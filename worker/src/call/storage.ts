/**
 * The session's rows: the call's beginning (written once), its state (one row, rewritten by every commit) and its
 * messages. Tables are made when a call begins, so that asking an object for a call it never had leaves nothing behind.
 */
import type { BeginCall } from "./begin.ts";
import { beginCallSchema } from "./begin.ts";
import type { CallData, SessionMessage } from "./state.ts";

/** Append only: an object that was made by an older version runs what it lacks. */
const migrations = [
  `CREATE TABLE call (id INTEGER PRIMARY KEY CHECK (id = 1), begin TEXT NOT NULL, data TEXT NOT NULL);
   CREATE TABLE messages (at INTEGER PRIMARY KEY, message TEXT NOT NULL);`,
];

export interface CallStorage<D> {
  /** @returns null when no call began here, or it was erased. */
  load(): { begin: BeginCall; data: CallData<D>; messages: SessionMessage[] } | null;
  /** One transaction. @param begin given when the call begins, and when it is forgotten. */
  commit(change: { begin: BeginCall | null; data: CallData<D>; messages: SessionMessage[]; forget: boolean }): void;
}

export function createCallStorage<D>(storage: DurableObjectStorage): CallStorage<D> {
  const { sql } = storage;
  const exists = () => sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").toArray().length > 0;

  function migrate(): void {
    const version = exists() ? sql.exec<{ version: number }>("SELECT version FROM schema_version").one().version : 0;
    if (version === migrations.length) return;
    if (version === 0) sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version VALUES (0)");
    for (const migration of migrations.slice(version)) sql.exec(migration);
    sql.exec("UPDATE schema_version SET version = ?", migrations.length);
  }

  return {
    load() {
      if (!exists()) return null;
      storage.transactionSync(migrate);
      const row = sql.exec<{ begin: string; data: string }>("SELECT begin, data FROM call").toArray()[0];
      if (row === undefined) return null;
      const messages = sql.exec<{ message: string }>("SELECT message FROM messages ORDER BY at").toArray();
      // Written by `commit` below, in this form.
      return { begin: beginCallSchema.parse(JSON.parse(row.begin)), data: JSON.parse(row.data) as CallData<D>, messages: messages.map((line) => JSON.parse(line.message) as SessionMessage) };
    },
    commit({ begin, data, messages, forget }) {
      storage.transactionSync(() => {
        if (begin !== null) {
          migrate();
          sql.exec("INSERT INTO call (id, begin, data) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET begin = excluded.begin, data = excluded.data", JSON.stringify(begin), JSON.stringify(data));
        } else {
          sql.exec("UPDATE call SET data = ? WHERE id = 1", JSON.stringify(data));
        }
        if (forget) sql.exec("DELETE FROM messages");
        for (const message of messages) sql.exec("INSERT OR REPLACE INTO messages (at, message) VALUES (?, ?)", message.index, JSON.stringify(message));
      });
    },
  };
}
