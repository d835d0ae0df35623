/** What a node's object keeps of itself, by name: the lines it has been told, whether it is drained, its id, and whether others have its trunks. */
export const settingsMigration = "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);";

type Name = "lines" | "drain" | "node" | "away";
export type NodeSettings = { get: (name: Name) => string | null; set: (name: Name, value: string) => void };

export function nodeSettings(sql: SqlStorage): NodeSettings {
  const get: NodeSettings["get"] = (name) => sql.exec<{ value: string }>("SELECT value FROM settings WHERE name = ?", name).toArray()[0]?.value ?? null;
  return {
    get,
    // One that is so already is not written.
    set: (name, value) => void (get(name) !== value && sql.exec("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value)),
  };
}
