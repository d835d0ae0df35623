/** One suite for every adapter, each against the stand-in of its vendor. */
import type { LlmProvider, UsageLine, VendorAccess } from "@zvon/contract/speech.ts";
import { startGigachatStandIn } from "@zvon/stand-ins/src/gigachat/gigachat.ts";
import { promptTokens, tokensOf } from "@zvon/stand-ins/src/llm/answers.ts";
import type { ScriptedAnswer } from "@zvon/stand-ins/src/llm/answers.ts";
import { startLlm } from "@zvon/stand-ins/src/llm/llm.ts";
import type { Fault, StandIn } from "@zvon/stand-ins/src/stand-in.ts";
import { afterEach, describe, expect, it } from "vitest";
import { openLlm } from "./open.ts";
import type { Llm, LlmErrorCode, LlmEvent, LlmRequest } from "./port.ts";
import { LlmError } from "./port.ts";
import { addUsage, usageLines } from "./usage.ts";

type Running = StandIn & { baseUrl: string; answers(scripted: readonly ScriptedAnswer[]): void };
const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

const models: Record<LlmProvider, string> = { openai: "gpt-6-luna", groq: "openai/gpt-oss-20b", openrouter: "openai/gpt-6-luna", workers_ai: "@cf/google/gemma-4-26b-a4b-it", yandex: "gpt://b1gstandin/yandexgpt/latest", gigachat: "GigaChat-2", compatible: "qwen3-8b-instruct" };

async function start(provider: LlmProvider): Promise<{ standIn: Running; access: VendorAccess; open(model?: string): Llm }> {
  const standIn = provider === "gigachat" ? await startGigachatStandIn() : await startLlm({ vendor: provider });
  running.push(standIn);
  const access: VendorAccess = { key: standIn.key, baseUrl: standIn.baseUrl, ...(provider === "yandex" ? { folder: "b1gstandin" } : {}) };
  return { standIn, access, open: (model = models[provider]) => openLlm({ provider, model, access, fetch }) };
}

const ask = (text: string, more: Partial<LlmRequest> = {}): LlmRequest => ({ messages: [{ role: "system", content: "Ты отвечаешь на звонки." }, { role: "user", content: text }], tools: [], temperature: 0.2, maxTokens: 300, stream: true, ...more });
const endCall = { name: "end_call", description: "Ends the call.", parameters: { type: "object", properties: { outcome: { type: "string" } }, required: ["outcome"] } };

async function collect(llm: Llm, request: LlmRequest, signal = new AbortController().signal) {
  const events: LlmEvent[] = [];
  for await (const event of llm.respond(request, signal)) events.push(event);
  const done = events.at(-1);
  if (done?.type !== "done") throw new Error("the last event is not the end");
  return { events, text: events.map((event) => (event.type === "text" ? event.text : "")).join(""), tools: events.filter((event) => event.type === "tool"), done };
}
async function failure(llm: Llm, request: LlmRequest): Promise<LlmError> {
  try {
    await collect(llm, request);
  } catch (error) {
    if (error instanceof LlmError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

const byUnit = (a: UsageLine, b: UsageLine): number => a.unit.localeCompare(b.unit);

describe.each(Object.keys(models) as LlmProvider[])("the adapter of %s", (provider) => {
  const said = "Понимаю вас,| вы говорите: «Хочу записаться».| Чем ещё я могу вам помочь?";

  it("gives the words as they come, then the end with what was used; the whole at once when asked so", async () => {
    const { standIn, open } = await start(provider);
    const request = ask("Хочу записаться.");
    const streamed = await collect(open(), request);
    expect(streamed.text).toBe(said);
    expect(streamed.events.length).toBeGreaterThan(5);
    expect(streamed.done).toMatchObject({ finish: "stop", usage: { inputTokens: promptTokens(request.messages, []), outputTokens: tokensOf(said).length } });
    const whole = await collect(open(), { ...request, stream: false });
    expect(whole.events.map((event) => event.type)).toEqual(["text", "done"]);
    expect(whole.text).toBe(said);
    expect(whole.done).toMatchObject({ finish: "stop", usage: { outputTokens: tokensOf(said).length } });
    // Ours and the vendor's book are equal to the token.
    const ours = [streamed, whole].map((each) => usageLines(provider, models[provider], each.done.usage)).reduce(addUsage, []);
    expect(ours).toEqual(standIn.bill());
  });
  it("asks for what it was told, no more than once", async () => {
    const { standIn, open } = await start(provider);
    await collect(open(), ask("Hello.", { maxTokens: 123, tools: [endCall] }));
    const chats = standIn.asked().filter((line) => line.what === "chat.completions");
    expect(chats).toHaveLength(1);
    expect(chats[0]?.detail).toMatchObject({ model: models[provider], stream: true, temperature: 0.2, maxTokens: 123, tools: ["end_call"] });
  });
  it("puts a tool's arguments together, streaming and whole", async () => {
    const { standIn, open } = await start(provider);
    standIn.answers([{ match: "пока", say: "До свидания!", tools: [{ name: "end_call", arguments: { outcome: "Стрижка, завтра в 9:30" } }] }]);
    for (const stream of [true, false]) {
      const { text, tools, done } = await collect(open(), ask("Ну, пока", { tools: [endCall], stream }));
      expect(text).toBe("До свидания!");
      expect(tools.map((tool) => [tool.name, JSON.parse(tool.arguments)])).toEqual([["end_call", { outcome: "Стрижка, завтра в 9:30" }]]);
      expect(done.finish).toBe("tools");
    }
  });
  it("passes on arguments that do not parse as the model wrote them", async () => {
    const { standIn, open } = await start(provider);
    standIn.answers([{ match: "пока", tools: [{ name: "end_call", arguments: { outcome: "ok" } }] }]);
    standIn.fault({ kind: "bad_tool_arguments" });
    const { tools } = await collect(open(), ask("пока", { tools: [endCall] }));
    expect(tools[0]?.arguments).toContain('{"outcome":"ok"');
    expect(() => JSON.parse(tools[0]?.arguments ?? "")).toThrow(SyntaxError);
  });
  it("gives back what a tool brought, as the vendor wants it, and is answered", async () => {
    const { standIn, open } = await start(provider);
    standIn.answers([
      { match: "свободно", say: "Смотрю.", tools: [{ name: "check_availability", arguments: { date: "2026-11-23" } }] },
      { match: "свободно", after: "15:00", say: "Да,| в три свободно." },
    ]);
    const tool = { name: "check_availability", description: "Free times.", parameters: { type: "object", properties: { date: { type: "string" } } } };
    for (const stream of [true, false]) {
      const request = ask("Что свободно?", { tools: [tool], stream });
      const first = await collect(open(), request);
      const calls = first.tools.map(({ id, name, arguments: written }) => ({ id, name, arguments: written }));
      const [call] = calls;
      if (call === undefined) throw new Error("it called nothing");
      const then = await collect(open(), { ...request, messages: [...request.messages, { role: "assistant", content: first.text, calls }, { role: "tool", callId: call.id, name: call.name, content: '{"status":"ok","next":"2026-11-23T15:00"}' }] });
      expect(then.text).toBe("Да,| в три свободно.");
    }
  });
  it("puts several calls of one answer before their results in the order the vendor wants", async () => {
    const { open } = await start(provider);
    const request = ask("И то и это.", { tools: [endCall] });
    const calls = ["a", "b"].map((id) => ({ id, name: `look_${id}`, arguments: "{}" }));
    const results = calls.map(({ id, name }) => ({ role: "tool" as const, callId: id, name, content: `{"of":"${id}"}` }));
    // The stand-in refuses what the vendor refuses.
    expect((await collect(open(), { ...request, messages: [...request.messages, { role: "assistant", content: "", calls }, ...results] })).text).toContain("Вот что я вижу");
  });
  it("asks for JSON of a schema by the vendor's own way", async () => {
    const { standIn, open } = await start(provider);
    standIn.answers([{ match: "хочу", say: '{"intent":"booking"}' }]);
    const answerSchema = { name: "understood", schema: { type: "object", properties: { intent: { type: "string" } }, required: ["intent"], additionalProperties: false } };
    for (const stream of [true, false]) {
      const { text, done, tools } = await collect(open(), ask("хочу к вам", { answerSchema, stream }));
      expect([JSON.parse(text), tools, done.finish]).toEqual([{ intent: "booking" }, [], "stop"]);
    }
    expect(JSON.stringify(standIn.asked().at(-1)?.detail["format"])).toMatch(/json_schema|json_object|understood/);
  });
  it("says when the length was reached", async () => {
    const { open } = await start(provider);
    const { text, done } = await collect(open(), ask("Хочу записаться.", { maxTokens: 5 }));
    expect(tokensOf(text)).toHaveLength(5);
    expect(done.finish).toBe("length");
  });
  it("stops the vendor's work and bill when it is aborted, and ends with the reason", async () => {
    const { standIn, open } = await start(provider);
    standIn.fault({ kind: "endless" });
    const controller = new AbortController();
    const reason = new Error("the caller spoke");
    let heard = "";
    const run = async (): Promise<void> => {
      for await (const event of open().respond(ask("Говори."), controller.signal)) {
        if (event.type === "text") heard += event.text;
        if (heard.length > 100) controller.abort(reason);
      }
    };
    await expect(run()).rejects.toBe(reason);
    await expect.poll(() => standIn.asked().at(-1)?.detail["aborted"]).toBe(true);
    const billed = standIn.bill().find((line) => line.unit === "tokens_out")?.amount;
    expect(billed).toBe(standIn.asked().at(-1)?.detail["outputTokens"]);
  });
  it("stops the vendor also when the listener leaves", async () => {
    const { standIn, open } = await start(provider);
    standIn.fault({ kind: "endless" });
    for await (const event of open().respond(ask("Говори."), new AbortController().signal)) if (event.type === "text") break;
    await expect.poll(() => standIn.asked().at(-1)?.detail["aborted"]).toBe(true);
  });
  it("asks nothing when it was aborted before", async () => {
    const { standIn, open } = await start(provider);
    const reason = new Error("over");
    await expect(collect(open(), ask("Hello."), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(standIn.asked()).toEqual([]);
  });

  const faults: [Fault["kind"], LlmErrorCode, boolean][] = [
    ["unauthorised", "unauthorised", false],
    ["unpaid", "unpaid", false],
    ["rate_limited", "rate_limited", true],
    ["server_error", "failed", true],
    ["no_streaming", "no_streaming", true],
    ["drop", "failed", true],
    ["garbage", "bad_answer", true],
  ];
  it.each(faults)("%s is %s, and what is thrown holds neither key nor words", async (kind, code, retryable) => {
    const { standIn, open } = await start(provider);
    standIn.fault({ kind });
    const error = await failure(open(), ask("Моя тайна 4111."));
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable });
    for (const told of [error.message, JSON.stringify(error.cause ?? null)]) {
      expect(told).not.toContain("тайна");
      expect(told).not.toContain(standIn.key.slice(0, 8));
    }
  });
  it("says how long the vendor wants to be left alone, where it tells", async () => {
    const { standIn, open } = await start(provider);
    standIn.fault({ kind: "rate_limited" });
    const error = await failure(open(), ask("Hello."));
    expect(error.retryAfterMs).toBe(provider === "workers_ai" || provider === "yandex" || provider === "compatible" ? undefined : 2000);
  });
  it("knows a model that is not there, and a host that does not answer", async () => {
    const { standIn, open } = await start(provider);
    expect(await failure(open("gpt://b1gstandin/no-such-model/latest"), ask("Hello."))).toMatchObject({ code: "unknown_model", retryable: false });
    await standIn.close();
    running.splice(0);
    expect(await failure(open(), ask("Hello."))).toMatchObject({ code: "failed", retryable: true });
  });
});

describe("what one adapter alone does", () => {
  it.each([
    ["openai", "gpt-6-luna", "none"],
    ["openai", "gpt-5.4-mini", "none"],
    ["openai", "gpt-4.1-mini", null],
    ["groq", "openai/gpt-oss-120b", "low"],
    ["groq", "qwen/qwen3.8-27b", "none"],
    ["openrouter", "openai/gpt-6-luna", "none"],
    ["openrouter", "google/gemini-3.5-flash-lite", "minimal"],
    ["openrouter", "deepseek/deepseek-v4.1-flash", "none"],
    ["workers_ai", "@cf/zai-org/glm-4.7-flash", "none"],
    ["workers_ai", "@cf/openai/gpt-oss-120b", "low"],
    ["workers_ai", "@cf/meta/llama-3.3-70b-instruct-fp8-fast", null],
  ] as const)("%s: %s thinks no more than it must while a caller waits, and takes tools and the bot's temperature", async (provider, model, thought) => {
    const { standIn, open } = await start(provider);
    expect((await collect(open(model), ask("Hello.", { tools: [endCall] }))).text).toContain("Hello");
    expect(standIn.asked().at(-1)?.detail).toMatchObject({ model, thought, temperature: 0.2, maxTokens: 300, tools: ["end_call"] });
  });
  it("OpenAI: a model that always thinks gets no temperature and a developer's message", async () => {
    const { standIn, open } = await start("openai");
    expect((await collect(open("gpt-6-astra"), ask("Hello."))).text).toContain("Hello");
    expect(standIn.asked().at(-1)?.detail).toMatchObject({ temperature: null, thought: "low", maxTokens: 300, messages: [{ role: "developer" }, { role: "user" }] });
  });
  it("OpenAI: tokens read from the cache are told, and are a part of the tokens that went in", async () => {
    const { standIn, open } = await start("openai");
    const request = ask("Hello.", { messages: [{ role: "system", content: "Facts. ".repeat(700) }, { role: "user", content: "Hello." }] });
    const first = await collect(open(), request);
    const second = await collect(open(), request);
    expect(first.done.usage.cachedTokens).toBe(0);
    expect(second.done.usage.cachedTokens).toBeGreaterThanOrEqual(1024);
    expect([first, second].map((each) => usageLines("openai", models.openai, each.done.usage)).reduce(addUsage, []).toSorted(byUnit)).toEqual(standIn.bill().toSorted(byUnit));
  });
  it("Yandex: a short name becomes the folder's URI, and Yandex is asked to keep nothing", async () => {
    const { standIn, open } = await start("yandex");
    await collect(open("yandexgpt-lite"), ask("Привет."));
    expect(standIn.asked().at(-1)?.detail).toMatchObject({ model: "gpt://b1gstandin/yandexgpt-lite/latest", headers: { "openai-project": "b1gstandin", "x-data-logging-enabled": "false" } });
    expect(() => openLlm({ provider: "yandex", model: "yandexgpt", access: { key: "k" }, fetch })).toThrow("folder");
  });
  it("a self-hosted model that thinks aloud is not heard thinking", async () => {
    const { standIn, open } = await start("compatible");
    standIn.answers([{ match: "час", say: "<think>Сейчас утро. Значит, скажу утро.</think>\nДевять утра." }]);
    for (const stream of [true, false]) expect((await collect(open(), ask("Который час?", { stream }))).text.trim()).toBe("Девять утра.");
  });
  it("a self-hosted server that counts its tools from one leaves no hole among them", async () => {
    const chunks = [{ delta: { tool_calls: [{ index: 1, id: "c", function: { name: "end_call", arguments: "{}" } }] }, finish_reason: null }, { delta: {}, finish_reason: "tool_calls" }];
    const sse = `${chunks.map((choice) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`).join("")}data: [DONE]\n\n`;
    const llm = openLlm({ provider: "compatible", model: "m", access: { key: "k", baseUrl: "https://llm.example.com/v1" }, fetch: async () => new Response(sse, { headers: { "content-type": "text/event-stream" } }) });
    expect((await collect(llm, ask("Всё."))).tools).toEqual([{ type: "tool", id: "c", name: "end_call", arguments: "{}" }]);
  });
  it("an address written for a stream of speech serves its vendor's models as well", async () => {
    const asked: string[] = [];
    const llm = openLlm({ provider: "openai", model: "m", access: { key: "k", baseUrl: "wss://gateway.example.com/v1" }, fetch: async (input) => {
      asked.push(String(input));
      return new Response("data: [DONE]\n\n");
    } });
    await failure(llm, ask("Раз."));
    expect(asked).toEqual(["https://gateway.example.com/v1/chat/completions"]);
  });
  it("a self-hosted model needs an address, Workers AI an account", () => {
    expect(() => openLlm({ provider: "compatible", model: "m", access: { key: "" }, fetch })).toThrow("address");
    expect(() => openLlm({ provider: "workers_ai", model: "m", access: { key: "k" }, fetch })).toThrow("account");
  });
  it("GigaChat: one sign-in serves many questions, and a token refused before its time is not used again", async () => {
    const standIn = await startGigachatStandIn();
    running.push(standIn);
    const llm = openLlm({ provider: "gigachat", model: "GigaChat-2", access: { key: standIn.key, baseUrl: standIn.baseUrl }, fetch });
    const signIns = () => standIn.asked().filter((line) => line.what === "oauth").length;
    await collect(llm, ask("Раз."));
    await collect(llm, ask("Два."));
    expect(signIns()).toBe(1);
    standIn.expireTokens();
    // No fault of the key: a breaker must not close this model for the owner to act.
    expect(await failure(llm, ask("Три."))).toMatchObject({ code: "failed", retryable: true });
    await collect(llm, ask("Четыре."));
    expect(signIns()).toBe(2);
  });
  it("GigaChat: finds out what kind of account a key is of; a wrong kind and a wrong key are told apart", async () => {
    const standIn = await startGigachatStandIn({ scope: "GIGACHAT_API_B2B" });
    running.push(standIn);
    const open = (access: Partial<VendorAccess>) => openLlm({ provider: "gigachat", model: "GigaChat-2", access: { key: standIn.key, baseUrl: standIn.baseUrl, ...access }, fetch });
    expect((await collect(open({}), ask("Раз."))).text).toContain("Раз");
    expect(await failure(open({ folder: "GIGACHAT_API_CORP" }), ask("Раз."))).toMatchObject({ code: "misconfigured", message: "the key of GigaChat is not of the scope GIGACHAT_API_CORP" });
    expect(await failure(open({ key: "d3Jvbmc6a2V5" }), ask("Раз."))).toMatchObject({ code: "unauthorised" });
  });
});
