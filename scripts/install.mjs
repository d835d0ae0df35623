import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StartFailure, exitCodes } from "./failure.mjs";
import { nodePackage, runsTypeScript } from "./node-runtime.mjs";

/** @typedef {"product" | "development"} Scope what the product needs to run; or everything, to test and build it */
/** @typedef {{ name?: string, version?: string, workspaces?: string[], dependencies?: Record<string, string>, devDependencies?: Record<string, string> }} Manifest */

/**
 * Installs what is missing; a tree that is complete costs a few milliseconds. The truth is what lies in node_modules,
 * not a stamp, so an install by hand counts too.
 * @param {string} root
 * @param {Scope} scope
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether something was installed
 */
export async function ensureInstalled(root, scope, say) {
  await otherInstallEnded(root, say);
  const missing = missingPackages(root, scope);
  if (missing.length === 0) return false;
  // A development tree stays one: leaving its tools out would remove them.
  const keepTools = scope === "development" || isPresent(root, root, "vitest", "*");
  say(`Installing dependencies (${missing.length === 1 ? missing[0] : `${missing.length} packages missing`}) ...`);
  const mark = unfinishedMark(root);
  // A killed npm leaves half-written files that it takes for whole ones later (a program then dies of SIGBUS).
  if (existsSync(mark)) for (const folder of packageFolders(root)) rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  mkdirSync(dirname(mark), { recursive: true });
  try {
    writeFileSync(mark, identityOf(process.pid) ?? "", { flag: "wx" });
  } catch (error) {
    // Somebody was faster by a moment.
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return ensureInstalled(root, scope, say);
    throw error;
  }
  // Not `npm ci`: there is no lock file, since one made on one system lists the binaries of that system alone.
  await runNpm(root, ["install", ...(keepTools ? [] : ["--omit=dev"]), "--no-audit", "--no-fund", "--loglevel=error"]);
  rmSync(mark, { force: true });
  const still = missingPackages(root, scope);
  if (still.length > 0) throw new StartFailure(exitCodes.other, `npm install finished, yet ${still[0]} is missing: delete node_modules and start again.`);
  removeForeignBinaries(root);
  return true;
}

/**
 * Packages that a manifest asks for and node_modules lacks or has in another version.
 * @param {string} root
 * @param {Scope} scope
 * @returns {string[]} names
 */
export function missingPackages(root, scope) {
  const missing = new Set();
  if (existsSync(unfinishedMark(root))) missing.add("the rest of an interrupted install");
  if (!runsTypeScript(process.versions.node) && !isPresent(root, root, nodePackage(), "*")) missing.add(nodePackage());
  for (const folder of packageFolders(root)) {
    const { dependencies = {}, devDependencies = {} } = readManifest(join(folder, "package.json"));
    const wanted = scope === "development" ? { ...devDependencies, ...dependencies } : dependencies;
    for (const [name, range] of Object.entries(wanted)) {
      if (!isPresent(root, folder, name, range)) missing.add(name);
    }
  }
  return [...missing];
}

/**
 * Two programs that are started together must not both install: the second would take the live install for one that was
 * cut off, and delete what the first is writing and the product is running from.
 * @param {string} root
 * @param {(line: string) => void} say
 */
async function otherInstallEnded(root, say) {
  const mark = unfinishedMark(root);
  for (let waited = 0; waited < longestInstallMs && isInstalling(mark); waited += lookAgainMs) {
    if (waited === 0) say("Another program is installing the dependencies; waiting for it ...");
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
}

const lookAgainMs = 250;
/** npm on a slow line; after that the other one hangs, and is not waited for. */
const longestInstallMs = 15 * 60_000;

/**
 * Whether the one that left this mark still lives.
 * @param {string} mark
 */
export function isInstalling(mark) {
  if (!existsSync(mark)) return false;
  const left = readFileSync(mark, "utf8");
  const pid = Number(left.split(" ")[0]);
  return Number.isInteger(pid) && pid > 0 && pid !== process.pid && identityOf(pid) === left;
}

/**
 * The process and, where the system tells, when it began: numbers of processes are used again.
 * @param {number} pid
 * @returns {string | null} null when there is none
 */
function identityOf(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    // No such process, or another user's: not ours to wait for.
    return null;
  }
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return String(pid);
  // The name in brackets may hold anything; the 22nd field is the 20th after it (proc(5)).
  return `${pid} ${readFileSync(stat, "utf8").replace(/^.*\) /s, "").split(" ")[19] ?? ""}`;
}

/** @param {string} root */
function unfinishedMark(root) {
  return join(root, "node_modules", ".zvon-install-unfinished");
}

/**
 * The root and its workspaces ("folder" or "folder/*").
 * @param {string} root
 */
function packageFolders(root) {
  const patterns = readManifest(join(root, "package.json")).workspaces ?? [];
  const workspaces = patterns.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return existsSync(join(root, pattern, "package.json")) ? [join(root, pattern)] : [];
    const parent = join(root, pattern.slice(0, -2));
    if (!existsSync(parent)) return [];
    return readdirSync(parent).map((name) => join(parent, name)).filter((folder) => existsSync(join(folder, "package.json")));
  });
  return [root, ...workspaces];
}

/**
 * @param {string} root
 * @param {string} folder where the dependency is asked for
 * @param {string} name
 * @param {string} range only an exact version is compared; the rest is npm's business
 */
function isPresent(root, folder, name, range) {
  for (const base of folder === root ? [root] : [folder, root]) {
    const file = join(base, "node_modules", name, "package.json");
    if (!existsSync(file)) continue;
    return !/^\d+\.\d+\.\d+/.test(range) || readManifest(file).version === range;
  }
  return false;
}

/** @param {string} file @returns {Manifest} */
function readManifest(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
function runNpm(root, args) {
  // Under `npm start` npm says where it and its Node are (this process may run on the Node inside node_modules, which
  // may be gone now); otherwise the one on the PATH.
  const { npm_execpath: script, npm_node_execpath: node = process.execPath } = process.env;
  const [command, prefix] = script !== undefined && /\.c?js$/.test(script) ? [node, [script]] : ["npm", []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
    let tail = "";
    child.stderr.setEncoding("utf8").on("data", (text) => { tail = (tail + text).slice(-20_000); });
    child.on("error", (cause) => reject(new StartFailure(exitCodes.other, "npm was not found: it comes with Node (nodejs.org).", { cause })));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const lines = tail.split("\n").map((line) => line.replace(/^npm (error|ERR!)\s*/, "").trim()).filter((line) => line !== "" && !/^(code|errno|syscall) |A complete log/.test(line));
      reject(new StartFailure(exitCodes.other, `The dependencies could not be installed (npm install ended with ${code ?? signal}): ${lines[0] ?? "no reason given"}`));
    });
  });
}

/**
 * onnxruntime-node ships its library for every platform (290 MB, of which one is used), the Node package C headers
 * nobody compiles against: about 310 MB less on disk. npm does not look inside installed packages, so it stays so
 * (docs/decisions/0004).
 * @param {string} root
 */
export function removeForeignBinaries(root) {
  const modules = join(root, "node_modules");
  const runtimes = join(modules, "onnxruntime-node", "bin");
  for (const abi of list(runtimes)) {
    for (const platform of list(join(runtimes, abi))) {
      for (const arch of list(join(runtimes, abi, platform))) {
        if (platform !== process.platform || arch !== process.arch) rmSync(join(runtimes, abi, platform, arch), { recursive: true, force: true });
      }
    }
  }
  for (const part of ["include", "share"]) rmSync(join(modules, nodePackage(), part), { recursive: true, force: true });
  // Sources and their maps beside the code that runs: 18 MB.
  rmSync(join(modules, "openai", "src"), { recursive: true, force: true });
  for (const name of ["openai", "drizzle-orm"]) {
    const folder = join(modules, name);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) if (file.endsWith(".map")) rmSync(join(folder, file), { force: true });
  }
}

/** @param {string} folder */
function list(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}
