/** The tools that a call has run, as its row keeps them: it is written with every turn, and a chat may last for hours. */
import type { ToolRun } from "./state.ts";

/** Whole, as those who look at the newest turns want them. */
const mostWhole = 20;
/** Of what changed something before that only how often: a call may send so many messages and no more. */
const mostWrites = 500;

/** @returns all runs; of old ones that are over reads are left out, and what writes were given. */
export function withRuns(runs: readonly ToolRun[], more: readonly ToolRun[]): ToolRun[] {
  const all = [...runs, ...more];
  const whole = all.slice(-mostWhole);
  const old = all.slice(0, -mostWhole).flatMap((run) => (run.status === "running" ? [run] : run.call.effect === "write" ? [{ ...run, call: { ...run.call, arguments: {} } }] : []));
  return [...old.slice(-mostWrites), ...whole];
}
