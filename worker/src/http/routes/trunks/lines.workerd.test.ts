/** Trunks, numbers, nodes and limits as an owner and a media node meet them, over the real Worker. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ToMediaNode } from "@zvon/contract/node-link.ts";
import { callSchema, startedCallSchema } from "@zvon/contract/api.ts";
import { nodeListSchema } from "@zvon/contract/nodes-api.ts";
import { limitsSchema } from "@zvon/contract/limits-api.ts";
import { numberRecordSchema } from "@zvon/contract/numbers-api.ts";
import { trunkListSchema, trunkRecordSchema, trunkTestSchema } from "@zvon/contract/trunks-api.ts";
import { describe, expect, it } from "vitest";
import { makeNumber, makeTrunk } from "../../../testing/lines.ts";
import { connectNode } from "../../../testing/node-stand-in.ts";
import type { NodeStandIn } from "../../../testing/node-stand-in.ts";
import { ask, makeNode, makeTenant } from "../../../testing/people.ts";
import type { TestTenant } from "../../../testing/people.ts";

const send = (tenant: TestTenant, method: string, path: string, json?: unknown, headers: Record<string, string> = {}) => ask(path, { method, key: tenant.apiKey, headers, ...(json === undefined ? {} : { json }) });
let numbers = 0;
/** Nobody else's. */
const freshNumber = () => `7499${String((numbers += 1)).padStart(7, "0")}`;
const offer = (number: string, change: object = {}) => ({ type: "offer" as const, offer: "o", via: "sip" as const, number, from: "79160000001", diversion: null, ...change });

type Answer = Extract<ToMediaNode, { type: "accept" | "refuse" }>;
/** Who waits for both hears one: the other is waited for still, and is the next that comes. */
const awaited = new WeakMap<NodeStandIn, Map<Answer["type"], Promise<Answer>>>();

async function answered(node: NodeStandIn, number: string, change: object = {}): Promise<Answer> {
  const waiting = awaited.get(node) ?? new Map<Answer["type"], Promise<Answer>>();
  awaited.set(node, waiting);
  for (const type of ["accept", "refuse"] as const) waiting.set(type, waiting.get(type) ?? node.hear(type));
  node.say(offer(number, change));
  const answer = await Promise.race(waiting.values());
  waiting.delete(answer.type);
  return answer;
}

describe("a trunk", () => {
  it("is kept without its password, which only nodes of the account get, at once and after each change", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const node = await connectNode((await makeNode(tenant.id)).token);
    const stranger = await connectNode((await makeNode(other.id)).token);
    expect((await node.hear("trunks")).trunks).toEqual([]);
    expect((await stranger.hear("trunks")).trunks).toEqual([]);
    const id = await makeTrunk(tenant, { password: "the-first-password-zq7w" });
    const told = await node.hear("trunks");
    expect(told.trunks).toEqual([expect.objectContaining({ id, access: "register", host: "sip.example.com", username: "user", password: "the-first-password-zq7w", codecs: ["pcma", "pcmu"] })]);
    expect((await send(tenant, "PUT", `/v1/trunks/${id}/password`, { password: "the-second-password-zq7w" })).status).toBe(204);
    const again = await node.hear("trunks");
    expect(again.trunks[0]?.password).toBe("the-second-password-zq7w");
    expect(again.hash).not.toBe(told.hash);
    const shown = await (await send(tenant, "GET", "/v1/trunks")).text();
    expect(shown).not.toContain("zq7w");
    for (const table of ["trunks", "audit_log"]) expect(JSON.stringify((await env.DB.prepare(`SELECT * FROM ${table} WHERE tenant_id = ?`).bind(tenant.id).all()).results)).not.toContain("zq7w");
    expect((await send(tenant, "DELETE", `/v1/trunks/${id}`)).status).toBe(204);
    expect((await node.hear("trunks")).trunks).toEqual([]);
    // The stranger heard of none of it: what it hears next is its own.
    await makeTrunk(other, { name: "Others" });
    expect((await stranger.hear("trunks")).trunks).toHaveLength(1);
    node.close();
    stranger.close();
  });

  it("registers from one node alone, and a node that has the list is not told it again", async () => {
    const tenant = await makeTenant();
    const made = [await makeNode(tenant.id), await makeNode(tenant.id)].toSorted((a, b) => a.id.localeCompare(b.id));
    await makeTrunk(tenant);
    const heard = [];
    for (const { token } of made) {
      const node = await connectNode(token);
      heard.push({ node, told: await node.hear("trunks") });
    }
    expect(heard.map(({ told }) => told.trunks[0]?.access)).toEqual(["register", "credentials"]);
    const [first] = heard;
    if (first === undefined) throw new Error("no node");
    first.node.say({ type: "hello", version: "test", capacity: 10, ways: ["sip"], calls: [], nowMs: Date.now(), trunks: first.told.hash });
    await first.node.hear("welcome");
    const id = await makeTrunk(tenant, { name: "Second" });
    expect((await first.node.hear("trunks")).trunks.map((trunk) => trunk.id)).toContain(id);
    for (const { node } of heard) node.close();
  });

  it("is registered by another node once its own is gone for minutes, and by its own again when that is back", async () => {
    const tenant = await makeTenant();
    const [first, second] = [await makeNode(tenant.id), await makeNode(tenant.id)].toSorted((a, b) => a.id.localeCompare(b.id));
    if (first === undefined || second === undefined) throw new Error("no nodes");
    await makeTrunk(tenant);
    const own = await connectNode(first.token);
    expect((await own.hear("trunks")).trunks[0]?.access).toBe("register");
    const other = await connectNode(second.token);
    expect((await other.hear("trunks")).trunks[0]?.access).toBe("credentials");
    const object = env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(first.id));
    own.close();
    await own.closed;
    const absent = () => runInDurableObject(object, (_, state) => state.storage.sql.exec("UPDATE absence SET since_ms = since_ms - 120000 RETURNING id").toArray().length);
    for (let tries = 0; (await absent()) === 0; tries += 1) if (tries > 200) throw new Error("the node's end was not seen");
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect((await other.hear("trunks")).trunks[0]?.access).toBe("register");
    const back = await connectNode(first.token);
    expect((await back.hear("trunks")).trunks[0]?.access).toBe("register");
    expect((await other.hear("trunks")).trunks[0]?.access).toBe("credentials");
    back.close();
    other.close();
  });

  it.each([
    [{ host: "10.0.0.1" }, "/host"], [{ host: "localhost" }, "/host"], [{ host: "pbx" }, "/host"], [{ outboundProxy: { host: "192.168.0.1", port: 5060 } }, "/outboundProxy/host"], [{ inboundNetworks: ["8.8.8.8", "192.0.0.0/16"] }, "/inboundNetworks/1"],
    [{ username: null }, "/username"], [{ password: null }, "/password"], [{ kind: "mango", host: undefined }, "/host"], [{ nodeId: "node_00000000000000000000" }, "/nodeId"],
  ])("that would not work is refused with the field: %j", async (change, pointer) => {
    const refused = await send(await makeTenant(), "POST", "/v1/trunks", { name: "Line", kind: "sip", host: "sip.example.com", username: "user", password: "secret", ...change });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer }] });
  });

  it("draws no calls of another account's carrier to itself", async () => {
    const [victim, other] = [await makeTenant(), await makeTenant()];
    const carrier = { kind: "exolve", host: "sip.carrier.example.net", username: null, password: null, inboundNetworks: ["93.184.216.0/28"] };
    await makeTrunk(victim, carrier);
    await makeTrunk(other, carrier);
    const refused = await send(other, "POST", "/v1/trunks", { name: "Line", ...carrier, host: "sip.evil.example.org", inboundNetworks: ["8.8.8.8", "93.184.216.5"] });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: "/inboundNetworks/1" }] });
    // An address of theirs as one's own server draws their calls just so, and the other way round.
    const asServer = await send(other, "POST", "/v1/trunks", { name: "Line", ...carrier, host: "93.184.216.5", inboundNetworks: [] });
    expect(await asServer.json()).toMatchObject({ errors: [{ pointer: "/host" }] });
    await makeTrunk(other, { ...carrier, host: "8.8.4.4", inboundNetworks: [] });
    expect((await send(victim, "POST", "/v1/trunks", { name: "Line", ...carrier, host: "sip.fine.example.net", inboundNetworks: ["8.8.4.0/24"] })).status).toBe(422);
    const moved = await makeTrunk(other, { ...carrier, inboundNetworks: [], host: "sip.evil.example.org" });
    expect((await send(other, "PATCH", `/v1/trunks/${moved}`, { inboundNetworks: ["93.184.0.0/16"] })).status).toBe(422);
  });

  it("tells which numbers go by it, and no others", async () => {
    const tenant = await makeTenant();
    const [id, idle] = [await makeTrunk(tenant), await makeTrunk(tenant, { name: "Idle", host: "sip.idle.example.com" })];
    const number = await makeNumber(tenant, freshNumber(), { trunkId: id });
    await makeNumber(tenant, freshNumber());
    const { trunks } = trunkListSchema.parse(await (await send(tenant, "GET", "/v1/trunks")).json());
    expect(new Map(trunks.map((trunk) => [trunk.id, trunk.numbers]))).toEqual(new Map([[id, [number]], [idle, []]]));
  });

  it("takes its password to another server only when it is entered again", async () => {
    const tenant = await makeTenant();
    const id = await makeTrunk(tenant);
    expect((await send(tenant, "PATCH", `/v1/trunks/${id}`, { host: "sip.evil.example.org" })).status).toBe(422);
    const moved = await send(tenant, "PATCH", `/v1/trunks/${id}`, { host: "sip.evil.example.org", password: "typed-again", maxChannels: 3 });
    expect(trunkRecordSchema.parse(await moved.json())).toMatchObject({ host: "sip.evil.example.org", maxChannels: 3, codecs: ["pcma", "pcmu"], name: "Line" });
  });

  it("shows what nodes see of it in words, and its test what the carrier said", async () => {
    const tenant = await makeTenant();
    const id = await makeTrunk(tenant);
    const test = async () => trunkTestSchema.parse(await (await send(tenant, "POST", `/v1/trunks/${id}/test`, undefined, { "accept-language": "ru" })).json());
    expect(await test()).toMatchObject({ ok: false, state: "unknown", code: null, nodeId: null, detail: expect.stringContaining("медиаузел") });
    const { id: nodeId, token } = await makeNode(tenant.id);
    const node = await connectNode(token);
    node.say({ type: "beat", calls: 0, telephony: "up", nowMs: Date.now(), trunks: [{ id, state: "refused", code: 403, atMs: 1_000 }] });
    await node.ping();
    const shown = trunkRecordSchema.parse(await (await send(tenant, "GET", `/v1/trunks/${id}`, undefined, { "accept-language": "ru" })).json());
    expect(shown.states).toEqual([expect.objectContaining({ nodeId, state: "refused", code: 403, detail: expect.stringMatching(/403.*пароль/) })]);
    const asked = test();
    const probe = await node.hear("trunk.probe");
    expect(probe.trunk).toMatchObject({ id, host: "sip.example.com", password: "secret-of-the-line" });
    node.say({ type: "trunk.probed", probe: probe.probe, ok: true, state: "registered", code: 200, detail: "", tookMs: 42 });
    expect(await asked).toEqual({ ok: true, state: "registered", code: 200, detail: "Зарегистрирован: звонки идут.", tookMs: 42, nodeId });
    node.close();
  });
});

describe("a number", () => {
  it("is one of its kind, however it is written, and names what is the account's", async () => {
    const tenant = await makeTenant();
    const number = freshNumber();
    await makeNumber(tenant, `+${number}`);
    const again = await send(await makeTenant(), "POST", "/v1/numbers", { number: `8${number.slice(1)}`, name: "Again" });
    expect(again.status).toBe(409);
    const other = await makeTenant();
    const strange = await send(tenant, "POST", "/v1/numbers", { number: freshNumber(), name: "x", botId: other.botId, trunkId: await makeTrunk(other), afterHours: { kind: "bot", botId: other.botId }, overflow: { kind: "forward", to: "88095051234" } });
    expect(strange.status).toBe(422);
    expect((await strange.json<{ errors: { pointer: string }[] }>()).errors.map(({ pointer }) => pointer)).toEqual(["/botId", "/afterHours/botId", "/trunkId", "/overflow/to"]);
  });

  it("forwards to no number of the same account, itself included: the call would go round in circles", async () => {
    const tenant = await makeTenant();
    const [number, own] = [freshNumber(), freshNumber()];
    const forward = (to: string) => ({ afterHours: { kind: "forward", to }, overflow: { kind: "forward", to } });
    const faultsOf = async (answer: Response) => [answer.status, (await answer.json<{ errors: { pointer: string }[] }>()).errors.map(({ pointer }) => pointer)];
    const both = [422, ["/afterHours/to", "/overflow/to"]];
    expect(await faultsOf(await send(tenant, "POST", "/v1/numbers", { number, name: "x", ...forward(`8${number.slice(1)}`) }))).toEqual(both);
    const id = await makeNumber(tenant, own);
    expect(await faultsOf(await send(tenant, "POST", "/v1/numbers", { number, name: "x", ...forward(own) }))).toEqual(both);
    expect(await faultsOf(await send(tenant, "PATCH", `/v1/numbers/${id}`, forward(own)))).toEqual(both);
    // Another account's may be an answering service.
    await makeNumber(await makeTenant(), freshNumber(), forward(own));
  });

  it("is answered by its node alone while we are away: the overflow goes ahead, unless it leads where nobody may call any more", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    await node.hear("trunks");
    const number = freshNumber();
    const id = await makeNumber(tenant, number, { overflow: { kind: "forward", to: "+7 495 123-45-67" } });
    expect((await node.hear("trunks")).numbers).toContainEqual({ number, language: "ru", trunk: "trunk", overflow: { kind: "forward", to: "74951234567" } });
    await send(tenant, "PATCH", "/v1/limits", { destinations: { deny: ["7495"] } });
    await send(tenant, "PATCH", `/v1/numbers/${id}`, { overflow: { kind: "message", text: "Мы скоро вернёмся." } });
    expect((await node.hear("trunks")).numbers).toContainEqual({ number, language: "ru", trunk: "trunk", overflow: { kind: "message", text: "Мы скоро вернёмся." } });
    await env.DB.prepare("UPDATE numbers SET rules = json_set(rules, '$.overflow', json(?)) WHERE id = ?").bind(JSON.stringify({ kind: "forward", to: "74951234567" }), id).run();
    await makeTrunk(tenant);
    expect((await node.hear("trunks")).numbers).toContainEqual({ number, language: "ru", trunk: "trunk", overflow: null });
    node.close();
  });

  it("forwards within what its trunk may do in a day, and the account may spend", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const number = freshNumber();
    const trunkId = await makeTrunk(tenant, { dailyCalls: 2, minutePrice: 3_000_000_000 });
    await makeNumber(tenant, number, { trunkId, hours: { week: {} }, afterHours: { kind: "forward", to: "+7 495 123-45-67" } });
    const calls = () => answered(node, number, { trunk: trunkId });
    expect(await calls()).toMatchObject({ forward: { to: "74951234567", trunk: trunkId } });
    // A quarter of an hour is held, until the node tells how long they talked.
    expect(limitsSchema.parse(await (await send(tenant, "GET", "/v1/limits")).json()).spent).toMatchObject({ day: 45_000_000_000, liveCalls: 0 });
    // Nobody had answered, then somebody talked for two minutes and a bit.
    const forwarded = await calls();
    if (forwarded.type !== "refuse" || forwarded.forward?.talk === undefined) throw new Error("not forwarded");
    const { id } = forwarded.forward.talk;
    node.say({ type: "beat", calls: 0, telephony: "up", nowMs: Date.now(), talks: [{ talk: id, ms: 130_000, over: true }] });
    const booked = async () => callSchema.parse(await (await send(tenant, "GET", `/v1/calls/${id}`)).json());
    for (let look = 0; (await booked()).talk?.ms === null && look < 100; look += 1);
    expect(await booked()).toMatchObject({ to: number, endReason: "transferred", talk: { to: "74951234567", ms: 130_000 } });
    expect(limitsSchema.parse(await (await send(tenant, "GET", "/v1/limits")).json()).spent).toMatchObject({ day: 54_000_000_000 });
    await send(tenant, "PATCH", "/v1/limits", { spend: { perDay: 5_000_000_000 } });
    expect(await calls()).toMatchObject({ type: "refuse", fallback: null, detail: expect.stringContaining("may spend") });
    await send(tenant, "PATCH", "/v1/limits", { spend: { perDay: null } });
    const third = await calls();
    expect(third).toMatchObject({ type: "refuse", fallback: null, detail: expect.stringContaining("calls a day") });
    expect(third).not.toHaveProperty("forward");
    node.close();
  });

  it("is answered by its rules: its bot with the notice, a text, another number, or nobody", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const number = freshNumber();
    const id = await makeNumber(tenant, number, { recordingNotice: "Разговор записывается.", maxMinutes: 2 });
    const change = (json: object) => send(tenant, "PATCH", `/v1/numbers/${id}`, json);
    const closed = { hours: { week: {} } };

    const open = await answered(node, `+${number}`);
    expect(open.type).toBe("accept");
    if (open.type !== "accept") return;
    const call = await (await send(tenant, "GET", `/v1/calls/${open.grant.callId}`)).json();
    expect(call).toMatchObject({ to: number, direction: "inbound", bot: { id: tenant.botId } });

    expect(numberRecordSchema.parse(await (await change({ ...closed, afterHours: { kind: "message", text: "Мы закрыты." } })).json())).toMatchObject({ openNow: false, until: null });
    expect((await answered(node, number)).type).toBe("accept");

    await change({ afterHours: { kind: "forward", to: "+7 495 123-45-67" } });
    expect(await answered(node, number)).toMatchObject({ type: "refuse", forward: { to: "74951234567", from: number, trunk: "trunk" }, fallback: null });

    await change({ hours: {}, botId: null, overflow: { kind: "message", text: "Перезвоните." } });
    expect(await answered(node, number)).toMatchObject({ type: "refuse", fallback: "Перезвоните.", language: "ru" });
    await change({ overflow: null });
    expect(await answered(node, number)).toMatchObject({ type: "refuse", fallback: null, reason: "failed" });
    node.close();
  });

  it("asks the directory once for a call, whatever its rules", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const number = freshNumber();
    const id = await makeNumber(tenant, number, { trunkId: await makeTrunk(tenant), afterHours: { kind: "bot", botId: tenant.botId }, hours: { week: {} } });
    await send(tenant, "PUT", `/v1/numbers/${id}/callers`, { allow: [], deny: [{ number: "7900*" }] });
    const original = env.DB.prepare.bind(env.DB);
    const asked: string[] = [];
    env.DB.prepare = (sql: string) => {
      asked.push(sql);
      return original(sql);
    };
    try {
      expect((await answered(node, number)).type).toBe("accept");
    } finally {
      env.DB.prepare = original;
    }
    // The node may be told of the changes above meanwhile.
    expect(asked.filter((sql) => !/from "(trunks|numbers)" inner join "media_nodes"/i.test(sql))).toEqual([expect.stringMatching(/from "numbers" inner join "tenants"/)]);
    node.close();
  });

  it("knows its callers, whom the directory does not", async () => {
    const tenant = await makeTenant({ concurrent: 50, perMinute: 60 });
    const node = await connectNode((await makeNode(tenant.id)).token);
    const number = freshNumber();
    const id = await makeNumber(tenant, number, { anonymous: "reject" });
    const lists = (allow: string[], deny: string[]) => send(tenant, "PUT", `/v1/numbers/${id}/callers`, { allow: allow.map((one) => ({ number: one })), deny: deny.map((one) => ({ number: one })) });
    const types = async () => [(await answered(node, number, { from: "+79160000077" })).type, (await answered(node, number, { from: "89260000000" })).type, (await answered(node, number, { from: "anonymous" })).type];
    expect(await types()).toEqual(["accept", "accept", "refuse"]);
    expect((await lists([], ["+7 916*"])).status).toBe(204);
    expect(await types()).toEqual(["refuse", "accept", "refuse"]);
    await lists(["79160000077"], ["7916*"]);
    expect(await types()).toEqual(["accept", "refuse", "refuse"]);
    expect(JSON.stringify((await env.DB.prepare("SELECT * FROM numbers WHERE tenant_id = ?").bind(tenant.id).all()).results)).not.toContain("79160000077");
    expect(JSON.stringify((await env.DB.prepare("SELECT * FROM audit_log WHERE tenant_id = ?").bind(tenant.id).all()).results)).not.toContain("79160000077");
    await lists([], []);
    expect(await types()).toEqual(["accept", "accept", "refuse"]);
    node.close();
  });

  it("is found by who forwarded the call, where it came to the trunk's pilot number", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(null)).token);
    const [pilot, number] = [freshNumber(), freshNumber()];
    const trunk = await makeTrunk(tenant, { pilot });
    await makeNumber(tenant, number, { trunkId: trunk });
    const forwarded = { diversion: `<sip:+${number}@carrier.example>;reason=unconditional`, trunk };
    expect((await answered(node, pilot, forwarded)).type).toBe("accept");
    expect(await answered(node, pilot, { trunk })).toMatchObject({ type: "refuse", reason: "invalid_number" });
    // Another tenant's trunk of another carrier says the same: it is not believed.
    const stranger = await makeTrunk(await makeTenant(), { host: "sip.evil.example.org", pilot });
    expect(await answered(node, pilot, { ...forwarded, trunk: stranger })).toMatchObject({ type: "refuse", reason: "invalid_number" });
    expect(await answered(node, number, { trunk: stranger })).toMatchObject({ type: "refuse", reason: "invalid_number" });
    expect((await answered(node, number, { trunk: await makeTrunk(await makeTenant()) })).type).toBe("accept");
    node.close();
  });
});

describe("a number that two accounts name", () => {
  const carrier = { host: "sip.both.example.com" };
  const byAddress = { ...carrier, kind: "novofon", access: "credentials" };
  const of = async (answer: Answer, tenant: TestTenant) => answer.type === "accept" && (await send(tenant, "GET", `/v1/calls/${answer.grant.callId}`)).status === 200;

  it("is each one's own by another carrier: its calls are theirs by whose trunk they came", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const node = await connectNode((await makeNode(null)).token);
    const number = freshNumber();
    const [mine, theirs] = [await makeTrunk(tenant, { host: "sip.one.example.com" }), await makeTrunk(other, { host: "sip.two.example.com" })];
    await makeNumber(tenant, number, { trunkId: mine });
    await makeNumber(other, number, { trunkId: theirs });
    expect(await of(await answered(node, number, { trunk: mine }), tenant)).toBe(true);
    expect(await of(await answered(node, number, { trunk: theirs }), other)).toBe(true);
    // By no trunk at all nobody can tell.
    expect(await answered(node, number, { trunk: null })).toMatchObject({ type: "refuse", reason: "invalid_number" });
    node.close();
  });

  it("at one carrier is who's it registers: another's claim, be it the first, draws none of its calls", async () => {
    const [squatter, owner] = [await makeTenant(), await makeTenant()];
    const node = await connectNode((await makeNode(null)).token);
    const number = freshNumber();
    await makeNumber(squatter, number, { trunkId: await makeTrunk(squatter, byAddress) });
    const line = await makeTrunk(owner, { ...carrier, access: "register" });
    // Before the owner has added the number, too.
    expect(await answered(node, number, { trunk: line, registered: true })).toMatchObject({ type: "refuse", reason: "invalid_number" });
    await makeNumber(owner, number, { trunkId: line });
    expect(await of(await answered(node, number, { trunk: line, registered: true }), owner)).toBe(true);
    node.close();
  });

  it("at one carrier that knows both by address is the first one's, and no other trunk of theirs changes that", async () => {
    const [first, second] = [await makeTenant(), await makeTenant()];
    const number = freshNumber();
    const trunkId = await makeTrunk(first, byAddress);
    await makeNumber(first, number, { trunkId });
    const theirs = await makeTrunk(second, byAddress);
    expect((await send(second, "POST", "/v1/numbers", { number, name: "Mine", trunkId: theirs })).status).toBe(409);
    // Nor by the way round of a number that was made without one.
    const id = await makeNumber(second, number);
    expect((await send(second, "PATCH", `/v1/numbers/${id}`, { trunkId: theirs })).status).toBe(409);
    // Nor by a trunk that moves there later, or registers there no more.
    const moving = await makeTrunk(second, { host: "sip.elsewhere.example.com", access: "credentials" });
    expect((await send(second, "PATCH", `/v1/numbers/${id}`, { trunkId: moving })).status).toBe(200);
    const moved = await send(second, "PATCH", `/v1/trunks/${moving}`, { host: carrier.host, password: "again" });
    expect([moved.status, (await moved.json<{ errors: { pointer: string }[] }>()).errors[0]?.pointer]).toEqual([422, "/host"]);
    expect((await send(second, "PATCH", `/v1/trunks/${moving}`, { host: carrier.host, access: "register", password: "again" })).status).toBe(200);
    expect((await send(second, "PATCH", `/v1/trunks/${moving}`, { access: "credentials" })).status).toBe(422);
    const node = await connectNode((await makeNode(null)).token);
    // The exchange names any trunk of the address.
    for (const trunk of [trunkId, theirs]) expect(await of(await answered(node, number, { trunk }), first)).toBe(true);
    expect((await send(second, "POST", "/v1/numbers", { number, name: "Twice", trunkId: theirs })).status).toBe(409);
    node.close();
  });
});

describe("a media node of one's own", () => {
  it("gets a credential once, drains, and is parted when another is made", async () => {
    const tenant = await makeTenant();
    const { id, token } = await (await send(tenant, "POST", "/v1/nodes", { name: "Офис" })).json<{ id: string; token: string }>();
    const node = await connectNode(token);
    const listed = async () => nodeListSchema.parse(await (await send(tenant, "GET", "/v1/nodes")).json()).nodes.find((one) => one.id === id);
    expect(await listed()).toMatchObject({ name: "Офис", own: true, connected: true, version: "test", capacity: 10, calls: 0, draining: false, clockOff: false });
    expect((await send(tenant, "POST", `/v1/nodes/${id}/drain`)).status).toBe(204);
    expect((await node.hear("drain")).on).toBe(false);
    expect((await node.hear("drain")).on).toBe(true);
    expect(await listed()).toMatchObject({ draining: true, drainBy: "us" });
    expect(await answered(node, tenant.number)).toMatchObject({ type: "refuse", reason: "congestion", fallback: "Перезвоните позже." });
    expect((await send(tenant, "POST", `/v1/nodes/${id}/undrain`)).status).toBe(204);
    expect((await answered(node, tenant.number)).type).toBe("accept");
    const renewed = await (await send(tenant, "POST", `/v1/nodes/${id}/credential`)).json<{ token: string }>();
    expect((await node.closed).code).toBe(4003);
    await expect(connectNode(token)).rejects.toThrow("401");
    const back = await connectNode(renewed.token);
    expect((await send(tenant, "DELETE", `/v1/nodes/${id}`)).status).toBe(204);
    expect((await back.closed).code).toBe(4003);
    expect(await listed()).toBeUndefined();
  });

  it("is there beside the platform's, which shows neither its room nor others' calls, and is not the account's to drain", async () => {
    const tenant = await makeTenant();
    const platform = await makeNode(null);
    const node = await connectNode(platform.token);
    const other = await makeTenant();
    expect((await answered(node, other.number)).type).toBe("accept");
    const seen = nodeListSchema.parse(await (await send(tenant, "GET", "/v1/nodes")).json()).nodes.find((one) => one.id === platform.id);
    expect(seen).toMatchObject({ own: false, connected: true, calls: 0, capacity: null });
    expect((await send(tenant, "POST", `/v1/nodes/${platform.id}/drain`)).status).toBe(403);
    expect((await send(tenant, "DELETE", `/v1/nodes/${platform.id}`)).status).toBe(403);
    node.close();
  });
});

describe("an outbound call", () => {
  const start = (tenant: TestTenant, change: object = {}) => send(tenant, "POST", "/v1/calls", { bot: "salon", via: "sip", to: "+7 916 123-45-67", ...change }, { "accept-language": "ru" });
  const placed = async (node: NodeStandIn) => {
    const place = await node.hear("place");
    node.say({ type: "placed", callId: place.grant.callId, media: { rtp: null, browser: null } });
    return place;
  };

  it("goes by the trunk of its number, which is written as the carrier wants it", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const trunk = await makeTrunk(tenant, { callerIdFormat: "plus" });
    const number = freshNumber();
    await makeNumber(tenant, number, { trunkId: trunk });
    const asked = start(tenant, { from: `8${number.slice(1)}` });
    expect((await placed(node)).sip).toEqual({ to: "79161234567", from: `+${number}`, trunk, ringTimeoutMs: 45_000 });
    expect(startedCallSchema.parse(await (await asked).json()).call).toMatchObject({ from: number, to: "79161234567" });
    const strange = await start(tenant, { from: "74951112233" });
    expect(strange.status).toBe(422);
    expect(await strange.json()).toMatchObject({ code: "from_not_yours", errors: [{ pointer: "/from" }] });
    node.close();
  });

  it.each([["8 809 505 12 34", "7809"], ["+44 20 7946 0000", "не разрешено"], ["112", "экстренные"]])("to %s is refused, and told what to do", async (to, words) => {
    const refused = await start(await makeTenant(), { to });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: "destination_refused", detail: expect.stringContaining(words), errors: [{ pointer: "/to" }] });
  });

  it("counts as such minutes usually cost where nobody told the trunk's price, so that a limit of money is never void", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const limits = async (change: object) => limitsSchema.parse(await (await send(tenant, "PATCH", "/v1/limits", change)).json());
    const id = await makeTrunk(tenant);
    expect(await limits({ spend: { perMonth: 4_000_000_000 } })).toMatchObject({ unpriced: [{ id }], countedMinutePrice: 5_000_000_000 });
    expect(await (await start(tenant)).json()).toMatchObject({ code: "spend_limit" });
    expect(await limits({ spend: { unknownMinutePrice: 3_000_000_000 } })).toMatchObject({ countedMinutePrice: 3_000_000_000 });
    const asked = start(tenant);
    await placed(node);
    expect((await asked).status).toBe(201);
    expect((await limits({})).spent.month).toBe(3_000_000_000);
    expect((await send(tenant, "PATCH", `/v1/trunks/${id}`, { minutePrice: 0 })).status).toBe(200);
    expect((await limits({})).unpriced).toEqual([]);
    const free = start(tenant, { to: "+7 916 123-45-68" });
    await placed(node);
    expect((await free).status).toBe(201);
    expect((await limits({})).spent.month).toBe(3_000_000_000);
    // As rows of older versions have it: nobody had told the price.
    await env.DB.prepare("UPDATE trunks SET settings = json_set(json_remove(settings, '$.minutePrice'), '$.pricePerMinute', 0) WHERE id = ?").bind(id).run();
    expect((await limits({})).unpriced).toMatchObject([{ id }]);
    expect(await (await start(tenant)).json()).toMatchObject({ code: "spend_limit" });
    node.close();
  });

  it("holds money while it lives; limits are the owner's to set, and hold at once", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    await makeTrunk(tenant, { minutePrice: 2_000_000_000 });
    const limits = async (change?: object) => limitsSchema.parse(await (await send(tenant, change === undefined ? "GET" : "PATCH", "/v1/limits", change)).json());
    expect(await limits({ spend: { perDay: 5_000_000_000 }, destinations: { allow: ["4420"] } })).toMatchObject({ spend: { perDay: 5_000_000_000, perMonth: null, currency: "RUB" }, destinations: { country: "RU", allow: ["4420"] }, spent: { day: 0 } });
    for (const to of ["+7 916 123-45-67", "+44 20 7946 0000"]) {
      const asked = start(tenant, { to });
      await placed(node);
      expect((await asked).status).toBe(201);
    }
    expect((await limits()).spent).toEqual({ day: 4_000_000_000, month: 4_000_000_000, liveCalls: 2 });
    expect((await limits()).unpriced).toEqual([]);
    const third = await start(tenant);
    expect(third.status).toBe(429);
    expect(await third.json()).toMatchObject({ code: "spend_limit" });
    node.close();
  });
});
