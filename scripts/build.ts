import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { stripVTControlCharacters } from "node:util";
import { StartFailure, exitCodes } from "./failure.mjs";

/** Something built from sources. Paths are relative to the repository root. */
type Product = { name: string; outDir: string; proof: string; sources: readonly string[]; command: readonly string[]; cwd: string };

/** The Worker's bundle as Cloudflare would get it. */
const worker: Product = {
  name: "the Worker",
  outDir: "worker/dist",
  proof: "worker/dist/index.js",
  sources: ["wrangler.toml", "package.json", "worker/package.json", "worker/src", "packages/contract/package.json", "packages/contract/src"],
  command: ["node_modules/wrangler/bin/wrangler.js", "deploy", "--dry-run", "--outdir", "worker/dist"],
  cwd: ".",
};

const dashboard: Product = {
  name: "the dashboard",
  outDir: "dashboard/dist",
  proof: "dashboard/dist/index.html",
  sources: ["package.json", "dashboard", "packages/contract/src", "worker/src/http"],
  command: ["../node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"],
  cwd: "dashboard",
};

const skipped = new Set(["node_modules", "dist", "test-results", ".turbo"]);

/**
 * Builds what is missing or older than its sources (by content, so a fresh checkout does not build twice).
 * Two processes that start at once take turns. Throws StartFailure with the tool's last lines.
 */
export async function ensureBuilt(root: string, say: (line: string) => void): Promise<void> {
  const stale = [worker, dashboard].filter((product) => !isFresh(root, product));
  if (stale.length === 0) return;
  const turn = await takeTurn(root);
  try {
    // Wrangler looks for the dashboard's files, so that comes first.
    for (const product of [dashboard, worker]) {
      if (isFresh(root, product)) continue;
      say(`Building ${product.name} ...`);
      await build(root, product);
    }
  } finally {
    turn.close();
  }
}

function isFresh(root: string, product: Product): boolean {
  const stamp = stampFile(root, product);
  return existsSync(join(root, product.proof)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hashOf(root, product.sources);
}

function stampFile(root: string, product: Product): string {
  return join(root, ".cache", `built-${product.outDir.replaceAll("/", "-")}`);
}

/** Names and contents of all files under the given paths; tests count little and are left out. */
function hashOf(root: string, sources: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    for (const entry of readdirSync(full, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (skipped.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
      const inner = `${path}/${entry.name}`;
      if (entry.isDirectory()) add(inner);
      else if (entry.isFile()) hash.update(`${inner}\0`).update(readFileSync(join(root, inner))).update("\0");
    }
  };
  for (const source of sources) {
    if (/\.[a-z]+$/.test(source)) hash.update(`${source}\0`).update(existsSync(join(root, source)) ? readFileSync(join(root, source)) : "").update("\0");
    else add(source);
  }
  return hash.digest("hex");
}

async function build(root: string, product: Product): Promise<void> {
  const hash = hashOf(root, product.sources);
  const lines: string[] = [];
  const code = await new Promise<number | string>((resolve, reject) => {
    const child = spawn(process.execPath, [...product.command], {
      cwd: join(root, product.cwd),
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", CI: "1", NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        lines.push(...stripVTControlCharacters(text).split("\n").map((line) => line.trimEnd()).filter((line) => line !== ""));
        lines.splice(0, Math.max(0, lines.length - 200));
      });
    }
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve(exitCode ?? signal ?? "unknown"));
  });
  if (code !== 0 || !existsSync(join(root, product.proof))) {
    const at = lines.findIndex((line) => /error/i.test(line));
    throw new StartFailure(exitCodes.other, `Building ${product.name} failed (${code}): ${lines.slice(at < 0 ? -8 : at, at < 0 ? undefined : at + 8).join("\n  ")}`);
  }
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(stampFile(root, product), hash);
}

/** See data-folder.ts for why a SQLite transaction is the lock. */
async function takeTurn(root: string): Promise<DatabaseSync> {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const database = new DatabaseSync(join(root, ".cache", "build-lock.sqlite"));
  for (let tries = 0; ; tries++) {
    try {
      database.exec("BEGIN EXCLUSIVE");
      return database;
    } catch (error) {
      if (tries > 600 || !(error instanceof Error) || !/locked|busy/i.test(error.message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
