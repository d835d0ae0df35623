/** The tools that a call has run, as its row keeps them: it is written with every turn, and a chat may last for hours. */
import type { ToolResult } from "../dialogue/decision.ts";
import type { ToolRun } from "./state.ts";

/** Whole, as those who look at the newest turns want them. */
const mostWhole = 20;
/** Of what changed something before that only how often: a call may send so many messages and no more. */
const mostWrites = 500;

/** Columns and signs that are kept of what a tool brought. */
const mostColumns = 12;
const mostSigns = 160;

/** The run with what came of it. */
export function ended(run: ToolRun, result: ToolResult): ToolRun {
  const value = "value" in result && result.value !== undefined ? Object.fromEntries(Object.entries(result.value).slice(0, mostColumns).map(([column, text]) => [column, text.slice(0, mostSigns)])) : {};
  return { ...run, status: result.status, ...(Object.keys(value).length > 0 ? { value } : {}), ...(result.status === "failed" ? { reason: result.reason.slice(0, mostSigns) } : {}) };
}

/** @returns all runs; of old ones that are over reads are left out, and what writes were given. */
export function withRuns(runs: readonly ToolRun[], more: readonly ToolRun[]): ToolRun[] {
  const all = [...runs, ...more];
  const whole = all.slice(-mostWhole);
  const old = all.slice(0, -mostWhole).flatMap((run) => (run.status === "running" ? [run] : run.call.effect === "write" ? [{ call: { ...run.call, arguments: {} }, status: run.status, attempts: run.attempts, ...(run.turn === undefined ? {} : { turn: run.turn }) }] : []));
  return [...old.slice(-mostWrites), ...whole];
}
