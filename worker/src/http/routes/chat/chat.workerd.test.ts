import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { SELF } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { callSchema, messagePageSchema, problemSchema } from "@zvon/contract/api.ts";
import { chatTokenSchema, toChatSchema } from "@zvon/contract/chat.ts";
import type { ToChat } from "@zvon/contract/chat.ts";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { emptyBot } from "../../../bots/empty-bot.ts";
import { bots } from "../../../db/schema.ts";
import { ask, makeKey, makeTenant, origin } from "../../../testing/people.ts";
import type { TestTenant } from "../../../testing/people.ts";

/** Of an address or a path: fetch opens WebSockets by http alone. */
const httpOf = (address: string): string => new URL(address, origin).href.replace(/^ws/, "http");

async function openChat(path: string, headers: Record<string, string>) {
  const response = await SELF.fetch(httpOf(path), { headers: { upgrade: "websocket", ...headers } });
  const { webSocket } = response;
  if (webSocket === null) throw new Error(`no WebSocket: ${response.status} ${await response.text()}`);
  const frames: string[] = [];
  const waiting: (() => void)[] = [];
  const closed = new Promise<number>((resolve) => webSocket.addEventListener("close", (event) => resolve(event.code)));
  webSocket.addEventListener("message", ({ data }) => {
    frames.push(String(data));
    waiting.shift()?.();
  });
  webSocket.accept();
  const hear = async (): Promise<string> => {
    if (frames.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return frames.shift() ?? "";
  };
  const frame = async (): Promise<ToChat> => toChatSchema.parse(JSON.parse(await hear()));
  return {
    socket: webSocket, hear, frame, closed, left: () => frames.length,
    say: (text: string) => webSocket.send(text),
    send: (message: unknown) => webSocket.send(JSON.stringify(message)),
    /** Frames up to and with the first of this type. */
    async until(type: ToChat["type"]): Promise<ToChat[]> {
      const seen: ToChat[] = [];
      for (;;) {
        const next = await frame();
        seen.push(next);
        if (next.type === type) return seen;
      }
    },
  };
}
const keyOf = ({ apiKey }: TestTenant) => ({ "x-api-key": apiKey });

async function post(tenant: TestTenant, json: unknown, bot = tenant.botId): Promise<ToChat[]> {
  const response = await ask(`/v1/bots/${bot}/chat`, { method: "POST", key: tenant.apiKey, json });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  return (await response.text()).split("\n\n").filter((event) => event !== "").map((event) => {
    const [, type = "", data = ""] = /^event: (\S+)\ndata: (.*)$/.exec(event) ?? [];
    const frame = toChatSchema.parse(JSON.parse(data));
    expect(frame.type).toBe(type);
    return frame;
  });
}
const startedIn = (frames: ToChat[]) => {
  const [first] = frames;
  if (first?.type !== "started") throw new Error("the first frame tells no call");
  return first;
};
const texts = (frames: ToChat[]) => frames.flatMap((frame) => (frame.type === "message" ? [`${frame.who}: ${frame.text}`] : []));
const sessionOf = (tenant: TestTenant, callId: string) => env.CALL_SESSION.get(env.CALL_SESSION.idFromName(`${tenant.id}/${callId}`));

async function settled(tenant: TestTenant, callId: string) {
  for (let look = 0; look < 200; look += 1) {
    if ((await sessionOf(tenant, callId).snapshot()) === null) return callSchema.parse(await (await ask(`/v1/calls/${callId}`, { key: tenant.apiKey })).json());
  }
  throw new Error("the chat is not in the books");
}

describe("a chat in plain text", () => {
  it("greets first, answers each message, books, says goodbye and closes", async () => {
    const tenant = await makeTenant();
    const chat = await openChat(`/v1/bots/salon/chat?callerId=79160001122`, keyOf(tenant));
    expect(await chat.hear()).toMatch(/здравствуйте/i);
    chat.say("хочу записаться на стрижку");
    expect(await chat.hear()).toMatch(/когда|день/i);
    chat.say("завтра в пять вечера");
    expect(await chat.hear()).toMatch(/зовут|имя/i);
    chat.say("меня зовут Анна");
    expect(await chat.hear()).toContain("Анна");
    chat.say("да");
    while (chat.left() > 0) await chat.hear();
    expect(await chat.closed).toBe(4000);
    const { calls } = await (await ask("/v1/calls", { key: tenant.apiKey })).json<{ calls: unknown[] }>();
    const call = callSchema.parse(calls[0]);
    expect(call).toMatchObject({ via: "text", direction: "inbound", from: "79160001122", outcome: "booked", endReason: "completed", fields: { name: "Анна" } });
    const bookings = await env.TENANT_PEOPLE.get(env.TENANT_PEOPLE.idFromName(tenant.id)).listBookings({ limit: 5 });
    expect(bookings).toHaveLength(1);
  });

  it("a message that is too long is refused in words, and the chat goes on", async () => {
    const tenant = await makeTenant();
    const chat = await openChat(`/v1/bots/${tenant.botId}/chat`, keyOf(tenant));
    await chat.hear();
    chat.say("а".repeat(2001));
    expect(await chat.hear()).toContain("2000");
    chat.say("на стрижку");
    expect(await chat.hear()).toMatch(/когда|день/i);
  });
});

describe("a chat in frames", () => {
  it("tells of each turn why the bot answered so, and keeps the order of messages sent at once", async () => {
    const tenant = await makeTenant();
    const chat = await openChat(`/v1/bots/${tenant.botId}/chat?format=json&language=en`, keyOf(tenant));
    const opening = await chat.until("turn");
    expect(opening.map((frame) => frame.type)).toEqual(["started", "message", "turn"]);
    expect(startedIn(opening)).toMatchObject({ language: "en", resumed: false, bot: { slug: "salon", version: 1 } });
    chat.send({ type: "text", text: "a haircut please" });
    chat.send({ type: "text", text: "tomorrow at five in the evening" });
    const turns = [...(await chat.until("turn")), ...(await chat.until("turn"))];
    expect(turns.map((frame) => (frame.type === "message" ? frame.who : frame.type))).toEqual(["caller", "bot", "turn", "caller", "bot", "turn"]);
    const last = turns.at(-1);
    if (last?.type !== "turn") throw new Error("no turn");
    expect(last).toMatchObject({ turn: 2, language: "en", outcome: null });
    expect(Object.keys(last.fields)).toContain("service");
    chat.send({ type: "silence" });
    expect(texts(await chat.until("turn")).join()).toMatch(/^bot: /);
    chat.send({ type: "hangup" });
    expect(await chat.until("ended")).toEqual([{ type: "ended", callId: startedIn(opening).callId, outcome: "abandoned", endReason: "caller_hangup" }]);
    expect(await chat.closed).toBe(4000);
  });

  it("refuses what is no frame, and goes on", async () => {
    const tenant = await makeTenant();
    const chat = await openChat(`/v1/bots/${tenant.botId}/chat?format=json`, keyOf(tenant));
    await chat.until("turn");
    chat.say("not json");
    expect(await chat.frame()).toMatchObject({ type: "refused", code: "malformed" });
    chat.send({ type: "keys", keys: "abc" });
    expect(await chat.frame()).toMatchObject({ type: "refused", code: "malformed" });
    chat.send({ type: "text", text: "на стрижку" });
    expect(texts(await chat.until("turn"))).toHaveLength(2);
  });

  it("who comes back with the call's id goes on where the chat was, also when its session slept", async () => {
    const tenant = await makeTenant();
    const first = await openChat(`/v1/bots/${tenant.botId}/chat?format=json`, keyOf(tenant));
    const { callId } = startedIn(await first.until("turn"));
    first.send({ type: "text", text: "на стрижку" });
    await first.until("turn");
    first.socket.close(1000, "");
    await first.closed;
    await evictDurableObject(sessionOf(tenant, callId));
    const second = await openChat(`/v1/bots/${tenant.botId}/chat?format=json&call=${callId}`, keyOf(tenant));
    const story = await second.until("turn");
    expect(startedIn(story)).toMatchObject({ resumed: true, callId });
    expect(texts(story)).toHaveLength(3);
    second.send({ type: "text", text: "завтра в пять вечера" });
    const answer = await second.until("turn");
    expect(texts(answer)[1]).toMatch(/зовут|имя/i);
  });

  it("an object that slept between two messages says nothing twice", async () => {
    const tenant = await makeTenant();
    const chat = await openChat(`/v1/bots/${tenant.botId}/chat?format=json`, keyOf(tenant));
    const { callId } = startedIn(await chat.until("turn"));
    chat.send({ type: "text", text: "на стрижку" });
    await chat.until("turn");
    await evictDurableObject(sessionOf(tenant, callId), { webSockets: "hibernate" });
    chat.send({ type: "text", text: "завтра в пять вечера" });
    const answer = await chat.until("turn");
    expect(answer.map((frame) => (frame.type === "message" ? [frame.who, frame.turn] : frame.type))).toEqual([["caller", 2], ["bot", 2], "turn"]);
  });

  it("a chat that nobody comes back to ends, and gives its room back", async () => {
    const tenant = await makeTenant({ concurrent: 1, perMinute: 60 });
    const chat = await openChat(`/v1/bots/${tenant.botId}/chat?format=json`, keyOf(tenant));
    const { callId } = startedIn(await chat.until("turn"));
    const full = await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: tenant.apiKey, json: {} });
    expect([full.status, problemSchema.parse(await full.json()).code]).toEqual([429, "concurrency_limit"]);
    await ask(`/v1/calls/${callId}/hangup`, { method: "POST", key: tenant.apiKey });
    expect((await chat.until("ended")).at(-1)).toMatchObject({ endReason: "api_hangup" });
    await settled(tenant, callId);
    expect((await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: tenant.apiKey, json: {} })).status).toBe(200);
  });
});

describe("a chat by HTTP", () => {
  it("greets, answers message by message and ends, each as server-sent events", async () => {
    const tenant = await makeTenant();
    const greeting = await post(tenant, { callerId: "Ольга" });
    expect(greeting.map((frame) => frame.type)).toEqual(["started", "message", "turn"]);
    const { callId } = startedIn(greeting);
    const answer = await post(tenant, { callId, text: "на стрижку" });
    expect(answer.map((frame) => frame.type)).toEqual(["started", "message", "message", "turn"]);
    expect((await post(tenant, { callId, hangup: true })).at(-1)).toMatchObject({ type: "ended", endReason: "caller_hangup" });
    const call = await settled(tenant, callId);
    expect(call).toMatchObject({ from: "Ольга", via: "text", status: "ended" });
    const { messages } = messagePageSchema.parse(await (await ask(`/v1/calls/${callId}/messages`, { key: tenant.apiKey })).json());
    expect(messages.map((message) => [message.who, message.by])).toEqual([["bot", "text"], ["caller", "text"], ["bot", "text"]]);
    const over = await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: tenant.apiKey, json: { callId, text: "алло" } });
    expect(over.status).toBe(409);
  });

  it("the first message may come with the beginning", async () => {
    const tenant = await makeTenant();
    const frames = await post(tenant, { text: "на стрижку" }, "salon");
    expect(frames.map((frame) => frame.type)).toEqual(["started", "message", "turn", "message", "message", "turn"]);
  });

  it("a chat that is another bot's, another tenant's or a telephone call is not there", async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    const { callId } = startedIn(await post(theirs, {}));
    for (const id of [callId, "call_26110123456789bcdfghjkmn"]) {
      const response = await ask(`/v1/bots/${mine.botId}/chat`, { method: "POST", key: mine.apiKey, json: { callId: id, text: "да" } });
      expect(response.status).toBe(404);
    }
  });

  it("a chat in which nobody writes for a moment keeps its lease and goes on", async () => {
    const tenant = await makeTenant();
    const { callId } = startedIn(await post(tenant, {}));
    const session = sessionOf(tenant, callId);
    // The alarm that comes first renews the lease; when the chat ends is call/idle-chats.test.ts.
    expect(await runDurableObjectAlarm(session)).toBe(true);
    expect((await session.snapshot())?.call.status).toBe("live");
  });
});

describe("fields that are known as a chat begins", () => {
  it("are the caller's own by HTTP, and never stand in an address", async () => {
    const tenant = await makeTenant();
    const turn = (await post(tenant, { fields: { name: "Мария" } })).find((frame) => frame.type === "turn");
    expect(turn).toMatchObject({ fields: { name: "Мария" } });
    const refused = await ask("/v1/bots/salon/chat", { method: "POST", key: tenant.apiKey, json: { fields: { service: "haircut", when: "завтра" } } });
    expect(problemSchema.parse(await refused.json())).toMatchObject({ status: 422, code: "fields_invalid", errors: [{ pointer: "/fields/when" }] });
    const inAddress = await ask(`/v1/bots/salon/chat?fields=${encodeURIComponent('{"name":"Мария"}')}`, { key: tenant.apiKey, headers: { upgrade: "websocket", "accept-language": "ru" } });
    expect(problemSchema.parse(await inAddress.json())).toMatchObject({ status: 400, errors: [{ pointer: "?fields", detail: expect.stringContaining("в токене") }] });
  });
});

describe("a draft", () => {
  it("is talked to as it stands, marked as a test; a faulty one is refused with pointers", async () => {
    const tenant = await makeTenant();
    const db = drizzle(env.DB);
    const [row] = await db.select({ id: bots.id }).from(bots).where(eq(bots.id, tenant.botId));
    expect(row?.id).toBe(tenant.botId);
    const call = startedIn(await post(tenant, { version: "draft" })).callId;
    expect(callSchema.parse(await (await ask(`/v1/calls/${call}`, { key: tenant.apiKey })).json())).toMatchObject({ direction: "test", via: "text" });
    await db.update(bots).set({ draft: { schema_version: 1, languages: [] } }).where(eq(bots.id, tenant.botId));
    const refused = await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: tenant.apiKey, json: { version: "draft" }, headers: { "accept-language": "ru" } });
    const problem = problemSchema.parse(await refused.json());
    expect([problem.status, problem.code]).toEqual([422, "bot_faulty"]);
    expect(problem.errors?.map((error) => error.pointer)).toContain("/languages");
    expect(startedIn(await post(tenant, { version: 1 })).bot.version).toBe(1);
    expect((await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: tenant.apiKey, json: { version: 99 } })).status).toBe(404);
  });
});

describe("a draft's tools", () => {
  it("ask nobody outside unless whoever tries says so, and the turn tells which was pretended", async () => {
    const tenant = await makeTenant();
    // 192.0.2.0/24 is nobody's (RFC 5737): asked for real, the way out refuses it.
    const tool = { type: "http", name: "order", effect: "read", config: { url: "http://192.0.2.1/", timeout_ms: 500, result: { number: "/id" } } };
    const end = (text: string) => ({ type: "end", outcome: "answered", say: { ru: text, en: text } });
    const { flow } = emptyBot;
    const draft = { ...emptyBot, tools: [tool], flow: { ...flow, states: { ...flow.states, run: { type: "tool", tool: "order" }, done: end("Заказ {tool.number}."), failed: end("Не вышло.") }, transitions: [{ from: "help", to: "run", when: { intent: "yes" } }, { from: "run", to: "done", when: { tool: "ok" } }, { from: "run", to: "failed", when: { tool: "failed" } }, ...flow.transitions?.slice(1) ?? []] } };
    await drizzle(env.DB).update(bots).set({ draft }).where(eq(bots.id, tenant.botId));
    const said = async (json: object) => {
      const frames = await post(tenant, { version: "draft", language: "ru", text: "да", ...json });
      const tools = frames.flatMap((frame) => (frame.type === "turn" ? frame.tools : []));
      return [texts(frames).at(-1), ...tools.map(({ status, pretended }) => [status, pretended])];
    };
    expect(await said({})).toEqual(["bot: Секунду, смотрю. Заказ «number».", ["ok", true]]);
    expect(await said({ liveTools: true })).toEqual(["bot: Секунду, смотрю. Не вышло.", ["failed", undefined]]);
  });
});

describe("a chat that is looked at from everywhere", () => {
  it("is told to ten at most", async () => {
    const tenant = await makeTenant();
    const { callId } = startedIn(await post(tenant, {}));
    const path = `/v1/bots/salon/chat?call=${callId}`;
    for (let page = 1; page <= 10; page += 1) await (await openChat(path, keyOf(tenant))).hear();
    expect((await SELF.fetch(httpOf(path), { headers: { upgrade: "websocket", ...keyOf(tenant) } })).status).toBe(429);
  });
});

describe("a token for a site's page", () => {
  const tokenOf = async (tenant: TestTenant, json: unknown = {}) => chatTokenSchema.parse(await (await ask(`/v1/bots/salon/chat-token`, { method: "POST", key: tenant.apiKey, json })).json());

  it("opens a chat with its bot as its caller, and nothing else", async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const { token, url } = await tokenOf(tenant, { callerId: "visitor-7", origin: "https://shop.example" });
    expect(url).toBe(`${origin.replace(/^http/, "ws")}/v1/bots/${tenant.botId}/chat?token=${token}`);
    const chat = await openChat(`${url}&format=json&callerId=somebody-else`, { origin: "https://shop.example" });
    const { callId } = startedIn(await chat.until("turn"));
    expect(callSchema.parse(await (await ask(`/v1/calls/${callId}`, { key: tenant.apiKey })).json())).toMatchObject({ from: "visitor-7" });
    const foreign = await SELF.fetch(`${httpOf(url)}`, { headers: { upgrade: "websocket", origin: "https://elsewhere.example" } });
    expect(foreign.status).toBe(403);
    expect((await SELF.fetch(`${origin}/v1/bots/${other.botId}/chat?token=${token}`, { headers: { upgrade: "websocket", origin: "https://shop.example" } })).status).toBe(404);
    expect((await SELF.fetch(`${httpOf(url)}&version=draft`, { headers: { upgrade: "websocket", origin: "https://shop.example" } })).status).toBe(403);
    expect((await ask("/v1/calls", { key: token })).status).toBe(401);
  });

  it("tells what the site knows of its caller, which the page cannot change", async () => {
    const tenant = await makeTenant();
    expect((await ask("/v1/bots/salon/chat-token", { method: "POST", key: tenant.apiKey, json: { fields: { surname: "Петрова" } } })).status).toBe(422);
    const { url, token } = await tokenOf(tenant, { fields: { name: "Мария", service: "haircut" } });
    const chat = await openChat(`${url}&format=json`, {});
    const frames = await chat.until("turn");
    // The bot knows it; a stranger's page is told neither this nor why the bot said what.
    expect(frames).toContainEqual(expect.objectContaining({ type: "turn", fields: {}, trace: null, tools: [], state: null, intent: null }));
    const callId = frames.flatMap((frame) => (frame.type === "started" ? [frame.callId] : []))[0];
    expect(await (await ask(`/v1/calls/${callId}`, { key: tenant.apiKey })).json()).toMatchObject({ fields: { name: "Мария", service: "стрижка" } });
    const forged = await ask(`/v1/bots/${tenant.botId}/chat`, { method: "POST", key: token, json: { fields: { name: "Анна" } } });
    expect([forged.status, problemSchema.parse(await forged.json()).code]).toEqual([403, "fields_of_token"]);
    expect((await SELF.fetch(`${httpOf(url)}&fields=${encodeURIComponent('{"name":"Анна"}')}`, { headers: { upgrade: "websocket" } })).status).toBe(400);
    // Sealed: the page holds it and reads nothing in it.
    const readable = token.split(".").map((part) => atob(part.replaceAll("-", "+").replaceAll("_", "/"))).join(" ");
    for (const told of ["Мария", "haircut", tenant.id]) expect(readable).not.toContain(told);
  });

  it("does not go on with the chat of another caller", async () => {
    const tenant = await makeTenant();
    const { callId } = startedIn(await post(tenant, { callerId: "visitor-1" }));
    const { url } = await tokenOf(tenant, { callerId: "visitor-2" });
    expect((await SELF.fetch(`${httpOf(url)}&call=${callId}`, { headers: { upgrade: "websocket" } })).status).toBe(404);
    const own = await tokenOf(tenant, { callerId: "visitor-1" });
    const chat = await openChat(`${own.url}&call=${callId}`, {});
    expect(await chat.hear()).toMatch(/здравствуйте/i);
  });

  it("takes half of the room at most, however many chats one page opens: calls and the tenant's own find theirs", async () => {
    const tenant = await makeTenant({ concurrent: 4, perMinute: 60 });
    const { token } = await tokenOf(tenant);
    const begin = () => ask(`/v1/bots/${tenant.botId}/chat?token=${token}`, { method: "POST", json: {} });
    for (let chat = 1; chat <= 2; chat += 1) await (await begin()).text();
    const third = await begin();
    expect([third.status, problemSchema.parse(await third.json()).code]).toEqual([429, "concurrency_limit"]);
    expect(texts(await post(tenant, {}))).toHaveLength(1);
  });

  it("is refused when it is forged, and to a key that may start no calls", async () => {
    const tenant = await makeTenant();
    const { url } = await tokenOf(tenant);
    expect((await SELF.fetch(`${httpOf(url).slice(0, -4)}AAAA`, { headers: { upgrade: "websocket" } })).status).toBe(401);
    const reader = await makeKey(tenant.id, ["calls:read"]);
    expect((await ask(`/v1/bots/salon/chat-token`, { method: "POST", key: reader, json: {} })).status).toBe(403);
  });
});
