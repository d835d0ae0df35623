/** Two tenants over the running product: neither can see, touch or hear the other's calls by any route. */
import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WebSocket } from "ws";
import { callPageSchema, meSchema } from "@zvon/contract/api.ts";
import { newId } from "@zvon/contract/ids.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connectApi, type Api } from "./call/api.ts";
import { openPhoneAudio } from "./sip/phone-audio.ts";
import { startProduct, type Product } from "./testing.ts";

type Tenant = { name: string; api: Api; headers: Record<string, string>[]; botId: string; live: string; settled: string; close(): void };

let product: Product;
let demo: Tenant;
let second: Tenant;
let routes: { method: string; path: string }[];

beforeAll(async () => {
  product = await startProduct();
  const { url } = product.resident;
  const cookie = await signUp(url, { name: "Вторая фирма", email: "owner@second.example", password: "a second password" });
  const me = meSchema.parse(await (await ask("GET", "/v1/me", { cookie })).json());
  expect(me.role).toBe("owner");
  // No route makes bots and keys yet: they are written into the directory while nobody else has it open.
  await product.resident.edge.stop();
  const key = `zv_live_${randomBytes(18).toString("hex")}`;
  const botId = equip(path.join(product.resident.dataDir, "edge"), me.tenant.id, key);
  await product.resident.edge.start();
  await nodeIsBack();

  const description = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(await (await fetch(new URL("/v1/openapi.json", url))).json());
  routes = Object.entries(description.paths).flatMap(([route, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: route })));

  const demoBots = z.object({ bots: z.array(z.object({ id: z.string(), slug: z.string() })) }).parse(await (await ask("GET", "/v1/bots", { "x-api-key": product.resident.apiKey })).json());
  const demoBot = demoBots.bots.find((bot) => bot.slug === "order-status")?.id ?? "";
  [demo, second] = await Promise.all([
    tenant("demo", product.api, [{ authorization: `Bearer ${product.resident.apiKey}` }], demoBot),
    tenant("second", connectApi(url, key), [{ "x-api-key": key }, { cookie, origin: new URL(url).origin }], botId),
  ]);
}, 180_000);
afterAll(async () => {
  demo?.close();
  second?.close();
  await product?.close();
});

describe("two tenants", () => {
  it("each see their own calls in the list, and no others", async () => {
    for (const [mine, theirs] of [[demo, second], [second, demo]] as const) {
      for (const headers of mine.headers) {
        const ids = await listed("/v1/calls", headers);
        expect(ids).toEqual(expect.arrayContaining([mine.live, mine.settled]));
        expect(ids).not.toContain(theirs.live);
        expect(ids).not.toContain(theirs.settled);
        // A cursor that was given out to the other tenant only says where to go on.
        const cursor = Buffer.from(JSON.stringify({ part: "live", sinceMs: Date.now() + 60_000, callId: theirs.live })).toString("base64");
        expect(await listed(`/v1/calls?cursor=${encodeURIComponent(cursor)}`, headers)).not.toEqual(expect.arrayContaining([theirs.live]));
      }
    }
  });

  it("find the other's calls by no route: each answers as if there were none", async () => {
    const byCall = routes.filter((route) => route.path.startsWith("/v1/") && route.path.includes("{id}"));
    expect(byCall.map((route) => `${route.method} ${route.path}`)).toEqual(expect.arrayContaining(["GET /v1/calls/{id}", "GET /v1/calls/{id}/messages", "GET /v1/calls/{id}/recording", "POST /v1/calls/{id}/hangup"]));
    for (const [mine, theirs] of [[demo, second], [second, demo]] as const) {
      for (const id of [theirs.live, theirs.settled]) {
        for (const route of byCall) {
          for (const headers of mine.headers) {
            if (route.path.endsWith("/live")) {
              expect(await opened(route.path.replace("{id}", id), headers), `${mine.name} listens to ${theirs.name}`).toBe(404);
              continue;
            }
            const body = bodies[route.path];
            const response = await ask(route.method, route.path.replace("{id}", id), { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) }, body === undefined ? undefined : JSON.stringify(body));
            expect(response.status, `${mine.name}: ${route.method} ${route.path} of ${theirs.name}`).toBe(404);
            expect(await response.text()).not.toContain(theirs.botId);
          }
        }
      }
      // What was tried did not touch them.
      expect((await theirs.api.call(theirs.live)).status).toBe("live");
      expect((await theirs.api.recording(theirs.settled)).length).toBeGreaterThan(44);
    }
  });

  it("each may listen to their own live call", async () => {
    for (const mine of [demo, second]) for (const headers of mine.headers) expect(await opened(`/v1/calls/${mine.live}/live`, headers)).toBe(101);
  });

  it("are asked for the origin when a socket is opened by cookie", async () => {
    const cookie = second.headers[1]?.["cookie"] ?? "";
    expect(await opened(`/v1/calls/${second.live}/live`, { cookie, origin: "https://elsewhere.example" })).toBe(403);
  });

  it("cannot start calls with the other's bot, nor with its Idempotency-Key find the other's call", async () => {
    for (const [mine, theirs] of [[demo, second], [second, demo]] as const) {
      const response = await ask("POST", "/v1/calls", { ...mine.headers[0], "content-type": "application/json" }, JSON.stringify({ bot: theirs.botId, via: "browser" }));
      expect(response.status).toBe(404);
    }
    const [first, again] = [await demo.api.startCall({ bot: "order-status", via: "browser" }, "the same key"), await second.api.startCall({ bot: "order-status", via: "browser" }, "the same key")];
    expect(again.call.id).not.toBe(first.call.id);
    await Promise.all([demo.api.hangup(first.call.id), second.api.hangup(again.call.id)]);
  });

  it("cannot join the other's browser call with a ticket of their own", async () => {
    const [ours, theirs] = [await demo.api.startCall({ bot: "order-status", via: "browser" }), await second.api.startCall({ bot: "order-status", via: "browser" })];
    const join = (call: typeof ours, ticket: string) => opened(`${call.media.browser?.url ?? ""}?ticket=${ticket}`, {});
    expect(ours.ticket).toBeTruthy();
    expect(await join(ours, theirs.ticket ?? "")).toBe(403);
    expect(await join(theirs, ours.ticket ?? "")).toBe(403);
    expect(await join(ours, "")).toBe(403);
    // The refused tries did not use the tickets up; a ticket opens one socket only.
    expect(await join(ours, ours.ticket ?? "")).toBe(101);
    expect(await join(ours, ours.ticket ?? "")).toBe(403);
    await Promise.all([demo.api.hangup(ours.call.id).catch(() => null), second.api.hangup(theirs.call.id)]);
  });
});

describe("the media nodes' routes", () => {
  it("open to no key of a tenant, nor to anything made up", async () => {
    const forged = `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ call: demo.live, aud: "link", exp: 9_999_999_999 })).toString("base64url")}.`;
    for (const token of [product.resident.apiKey, second.api.apiKey, randomBytes(24).toString("hex"), forged]) {
      const headers = { authorization: `Bearer ${token}` };
      expect(await opened("/node/v1/control", headers)).toBe(401);
      for (const id of [demo.live, second.live]) {
        expect(await opened(`/link/v1/calls/${id}`, headers)).toBe(401);
        expect((await ask("PUT", `/media/v1/calls/${id}/recording/parts/1`, headers, "RIFF")).status).toBe(401);
        expect((await ask("POST", `/media/v1/calls/${id}/recording/complete`, { ...headers, "content-type": "application/json" }, JSON.stringify({ parts: 1, durationMs: 1 }))).status).toBe(401);
      }
      const seed = { email: "thief@example.com", password: "0123456789", apiKey: `zv_live_${"0".repeat(24)}`, nodeToken: "0".repeat(24) };
      expect((await ask("POST", "/internal/seed", { ...headers, "content-type": "application/json" }, JSON.stringify(seed))).status).toBe(401);
    }
    expect((await demo.api.call(demo.live)).status).toBe("live");
    expect((await second.api.call(second.live)).status).toBe("live");
  });
});

// ---------------------------------------------------------------- making a tenant

async function signUp(url: string, person: { name: string; email: string; password: string }): Promise<string> {
  const response = await ask("POST", "/auth/sign-up/email", { "content-type": "application/json", "origin": new URL(url).origin }, JSON.stringify(person));
  expect(response.status).toBe(200);
  const cookie = response.headers.getSetCookie().find((line) => line.includes("session_token"))?.split(";")[0];
  if (!cookie) throw new Error("signing up set no cookie");
  return cookie;
}

/** Gives the tenant a key of its own and a copy of the order bot. @returns the bot's id. */
function equip(edgeFolder: string, tenantId: string, key: string): string {
  const file = readdirSync(edgeFolder, { recursive: true, encoding: "utf8" }).map((name) => path.join(edgeFolder, name)).find((name) => name.endsWith(".sqlite") && isDirectory(name));
  if (!file) throw new Error("the directory's database is not where it was");
  const database = new DatabaseSync(file);
  try {
    const botId = newId("bot");
    const now = Date.now();
    database.exec("PRAGMA foreign_keys = ON");
    database.prepare("INSERT INTO bots (id, tenant_id, slug, name, description, languages, published_version, created_at, updated_at) SELECT ?, ?, slug, name, description, languages, 1, ?, ? FROM bots WHERE slug = 'order-status' LIMIT 1").run(botId, tenantId, now, now);
    database.prepare("INSERT INTO bot_versions (id, bot_id, version, config, created_at) SELECT ?, ?, 1, config, ? FROM bot_versions JOIN bots ON bots.id = bot_versions.bot_id WHERE slug = 'order-status' AND version = published_version AND bots.id <> ? LIMIT 1").run(newId("botVersion"), botId, now, botId);
    database.prepare("INSERT INTO api_keys (id, tenant_id, name, prefix, hash, scopes, created_at) VALUES (?, ?, 'Test', ?, ?, ?, ?)").run(newId("apiKey"), tenantId, key.slice(0, 12), createHash("sha256").update(key).digest("hex"), JSON.stringify(["calls:read", "calls:write", "calls:listen", "bots:read", "account:read"]), now);
    return botId;
  } finally {
    database.close();
  }
}

function isDirectory(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name IN ('api_keys', 'bot_versions')").get()?.["n"] === 2;
  } finally {
    database.close();
  }
}

async function nodeIsBack(): Promise<void> {
  for (const until = performance.now() + 30_000; performance.now() < until; ) {
    if ((await ask("GET", "/health/telephony", {})).ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the media node did not come back to the edge");
}

/** With one call in the books, recorded, and one that lives: a phone that says nothing. */
async function tenant(name: string, api: Api, headers: Record<string, string>[], botId: string): Promise<Tenant> {
  const [settled, live] = await Promise.all([silentCall(api), silentCall(api)]);
  await api.hangup(settled.id);
  await api.ended(settled.id, { withinMs: 20_000, withRecording: true });
  settled.close();
  return { name, api, headers, botId, live: live.id, settled: settled.id, close: () => live.close() };
}

/** Answers once the bot was heard. */
async function silentCall(api: Api): Promise<{ id: string; close(): void }> {
  const audio = await openPhoneAudio("127.0.0.1");
  const started = await api.startCall({ bot: "order-status", language: "ru", via: "rtp", rtp: { host: "127.0.0.1", port: audio.port, codec: "pcma" } });
  const remote = started.media.rtp;
  if (!remote) throw new Error("the API gave no RTP address");
  audio.connect({ host: remote.host, port: remote.port, codec: "alaw", eventsType: remote.dtmfPayloadType });
  await new Promise<void>((resolve) => {
    const stop = audio.onFrame(({ samples }) => {
      if (!samples.some((sample) => Math.abs(sample) > 1_000)) return;
      stop();
      resolve();
    });
  });
  return { id: started.call.id, close: () => audio.close() };
}

// ---------------------------------------------------------------- asking

/** What a route must be sent to look for the call at all. */
const bodies: Record<string, unknown> = { "/v1/calls/{id}/whisper": { text: "hello", say: true }, "/v1/calls/{id}/take-over": { listener: "lsn_0123456789bcdfghjkmn" } };

const ask = (method: string, route: string, headers: Record<string, string>, body?: string): Promise<Response> =>
  fetch(new URL(route, product.resident.url), { method, headers: { ...(method === "GET" ? {} : { origin: new URL(product.resident.url).origin }), ...headers }, signal: AbortSignal.timeout(20_000), ...(body === undefined ? {} : { body }) });

const listed = async (route: string, headers: Record<string, string>): Promise<string[]> => callPageSchema.parse(await (await ask("GET", route, headers)).json()).calls.map((call) => call.id);

/** The HTTP status that answers an attempt to open a WebSocket; 101 when it opened (it is closed again). */
function opened(address: string, headers: Record<string, string>): Promise<number> {
  const url = new URL(address, product.resident.url);
  if (url.protocol === "http:") url.protocol = "ws:";
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, handshakeTimeout: 10_000 });
    socket.on("open", () => {
      socket.close();
      resolve(101);
    });
    socket.on("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on("error", reject);
  });
}
