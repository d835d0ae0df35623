/** `npm run eval`: holds a bot against its evals and says what did not hold. */
import path from "node:path";
import type { EvalReport, EvalSuite } from "@zvon/contract/eval-suite.ts";
import { createModelPersona } from "@zvon/worker/src/evals/persona-model.ts";
import { runSuites } from "@zvon/worker/src/evals/run-suites.ts";
import type { RunOptions } from "@zvon/worker/src/evals/run-suites.ts";
import { readVendors } from "../../../scripts/vendors.ts";
import { repositoryRoot } from "../call/server.ts";
import { parseEvalArguments, usage } from "./arguments.ts";
import type { EvalArguments } from "./arguments.ts";
import { findBot } from "./find-bot.ts";
import { modelOf } from "./model.ts";

const exit = { passed: 0, failed: 1, couldNotRun: 2 } as const;

async function run(options: EvalArguments): Promise<EvalReport> {
  const { bot, suites, what } = await findBot(options.bot, options.evals, options.data);
  // At once, for a model takes its time; beside the report, which programs read.
  process.stderr.write(`${what}: ${counted(count(suites, options))}${options.model || options.persona === "model" ? " with a model, which takes a while" : ""}.\n`);
  const chosen: RunOptions = { nowMs: () => performance.now(), ...(options.suite === undefined ? {} : { suite: options.suite }), ...(options.case === undefined ? {} : { case: options.case }) };
  if (options.model || options.persona === "model") {
    const { model, meaning, sayLine } = modelOf(bot, readVendors(undefined, process.env, path.join(repositoryRoot, "data")), (why) => void process.stderr.write(`model: ${why}\n`));
    if (options.model) Object.assign(chosen, { model, meaning });
    if (options.persona === "model") chosen.caller = (persona, transcript) => createModelPersona(persona, transcript, sayLine);
  }
  const report = await runSuites(bot, suites, chosen);
  if (report.cases.length === 0) throw new Error(`No case fits: the suites are ${suites.map((suite) => `"${suite.name}" (${suite.cases.length} cases)`).join(", ") || "none at all, write some with --evals FILE"}.`);
  return report;
}

const counted = (n: number): string => `${n} ${n === 1 ? "conversation" : "conversations"}`;
const count = (suites: readonly EvalSuite[], options: EvalArguments): number =>
  suites.filter((suite) => options.suite === undefined || suite.name === options.suite).flatMap((suite) => suite.cases).filter((one) => options.case === undefined || one.name === options.case).reduce((sum, one) => sum + one.runs, 0);

function print(report: EvalReport): void {
  const out = (line: string) => void process.stdout.write(`${line}\n`);
  for (const one of report.cases) {
    const share = one.runs === 1 ? "" : ` (${one.passedRuns} of ${one.runs} runs)`;
    out(`${one.passed ? "passed" : "FAILED"}  ${one.suite}: ${one.name}${share}`);
    if (one.passed) continue;
    for (const line of one.transcript) out(`          ${line.who === "bot" ? "bot   " : "caller"}  ${line.text}${line.state === null ? "" : `   [${line.state}]`}`);
    for (const fault of one.faults) out(`        ${fault.turn === null ? "at the end" : `turn ${fault.turn}`}: ${fault.what}: expected ${fault.expected}, found ${fault.found}`);
  }
  out(`\n${report.passed} passed, ${report.failed} failed`);
}

try {
  const options = parseEvalArguments(process.argv.slice(2));
  if (options.help) process.stdout.write(`${usage}\n`);
  else {
    const report = await run(options);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    else print(report);
    process.exitCode = report.failed === 0 ? exit.passed : exit.failed;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exit.couldNotRun;
}
