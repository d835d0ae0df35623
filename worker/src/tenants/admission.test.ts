import { describe, expect, it } from "vitest";
import { decideAdmission, leaseMs } from "./admission.ts";
import type { AdmitRequest, Counters } from "./admission.ts";

const request: AdmitRequest = { callId: "call_a", nowMs: 1_000_000, limits: { concurrent: 2, perMinute: 3 }, idempotency: null };
const idle: Counters = { known: null, hasLease: false, live: 0, startsThisMinute: 0 };

describe("admission", () => {
  it("gives a lease of a minute while there is room", () => {
    expect(decideAdmission(request, { ...idle, live: 1, startsThisMinute: 2 })).toEqual({ ok: true, untilMs: 1_000_000 + leaseMs, existing: null });
  });

  it("refuses the call above the tenant's concurrency", () => {
    expect(decideAdmission(request, { ...idle, live: 2 })).toMatchObject({ ok: false, reason: "concurrency" });
  });

  it("refuses more starts in a minute than agreed", () => {
    expect(decideAdmission(request, { ...idle, startsThisMinute: 3 })).toMatchObject({ ok: false, reason: "rate" });
  });

  it("admits a call that holds its lease already, whatever the limits say", () => {
    expect(decideAdmission(request, { ...idle, hasLease: true, live: 2, startsThisMinute: 3 })).toMatchObject({ ok: true });
  });

  it("finds the first call by a known key, even where there is no room for a new one", () => {
    const known = { request: "digest", callId: "call_first", answer: "{}" };
    expect(decideAdmission({ ...request, idempotency: { key: "k", request: "digest" } }, { ...idle, known, live: 2 })).toMatchObject({ ok: true, existing: { callId: "call_first", answer: "{}" } });
  });

  it("refuses a known key that comes with another request", () => {
    const known = { request: "digest", callId: "call_first", answer: null };
    expect(decideAdmission({ ...request, idempotency: { key: "k", request: "other" } }, { ...idle, known })).toMatchObject({ ok: false, reason: "key_reused" });
  });
});
