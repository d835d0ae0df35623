import { toolSchema } from "@zvon/contract/bot-tools.ts";
import { startCalendar } from "@zvon/stand-ins/src/calendar/calendar.ts";
import type { CalendarStandIn } from "@zvon/stand-ins/src/calendar/calendar.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRunTool } from "../run-tools.ts";
import { callOf, context, never, portsTo } from "../testing/fakes.ts";

const three = ["2026-11-23T15:00", "2026-11-23T16:00", "2026-11-24T10:00"];
let calendar: CalendarStandIn;
beforeEach(async () => {
  calendar = await startCalendar({ free: three });
});
afterEach(() => calendar.close());

function run(name: string, given: Record<string, string> = {}, more: { timeoutMs?: number; caller?: string; key?: string } = {}) {
  const tool = toolSchema.parse({ type: "calendar", name: "diary", config: { resource: "chair", source: { kind: "http", url: `${calendar.url}/calendar`, headers: { Authorization: "Bearer {secret.diary}" }, timeout_ms: more.timeoutMs ?? 2_000 } } });
  const call = { ...callOf(name, name === "check_availability" ? "read" : "write", given, "diary"), ...(more.key === undefined ? {} : { key: more.key }) };
  return createRunTool({ tools: [tool] }, { ...context, caller: more.caller ?? context.caller }, portsTo({ diary: calendar.key }))(call, never);
}
const book = (more: { timeoutMs?: number; key?: string } = {}) => run("book_appointment", { when: "2026-11-23T15:00", name: "Anna" }, more);

describe("a calendar of the tenant's own", () => {
  it("is asked by its protocol, with the tenant's secret, the caller's number and the place's time zone", async () => {
    expect(await run("check_availability", { date: "2026-11-23", time: "15:00" })).toEqual({
      status: "ok",
      value: { free: "yes", when: "2026-11-23T15:00", next: three.join(", "), next_1: three[0], next_2: three[1], next_3: three[2], near: "the day after tomorrow, November twenty-third, at three p m or at four p m; or on Tuesday, November twenty-fourth, at ten a m", offer: expect.stringMatching(/^These are free: the day after .* at ten a m\.$/) },
    });
    expect(calendar.asked()).toEqual([{ idempotencyKey: null, body: { action: "check_availability", resource: "chair", time_zone: "Europe/Moscow", slot_minutes: 60, date: "2026-11-23", time: "15:00", caller: "+79120001427", call_id: "call_a" } }]);
  });
  it("books once by the key, and says so", async () => {
    expect(await book()).toMatchObject({ status: "ok", value: { booking: "booked", when: "2026-11-23T15:00", said: "the day after tomorrow, November twenty-third, at three p m" } });
    expect(await book()).toMatchObject({ status: "ok" });
    expect(calendar.booked()).toEqual([{ key: "call_a/book-1", resource: "chair", when: "2026-11-23T15:00", phone: "+79120001427", caller: "+79120001427", name: "Anna" }]);
    expect(calendar.asked().map((one) => one.idempotencyKey)).toEqual(["call_a/book-1", "call_a/book-1"]);
  });
  it("gives other times for a taken one", async () => {
    await book({ key: "somebody else" });
    expect(await book()).toMatchObject({ status: "failed", reason: "this time is not free; free: 2026-11-23T16:00, 2026-11-24T10:00", value: { free: "no", next_1: "2026-11-23T16:00" } });
  });
  it("cancels the caller's own", async () => {
    await book();
    expect(await run("cancel_appointment", {}, { caller: "+79990000000", key: "c1" })).toMatchObject({ status: "failed" });
    expect(await run("cancel_appointment", {}, { key: "c2" })).toMatchObject({ status: "ok", value: { booking: "cancelled", when: "2026-11-23T15:00" } });
    expect(calendar.booked()).toEqual([]);
    await book({ key: "c3" });
    await run("book_appointment", { when: "2026-11-24T10:00" }, { key: "c4" });
    expect(await run("cancel_appointment", {}, { key: "c5" })).toMatchObject({ status: "failed", value: { found: "several", near: expect.stringMatching(/at three p m; or on Tuesday/) } });
  });
  it("moves an appointment by booking first: whatever fails, one of them stands", async () => {
    const move = (when: string, key: string) => run("move_appointment", { when, name: "Anna" }, { key });
    const whens = () => calendar.booked().map((one) => one.when);
    await book({ key: "m0" });
    expect(await move("2026-11-24T10:00", "m1")).toMatchObject({ status: "ok", value: { booking: "moved", when: "2026-11-24T10:00", old: "cancelled" } });
    expect(whens()).toEqual(["2026-11-24T10:00"]);
    await run("book_appointment", { when: "2026-11-23T16:00" }, { key: "m2", caller: "+79990000000" });
    expect(await move("2026-11-23T16:00", "m3")).toMatchObject({ status: "failed", value: { free: "no" } });
    expect(whens()).toContain("2026-11-24T10:00");
    calendar.fault({ kind: "server_error" });
    expect(await move("2026-11-23T15:00", "m4")).toMatchObject({ status: "unknown" });
    calendar.fault(null);
    expect(whens()).toContain("2026-11-24T10:00");
  });
  it("moves nothing away from whom has no other: the new time stands, though the calendar took it back", async () => {
    expect(await run("move_appointment", { when: "2026-11-24T10:00" }, { key: "n1" })).toMatchObject({ status: "ok", value: { when: "2026-11-24T10:00", old: "none" } });
    expect(calendar.booked().map((one) => one.when)).toEqual(["2026-11-24T10:00"]);
  });
  it("that fails once is asked once more for what it only tells", async () => {
    calendar.fault({ kind: "server_error", times: 1 });
    expect(await run("check_availability", { date: "2026-11-23" })).toMatchObject({ status: "ok" });
    expect(calendar.asked()).toHaveLength(2);
    calendar.fault({ kind: "server_error" });
    expect(await run("check_availability", { date: "2026-11-23" })).toMatchObject({ status: "failed", reason: "the service refused (503): try later" });
    expect(calendar.asked()).toHaveLength(4);
  });
  it.each(["server_error", "lost_answer", "hang", "drop", "garbage", "lies"] as const)("never has a booking claimed that nobody knows of: %s", async (kind) => {
    calendar.fault({ kind });
    expect(await book({ timeoutMs: 500 })).toMatchObject({ status: "unknown" });
    expect(calendar.asked()).toHaveLength(1);
    // The session asks once more by the same key: then it is known, and there is one.
    calendar.fault(null);
    expect(await book()).toMatchObject({ status: "ok" });
    expect(calendar.booked()).toHaveLength(1);
  });
  it.each(["garbage", "lies", "hang", "drop"] as const)("that lies about what is free is not believed: %s", async (kind) => {
    calendar.fault({ kind });
    expect(await run("check_availability", { date: "2026-11-23" }, { timeoutMs: 500 })).toMatchObject({ status: "failed" });
  });
  it("that is slow within its time is waited for", async () => {
    calendar.fault({ kind: "slow", ms: 60 });
    expect(await book()).toMatchObject({ status: "ok" });
  });
});
