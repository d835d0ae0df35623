/** What a request of a tenant's needs to reach a vendor: one hop to the directory. */
import type { Pronunciation } from "@zvon/contract/api.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { Vendor, VendorAccess } from "@zvon/contract/speech.ts";
import { eq } from "drizzle-orm";
import { nodeIdsOf, parseNodeIds } from "../bots/published-bot.ts";
import { tenants } from "../db/schema.ts";
import type { ProbeRequest, ProbeResult } from "../nodes/media-node.ts";
import { Refusal } from "../refusal.ts";
import type { Services } from "../services.ts";
import { openSealed, parseSealedAccesses, sealedAccessesOf } from "./provider-keys.ts";
import type { SealedAccess } from "./provider-keys.ts";

export type TenantTools = {
  nodeIds: string[];
  dictionary: Pronunciation[];
  sealed: SealedAccess[];
  accessTo: (vendor: Vendor) => Promise<VendorAccess | null>;
  probe: (request: ProbeRequest) => Promise<ProbeResult>;
};

/** More nodes than this are not asked: each answer is a hop. */
const nodesAsked = 8;

type Kept = { nodeIds: string[]; access: SealedAccess[]; pronunciation: Pronunciation[] };

export async function tenantTools(services: Services, tenantId: TenantId): Promise<TenantTools> {
  const [row] = await services.db.select({ nodeIds: nodeIdsOf(tenantId), access: sealedAccessesOf(tenantId) }).from(tenants).where(eq(tenants.id, tenantId)).limit(1);
  return toolsOf(services, tenantId, row === undefined ? { nodeIds: [], access: [], pronunciation: [] } : { nodeIds: parseNodeIds(row.nodeIds), access: parseSealedAccesses(row.access), pronunciation: [] });
}

/** Before a vendor is tried for the tenant. @throws Refusal 429. */
export async function allowTry(services: Services, tenantId: TenantId): Promise<void> {
  if (!(await services.hub(tenantId).mayTryVendor())) throw new Refusal(429, "too_many_tries", { ru: "Поставщиков только что пробовали очень часто: подождите десять секунд.", en: "Vendors were tried very often just now: wait ten seconds." });
}

/** @param kept as a statement that asked for more has brought it. */
export function toolsOf(services: Services, tenantId: TenantId, { nodeIds, access, pronunciation }: Kept): TenantTools {
  return {
    nodeIds,
    dictionary: pronunciation,
    sealed: access,
    accessTo: async (vendor) => (await openSealed(services.secrets, tenantId, access.filter((one) => one.provider === vendor)))[vendor] ?? null,
    probe: (request) => probeOn(services, nodeIds, request),
  };
}

/** The first node that is there tries it: the tenant's own nodes come first in the list, as for calls. */
async function probeOn(services: Services, nodeIds: readonly string[], request: ProbeRequest): Promise<ProbeResult> {
  let last: ProbeResult = { ok: false, code: "no_node", detail: "No media node serves this account, and it is the one that speaks to vendors of speech.", tookMs: 0, audio: null };
  for (const id of nodeIds.slice(0, nodesAsked)) {
    last = await services.node(id).probe(request);
    if (last.code !== "no_node") return last;
  }
  return last;
}
