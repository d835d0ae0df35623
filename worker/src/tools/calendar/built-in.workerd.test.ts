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
