// `npm start`: needs Node 20 and npm, nothing else. Installs what is missing, then goes on under Node 22 (serve.ts).
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StartFailure, exitCodes } from "./failure.mjs";
import { ensureInstalled } from "./install.mjs";
import { findNode } from "./node-runtime.mjs";
import { parseStartArguments } from "./start-arguments.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

try {
  const options = parseStartArguments(process.argv.slice(2), { root, cwd: process.env["INIT_CWD"] ?? process.cwd() });
  await ensureInstalled(root, "product", (line) => console.log(line));
  const node = findNode(root);
  if (node === process.execPath) {
    // node:sqlite, which holds the data folder's lock, calls itself experimental on every start.
    process.removeAllListeners("warning").on("warning", (warning) => { if (warning.name !== "ExperimentalWarning") console.error(warning.message); });
    const { serve } = await import("./serve.ts");
    await serve(options);
  } else {
    goOnUnder(node, JSON.stringify(options));
  }
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(`zvon: ${error.message}`);
  process.exitCode = error.exitCode;
}

/**
 * The child notices by the closed channel when this process is killed hard.
 * @param {string} node
 * @param {string} options
 */
function goOnUnder(node, options) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", join(root, "scripts", "serve.ts"), options], { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  // A key press reaches the whole foreground group; passing it on once more does no harm, serve.ts counts them.
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`zvon: ${node} does not run on this machine: ${error.message}`);
    process.exitCode = exitCodes.other;
  });
  child.on("exit", (code) => process.exit(code ?? exitCodes.other));
}
