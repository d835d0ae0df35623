/** The tenant's part of an actor, brought by the same statement that finds the credential. */
import { tenantIdSchema } from "@zvon/contract/ids.ts";
import { tenants } from "../db/schema.ts";
import { parseOwnLimits } from "../tenants/own-limits.ts";
import type { Actor } from "./actor.ts";

export const actingTenantColumns = {
  tenantId: tenants.id,
  tenantName: tenants.name,
  tenantSlug: tenants.slug,
  timeZone: tenants.timeZone,
  concurrent: tenants.maxConcurrentCalls,
  perMinute: tenants.maxCallsPerMinute,
  ownLimits: tenants.limits,
  tenantCreatedAt: tenants.createdAt,
};

type Row = { tenantId: string; tenantName: string; tenantSlug: string; timeZone: string; concurrent: number; perMinute: number; ownLimits: unknown; tenantCreatedAt: Date };

export const actingTenant = (row: Row): Actor["tenant"] => ({
  id: tenantIdSchema.parse(row.tenantId),
  name: row.tenantName,
  slug: row.tenantSlug,
  timeZone: row.timeZone,
  limits: { concurrent: row.concurrent, perMinute: row.perMinute },
  own: parseOwnLimits(row.ownLimits),
  createdAtMs: row.tenantCreatedAt.getTime(),
});
