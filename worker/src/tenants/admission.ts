/** May a call start? Pure: the hub brings the counters, this decides. */

/** A session renews it twice as often; longer than the node's link-loss time-out plus goodbye (35 s). */
export const leaseMs = 60_000;

export type Limits = { concurrent: number; perMinute: number };

export type AdmitRequest = {
  callId: string;
  nowMs: number;
  limits: Limits;
  /** The key the client sent with a digest of its request: the same key with another request is a mistake. */
  idempotency: { key: string; request: string } | null;
};

export type Counters = {
  known: { request: string; callId: string; answer: string | null } | null;
  hasLease: boolean;
  live: number;
  startsThisMinute: number;
};

export type Admission =
  /** `existing`: the call an earlier request with this key began, and what was answered to it (null: not yet). */
  | { ok: true; untilMs: number; existing: { callId: string; answer: string | null } | null }
  | { ok: false; reason: "concurrency" | "rate" | "key_reused"; detail: string };

export const minuteOf = (nowMs: number): number => Math.floor(nowMs / 60_000);

export function decideAdmission(request: AdmitRequest, counters: Counters): Admission {
  const { known } = counters;
  if (known !== null && request.idempotency !== null) {
    if (known.request !== request.idempotency.request) return { ok: false, reason: "key_reused", detail: "This Idempotency-Key came with another request before." };
    return { ok: true, untilMs: request.nowMs + leaseMs, existing: { callId: known.callId, answer: known.answer } };
  }
  if (counters.hasLease) return { ok: true, untilMs: request.nowMs + leaseMs, existing: null };
  if (counters.live >= request.limits.concurrent) return { ok: false, reason: "concurrency", detail: `All ${request.limits.concurrent} calls of the plan are in use.` };
  if (counters.startsThisMinute >= request.limits.perMinute) return { ok: false, reason: "rate", detail: `No more than ${request.limits.perMinute} calls may begin in a minute.` };
  return { ok: true, untilMs: request.nowMs + leaseMs, existing: null };
}
