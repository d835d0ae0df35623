/** The limits of an account: shown with what has been spent, changed by its owner. */
import type { TenantId } from "@zvon/contract/ids.ts";
import type { LimitsRecord, OwnLimits, changeLimitsSchema } from "@zvon/contract/limits-api.ts";
import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { CallingTenant } from "../calls/start-call.ts";
import { tenants, trunks } from "../db/schema.ts";
import type { Services } from "../services.ts";
import type { Change } from "../trunks/keep-trunks.ts";
import { auditStatement } from "./audit.ts";
import { dayIn } from "./day.ts";
import { sentFields } from "./sent-fields.ts";

/** The tenant came with its credential; one statement more where money is limited. */
export async function showLimits(services: Services, { id, timeZone, limits, own }: CallingTenant): Promise<LimitsRecord> {
  const spent = await services.hub(id).spending({ day: dayIn(timeZone, services.now()) });
  return { ...own, plan: { concurrentCalls: limits.concurrent, callsPerMinute: limits.perMinute }, spent, unpriced: await isUnpriced(services, id, own) };
}

async function isUnpriced({ db }: Services, tenantId: TenantId, { spend }: OwnLimits): Promise<boolean> {
  if (spend.perDay === null && spend.perMonth === null && spend.perCall === null) return false;
  const priced = await db.select({ id: trunks.id }).from(trunks).where(and(eq(trunks.tenantId, tenantId), eq(trunks.enabled, true), sql`coalesce(json_extract(${trunks.settings}, '$.pricePerMinute'), 0) > 0`)).limit(1);
  return priced.length === 0;
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
