/** One call through all the objects it touches: node, hub, session, archive, and what the API says meanwhile. */
import { SELF, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { callPageSchema, callSchema, messagePageSchema } from "@zvon/contract/api.ts";
import type { Call } from "@zvon/contract/api.ts";
import { liveEventSchema } from "@zvon/contract/live.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import type { LinkGrant } from "@zvon/contract/node-link.ts";
import { describe, expect, it } from "vitest";
import { openLinkTo } from "../call/link-stand-in.ts";
import type { LinkStandIn } from "../call/link-stand-in.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import type { TestTenant } from "../testing/people.ts";
import { ask, makeNode, makeTenant, origin } from "../testing/people.ts";

const noCause = { q850: null, sip: null, text: "" };
const ended = (reason: Call["endReason"] & string, durationMs = 5_000) => ({ type: "call.ended" as const, reason, cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs, media: { received: 250 } });
const leases = async (tenant: TestTenant) => env.TENANT_HUB.get(env.TENANT_HUB.idFromName(tenant.id)).liveCalls({ limit: 10, before: null });
const callOf = async (tenant: TestTenant, id: string) => callSchema.parse(await (await ask(`/v1/calls/${id}`, { key: tenant.apiKey })).json());

/** Through the Worker's own route, with the token of the grant. */
const openLink = (grant: LinkGrant) => openLinkTo({ fetch: () => SELF.fetch(`${origin}${grant.path}`, { headers: { upgrade: "websocket", authorization: `Bearer ${grant.token}` } }) }, grant.callId, { epoch: 1, fresh: true });

async function incoming() {
  const tenant = await makeTenant();
  const credential = await makeNode(tenant.id);
  const node = await connectNode(credential.token);
  node.say({ type: "offer", offer: "o", via: "sip", number: tenant.number, from: "79160000001", diversion: null });
  const { grant } = await node.hear("accept");
  return { tenant, node, nodeId: credential.id, token: credential.token, grant };
}

/** The session settles after its last commit: the link is closed as done once the books have the call. */
const settled = async (link: LinkStandIn) => expect(await link.closed).toBe(4000);

describe("a call", () => {
  it("greets, hears a turn, answers, ends, and is in the books with its words; its lease is free", async () => {
    const { tenant, node, grant } = await incoming();
    const link = await openLink(grant);
    expect((await link.hear("welcome")).recording?.path).toBe(`/media/v1/calls/${grant.callId}/recording`);
    await link.fact({ type: "call.answered", atMs: 0 });
    const greeting = await link.hearReply();
    await link.fact({ type: "reply.heard", reply: greeting.reply, turn: 0, heard: "Здравствуйте!", interrupted: false, startMs: 0, endMs: 900, decisionMs: 1, ttsMs: 2, firstAudioMs: 3 });
    await link.fact({ type: "turn.final", turn: 1, text: "на стрижку", verdict: "sure", confidence: 0.99, language: "ru", startMs: 1_200, endMs: 2_000, endpointMs: 500, sttMs: 40, by: "voice" });
    expect(await link.hearReply()).toMatchObject({ turn: 1 });
    expect(await callOf(tenant, grant.callId)).toMatchObject({ status: "live" });
    const { calls } = callPageSchema.parse(await (await ask("/v1/calls?status=live", { key: tenant.apiKey })).json());
    expect(calls.map((call) => call.id)).toEqual([grant.callId]);
    await link.fact({ type: "usage", mediaMs: 5_000, sttMs: 800, ttsChars: 100 });
    await link.fact(ended("caller_hangup"));
    await settled(link);
    expect(await callOf(tenant, grant.callId)).toMatchObject({ status: "ended", endReason: "caller_hangup", cause: { q850: 16 }, usage: { mediaMs: 5_000 } });
    const { messages } = messagePageSchema.parse(await (await ask(`/v1/calls/${grant.callId}/messages`, { key: tenant.apiKey })).json());
    expect(messages.map((message) => message.who).slice(0, 2)).toEqual(["bot", "caller"]);
    expect(messages[1]).toMatchObject({ text: "на стрижку", verdict: "sure" });
    expect(await leases(tenant)).toEqual([]);
    node.close();
  });

  it("hung up by the API ends as api_hangup once the node has hung up", async () => {
    const { tenant, node, grant } = await incoming();
    const link = await openLink(grant);
    await link.fact({ type: "call.answered", atMs: 0 });
    await link.hearReply();
    expect((await ask(`/v1/calls/${grant.callId}/hangup`, { method: "POST", key: tenant.apiKey })).status).toBe(202);
    expect(await link.hear("hangup")).toMatchObject({ reason: "api_hangup" });
    const { results } = await env.DB.prepare("SELECT action, subject, actor FROM audit_log WHERE tenant_id = ?").bind(tenant.id).all();
    expect(results).toEqual([{ action: "call.hangup", subject: grant.callId, actor: expect.stringMatching(/^key:key_/) }]);
    await link.fact(ended("api_hangup"));
    await settled(link);
    expect(await callOf(tenant, grant.callId)).toMatchObject({ endReason: "api_hangup" });
    expect((await ask(`/v1/calls/${grant.callId}/hangup`, { method: "POST", key: tenant.apiKey })).status).toBe(202);
    node.close();
  });

  it("that its node no longer carries gets 15 s for its last facts, then ends as node_lost", async () => {
    const { tenant, node, nodeId, token, grant } = await incoming();
    const link = await openLink(grant);
    await link.fact({ type: "call.answered", atMs: 0 });
    await link.hearReply();
    node.close();
    link.close();
    const back = await connectNode(token, { calls: [] });
    const object = env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(nodeId));
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect((await callOf(tenant, grant.callId)).status).toBe("live");
    await runInDurableObject(object, (_, state) => void state.storage.sql.exec("UPDATE carried SET missing_ms = missing_ms - 15000"));
    expect(await runDurableObjectAlarm(object)).toBe(true);
    await until(async () => (await leases(tenant)).length === 0);
    expect(await callOf(tenant, grant.callId)).toMatchObject({ status: "ended", endReason: "node_lost" });
    back.close();
  });

  it("that ended while its node was cut off keeps the end that the node tells", async () => {
    const { tenant, node, token, grant } = await incoming();
    const link = await openLink(grant);
    await link.fact({ type: "call.answered", atMs: 0 });
    await link.hearReply();
    node.close();
    link.close();
    const back = await connectNode(token, { calls: [] });
    const again = await openLinkTo({ fetch: () => SELF.fetch(`${origin}${grant.path}`, { headers: { upgrade: "websocket", authorization: `Bearer ${grant.token}` } }) }, grant.callId, { epoch: 2, n: 1 });
    await again.fact(ended("caller_hangup"));
    await settled(again);
    expect(await callOf(tenant, grant.callId)).toMatchObject({ status: "ended", endReason: "caller_hangup" });
    back.close();
  });

  it("whose node stays away for 45 s ends as node_lost", async () => {
    const { tenant, node, nodeId, grant } = await incoming();
    const link = await openLink(grant);
    await link.fact({ type: "call.answered", atMs: 0 });
    await link.hearReply();
    const object = env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(nodeId));
    const absent = async () => (await runInDurableObject(object, (_, state) => state.storage.sql.exec("SELECT 1 FROM absence").toArray())).length > 0;
    node.close();
    await until(absent);
    await runInDurableObject(object, (_, state) => void state.storage.sql.exec("UPDATE absence SET since_ms = since_ms - 45000"));
    expect(await runDurableObjectAlarm(object)).toBe(true);
    await until(async () => (await leases(tenant)).length === 0);
    expect(await callOf(tenant, grant.callId)).toMatchObject({ endReason: "node_lost" });
  });

  it("whose node never came back after the edge restarted ends as node_lost: nobody saw its socket close", async () => {
    const { tenant, node, nodeId, grant } = await incoming();
    const link = await openLink(grant);
    await link.fact({ type: "call.answered", atMs: 0 });
    await link.hearReply();
    const object = env.MEDIA_NODE.get(env.MEDIA_NODE.idFromName(nodeId));
    const rows = (sql: string) => runInDurableObject(object, (_, state) => state.storage.sql.exec(sql).toArray());
    node.close();
    await until(async () => (await rows("SELECT 1 FROM absence")).length > 0);
    await rows("DELETE FROM absence");
    expect(await runDurableObjectAlarm(object)).toBe(true);
    await rows("UPDATE absence SET since_ms = since_ms - 45000");
    expect(await runDurableObjectAlarm(object)).toBe(true);
    await until(async () => (await leases(tenant)).length === 0);
    expect(await callOf(tenant, grant.callId)).toMatchObject({ endReason: "node_lost" });
  });

  it("can be watched: a snapshot first, in time its end, and then the socket closes", async () => {
    const { tenant, node, grant } = await incoming();
    const link = await openLink(grant);
    await link.fact({ type: "call.answered", atMs: 0 });
    const watched = await ask(`/v1/calls/${grant.callId}/live`, { key: tenant.apiKey, headers: { upgrade: "websocket" } });
    const socket = watched.webSocket;
    if (socket === null) throw new Error("no socket");
    const events: LiveEvent[] = [];
    const over = new Promise<void>((resolve) => socket.addEventListener("close", () => resolve()));
    socket.addEventListener("message", (event) => void events.push(liveEventSchema.parse(JSON.parse(String(event.data)))));
    socket.accept();
    await link.hearReply();
    await link.fact(ended("caller_hangup"));
    await settled(link);
    await over;
    expect(events[0]?.type).toBe("snapshot");
    expect(events.some((event) => event.type === "ended" && event.endReason === "caller_hangup")).toBe(true);
    node.close();
  });

  it("that the node could not place is in the books with the reason", async () => {
    const tenant = await makeTenant();
    const node = await connectNode((await makeNode(tenant.id)).token);
    const asked = ask("/v1/calls", { method: "POST", key: tenant.apiKey, json: { bot: "salon", via: "sip", to: "79161234567" } });
    const { grant } = await node.hear("place");
    node.say({ type: "place.failed", callId: grant.callId, reason: "forbidden", cause: { ...noCause, sip: 403 }, detail: "the trunk refused" });
    expect((await asked).status).toBe(503);
    await until(async () => (await callOf(tenant, grant.callId)).status === "ended");
    expect(await callOf(tenant, grant.callId)).toMatchObject({ endReason: "forbidden", cause: { sip: 403 } });
    expect(await leases(tenant)).toEqual([]);
    node.close();
  });
});

/** Asks again until it holds; each question is a round trip through the objects, so no time is waited for. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 2_000; asked += 1) if (await holds()) return;
  throw new Error("it never came to hold");
}
