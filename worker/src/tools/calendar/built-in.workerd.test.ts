import { env } from "cloudflare:workers";
import { toolSchema } from "@zvon/contract/bot-tools.ts";
import { describe, expect, it } from "vitest";
import type { ToolContext } from "../port.ts";
import { runBuiltInCalendar } from "./built-in.ts";

const nowMs = Date.parse("2026-11-20T07:00:00Z");
const when = "2026-11-23T15:00";
const tool = toolSchema.parse({ type: "calendar", name: "calendar", config: { resource: "salon", capacity: 1, hours: { "1": { from: "10:00", to: "20:00" } } } });
const of = (trial: boolean): ToolContext => ({ callId: trial ? "call_trial" : "call_real", caller: "", language: "en", timeZone: "Europe/Moscow", nowMs, trial });

let tenants = 0;
function calendar() {
  const people = env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName(`org_of_trials_${(tenants += 1)}`));
  let keys = 0;
  const run = (name: string, trial: boolean) => (tool.type === "calendar" ? runBuiltInCalendar(tool, { key: `key-${(keys += 1)}`, name, effect: "write", arguments: { when } }, of(trial), people) : Promise.reject(new Error("no calendar")));
  return { people, book: (trial: boolean) => run("book_appointment", trial), free: async (trial: boolean) => (await run("check_availability", trial)) };
}

describe("a test call", () => {
  it("books a time that callers still find free", async () => {
    const { book, free } = calendar();
    expect(await book(true)).toMatchObject({ status: "ok" });
    expect(await free(false)).toMatchObject({ status: "ok", value: { free: "yes" } });
    expect(await book(false)).toMatchObject({ status: "ok" });
  });

  it("finds taken what a caller or another test has booked", async () => {
    const real = calendar();
    await real.book(false);
    expect(await real.free(true)).toMatchObject({ value: { free: "no" } });
    expect(await real.book(true)).toMatchObject({ status: "failed" });
    const tried = calendar();
    await tried.book(true);
    expect(await tried.free(true)).toMatchObject({ value: { free: "no" } });
    expect(await tried.book(true)).toMatchObject({ status: "failed" });
  });
});

describe("an appointment that is moved", () => {
  const caller = { ...of(false), caller: "+79120001427" };
  const halfHours = toolSchema.parse({ type: "calendar", name: "calendar", config: { resource: "salon", capacity: 1, step_minutes: 30, hours: { "1": { from: "10:00", to: "20:00" } } } });
  function moving() {
    const people = env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName(`org_of_moves_${(tenants += 1)}`));
    let keys = 0;
    const run = (name: string, given: Record<string, string>, context: ToolContext = caller, key = `key-${(keys += 1)}`) => (halfHours.type === "calendar" ? runBuiltInCalendar(halfHours, { key, name, effect: "write", arguments: given }, context, people) : Promise.reject(new Error("no calendar")));
    const standing = async () => (await people.listAppointments({ fromMs: nowMs, toMs: nowMs + 7 * 86_400_000, resource: null, limit: 10 })).filter(({ cancelled }) => !cancelled).map((one) => one.when);
    return { run, standing };
  }
  const [old, fresh] = ["2026-11-23T15:00", "2026-11-23T15:30"];

  it("is the new one and no more the old one, also where the two touch each other, and once by its key", async () => {
    const { run, standing } = moving();
    await run("book_appointment", { when: old });
    for (const _ of [1, 2]) expect(await run("move_appointment", { when: fresh }, caller, "same")).toMatchObject({ status: "ok", value: { booking: "moved", when: fresh, old: "cancelled" } });
    expect(await standing()).toEqual([fresh]);
  });
  it("stays where the new time is taken, closed or past", async () => {
    const { run, standing } = moving();
    await run("book_appointment", { when: old });
    await run("book_appointment", { when: "2026-11-23T18:00" }, { ...caller, callId: "call_other", caller: "+79990000000" });
    expect(await run("move_appointment", { when: "2026-11-23T18:00" })).toMatchObject({ status: "failed", value: { free: "no", why: "taken" } });
    expect(await run("move_appointment", { when: "2026-11-24T15:00" })).toMatchObject({ status: "failed", value: { why: "closed", open: "no" } });
    expect(await standing()).toEqual([old, "2026-11-23T18:00"]);
  });
  it("is not guessed: without one, and with two of them, nothing is done", async () => {
    const { run, standing } = moving();
    expect(await run("move_appointment", { when: fresh })).toMatchObject({ status: "failed", value: { found: "none" } });
    await run("book_appointment", { when: old });
    await run("book_appointment", { when: "2026-11-23T18:00" });
    expect(await run("move_appointment", { when: "2026-11-23T12:00" })).toMatchObject({ status: "failed", value: { found: "several" } });
    expect(await standing()).toEqual([old, "2026-11-23T18:00"]);
  });
});
