/** The vendor's own SDK talks to the stand-ins. */
import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { promptTokens, tokensOf } from "./answers.ts";
import { startLlm } from "./llm.ts";
import type { LlmStandIn, LlmStandInOptions } from "./llm.ts";
import { vendorShapes } from "./vendors.ts";
import type { VendorName } from "./vendors.ts";

const running: LlmStandIn[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});
async function open(options: LlmStandInOptions) {
  const standIn = await startLlm(options);
  running.push(standIn);
  const sdk = new OpenAI({ apiKey: standIn.key, baseURL: standIn.baseUrl, maxRetries: 0, logLevel: "off" });
  return { standIn, sdk, model: vendorShapes[options.vendor].models[0] ?? "" };
}
const vendors = Object.keys(vendorShapes) as VendorName[];
const weather = { type: "function" as const, function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } } };

describe.each(vendors)("Chat Completions of %s", (vendor) => {
  it("answers in the language asked, streaming and whole, and counts alike", async () => {
    const { standIn, sdk, model } = await open({ vendor });
    const messages = [{ role: "system" as const, content: "You answer calls." }, { role: "user" as const, content: "Хочу записаться." }];
    const whole = await sdk.chat.completions.create({ model, messages });
    expect(whole.choices[0]?.message.content).toBe("Понимаю вас,| вы говорите: «Хочу записаться».| Чем ещё я могу вам помочь?");
    let text = "";
    let usage: OpenAI.CompletionUsage | null = null;
    const finishes: string[] = [];
    for await (const chunk of await sdk.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } })) {
      text += chunk.choices[0]?.delta.content ?? "";
      if (chunk.choices[0]?.finish_reason) finishes.push(chunk.choices[0].finish_reason);
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(finishes).toEqual(["stop"]);
    const tokens = { prompt_tokens: promptTokens(messages, []), completion_tokens: tokensOf(text).length };
    expect(whole.usage).toMatchObject(tokens);
    expect(usage).toMatchObject(tokens);
    expect(standIn.bill().map((line) => [line.unit, line.amount])).toEqual([["requests", 2], ["tokens_in", 2 * tokens.prompt_tokens], ["tokens_out", 2 * tokens.completion_tokens]]);
  });
  it("calls a tool that was offered, and none that was not", async () => {
    const { sdk, model } = await open({ vendor, answers: [{ match: "weather", say: "One moment.", tools: [{ name: "weather", arguments: { city: "Tula, center" } }] }] });
    const ask = { model, messages: [{ role: "user" as const, content: "The weather?" }] };
    // OpenAI's newest take tools only when they don't think.
    const runner = sdk.chat.completions.stream({ ...ask, tools: [weather], ...(vendor === "openai" ? { reasoning_effort: "none" as const } : {}) });
    const final = await runner.finalChatCompletion();
    expect(final.choices[0]).toMatchObject({ finish_reason: "tool_calls", message: { content: "One moment.", tool_calls: [{ function: { name: "weather", arguments: '{"city":"Tula, center"}' } }] } });
    const without = await sdk.chat.completions.create(ask);
    expect(without.choices[0]?.message.tool_calls).toBeUndefined();
  });
  it("stops writing and counting when the caller leaves", async () => {
    const { standIn, sdk, model } = await open({ vendor, fault: { kind: "endless" } });
    const stream = await sdk.chat.completions.create({ model, messages: [{ role: "user", content: "Talk." }], stream: true });
    let heard = 0;
    for await (const chunk of stream) if ((chunk.choices[0]?.delta.content ?? "") !== "" && (heard += 1) === 20) break;
    await expect.poll(() => standIn.asked().at(-1)?.detail["aborted"]).toBe(true);
    const counted = Number(standIn.asked().at(-1)?.detail["outputTokens"]);
    expect(counted).toBeGreaterThanOrEqual(20);
    expect(standIn.bill().find((line) => line.unit === "tokens_out")?.amount).toBe(counted);
  });
  it("refuses a wrong key, and a model it does not have", async () => {
    const { standIn, sdk } = await open({ vendor });
    const stranger = new OpenAI({ apiKey: "another-key-of-nobody", baseURL: standIn.baseUrl, maxRetries: 0, logLevel: "off" });
    await expect(stranger.chat.completions.create({ model: "any", messages: [{ role: "user", content: "?" }] })).rejects.toMatchObject({ status: 401 });
    await expect(sdk.chat.completions.create({ model: "no-such-model", messages: [{ role: "user", content: "?" }] })).rejects.toMatchObject({ status: expect.toBeOneOf([400, 404]) });
    expect(standIn.bill()).toEqual([]);
  });
  it("is too busy, or unpaid, in the vendor's words", async () => {
    const { standIn, sdk, model } = await open({ vendor, fault: { kind: "rate_limited", times: 1 } });
    const ask = { model, messages: [{ role: "user" as const, content: "Hello." }] };
    await expect(sdk.chat.completions.create(ask)).rejects.toMatchObject({ status: 429 });
    await expect(sdk.chat.completions.create(ask)).resolves.toMatchObject({ object: "chat.completion" });
    standIn.fault({ kind: "unpaid" });
    await expect(sdk.chat.completions.create(ask)).rejects.toMatchObject({ status: expect.toBeOneOf([400, 402, 429]) });
  });
});

describe("what one vendor alone does", () => {
  it("OpenAI: a model that thinks refuses another temperature, the old limit and tools; thinking off, it takes them; a long prompt's beginning is cached", async () => {
    const { sdk } = await open({ vendor: "openai" });
    const messages = [{ role: "user" as const, content: "Hello." }];
    const tools = [{ type: "function" as const, function: { name: "end_call", parameters: { type: "object", properties: {} } } }];
    await expect(sdk.chat.completions.create({ model: "gpt-6-luna", messages, temperature: 0.2 })).rejects.toMatchObject({ status: 400, param: "temperature" });
    await expect(sdk.chat.completions.create({ model: "gpt-6-luna", messages, max_tokens: 100 })).rejects.toMatchObject({ status: 400, param: "max_tokens" });
    await expect(sdk.chat.completions.create({ model: "gpt-6-luna", messages, tools })).rejects.toMatchObject({ status: 400, param: "reasoning_effort" });
    await expect(sdk.chat.completions.create({ model: "gpt-6-astra", messages, reasoning_effort: "none" })).rejects.toMatchObject({ status: 400, param: "reasoning_effort" });
    await expect(sdk.chat.completions.create({ model: "gpt-6-luna", messages, tools, temperature: 0.2, reasoning_effort: "none" })).resolves.toMatchObject({ object: "chat.completion" });
    const long = [{ role: "system" as const, content: "Facts. ".repeat(700) }, ...messages];
    await sdk.chat.completions.create({ model: "gpt-6-luna", messages: long });
    const again = await sdk.chat.completions.create({ model: "gpt-6-luna", messages: long });
    expect(again.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThanOrEqual(1024);
  });
  it.each(["openai", "groq", "yandex", "compatible", "openrouter"] as const)("%s: refuses calls without their results, and results without their calls", async (vendor) => {
    const { sdk, model } = await open({ vendor });
    const call = { role: "assistant" as const, content: null, tool_calls: [{ id: "a", type: "function" as const, function: { name: "look", arguments: "{}" } }] };
    const user = { role: "user" as const, content: "Hello." };
    const result = { role: "tool" as const, tool_call_id: "a", content: "{}" };
    await expect(sdk.chat.completions.create({ model, messages: [user, call, user] })).rejects.toMatchObject({ status: 400 });
    await expect(sdk.chat.completions.create({ model, messages: [user, call] })).rejects.toMatchObject({ status: 400 });
    await expect(sdk.chat.completions.create({ model, messages: [user, result] })).rejects.toMatchObject({ status: 400 });
    await expect(sdk.chat.completions.create({ model, messages: [user, call, result] })).resolves.toMatchObject({ object: "chat.completion" });
  });
  it("Groq: each family has efforts of its own", async () => {
    const { sdk } = await open({ vendor: "groq" });
    const messages = [{ role: "user" as const, content: "Hello." }];
    await expect(sdk.chat.completions.create({ model: "openai/gpt-oss-20b", messages, reasoning_effort: "none" })).rejects.toMatchObject({ status: 400 });
    await expect(sdk.chat.completions.create({ model: "qwen/qwen3.8-27b", messages, reasoning_effort: "low" })).rejects.toMatchObject({ status: 400 });
    await expect(sdk.chat.completions.create({ model: "qwen/qwen3.8-27b", messages, reasoning_effort: "none" })).resolves.toMatchObject({ object: "chat.completion" });
  });
  it("OpenRouter: sends comments while it waits, and fails inside a stream that began well", async () => {
    const { standIn, sdk, model } = await open({ vendor: "openrouter", fault: { kind: "server_error" } });
    const ask = { model, messages: [{ role: "user" as const, content: "Hello." }], stream: true as const };
    const raw = await fetch(`${standIn.baseUrl}/chat/completions`, { method: "POST", headers: { authorization: `Bearer ${standIn.key}`, "content-type": "application/json" }, body: JSON.stringify(ask) });
    expect(raw.status).toBe(200);
    expect(await raw.text()).toMatch(/^: OPENROUTER PROCESSING\n\ndata: .*"error":\{"code":502/);
    const stream = await sdk.chat.completions.create(ask);
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow("Provider returned error");
  });
});
