import { liveListEventSchema } from "@zvon/contract/live.ts";
import type { LiveListEvent } from "@zvon/contract/live.ts";
import { newCallId } from "@zvon/contract/ids.ts";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { TestTenant } from "../../../testing/people.ts";
import { ask, makeTenant } from "../../../testing/people.ts";

const hubOf = (tenant: TestTenant) => env.TENANT_HUB.get(env.TENANT_HUB.idFromName(tenant.id));
const admit = (tenant: TestTenant, callId: string) => hubOf(tenant).admit({ callId, nowMs: Date.now(), limits: { concurrent: 5, perMinute: 60 }, idempotency: null });

async function look(tenant: TestTenant) {
  const { webSocket: socket } = await ask("/v1/live", { key: tenant.apiKey, headers: { upgrade: "websocket" } });
  if (socket === null) throw new Error("no socket");
  const events: (LiveListEvent | "pong")[] = [];
  const waiting: (() => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    events.push(data === "pong" ? "pong" : liveListEventSchema.parse(JSON.parse(String(data))));
    for (const wake of waiting.splice(0)) wake();
  });
  socket.accept();
  return {
    socket,
    next: async () => {
      while (events.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      return events.shift();
    },
  };
}

describe("GET /v1/live", () => {
  it("tells which calls live, then which begin and end, each once", async () => {
    const tenant = await makeTenant();
    const [first, second] = [newCallId(Date.now()), newCallId(Date.now())];
    await admit(tenant, first);
    const { next } = await look(tenant);
    expect(await next()).toEqual({ type: "calls", calls: [{ callId: first, since: expect.any(Number), state: "queued" }] });
    await admit(tenant, second);
    await admit(tenant, second);
    await hubOf(tenant).release({ callId: first, mediaMs: 0 });
    await hubOf(tenant).release({ callId: first, mediaMs: 0 });
    await hubOf(tenant).release({ callId: second, mediaMs: 0 });
    expect(await next()).toEqual({ type: "began", callId: second, since: expect.any(Number), state: "queued" });
    expect(await next()).toEqual({ type: "over", callId: first });
    expect(await next()).toEqual({ type: "over", callId: second });
  });

  it("tells how a call stands, once for each change, and to who comes later too", async () => {
    const tenant = await makeTenant();
    const callId = newCallId(Date.now());
    await admit(tenant, callId);
    const { next } = await look(tenant);
    await next();
    for (const state of ["live", "live", "taken"] as const) await hubOf(tenant).stands({ callId, state });
    expect([await next(), await next()]).toEqual([{ type: "state", callId, state: "live" }, { type: "state", callId, state: "taken" }]);
    expect(await (await look(tenant)).next()).toMatchObject({ calls: [{ callId, state: "taken" }] });
    await hubOf(tenant).stands({ callId: newCallId(Date.now()), state: "live" });
    await hubOf(tenant).release({ callId, mediaMs: 0 });
    expect(await next()).toEqual({ type: "over", callId });
  });

  it("tells nothing of another account's calls", async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    await admit(theirs, newCallId(Date.now()));
    const { next, socket } = await look(mine);
    expect(await next()).toEqual({ type: "calls", calls: [] });
    await admit(theirs, newCallId(Date.now()));
    socket.send("ping");
    expect(await next()).toBe("pong");
  });

  it("is a WebSocket and nothing else", async () => {
    expect((await ask("/v1/live", { key: (await makeTenant()).apiKey })).status).toBe(426);
  });
});
