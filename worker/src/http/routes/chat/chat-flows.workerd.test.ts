/** What a call does beside its flow, held in writing over real objects: the CRM at its start, another language, a transfer, the analysis at its end. */
import { SELF } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { callSchema, messagePageSchema } from "@zvon/contract/api.ts";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { toChatSchema } from "@zvon/contract/chat.ts";
import type { PostChat, ToChat } from "@zvon/contract/chat.ts";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { afterEach, describe, expect, it, vi } from "vitest";
import { salon } from "../../../bots/demo/salon.ts";
import { botVersions } from "../../../db/schema.ts";
import { ask, makeTenant, origin } from "../../../testing/people.ts";
import type { TestTenant } from "../../../testing/people.ts";

const said = (ru: string, en = ru) => ({ ru, en });
const flow = (more: Partial<BotConfigInput>): BotConfigInput => ({
  ...salon, fields: {}, tools: [], agent: { crm_field_mapping: {}, destinations: [{ name: "front", to: "+74950000000" }] },
  flow: {
    type: "graph", start: "ready",
    states: {
      ready: { type: "question", say: said("Чем помочь?", "How can I help?"), hint: said("Спросите.", "Ask me.") },
      known: { type: "question", say: said("{crm.name}, что-нибудь ещё?", "{crm.name}, anything else?"), hint: said("Скажите да или нет.", "Say yes or no.") },
      pass: { type: "transfer", destination: "front", say: said("Соединяю.", "Putting you through.") },
      alone: { type: "end", say: said("Никого нет. До свидания!", "Nobody is there. Goodbye!"), outcome: "callback" },
    },
    transitions: [
      { from: "ready", to: "known", when: { intent: "price" } },
      { from: "known", to: "alone", when: { intent: "no" } },
      { from: "known", to: "ready", when: { intent: "yes" } },
      { from: "*", to: "pass", when: { intent: "operator" } },
      { from: "pass", to: "alone", when: { transfer: "failed" } },
    ],
  },
  ...more,
});

async function tenantWith(bot: BotConfigInput): Promise<TestTenant> {
  const tenant = await makeTenant();
  await drizzle(env.DB).update(botVersions).set({ config: botConfigSchema.parse(bot) }).where(eq(botVersions.botId, tenant.botId));
  return tenant;
}

async function chat(tenant: TestTenant, json: PostChat): Promise<ToChat[]> {
  const response = await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: tenant.apiKey, json });
  expect(response.status).toBe(200);
  return (await response.text()).split("\n\n").flatMap((event) => (event === "" ? [] : [toChatSchema.parse(JSON.parse(event.slice(event.indexOf("data: ") + 6)))]));
}
const begun = (frames: ToChat[]) => frames.flatMap((frame) => (frame.type === "started" ? [frame.callId] : []))[0] ?? "";
const botSays = (frames: ToChat[]) => frames.flatMap((frame) => (frame.type === "message" && frame.who === "bot" && frame.done ? [frame.text] : []));
const recordOf = async (tenant: TestTenant, callId: string) => callSchema.parse(await (await ask(`/v1/calls/${callId}`, { key: tenant.apiKey })).json());
afterEach(() => void vi.restoreAllMocks());

describe("a conversation", () => {
  it("greets without waiting for the CRM, and knows by the next turn what it told", async () => {
    const crm = Promise.withResolvers<void>();
    let answered = () => {};
    const told = new Promise<void>((resolve) => (answered = resolve));
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => {
      await crm.promise;
      queueMicrotask(answered);
      return Response.json({ name: "Анна" });
    });
    const tenant = await tenantWith(flow({ tools: [{ type: "crm", name: "client", config: { url: "https://crm.example.com/contact", result: { name: "/name" } } }] }));
    const opening = await chat(tenant, { callerId: "+79160001122" });
    expect(botSays(opening).join()).toContain("Чем помочь?");
    crm.resolve();
    await told;
    // The answer is read and taken by the session behind the vendor's last byte.
    await vi.waitFor(async () => expect(botSays(await chat(tenant, { callId: begun(opening), text: "сколько это стоит" })).join()).toContain("Анна, что-нибудь ещё?"), { timeout: 5_000, interval: 20 });
    const turn = opening.find((frame) => frame.type === "turn");
    expect(turn).toMatchObject({ tools: [] });
  });

  it("goes on in English when it is asked to, and says in the books that it did", async () => {
    const tenant = await tenantWith(flow({}));
    const callId = begun(await chat(tenant, {}));
    const turn = (await chat(tenant, { callId, text: "давайте по-английски" })).find((frame) => frame.type === "turn");
    expect(turn).toMatchObject({ language: "en" });
    expect(botSays(await chat(tenant, { callId, text: "hm" })).join()).not.toMatch(/[а-я]/i);
    expect(await recordOf(tenant, callId)).toMatchObject({ language: "en" });
  });

  it("cannot be handed on by telephone: the flow goes on from that, in the same answer", async () => {
    const tenant = await tenantWith(flow({}));
    const callId = begun(await chat(tenant, {}));
    const frames = await chat(tenant, { callId, text: "соедините с оператором" });
    expect(botSays(frames)).toEqual(["В чате соединить не могу, но просьба записана.", "Никого нет. До свидания!"]);
    expect(frames.at(-1)).toMatchObject({ type: "ended", outcome: "callback", endReason: "completed" });
  });

  it("has its analysis in the books once it is over, and its reasons beside each message", async () => {
    const tenant = await tenantWith(flow({}));
    const callId = begun(await chat(tenant, {}));
    await chat(tenant, { callId, text: "сколько это стоит" });
    expect((await recordOf(tenant, callId)).analysis).toBeNull();
    await chat(tenant, { callId, hangup: true });
    const record = await vi.waitFor(async () => {
      const found = await recordOf(tenant, callId);
      expect(found.analysis).not.toBeNull();
      return found;
    }, { timeout: 5_000, interval: 20 });
    expect(record.analysis).toMatchObject({ by: "rules", success: false });
    expect(record.analysis?.summary).toMatch(/^Переписка: .*Собеседник спрашивал о цене\. /);
    const { messages } = messagePageSchema.parse(await (await SELF.fetch(`${origin}/v1/calls/${callId}/messages`, { headers: { "x-api-key": tenant.apiKey } })).json());
    expect(messages.at(-1)?.trace).toMatchObject({ stateBefore: "ready", stateAfter: "known", intents: [{ name: "price" }] });
  });
});
