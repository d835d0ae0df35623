/** The limits of an account: shown with what has been spent, changed by its owner. */
import type { TenantId } from "@zvon/contract/ids.ts";
import type { LimitsRecord, changeLimitsSchema } from "@zvon/contract/limits-api.ts";
import { and, asc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { CallingTenant } from "../calls/start-call.ts";
import { tenants, trunks } from "../db/schema.ts";
import type { Services } from "../services.ts";
import type { Change } from "../trunks/keep-trunks.ts";
import { auditStatement } from "./audit.ts";
import { dayIn } from "./day.ts";
import { minuteCost } from "./minute-cost.ts";
import { sentFields } from "./sent-fields.ts";

/** The tenant came with its credential; one statement more. */
export async function showLimits(services: Services, { id, timeZone, limits, own }: CallingTenant): Promise<LimitsRecord> {
  const spent = await services.hub(id).spending({ day: dayIn(timeZone, services.now()) });
  return { ...own, plan: { concurrentCalls: limits.concurrent, callsPerMinute: limits.perMinute }, spent, unpriced: await unpricedTrunks(services, id), countedMinutePrice: minuteCost(null, own.spend) };
}

/** A row of an older version has a price of 0 where nobody told one. */
const unpriced = sql`json_extract(${trunks.settings}, '$.minutePrice') IS NULL AND coalesce(json_extract(${trunks.settings}, '$.pricePerMinute'), 0) = 0`;
const unpricedTrunks = ({ db }: Services, tenantId: TenantId) => db.select({ id: trunks.id, name: trunks.name }).from(trunks).where(and(eq(trunks.tenantId, tenantId), eq(trunks.enabled, true), unpriced)).orderBy(asc(trunks.name)).limit(50);

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
