import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Appointment } from "./people.ts";

let tenants = 0;
const peopleOfNobody = () => env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName(`org_of_appointments_${(tenants += 1)}`));
const hour = 3_600_000;
const startMs = Date.UTC(2026, 10, 23, 12);
const wanted = (key: string, more: Partial<Appointment & { capacity: number }> = {}) => ({ key, callId: `call of ${key}`, resource: "main", when: "2026-11-23T15:00", startMs, endMs: startMs + hour, caller: "+79120001427", phone: "+79120001427", fields: { name: "Анна" }, capacity: 1, ...more });
const cancel = (key: string, more: { caller?: string; callId?: string; startMs?: number | null } = {}) => ({ key, callId: "another call", caller: "+79120001427", resource: "main", startMs: null, nowMs: startMs - hour, ...more });

describe("the built-in calendar", () => {
  it.each([1, 3])("gives a time to %i of fifty calls that ask at once, and to no more", async (capacity) => {
    const people = peopleOfNobody();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, call) => people.bookAppointment(wanted(`call_${call}/book-1`, { capacity }))));
    expect(answers.filter((answer) => answer.status === "booked")).toHaveLength(capacity);
    expect(answers.filter((answer) => answer.status === "taken")).toHaveLength(50 - capacity);
    expect(await people.listAppointments({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, resource: null, limit: 100 })).toHaveLength(capacity);
  });

  it("books once by a key, also when it is asked for many times at once", async () => {
    const people = peopleOfNobody();
    const answers = await Promise.all(Array.from({ length: 10 }, () => people.bookAppointment(wanted("a", { capacity: 5 }))));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(["booked", ...Array<string>(9).fill("existing")]);
    expect(await people.bookAppointment(wanted("a", { when: "2026-11-24T10:00", startMs: startMs + 20 * hour, endMs: startMs + 21 * hour }))).toEqual({ status: "existing", when: "2026-11-23T15:00" });
  });

  it("counts what stands at one moment: those that follow each other take one chair of two", async () => {
    const people = peopleOfNobody();
    const chair = (key: string, fromMs: number) => people.bookAppointment(wanted(key, { startMs: startMs + fromMs, endMs: startMs + fromMs + hour, capacity: 2 }));
    for (const [key, fromMs] of [["a", -hour / 2], ["b", hour / 2], ["c", 0]] as const) expect(await chair(key, fromMs)).toMatchObject({ status: "booked" });
    for (const fromMs of [-hour / 2, 0, hour / 4, hour / 2]) expect(await chair(`late ${fromMs}`, fromMs)).toEqual({ status: "taken" });
  });

  it("counts what overlaps, of the same resource alone", async () => {
    const people = peopleOfNobody();
    await people.bookAppointment(wanted("long", { startMs: startMs - 7 * hour, endMs: startMs + 1 }));
    expect(await people.bookAppointment(wanted("a"))).toEqual({ status: "taken" });
    expect(await people.bookAppointment(wanted("b", { resource: "chair_two" }))).toMatchObject({ status: "booked" });
    expect(await people.bookAppointment(wanted("c", { startMs: startMs + hour, endMs: startMs + 2 * hour }))).toMatchObject({ status: "booked" });
    expect(await people.busyTimes({ resource: "main", fromMs: startMs, toMs: startMs + hour })).toEqual([{ startMs: startMs - 7 * hour, endMs: startMs + 1 }]);
  });

  it("cancels the caller's own alone, once by a key, and the time is free again", async () => {
    const people = peopleOfNobody();
    await people.bookAppointment(wanted("a"));
    expect(await people.cancelAppointment(cancel("x", { caller: "+79990000000" }))).toEqual({ status: "none" });
    expect(await people.cancelAppointment(cancel("x", { caller: "" }))).toEqual({ status: "none" });
    expect(await people.cancelAppointment(cancel("x"))).toEqual({ status: "cancelled", when: "2026-11-23T15:00" });
    expect(await people.cancelAppointment(cancel("x"))).toEqual({ status: "cancelled", when: "2026-11-23T15:00" });
    expect(await people.cancelAppointment(cancel("y"))).toEqual({ status: "none" });
    expect(await people.bookAppointment(wanted("b"))).toMatchObject({ status: "booked" });
  });

  it("cancels what the same call made, where nobody's number is known", async () => {
    const people = peopleOfNobody();
    await people.bookAppointment(wanted("a", { caller: "", phone: "", callId: "chat" }));
    expect(await people.cancelAppointment(cancel("x", { caller: "", callId: "chat" }))).toMatchObject({ status: "cancelled" });
  });

  it("cancels nothing while it is not said which of several", async () => {
    const people = peopleOfNobody();
    await people.bookAppointment(wanted("a"));
    await people.bookAppointment(wanted("b", { when: "2026-11-24T15:00", startMs: startMs + 24 * hour, endMs: startMs + 25 * hour }));
    expect(await people.cancelAppointment(cancel("x"))).toEqual({ status: "several", whens: ["2026-11-23T15:00", "2026-11-24T15:00"] });
    expect(await people.cancelAppointment(cancel("x", { startMs: startMs + 24 * hour }))).toEqual({ status: "cancelled", when: "2026-11-24T15:00" });
  });

  it("leaves what is past as it was", async () => {
    const people = peopleOfNobody();
    await people.bookAppointment(wanted("a"));
    expect(await people.cancelAppointment({ ...cancel("x"), nowMs: startMs + 1 })).toEqual({ status: "none" });
  });

  it("finds its books again after the object was lost", async () => {
    const name = env.TENANT_PEOPLE.idFromName("org_that_lost_it");
    await env.TENANT_PEOPLE.get(name).bookAppointment(wanted("a"));
    await expect(runInDurableObject(env.TENANT_PEOPLE.get(name), (_, state) => state.abort("lost"))).rejects.toThrow();
    expect(await env.TENANT_PEOPLE.get(name).bookAppointment(wanted("b"))).toEqual({ status: "taken" });
  });
});
