/** The limits of an account: shown with what has been spent, changed by its owner. */
import type { LimitsRecord, changeLimitsSchema } from "@zvon/contract/limits-api.ts";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { CallingTenant } from "../calls/start-call.ts";
import { tenants } from "../db/schema.ts";
import type { Services } from "../services.ts";
import type { Change } from "../trunks/keep-trunks.ts";
import { auditStatement } from "./audit.ts";
import { dayIn } from "./day.ts";

/** No statement of its own: the tenant came with its credential. */
export async function showLimits(services: Services, { id, timeZone, limits, own }: CallingTenant): Promise<LimitsRecord> {
  const spent = await services.hub(id).spending({ day: dayIn(timeZone, services.now()) });
  return { ...own, plan: { concurrentCalls: limits.concurrent, callsPerMinute: limits.perMinute }, spent };
}

export async function changeLimits(services: Services, tenant: CallingTenant, asked: z.output<typeof changeLimitsSchema>, change: Change): Promise<LimitsRecord> {
  const { own } = tenant;
  const changed = {
    destinations: { ...own.destinations, ...defined(asked.destinations ?? {}) },
    spend: { ...own.spend, ...defined(asked.spend ?? {}) },
    maxCallMinutes: asked.maxCallMinutes === undefined ? own.maxCallMinutes : asked.maxCallMinutes,
  };
  await services.db.batch([
    services.db.update(tenants).set({ limits: changed }).where(eq(tenants.id, tenant.id)),
    auditStatement(services.db, tenant.id, { actor: change.actor, action: "limits.change", subject: tenant.id, after: changed, requestId: change.requestId, at: change.now.getTime() }),
  ]);
  const { perDay, perMonth, perCall } = changed.spend;
  await services.hub(tenant.id).cap({ perDay, perMonth, perCall });
  return showLimits(services, { ...tenant, own: changed });
}

/** zod leaves what was not sent as undefined; that must not cover what is there. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
