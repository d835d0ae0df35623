/**
 * Chats that one address begins on sites' pages: a page opens as many as its visitor likes, and each holds room of the
 * tenant's. A bucket for each tenant and address, time as an argument.
 */

/** Tabs of one reader; an office behind one address writes a few at a time. */
const burst = 10;
/** Then one in fifteen seconds. */
const refillMs = 15_000;
/** So many addresses are remembered; the one that began longest ago goes first, with its count. */
const mostAddresses = 10_000;

export interface VisitorStarts {
  /** @returns false when it has begun too many of late. */
  mayBegin(tenantId: string, address: string, nowMs: number): boolean;
}

export function createVisitorStarts(): VisitorStarts {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    mayBegin(tenantId, address, nowMs) {
      const name = `${tenantId} ${address}`;
      const { left, atMs } = buckets.get(name) ?? { left: burst, atMs: nowMs };
      const now = Math.min(burst, left + Math.max(0, nowMs - atMs) / refillMs);
      const ok = now >= 1;
      buckets.delete(name);
      buckets.set(name, { left: ok ? now - 1 : now, atMs: nowMs });
      const [oldest] = buckets.keys();
      if (buckets.size > mostAddresses && oldest !== undefined) buckets.delete(oldest);
      return ok;
    },
  };
}
