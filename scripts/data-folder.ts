/**
 * The one folder that holds everything of a resident edition:
 * version.json (format) · secrets.json (0600) · lock.sqlite · children.json (processes to clear after a hard kill) ·
 * run.json (while running) · edge/ (D1, Durable Objects, R2) · node/ (the media node's spool and caches).
 */
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartFailure, exitCodes } from "./failure.mjs";
import { isAlive, killExactly, type ProcessIdentity } from "./process-identity.ts";

const format = 1;

export type Demo = { email: string; password: string; apiKey: string };
export type Secrets = { sessionSecret: string; linkKey: string; encryptionKey: string; /** What tenants entrust to us is sealed under `current`; older ones only open. */ keyring: { current: string; keys: Record<string, string> }; seedToken: string; nodeToken: string; demo: Demo };
export type DataFolder = {
  dir: string;
  edgeDir: string;
  nodeDir: string;
  secrets: Secrets;
  /** Remembers a child so that the next start can clear it if this process is killed hard. */
  rememberChild(name: string, identity: ProcessIdentity | null): void;
  writeRun(run: object): void;
  /** Takes run.json away and frees the folder for another process. */
  close(): void;
};

/**
 * Makes or checks the folder and holds it alone. Throws StartFailure(dataFolder).
 * `lockWaitMs`: how long a predecessor that is just going may hold it.
 */
export async function openDataFolder(dir: string, options: { reset: boolean; lockWaitMs: number }): Promise<DataFolder> {
  try {
    makeFolder(dir);
    const probe = join(dir, `.write-probe-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw refuse(`The data folder ${dir} cannot be written: ${reason(error)}.`, error);
  }
  const entries = readdirSync(dir);
  if (!entries.includes("version.json") && entries.some((name) => name !== "lock.sqlite" && !name.startsWith("lock.sqlite-"))) {
    throw refuse(`The folder ${dir} holds other files and no version.json: it is not a Zvon data folder. Give another by --data.`);
  }
  const lock = await takeLock(dir, options.lockWaitMs);
  try {
    clearChildren(dir);
    if (options.reset) for (const name of readdirSync(dir)) if (!name.startsWith("lock.sqlite")) rmSync(join(dir, name), { recursive: true, force: true });
    checkVersion(dir);
    const edgeDir = join(dir, "edge");
    const nodeDir = join(dir, "node");
    for (const part of [edgeDir, nodeDir]) mkdirSync(part, { recursive: true, mode: 0o700 });
    checkDatabases(edgeDir);
    const secrets = readOrMakeSecrets(dir);
    return openFolder(dir, edgeDir, nodeDir, secrets, lock);
  } catch (error) {
    lock.close();
    if (error instanceof StartFailure) throw error;
    throw refuse(`The data folder ${dir} cannot be used: ${reason(error)}.`, error);
  }
}

/** Level by level: on a file system that refuses with ENOENT (/proc) Node's own recursive mkdir never comes back. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  mkdirSync(dir, { mode: 0o700 });
}

function openFolder(dir: string, edgeDir: string, nodeDir: string, secrets: Secrets, lock: DatabaseSync): DataFolder {
  const children = new Map<string, ProcessIdentity>();
  return {
    dir,
    edgeDir,
    nodeDir,
    secrets,
    rememberChild(name, identity) {
      if (identity === null) children.delete(name);
      else children.set(name, identity);
      writeWhole(join(dir, "children.json"), { folder: folderIdentity(dir), children: Object.fromEntries(children) });
    },
    writeRun(run) {
      writeWhole(join(dir, "run.json"), run);
    },
    close() {
      rmSync(join(dir, "run.json"), { force: true });
      rmSync(join(dir, "children.json"), { force: true });
      lock.close();
    },
  };
}

/**
 * An open write transaction of SQLite is a lock of the operating system: it goes when the process goes, however it
 * goes, so a stale one cannot exist.
 */
async function takeLock(dir: string, waitMs: number): Promise<DatabaseSync> {
  const until = Date.now() + waitMs;
  for (;;) {
    const database = openLock(dir);
    if (database !== null) return database;
    if (Date.now() >= until) throw refuse(`The data folder ${dir} is in use${holder(dir)}: stop that one or give another folder by --data.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function openLock(dir: string): DatabaseSync | null {
  const file = join(dir, "lock.sqlite");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    const text = reason(error);
    if (/locked|busy/i.test(text)) return null;
    throw refuse(`The lock ${file} is damaged (${text}): delete that file and start again.`, error);
  }
}

function holder(dir: string): string {
  const run = readJson(join(dir, "run.json"));
  const pid = typeof run === "object" && run !== null && "pid" in run ? run.pid : null;
  return typeof pid === "number" ? ` by process ${pid}` : " by another process";
}

/** A hard kill of the launcher may leave its children: exactly those are ended. In a copy of a folder in use they are another's. */
function clearChildren(dir: string): void {
  const file = join(dir, "children.json");
  if (!existsSync(file)) return;
  const record = readJson(file);
  if (typeof record === "object" && record !== null && "folder" in record && record.folder === folderIdentity(dir) && "children" in record && typeof record.children === "object" && record.children !== null) {
    for (const child of Object.values(record.children)) if (isIdentity(child) && isAlive(child)) killExactly(child);
  }
  rmSync(file, { force: true });
}

/** A copy of a folder has files of its own; a folder that was moved keeps them. */
function folderIdentity(dir: string): string {
  const { dev, ino } = statSync(join(dir, "lock.sqlite"));
  return `${dev}:${ino}`;
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === "object" && value !== null && "pid" in value && typeof value.pid === "number" && "started" in value && typeof value.started === "string";
}

function checkVersion(dir: string): void {
  const file = join(dir, "version.json");
  if (!existsSync(file)) return writeWhole(file, { format });
  const version = readJson(file);
  const found = typeof version === "object" && version !== null && "format" in version ? version.format : null;
  if (typeof found !== "number") throw refuse(`The data folder ${dir} is damaged: version.json cannot be read. Restore a backup, or start over with --reset.`);
  if (found > format) throw refuse(`The data folder ${dir} was written by a newer version (format ${found}, this one knows ${format}).`);
}

/** Empty databases are allowed (SQLite makes them so); anything else must begin as SQLite files do. */
function checkDatabases(edgeDir: string): void {
  for (const name of readdirSync(edgeDir, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".sqlite")) continue;
    const file = join(edgeDir, name);
    const size = statSync(file).size;
    if (size === 0) continue;
    const head = Buffer.alloc(16);
    const descriptor = openSync(file, "r");
    try {
      readSync(descriptor, head, 0, 16, 0);
    } finally {
      closeSync(descriptor);
    }
    if (head.toString("latin1") !== "SQLite format 3\0") throw refuse(`The data folder is damaged: ${file} is no longer a database. Restore a backup, or start over with --reset.`);
  }
}

function readOrMakeSecrets(dir: string): Secrets {
  const file = join(dir, "secrets.json");
  if (!existsSync(file)) writeWhole(file, makeSecrets());
  const secrets = withKeyring(readJson(file));
  if (!isSecrets(secrets)) throw refuse(`The data folder ${dir} is damaged: secrets.json cannot be read. Restore a backup, or start over with --reset.`);
  return secrets;
}

/** Folders made before there was a keyring have one key, which nothing was sealed under yet. */
function withKeyring(secrets: unknown): unknown {
  if (typeof secrets !== "object" || secrets === null || "keyring" in secrets || !("encryptionKey" in secrets)) return secrets;
  return { ...secrets, keyring: { current: "1", keys: { "1": secrets.encryptionKey } } };
}

function makeSecrets(): Secrets {
  const encryptionKey = randomBytes(32).toString("base64");
  return {
    sessionSecret: randomBytes(32).toString("base64url"),
    linkKey: randomBytes(32).toString("base64"),
    encryptionKey,
    keyring: { current: "1", keys: { "1": encryptionKey } },
    seedToken: randomBytes(32).toString("base64url"),
    nodeToken: `zv_node_${letters(40)}`,
    demo: { email: "demo@zvon.example", password: letters(14), apiKey: `zv_live_${letters(40)}` },
  };
}

/** Letters and digits without look-alikes; 57 of them, so a character carries 5.8 bits. */
function letters(length: number): string {
  const alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  let out = "";
  while (out.length < length) {
    for (const byte of randomBytes(length)) {
      // Bytes past the last whole multiple would favour the first letters.
      if (byte < 256 - (256 % alphabet.length) && out.length < length) out += alphabet.charAt(byte % alphabet.length);
    }
  }
  return out;
}

function isSecrets(value: unknown): value is Secrets {
  const texts = (object: unknown, keys: readonly string[]) =>
    typeof object === "object" && object !== null && keys.every((key) => { const text: unknown = Reflect.get(object, key); return typeof text === "string" && text !== ""; });
  return (
    texts(value, ["sessionSecret", "linkKey", "encryptionKey", "seedToken", "nodeToken"]) &&
    typeof value === "object" && value !== null && "keyring" in value && texts(value.keyring, ["current"]) && "demo" in value && texts(value.demo, ["email", "password", "apiKey"])
  );
}

/** undefined when it is missing or not JSON. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // the caller says what that means for the user
  }
}

/** Readers see the old file or the new one, never half of one. */
function writeWhole(file: string, value: object): void {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

function refuse(sentence: string, cause?: unknown): StartFailure {
  return new StartFailure(exitCodes.dataFolder, sentence, { cause });
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
