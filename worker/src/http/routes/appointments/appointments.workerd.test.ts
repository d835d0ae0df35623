/** What the owner sees of the built-in calendar. */
import { env } from "cloudflare:workers";
import { appointmentListSchema } from "@zvon/contract/appointments-api.ts";
import { describe, expect, it } from "vitest";
import type { TestTenant } from "../../../testing/people.ts";
import { ask, makeKey, makeTenant } from "../../../testing/people.ts";

const hour = 3_600_000;
async function book(tenant: TestTenant, key: string, startMs: number, resource = "main"): Promise<void> {
  const when = new Date(startMs + 3 * hour).toISOString().slice(0, 16);
  await env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName(tenant.id)).bookAppointment({ key, callId: "call_a", resource, when, startMs, endMs: startMs + hour, caller: "+79120001427", phone: "", fields: { name: "Анна" }, capacity: 1 });
}
const list = async (tenant: TestTenant, query = "") => appointmentListSchema.parse(await (await ask(`/v1/appointments${query}`, { key: tenant.apiKey })).json());

describe("appointments", () => {
  it("are listed by days of the account's own zone, and are nobody else's", async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    // 23:30 on the 23rd and 00:30 on the 24th in Moscow: the same day in Greenwich.
    await book(mine, "late", Date.UTC(2026, 10, 23, 20, 30));
    await book(mine, "night", Date.UTC(2026, 10, 23, 21, 30));
    await book(mine, "other", Date.UTC(2026, 10, 23, 10), "chair");
    const day = await list(mine, "?from=2026-11-23&to=2026-11-23");
    expect(day).toMatchObject({ timeZone: "Europe/Moscow", truncated: false, appointments: [{ resource: "chair", when: "2026-11-23T13:00" }, { resource: "main", when: "2026-11-23T23:30", minutes: 60, name: "Анна", caller: "+79120001427", cancelled: false }] });
    expect((await list(mine, "?from=2026-11-24&to=2026-11-24")).appointments.map((one) => one.when)).toEqual(["2026-11-24T00:30"]);
    expect((await list(mine, "?from=2026-11-23&to=2026-11-24&resource=main")).appointments).toHaveLength(2);
    expect((await list(theirs, "?from=2026-11-23&to=2026-11-24")).appointments).toEqual([]);
  });
  it("are those to come when no day is named, and a day that is none is refused", async () => {
    const mine = await makeTenant();
    await book(mine, "soon", Date.now() + 24 * hour);
    await book(mine, "gone", Date.now() - 72 * hour);
    expect((await list(mine)).appointments).toHaveLength(1);
    for (const query of ["from=tomorrow", "to=9999-12-31", "from=0000-01-01"]) expect((await ask(`/v1/appointments?${query}`, { key: mine.apiKey })).status).toBe(400);
  });
  it("are cancelled by who may lead calls, and then their time is free; deleted, nothing of them is left; the books say who", async () => {
    const mine = await makeTenant();
    const start = Math.ceil(Date.now() / hour) * hour + 24 * hour;
    await book(mine, "call_a:1", start);
    await book(mine, "call_b:1", start);
    expect((await list(mine)).appointments).toHaveLength(1);
    for (const _ of ["once", "twice"]) expect((await ask("/v1/appointments/call_a%3A1/cancel", { method: "POST", key: mine.apiKey })).status).toBe(204);
    expect((await list(mine)).appointments).toMatchObject([{ id: "call_a:1", cancelled: true }]);
    await book(mine, "call_b:1", start);
    expect((await ask("/v1/appointments/call_a%3A1", { method: "DELETE", key: mine.apiKey })).status).toBe(204);
    expect((await list(mine)).appointments).toMatchObject([{ id: "call_b:1", cancelled: false }]);
    expect((await ask("/v1/appointments/call_a%3A1", { method: "DELETE", key: mine.apiKey })).status).toBe(404);
    const reader = await makeKey(mine.id, ["calls:read"]);
    expect((await ask("/v1/appointments/call_b%3A1", { method: "DELETE", key: reader })).status).toBe(403);
    const books = (await env.DB.prepare("SELECT action, subject FROM audit_log WHERE tenant_id = ? ORDER BY id").bind(mine.id).all<{ action: string; subject: string }>()).results;
    expect(books.map((row) => [row.action, row.subject])).toEqual([["appointment.cancel", "call_a:1"], ["appointment.cancel", "call_a:1"], ["appointment.delete", "call_a:1"]]);
  });
});
