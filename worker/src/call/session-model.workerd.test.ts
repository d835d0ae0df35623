/** A session whose bot is led by a model, over a real Durable Object and a real WebSocket; the vendor is a fetch that answers by a script. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { salon } from "../bots/demo/salon.ts";
import { school } from "../bots/demo/school.ts";
import { parseKeyring, seal } from "../vendors/keyring.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
/** With a tool of the platform, which the model may call. */
const bot = botConfigSchema.parse({ ...school, tools: [{ type: "platform", name: "save_booking", effect: "write", description: { ru: "Записывает на пробное занятие.", en: "Books a trial lesson." } }], llm: { provider: "openai", model: "gpt-6-luna", /** The test runner loads the SDK when the first question is put. */ first_token_timeout_ms: 20_000 } });

type Asked = { messages: { role: string; content: string | null; tool_calls?: unknown }[]; key: string; aborted: boolean };
/** Ends an answer that goes on no more and is not over either. */
const stalls = "…stalls";
/** Ends an answer whose connection is lost. */
const breaksOff = "…breaks off";

/** Ends an answer that calls a tool. */
const calls = (name: string, json = "{}"): string => `…calls ${name} ${json}`;
const calling = /^…calls (\S+) (.*)$/s;

/** OpenAI's Chat Completions: the nth answer to the nth question, piece by piece. Everything of a request stays in the object that made it. */
function vendor(...answers: string[][]) {
  const asked: Asked[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const { messages, stream } = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string().nullable(), tool_calls: z.unknown().optional() })), stream: z.boolean().optional() }).parse(await request.json());
    const about: Asked = { messages, key: request.headers.get("authorization") ?? "", aborted: false };
    asked.push(about);
    init?.signal?.addEventListener("abort", () => { about.aborted = true; });
    const pieces = answers[asked.length - 1] ?? [];
    // Answers by a schema are asked for whole.
    if (stream !== true && pieces.at(-1) !== stalls) return Response.json({ id: "1", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message: { role: "assistant", content: pieces.join("") }, finish_reason: "stop" }], usage: { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 } });
    const chunk = (more: object) => `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", ...more })}\n\n`;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const write = (text: string) => controller.enqueue(new TextEncoder().encode(text));
        const called = pieces.flatMap((piece) => (calling.test(piece) ? [calling.exec(piece)] : []));
        for (const content of pieces) if (content !== stalls && content !== breaksOff && !calling.test(content)) write(chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
        called.forEach((one, index) => write(chunk({ choices: [{ index: 0, delta: { tool_calls: [{ index, id: `call_${asked.length}_${index}`, type: "function", function: { name: one?.[1], arguments: one?.[2] } }] }, finish_reason: null }] })));
        if (pieces.at(-1) === stalls) return init?.signal?.addEventListener("abort", () => controller.error(new Error("aborted")));
        if (pieces.at(-1) === breaksOff) return controller.close();
        write(`${chunk({ choices: [{ index: 0, delta: {}, finish_reason: called.length > 0 ? "tool_calls" : "stop" }] })}${chunk({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 7, total_tokens: 107 } })}data: [DONE]\n\n`);
        controller.close();
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  return asked;
}
const eventually = <T>(look: () => T | undefined): Promise<T> => vi.waitFor(() => {
  const found = look();
  if (found === undefined) throw new Error("not yet");
  return found;
}, { timeout: 5_000, interval: 5 });
afterEach(() => void vi.restoreAllMocks());

async function answered(config = bot) {
  const tenantId = tenantIdSchema.parse(newId("tenant"));
  const callId = newCallId(Date.now());
  const session = byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  await byName(env.TENANT_HUB, tenantId).admit({ callId, nowMs: Date.now(), limits: { concurrent: 2, perMinute: 10 }, idempotency: null });
  const sealed = await seal(parseKeyring(String(Reflect.get(env, "ZVON_KEYRING"))), ["provider key", tenantId, "openai"], JSON.stringify({ key: "sk-of-the-tenant" }));
  await session.begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: "school", name: "School", version: 1, config }, language: "ru", direction: "inbound", via: "rtp", from: "+79990001122", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, access: [{ provider: "openai", sealed: sealed.text, keyVersion: sealed.keyVersion }], createdAt: Date.now(),
  });
  const link = await openLinkTo(session, callId, { epoch: 1 });
  expect(await link.hear("welcome")).toMatchObject({ access: {} });
  await link.fact({ type: "call.ringing" });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);
  return { session, stub: () => byName(env.CALL_SESSION, `${tenantId}/${callId}`), link, callId, people: byName(env.TENANT_PEOPLE, tenantId), snapshot: async () => (await session.snapshot())?.call };
}

describe("a session whose bot a model leads", () => {
  it("asks it by the tenant's own key, says its words as they come, and counts them", async () => {
    const asked = vendor(["Да, конечно,| с семи лет. ", "Группы небольшие."]);
    const { session, link, snapshot } = await answered();
    await link.say(1, "а дети у вас учатся");
    expect(await link.hearReply()).toEqual({ reply: 1, turn: 1, text: "Да, конечно, с семи лет. Группы небольшие.", segments: 3 });
    expect(asked).toMatchObject([{ key: "Bearer sk-of-the-tenant" }]);
    expect(asked[0]?.messages.at(-1)).toEqual({ role: "user", content: "<caller>а дети у вас учатся</caller>" });
    await link.heard(1, 1, "Да, конечно, с семи лет. Группы небольшие.");
    expect((await session.snapshot())?.commits).toBe(3);
    expect((await snapshot())?.usage.vendors).toEqual([
      { kind: "llm", provider: "openai", model: "gpt-6-luna", unit: "requests", amount: 1 },
      { kind: "llm", provider: "openai", model: "gpt-6-luna", unit: "tokens_in", amount: 100 },
      { kind: "llm", provider: "openai", model: "gpt-6-luna", unit: "tokens_out", amount: 7 },
    ]);
  });

  it("takes what was thought ahead for the same words, and asks nothing twice", async () => {
    const asked = vendor(["Да, конечно, с семи лет."], ["Вот ещё."]);
    const { link } = await answered();
    link.note({ type: "turn.speculate", turn: 1, text: "А дети, у вас учатся?", language: "ru" });
    await eventually(() => asked[0]);
    await link.say(1, "а дети у вас учатся");
    expect(await link.hearReply()).toMatchObject({ turn: 1, text: "Да, конечно, с семи лет." });
    expect(asked).toHaveLength(1);
  });

  it("gives the vendor up when the caller cuts in, and tells the model what was heard", async () => {
    const asked = vendor(["Хорошо, слушайте внимательно. Сначала", stalls], ["Понятно."]);
    const { link } = await answered();
    await link.say(1, "расскажите всё");
    await link.hear("reply.text");
    await link.heard(1, 1, "Хорошо,", true);
    await eventually(() => (asked[0]?.aborted === true ? true : undefined));
    await link.say(2, "нет, не всё");
    expect(await link.hearReply()).toMatchObject({ turn: 2, text: "Понятно." });
    expect(asked[1]?.messages.at(-2)).toEqual({ role: "assistant", content: "Хорошо, … [собеседник перебил]" });
  });

  it("goes on after its object died in mid-reply: closed where it stopped, then the rest, nothing twice", async () => {
    const asked = vendor(["Занятия идут дважды в неделю. А ещё", stalls], ["Первое бесплатно."]);
    const { session, link, callId, stub } = await answered();
    await link.say(1, "расскажите про занятия");
    expect(await link.hear("reply.text")).toMatchObject({ reply: 1, seq: 0, text: "Занятия идут дважды в неделю.", last: false });
    await expect(runInDurableObject(session, (_, state) => state.abort("lost"))).rejects.toThrow();
    const again = await openLinkTo(stub(), callId, { epoch: 2, n: 4, turn: 1, held: { reply: 1, seq: 0, last: false } });
    expect(await again.hear("reply.text")).toMatchObject({ reply: 1, seq: 1, text: "", last: true });
    await again.fact({ type: "reply.heard", reply: 1, turn: 1, heard: "Занятия идут дважды в неделю.", interrupted: false, startMs: 1, endMs: 2, decisionMs: 0, ttsMs: 0, firstAudioMs: 0 });
    expect(await again.hearReply()).toMatchObject({ reply: 2, turn: 1, text: "Первое бесплатно." });
    expect(asked[1]?.messages[0]?.content).toContain("Продолжи его с этого места");
    expect(asked[1]?.messages.at(-1)).toEqual({ role: "assistant", content: "Занятия идут дважды в неделю." });
  });

  it("ends an answer that broke off in mid-word at its last whole piece, and gives the caller the word", async () => {
    vendor(["Да, конечно,| с семи лет. А ещё у нас есть детск", breaksOff]);
    const { link } = await answered();
    await link.say(1, "а дети у вас учатся");
    const reply = await link.hearReply();
    expect(reply).toMatchObject({ reply: 1, turn: 1 });
    expect(reply.text).toMatch(/^Да, конечно, с семи лет\. Могу рассказать.*оператор\.$/);
  });

  it("runs the tool that the model calls, once, and says what came of it in the same reply", async () => {
    const asked = vendor([calls("save_booking")], ["Готово,| вы записаны на пробное занятие."]);
    const { session, link, people, callId } = await answered();
    await link.say(1, "запишите меня на пробное занятие по китайскому");
    expect(await link.hearReply()).toMatchObject({ reply: 1, turn: 1, text: "Секунду, оформляю. Готово, вы записаны на пробное занятие." });
    expect(asked[1]?.messages.slice(-2)).toMatchObject([{ role: "assistant", content: null, tool_calls: [{ id: "call_1_0", type: "function", function: { name: "save_booking", arguments: "{}" } }] }, { role: "tool" }]);
    expect(JSON.parse(asked[1]?.messages.at(-1)?.content ?? "")).toMatchObject({ status: "ok" });
    expect(await people.listBookings({ limit: 10 })).toMatchObject([{ callId }]);
    // The turn, the intent to write, its result: a write adds its own two.
    expect((await session.snapshot())?.commits).toBeLessThanOrEqual(5);
    const messages = (await session.snapshot())?.messages ?? [];
    expect(messages.at(-1)?.trace?.steps.map((step) => step.code)).toEqual(expect.arrayContaining(["tool_started", "tool_finished"]));
  });

  it("lets nobody hear that something was done which no tool did", async () => {
    vendor(["Готово,| вы записаны на пробное занятие. Ждём вас."]);
    const { link, people } = await answered();
    await link.say(1, "запишите меня на пробное занятие по китайскому");
    expect((await link.hearReply()).text).toMatch(/^Пока это ещё не оформлено\. Могу рассказать/);
    expect(await people.listBookings({ limit: 10 })).toEqual([]);
  });

  it("never runs a tool that was only thought ahead", async () => {
    const asked = vendor([calls("save_booking")], ["Хорошо, не буду."]);
    const { link, people } = await answered();
    link.note({ type: "turn.speculate", turn: 1, text: "запишите меня на пробное", language: "ru" });
    await eventually(() => asked[0]);
    await link.say(1, "запишите меня на пробное нет не надо ничего");
    expect((await link.hearReply()).text).toBe("Хорошо, не буду.");
    expect(await people.listBookings({ limit: 10 })).toEqual([]);
  });

  it("asks for a tool's fate by its key when its object died in the middle, and books once", async () => {
    const asked = vendor([calls("save_booking")], ["Готово,| вы записаны на занятие."], ["Готово,| вы записаны на занятие."]);
    const { session, link, callId, stub, people } = await answered();
    await link.say(1, "запишите меня на пробное занятие по китайскому");
    await link.hear("reply.text");
    await expect(runInDurableObject(session, (_, state) => state.abort("lost"))).rejects.toThrow();
    const again = await openLinkTo(stub(), callId, { epoch: 2, n: 4, turn: 1, held: { reply: 1, seq: 0, last: false } });
    const told = await eventually(() => again.messages.map((message) => (message.type === "reply.text" ? message.text : "")).join(" ").match(/вы записаны на занятие/) ?? undefined);
    expect(told).not.toBeNull();
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(await people.listBookings({ limit: 10 })).toHaveLength(1);
  });

  it("asks a model what was meant by a turn that the rules did not understand, before anything is said", async () => {
    const asked = vendor(['{"intent":null,"confidence":0.9,"fields":{"service":"постричься"}}']);
    const flowLed = botConfigSchema.parse({ ...salon, llm: { provider: "openai", model: "gpt-6-luna" } });
    const { link, snapshot, session } = await answered(flowLed);
    const before = (await session.snapshot())?.commits ?? 0;
    await link.say(1, "пострицца бы мне");
    const reply = await link.hearReply();
    expect(asked[0]?.messages.at(-1)).toEqual({ role: "user", content: "<caller>пострицца бы мне</caller>" });
    expect(reply.text).not.toMatch(/не расслыш|не понял|повторите/i);
    expect(await eventually(() => (asked.length === 1 ? 1 : undefined))).toBe(1);
    expect((await snapshot())?.fields).toMatchObject({ service: "стрижка" });
    expect((await session.snapshot())?.commits).toBe(before + 1);
  });

  it("says what the rules say when the model does not answer in time", async () => {
    const asked = vendor([stalls]);
    const flowLed = botConfigSchema.parse({ ...salon, llm: { provider: "openai", model: "gpt-6-luna", first_token_timeout_ms: 200 } });
    const { link, snapshot } = await answered(flowLed);
    await link.say(1, "пострицца бы мне");
    expect((await link.hearReply()).turn).toBe(1);
    expect(asked).toHaveLength(1);
    expect((await snapshot())?.fields).toEqual({});
    expect(await eventually(() => (asked[0]?.aborted === true ? true : undefined))).toBe(true);
  });

  it("answers by the flow when the vendor refuses the key", async () => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({ error: { message: "no", type: "x", code: "invalid_api_key" } }, { status: 401 }));
    const { link } = await answered();
    await link.say(1, "а дети у вас учатся");
    expect((await link.hearReply()).text).toContain("Могу рассказать");
  });
});
