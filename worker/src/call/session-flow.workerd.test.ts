/** Another language and a transfer over a real session and a real WebSocket: what the node is told, also after the object or the link was lost. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { describe, expect, it } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import type { BeginCall } from "./begin.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const said = (ru: string, en: string) => ({ ru, en });
const cause = { q850: 17, sip: 486, text: "Busy Here" };
const bot = botConfigSchema.parse({
  ...salon, fields: {}, tools: [], agent: { crm_field_mapping: {}, destinations: [{ name: "front", to: "+74950000000", kind: "warm" }] },
  flow: {
    type: "graph", start: "ready",
    states: {
      ready: { type: "question", say: said("Чем помочь?", "How can I help?"), hint: said("Спросите.", "Ask me.") },
      pass: { type: "transfer", destination: "front", say: said("Соединяю.", "Putting you through.") },
      busy: { type: "say", say: said("Линия занята.", "The line is busy.") },
      bye: { type: "end", say: said("До свидания!", "Goodbye!"), outcome: "answered" },
    },
    transitions: [{ from: "ready", to: "bye", when: { intent: "goodbye" } }, { from: "*", to: "pass", when: { intent: "operator" } }, { from: "pass", to: "busy", when: { transfer: "busy" } }, { from: "busy", to: "ready", when: { done: true } }],
  },
});

async function answered(more: Pick<BeginCall, "recording" | "recordAfterNotice"> = { recording: null }) {
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const session = () => byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  await byName(env.TENANT_HUB, tenantId).admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null });
  await session().begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: "front", name: "Front", version: 1, config: bot }, language: "ru", direction: "inbound", via: "sip", from: "+79990001122", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, createdAt: Date.now(), ...more,
  });
  const link = await openLinkTo(session(), callId, { epoch: 1 });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(0, 0, greeting.text);
  return { session, callId, link, call: async () => (await session().snapshot())?.call };
}

describe("a call that goes on in English", () => {
  it("tells the node before the first English word, and by its welcome when it comes back", async () => {
    const { session, callId, link } = await answered();
    await link.say(1, "давайте по-английски");
    expect(await link.hear("speech")).toMatchObject({ reply: 0, language: "en", voice: { provider: "embedded" }, stt: { provider: "embedded" } });
    const reply = await link.hearReply();
    expect(reply.text).not.toMatch(/[а-я]/i);
    const types = link.messages.map((message) => message.type);
    expect(types.indexOf("speech")).toBeLessThan(types.lastIndexOf("reply.text"));
    link.close();
    const again = await openLinkTo(session(), callId, { epoch: 2, n: 3, turn: 1, held: { reply: reply.reply, seq: reply.segments - 1, last: true } });
    expect(await again.hear("welcome")).toMatchObject({ language: "en" });
  });
});

describe("a call that begins with a notice of its recording", () => {
  it("is recorded once that was heard, and nobody talks over it", async () => {
    const { link } = await answered({ recording: { path: "/recording", token: "t" }, recordAfterNotice: true });
    expect(link.messages.find((message) => message.type === "welcome")).toMatchObject({ recording: { path: "/recording" }, recordAfterReply: 0 });
    const interruptible = () => link.messages.flatMap((message) => (message.type === "reply.text" ? [[message.reply, message.interruptible]] : []));
    expect(new Map(interruptible().map(([reply, may]) => [reply, may]))).toEqual(new Map([[0, false]]));
    await link.say(1, "давайте по-английски");
    await link.hearReply();
    expect(interruptible().at(-1)).toEqual([1, true]);
  });

  it("is not, where nothing is recorded", async () => {
    const { link } = await answered({ recording: null, recordAfterNotice: true });
    expect(link.messages.find((message) => message.type === "welcome")).not.toHaveProperty("recordAfterReply");
    expect(link.messages.find((message) => message.type === "reply.text")).toMatchObject({ interruptible: true });
  });
});

describe("a caller who is handed on", () => {
  it("is asked for at the node after the words before, with what the person is to hear first; a busy line leads back to the flow", async () => {
    const { link, call } = await answered();
    await link.say(1, "соедините с оператором");
    const reply = await link.hearReply();
    expect(await link.hear("transfer")).toMatchObject({ to: "+74950000000", kind: "attended", afterReply: reply.reply, summary: expect.any(String) });
    await link.heard(reply.reply, 1, reply.text);
    await link.fact({ type: "transfer.result", result: "busy", cause });
    expect((await link.hearReply()).text).toBe("Линия занята. Чем помочь?");
    expect(await call()).toMatchObject({ status: "live", outcome: null });
  });

  it("is asked for again by the same key when the object died, and ends as transferred when somebody answers", async () => {
    const { session, callId, link } = await answered();
    await link.say(1, "соедините с оператором");
    const reply = await link.hearReply();
    const { key } = await link.hear("transfer");
    await expect(runInDurableObject(session(), (_, state) => state.abort("lost"))).rejects.toThrow();
    const again = await openLinkTo(session(), callId, { epoch: 2, n: 3, turn: 1, held: { reply: reply.reply, seq: reply.segments - 1, last: true } });
    expect(await again.hear("transfer")).toMatchObject({ key });
    await again.heard(reply.reply, 1, reply.text);
    await again.fact({ type: "transfer.result", result: "answered", cause: { q850: null, sip: 200, text: "" } });
    expect(await again.hear("hangup")).toMatchObject({ reason: "transferred" });
    expect((await session().snapshot())?.call).toMatchObject({ outcome: "transferred" });
  });
});
