import { describe, expect, it } from "vitest";
import { capPassed, decideAdmission, leaseMs, reservedMinutes, spokenMinutes } from "./admission.ts";
import type { AdmitRequest, Counters } from "./admission.ts";

const request: AdmitRequest = { callId: "call_a", nowMs: 1_000_000, limits: { concurrent: 2, perMinute: 3 }, idempotency: null };
const idle: Counters = { known: null, hasLease: false, live: 0, startsThisMinute: 0, spent: { day: 0, month: 0 }, lineLive: 0, lineStartsToday: 0 };

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

  const day = "2026-11-23";
  it.each([
    ["spent today", { spending: { perMinute: 5, limits: { perDay: 100, perMonth: null, perCall: null }, day } }, { spent: { day: 96, month: 96 } }, "spend"],
    ["just fits today", { spending: { perMinute: 5, limits: { perDay: 100, perMonth: null, perCall: null }, day } }, { spent: { day: 95, month: 95 } }, null],
    ["spent this month", { spending: { perMinute: 5, limits: { perDay: null, perMonth: 100, perCall: null }, day } }, { spent: { day: 0, month: 96 } }, "spend"],
    ["a minute dearer than a call may be", { spending: { perMinute: 5, limits: { perDay: null, perMonth: null, perCall: 4 }, day } }, {}, "spend"],
    ["no price, no limit", { spending: { perMinute: 0, limits: { perDay: 0, perMonth: 0, perCall: 0 }, day } }, {}, null],
    ["channels in use", { line: { id: "trk_a", maxChannels: 2, dailyCalls: null, day } }, { lineLive: 2 }, "line_full"],
    ["calls of the day made", { line: { id: "trk_a", maxChannels: 2, dailyCalls: 10, day } }, { lineStartsToday: 10 }, "line_daily"],
    ["inbound calls are not counted by day", { line: { id: "trk_a", maxChannels: 2, dailyCalls: null, day } }, { lineStartsToday: 10 }, null],
  ] satisfies [string, Partial<AdmitRequest>, Partial<Counters>, string | null][])("holds money and lines: %s", (_, change, counters, reason) => {
    const admission = decideAdmission({ ...request, ...change }, { ...idle, ...counters });
    expect(admission.ok ? null : admission.reason).toBe(reason);
  });
});

describe("money of a call", () => {
  it("is held for the minutes until the next renewal, and settled by minutes begun", () => {
    expect([0, 30_000, 30_001, 60_000, 90_001].map(reservedMinutes)).toEqual([1, 1, 2, 2, 3]);
    expect([0, 1, 60_000, 60_001].map(spokenMinutes)).toEqual([0, 1, 1, 2]);
  });

  it("that is held already is asked for no second time", () => {
    const limits = { perDay: 10, perMonth: null, perCall: 10 };
    expect(capPassed(limits, { day: 10, month: 10 }, 5, 5)).toBeNull();
    expect(capPassed(limits, { day: 5, month: 5 }, 5, 10)).toBeNull();
    expect(capPassed(limits, { day: 6, month: 6 }, 5, 10)).toContain("day");
    expect(capPassed(limits, { day: 5, month: 5 }, 5, 15)).toContain("one call");
  });
});
