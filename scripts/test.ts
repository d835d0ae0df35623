/**
 * `npm test`: lint, types, unit tests of every workspace (two at a time), then the whole product end to end with the
 * machine to itself. The last line printed is the sum. As root on Debian what the tests need is installed first, and
 * a skipped test is a failure; elsewhere skips are said loudly.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromiumPath, installChromium, isRootOnDebian } from "./debian.ts";
import { sum, summaryLine, tally, type Tally } from "./test-tally.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const units = ["packages/contract", "worker", "media-node", "stand-ins", "dashboard", "bench", "scripts"];
const atOnce = 2;
/** A run that hangs must still end with a line that says so. */
const stepTimeoutMs = 25 * 60_000;
const bin = (name: string): string => join(root, "node_modules", ".bin", name);

type Outcome = { title: string; ok: boolean; output: string };
const children = new Set<ReturnType<typeof spawn>>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill("SIGTERM");
    process.exit(130);
  });
}

/** `live`: straight to the terminal; otherwise shown in one piece at the end. */
function run(title: string, command: string, args: readonly string[], options: { cwd?: string; env?: Record<string, string>; live?: boolean } = {}): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: join(root, options.cwd ?? "."),
      stdio: options.live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH: `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`, TURBO_TELEMETRY_DISABLED: "1", ...options.env },
    });
    children.add(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), stepTimeoutMs);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => { output += text; });
    const end = (ok: boolean): void => {
      clearTimeout(timer);
      children.delete(child);
      if (output !== "") process.stdout.write(`\n── ${title}\n${output}`);
      console.log(`── ${title}: ${ok ? "ok" : "FAILED"} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      resolve({ title, ok, output });
    };
    child.on("error", (error) => { output += `${error.message}\n`; end(false); });
    child.on("close", (code) => end(code === 0));
  });
}

/** Each takes its turn in one of `atOnce` lanes. */
async function inLanes<T>(jobs: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const waiting = jobs.map((job, index) => ({ job, index }));
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next.index] = await next.job();
  }));
  return results;
}

function hasTests(workspace: string): boolean {
  return readdirSync(existsSync(join(root, workspace, "src")) ? join(root, workspace, "src") : join(root, workspace), { recursive: true, encoding: "utf8" }).some((name) => /\.test\.tsx?$/.test(name));
}

async function vitest(workspace: string, args: readonly string[] = [], env: Record<string, string> = {}): Promise<Tally> {
  const report = join(root, "test-results", `${workspace.replaceAll("/", "-")}.json`);
  rmSync(report, { force: true });
  const live = workspace === "e2e";
  const { ok } = await run(`tests of ${workspace}`, bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args], { cwd: workspace, env, live });
  return tally(workspace, ok, existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : null, root);
}

/** A check that is no vitest suite counts as one test. */
async function check(title: string, command: string, args: readonly string[]): Promise<Tally> {
  const { ok } = await run(title, command, args);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [], failures: ok ? [] : [title] };
}

const started = performance.now();
mkdirSync(join(root, "test-results"), { recursive: true });
const complete = isRootOnDebian();
if (!complete) console.log("NOT root on Debian: tests that need Asterisk or Chromium are skipped unless those are there.");

// Packages come over the network while the processors lint and compile.
const packages = complete
  ? [installChromium(), run("Asterisk and SIPp for the tests", process.execPath, [join(root, "e2e/src/lab/main.ts"), "install"])]
  : [];
const checks = await inLanes([
  () => check("lint", bin("oxlint"), ["--deny-warnings"]),
  () => check("import directions", process.execPath, [join(root, "scripts/imports.ts")]),
  () => check("types", bin("turbo"), ["run", "typecheck", "--concurrency=2", "--output-logs=errors-only", "--no-update-notifier"]),
  () => check("types of scripts", bin("tsc"), ["--noEmit", "-p", "scripts"]),
]);
const unitTallies = await inLanes(units.filter(hasTests).map((workspace) => () => vitest(workspace)));
for (const outcome of await Promise.allSettled(packages)) if (outcome.status === "rejected") console.error(outcome.reason);
const chromium = chromiumPath();
const e2e = await vitest("e2e", [], chromium === null ? {} : { ZVON_CHROMIUM: chromium });

const total = sum([...checks, ...unitTallies, e2e]);
for (const name of total.skipped) console.log(`SKIPPED  ${name}`);
for (const name of total.failures) console.log(`FAILED   ${name}`);
if (complete && total.skipped.length > 0) console.log("As root on Debian nothing may be skipped: these count as failures.");
console.log(`${Math.round((performance.now() - started) / 1000)} s`);
console.log(summaryLine(total, complete));
process.exitCode = total.failed > 0 || (complete && total.skipped.length > 0) ? 1 : 0;
