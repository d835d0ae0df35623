import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Unstable_MiniflareWorkerOptions } from "wrangler";

type WorkerOptions = Unstable_MiniflareWorkerOptions["workerOptions"];

/**
 * wrangler.toml as miniflare's options. Kept in .cache: loading wrangler takes 1.1 s of processor time, a third of
 * a start, and the answer changes only with the files that are hashed here.
 */
export async function readWorkerOptions(root: string): Promise<WorkerOptions> {
  const hash = createHash("sha256").update(root);
  for (const path of ["wrangler.toml", "node_modules/wrangler/package.json", ".cache/built-dashboard-dist"]) {
    if (existsSync(join(root, path))) hash.update(readFileSync(join(root, path)));
  }
  const file = join(root, ".cache", `worker-options-${hash.digest("hex").slice(0, 16)}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const { unstable_getMiniflareWorkerOptions } = await import("wrangler");
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(root, "wrangler.toml"));
  // What wrangler would bundle is bundled already; miniflare 5 refuses the rules.
  delete workerOptions.modulesRules;
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(file, JSON.stringify(workerOptions));
  return workerOptions;
}
