/** From a clean clone to ready: what a newcomer waits for, and what it puts on the disk. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { measured, type Bench, type Row } from "./row.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const timeoutMs = 240_000;

/** Runs `npm start` in `folder` until it says that it is ready, then stops it; ms. */
function startMs(folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn("npm", ["start", "--", "--port", "18787"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PATH: (process.env["PATH"] ?? "").split(":").filter((entry) => !entry.includes("node_modules")).join(":") } });
    let output = "";
    let readyMs: number | null = null;
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const read = (data: Buffer) => {
      output += data.toString();
      if (readyMs !== null || !output.includes("Zvon is ready")) return;
      readyMs = performance.now() - began;
      child.kill("SIGINT");
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", reject);
    child.on("exit", () => {
      clearTimeout(timer);
      if (readyMs === null) reject(new Error(`npm start did not come up: ${output.slice(-500)}`));
      else resolve(readyMs);
    });
  });
}

export const firstStart: Bench = {
  prefix: "first-start",
  async run({ quick, say }): Promise<Row[]> {
    const folder = await mkdtemp(path.join(tmpdir(), "zvon-clone-"));
    try {
      execFileSync("git", ["clone", "--quiet", root, folder]);
      const first = await startMs(folder);
      const megabytes = Number(execFileSync("du", ["-sm", folder], { encoding: "utf8" }).split("\t")[0]);
      const again: number[] = [];
      for (let i = 0; i < (quick ? 1 : 3); i++) again.push(await startMs(folder));
      say(`second starts: ${again.map((ms) => Math.round(ms)).join(", ")} ms`);
      return [
        measured({ id: "first-start.time", what: "clean clone → ready", value: first / 1000, unit: "s", budget: 90, better: "lower", note: "the machine's npm cache as it was found" }),
        measured({ id: "first-start.size", what: "on disk after the first start", value: megabytes, unit: "MB", budget: 800, better: "lower" }),
        measured({ id: "first-start.again", what: "a later start → ready, slowest", value: Math.max(...again) / 1000, unit: "s", budget: 5, better: "lower" }),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
