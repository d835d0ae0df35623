import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

const limits = { concurrent: 2, perMinute: 3 };
const admit = (callId: string, nowMs = Date.now()) => ({ callId, nowMs, limits, idempotency: null });
const hubOf = (name: string) => env.TENANT_HUB.get(env.TENANT_HUB.idFromName(name));

describe("the tenant's hub", () => {
  it("reaps a lease nobody renewed, so that a lost session holds no room", async () => {
    const hub = hubOf("reaped");
    await hub.admit(admit("call_lost"));
    await hub.admit(admit("call_alive"));
    expect((await hub.admit(admit("call_more"))).ok).toBe(false);
    await runInDurableObject(hub, (_, state) => void state.storage.sql.exec("UPDATE leases SET until_ms = 1 WHERE call_id = 'call_lost'"));
    expect(await runDurableObjectAlarm(hub)).toBe(true);
    expect((await hub.liveCalls({ limit: 10, before: null })).map((call) => call.callId)).toEqual(["call_alive"]);
    expect(await hub.renew({ callId: "call_lost", mediaMs: 0 })).toMatchObject({ ok: false, reason: "unknown" });
    expect((await hub.admit(admit("call_more"))).ok).toBe(true);
  });

  it("renews a lease, and gives it back once however often it is released", async () => {
    const hub = hubOf("renewed");
    await hub.admit(admit("call_a"));
    expect(await hub.renew({ callId: "call_a", mediaMs: 30_000 })).toMatchObject({ ok: true });
    await hub.release({ callId: "call_a" });
    await hub.release({ callId: "call_a" });
    expect(await hub.liveCalls({ limit: 10, before: null })).toEqual([]);
  });

  it("knows a call while its session may have it: by its lease, and after the lease was reaped, but not once it is settled", async () => {
    const hub = hubOf("knowing");
    expect(await hub.knows({ callId: "call_a" })).toBe(false);
    await hub.admit(admit("call_a"));
    await hub.admit(admit("call_b"));
    expect(await hub.knows({ callId: "call_a" })).toBe(true);
    await hub.release({ callId: "call_b" });
    expect(await hub.knows({ callId: "call_b" })).toBe(false);
    await runInDurableObject(hub, (_, state) => void state.storage.sql.exec("UPDATE leases SET until_ms = 1"));
    await runDurableObjectAlarm(hub);
    expect(await hub.knows({ callId: "call_a" })).toBe(true);
    await runInDurableObject(hub, (_, state) => void state.storage.sql.exec("UPDATE unsettled SET at_ms = at_ms - 90000000"));
    expect(await hub.knows({ callId: "call_a" })).toBe(false);
  });

  it("keeps leases and its alarm over an eviction", async () => {
    const hub = hubOf("evicted");
    await hub.admit(admit("call_a"));
    await evictDurableObject(hub);
    expect((await hub.liveCalls({ limit: 10, before: null })).map((call) => call.callId)).toEqual(["call_a"]);
    expect(await runDurableObjectAlarm(hub)).toBe(true);
  });

  it("holds money for a call, cuts it at a limit, and settles by what was spoken", async () => {
    const hub = hubOf("spending");
    const day = "2026-11-23";
    const spending = { perMinute: 10, limits: { perDay: 40, perMonth: null, perCall: null }, day };
    expect(await hub.admit({ ...admit("call_a"), spending })).toMatchObject({ ok: true });
    expect(await hub.admit({ ...admit("call_b"), spending })).toMatchObject({ ok: true });
    expect(await hub.spending({ day })).toEqual({ day: 20, month: 20, liveCalls: 2 });
    expect(await hub.renew({ callId: "call_a", mediaMs: 60_000 })).toMatchObject({ ok: true });
    expect(await hub.renew({ callId: "call_a", mediaMs: 180_000 })).toMatchObject({ ok: false, reason: "limit" });
    await hub.release({ callId: "call_a", mediaMs: 61_000 });
    await hub.release({ callId: "call_b", mediaMs: 0 });
    expect(await hub.spending({ day })).toEqual({ day: 20, month: 20, liveCalls: 0 });
    await hub.release({ callId: "call_a", mediaMs: 61_000 });
    expect((await hub.spending({ day: "2026-11-24" })).month).toBe(20);
    expect((await hub.spending({ day: "2026-12-01" })).month).toBe(0);
  });

  it("holds a lowered limit against calls in progress", async () => {
    const hub = hubOf("capped");
    const spending = { perMinute: 10, limits: { perDay: null, perMonth: null, perCall: null }, day: "2026-11-23" };
    await hub.admit({ ...admit("call_a"), spending });
    await hub.admit(admit("call_free"));
    await hub.cap({ perDay: 15, perMonth: null, perCall: null });
    expect(await hub.renew({ callId: "call_a", mediaMs: 45_000 })).toMatchObject({ ok: false, reason: "limit" });
    expect(await hub.renew({ callId: "call_free", mediaMs: 45_000 })).toMatchObject({ ok: true });
  });

  it("counts the channels of a line and its calls a day", async () => {
    const hub = hubOf("lines");
    const line = { id: "trk_a", maxChannels: 1, dailyCalls: 2, day: "2026-11-23" };
    const roomy = { concurrent: 50, perMinute: 50 };
    const by = (callId: string, change = {}) => hub.admit({ ...admit(callId), limits: roomy, line: { ...line, ...change } });
    expect(await by("call_a")).toMatchObject({ ok: true });
    expect(await by("call_b")).toMatchObject({ ok: false, reason: "line_full" });
    expect(await by("call_other", { id: "trk_b" })).toMatchObject({ ok: true });
    await hub.release({ callId: "call_a" });
    expect(await by("call_b")).toMatchObject({ ok: true });
    await hub.release({ callId: "call_b" });
    expect(await by("call_c")).toMatchObject({ ok: false, reason: "line_daily" });
    expect(await by("call_c", { day: "2026-11-24" })).toMatchObject({ ok: true });
  });

  it("holds the money of two who talk without a bot ahead in pieces, both legs, and settles by what they talked", async () => {
    const hub = hubOf("talking");
    const day = "2026-11-23";
    const spending = { limits: { perDay: 5_000, perMonth: null, perCall: null }, day };
    const wish = { id: "call_a", key: "t1", to: "74951234567", nowMs: Date.now(), perMinute: 10, line: null, firstLine: null, longestMs: 7_200_000, spending };
    await hub.admit({ ...admit("call_a"), spending: { ...spending, perMinute: 2 } });
    // Ours goes on costing what it did: 12 a minute together.
    expect(await hub.grantTalk(wish)).toEqual({ ok: true, maxMs: 900_000 });
    expect(await hub.grantTalk(wish)).toEqual({ ok: true, maxMs: 900_000 });
    expect(await hub.spending({ day })).toMatchObject({ day: 182 });
    // Another wish of the same call takes the place of the first.
    expect(await hub.grantTalk({ ...wish, key: "t2" })).toMatchObject({ ok: true });
    expect(await hub.spending({ day })).toMatchObject({ day: 182 });
    const began = await hub.talkBegan({ id: "call_a", nowMs: Date.now() });
    expect(began).toMatchObject({ to: "74951234567", maxMs: 900_000 });
    await hub.release({ callId: "call_a", mediaMs: 30_000 });
    await evictDurableObject(hub);
    expect(await hub.extendTalk({ id: "call_a", talkedMs: 601_000, nowMs: Date.now() })).toEqual({ maxMs: 1_560_000 });
    expect(await hub.spending({ day })).toMatchObject({ day: 2 + 26 * 12 });
    await hub.cap({ perDay: 100, perMonth: null, perCall: null });
    expect(await hub.extendTalk({ id: "call_a", talkedMs: 1_400_000, nowMs: Date.now() })).toEqual({ maxMs: 1_560_000 });
    expect(await hub.grantTalk({ ...wish, id: "call_b", spending: { ...spending, limits: { ...spending.limits, perDay: 100 } } })).toMatchObject({ ok: false });
    await hub.endTalk({ id: "call_a", ms: 1_441_000 });
    await hub.endTalk({ id: "call_a", ms: 1_441_000 });
    expect(await hub.spending({ day })).toMatchObject({ day: 2 + 25 * 12 });
    expect(await hub.talkBegan({ id: "call_a", nowMs: Date.now() })).toBeNull();
  });

  it("lets a talk that nobody told the end of cost what it was granted", async () => {
    const hub = hubOf("talk-untold");
    const spending = { limits: { perDay: null, perMonth: null, perCall: null }, day: "2026-11-23" };
    await hub.grantTalk({ id: "call_a", key: "t1", to: "74951234567", nowMs: Date.now(), perMinute: 10, line: null, firstLine: null, longestMs: 7_200_000, spending });
    await runInDurableObject(hub, (_, state) => void state.storage.sql.exec("UPDATE talks SET until_ms = 1"));
    expect(await runDurableObjectAlarm(hub)).toBe(true);
    expect(await hub.spending({ day: "2026-11-23" })).toMatchObject({ day: 150 });
    await hub.endTalk({ id: "call_a", ms: 0 });
    expect(await hub.spending({ day: "2026-11-23" })).toMatchObject({ day: 150 });
  });

  it("counts both legs of a talk among the channels of their line", async () => {
    const hub = hubOf("talk-lines");
    const line = { id: "trk_a", maxChannels: 2, dailyCalls: null, day: "2026-11-23" };
    const spending = { limits: { perDay: null, perMonth: null, perCall: null }, day: line.day };
    await hub.admit({ ...admit("call_a"), line });
    const wish = { key: "t1", to: "74951234567", nowMs: Date.now(), perMinute: 0, line, firstLine: line.id, longestMs: 7_200_000, spending };
    expect(await hub.grantTalk({ ...wish, id: "call_a" })).toMatchObject({ ok: true });
    expect(await hub.grantTalk({ ...wish, id: "call_c" })).toMatchObject({ ok: false });
    await hub.release({ callId: "call_a", mediaMs: 1_000 });
    expect(await hub.admit({ ...admit("call_b"), line })).toMatchObject({ ok: false, reason: "line_full" });
    await hub.endTalk({ id: "call_a", ms: 1_000 });
    expect(await hub.admit({ ...admit("call_b"), line })).toMatchObject({ ok: true });
  });
});
