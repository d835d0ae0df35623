import { SELF, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { problemSchema, startedCallSchema } from "@zvon/contract/api.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { appointmentReminder } from "../../../bots/templates/appointment-reminder.ts";
import { openLinkTo } from "../../../call/link-stand-in.ts";
import { salon } from "../../../bots/demo/salon.ts";
import { botVersions } from "../../../db/schema.ts";
import type { TestTenant } from "../../../testing/people.ts";
import { ask, makeNode, makeTenant, origin } from "../../../testing/people.ts";
import { makeTrunk } from "../../../testing/lines.ts";
import { connectNode } from "../../../testing/node-stand-in.ts";
import type { NodeStandIn } from "../../../testing/node-stand-in.ts";

const media = { rtp: null, browser: { url: "ws://127.0.0.1:1/media" } };
const start = (tenant: TestTenant, json: unknown = { bot: "salon", language: "ru", via: "browser" }, headers: Record<string, string> = {}) => ask("/v1/calls", { method: "POST", key: tenant.apiKey, json, headers });
const liveIds = async (tenant: TestTenant) => (await env.TENANT_HUB.get(env.TENANT_HUB.idFromName(tenant.id)).liveCalls({ limit: 100, before: null })).map((call) => call.callId);

async function answerPlace(node: NodeStandIn) {
  const place = await node.hear("place");
  node.say({ type: "placed", callId: place.grant.callId, media });
  return place;
}

describe("POST /v1/calls", () => {
  it("has the node of the tenant place the call, and answers with what opens its media", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, { bot: "salon", language: "en", via: "browser", script: "- say: hello" });
    const place = await answerPlace(node);
    const response = await asked;
    expect(response.status).toBe(201);
    const started = startedCallSchema.parse(await response.json());
    expect(started.call).toMatchObject({ id: place.grant.callId, language: "en", direction: "test", via: "browser", bot: { slug: "salon", version: 1 } });
    expect(started.media).toEqual(media);
    expect(place.browser).toEqual({ ticket: started.ticket, script: "- say: hello", language: "en" });
    expect(place.grant.path).toBe(`/link/v1/calls/${place.grant.callId}`);
    expect(await liveIds(tenant)).toEqual([place.grant.callId]);
    node.close();
  });

  it("dials a number over SIP through the trunk", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, { bot: tenant.botId, via: "sip", to: "79161234567", from: tenant.number, ringTimeoutMs: 20_000 });
    const place = await answerPlace(node);
    expect(place.sip).toEqual({ to: "79161234567", from: tenant.number, trunk: "trunk", ringTimeoutMs: 20_000 });
    expect((await asked).status).toBe(201);
    node.close();
  });

  it("finds the first call by its Idempotency-Key, and refuses the key for another request", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const headers = { "idempotency-key": "order-17" };
    const first = start(tenant, undefined, headers);
    await answerPlace(node);
    const one = startedCallSchema.parse(await (await first).json());
    const again = await start(tenant, undefined, headers);
    expect(again.status).toBe(201);
    const two = startedCallSchema.parse(await again.json());
    expect(two.call.id).toBe(one.call.id);
    expect(two.ticket).toBe(one.ticket);
    expect((await start(tenant, { bot: "salon", language: "en", via: "browser" }, headers)).status).toBe(409);
    expect(await liveIds(tenant)).toHaveLength(1);
    node.close();
  });

  it("places one call when a repeat comes before the first was answered", async () => {
    const tenant = await makeTenant();
    const { id, token } = await makeNode(tenant.id);
    const node = await connectNode(token);
    const headers = { "idempotency-key": "impatient" };
    const both = [start(tenant, undefined, headers), start(tenant, undefined, headers)];
    await answerPlace(node);
    const started = await Promise.all(both.map(async (response) => startedCallSchema.parse(await (await response).json())));
    expect(new Set(started.map(({ call }) => call.id)).size).toBe(1);
    // And one that asks the node's object anew, after the first was placed: the node is not told again.
    const place = { tenantId: tenant.id, grant: { callId: started[0]?.call.id ?? "", path: "", token: "", epochBase: 0 }, via: "browser" as const, sip: null, rtp: null, browser: null };
    expect(await env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(id)).place(place)).toEqual({ ok: true, media });
    expect(await liveIds(tenant)).toHaveLength(1);
    node.close();
  });

  it("asks the node of the first request when a cut-off request is repeated, though another comes first now", async () => {
    const tenant = await makeTenant();
    const [first, second] = [await makeNode(tenant.id), await makeNode(tenant.id)];
    const one = await connectNode(first.token);
    const headers = { "idempotency-key": "cut-off" };
    const asked = start(tenant, undefined, headers);
    const { callId } = (await answerPlace(one)).grant;
    expect((await asked).status).toBe(201);
    // As if the answer had never been stored; meanwhile the first node is gone and another could take the call.
    await runInDurableObject(env.TENANT_HUB.get(env.TENANT_HUB.idFromName(tenant.id)), (_, state) => void state.storage.sql.exec("UPDATE idempotency SET answer = NULL"));
    one.close();
    const two = await connectNode(second.token);
    const again = await start(tenant, undefined, headers);
    expect(again.status).toBe(201);
    expect(startedCallSchema.parse(await again.json()).call.id).toBe(callId);
    const carried = await runInDurableObject(env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(second.id)), (_, state) => state.storage.sql.exec("SELECT 1 FROM carried").toArray());
    expect(carried).toEqual([]);
    two.close();
  });

  it("refuses what exceeds the tenant's limit, and starts nothing", async () => {
    const tenant = await makeTenant({ concurrent: 1, perMinute: 60 });
    const node = await connectNode((await makeNode(tenant.id)).token);
    const first = start(tenant);
    await answerPlace(node);
    expect((await first).status).toBe(201);
    const second = await start(tenant);
    expect(second.status).toBe(429);
    expect(problemSchema.parse(await second.json()).code).toBe("concurrency_limit");
    node.close();
  });

  it("says 503 and gives the lease back when no node is connected, or the node refuses", async () => {
    const tenant = await makeTenant();
    expect((await start(tenant)).status).toBe(503);
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, { bot: "salon", via: "sip", to: "79161234567" }, { "idempotency-key": "k" });
    const place = await node.hear("place");
    node.say({ type: "place.failed", callId: place.grant.callId, reason: "forbidden", cause: { q850: 21, sip: 403, text: "Forbidden" }, detail: "the trunk refused" });
    const refused = await asked;
    expect(refused.status).toBe(503);
    expect(problemSchema.parse(await refused.json())).toMatchObject({ code: "not_placed", detail: expect.stringContaining("the trunk refused") });
    expect(await liveIds(tenant)).toEqual([]);
    // The key is free again: nothing was dialled.
    const retried = start(tenant, { bot: "salon", via: "sip", to: "79161234567" }, { "idempotency-key": "k" });
    const again = await answerPlace(node);
    expect(again.grant.callId).not.toBe(place.grant.callId);
    expect((await retried).status).toBe(201);
    node.close();
  });

  it("never places a call on a node of another tenant", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const node = await connectNode((await makeNode(other.id)).token);
    expect((await start(tenant)).status).toBe(503);
    node.close();
  });

  it.each([
    [{ via: "browser" }, "/bot"],
    [{ bot: "salon", via: "browser", langauge: "en" }, "/langauge"],
    [{ bot: "salon", via: "pigeon" }, "/via"],
    [{ bot: "salon", via: "sip" }, "/to"],
    [{ bot: "salon", via: "rtp", rtp: { host: "127.0.0.1", port: 0 } }, "/rtp/port"],
    [{ bot: "salon", via: "rtp", rtp: { host: "localhost", port: 4000 } }, "/rtp/host"],
    [{ bot: "salon", via: "rtp" }, "/rtp"],
    [{ bot: "salon", via: "browser", rtp: { host: "127.0.0.1", port: 4000 } }, "/rtp"],
    [{ bot: "salon", via: "sip", to: "1", script: "- say: hello" }, "/script"],
  ])("points at the field that does not fit: %j", async (json, pointer) => {
    const response = await start(await makeTenant(), json);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(problemSchema.parse(await response.json()).errors?.map((error) => error.pointer)).toContain(pointer);
  });
});

describe("what is known before a call", () => {
  const known = { name: "Мария", company: "салон «Мята»", place: "улица Садовая, 8", when: "2026-11-23T15:00" };
  async function reminding() {
    const tenant = await makeTenant();
    await drizzle(env.DB).update(botVersions).set({ config: botConfigSchema.parse(appointmentReminder.config) }).where(eq(botVersions.botId, tenant.botId));
    return tenant;
  }

  it("is what the bot greets with", async () => {
    const tenant = await reminding();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, { bot: "salon", via: "sip", to: "79161234567", fields: known });
    const { grant } = await answerPlace(node);
    expect((await asked).status).toBe(201);
    const link = await openLinkTo({ fetch: () => SELF.fetch(`${origin}${grant.path}`, { headers: { upgrade: "websocket", authorization: `Bearer ${grant.token}` } }) }, grant.callId, { epoch: 1, fresh: true });
    await link.fact({ type: "call.answered", atMs: 0 });
    expect((await link.hearReply()).text).toBe("Здравствуйте! Это салон «Мята». Мария, это вы?");
    node.close();
  });

  it.each([
    ["a field that the bot has not", { ...known, surname: "Петрова" }, "fields_invalid", "/fields/surname", "У бота нет поля «surname»."],
    ["a name that every object has", { ...known, constructor: "x" }, "fields_invalid", "/fields/constructor", "У бота нет поля «constructor»."],
    ["a value that no reader gives", { ...known, when: "завтра в три" }, "fields_invalid", "/fields/when", "День и время пишутся так: 2026-12-31T15:30."],
    ["a greeting with a hole in it", { name: "Мария", when: known.when }, "fields_missing", "/fields/company", "Боту нужно поле «company»."],
    ["a later question with a hole in it", { name: "Мария", company: "Мята" }, "fields_missing", "/fields/when", "Боту нужно поле «when»."],
  ])("is refused in the reader's language with %s, and holds no room", async (_, fields, code, pointer, detail) => {
    const tenant = await reminding();
    const refused = await start(tenant, { bot: "salon", via: "sip", to: "79161234567", fields }, { "accept-language": "ru" });
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(await refused.json())).toMatchObject({ code, title: "Так сделать нельзя", errors: [{ pointer, detail }] });
    expect(await liveIds(tenant)).toEqual([]);
  });

  it("may lack in a call that its owner tries", async () => {
    const tenant = await reminding();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, { bot: "salon", via: "browser" });
    await answerPlace(node);
    expect((await asked).status).toBe(201);
    node.close();
  });
});

describe("a bot that hands callers to a SIP address", () => {
  const said = (ru: string, en: string) => ({ ru, en });
  const handing = botConfigSchema.parse({
    ...salon, fields: {}, tools: [], agent: { crm_field_mapping: {}, destinations: [{ name: "front", to: "sip:anna@pbx.example.com", kind: "cold" }] },
    flow: {
      type: "graph", start: "ready",
      states: { ready: { type: "question", say: said("Чем помочь?", "How can I help?"), hint: said("Спросите.", "Ask me.") }, pass: { type: "transfer", destination: "front", say: said("Соединяю.", "Putting you through.") }, failed: { type: "end", say: said("Не вышло.", "It failed."), outcome: "answered" } },
      transitions: [{ from: "ready", to: "failed", when: { intent: "goodbye" } }, { from: "*", to: "pass", when: { intent: "operator" } }, { from: "pass", to: "failed", when: { transfer: "failed" } }],
    },
  });

  /** @returns what comes of a caller who asks for a person, in a call by the account's first trunk. */
  async function askedForPerson(...hosts: string[]) {
    const tenant = await makeTenant();
    await drizzle(env.DB).update(botVersions).set({ config: handing }).where(eq(botVersions.botId, tenant.botId));
    const trunks = [await makeTrunk(tenant)];
    for (const host of hosts) trunks.push(await makeTrunk(tenant, { host }));
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, { bot: "salon", via: "sip", to: "79161234567" });
    const { grant } = await answerPlace(node);
    expect((await asked).status).toBe(201);
    const link = await openLinkTo({ fetch: () => SELF.fetch(`${origin}${grant.path}`, { headers: { upgrade: "websocket", authorization: `Bearer ${grant.token}` } }) }, grant.callId, { epoch: 1, fresh: true });
    await link.fact({ type: "call.answered", atMs: 0 });
    const greeting = await link.hearReply();
    await link.heard(greeting.reply, 0, greeting.text);
    await link.say(1, "соедините с оператором");
    const reply = await link.hearReply();
    node.close();
    return { trunks, link, reply };
  }

  it("sends them by the trunk at whose server it lies", async () => {
    const { trunks, link, reply } = await askedForPerson("PBX.example.com");
    expect(reply.text).toContain("Соединяю.");
    expect(await link.hear("transfer")).toMatchObject({ to: "sip:anna@pbx.example.com", trunk: trunks[1] });
  });

  it("sends them nowhere when it lies at none of the account's trunks", async () => {
    const { link } = await askedForPerson("pbx.example.com.other.example");
    expect(link.messages.map(({ type }) => type)).not.toContain("transfer");
  });
});

describe("an RTP call", () => {
  const rtp = (host: string) => ({ bot: "salon", via: "rtp", rtp: { host, port: 4000 } });

  it("goes to the networks that the installation allows", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = start(tenant, rtp("127.0.0.1"));
    expect((await answerPlace(node)).rtp).toMatchObject({ host: "127.0.0.1", port: 4000 });
    expect((await asked).status).toBe(201);
    node.close();
  });

  it("to any other is refused before anything begins", async () => {
    const tenant = await makeTenant();
    const response = await start(tenant, rtp("192.0.2.1"));
    expect(response.status).toBe(422);
    expect(problemSchema.parse(await response.json())).toMatchObject({ code: "rtp_target_not_allowed", errors: [{ pointer: "/rtp/host" }] });
    expect(await liveIds(tenant)).toEqual([]);
  });
});

describe("an offer of a node", () => {
  const offer = (number: string) => ({ type: "offer" as const, offer: "offer-1", via: "sip" as const, number, from: "79160000001", diversion: null });

  it("is accepted with a grant: the dialled number says which tenant and bot", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(null)).token);
    node.say(offer(tenant.number));
    const accept = await node.hear("accept");
    expect(accept.offer).toBe("offer-1");
    const call = await (await ask(`/v1/calls/${accept.grant.callId}`, { key: tenant.apiKey })).json();
    expect(call).toMatchObject({ direction: "inbound", via: "sip", from: "79160000001", to: tenant.number, language: "ru" });
    node.close();
  });

  it("is refused for a number nobody has, and for one of a tenant the node does not serve", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const node = await connectNode((await makeNode(other.id)).token);
    node.say(offer("70000000000"));
    expect(await node.hear("refuse")).toMatchObject({ reason: "invalid_number", fallback: null });
    node.say(offer(tenant.number));
    expect(await node.hear("refuse")).toMatchObject({ reason: "invalid_number", fallback: null });
    node.close();
  });

  it("is refused with the number's own words when all calls of the plan are in use", async () => {
    const tenant = await makeTenant({ concurrent: 1, perMinute: 60 });
    const node = await connectNode((await makeNode(null)).token);
    node.say(offer(tenant.number));
    await node.hear("accept");
    node.say(offer(tenant.number));
    expect(await node.hear("refuse")).toMatchObject({ reason: "limit", fallback: "Перезвоните позже." });
    node.close();
  });

  it("is refused when the node carries as many calls as it can", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(null)).token, { capacity: 1 });
    node.say(offer(`+${tenant.number}`));
    await node.hear("accept");
    node.say(offer(tenant.number));
    expect(await node.hear("refuse")).toMatchObject({ reason: "congestion", fallback: "Перезвоните позже." });
    node.close();
  });

  it("is refused when the node's clock is more than 30 s off", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(null)).token, { nowMs: Date.now() - 31_000 });
    node.say(offer(tenant.number));
    expect(await node.hear("refuse")).toMatchObject({ reason: "congestion" });
    node.close();
  });
});

describe("the control link", () => {
  it("is refused without the node's credential", async () => {
    await expect(connectNode("node-unknown-credential")).rejects.toThrow("401");
  });

  it("goes to the newest connection: the older one is closed", async () => {
    const { token } = await makeNode(null);
    const first = await connectNode(token);
    const second = await connectNode(token);
    expect(await first.closed).toMatchObject({ code: 4001 });
    second.close();
  });

  it("answers the node's ping, without waking the object", async () => {
    const node = await connectNode((await makeNode(null)).token);
    await node.ping();
    node.close();
  });

  it("outlives a message that does not parse: it is dropped, and the next one counts", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    node.say({ type: "beat", calls: -1, telephony: "up", nowMs: 0 });
    node.say({ type: "offer", offer: "offer-2", via: "sip", number: tenant.number, from: "79160000001", diversion: null });
    expect((await node.hear("accept")).offer).toBe("offer-2");
    node.close();
  });

  it("ends at the hello of another version", async () => {
    const { token } = await makeNode(null);
    const response = await SELF.fetch(`${origin}/node/v1/control`, { headers: { upgrade: "websocket", authorization: `Bearer ${token}` } });
    const closed = Promise.withResolvers<number>();
    response.webSocket?.addEventListener("close", (event) => closed.resolve(event.code));
    response.webSocket?.accept();
    response.webSocket?.send(JSON.stringify({ v: 2, type: "hello", version: "9", calls: [] }));
    expect(await closed.promise).toBe(4003);
  });

  it("ends a call at once that was offered, accepted and then given back", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000001", diversion: null });
    const { grant } = await node.hear("accept");
    expect(await liveIds(tenant)).toEqual([grant.callId]);
    node.say({ type: "place.failed", callId: grant.callId, reason: "cancelled", cause: { q850: 16, sip: 487, text: "" }, detail: "the caller gave up" });
    for (let looks = 0; looks < 2_000 && (await liveIds(tenant)).length > 0; looks += 1);
    expect(await liveIds(tenant)).toEqual([]);
    expect(await (await ask(`/v1/calls/${grant.callId}`, { key: tenant.apiKey })).json()).toMatchObject({ status: "ended", endReason: "cancelled", cause: { sip: 487 } });
    node.close();
  });

  it("is looked at again although a tenant's hub does not answer", async () => {
    const tenant = await makeTenant();
    const { id, token } = await makeNode(tenant.id);
    const node = await connectNode(token);
    node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000001", diversion: null });
    const { grant } = await node.hear("accept");
    const kept = await runInDurableObject(env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(id)), async (object, state) => {
      const services: unknown = Reflect.get(object, "services");
      Reflect.set(object, "services", { ...(services as object), hub: () => ({ liveCalls: () => Promise.reject(new Error("the hub is away")) }) });
      state.storage.sql.exec("UPDATE carried SET since_ms = since_ms - 120000");
      await state.storage.deleteAlarm();
      await object.alarm();
      return { alarm: await state.storage.getAlarm(), calls: state.storage.sql.exec<{ call_id: string }>("SELECT call_id FROM carried").toArray().map((row) => row.call_id) };
    });
    expect(kept.alarm).not.toBeNull();
    expect(kept.calls).toEqual([grant.callId]);
    node.close();
  });

  it("keeps its calls when the node comes back and still carries them", async () => {
    const tenant = await makeTenant();
    const { id, token } = await makeNode(tenant.id);
    const node = await connectNode(token);
    const asked = start(tenant);
    const { grant } = await answerPlace(node);
    await asked;
    node.close();
    const back = await connectNode(token, { calls: [grant.callId] });
    const kept = await runInDurableObject(env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(id)), (_, state) => state.storage.sql.exec<{ call_id: string }>("SELECT call_id FROM carried").toArray());
    expect(kept.map((row) => row.call_id)).toEqual([grant.callId]);
    back.close();
  });
});
