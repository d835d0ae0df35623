import { evalRunSchema } from "@zvon/contract/bots-api.ts";
import { problemSchema } from "@zvon/contract/api.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { school } from "../bots/demo/school.ts";
import { ask, makeTenant } from "../testing/people.ts";
import type { TestTenant } from "../testing/people.ts";

afterEach(() => vi.restoreAllMocks());

const requestSchema = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string().nullable() })), stream: z.boolean().optional() });

/** OpenAI's Chat Completions: whoever plays a caller asks for the price and hangs up, the bot names it. */
function vendor(): { systems: string[]; keys: string[] } {
  const asked = { systems: [] as string[], keys: [] as string[] };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { messages } = requestSchema.parse(await request.json());
    const system = messages[0]?.content ?? "";
    asked.systems.push(system);
    asked.keys.push(request.headers.get("authorization") ?? "");
    const caller = system.startsWith("You are a person on the telephone");
    const spoken = messages.filter((message) => message.role === "assistant").length;
    const content = caller ? (spoken === 0 ? "How long is a lesson?" : "Thank you. [hang up]") : "A lesson lasts an hour.";
    const chunk = (more: object) => `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", ...more })}\n\n`;
    const body = `${chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}${chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}${chunk({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 9, total_tokens: 18 } })}data: [DONE]\n\n`;
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  return asked;
}

const cases = [{ name: "asks how long", language: "en", persona: { who: "Wants to know how long a lesson is.", patience: 4 }, end: { says: "an hour" } }];
async function madeBot(tenant: TestTenant, llm: unknown): Promise<string> {
  const made = await ask("/v1/bots", { method: "POST", key: tenant.apiKey, json: { name: "School", slug: "talks", config: { ...school, llm } } });
  const { id } = z.object({ id: z.string() }).parse(await made.json());
  expect((await ask(`/v1/bots/${id}/evals`, { method: "PUT", key: tenant.apiKey, json: { suites: [{ name: "talk", cases }] } })).status).toBe(200);
  return id;
}
const run = (tenant: TestTenant, bot: string, json: unknown) => ask(`/v1/bots/${bot}/evals/run`, { method: "POST", key: tenant.apiKey, json });

describe("evals with the bot's model", () => {
  it("let it answer and play the caller, by the tenant's own key", async () => {
    const tenant = await makeTenant();
    expect((await ask("/v1/vendors/openai/key", { method: "PUT", key: tenant.apiKey, json: { key: "sk-of-the-tenant-0123456789" } })).status).toBe(204);
    const bot = await madeBot(tenant, { provider: "openai", model: "gpt-6-luna", first_token_timeout_ms: 20_000 });
    const asked = vendor();
    const { report } = evalRunSchema.parse(await (await run(tenant, bot, { model: true })).json());
    expect(report.cases.map((one) => one.faults)).toEqual([[]]);
    expect(report.cases[0]?.transcript.filter((line) => line.who === "caller").map((line) => line.text)).toEqual(["How long is a lesson?"]);
    expect(new Set(asked.keys)).toEqual(new Set(["Bearer sk-of-the-tenant-0123456789"]));
  });

  it("ask no model unless they are told to", async () => {
    const tenant = await makeTenant();
    const bot = await madeBot(tenant, { provider: "openai", model: "gpt-6-luna" });
    const asked = vendor();
    const { report } = evalRunSchema.parse(await (await run(tenant, bot, {})).json());
    expect([report.failed, asked.systems]).toEqual([1, []]);
  });

  it("are refused for a bot without one, and beyond what a reader waits for", async () => {
    const tenant = await makeTenant();
    const bot = await madeBot(tenant, { provider: "openai", model: "gpt-6-luna" });
    const many = Array.from({ length: 30 }, (_, index) => ({ ...cases[0], name: `case ${index}` }));
    await ask(`/v1/bots/${bot}/evals`, { method: "PUT", key: tenant.apiKey, json: { suites: [{ name: "talk", cases: many }] } });
    const refused = await run(tenant, bot, { model: true });
    expect([refused.status, problemSchema.parse(await refused.json()).code]).toEqual([422, "evals_too_many_for_model"]);
    const flow = await ask("/v1/bots", { method: "POST", key: tenant.apiKey, json: { name: "Salon", slug: "plain", template: "salon" } });
    const { id } = z.object({ id: z.string() }).parse(await flow.json());
    const [suite] = z.object({ suites: z.array(z.object({ name: z.string() })) }).parse(await (await ask(`/v1/bots/${id}/evals`, { key: tenant.apiKey })).json()).suites;
    const none = await run(tenant, id, { model: true, suite: suite?.name, case: "no such case" });
    expect(none.status).toBe(404);
  });
});
