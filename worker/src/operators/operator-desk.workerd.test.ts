/** A caller, the desk and an operator's telephone over the real objects, sockets and routes. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { newCallId, newId } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { openLinkTo } from "../call/link-stand-in.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import { ask, makeNode, makeTenant } from "../testing/people.ts";
import type { TestTenant } from "../testing/people.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const said = (ru: string, en: string) => ({ ru, en });
const cause = { q850: null, sip: null, text: "" };
const bot = botConfigSchema.parse({
  ...salon, fields: {}, tools: [], agent: { crm_field_mapping: {}, destinations: [{ name: "people", to: "operators", kind: "cold" }] },
  flow: {
    type: "graph", start: "ready",
    states: {
      ready: { type: "question", say: said("Чем помочь?", "How can I help?"), hint: said("Спросите.", "Ask me.") },
      pass: { type: "transfer", destination: "people", say: said("Соединяю.", "Putting you through.") },
      nobody: { type: "say", say: said("Никого нет.", "Nobody is here.") },
      bye: { type: "end", say: said("До свидания!", "Goodbye!"), outcome: "answered" },
    },
    transitions: [{ from: "ready", to: "bye", when: { intent: "goodbye" } }, { from: "*", to: "pass", when: { intent: "operator" } }, { from: "pass", to: "nobody", when: { transfer: "no_answer" } }, { from: "nobody", to: "ready", when: { done: true } }],
  },
});

async function office() {
  const tenant = await makeTenant();
  const { id: nodeId, token } = await makeNode(tenant.id);
  const node = await connectNode(token, { phoneUrl: "wss://voice.example.com:8089/ws" });
  expect((await node.hear("phones")).phones).toEqual([]);
  const desk = () => byName(env.OPERATOR_DESK, tenant.id);
  /** Signs an operator in, whose telephone then rings. */
  const comes = async (id: string) => {
    const phone = await desk().openPhone({ operator: { id, name: id }, nodeId });
    if (phone === null) throw new Error("there are too many operators");
    await desk().beat({ id, phone: phone.id, state: "available" });
    return phone;
  };
  return { tenant, nodeId, node, desk, comes };
}

/** A caller who has asked for a person and heard "putting you through". */
async function calling(tenant: TestTenant, nodeId: string) {
  const callId = newCallId(Date.now());
  const session = () => byName(env.CALL_SESSION, `${tenant.id}/${callId}`);
  await byName(env.TENANT_HUB, tenant.id).admit({ callId, nowMs: Date.now(), limits: { concurrent: 5, perMinute: 10 }, idempotency: null });
  await session().begin({
    tenantId: tenant.id, callId, nodeId, bot: { id: newId("bot"), slug: "front", name: "Front", version: 1, config: bot }, language: "ru", direction: "inbound", via: "sip", from: "+79990001122", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, createdAt: Date.now(),
  });
  const link = await openLinkTo(session(), callId, { epoch: 1 });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(0, 0, greeting.text);
  await link.say(1, "соедините с оператором");
  const reply = await link.hearReply();
  await link.heard(reply.reply, 1, reply.text);
  return { callId, session, link };
}

describe("a caller who is put through to operators", () => {
  it("is told in words that nobody is there, and the talk goes on", async () => {
    const { tenant, nodeId } = await office();
    const { link } = await calling(tenant, nodeId);
    expect((await link.hearReply()).text).toBe("Никого нет. Чем помочь?");
  });

  it("rings at the operator's telephone, whose page knows who calls before it answers; both then talk", async () => {
    const { tenant, nodeId, node, desk, comes } = await office();
    const anna = await comes("anna");
    expect((await node.hear("phones")).phones).toEqual([{ id: anna.id, password: anna.password }]);
    const { callId, link, session } = await calling(tenant, nodeId);
    expect(await link.hear("transfer")).toMatchObject({ to: `operator:${anna.id}`, kind: "blind", ringTimeoutMs: 20_000 });
    expect(await desk().beat({ id: "anna", phone: anna.id, state: null })).toMatchObject({ known: true, offer: { callId, from: "+79990001122", summary: expect.any(String) } });
    await link.fact({ type: "transfer.result", result: "answered", cause });
    expect(await link.hear("hangup")).toMatchObject({ reason: "transferred" });
    expect((await session().snapshot())?.call.outcome).toBe("transferred");
    await expect.poll(() => desk().list()).toMatchObject({ operators: [{ id: "anna", state: "busy" }], waiting: [] });
  });

  it("hears the place in the queue, and is rung through to the next who is free", async () => {
    const { tenant, nodeId, desk, comes } = await office();
    const anna = await comes("anna");
    await desk().beat({ id: "anna", phone: anna.id, state: "busy" });
    const { link } = await calling(tenant, nodeId);
    const told = await link.hearReply();
    expect(await link.hear("hold")).toMatchObject({ on: true });
    expect(told.text).toBe("Сейчас все операторы заняты. Вы первый в очереди. Пожалуйста, оставайтесь на линии.");
    await desk().beat({ id: "anna", phone: anna.id, state: "available" });
    expect(await link.hear("transfer")).toMatchObject({ to: `operator:${anna.id}` });
  });

  it("goes to the next operator when one does not answer; whoever let it ring is away", async () => {
    const { tenant, nodeId, desk, comes } = await office();
    await comes("anna");
    await comes("boris");
    const { link } = await calling(tenant, nodeId);
    const first = await link.hear("transfer");
    await link.fact({ type: "transfer.result", result: "no_answer", cause });
    const second = await link.hear("transfer");
    expect(second.to).not.toBe(first.to);
    expect(second.key).not.toBe(first.key);
    await link.fact({ type: "transfer.result", result: "refused", cause });
    expect((await link.hearReply()).text).toBe("Никого нет. Чем помочь?");
    expect((await desk().list()).operators.map(({ state }) => state)).toEqual(["away", "away"]);
  });

  it("leaves the queue when they hang up", async () => {
    const { tenant, nodeId, desk, comes } = await office();
    const anna = await comes("anna");
    await desk().beat({ id: "anna", phone: anna.id, state: "busy" });
    const { callId, link } = await calling(tenant, nodeId);
    await expect.poll(() => desk().list()).toMatchObject({ waiting: [{ callId }] });
    await link.end();
    await expect.poll(async () => (await desk().list()).waiting).toEqual([]);
  });

  it("keeps the place when the desk's object is lost", async () => {
    const { tenant, nodeId, desk, comes } = await office();
    const anna = await comes("anna");
    await desk().beat({ id: "anna", phone: anna.id, state: "busy" });
    const { callId, link } = await calling(tenant, nodeId);
    await link.hearReply();
    await expect(runInDurableObject(desk(), (_, state) => state.abort("lost"))).rejects.toThrow();
    expect(await desk().list()).toMatchObject({ operators: [{ id: "anna", state: "busy" }], waiting: [{ callId }] });
    await desk().beat({ id: "anna", phone: anna.id, state: "available" });
    expect(await link.hear("transfer")).toMatchObject({ to: `operator:${anna.id}` });
  });
});

describe("an operator's telephone", () => {
  it("is gone from the exchange when it is given back", async () => {
    const { node, desk, comes } = await office();
    const anna = await comes("anna");
    await node.hear("phones");
    await desk().closePhone({ id: "anna", phone: anna.id });
    expect((await node.hear("phones")).phones).toEqual([]);
  });

  it("belongs to a person: an API key gets none", async () => {
    const { tenant } = await office();
    expect((await ask("/v1/operators/me/phone", { method: "POST", key: tenant.apiKey })).status).toBe(403);
  });
});
