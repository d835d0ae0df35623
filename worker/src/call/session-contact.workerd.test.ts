/** A call whose CRM is asked at its start, over a real session: what the caller hears, and what a foreign model reads of it. */
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { school } from "../bots/demo/school.ts";
import { parseKeyring, seal } from "../vendors/keyring.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const crmUrl = "https://crm.example.com/contact";
const bot = botConfigSchema.parse({
  ...school,
  tools: [{ type: "crm", name: "client", config: { url: crmUrl, result: { name: "/name", phone: "/phone", tariff: "/tariff" }, timeout_ms: 500 } }],
  llm: { provider: "openai", model: "small", mask_personal_data: true, first_token_timeout_ms: 20_000, streaming: "never" },
});

/** The model says it was heard and asks by name; the CRM answers as the test wants. */
function services(crm: (aborted: () => Promise<never>) => Promise<Response>) {
  const asked: { crm: string[]; model: string[] } = { crm: [], model: [] };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const body = await request.text();
    if (request.url.startsWith(crmUrl)) {
      asked.crm.push(body);
      return crm(() => new Promise<never>((_, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted")))));
    }
    asked.model.push(body);
    return Response.json({ id: "1", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message: { role: "assistant", content: "[name_1], слушаю вас." }, finish_reason: "stop" }], usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } });
  });
  return asked;
}
afterEach(() => void vi.restoreAllMocks());

async function answered() {
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const session = byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  await byName(env.TENANT_HUB, tenantId).admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null });
  const sealed = await seal(parseKeyring(String(Reflect.get(env, "ZVON_KEYRING"))), ["provider key", tenantId, "openai"], JSON.stringify({ key: "sk-of-the-tenant" }));
  await session.begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: "school", name: "School", version: 1, config: bot }, language: "ru", direction: "inbound", via: "rtp", from: "+79990001122", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, access: [{ provider: "openai", sealed: sealed.text, keyVersion: sealed.keyVersion }], createdAt: Date.now(),
  });
  const link = await openLinkTo(session, callId, { epoch: 1 });
  await link.hear("welcome");
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);
  return { link, greeting };
}

describe("a call whose CRM is asked at its start", () => {
  it("has what it told in the model's question, the person's name and number masked", async () => {
    const asked = services(async () => Response.json({ name: "Аглая Воронова", phone: "+7 912 345-67-89", tariff: "gold" }));
    const { link } = await answered();
    expect(asked.crm).toEqual([expect.stringContaining("+79990001122")]);
    let turn = 0;
    // The CRM's answer is taken by the session behind its last byte: the first question may come before it.
    await vi.waitFor(async () => {
      turn += 1;
      await link.say(turn, "а дети у вас учатся");
      const reply = await link.hearReply();
      await link.heard(reply.reply, turn, reply.text);
      expect(reply.text).toContain("Аглая Воронова, слушаю вас.");
    }, { timeout: 5_000, interval: 20 });
    const question = asked.model.at(-1) ?? "";
    expect(question).toContain("[name_1]");
    expect(question).toContain("[phone_1]");
    expect(question).toContain("gold");
    expect(question).not.toMatch(/Аглая|Воронов|345-67-89/);
  });

  it.each<[string, (aborted: () => Promise<never>) => Promise<Response>]>([
    ["never answers", (aborted) => aborted()],
    ["is broken", async () => new Response("<html>", { status: 500 })],
    ["answers with nonsense", async () => new Response("{", { headers: { "content-type": "application/json" } })],
  ])("greets and answers as ever when it %s", async (_, crm) => {
    const asked = services(crm);
    const { link, greeting } = await answered();
    expect(greeting.text).toContain("здравствуйте");
    await link.say(1, "а дети у вас учатся");
    expect((await link.hearReply()).text).toContain("слушаю вас.");
    expect(asked.crm.length).toBeGreaterThan(0);
  });
});
