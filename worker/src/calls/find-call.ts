/** Where a call is now: with its session while it lives, in the archive of its month once it is settled. */
import type { Call, Message } from "@zvon/contract/api.ts";
import { callMonth, monthOf } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import type { Services } from "../services.ts";
import type { CallPlace } from "./archive.ts";

/** Calls can only lie between the month the tenant came and now. */
export type Since = { id: TenantId; createdAtMs: number };

/**
 * @returns null when the tenant has no such call. The id alone names the month; the tenant is part of both objects'
 * names, so another tenant's call is not refused here, it is not there. Only objects that are known to have something
 * are asked: a question to any other would make it.
 */
export async function findCall(services: Services, tenant: Since, callId: string): Promise<{ call: Call; messages: () => Promise<Message[]> } | null> {
  const tenantId = tenant.id;
  const month = callMonth(callId);
  if (month === null || month < monthOf(tenant.createdAtMs) || month > monthOf(services.now())) return null;
  const archive = services.archive(tenantId, month);
  const archived = async () => {
    const call = await archive.get(callId);
    return call === null ? null : { call, messages: async () => (await archive.messages(callId)) ?? [] };
  };
  // Again at the end, since a call may be settled between the two questions.
  return (await archived()) ?? (await live(services, tenantId, callId)) ?? (await archived());
}

async function live(services: Services, tenantId: TenantId, callId: string): Promise<{ call: Call; messages: () => Promise<Message[]> } | null> {
  if (!(await services.hub(tenantId).knows({ callId }))) return null;
  const snapshot = await services.session(tenantId, callId).snapshot();
  return snapshot === null ? null : { call: snapshot.call, messages: async () => snapshot.messages };
}

/** Where a page of the list ends: among the live calls, or in the books. */
export type ListPlace = { part: "live"; sinceMs: number; callId: string } | ({ part: "settled" } & CallPlace);

/** A request looks into so many months at most; a long quiet stretch takes another page. */
const monthsAPage = 12;

/** Newest first: calls that live, then those in the books, month by month back to when the tenant came. */
export async function listCalls(
  services: Services,
  tenant: { id: TenantId; createdAtMs: number },
  request: { limit: number; live: boolean; settled: boolean; from: ListPlace | null; accepts: (call: Call) => boolean },
): Promise<{ calls: Call[]; next: ListPlace | null }> {
  const calls: Call[] = [];
  const seen = new Set<string>();
  const take = (call: Call) => {
    if (seen.has(call.id) || !request.accepts(call)) return;
    seen.add(call.id);
    calls.push(call);
  };

  if (request.live && request.from?.part !== "settled") {
    const leases = await services.hub(tenant.id).liveCalls({ limit: request.limit, before: request.from });
    const snapshots = await Promise.all(leases.map(({ callId }) => services.session(tenant.id, callId).snapshot()));
    for (const snapshot of snapshots) if (snapshot !== null) take(snapshot.call);
    const last = leases.at(-1);
    if (last !== undefined && leases.length === request.limit) return { calls, next: { part: "live", ...last } };
  }
  if (!request.settled) return { calls, next: null };

  const start: CallPlace | null = request.from?.part === "settled" ? request.from : null;
  const firstMonth = monthOf(tenant.createdAtMs);
  let month = monthOf(Math.min(start?.createdAt ?? Infinity, services.now()));
  let last: CallPlace | null = start;
  for (let looked = 0; looked < monthsAPage && calls.length < request.limit && month >= firstMonth; looked += 1) {
    const wanted = request.limit - calls.length;
    const page = await services.archive(tenant.id, month).list({ limit: wanted, before: last });
    for (const call of page) take(call);
    const end = page.at(-1);
    if (end !== undefined) last = { createdAt: end.createdAt, callId: end.id };
    if (page.length < wanted) {
      last = { createdAt: firstMomentOf(month), callId: "" };
      month = monthBefore(month);
    }
  }
  return { calls, next: month < firstMonth || last === null ? null : { part: "settled", ...last } };
}

const firstMomentOf = (month: string): number => Date.UTC(2000 + Number(month.slice(0, 2)), Number(month.slice(2)) - 1, 1);
const monthBefore = (month: string): string => monthOf(firstMomentOf(month) - 1);
