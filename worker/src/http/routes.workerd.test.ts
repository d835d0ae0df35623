/**
 * What every route must hold, made from the app's own list: a route added without a scope, or whose id of another
 * tenant opens anything, fails here without anyone having thought of it.
 */
import { env } from "cloudflare:workers";
import { problemSchema } from "@zvon/contract/api.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { scopes } from "../auth/actor.ts";
import type { Scope } from "../auth/actor.ts";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { makeNumber, makeTrunk } from "../testing/lines.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import type { TestTenant } from "../testing/people.ts";
import { ask, makeKey, makeNode, makeTenant } from "../testing/people.ts";
import { archiveOf, recordingToken, settle } from "../testing/settled.ts";
import { app } from "./app.ts";
import { scopeExtension } from "./middleware/secured.ts";

type Route = { method: string; path: string; scope: Scope | null; body: boolean; socket: boolean };

const routes: Route[] = app.openAPIRegistry.definitions.flatMap((definition) => {
  if (definition.type !== "route") return [];
  const { method, path, request, responses } = definition.route;
  const stored: unknown = Object.entries(definition.route).find(([name]) => name === scopeExtension)?.[1];
  return [{ method: method.toUpperCase(), path, scope: scopes.find((scope) => scope === stored) ?? null, body: request?.body !== undefined, socket: "101" in responses }];
});

/** Routes that no tenant's credential opens, each with what does. */
const otherCredentials: Record<string, "nothing" | "node" | "grant" | "seed"> = {
  "GET /health": "nothing",
  "GET /health/database": "nothing",
  "GET /health/telephony": "nothing",
  "GET /health/providers/{name}": "nothing",
  "GET /v1/schemas/bot.json": "nothing",
  "GET /node/v1/control": "node",
  "GET /link/v1/calls/{id}": "grant",
  "PUT /media/v1/calls/{id}/recording/parts/{n}": "grant",
  "POST /media/v1/calls/{id}/recording/complete": "grant",
  "POST /internal/seed": "seed",
};

const [salon] = demoBots;
const salonVoice = { voice: salon?.config.voice, llm: null };

/** A body that fits, for each route that takes one; `of` is the tenant whose things it names. */
const bodies: Record<string, (of: TestTenant) => unknown> = {
  "POST /v1/bots": () => ({ name: "Новый бот", template: "salon" }),
  "POST /v1/bots/check": () => ({ config: {} }),
  "PATCH /v1/bots/{bot}": () => ({ description: "Another" }),
  "PUT /v1/bots/{bot}/draft": () => ({ revision: 1, config: {} }),
  "POST /v1/bots/{bot}/checked": () => ({ checks: ["a1"] }),
  "POST /v1/bots/{bot}/publish": () => ({ revision: 1 }),
  "POST /v1/bots/{bot}/versions/{version}/restore": () => ({}),
  "POST /v1/calls": (of) => ({ bot: of.botId, via: "browser" }),
  "POST /v1/calls/{id}/whisper": () => ({ text: "Скажите про скидку", say: true }),
  "POST /v1/calls/{id}/take-over": () => ({ listener: "lsn_00000000000000000000" }),
  "POST /v1/bots/{bot}/chat": () => ({}),
  "POST /v1/bots/{bot}/chat-token": () => ({}),
  "POST /v1/bots/import": () => ({ schema_version: 1 }),
  "PUT /v1/bots/{bot}/prompts": () => ({ version: 1 }),
  "PATCH /v1/bots/{bot}/settings": () => ({ version: 1, llm: null }),
  "POST /v1/bots/{bot}/prompt-preview": () => ({ language: "ru" }),
  "PUT /v1/bots/{bot}/evals": () => ({ suites: [] }),
  "POST /v1/bots/{bot}/evals/run": () => ({}),
  "PATCH /v1/bots/{bot}/voice": () => ({ version: 1, ...salonVoice }),
  "POST /v1/bots/{bot}/voice/preview": () => ({ language: "ru", text: "Проба" }),
  "PUT /v1/pronunciations": () => ({ language: "ru", word: "ООО", say: "о-о-о" }),
  "PUT /v1/vendors/{vendor}/key": () => ({ key: "a-key-of-one's-own" }),
  "PUT /v1/secrets/{secret}": () => ({ value: "a-secret-of-one's-own", hosts: ["api.example.com"] }),
  "POST /v1/vendors/{vendor}/test": () => ({}),
  "POST /v1/trunks": () => ({ name: "Линия", kind: "sip", host: "sip.example.com", username: "user", password: "a-password-of-one's-own" }),
  "PATCH /v1/trunks/{trunk}": () => ({ name: "Другая" }),
  "PUT /v1/trunks/{trunk}/password": () => ({ password: "another-password" }),
  "POST /v1/numbers": (of) => ({ number: "+7 495 999-99-99", name: "Номер", botId: of.botId, trunkId: trunkOf.get(of.id) }),
  "PATCH /v1/numbers/{number}": () => ({ name: "Другой" }),
  "PUT /v1/numbers/{number}/callers": () => ({ allow: [], deny: [{ number: "7900*" }] }),
  "POST /v1/nodes": () => ({ name: "Узел" }),
  "PATCH /v1/limits": () => ({ maxCallMinutes: 5 }),
  "POST /v1/operators/me/presence": () => ({ phone: "0123456789abcdef0123456789abcdef" }),
  "PUT /v1/operators/{operator}/groups": () => ({ groups: ["sales"] }),
  "PUT /v1/operators/groups/{group}": () => ({ title: "Продажи", members: [] }),
  "POST /v1/operators/me/dial": () => ({ phone: "0123456789abcdef0123456789abcdef", mode: "call", to: "+7 916 000-00-01" }),
  "POST /v1/operators/me/dial/{dial}": () => ({ phone: "0123456789abcdef0123456789abcdef", act: "back" }),
  "POST /media/v1/calls/{id}/recording/complete": () => ({ parts: 1, durationMs: 1 }),
  "POST /internal/seed": () => ({}),
};

/** A body that does not fit, and the pointer that the answer must name. */
const wrongBodies: Record<string, { json: unknown; pointer: string }> = {
  "POST /v1/bots/{bot}/chat": { json: { text: 7 }, pointer: "/text" },
  "POST /v1/bots/{bot}/chat-token": { json: { origin: "nowhere" }, pointer: "/origin" },
  "POST /v1/bots": { json: { name: "x", slug: "No Slug" }, pointer: "/slug" },
  "POST /v1/bots/check": { json: { config: {}, language: "ru" }, pointer: "/language" },
  "PATCH /v1/bots/{bot}": { json: { name: " " }, pointer: "/name" },
  "PUT /v1/bots/{bot}/draft": { json: { revision: -1, config: {} }, pointer: "/revision" },
  "POST /v1/bots/{bot}/checked": { json: { checks: ["No Key"] }, pointer: "/checks/0" },
  "POST /v1/bots/{bot}/publish": { json: { revision: "1" }, pointer: "/revision" },
  "POST /v1/bots/{bot}/versions/{version}/restore": { json: { note: 7 }, pointer: "/note" },
  "POST /v1/calls": { json: { bot: 7, via: "browser" }, pointer: "/bot" },
  "POST /v1/calls/{id}/whisper": { json: { text: " ", say: true }, pointer: "/text" },
  "POST /v1/calls/{id}/take-over": { json: { listener: "me" }, pointer: "/listener" },
  "POST /v1/bots/import": { json: [], pointer: "" },
  "PUT /v1/bots/{bot}/prompts": { json: { version: 1, prompts: { greeting: "Hi" } }, pointer: "/prompts/greeting" },
  "PATCH /v1/bots/{bot}/settings": { json: { version: 1, temperature: 1 }, pointer: "/temperature" },
  "POST /v1/bots/{bot}/prompt-preview": { json: { language: "xx" }, pointer: "/language" },
  "PUT /v1/bots/{bot}/evals": { json: { suites: [{ name: "a", cases: [] }] }, pointer: "/suites/0/cases" },
  "POST /v1/bots/{bot}/evals/run": { json: { of: 0 }, pointer: "/of" },
  "PATCH /v1/bots/{bot}/voice": { json: { version: "one", ...salonVoice }, pointer: "/version" },
  "POST /v1/bots/{bot}/voice/preview": { json: { language: "ru", text: " " }, pointer: "/text" },
  "PUT /v1/pronunciations": { json: { language: "xx", word: "ООО", say: "о-о-о" }, pointer: "/language" },
  "PUT /v1/vendors/{vendor}/key": { json: { key: "" }, pointer: "/key" },
  "PUT /v1/secrets/{secret}": { json: { value: "two\nlines", hosts: ["api.example.com"] }, pointer: "/value" },
  "POST /v1/vendors/{vendor}/test": { json: { access: { key: "k", baseUrl: "nowhere" } }, pointer: "/access/baseUrl" },
  "POST /v1/trunks": { json: { name: "x", kind: "sip", host: "sip.example.com:5060" }, pointer: "/host" },
  "PATCH /v1/trunks/{trunk}": { json: { password: "with space" }, pointer: "/password" },
  "PUT /v1/trunks/{trunk}/password": { json: { password: "" }, pointer: "/password" },
  "POST /v1/numbers": { json: { number: "sip:x", name: "x" }, pointer: "/number" },
  "PATCH /v1/numbers/{number}": { json: { hours: { week: { mon: [{ from: "9", to: "18:00" }] } } }, pointer: "/hours/week/mon/0/from" },
  "PUT /v1/numbers/{number}/callers": { json: { allow: [], deny: [{ number: "*" }] }, pointer: "/deny/0/number" },
  "POST /v1/nodes": { json: { name: " " }, pointer: "/name" },
  "PATCH /v1/limits": { json: { destinations: { allow: ["+7"] } }, pointer: "/destinations/allow/0" },
  "POST /v1/operators/me/presence": { json: { phone: "0123456789abcdef0123456789abcdef", state: "asleep" }, pointer: "/state" },
  "PUT /v1/operators/{operator}/groups": { json: { groups: ["No Group"] }, pointer: "/groups/0" },
  "PUT /v1/operators/groups/{group}": { json: { title: "Продажи", members: [], maxWaitSeconds: 5 }, pointer: "/maxWaitSeconds" },
  "POST /v1/operators/me/dial": { json: { phone: "0123456789abcdef0123456789abcdef", mode: "call" }, pointer: "/to" },
  "POST /v1/operators/me/dial/{dial}": { json: { phone: "0123456789abcdef0123456789abcdef", act: "hold" }, pointer: "/act" },
};

/** What is asked for beside the path. */
const queries: Record<string, string> = { "GET /v1/bots/{bot}/diff": "?from=1", "DELETE /v1/pronunciations": "?language=ru&word=%D0%97%D0%B2%D0%BE%D0%BD" };

/** Routes that name nothing of a tenant's in path or body: they reach one's own things, and these are their answers. */
const ownThings: Record<string, readonly number[]> = {
  // A socket of one's own list.
  "GET /v1/live": [101],
  "POST /v1/bots": [201],
  "POST /v1/bots/check": [200],
  "POST /v1/bots/import": [200],
  // Both have a bot of this name: one's own is found.
  "GET /v1/bots/by-slug/{slug}": [200],
  "PUT /v1/pronunciations": [200],
  "DELETE /v1/pronunciations": [404],
  "PUT /v1/vendors/{vendor}/key": [204],
  "DELETE /v1/vendors/{vendor}/key": [204, 404],
  "PUT /v1/secrets/{secret}": [204],
  "DELETE /v1/secrets/{secret}": [204, 404],
  "POST /v1/trunks": [201],
  // It names a bot and a trunk of the others.
  "POST /v1/numbers": [422],
  "POST /v1/nodes": [201],
  "PATCH /v1/limits": [200],
  // A telephone is a person's, and a key is none.
  "POST /v1/operators/me/phone": [403],
  "DELETE /v1/operators/me/phone/{phone}": [403],
  "POST /v1/operators/me/presence": [403],
  "PUT /v1/operators/groups/{group}": [204],
  "DELETE /v1/operators/groups/{group}": [204],
  "POST /v1/operators/me/dial": [403],
  "POST /v1/operators/me/dial/{dial}": [403],
  // Kept at one's own desk, whoever is named.
  "PUT /v1/operators/{operator}/groups": [204],
  // Without a media node of one's own there is nothing that could try.
  "POST /v1/vendors/{vendor}/test": [200, 409],
};

const nameOf = (route: Route) => `${route.method} ${route.path}`;
const secured = routes.filter((route) => route.scope !== null).map((route) => ({ ...route, name: nameOf(route) }));
const byCall = secured.filter((route) => route.path.includes("{id}"));
const byBot = secured.filter((route) => route.path.includes("{bot}"));

let mine: TestTenant;
let theirs: TestTenant;
/** By tenant. */
const trunkOf = new Map<string, string>();
const numberOf = new Map<string, string>();
const nodeOf = new Map<string, string>();
let settledId: string;
let liveId: string;

beforeAll(async () => {
  [mine, theirs] = [await makeTenant(), await makeTenant()];
  const { call } = await settle(theirs.id);
  settledId = call.id;
  const token = await recordingToken(theirs.id, call.id);
  await ask(`/media/v1/calls/${call.id}/recording/complete`, { method: "POST", key: token, json: { parts: 1, durationMs: 1 } });
  for (const tenant of [mine, theirs]) {
    trunkOf.set(tenant.id, await makeTrunk(tenant, tenant === theirs ? { name: "Чужая линия", host: "sip.others.example.com", password: "zq7w-of-the-others" } : {}));
    numberOf.set(tenant.id, await makeNumber(tenant, tenant === theirs ? "74957777777" : "74958888888", { trunkId: trunkOf.get(tenant.id) }));
  }
  await ask(`/v1/numbers/${numberOf.get(theirs.id)}/callers`, { method: "PUT", key: theirs.apiKey, json: { allow: [], deny: [{ number: "79160000055" }] } });
  const startMs = Date.now() + 86_400_000;
  await env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName(theirs.id)).bookAppointment({ key: "appointment-of-theirs", callId: call.id, resource: "main", when: new Date(startMs).toISOString().slice(0, 16), startMs, endMs: startMs + 1, caller: "+79160000099", phone: "", fields: { name: "Анна" }, capacity: 1 });
  const theirNode = await makeNode(theirs.id);
  nodeOf.set(theirs.id, theirNode.id);
  const node = await connectNode(theirNode.token);
  node.say({ type: "offer", offer: "o", via: "sip", number: theirs.number, from: "79160000099", diversion: null });
  liveId = (await node.hear("accept")).grant.callId;
  await ask("/v1/vendors/deepgram/key", { method: "PUT", key: theirs.apiKey, json: { key: "the-key-of-the-others-zq7w" } });
  await ask("/v1/secrets/crm_token", { method: "PUT", key: theirs.apiKey, json: { value: "the-secret-of-the-others-zq7w", hosts: ["api.example.com"] } });
  await ask("/v1/pronunciations", { method: "PUT", key: theirs.apiKey, json: { language: "ru", word: "Звон", say: "зво́н-чужой" } });
});

const pathOf = (route: Route, { callId, botId }: { callId: string; botId: string }) => route.path.replace("{id}", callId).replace("{bot}", botId).replace("{slug}", "salon").replace("{version}", "1").replace("{run}", "evr_00000000000000000000").replace("{vendor}", "deepgram").replace("{secret}", "crm_token").replace("{name}", "deepgram").replace("{n}", "1").replace("{trunk}", thingOf(trunkOf, botId)).replace("{number}", thingOf(numberOf, botId)).replace("{node}", thingOf(nodeOf, botId)).replace("{operator}", "usr_of_nobody").replace("{phone}", "0123456789abcdef0123456789abcdef").replace("{dial}", "dial_of_nobody").replace("{group}", "sales").replace("{appointment}", "appointment-of-theirs");
/** Of whoever the bot is; with none of its own, one that never was. */
const thingOf = (things: ReadonlyMap<string, string>, botId: string): string => things.get([mine, theirs].find((tenant) => tenant.botId === botId)?.id ?? "") ?? "none";

function send(route: Route, key: string | undefined, options: { callId?: string; of?: TestTenant; headers?: Record<string, string> } = {}): Promise<Response> {
  const path = `${pathOf(route, { callId: options.callId ?? settledId, botId: (options.of ?? mine).botId })}${queries[nameOf(route)] ?? ""}`;
  const body = bodies[nameOf(route)];
  if (route.body && body === undefined) throw new Error(`the suite needs a body for ${nameOf(route)}`);
  return ask(path, { method: route.method, ...(key === undefined ? {} : { key }), headers: { ...(route.socket ? { upgrade: "websocket" } : {}), ...options.headers }, ...(body === undefined ? {} : { json: body(options.of ?? mine) }) });
}

async function expectProblem(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(status);
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
}

describe("the list of routes", () => {
  it("names a scope, or another credential, for each", () => {
    const unknown = routes.filter((route) => route.scope === null && otherCredentials[nameOf(route)] === undefined);
    expect(unknown.map(nameOf)).toEqual([]);
    expect(secured.length).toBeGreaterThan(0);
  });

  it("has everything that Hono serves", () => {
    const described = new Set(routes.map((route) => `${route.method} ${route.path.replaceAll(/\{(\w+)\}/g, ":$1")}`));
    const served = new Set(app.routes.filter((route) => route.path !== "/*").map((route) => `${route.method} ${route.path}`));
    const undescribed = [...served].filter((name) => !described.has(name) && name !== "ALL /auth/*" && name !== "GET /v1/openapi.json" && !(name.startsWith("ALL ") && [...described].some((known) => known.endsWith(name.slice(4)))));
    expect(undescribed).toEqual([]);
  });

  it("puts everything under /v1 behind a scope, but for what is the same for everyone", () => {
    expect(routes.filter((route) => route.path.startsWith("/v1/") && route.scope === null).map(nameOf)).toEqual(["GET /v1/schemas/bot.json"]);
  });
});

describe.each(secured)("$name", (route) => {
  it("refuses who has no credential, or one that is unknown, expired or revoked", async () => {
    await expectProblem(await send(route, undefined), 401);
    await expectProblem(await send(route, "zv_live_0000000000000000000000ff"), 401);
    await expectProblem(await send(route, "not-a-key"), 401);
    await expectProblem(await send(route, await makeKey(mine.id, [...scopes], { expiresAt: new Date(Date.now() - 1) })), 401);
    await expectProblem(await send(route, await makeKey(mine.id, [...scopes], { revokedAt: new Date() })), 401);
    await expectProblem(await send(route, undefined, { headers: { cookie: "zvon.session_token=forged.c2lnbmF0dXJl" } }), 401);
  });

  it("refuses a key without its scope", async () => {
    await expectProblem(await send(route, await makeKey(mine.id, scopes.filter((scope) => scope !== route.scope))), 403);
  });

  it("tells nothing of another tenant, and takes nothing of theirs", async () => {
    const response = await send(route, mine.apiKey, { of: theirs });
    const own = ownThings[route.name];
    if (own !== undefined) expect(own).toContain(response.status);
    else if (/\{(id|bot|trunk|number|node|appointment)\}/.test(route.path) || route.body) expect(response.status).toBe(404);
    else expect(response.status).toBe(200);
    const text = await response.text();
    for (const secret of [theirs.id, settledId, liveId, "79160000099", "Анна", "zq7w", "зво́н-чужой", "Чужая линия", "sip.others", "74957777777", "79160000055", nodeOf.get(theirs.id) ?? "?"]) expect(text).not.toContain(secret);
  });
});

describe.each(byCall)("$name", (route) => {
  it("finds neither a live nor a settled call of another tenant, nor one that never was", async () => {
    for (const callId of [settledId, liveId, "call_2611zzzzzzzzzzzzzzzzzzzz", "nonsense"]) await expectProblem(await send(route, mine.apiKey, { callId }), 404);
  });
});

describe.each(byBot)("$name", (route) => {
  it("finds neither a bot of another tenant, nor one that never was", async () => {
    for (const botId of [theirs.botId, "bot_zzzzzzzzzzzzzzzzzzzz", "nonsense"]) await expectProblem(await send(route, mine.apiKey, { of: { ...theirs, botId } }), 404);
  });
});

describe("what the other tenant keeps", () => {
  it("is as it was, whatever was tried: its bot, its key, its words, its lines", async () => {
    for (const route of secured) await send(route, mine.apiKey, { of: theirs });
    const { vendors } = await (await ask("/v1/vendors", { key: theirs.apiKey })).json<{ vendors: { vendor: string; key: { hint: string } | null }[] }>();
    expect(vendors.find(({ vendor }) => vendor === "deepgram")?.key?.hint).toBe("zq7w");
    expect(await (await ask("/v1/pronunciations", { key: theirs.apiKey })).json()).toEqual({ pronunciations: [{ language: "ru", word: "звон", say: "зво́н-чужой" }] });
    expect((await (await ask(`/v1/bots/${theirs.botId}`, { key: theirs.apiKey })).json<{ version: number }>()).version).toBe(1);
    expect(await (await ask(`/v1/trunks/${trunkOf.get(theirs.id)}`, { key: theirs.apiKey })).json()).toMatchObject({ name: "Чужая линия", host: "sip.others.example.com" });
    expect(await (await ask(`/v1/numbers/${numberOf.get(theirs.id)}/callers`, { key: theirs.apiKey })).json()).toEqual({ allow: [], deny: [{ number: "79160000055", note: "" }] });
    expect(await (await ask("/v1/appointments", { key: theirs.apiKey })).json()).toMatchObject({ appointments: [{ id: "appointment-of-theirs", cancelled: false }] });
    expect((await (await ask("/v1/nodes", { key: theirs.apiKey })).json<{ nodes: { id: string; draining: boolean }[] }>()).nodes).toContainEqual(expect.objectContaining({ id: nodeOf.get(theirs.id), draining: false }));
  });
});

describe("calls of the other tenant", () => {
  it("are there for the other tenant: the suite looks at something", async () => {
    expect((await ask(`/v1/calls/${settledId}`, { key: theirs.apiKey })).status).toBe(200);
    expect((await ask(`/v1/calls/${liveId}`, { key: theirs.apiKey })).status).toBe(200);
    const { calls } = await (await ask("/v1/calls", { key: theirs.apiKey })).json<{ calls: { id: string }[] }>();
    expect(calls.map((call) => call.id)).toEqual([liveId, settledId]);
  });

  it("go on untouched by whatever was tried", async () => {
    for (const route of secured) await send(route, mine.apiKey, { callId: liveId });
    const call = await (await ask(`/v1/calls/${liveId}`, { key: theirs.apiKey })).json<{ endReason: string | null }>();
    expect(call.endReason).toBeNull();
  });

  it("take no recording by the token of one's own call", async () => {
    const own = await settle(mine.id);
    const token = await recordingToken(mine.id, own.call.id);
    for (const route of routes.filter((candidate) => otherCredentials[nameOf(candidate)] === "grant")) await expectProblem(await send(route, token, { callId: settledId }), 401);
    expect(await archiveOf(theirs.id, settledId).recording(settledId)).toBeNull();
  });
});

describe.each(routes.filter((route) => (otherCredentials[nameOf(route)] ?? "nothing") !== "nothing").map((route) => ({ ...route, name: nameOf(route) })))("$name", (route) => {
  it("is opened by nothing that a tenant has", async () => {
    if (route.path === "/internal/seed") {
      const fitting = { email: "a@zvon.test", password: "0123456789", apiKey: "zv_live_0123456789abcdef", nodeToken: "0123456789abcdef01234567" };
      for (const key of [undefined, mine.apiKey]) await expectProblem(await ask(route.path, { method: "POST", json: fitting, ...(key === undefined ? {} : { key }) }), 401);
      return;
    }
    await expectProblem(await send(route, undefined), 401);
    await expectProblem(await send(route, mine.apiKey), 401);
  });
});

describe.each(secured.filter((route) => route.body))("$name", (route) => {
  it("points at what does not fit in the body", async () => {
    const wrong = wrongBodies[route.name];
    if (wrong === undefined) throw new Error(`the suite needs a body that does not fit for ${route.name}`);
    const refused = await ask(pathOf(route, { callId: settledId, botId: mine.botId }), { method: route.method, key: mine.apiKey, json: wrong.json });
    expect(refused.status).toBe(400);
    expect(problemSchema.parse(await refused.json()).errors?.map((error) => error.pointer)).toContain(wrong.pointer);
  });

  it("tells it in Russian to whoever reads Russian", async () => {
    const russian = { "accept-language": "ru-RU,ru;q=0.9,en;q=0.8" };
    const path = pathOf(route, { callId: settledId, botId: mine.botId });
    const wrong = problemSchema.parse(await (await ask(path, { method: route.method, key: mine.apiKey, json: wrongBodies[route.name]?.json, headers: russian })).json());
    const noJson = problemSchema.parse(await (await ask(path, { method: route.method, key: mine.apiKey, headers: { ...russian, "content-type": "application/json" }, raw: "{" })).json());
    const nobody = problemSchema.parse(await (await ask(path, { method: route.method, headers: russian })).json());
    const told = [wrong, noJson, nobody].flatMap(({ title, detail }) => [title, detail]);
    for (const sentence of [...told, ...(wrong.errors ?? []).map(({ detail }) => detail)]) expect(sentence).toMatch(/^[^a-z]*[А-Яа-яё]/);
  });

  it("refuses a body that is no JSON, has another type, or is too large", async () => {
    const raw = (body: string, type: string) => ask(pathOf(route, { callId: settledId, botId: mine.botId }), { method: route.method, key: mine.apiKey, headers: { "content-type": type }, raw: body });
    await expectProblem(await raw("{", "application/json"), 400);
    await expectProblem(await raw("bot=salon", "application/x-www-form-urlencoded"), 415);
    // A bot's file may be a megabyte, any other body a quarter of it.
    const limit = route.path === "/v1/bots/import" ? 2 * 1024 * 1024 : 256 * 1024;
    await expectProblem(await raw(`{"bot":"${"x".repeat(limit)}"}`, "application/json"), 413);
  });
});

describe("every answer", () => {
  it("carries the headers that keep browsers strict, and our own request number", async () => {
    const response = await ask("/v1/me", { key: mine.apiKey, headers: { "x-request-id": "req_chosen_by_the_client" } });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{20}$/);
    expect(response.headers.get("x-request-id")).not.toContain("chosen");
  });

  it("follows the description that is served, credentials included", async () => {
    const description = await (await ask("/v1/openapi.json")).json<{ openapi: string; paths: Record<string, Record<string, { security?: Record<string, string[]>[] }>>; components: { securitySchemes: Record<string, unknown> } }>();
    expect(description.openapi).toBe("3.1.0");
    const named = new Set(Object.values(description.paths).flatMap((path) => Object.values(path)).flatMap((operation) => operation.security ?? []).flatMap((requirement) => Object.keys(requirement)));
    expect([...named].filter((scheme) => description.components.securitySchemes[scheme] === undefined)).toEqual([]);
  });

  it("to an address that is not served is a problem, not a page", async () => {
    await expectProblem(await ask("/v1/nothing", { key: mine.apiKey }), 404);
  });

  it("keeps to two statements of the directory", async () => {
    const key = await makeKey(mine.id, [...scopes]);
    await ask("/v1/me", { key });
    const counted = countStatements();
    const statements: Record<string, number> = {};
    for (const path of ["/v1/me", "/v1/bots", "/v1/calls", `/v1/calls/${settledId}`, `/v1/bots/${mine.botId}/voice`, `/v1/bots/${mine.botId}/draft`, `/v1/bots/${mine.botId}/versions`, "/v1/vendors", "/v1/health/vendors", "/v1/pronunciations", "/v1/trunks", "/v1/numbers", "/v1/nodes", "/v1/limits"]) {
      const before = counted.count();
      await ask(path, { key });
      statements[path] = counted.count() - before;
    }
    counted.stop();
    expect(statements).toEqual({ "/v1/me": 1, "/v1/bots": 2, "/v1/calls": 1, [`/v1/calls/${settledId}`]: 1, [`/v1/bots/${mine.botId}/voice`]: 2, [`/v1/bots/${mine.botId}/draft`]: 2, [`/v1/bots/${mine.botId}/versions`]: 2, "/v1/vendors": 2, "/v1/health/vendors": 2, "/v1/pronunciations": 2, "/v1/trunks": 2, "/v1/numbers": 2, "/v1/nodes": 2, "/v1/limits": 2 });
  });
});

/** Statements prepared on the binding, which the Worker shares with its tests. */
function countStatements(): { count: () => number; stop: () => void } {
  const original = env.DB.prepare.bind(env.DB);
  let prepared = 0;
  env.DB.prepare = (sql: string) => {
    prepared += 1;
    return original(sql);
  };
  return { count: () => prepared, stop: () => void (env.DB.prepare = original) };
}
