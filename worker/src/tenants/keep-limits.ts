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
import { sentFields } from "./sent-fields.ts";

/** No statement of its own: the tenant came with its credential. */
export async function showLimits(services: Services, { id, timeZone, limits, own }: CallingTenant): Promise<LimitsRecord> {
  const spent = await services.hub(id).spending({ day: dayIn(timeZone, services.now()) });
  return { ...own, plan: { concurrentCalls: limits.concurrent, callsPerMinute: limits.perMinute }, spent };
}

export async function changeLimits(services: Services, tenant: CallingTenant, asked: z.output<typeof changeLimitsSchema>, change: Change): Promise<LimitsRecord> {
  const { own } = tenant;
  const changed = {
    destinations: { ...own.destinations, ...sentFields(asked.destinations ?? {}) },
    spend: { ...own.spend, ...sentFields(asked.spend ?? {}) },
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
