/** What is found out after a call, over a real session and archive; the vendor is a fetch that answers by a script. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { callMonth, newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { salon } from "../bots/demo/salon.ts";
import { parseKeyring, seal } from "../vendors/keyring.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const analysis = { success: { ru: "записался", en: "booked" }, data_schema: { type: "object", required: ["service"], properties: { service: { type: "string" }, budget: { type: "number" } } } };
const bot = botConfigSchema.parse({ ...salon, analysis, llm: { provider: "openai", model: "small", mask_personal_data: true } });
const askedSchema = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })), response_format: z.unknown() });

/** Answers of the vendor, in order; null: it refuses. */
function vendor(...answers: (object | string | null)[]) {
  const asked: z.infer<typeof askedSchema>[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    asked.push(askedSchema.parse(await new Request(input, init).json()));
    const answer = answers[asked.length - 1] ?? null;
    if (answer === null) return new Response("{}", { status: 500 });
    const content = typeof answer === "string" ? answer : JSON.stringify(answer);
    return Response.json({ id: "1", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }], usage: { prompt_tokens: 200, completion_tokens: 50, total_tokens: 250 } });
  });
  return asked;
}
afterEach(() => void vi.restoreAllMocks());

/** A call that ended in mid-booking. */
async function over() {
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const session = byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  const hub = byName(env.TENANT_HUB, tenantId);
  const archive = byName(env.TENANT_ARCHIVE, `${tenantId}/${callMonth(callId) ?? ""}`);
  await hub.admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null });
  const sealed = await seal(parseKeyring(String(Reflect.get(env, "ZVON_KEYRING"))), ["provider key", tenantId, "openai"], JSON.stringify({ key: "sk-of-the-tenant" }));
  await session.begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: "salon", name: "Salon", version: 1, config: bot }, language: "ru", direction: "inbound", via: "rtp", from: "+79990001122", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, access: [{ provider: "openai", sealed: sealed.text, keyVersion: sealed.keyVersion }], createdAt: Date.now(),
  });
  const link = await openLinkTo(session, callId, { epoch: 1 });
  await link.hear("welcome");
  await link.fact({ type: "call.ringing" });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);
  await link.say(1, "хочу записаться на стрижку, мой телефон +7 912 345-67-89");
  const reply = await link.hearReply();
  await link.heard(reply.reply, 1, reply.text);
  const end = () => link.end();
  return { session, again: () => byName(env.CALL_SESSION, `${tenantId}/${callId}`), end, archive, callId, leases: async () => (await hub.liveCalls({ limit: 5, before: null })).length };
}
type Over = Awaited<ReturnType<typeof over>>;
const recordOf = ({ archive, callId }: Over) => vi.waitFor(async () => (await archive.get(callId)) ?? Promise.reject(new Error("not settled yet")), { timeout: 5_000, interval: 5 });
const analysedOf = (call: Over) => vi.waitFor(async () => {
  const record = await recordOf(call);
  return record.analysis === null || record.analysis === undefined ? Promise.reject(new Error("not analysed yet")) : { ...record, analysis: record.analysis };
}, { timeout: 20_000, interval: 20 });
const found = { summary: "Хотела стрижку, не договорили.", sentiment: 0.2, outcome: "callback", success: false, data: { service: "стрижка", budget: null } };

describe("a call whose bot has a model, when it is over", () => {
  it("is looked at by it: found, checked, paid and filed beside the record, and nothing is kept", async () => {
    vendor();
    const call = await over();
    vendor(found);
    await call.end();
    const record = await analysedOf(call);
    expect(record).toMatchObject({ outcome: "callback", analysis: { summary: "Хотела стрижку, не договорили.", sentiment: 0.2, success: false, data: { service: "стрижка", budget: null }, by: "model" } });
    expect(record.usage.vendors).toContainEqual({ kind: "llm", provider: "openai", model: "small", unit: "tokens_in", amount: 200 });
    expect(await call.leases()).toBe(0);
    await vi.waitFor(async () => expect(await call.session.snapshot()).toBeNull(), { timeout: 5_000, interval: 5 });
  });

  it("shows it no number of the caller's when the tenant wants it masked, and the caller's words as data", async () => {
    vendor();
    const call = await over();
    const asked = vendor(found);
    await call.end();
    await analysedOf(call);
    const about = asked.at(-1);
    expect(about?.messages.at(-1)?.content).toContain("<caller>хочу записаться на стрижку, мой телефон [phone_1]</caller>");
    expect(about?.response_format).toMatchObject({ type: "json_schema", json_schema: { name: "call_analysis" } });
  });

  it("keeps what the rules found when the model writes nonsense twice", async () => {
    vendor();
    const call = await over();
    vendor("Извините, не могу.", { summary: "", sentiment: 9 });
    await call.end();
    expect((await analysedOf(call)).analysis).toMatchObject({ by: "rules", data: { service: "стрижка", budget: null } });
  });

  it("goes on with it after its object was lost in the middle", async () => {
    vendor();
    const call = await over();
    vi.spyOn(globalThis, "fetch").mockImplementation(() => new Promise<Response>(() => undefined));
    await call.end();
    await recordOf(call);
    await vi.waitFor(async () => expect((await call.session.snapshot())?.call.status).toBe("ended"), { timeout: 5_000, interval: 5 });
    vendor(found);
    await expect(runInDurableObject(call.session, (_, state) => state.abort("lost"))).rejects.toThrow();
    await call.again().snapshot();
    expect((await analysedOf(call)).analysis.by).toBe("model");
  });
});
