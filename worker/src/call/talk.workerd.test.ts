/** What two people talk after the bot has put the one through to the other: granted, told of, paid and booked, over real objects and sockets. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { callMonth, newCallId, newId } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { connectNode } from "../testing/node-stand-in.ts";
import { makeNode, makeTenant } from "../testing/people.ts";
import type { BeginCall } from "./begin.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const said = (ru: string, en: string) => ({ ru, en });
const bot = botConfigSchema.parse({
  ...salon, fields: {}, tools: [], agent: { crm_field_mapping: {}, destinations: [{ name: "front", to: "+74950000000", kind: "cold" }] },
  flow: {
    type: "graph", start: "ready",
    states: { ready: { type: "question", say: said("Чем помочь?", "How can I help?"), hint: said("Спросите.", "Ask me.") }, pass: { type: "transfer", destination: "front", say: said("Соединяю.", "Putting you through.") }, busy: { type: "say", say: said("Не соединить.", "Nobody is there.") }, bye: { type: "end", say: said("До свидания!", "Goodbye!"), outcome: "answered" } },
    transitions: [{ from: "ready", to: "bye", when: { intent: "goodbye" } }, { from: "*", to: "pass", when: { intent: "operator" } }, { from: "pass", to: "busy", when: { transfer: "failed" } }, { from: "busy", to: "ready", when: { done: true } }],
  },
});
const day = "2026-11-23";
const rouble = 1_000_000_000;

/** A call whose caller has just asked for a person, with so much left of the day's money. */
async function asksForPerson(perDay: number) {
  const { id: tenantId } = await makeTenant();
  const made = await makeNode(tenantId);
  const node = await connectNode(made.token);
  const callId = newCallId(Date.now());
  const [hub, session, archive] = [byName(env.TENANT_HUB, tenantId), byName(env.CALL_SESSION, `${tenantId}/${callId}`), byName(env.TENANT_ARCHIVE, `${tenantId}/${callMonth(callId) ?? ""}`)];
  const limits = { perDay, perMonth: null, perCall: null };
  await hub.admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null, spending: { perMinute: 0, limits, day } });
  const talk: BeginCall["talk"] = { longestMs: 3_600_000, perMinute: 3 * rouble, perMinuteBy: {}, maxChannels: {}, spending: { limits, day } };
  await session.begin({
    tenantId, callId, nodeId: made.id, bot: { id: newId("bot"), slug: "front", name: "Front", version: 1, config: bot }, language: "ru", direction: "inbound", via: "sip", from: "+79990001122", to: "74951234567",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, talk, createdAt: Date.now(),
  });
  const link = await openLinkTo(session, callId, { epoch: 1 });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(0, 0, greeting.text);
  await link.say(1, "соедините с оператором");
  const reply = await link.hearReply();
  return {
    tenantId, callId, node, nodeId: made.id, hub, archive, session, link, reply,
    spent: async () => (await hub.spending({ day })).day / rouble,
    tell: async (ms: number, over: boolean) => {
      node.say({ type: "beat", calls: 0, telephony: "up", nowMs: Date.now(), talks: [{ talk: callId, ms, over }] });
      await node.ping();
    },
  };
}
type Asking = Awaited<ReturnType<typeof asksForPerson>>;

async function handOn({ link, reply, archive, callId }: Asking): Promise<void> {
  await link.hear("transfer");
  await link.heard(reply.reply, 1, reply.text);
  await link.fact({ type: "transfer.result", result: "answered", cause: { q850: null, sip: 200, text: "" } });
  await link.fact({ type: "call.ended", reason: "transferred", cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 20_000, media: {} });
  for (let look = 0; (await archive.get(callId))?.talk === undefined; look += 1) if (look > 200) throw new Error("the talk is not in the books");
}

/** What a beat sets off goes on behind it; each look is a turn of the objects' event loop. */
async function until<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await look();
    if (good(value) || tries > 200) return value;
  }
}

describe("two who talk after a bot", () => {
  it("talk as long as their money is held, piece by piece, and cost what the node told they talked", async () => {
    const call = await asksForPerson(1_000 * rouble);
    expect(await call.link.hear("transfer")).toMatchObject({ to: "+74950000000", maxMs: 900_000 });
    expect(await call.spent()).toBe(45);
    call.link.note({ type: "sync", turn: 1, held: { reply: call.reply.reply, seq: call.reply.segments - 1, last: true } });
    await handOn(call);
    expect(await call.archive.get(call.callId)).toMatchObject({ endReason: "transferred", talk: { to: "+74950000000", ms: null } });
    await until(() => runInDurableObject(byName(env.MEDIA_NODE, call.nodeId), (_, state) => state.storage.sql.exec("SELECT 1 FROM talks").toArray().length), (rows) => rows === 1);
    await call.tell(61_000, false);
    expect(await call.spent()).toBe(45);
    await call.tell(610_000, false);
    expect(await call.node.hear("talk.limit")).toEqual({ v: 1, type: "talk.limit", talk: call.callId, leftMs: 950_000 });
    expect(await call.spent()).toBe(78);
    // Another account's node tells of it, too: it is none of its own.
    const stranger = await connectNode((await makeNode((await makeTenant()).id)).token);
    stranger.say({ type: "beat", calls: 0, telephony: "up", nowMs: Date.now(), talks: [{ talk: call.callId, ms: 1_000, over: true }] });
    await stranger.ping();
    stranger.close();
    expect(await call.spent()).toBe(78);
    await call.tell(1_201_000, true);
    expect(await until(call.spent, (spent) => spent === 63)).toBe(63);
    expect(await until(async () => (await call.archive.get(call.callId))?.talk?.ms, (ms) => ms === 1_201_000)).toBe(1_201_000);
    // Told again with the next beats: nothing is counted twice.
    await call.tell(1_201_000, true);
    expect(await call.spent()).toBe(63);
    call.node.close();
  });

  it("are cut by the exchange where the money ends: a node that never comes back costs what was granted, and no more", async () => {
    const call = await asksForPerson(20 * rouble);
    expect(await call.link.hear("transfer")).toMatchObject({ maxMs: 300_000 });
    call.link.note({ type: "sync", turn: 1, held: { reply: call.reply.reply, seq: call.reply.segments - 1, last: true } });
    await handOn(call);
    const object = byName(env.MEDIA_NODE, call.nodeId);
    await until(() => runInDurableObject(object, (_, state) => state.storage.sql.exec("UPDATE talks SET since_ms = since_ms - 600000 RETURNING id").toArray().length), (rows) => rows === 1);
    call.node.close();
    await call.node.closed;
    await runDurableObjectAlarm(object);
    expect(await until(async () => (await call.archive.get(call.callId))?.talk?.ms, (ms) => ms === 300_000)).toBe(300_000);
    expect(await call.spent()).toBe(15);
  });

  it("are not put through without a minute's money: the bot says so, and goes on", async () => {
    const call = await asksForPerson(2 * rouble);
    expect((await call.link.hearReply()).text).toContain("Не соединить");
    expect(call.link.messages.some((message) => message.type === "transfer")).toBe(false);
    expect(await call.spent()).toBe(0);
    call.node.close();
  });
});
