import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createPlatformTools } from "./platform-tools.ts";

const people = env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName("org_of_the_tools"));
const run = createPlatformTools(people, "call_a");
const booking = { key: "call_a/turn-3", name: "save_booking", effect: "write" as const, arguments: { service: "haircut", name: "Анна" } };

describe("save_booking", () => {
  it("writes once: run again by the same key it finds the first", async () => {
    expect(await run(booking, new AbortController().signal)).toMatchObject({ status: "ok" });
    expect(await run({ ...booking, arguments: { service: "manicure", name: "Анна" } }, new AbortController().signal)).toMatchObject({ status: "ok" });
    expect(await people.listBookings({ limit: 10 })).toMatchObject([{ key: "call_a/turn-3", callId: "call_a", fields: { service: "haircut" } }]);
  });

  it("does nothing once the session has given up", async () => {
    const given = new AbortController();
    given.abort();
    await expect(run({ ...booking, key: "call_a/turn-9" }, given.signal)).rejects.toThrow();
    expect(await people.listBookings({ limit: 10 })).toHaveLength(1);
  });
});

it("a tool that is not there fails, so that the bot never claims success", async () => {
  expect(await run({ ...booking, name: "launch_rocket" }, new AbortController().signal)).toMatchObject({ status: "failed" });
});
