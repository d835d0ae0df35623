/** Evals run on the thread that calls share: one run at a time for each tenant, and few of all. */
import type { TenantId } from "@zvon/contract/ids.ts";
import { Refusal } from "../refusal.ts";

/** Of all tenants on this thread; each takes its turn in between the exchanges of the others. */
const mostRuns = 4;
/**
 * A request whose client has gone ends without a word, and its run with it: after so long it holds nobody up. A run is
 * ten seconds of work at worst, and waits for others meanwhile; one with a model waits for its answers.
 */
export const longestRunMs = 180_000;

/** @throws Refusal 429 while another run of the tenant, or too many of others, are under way. */
export function oneRunAtATime<Given extends unknown[], Result>(run: (...given: Given) => Promise<Result>, nowMs: () => number): (tenantId: TenantId, ...given: Given) => Promise<Result> {
  const runs = new Map<TenantId, { sinceMs: number }>();
  return async (tenantId, ...given) => {
    for (const [who, { sinceMs }] of runs) if (nowMs() - sinceMs >= longestRunMs) runs.delete(who);
    if (runs.has(tenantId)) throw new Refusal(429, "evals_running", { ru: "Проверки уже идут: дождитесь, пока закончатся.", en: "Evals are running already: wait until they are done." });
    if (runs.size >= mostRuns) throw new Refusal(429, "evals_running", { ru: "Сейчас идут проверки других: попробуйте через минуту.", en: "Evals of others are running: try again in a minute." });
    const mine = { sinceMs: nowMs() };
    runs.set(tenantId, mine);
    try {
      return await run(...given);
    } finally {
      // One that was given up as lost may be another's by now.
      if (runs.get(tenantId) === mine) runs.delete(tenantId);
    }
  };
}
