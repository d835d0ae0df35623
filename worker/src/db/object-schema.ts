/** Tables of a Durable Object, by append-only migrations: an object made by an older version runs what it lacks. */

/** False: nothing was ever written here. */
export const hasTables = ({ sql }: DurableObjectStorage): boolean => sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").toArray().length > 0;

/** @param migrations never edited, only added to; each may hold several statements. */
export function migrateObject(storage: DurableObjectStorage, migrations: readonly string[]): void {
  const { sql } = storage;
  storage.transactionSync(() => {
    const exists = hasTables(storage);
    const version = exists ? sql.exec<{ version: number }>("SELECT version FROM schema_version").one().version : 0;
    if (version === migrations.length) return;
    if (!exists) sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version VALUES (0)");
    for (const migration of migrations.slice(version)) sql.exec(migration);
    sql.exec("UPDATE schema_version SET version = ?", migrations.length);
  });
}
