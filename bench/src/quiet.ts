/** Was the machine busy with something else before a bench began? Figures of a busy machine are that something's. */
import os from "node:os";

/** A desktop's background; above it rows say so. */
const quietShare = 0.15;

function processorMs(): { busy: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of os.cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { busy: all - idle, all };
}

/** @returns null on a quiet machine, else what to add to the note of each row measured now. Waits for `overMs`. */
export async function otherLoad(overMs: number): Promise<string | null> {
  const before = processorMs();
  await new Promise((resolve) => setTimeout(resolve, overMs));
  const after = processorMs();
  return loadNote((after.busy - before.busy) / Math.max(1, after.all - before.all), os.loadavg()[0] ?? 0);
}

/** @param share of all cores that was busy, 0 to 1 */
export function loadNote(share: number, loadAverage: number): string | null {
  if (share < quietShare) return null;
  return `machine busy with something else: ${Math.round(share * 100)} % of its cores at the start, load ${loadAverage.toFixed(1)}`;
}
