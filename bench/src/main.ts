/** `npm run bench [-- ID-PREFIX… --quick --json]`: repeatable figures, each with its unit, budget and the machine. */
import { execFileSync } from "node:child_process";
import os from "node:os";
import { benchIsWanted, readArguments, rowIsWanted } from "./arguments.ts";
import { benches } from "./benches.ts";
import { otherLoad } from "./quiet.ts";
import type { Row } from "./row.ts";

/** Long enough for a share of the processors to mean something, short beside any bench. */
const loadSampleMs = 500;

const exit = { allOk: 0, someNot: 1, couldNotRun: 2 } as const;

function machine() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model ?? "unknown",
    cores: cpus.length,
    memGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8" }).trim(),
  };
}

async function run(prefixes: string[], quick: boolean): Promise<Row[]> {
  const wanted = benches.filter((bench) => benchIsWanted(bench.prefix, prefixes, bench.onlyNamed));
  if (wanted.length === 0) throw new Error(`no bench begins with ${prefixes.join(", ")}; there are ${benches.map((bench) => bench.prefix).join(", ")}`);
  const rows: Row[] = [];
  for (const bench of wanted) {
    process.stderr.write(`${bench.prefix} …\n`);
    const busy = await otherLoad(loadSampleMs);
    const began = performance.now();
    const told = (row: Row): Row => (busy === null ? row : { ...row, note: row.note ? `${row.note}; ${busy}` : busy });
    try {
      rows.push(...(await bench.run({ quick, say: (text) => void process.stderr.write(`  ${text}\n`) })).map(told));
    } catch (error) {
      rows.push({ id: bench.prefix, what: bench.prefix, value: null, unit: "", budget: null, better: "lower", ok: false, note: error instanceof Error ? error.message : String(error) });
    }
    process.stderr.write(`  ${Math.round((performance.now() - began) / 1000)} s\n`);
  }
  return rows.filter((row) => rowIsWanted(row.id, prefixes));
}

function print(rows: Row[]): void {
  for (const row of rows) {
    const value = row.value === null ? "—" : Number(row.value.toPrecision(4)).toString();
    const budget = row.budget === null ? "" : ` (${row.better === "lower" ? "≤" : "≥"} ${row.budget})`;
    const peer = row.peer ? `; ${row.peer.name} ${row.peer.version}: ${Number(row.peer.value.toPrecision(4))}` : "";
    process.stdout.write(`${row.ok ? "ok  " : "NOT "} ${row.id.padEnd(34)} ${value} ${row.unit}${budget}  ${row.what}${peer}${row.note ? `  [${row.note}]` : ""}\n`);
  }
}

try {
  const { prefixes, quick, json } = readArguments(process.argv.slice(2));
  const rows = await run(prefixes, quick);
  if (json) process.stdout.write(`${JSON.stringify({ machine: machine(), rows })}\n`);
  else print(rows);
  process.exitCode = rows.every((row) => row.ok) ? exit.allOk : exit.someNot;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exit.couldNotRun;
}
