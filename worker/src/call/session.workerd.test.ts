import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { liveEventSchema } from "@zvon/contract/live.ts";
import type { LiveEvent } from "@zvon/contract/live.ts";
import { callMonth, newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { demoBots } from "../bots/demo/demo-bots.ts";
import { openLinkTo } from "./link-stand-in.ts";
import type { BeginCall } from "./begin.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));

async function begun(options: Partial<BeginCall> = {}) {
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const [salon] = demoBots;
  if (salon === undefined) throw new Error("no demo bot");
  const session = byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  const hub = byName(env.TENANT_HUB, tenantId);
  const archive = byName(env.TENANT_ARCHIVE, `${tenantId}/${callMonth(callId) ?? ""}`);
  await hub.admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null });
  const begin: BeginCall = {
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: salon.slug, name: salon.name, version: 1, config: salon.config }, language: "ru", direction: "inbound", via: "rtp",
    from: "+79990001122", to: "1001", timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, createdAt: Date.now(), ...options,
  };
  await session.begin(begin);
  return { tenantId, callId, begin, session, hub, archive, people: byName(env.TENANT_PEOPLE, tenantId), leases: async () => (await hub.liveCalls({ limit: 10, before: null })).length };
}
type Begun = Awaited<ReturnType<typeof begun>>;

/** Settlement goes on behind the answer to the last fact; each look is a turn of the event loop of all three objects. */
async function settledOf({ archive, callId, session }: Begun) {
  for (let look = 0; look < 200; look += 1) {
    const call = await archive.get(callId);
    if (call !== null && (await session.snapshot()) === null) return call;
  }
  throw new Error("the call is not in the archive");
}

async function answered(call: Begun) {
  const link = await openLinkTo(call.session, call.callId, { epoch: 1 });
  await link.hear("welcome");
  await link.fact({ type: "call.ringing" });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);
  return link;
}

const talk = ["хочу записаться на стрижку", "завтра в пять вечера", "меня зовут Анна", "да"];

/** The caller's part of a whole booking from turn `from` on; each reply is heard out. */
async function book(link: Awaited<ReturnType<typeof openLinkTo>>, from = 1) {
  for (const [index, text] of talk.entries()) {
    if (index + 1 < from) continue;
    await link.say(index + 1, text);
    const reply = await link.hearReply();
    await link.heard(reply.reply, reply.turn, reply.text);
  }
}

describe("a call's session", () => {
  it("holds a whole booking and hands it to the archive, with the lease given back and nothing kept", async () => {
    const call = await begun();
    const link = await answered(call);
    await book(link);
    expect(await link.hear("hangup")).toMatchObject({ reason: "completed" });
    expect(await link.fact({ type: "call.ended", reason: "completed", cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 50_000, media: { lost: 3 } })).toEqual({ stored: 12, seen: 12 });

    const record = await settledOf(call);
    expect(record).toMatchObject({ id: call.callId, status: "ended", endReason: "completed", outcome: "booked", durationMs: 50_000, media: { lost: 3 }, fields: { name: "Анна" } });
    const messages = (await call.archive.messages(call.callId)) ?? [];
    expect(messages.filter((message) => message.who === "caller").map((message) => message.text)).toEqual(talk);
    expect(messages.filter((message) => message.who === "bot").every((message) => message.heardText === message.text && !message.interrupted)).toBe(true);
    expect(messages.find((message) => message.who === "bot" && message.turn === 1)?.timings).toEqual({ endpointMs: 500, sttMs: 20, decisionMs: 2, ttsMs: 10, firstAudioMs: 600 });
    expect(await call.people.listBookings({ limit: 10 })).toHaveLength(1);
    expect(await call.leases()).toBe(0);
    expect(await link.closed).toBe(4000);
  });

  it("spends one commit on an ordinary turn", async () => {
    const call = await begun();
    const link = await answered(call);
    const before = (await call.session.snapshot())?.commits ?? 0;
    await link.say(1, "хочу записаться на стрижку");
    const first = await link.hearReply();
    await link.heard(first.reply, 1, first.text);
    await link.say(2, "завтра в пять вечера");
    await link.hearReply();
    expect((await call.session.snapshot())?.commits).toBe(before + 2);
  });

  it("goes on after an eviction: the node keeps its socket and sends again what was only in memory", async () => {
    const call = await begun();
    const link = await answered(call);
    await link.say(1, "хочу записаться на стрижку");
    const reply = await link.hearReply();
    expect(await link.heard(reply.reply, 1, reply.text)).toEqual({ stored: 4, seen: 5 });

    await evictDurableObject(call.session);
    // The object is made anew by the next message; it says what it still has.
    link.note({ type: "sync", turn: 1, held: { reply: reply.reply, seq: reply.segments - 1, last: true } });
    for (let ack = await link.hear("ack"); ack.seen !== 4; ack = await link.hear("ack"));
    expect(await link.fact({ type: "reply.heard", reply: reply.reply, turn: 1, heard: reply.text, interrupted: false, startMs: 1, endMs: 2, decisionMs: 0, ttsMs: 0, firstAudioMs: 0 }, 5)).toEqual({ stored: 4, seen: 5 });
    await link.say(2, "завтра в пять вечера");
    await link.hearReply();
    const messages = (await call.session.snapshot())?.messages ?? [];
    expect(messages.map((message) => [message.who, message.turn])).toEqual([["bot", 0], ["caller", 1], ["bot", 1], ["caller", 2], ["bot", 2]]);
    expect(messages[2]?.heardText).toBe(reply.text);
  });

  it("says a reply again from what the node holds when it comes back", async () => {
    const call = await begun();
    const link = await openLinkTo(call.session, call.callId, { epoch: 1 });
    await link.hear("welcome");
    await link.fact({ type: "call.answered", atMs: 0 });
    const greeting = await link.hearReply();
    link.close();
    expect(greeting.segments).toBeGreaterThan(1);
    const again = await openLinkTo(call.session, call.callId, { epoch: 2, n: 1, held: { reply: 0, seq: 0, last: false } });
    expect(await again.hear("welcome")).toMatchObject({ epoch: 2, seen: 1, stored: 1, reply: 0 });
    expect((await again.hearReply()).segments).toBe(greeting.segments - 1);
    expect(again.messages.find((message) => message.type === "reply.text")).toMatchObject({ seq: 1 });
  });

  it("closes an older connection when a newer one says hello, and does not listen to it any more", async () => {
    const call = await begun();
    const old = await answered(call);
    const newer = await openLinkTo(call.session, call.callId, { epoch: 2, n: 3 });
    await newer.hear("welcome");
    expect(await old.closed).toBe(4001);
    const late = await openLinkTo(call.session, call.callId, { epoch: 1 });
    expect(await late.closed).toBe(4001);
  });

  it("refuses what is no message of the link", async () => {
    const call = await begun();
    const link = await answered(call);
    link.raw(JSON.stringify({ v: 2, type: "call.ringing", n: 4 }));
    expect(await link.closed).toBe(4003);
  });

  it("tells those who watch what happens, beginning with where the call stands", async () => {
    const call = await begun();
    const response = await call.session.fetch("https://object.zvon/live", { headers: { upgrade: "websocket" } });
    const events: LiveEvent[] = [];
    response.webSocket?.addEventListener("message", (event) => void events.push(liveEventSchema.parse(JSON.parse(String(event.data)))));
    response.webSocket?.accept();
    const link = await answered(call);
    await link.say(1, "хочу записаться на стрижку");
    await link.hearReply();
    await link.end();
    await settledOf(call);
    expect(events[0]).toMatchObject({ type: "snapshot", call: { status: "queued" } });
    // One more for each decision: the greeting's and the turn's.
    const told = events.flatMap((event) => (event.type === "call.status" ? [event.call] : []));
    expect(told.map((call) => call.status)).toEqual(["ringing", "live", "live", "ended"]);
    expect(told[2]?.fields).toMatchObject({ service: expect.any(String) });
    expect(told[2]?.state).not.toBe(told[1]?.state);
    expect(events.some((event) => event.type === "message" && event.message.who === "caller" && event.message.text === "хочу записаться на стрижку")).toBe(true);
    expect(events.at(-2)).toEqual({ type: "ended", endReason: "caller_hangup", outcome: "abandoned" });
    expect(events.at(-1)).toMatchObject({ type: "analysed", outcome: "abandoned", analysis: { by: "rules" } });
  });

  it("is hung up by a user: the node is told, and told again when it comes back", async () => {
    const call = await begun();
    const link = await answered(call);
    await call.session.hangup("key_1");
    expect(await link.hear("hangup")).toEqual({ v: 1, type: "hangup", reason: "api_hangup", afterReply: -1 });
    link.close();
    const again = await openLinkTo(call.session, call.callId, { epoch: 2, n: 3 });
    expect(await again.hear("hangup")).toMatchObject({ reason: "api_hangup" });
    await again.fact({ type: "call.ended", reason: "api_hangup", cause: { q850: 16, sip: null, text: "" }, detail: "", durationMs: 5_000, media: {} });
    expect(await settledOf(call)).toMatchObject({ endReason: "api_hangup" });
  });

  it("ends as node_lost when its node died, and keeps what the node tells later as a correction", async () => {
    const call = await begun();
    const link = await answered(call);
    await call.session.nodeLost();
    expect(await settledOf(call)).toMatchObject({ endReason: "node_lost" });
    expect(await call.leases()).toBe(0);
    link.close();
    const back = await openLinkTo(call.session, call.callId, { epoch: 2, n: 3 });
    expect(await back.hear("hangup")).toMatchObject({ reason: "node_lost" });
    expect(await back.end()).toEqual({ stored: 4, seen: 4 });
    expect(await call.archive.get(call.callId)).toMatchObject({ endReason: "node_lost" });
  });

  it("welcomes a node that starts anew on a call that is in the books already with what every node has, and has it hang up", async () => {
    const call = await begun();
    await call.session.nodeLost();
    await settledOf(call);
    const link = await openLinkTo(call.session, call.callId, { epoch: 1, fresh: true });
    expect(await link.hear("welcome")).toMatchObject({ stt: { provider: "embedded" }, voice: { provider: "embedded" } });
    expect(await link.hear("hangup")).toMatchObject({ afterReply: -1 });
  });

  it("says goodbye and is settled when a deploy no longer understands the bot it was begun with", async () => {
    const call = await begun();
    const link = await answered(call);
    await runInDurableObject(call.session, (_, state) => void state.storage.sql.exec("UPDATE call SET begin = json_set(begin, '$.bot.config', json('{\"old\":true}'))"));
    await evictDurableObject(call.session);
    link.note({ type: "sync", turn: 0, held: { reply: 0, seq: 9, last: true } });
    // That the greeting was heard was in memory only: the node tells it again.
    await link.fact({ type: "reply.heard", reply: 0, turn: 0, heard: "Здравствуйте!", interrupted: false, startMs: 0, endMs: 900, decisionMs: 0, ttsMs: 0, firstAudioMs: 0 }, 3);
    expect((await call.session.snapshot())?.call.status).toBe("live");
    await link.say(1, "хочу записаться на стрижку");
    // The greeting was said again meanwhile.
    for (let reply = await link.hearReply(); !reply.text.includes("До свидания"); reply = await link.hearReply()) expect(reply.turn).toBe(0);
    expect(await link.hear("hangup")).toMatchObject({ reason: "failed" });
    await link.end();
    expect(await settledOf(call)).toMatchObject({ endReason: "caller_hangup" });
  });

  it("writes a call that could not be placed into the books with its reason", async () => {
    const call = await begun();
    await call.session.placeFailed({ reason: "busy", cause: { q850: 17, sip: 486, text: "User busy" }, detail: "" });
    expect(await settledOf(call)).toMatchObject({ endReason: "busy", cause: { sip: 486 }, outcome: "no_answer", answeredAt: null });
  });

  it("renews its lease by the alarm, and ends politely when the hub refuses", async () => {
    const call = await begun({ createdAt: Date.now() });
    const link = await answered(call);
    await call.hub.release({ callId: call.callId });
    // The first alarm may come before the renewal is due; a session made anew renews at once.
    await evictDurableObject(call.session);
    link.note({ type: "sync", turn: 0, held: { reply: 0, seq: 9, last: true } });
    await runDurableObjectAlarm(call.session);
    // The memory of what was heard went with the object, so the greeting counts as still being said.
    expect(await link.hear("hangup")).toEqual({ v: 1, type: "hangup", reason: "limit", afterReply: 0 });
  });

  it("answers for no call that never began", async () => {
    const nobody = byName(env.CALL_SESSION, "org_00000000/call_26110000000000000000000a");
    expect(await nobody.snapshot()).toBeNull();
    expect((await nobody.fetch("https://object.zvon/link", { headers: { upgrade: "websocket" } })).status).toBe(404);
  });
});
