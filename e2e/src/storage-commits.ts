/**
 * Counts the storage commits of the whole resident edge from outside: every object, D1 and R2's index is an SQLite file
 * with a write-ahead log, and a frame of the log that ends a transaction says so (https://www.sqlite.org/fileformat2.html#walformat).
 * So nothing of the product has to count itself, and no object can be forgotten.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const logHeaderBytes = 32;
const frameHeaderBytes = 24;

type Log = { generation: string; database: Buffer; log: Buffer; ends: number[] };
export interface CommitCounter {
  /** Commits since the watch began, by database. */
  counts(): Map<string, number>;
  /** Rows that these commits wrote, changed or deleted, by database. */
  rows(): Map<string, number>;
}

/**
 * @param folder where the edge keeps its databases
 * Ask every few seconds: a log that was folded into its database is gone. The edge closes an object after ten seconds
 * without work, so asking at each event of a call misses nothing.
 */
export function watchCommits(folder: string): CommitCounter {
  const logs = new Map<string, Log[]>();
  const look = (): void => {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const log = name.endsWith(".sqlite-wal") ? readLog(path.join(folder, name)) : null;
      if (log === null) continue;
      const known = logs.get(name) ?? [];
      const newest = known.at(-1);
      // The database as it was when this log began: what is folded in later is in the log too.
      if (newest?.generation === log.generation) known[known.length - 1] = { ...log, database: newest.database };
      else known.push(log);
      logs.set(name, known);
    }
  };
  look();
  const before = new Map([...logs].flatMap(([name, known]) => known.map((log) => [`${name} ${log.generation}`, log.ends.length] as const)));
  const sums = (of: (log: Log, from: number) => number): Map<string, number> => {
    look();
    return new Map([...logs].map(([name, known]) => [name, known.reduce((sum, log) => sum + of(log, before.get(`${name} ${log.generation}`) ?? 0), 0)]));
  };
  return {
    counts: () => sums((log, from) => Math.max(0, log.ends.length - from)),
    rows: () => sums((log, from) => rowsOfCommits(log, from)),
  };
}

/** @returns null for a log that is empty, or went while we looked. */
function readLog(file: string): Log | null {
  try {
    const [database, log] = [readFileSync(file.slice(0, -"-wal".length)), readFileSync(file)];
    if (log.length < logHeaderBytes) return null;
    const frameBytes = frameHeaderBytes + log.readUInt32BE(8);
    const generation = log.toString("hex", 16, 24);
    const ends: number[] = [];
    for (let at = logHeaderBytes; at + frameBytes <= log.length; at += frameBytes) {
      // Frames of an older generation lie behind the newest one.
      if (log.toString("hex", at + 8, at + 16) !== generation) break;
      if (log.readUInt32BE(at + 4) > 0) ends.push(at + frameBytes);
    }
    return { generation, database, log, ends };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** The database as of each commit compared with the one before. */
function rowsOfCommits({ database, log, ends }: Log, from: number): number {
  if (ends.length <= from) return 0;
  const folder = mkdtempSync(path.join(tmpdir(), "zvon-commits-"));
  try {
    const asOf = (end: number): Map<string, string[]> => {
      const file = path.join(folder, `${end}.sqlite`);
      writeFileSync(file, database);
      writeFileSync(`${file}-wal`, log.subarray(0, end));
      return contents(file);
    };
    let rows = 0;
    let last = asOf(ends[from - 1] ?? 0);
    for (const end of ends.slice(from)) {
      const next = asOf(end);
      for (const table of new Set([...last.keys(), ...next.keys()])) rows += changes(last.get(table) ?? [], next.get(table) ?? []);
      last = next;
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A changed row is one that went and one that came. */
function changes(before: string[], after: string[]): number {
  const [was, is] = [new Set(before), new Set(after)];
  return Math.max(before.filter((row) => !is.has(row)).length, after.filter((row) => !was.has(row)).length);
}

/** The rows of every table, as text. */
function contents(file: string): Map<string, string[]> {
  const database = new DatabaseSync(file);
  try {
    const tables = new Map<string, string[]>();
    for (const { name } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
      const statement = database.prepare(`SELECT * FROM "${String(name).replaceAll('"', '""')}"`);
      statement.setReadBigInts(true);
      tables.set(String(name), statement.all().map((row) => JSON.stringify(row, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value))));
    }
    return tables;
  } finally {
    database.close();
  }
}
