/** A flow with a tool of each type over a real session: real objects, a real WebSocket; services are a fetch that answers by a script. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { botConfigSchema } from "@zvon/contract/bot-config.ts";
import type { BotConfigInput } from "@zvon/contract/bot-config.ts";
import { newCallId, newId, tenantIdSchema } from "@zvon/contract/ids.ts";
import type { TenantId } from "@zvon/contract/ids.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { salon } from "../bots/demo/salon.ts";
import { parseKeyring, seal } from "../vendors/keyring.ts";
import type { BeginCall } from "./begin.ts";
import { openLinkTo } from "./link-stand-in.ts";

const byName = <T extends Rpc.DurableObjectBranded>(namespace: DurableObjectNamespace<T>, name: string) => namespace.get(namespace.idFromName(name));
const url = "https://api.example.com/tool";
const said = (ru: string) => ({ ru, en: ru });
const every = { from: "09:00", to: "21:00" };
const allWeek = { 1: every, 2: every, 3: every, 4: every, 5: every, 6: every, 7: every };

type Tools = NonNullable<BotConfigInput["tools"]>;
/** "да" runs the tool; what comes of it is said, and the call ends. */
function botWith(tool: Tools[number], state: { function?: string; arguments?: Record<string, string> } = {}, ok = "Получилось."): BotConfigInput {
  const end = (ru: string) => ({ type: "end" as const, outcome: "answered" as const, say: said(ru) });
  return {
    ...salon,
    languages: ["ru"],
    fields: {},
    tools: [tool],
    agent: { ...salon.agent, crm_field_mapping: {} },
    flow: {
      type: "graph", start: "ready",
      states: {
        ready: { type: "question", say: said("Начинаем?"), hint: said("Скажите да.") },
        run: { type: "tool", tool: tool.name, say: said("Секунду."), ...state },
        done: end(ok),
        not_done: end("Не получилось. {tool.near}"),
        not_certain: end("Мы это проверим и подтвердим."),
        declined: end("Хорошо."),
      },
      transitions: [
        { from: "ready", to: "run", when: { intent: "yes" } },
        { from: "ready", to: "declined", when: { intent: "no" } },
        { from: "run", to: "done", when: { tool: "ok" } },
        { from: "run", to: "not_done", when: { tool: "failed" } },
        { from: "run", to: "not_certain", when: { tool: "unknown" } },
      ],
    },
  };
}

type Asked = { url: string; method: string; key: string | null; authorization: string | null; body: Record<string, unknown> };
/** @param answer of the nth request, counted from 0; null: it never answers. */
function service(answer: (nth: number, asked: Asked) => Response | null) {
  const asked: Asked[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const text = await request.text();
    const one: Asked = { url: request.url, method: request.method, key: request.headers.get("idempotency-key"), authorization: request.headers.get("authorization"), body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
    asked.push(one);
    const given = answer(asked.length - 1, one);
    if (given !== null) return given;
    return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
  });
  return asked;
}
afterEach(() => void vi.restoreAllMocks());
const eventually = <T>(look: () => T | undefined): Promise<T> => vi.waitFor(() => {
  const found = look();
  if (found === undefined) throw new Error("not yet");
  return found;
}, { timeout: 5_000, interval: 5 });

async function begun(config: BotConfigInput, options: Partial<BeginCall> & { of?: TenantId } = {}) {
  const { of: tenantId = tenantIdSchema.parse(newId("tenant")), ...more } = options;
  const callId = newCallId(Date.now());
  const stub = () => byName(env.CALL_SESSION, `${tenantId}/${callId}`);
  await byName(env.TENANT_HUB, tenantId).admit({ callId, nowMs: Date.now(), limits: { concurrent: 100, perMinute: 100 }, idempotency: null });
  await stub().begin({
    tenantId, callId, nodeId: newId("node"), bot: { id: newId("bot"), slug: "one", name: "One", version: 1, config: botConfigSchema.parse(config) }, language: "ru", direction: "inbound", via: "rtp", from: "79120001427", to: "1001",
    timeZone: "Europe/Moscow", ringTimeoutMs: 45_000, maxDurationMs: 600_000, recording: null, createdAt: Date.now(), ...more,
  });
  const link = await openLinkTo(stub(), callId, { epoch: 1 });
  await link.fact({ type: "call.answered", atMs: 0 });
  const greeting = await link.hearReply();
  await link.heard(greeting.reply, 0, greeting.text);
  return { tenantId, callId, link, stub, people: byName(env.TENANT_PEOPLE, tenantId) };
}
/** The whole call: what the caller hears after "да". */
async function answerOf(config: BotConfigInput, options: Parameters<typeof begun>[1] = {}): Promise<string> {
  const { link } = await begun(config, options);
  await link.say(1, "да");
  return (await link.hearReply()).text;
}
const http = (effect: "read" | "write", config: object = {}): Tools[number] => ({ type: "http", name: "orders", effect, config: { url, timeout_ms: 500, ...config } });

describe("a tool in a call", () => {
  it("of HTTP brings its columns; its secret is the tenant's, opened for this request alone", async () => {
    const asked = service(() => Response.json({ order: { state: "в пути" } }));
    const tenantId = tenantIdSchema.parse(newId("tenant"));
    const sealed = await seal(parseKeyring(String(Reflect.get(env, "ZVON_KEYRING"))), ["tool secret", tenantId, "crm", new URL(url).hostname], "s3cret");
    const bot = botWith(http("read", { headers: { Authorization: "Bearer {secret.crm}" }, parameters: { id: {} }, result: { state: "/order/state" } }), { arguments: { id: "7" } }, "Заказ {tool.state}.");
    expect(await answerOf(bot, { of: tenantId, secrets: [{ name: "crm", sealed: sealed.text, keyVersion: sealed.keyVersion, hosts: [new URL(url).hostname] }] })).toBe("Секунду. Заказ в пути.");
    expect(asked).toMatchObject([{ url, method: "POST", authorization: "Bearer s3cret", key: null, body: { id: "7" } }]);
  });

  it("of a calendar books the time once; the next caller is offered others, and who booked can cancel", async () => {
    const calendar: Tools[number] = { type: "calendar", name: "diary", config: { slot_minutes: 60, hours: allWeek, days_ahead: 10 } };
    const day = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Moscow" }).format(Date.now() + 3 * 86_400_000);
    const book = botWith(calendar, { function: "book_appointment", arguments: { when: `${day}T15:00`, name: "Анна" } }, "Вы записаны {tool.said}.");
    const { link, tenantId, people } = await begun(book);
    await link.say(1, "да");
    expect((await link.hearReply()).text).toMatch(/^Секунду\. Вы записаны .*в три часа дня\.$/);
    expect(await people.listAppointments({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, resource: null, limit: 10 })).toMatchObject([{ when: `${day}T15:00`, caller: "+79120001427", phone: "+79120001427", fields: { name: "Анна" }, cancelled: false }]);
    expect(await answerOf(book, { of: tenantId, from: "79990000000" })).toMatch(/^Секунду\. Не получилось\. .*в (два|четыре) часа дня/);
    const cancel = botWith(calendar, { function: "cancel_appointment" });
    expect(await answerOf(cancel, { of: tenantId, from: "79990000000" })).toBe("Секунду. Не получилось.");
    expect(await answerOf(cancel, { of: tenantId })).toBe("Секунду. Получилось.");
    expect(await people.listAppointments({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, resource: null, limit: 10 })).toMatchObject([{ cancelled: true }]);
  });

  it("of a calendar gives one time to one of many calls at the same moment", async () => {
    const calendar: Tools[number] = { type: "calendar", name: "diary", config: { slot_minutes: 60, hours: allWeek, days_ahead: 10 } };
    const day = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Moscow" }).format(Date.now() + 3 * 86_400_000);
    const bot = botWith(calendar, { function: "book_appointment", arguments: { when: `${day}T15:00` } });
    const tenantId = tenantIdSchema.parse(newId("tenant"));
    const heard = await Promise.all(Array.from({ length: 12 }, (_, call) => answerOf(bot, { of: tenantId, from: `7912000140${call}` })));
    expect(heard.filter((text) => text === "Секунду. Получилось.")).toHaveLength(1);
    expect(heard.filter((text) => text.includes("Не получилось."))).toHaveLength(11);
  });

  it("of a calendar of the tenant's own asks it by the protocol", async () => {
    const asked = service((_, { body }) => Response.json({ status: "booked", when: body["when"] }));
    const calendar: Tools[number] = { type: "calendar", name: "diary", config: { source: { kind: "http", url } } };
    expect(await answerOf(botWith(calendar, { function: "book_appointment", arguments: { when: "2030-11-25T15:00" } }))).toBe("Секунду. Получилось.");
    expect(asked).toMatchObject([{ body: { action: "book_appointment", when: "2030-11-25T15:00", phone: "+79120001427", time_zone: "Europe/Moscow" } }]);
  });

  it("of messages writes to the caller's own number; without a number nothing is sent", async () => {
    const asked = service(() => new Response(null, { status: 202 }));
    const bot = botWith({ type: "message", name: "sms", config: { channel: "sms", url, text: said("Ждём вас завтра.") } });
    expect(await answerOf(bot)).toBe("Секунду. Получилось.");
    expect(asked).toMatchObject([{ method: "POST", body: { channel: "sms", to: "+79120001427", text: "Ждём вас завтра." } }]);
    expect(asked[0]?.key).toMatch(/^call_[0-9a-z]+\/sms-1$/);
    expect(await answerOf(bot, { from: "browser", direction: "test" })).toBe("Секунду. Не получилось.");
    expect(asked).toHaveLength(1);
  });

  it("of messages sends five in a call, and no more however often it is asked", async () => {
    const asked = service(() => new Response(null, { status: 202 }));
    const sms = botWith({ type: "message", name: "sms", config: { channel: "sms", url, text: said("Ждём вас завтра.") } });
    const again: BotConfigInput = { ...sms, flow: { ...sms.flow, transitions: [...(sms.flow.transitions ?? []).filter((way) => way.to !== "done"), { from: "run", to: "ready", when: { tool: "ok" } }] } };
    delete again.flow.states["done"];
    const { link } = await begun(again);
    const heard: string[] = [];
    for (let turn = 1; turn <= 6; turn += 1) {
      await link.say(turn, "да");
      const { text, reply } = await link.hearReply();
      heard.push(text);
      await link.heard(reply, turn, text);
    }
    expect(heard).toEqual([...Array<string>(5).fill("Секунду. Начинаем?"), "Секунду. Не получилось."]);
    expect(asked).toHaveLength(5);
  });

  it("of a CRM is asked by the caller's number", async () => {
    const asked = service(() => Response.json({ name: "Анна" }));
    expect(await answerOf(botWith({ type: "crm", name: "client", config: { url, at_start: false } }, {}, "Здравствуйте, {tool.name}!"))).toBe("Секунду. Здравствуйте, Анна!");
    expect(asked).toMatchObject([{ body: { phone: "+79120001427" } }]);
  });

  it("of knowledge finds nothing where there are no documents", async () => {
    expect(await answerOf(botWith({ type: "knowledge", name: "ask" }, { arguments: { query: "часы" } }, "Нашлось: {tool.found}."))).toBe("Секунду. Нашлось: no.");
  });

  it.each(["http://169.254.169.254/latest", "https://localhost/x", "https://10.0.0.1/"])("never reaches into the platform: %s", async (inner) => {
    const asked = service(() => Response.json({}));
    expect(await answerOf(botWith(http("read", { url: inner })))).toBe("Секунду. Не получилось.");
    expect(asked).toEqual([]);
  });
});

describe("a write whose fate is not known", () => {
  it("is asked for once more by its key, and what came of it is said", async () => {
    const asked = service((nth) => (nth === 0 ? null : Response.json({ id: 1 })));
    expect(await answerOf(botWith(http("write")))).toBe("Секунду. Получилось.");
    expect(asked).toHaveLength(2);
    expect(new Set(asked.map((one) => one.key)).size).toBe(1);
  });

  it("is never claimed: after the second silence the caller hears that it will be confirmed", async () => {
    const asked = service(() => new Response("bad gateway", { status: 502 }));
    expect(await answerOf(botWith(http("write")))).toBe("Секунду. Мы это проверим и подтвердим.");
    expect(asked).toHaveLength(2);
  });

  it("is asked for again by its key after the object died between the intent and the answer: one effect", async () => {
    const done = new Set<string>();
    const asked = service((nth, { key }) => {
      done.add(key ?? "");
      return nth === 0 ? null : Response.json({ id: 1 });
    });
    const { link, callId, stub } = await begun(botWith(http("write", { timeout_ms: 8_000 })));
    await link.say(1, "да");
    expect(await link.hear("reply.text")).toMatchObject({ text: "Секунду.", last: false });
    await eventually(() => asked[0]);
    await expect(runInDurableObject(stub(), (_, state) => state.abort("lost"))).rejects.toThrow();
    const again = await openLinkTo(stub(), callId, { epoch: 2, n: 3, turn: 1, held: { reply: 1, seq: 0, last: false } });
    expect((await again.hearReply()).text).toContain("Получилось.");
    expect(asked).toHaveLength(2);
    expect(done.size).toBe(1);
  });
});
