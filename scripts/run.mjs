// Runs one of the project's TypeScript programs under Node 22: node scripts/run.mjs FILE ARGS…
// Development dependencies are installed first if they are missing: these programs test, measure or drive the product.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartFailure } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { findNode } from "./node-runtime.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [file, ...args] = process.argv.slice(2);

try {
  if (file === undefined) throw new StartFailure(2, "Usage: node scripts/run.mjs FILE ARGS…");
  const usage = join(root, dirname(file), "usage.txt");
  if (args.some((one) => one === "--help" || one === "-h") && existsSync(usage)) {
    // Told before anything is installed.
    process.stdout.write(readFileSync(usage));
    process.exit(0);
  }
  // stdout belongs to the program (JSON); everything else goes to stderr.
  await ensureInstalled(root, "development", (line) => console.error(line));
  const child = spawn(findNode(root), ["--disable-warning=ExperimentalWarning", join(root, file), ...args], { stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(`zvon: ${error.message}`);
  // The programs' own "could not run".
  process.exitCode = 2;
}
